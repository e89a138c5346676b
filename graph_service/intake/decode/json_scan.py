"""Finds where JSON values begin and end in a byte stream, without decoding them and in bounded memory.

In: byte chunks. Out: the bytes of one value at a time. Refuses: a stream that ends within a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph_service.intake.decode.rows import LINE_LIMIT, RAW_LIMIT, FileUnreadable

# All of these are possessive: a long value is read once, and no input makes them go back.
_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+(?:([\[{]++)|([\]}]++))', re.DOTALL)
_TEXTS = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_IN_STRING = re.compile(rb"[^\"\\]*+(?:\\.[^\"\\]*+)*+", re.DOTALL)
_FLAT = rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+'
_NEST_0 = rb"[{\[]" + _FLAT + rb"[}\]]"
_NEST_1 = rb"[{\[]" + _FLAT + rb"(?:" + _NEST_0 + _FLAT + rb")*+[}\]]"
_NEST_2 = rb"[{\[]" + _FLAT + rb"(?:" + _NEST_1 + _FLAT + rb")*+[}\]]"
# Nearly every element of an array, in one step: an object up to three deep and the comma behind it.
_ELEMENT = re.compile(rb"[ \t\r\n]*+(?=\{)(" + _NEST_2 + rb")[ \t\r\n]*+,", re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_LITERAL = re.compile(rb"[^,\]}\s\[{\":]++")


class Value(NamedTuple):
    """The bytes of one value."""

    line: int
    raw: bytes
    too_long: bool = False
    """Only the start of the value is here."""


class Scanner:
    """A cursor over the JSON of a stream.

    Args:
        chunks: the stream, without byte order mark.
        limit: longest value that is held, in bytes.
    """

    def __init__(self, chunks: Iterator[bytes], *, limit: int = LINE_LIMIT) -> None:
        self._chunks = chunks
        self._limit = limit
        self._buffer = b""
        self._at = 0
        self._line = 1
        self._counted = 0

    def line(self) -> int:
        """The line that the cursor is on."""
        self._line += self._buffer.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _more(self) -> bool:
        """Read on, forgetting what lies before the cursor."""
        self.line()
        for chunk in self._chunks:
            if chunk:
                self._buffer = self._buffer[self._at :] + chunk
                self._at = self._counted = 0
                return True
        return False

    def peek(self) -> bytes:
        """The next byte that is no white space, without taking it; empty at the end."""
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def take(self, expected: bytes) -> bool:
        """Take the next byte if it is this one."""
        if self.peek() != expected:
            return False
        self._at += 1
        return True

    def elements(self) -> Iterator[Value]:
        """Take an array and give its elements.

        Raises:
            FileUnreadable: the stream ends within the array, or is no JSON there.
        """
        self.take(b"[")
        if self.take(b"]"):
            return
        while True:
            quick = _ELEMENT.match(self._buffer, self._at)
            if quick:
                self._at = quick.start(1)
                line = self.line()
                self._at = quick.end()
                yield Value(line, quick[1])
                continue
            if self.peek() in (b"]", b",", b"}", b""):
                raise self.stopped("in an array")
            yield self.value()
            if self.take(b","):
                continue
            if self.take(b"]"):
                return
            raise self.stopped("in an array")

    def stopped(self, place: str) -> FileUnreadable:
        """The error for a stream that does not go on as JSON must."""
        what = "not JSON" if self.peek() else "the file ends"
        return FileUnreadable(f"{what} {place}", line=self.line())

    def opens_rows(self) -> bool:
        """Whether an array of objects, or an empty one, begins here; nothing is taken."""
        if self.peek() != b"[":
            return False
        ahead = self._at + 1
        while True:
            ahead = _SPACE.match(self._buffer, ahead).end()  # type: ignore[union-attr]
            if ahead < len(self._buffer):
                return self._buffer[ahead : ahead + 1] in (b"{", b"]")
            ahead -= self._at
            if not self._more():
                return True  # the array's own reading says that it breaks off

    def value(self) -> Value:
        """Take the next value, whatever it is.

        Raises:
            FileUnreadable: the stream ends within it, or no value is there. The value's start is in ``raw``.
        """
        first = self.peek()
        line = self.line()
        if first in (b"{", b"["):
            return self._nested(line)
        if first == b'"':
            return self._text(line)
        return self._literal(line)

    def _text(self, line: int) -> Value:
        while True:
            found = _STRING.match(self._buffer, self._at)
            if found:
                self._at = found.end()
                return Value(line, found[0])
            if len(self._buffer) - self._at > self._limit:
                start = self._rest()
                self._pass_text(line, start)
                return _start_of(line, start)
            if not self._more():
                raise Unfinished("the file ends in the middle of a text", line, self._rest())

    def _literal(self, line: int) -> Value:
        while True:
            found = _LITERAL.match(self._buffer, self._at)
            if found is None:
                ended = self._at >= len(self._buffer)
                raise Unfinished("the file ends where a value belongs" if ended else "not JSON", line, self._rest())
            if found.end() < len(self._buffer):
                self._at = found.end()
                return Value(line, found[0])
            if len(found[0]) > self._limit:
                raise Unfinished("not JSON", line, self._rest())
            if not self._more():
                raise Unfinished("the file ends in the middle of a value", line, self._rest())

    def _rest(self) -> bytes:
        return self._buffer[self._at : self._at + RAW_LIMIT * 4]

    def _nested(self, line: int) -> Value:
        depth, scan = 0, self._at
        while True:
            found = _TO_BRACKET.match(self._buffer, scan)
            if found:
                depth, scan = _counted(found, depth)
                if depth == 0:
                    raw = self._buffer[self._at : scan]
                    self._at = scan
                    return Value(line, raw, too_long=False) if len(raw) <= self._limit else _start_of(line, raw)
                continue
            if len(self._buffer) - self._at > self._limit:
                start = self._rest()
                self._at = scan
                self._pass_over(depth, line, start)
                return _start_of(line, start)
            scan -= self._at
            if not self._more():
                raise Unfinished("the file ends in the middle of a value", line, self._rest())

    def _pass_over(self, depth: int, line: int, start: bytes) -> None:
        """Move behind a value that is too long to hold."""
        while depth:
            found = _TO_BRACKET.match(self._buffer, self._at)
            if found:
                depth, self._at = _counted(found, depth)
                continue
            self._at = _TEXTS.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                self._pass_text(line, start)
            elif not self._more():
                raise Unfinished("the file ends in the middle of a value", line, start)

    def _pass_text(self, line: int, start: bytes) -> None:
        """Move behind the text that starts here, however long it is."""
        self._at += 1
        while True:
            self._at = _IN_STRING.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._buffer[self._at : self._at + 1] == b'"':
                self._at += 1
                return
            if not self._more():
                raise Unfinished("the file ends in the middle of a text", line, start)


class Unfinished(FileUnreadable):
    """A stream that is no JSON from some value on.

    Args:
        message: what is wrong.
        line: line that the value starts on.
        raw: the start of the value.
    """

    def __init__(self, message: str, line: int, raw: bytes) -> None:
        super().__init__(message, line=line)
        self.raw = raw


def _counted(found: re.Match[bytes], depth: int) -> tuple[int, int]:
    """The depth behind a run of brackets, and where it ends; a run that closes more than is open ends earlier."""
    opened, closed = found.span(1), found.span(2)
    if opened[0] >= 0:
        return depth + opened[1] - opened[0], opened[1]
    end = min(closed[1], closed[0] + depth)
    return depth - (end - closed[0]), end


def _start_of(line: int, raw: bytes) -> Value:
    return Value(line, raw[: RAW_LIMIT * 4], too_long=True)
