"""Questions are asked of a small graph that each module writes down itself, in the form that settling leaves behind.

The engine is the real one; the graph is emptied before a module seeds it and when it is done.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_service.engine import Connection
from graph_service.graph.ids import Ids, noun_id
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.intake.judge import judge
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from tests.conftest import wipe

IDS = Ids(b"the secret of the seeded graphs.")
NOW = datetime(2026, 9, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def reader(engine: Connection, loop: asyncio.Runner) -> Iterator[Reader]:
    async def opened() -> Reader:
        return Reader.open(engine.uri, engine.username, engine.password, "neo4j")

    reader = loop.run(opened())
    yield reader
    loop.run(reader.close())


@pytest.fixture(scope="session")
def ask(model: Model, reader: Reader) -> Ask:
    return Ask(model=model, reader=reader, now=NOW, birth_id=IDS.birth, judge=judge)


@pytest.fixture
def answer(loop: asyncio.Runner) -> Any:
    def run(asked: Coroutine[Any, Any, Any]) -> Any:
        return loop.run(asked)

    return run


class Seed:
    """Writes nodes, links, records and keys as settling would."""

    def __init__(self, writer: Writer, prefixes: dict[str, str]) -> None:
        self._writer = writer
        self._prefixes = prefixes
        self._nodes: list[tuple[str, dict[str, Any]]] = []
        self._links: list[tuple[str, str, str, dict[str, Any]]] = []

    def noun(self, label: str, name: str, *, slots: dict[str, Any] | None = None, **props: Any) -> str:
        """A noun called ``name``; its id comes from a record ``salesforce|<label>|<name>`` that it has too."""
        key = f"salesforce|{label}|{name}"
        shown = noun_id(self._prefixes[label], IDS.birth(key))
        said = json.dumps(slots) if slots else None
        first = props.pop("first_evidence_at", "2025-01-01T00:00:00.000000Z")
        self._nodes.append(
            (
                f"Noun:{label}",
                {
                    "id": shown,
                    "name": name,
                    "systems": ["salesforce"],
                    "slots": said,
                    "first_evidence_at": first,
                    **props,
                },
            )
        )
        self.record(key, shown)
        return shown

    def record(self, key: str, of: str | None, *, keys: tuple[str, ...] = (), **props: Any) -> str:
        """A source record that is part of a noun and holds keys; an id of one that exists already adds its links."""
        system, object_, external = key.split("|", 2)
        rid = IDS.birth(key)
        given = {"key": key, "system": system, "object": object_, "external_id": external, "state": "live"}
        at = {"at": "2026-09-01T00:00:00.000000Z"}
        self._nodes.append(("SourceRecord", {"id": rid, **given, **at, **props}))
        if of:
            self.link("OF", rid, of, bare=True)
        for held in keys:
            self.key(held)
            self.link("HAS_KEY", rid, held, bare=True)
        return rid

    def key(self, value: str, **props: Any) -> str:
        self._nodes.append(("Key", {"id": value, **props}))
        return value

    def link(
        self, type_: str, start: str, end: str, *, bare: bool = False, by: str = "salesforce", **props: Any
    ) -> None:
        """A link; ``by`` names the systems that say so."""
        if not bare:
            systems = by.split()
            given = {"since": "2026-01-01T00:00:00.000000Z", "since_kind": "STATED", "systems": systems, "records": []}
            props = {**given, **props}
        self._links.append((type_, start, end, props))

    def write(self) -> None:
        for label in {label for label, _ in self._nodes}:
            anchor = label.split(":")[0]
            self._writer.run_text(
                f"UNWIND $rows AS row MERGE (n:{anchor} {{id: row.id}}) SET n:{label}, n += row",
                "seed",
                rows=[props for one, props in self._nodes if one == label],
            )
        for type_ in {type_ for type_, *_ in self._links}:
            self._writer.run_text(
                "UNWIND $rows AS row CALL (row) { MATCH (n:Noun {id: row[0]}) RETURN n UNION "
                "MATCH (n:SourceRecord {id: row[0]}) RETURN n } "
                "CALL (row) { MATCH (m:Noun {id: row[1]}) RETURN m UNION MATCH (m:Key {id: row[1]}) RETURN m } "
                f"CREATE (n)-[l:{type_}]->(m) SET l = row[2]",
                "seed",
                rows=[[start, end, props] for one, start, end, props in self._links if one == type_],
            )
        self._nodes.clear()
        self._links.clear()


@pytest.fixture(scope="module")
def seed(open_writer: Writer, model: Model) -> Iterator[Seed]:
    wipe(open_writer)
    yield Seed(open_writer, {name: spec.prefix for name, spec in model.objects.items()})
    wipe(open_writer)
