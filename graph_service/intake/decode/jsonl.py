"""JSON lines.

In: byte chunks. Out: a row a line. Refuses: as bad rows, lines that are no strict JSON object or too long; as the
file's end, a last line that breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph_service.intake.decode.lines import blocks
from graph_service.intake.decode.rows import LINE_LIMIT, BadRow, FileUnreadable, RawRow, shown
from graph_service.intake.decode.strict_json import parse_objects

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"')


def decode(chunks: Iterable[bytes]) -> Iterator[RawRow | BadRow]:
    """Rows of a JSON lines stream.

    Args:
        chunks: the stream, without byte order mark.

    Raises:
        FileUnreadable: the last line has no end and is no object: the file was cut.
    """
    for block in blocks(chunks):
        if block.too_long:
            yield BadRow(block.first, f"a line of more than {LINE_LIMIT // 1024 // 1024} MB", shown(block.data))
            continue
        lines = block.data.split(b"\n")
        ended = not lines[-1]  # what follows the last line feed is a line without its end
        numbered = [(number, line) for number, line in enumerate(lines, block.first) if line and not line.isspace()]
        rows = parse_objects([line for _, line in numbered], block.data)
        for (number, line), row in zip(numbered, rows, strict=True):
            if not isinstance(row, ValueError):
                yield RawRow(number, row)
            elif ended or number < block.first + len(lines) - 1 or _complete(line):
                yield BadRow(number, str(row), shown(line))
            else:
                yield BadRow(number, "the file ends in the middle of this line", shown(line))
                raise FileUnreadable("the file ends in the middle of a line", line=number)


def _complete(line: bytes) -> bool:
    """Tell a bad last line from one that was cut: it closes every text and bracket that it opened."""
    bare = _STRING.sub(b"", line)
    return b'"' not in bare and bare.rstrip()[-1:] in (b"}", b"]") and bare.count(b"{") <= bare.count(b"}")
