"""A stream whose start was read to see what it is, whole again.

In: the start and the rest. Out: a stream. Refuses: nothing.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from graph_service.intake.decode.rows import CHUNK


def rejoined(start: bytes, rest: BinaryIO) -> BinaryIO:
    """The stream as it was before its start was read; it cannot be wound back.

    Args:
        start: what was read.
        rest: the stream.
    """
    return io.BufferedReader(_Rejoined(start, rest), CHUNK)


class _Rejoined(io.RawIOBase):
    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = memoryview(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """What is there, without waiting until the buffer is full."""
        size = len(buffer)
        if self._start:
            found = bytes(self._start[:size])
            self._start = self._start[size:]
        else:
            found = getattr(self._rest, "read1", self._rest.read)(size)
        buffer[: len(found)] = found
        return len(found)
