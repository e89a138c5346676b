"""Lines of a byte stream, cut at line feeds only, in bounded memory.

In: byte chunks. Out: blocks of whole lines with their numbers; a line beyond the limit is passed over, not held.
Refuses: nothing.

Never ``str.splitlines``: it also cuts at U+2028, U+0085 and form feeds, which may stand inside a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph_service.intake.decode.rows import LINE_LIMIT, RAW_LIMIT


class Block(NamedTuple):
    """Whole lines of a file, one after the other."""

    first: int
    """Number of the first line, from 1."""
    data: bytes
    """The lines with their ends; the last line of a file may lack its own."""
    too_long: bool = False
    """The block is the start of one line that is too long to hold."""


def blocks(chunks: Iterable[bytes], *, limit: int = LINE_LIMIT, end: bytes = b"\n") -> Iterator[Block]:
    """Cut chunks at line ends.

    Args:
        chunks: the stream.
        limit: longest line, in bytes.
        end: what ends a line.
    """
    number = 1
    pending: list[bytes] = []
    size = 0
    skipped: bytes | None = None  # the start of the long line that is being passed over
    for chunk in chunks:
        if skipped is not None:
            cut = chunk.find(end)
            if cut < 0:
                continue
            yield Block(number, skipped, too_long=True)
            number += 1
            skipped = None
            chunk = chunk[cut + 1 :]
        cut = chunk.rfind(end) + 1
        if cut:
            pending.append(chunk[:cut])
            data = b"".join(pending)
            first_end = data.find(end) if size + cut > limit else 0
            if first_end > limit:
                # only the line that began in earlier chunks can be this long
                yield Block(number, data[: RAW_LIMIT * 4], too_long=True)
                number += 1
                data = data[first_end + 1 :]
            if data:
                yield Block(number, data)
                number += data.count(end)
            pending, size = [], 0
            chunk = chunk[cut:]
        if chunk:
            pending.append(chunk)
            size += len(chunk)
            if size > limit:
                skipped = b"".join(pending)[: RAW_LIMIT * 4]
                pending, size = [], 0
    if skipped is not None:
        yield Block(number, skipped, too_long=True)
    elif pending:
        yield Block(number, b"".join(pending))
