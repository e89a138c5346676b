"""Lines of text for a CSV reader, with what the reader itself does not keep: where a row began, what was wrong.

In: byte chunks. Out: lines of text. Refuses: a row that goes on over more lines than any real one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from graph_service.intake.decode.lines import Block, blocks
from graph_service.intake.decode.rows import LINE_LIMIT, shown

ROW_LINES = 1_000
ROW_CHARS = 256 * 1024
"""How far a row over several lines may go: an unclosed quote must not swallow the file."""
_WIDE_LINE = f"a line of more than {LINE_LIMIT // 1024 // 1024} MB"
_NOT_UTF8 = "not UTF-8 (saved in a Windows or Mac encoding?)"


class Unclosed(Exception):
    """A quoted field that goes on too long.

    Args:
        line: line that its row starts on.
    """

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.message = "a quote opened on this line is not closed within any likely length"


class Lines:
    """The lines of a stream, one by one.

    Args:
        chunks: the stream.
        end: what ends a line.
    """

    def __init__(self, chunks: Iterable[bytes], *, end: bytes) -> None:
        self._blocks = blocks(chunks, end=end)
        self._end = end
        self.number = 0
        """Line handed out last."""
        self.finished = 0
        """Last line of the last finished row; the reader of rows sets it."""
        self.first = ""
        """First line of the row that is being read."""
        self.unended = False
        """The stream's last line has no end."""
        self.troubled: dict[int, str] = {}
        """Lines that spoil their row, with the reason."""

    def trouble(self, start: int) -> str | None:
        """The reason for which the row from ``start`` up to the current line is spoiled; forgets what lies behind."""
        reason = next((why for line, why in self.troubled.items() if start <= line <= self.number), None)
        self.troubled.clear()
        return reason

    def __iter__(self) -> Iterator[str]:
        size = 0
        for block in self._blocks:
            if block.too_long:
                if block.first != self.finished + 1:
                    raise Unclosed(self.finished + 1)
                self.number, self.first = block.first, shown(block.data)
                self.troubled[block.first] = _WIDE_LINE
                yield ""  # a blank line to the reader of rows, so that the next one starts a row
                continue
            number = block.first - 1
            for line in self._texts(block):
                number += 1
                self.number = number
                if number == self.finished + 1:
                    self.first = line
                    size = 0
                else:
                    size += len(line)
                    if size > ROW_CHARS or number - self.finished > ROW_LINES:
                        raise Unclosed(self.finished + 1)
                yield line
            self.unended = not block.data.endswith(self._end)

    def _texts(self, block: Block) -> Iterable[str]:
        data = block.data if self._end == b"\n" else block.data.replace(self._end, b"\n")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return self._spoiled(block.first, data)
        if "\x00" in text:
            return self._spoiled(block.first, data)
        return io.StringIO(text, newline="\n")

    def _spoiled(self, number: int, data: bytes) -> Iterator[str]:
        """Line by line, so that only the rows with the bad bytes are lost."""
        for line in io.BytesIO(data):
            try:
                text = line.decode("utf-8")
                if "\x00" in text:
                    self.troubled[number] = "holding a NUL byte"
            except UnicodeDecodeError:
                self.troubled[number] = _NOT_UTF8
                text = line.decode("utf-8", "replace")
            yield text
            number += 1
