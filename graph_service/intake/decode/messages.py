"""Message formats: lines of JSON, each a record of a named stream, a state to be passed on, or something beside them.

In: byte chunks. Out: rows with their stream, states and notes in the order of the lines. Refuses: as bad rows, lines
that are no message; an unknown format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, get_args

import orjson

from graph_service.errors import UsageError
from graph_service.intake.decode import airbyte, jsonl, singer
from graph_service.intake.decode.rows import BadRow, Note, RawRow, StreamRow, StreamState

MessageFormat = Literal["singer", "airbyte"]
Said = StreamRow | StreamState | Note | BadRow
_READERS: dict[str, Callable[[RawRow], Said]] = {"singer": singer.read, "airbyte": airbyte.read}
FORMATS: tuple[str, ...] = get_args(MessageFormat)


def decode(chunks: Iterable[bytes], format: str) -> Iterator[Said]:
    """The messages of a stream.

    Args:
        chunks: the stream.
        format: ``singer`` or ``airbyte``.
    Raises:
        FileUnreadable: the last line has no end and is no object: the stream was cut.
        UsageError: an unknown format.
    """
    if format not in _READERS:
        raise UsageError(f"{format!r} is no format of messages", hint="one of " + ", ".join(FORMATS))
    read = _READERS[format]
    for raw in jsonl.decode(chunks):
        yield raw if isinstance(raw, BadRow) else read(raw)


def told_by(line: bytes) -> MessageFormat | None:
    """The format of messages by their first line; None: they are none.

    Args:
        line: the first line, whole.
    """
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    kind = said.get("type") if isinstance(said, dict) else None
    if kind in singer.TYPES and ("value" if kind == "STATE" else "stream") in said:
        return "singer"
    if kind in airbyte.OTHERS or (kind in ("RECORD", "STATE") and isinstance(said.get(kind.lower()), dict)):
        return "airbyte"
    return None
