"""Stops that move between people beside a reader: no read may see a stop nowhere, not even after a kill between the steps.

`make test` runs this for a few seconds on few people; `make prove` for a minute on ten thousand.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import pytest

from graph_service.engine import Connection
from graph_service.graph.ids import Ids
from graph_service.graph.statements import statement
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Claims
from graph_service.model.model import Model

IDS = Ids(b"a secret for tests only")
GRACE = 3.0
"""Longer than the deadline of a statement of suppression (2 s) and a second."""


@dataclass
class Scale:
    pairs: int
    seconds: float
    chunk: int


def scale() -> Scale:
    proving = hypothesis.settings.default is not None and hypothesis.settings.default.max_examples >= 5_000
    return Scale(5_000, 60.0, 500) if proving else Scale(200, 6.0, 50)


def at(tick: int) -> str:
    return f"2026-01-01T{tick // 3600:02d}:{tick // 60 % 60:02d}:{tick % 60:02d}.000000Z"


def said(record: str, noun: str, email: str, tick: int, born: int, **more: Any) -> Prepared:
    claims: Claims = {
        "record": record, "noun": noun, "state": "live", "created_at": at(born), "fields": {"name": record},
        "keys": [f"email|{email}"], "points": [{"kind": "email", "value": email, "primary": True}], **more,  # type: ignore[typeddict-item]
    }  # fmt: skip
    return Prepared(IDS.birth(record), at(tick), "source", content_hash(claims), "{}", claims, 0)


def holder(side: str, number: int) -> Prepared:
    return said(f"salesforce|Contact|{side}{number}", "Contact", f"{side}{number}@x.example", 0, 0)


def mover(number: int, tick: int) -> Prepared:
    side = "ab"[(tick + number) % 2]
    stop = {"slot": "s", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL", "since": at(0)}
    return said(f"braze|user|s{number}", "Subscriber", f"{side}{number}@x.example", tick, 1, stops=[stop])


@dataclass
class World:
    writer: Writer
    settler: Settler
    size: Scale
    chunks: int = 0
    persons: dict[str, int] = field(default_factory=dict)

    def store(self, rows: list[Prepared]) -> None:
        self.chunks += 1
        ledger = {"id": f"b|{self.chunks}", "batch": "b", "source": "test", "at": at(0)}
        self.settler.store(rows, ledger=ledger, mapping="m")

    def fill(self) -> None:
        for start in range(0, self.size.pairs, self.size.chunk):
            numbers = range(start, min(start + self.size.chunk, self.size.pairs))
            self.store([holder(side, n) for n in numbers for side in "ab"])
            self.store([mover(n, 0) for n in numbers])
        self.settler.finish_pending()
        rows = self.writer.run_text(
            "MATCH (s:SourceRecord {system: 'salesforce'})-[:OF]->(:Noun)-[:IS_PERSON]->(p) "
            "RETURN p.id AS id, toInteger(substring(s.external_id, 1)) AS n", "test",
        )  # fmt: skip
        self.persons = {row["id"]: row["n"] for row in rows}
        assert len(self.persons) == 2 * self.size.pairs

    def nowhere(self, ids: list[str]) -> set[int]:
        """Pairs of which neither person has the stop, in one statement over everybody."""
        rows = self.writer.run_text(statement("suppression/people_records").text, "test", ids=ids)[0]["rows"]
        return set(range(self.size.pairs)) - {self.persons[row["id"]] for row in rows if row["stops"]}


@pytest.fixture
def world(writer: Writer, model: Model) -> World:
    made = World(writer, Settler(writer, model, IDS, GRACE), scale())
    made.fill()
    return made


def test_a_reader_never_sees_a_stop_nowhere(world: World, engine: Connection, model: Model) -> None:
    over = threading.Event()
    problems: list[BaseException] = []

    def write() -> None:
        tick = 0
        try:
            while not over.is_set():
                tick += 1
                for start in range(0, world.size.pairs, world.size.chunk):
                    if over.is_set():
                        return
                    numbers = range(start, min(start + world.size.chunk, world.size.pairs))
                    world.store([mover(n, tick) for n in numbers])
        except BaseException as problem:
            problems.append(problem)

    def retire() -> None:
        try:
            with Writer.open(engine.uri, engine.username, engine.password, "neo4j") as own:
                settler = Settler(own, model, IDS, GRACE)
                while not over.is_set():
                    settler.finish_pending()
                    time.sleep(0.05)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write), threading.Thread(target=retire)]
    ids = list(world.persons)
    reads, lost, slowest = 0, 0, 0.0
    before = world.chunks
    for thread in threads:
        thread.start()
    end = time.monotonic() + world.size.seconds
    while time.monotonic() < end:
        started = time.perf_counter()
        lost += bool(world.nowhere(ids))
        slowest = max(slowest, time.perf_counter() - started)
        reads += 1
    over.set()
    for thread in threads:
        thread.join()
    assert not problems
    moves = (world.chunks - before) * world.size.chunk
    told = f"{moves} moves, {reads} reads of {len(ids)} people, slowest {slowest:.2f} s, nowhere in {lost}"
    sys.stdout.write(told + "\n")
    assert reads > 3
    assert moves > world.size.chunk
    assert lost == 0


def test_a_writer_that_dies_between_the_steps_leaves_too_many_stops_never_too_few(world: World) -> None:
    for start in range(0, world.size.pairs, world.size.chunk):
        world.store([mover(n, 1) for n in range(start, min(start + world.size.chunk, world.size.pairs))])
    # the process is gone here: the second step never ran
    ids = list(world.persons)
    rows = world.writer.run_text(statement("suppression/people_records").text, "test", ids=ids)[0]["rows"]
    assert len({row["id"] for row in rows if row["stops"]}) == len(ids)
    world.settler.finish_pending()
    rows = world.writer.run_text(statement("suppression/people_records").text, "test", ids=ids)[0]["rows"]
    held = [row["id"] for row in rows if row["stops"]]
    assert len(held) == world.size.pairs
    assert not world.nowhere(ids)
