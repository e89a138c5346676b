"""Lines and values of any length: passed over in flat memory, with the rows around them kept."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.intake.decode.lines import blocks
from graph_service.intake.decode.rows import RAW_LIMIT, BadRow, RawRow
from graph_service.intake.receive import receive

MEGABYTE = 1 << 20


class Generated(io.RawIOBase):
    """A stream that is never in memory as a whole."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = part
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def long(before: bytes, after: bytes) -> Iterator[bytes]:
    yield before
    filler = b"x" * MEGABYTE
    for _ in range(50):
        yield filler
    yield after


@pytest.mark.parametrize(
    ("name", "before", "after", "line"),
    [
        ("a.jsonl", b'{"id":1}\n{"id":"', b'"}\n{"id":2}\n', 2),
        ("a.csv", b"id,n\n1,x\n2,", b"\n3,y\n", 3),
        ("a.csv", b'id,n\n1,x\n2,"', b'"\n3,y\n', 3),
        ("a.json", b'[{"id":1},\n{"id":"', b'"},{"id":2}]', 2),
    ],
)
def test_a_line_of_50_megabytes_is_one_bad_row(name: str, before: bytes, after: bytes, line: int) -> None:
    tracemalloc.start()
    try:
        rows = list(receive(Generated(long(before, after)), name=name))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(row) for row in rows] == [RawRow, BadRow, RawRow]
    assert rows[1].line == line
    assert isinstance(rows[1], BadRow)
    assert 0 < len(rows[1].raw) <= RAW_LIMIT
    assert peak < 60 * MEGABYTE


@pytest.mark.parametrize(
    ("name", "start", "row", "end"),
    [
        ("a.csv", b"id,name\n", b"1,Maria\n", b""),
        ("a.jsonl", b"", b'{"id":1,"name":"Maria"}\n', b""),
        ("a.json", b"[", b'{"id":1,"name":"Maria"},', b'{"id":2}]'),
    ],
)
def test_memory_does_not_grow_with_the_file(name: str, start: bytes, row: bytes, end: bytes) -> None:
    def parts() -> Iterator[bytes]:
        yield start
        for _ in range(20):
            yield row * 1_000
        yield end

    tracemalloc.start()
    try:
        count = sum(1 for _ in receive(Generated(parts()), name=name))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count >= 20_000
    # a few chunks, decoded
    assert peak < 30 * MEGABYTE


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=8), st.integers(min_value=1, max_value=12))
def test_blocks_hold_every_line_once(parts: list[bytes], size: int) -> None:
    data = b"\n".join(parts)
    found = list(blocks(data[at : at + size] for at in range(0, len(data), size)))
    assert b"".join(block.data for block in found) == data
    before = 0
    for block in found:
        assert block.first == before + 1
        assert block.data.endswith(b"\n") or block is found[-1]
        before += block.data.count(b"\n")


@settings(deadline=None)
@given(
    st.lists(st.integers(min_value=0, max_value=60), min_size=1, max_size=8),
    st.integers(min_value=1, max_value=10),
    st.booleans(),
)
def test_long_lines_are_numbered_and_the_others_kept(lengths: list[int], size: int, ended: bool) -> None:
    limit = 20
    lines = [bytes([97 + number]) * length for number, length in enumerate(lengths)]
    data = b"\n".join(lines) + (b"\n" if ended else b"")
    kept: dict[int, bytes] = {}
    long_lines: set[int] = set()
    for block in blocks((data[at : at + size] for at in range(0, len(data), size)), limit=limit):
        if block.too_long:
            long_lines.add(block.first)
        else:
            for offset, line in enumerate(block.data.removesuffix(b"\n").split(b"\n")):
                kept[block.first + offset] = line
    for number, line in enumerate(lines, 1):
        if len(line) > limit:
            assert number in long_lines
        elif line:
            assert kept[number] == line
