"""A JSON document that holds rows: an array, a page of an API, a single object, or several of these in a row.

In: byte chunks. Out: a row an element. Refuses: as bad rows, elements that are no strict JSON object or too long; as
the file's end, a document that breaks off or goes on after its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from graph_service.intake.decode.json_scan import Scanner, Unfinished, Value
from graph_service.intake.decode.rows import LINE_LIMIT, RAW_LIMIT, BadRow, FileUnreadable, RawRow, shown
from graph_service.intake.decode.strict_json import parse_object

PAGE_KEYS = frozenset({"results", "data", "records", "value"})
"""Where an API page holds its rows; what stands beside them (paging, totals) is no row."""


def is_page(value: Mapping[str, Any]) -> bool:
    """Tell whether a decoded object is an API page and not a row.

    Args:
        value: the object.
    """
    held = (value[key] for key in PAGE_KEYS if key in value)
    return any(isinstance(rows, list) and (not rows or isinstance(rows[0], dict)) for rows in held)


def decode(
    chunks: Iterator[bytes], *, limit: int = LINE_LIMIT, keys: frozenset[str] = PAGE_KEYS
) -> Iterator[RawRow | BadRow]:
    """Rows of a JSON document.

    Args:
        chunks: the stream, without byte order mark.
        limit: longest row, in bytes.
        keys: members of which one holds the rows, if the document is a page.

    Raises:
        FileUnreadable: with the line, where the document breaks off or is no JSON.
    """
    scanner = Scanner(chunks, limit=limit)
    try:
        while first := scanner.peek():
            if first == b"[":
                yield from map(_row, scanner.elements())
            elif first == b"{":
                yield from _page_or_object(scanner, limit, keys)
            else:
                raise FileUnreadable("neither a JSON object nor an array", line=scanner.line())
    except Unfinished as cut:
        if cut.raw.strip():
            yield BadRow(cut.line or 1, str(cut.message), shown(cut.raw))
        raise FileUnreadable(cut.message, line=cut.line) from None


def _row(value: Value) -> RawRow | BadRow:
    if value.too_long:
        return BadRow(value.line, "an element too long to hold", shown(value.raw))
    try:
        return RawRow(value.line, parse_object(value.raw))
    except ValueError as error:
        return BadRow(value.line, str(error), shown(value.raw))


def _page_or_object(scanner: Scanner, limit: int, keys: frozenset[str]) -> Iterator[RawRow | BadRow]:
    """An object is a page where one of the page keys holds an array of objects (or an empty one); else it is a row."""
    start = scanner.line()
    scanner.take(b"{")
    kept = _Kept(limit)
    pages: set[str] = set()
    more = not scanner.take(b"}")
    while more:
        if scanner.peek() != b'"':
            raise scanner.stopped("in an object")
        key = scanner.value().raw
        if not scanner.take(b":"):
            raise scanner.stopped("in an object")
        name = _name(key)
        if name in keys and scanner.opens_rows():
            if name in pages:
                raise FileUnreadable(f"duplicate key {name!r} in a page", line=scanner.line())
            pages.add(name)
            yield from map(_row, scanner.elements())
        else:
            value = scanner.value()
            if not pages:
                kept.add(key, value)
        more = scanner.take(b",")
        if not more and not scanner.take(b"}"):
            raise scanner.stopped("in an object")
    if not pages:
        yield _row(kept.whole(start))


class _Kept:
    """The members of an object so far, in case it turns out to be a row; of one that is too long only its start."""

    def __init__(self, limit: int) -> None:
        self._parts: list[bytes] = []
        self._room = limit

    def add(self, key: bytes, value: Value) -> None:
        if self._room < 0:
            return
        self._room = -1 if value.too_long else self._room - len(key) - len(value.raw) - 2
        self._parts.append(key + b":" + value.raw)
        if self._room < 0:
            self._parts = [b",".join(self._parts)[: RAW_LIMIT * 4]]

    def whole(self, line: int) -> Value:
        return Value(line, b"{" + b",".join(self._parts) + b"}", too_long=self._room < 0)


def _name(key: bytes) -> str:
    try:
        name = orjson.loads(key)
    except orjson.JSONDecodeError:
        return ""
    return name if isinstance(name, str) else ""
