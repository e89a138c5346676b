"""CSV: comma, or semicolon or tab where the header has no comma.

In: byte chunks. Out: a row a record, text by column. Refuses: as bad rows, rows of another width, bytes that are not
UTF-8, NUL, fields over a megabyte, text behind a closing quote; as the file's end, a quote that is never closed (it
would swallow the rows after it); a header with a column twice.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from graph_service.intake.decode.csv_lines import Lines, Unclosed
from graph_service.intake.decode.rows import BadRow, FileUnreadable, RawRow, shown

FIELD_LIMIT = 1024 * 1024
"""Longest field, in characters."""
_QUOTED = re.compile(r'"[^"]*"?')
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CUT = "the file ends in the middle of a line"


class _Table:
    """A header and the reader behind it."""

    def __init__(self, chunks: Iterable[bytes], *, tabs: bool) -> None:
        csv.field_size_limit(FIELD_LIMIT)  # process-wide in the library, so said again for every file
        stream = iter(chunks)
        head = next(stream, b"")
        delimiter, hinted = _delimiter(head, tabs=tabs)
        end = b"\r" if b"\n" not in head and b"\r" in head[:-1] else b"\n"  # the last may be half of \r\n
        self.lines = Lines(chain((head,), stream), end=end)
        self.reader = csv.reader(iter(self.lines), delimiter=delimiter, strict=True)
        self.names = self._header(hinted)

    def _header(self, hinted: bool) -> list[str]:
        try:
            for row in self.reader:
                line = self.lines.finished + 1
                reason = self.lines.trouble(line)
                if reason:
                    raise FileUnreadable(f"a header that is {reason}", line=line, hint="save it as UTF-8")
                self.lines.finished = self.lines.number
                if any(cell.strip() for cell in row):
                    if hinted:
                        hinted = False
                        continue
                    return _names(row, line)
        except csv.Error:
            raise FileUnreadable("a header whose quotes do not match", line=self.lines.finished + 1) from None
        except Unclosed as unclosed:
            raise FileUnreadable(unclosed.message, line=unclosed.line) from None
        return []


def header_of(chunks: Iterable[bytes], *, tabs: bool = False) -> list[str]:
    """The column names.

    Args:
        chunks: the stream, without byte order mark.
        tabs: the name says that tabs separate columns.

    Raises:
        FileUnreadable: a header that cannot be used.
    """
    return _Table(chunks, tabs=tabs).names


def decode(chunks: Iterable[bytes], *, tabs: bool = False) -> Iterator[RawRow | BadRow]:
    """Rows of a CSV stream; blank lines and lines of nothing but delimiters are passed over.

    Args:
        chunks: the stream, without byte order mark.
        tabs: the name says that tabs separate columns.

    Raises:
        FileUnreadable: with the line, where the rest of the file cannot be read safely.
    """
    table = _Table(chunks, tabs=tabs)
    names, lines, reader = table.names, table.lines, table.reader
    width = len(names)
    short = 0  # line of the last row with too few columns
    start = lines.finished + 1
    while True:
        try:
            for row in reader:
                start = lines.finished + 1
                lines.finished = number = lines.number
                if lines.troubled:
                    reason = lines.trouble(start)
                    if reason:
                        yield BadRow(start, reason, shown(lines.first))
                        continue
                if len(row) == width:
                    # a line of delimiters only is what spreadsheets leave below a table
                    if row[0] or any(row):
                        yield RawRow(start, dict(zip(names, row, strict=True)))
                elif any(cell.strip() for cell in row):
                    if len(row) < width:
                        short = number
                    reason = f"{len(row)} columns where the header has {width}"
                    yield BadRow(start, reason, shown(lines.first if start == number else ",".join(row)))
            break
        except csv.Error as error:
            start = lines.finished + 1
            yield BadRow(start, _reason(error), shown(lines.first))
            if lines.number > start or _opens(error, lines.first):
                raise FileUnreadable("a quote opened on this line is never closed", line=start) from None
            lines.finished = lines.number
            lines.trouble(start)
        except Unclosed as unclosed:
            yield BadRow(unclosed.line, unclosed.message, shown(lines.first))
            raise FileUnreadable(unclosed.message, line=unclosed.line) from None
    if short and short == lines.number and lines.unended:
        raise FileUnreadable(_CUT, line=short)


def _delimiter(head: bytes, *, tabs: bool) -> tuple[str, bool]:
    """The delimiter, and whether the first line is a spreadsheet's hint about it instead of the header."""
    text = head.decode("utf-8", "replace").lstrip("\ufeff\r\n")
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if len(first) == 5 and first.lower().startswith("sep="):
        return first[4], True
    bare = _QUOTED.sub("", first)
    if tabs and "\t" in bare:
        return "\t", False
    for delimiter in ",;\t":
        if delimiter in bare:
            return delimiter, False
    return ",", False


def _names(row: list[str], line: int) -> list[str]:
    names = [name.replace("\ufeff", "").strip() or f"column_{place}" for place, name in enumerate(row, 1)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FileUnreadable(f"column {name[:80]!r} stands twice in the header", line=line)
        if _ADDRESS.fullmatch(name):
            raise FileUnreadable("the first line holds data, not column names", line=line)
        seen.add(name)
    return names


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"a field of more than {FIELD_LIMIT} characters"
    if "expected after" in text:
        return "text behind a closing quote"
    if "new-line" in text:
        return "a carriage return outside quotes"
    if "end of data" in text:
        return "a quote that is never closed"
    return text


def _opens(error: csv.Error, line: str) -> bool:
    """Whether a row that failed on its first line may go on behind it."""
    text = str(error)
    return "end of data" in text or ("field larger" in text and line.count('"') % 2 == 1)
