"""What decoding yields: rows with their position, bad rows, bookmarks, messages, and the end of a file cut short.

In: nothing. Out: the types. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph_service.errors import GtmGraphError

RAW_LIMIT = 2_000
"""How much of a bad row is kept, in characters."""
LINE_LIMIT = 8 * 1024 * 1024
"""Longest line or JSON element that is held in memory, in bytes; a longer one is a bad row."""
CHUNK = 256 * 1024
"""Bytes read at a time."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as its file has it."""

    line: int
    """Line that the row starts on, from 1."""
    data: dict[str, Any]
    """CSV: text by column, "" stays "". JSON: as decoded."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that could not be read; the rows after it still can."""

    line: int
    """Line that the row starts on, from 1."""
    reason: str
    """Why, without quoting the row."""
    raw: str
    """Its text as far as it could be read, at most :data:`RAW_LIMIT` characters."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a stream was read; stored by the transaction that stores the rows before it."""

    id: str
    """What stream it is."""
    source: str
    object: str
    state: str
    """What is needed to go on from here, as text."""


@dataclass(frozen=True, slots=True)
class StreamRow(RawRow):
    """One row of a stream of messages."""

    stream: str


@dataclass(frozen=True, slots=True)
class StreamState:
    """How far the sender of messages got, to be passed on once the rows before it are stored."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A message that is neither row nor state; it is counted."""

    kind: str
    stream: str | None = None
    columns: tuple[str, ...] = ()
    """Columns of the stream, where the message tells them."""


@dataclass(frozen=True, slots=True)
class Later:
    """What is done once the rows before it are stored."""

    do: Callable[[], None]


class FileUnreadable(GtmGraphError):
    """A file that cannot be read, or not to its end; the rows before it count.

    Args:
        message: what is wrong.
        line: line where it was found, from 1; None where no line is to blame.
        where: file and line for the reader.
        hint: what to do about it.
    """

    code = "FILE_UNREADABLE"

    def __init__(
        self, message: str, *, line: int | None = None, where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.line = line


def shown(raw: bytes | str) -> str:
    """The start of a bad row as text that can be stored and shown.

    Args:
        raw: the row, or its first bytes.
    """
    text = raw[: RAW_LIMIT * 4].decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return text[:RAW_LIMIT].encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
