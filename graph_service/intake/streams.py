"""Streams of messages as files that are taken in together: each stream is one kind of row of the source, by its name.

In: a binary stream of messages, a translator. Out: the plan of a run; states are passed on as their rows are stored.
Refuses: nothing; streams that the source does not know are listed with the number of their records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from graph_service.intake.decode.messages import decode
from graph_service.intake.decode.rows import CHUNK, BadRow, Later, Note, RawRow, StreamState
from graph_service.intake.files import Placed, Taken
from graph_service.intake.translate import ObjectMatch, Translator

MESSAGE = ObjectMatch("message", "message", "message")
"""What a line is counted as that belongs to no stream."""


class Streams:
    """The streams of one standard input.

    Args:
        stream: the messages.
        format: ``singer`` or ``airbyte``.
        pass_on: called with each state once every row before it is stored, in order.
        name: how it is called in the receipt.
    """

    def __init__(self, stream: BinaryIO, format: str, pass_on: Callable[[str], None], name: str = "-") -> None:
        self._stream = stream
        self._format = format
        self._pass_on = pass_on
        self._name = name
        self._known: dict[str, Taken | None] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self.counts: Counter[str] = Counter()
        """Kind of message -> how many came."""
        self.passed_over: Counter[str] = Counter()
        """Stream that the source does not know -> its records."""
        self._ignored: list[str] = []

    def plan(self, translator: Translator) -> tuple[list[Taken], list[str]]:
        """What to take in, and the names of the streams that are not taken, which fill as they are met.

        Args:
            translator: the source's.
        """
        return [Taken(lambda: self._rows(translator), self._name, MESSAGE, [], nested=True)], self._ignored

    def _rows(self, translator: Translator) -> Iterator[Placed | BadRow | Later]:
        for said in decode(_chunks(self._stream), self._format):
            if isinstance(said, BadRow):
                yield said
            elif isinstance(said, StreamState):
                self.counts["STATE"] += 1
                yield Later(partial(self._pass_on, said.text))
            elif isinstance(said, Note):
                self.counts[said.kind] += 1
                if said.stream is not None and said.columns:
                    self._columns[said.stream] = said.columns
            else:
                self.counts["RECORD"] += 1
                taken = self._taken(translator, said.stream, said)
                if taken is None:
                    self.passed_over[said.stream] += 1
                else:
                    yield Placed(said.line, said.data, taken)

    def _taken(self, translator: Translator, stream: str, row: RawRow) -> Taken | None:
        if stream not in self._known:
            told = next(translator.rows_of(row.data), row.data)
            columns = list(dict.fromkeys([*translator.columns_of(told), *self._columns.get(stream, ())]))
            match = translator.named(stream, columns)
            if match is None:
                self._ignored.append(stream)
            self._known[stream] = Taken(self._stream, stream, match, columns, nested=True) if match else None
        return self._known[stream]


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What is there, without waiting until a chunk is full: a tap that is slow is stored as it goes."""
    read = getattr(stream, "read1", stream.read)
    return iter(lambda: read(CHUNK), b"")
