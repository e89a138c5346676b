"""The hand-written graph of ``seed``, and the two roads over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import neo4j
import orjson
import pytest

from graph_service.engine import Connection
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.graphql.execute import Executor
from graph_service.graphql.schema import Schema, build_schema
from graph_service.intake.judge import judge
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from tests.graphql import seed

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def schema(model: Model) -> Schema:
    return build_schema(model)


@pytest.fixture(scope="module")
def seeded(engine: Connection, open_writer: Writer) -> Connection:
    auth = (engine.username, engine.password)
    with neo4j.GraphDatabase.driver(engine.uri, auth=auth) as driver, driver.session(database="neo4j") as session:
        session.execute_write(lambda tx: seed.write(lambda text, **given: tx.run(text, given).consume()))
    return engine


@dataclass
class Counting:
    """A reader that counts what it sends."""

    reader: Reader
    sent: list[str] = field(default_factory=list)

    async def run(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        self.sent.append(name)
        return await self.reader.run(name, **parameters)

    async def run_text(self, text: str, *rest: Any) -> list[dict[str, Any]]:
        self.sent.append(text)
        return await self.reader.run_text(text, *rest)


@pytest.fixture
async def reader(seeded: Connection) -> AsyncIterator[Counting]:
    async with Reader.open(seeded.uri, seeded.username, seeded.password, "neo4j") as opened:
        yield Counting(opened)


@pytest.fixture
def ask(reader: Counting, model: Model) -> Callable[[], Ask]:
    return lambda: Ask(model=model, reader=reader, now=NOW, birth_id=seed.IDS.birth, judge=judge)


@pytest.fixture
def fast(schema: Schema, reader: Counting, ask: Callable[[], Ask]) -> Executor:
    return schema.executor(reader, ask)


@pytest.fixture
def slow(schema: Schema, reader: Counting, ask: Callable[[], Ask]) -> Executor:
    return schema.executor(reader, ask, fast=False)


class Answers:
    """Asks and decodes; errors fail unless they are asked for."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    async def __call__(self, text: str, **variables: Any) -> Any:
        body = orjson.loads((await self.executor.execute(text, variables)).body)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def error(self, text: str, **variables: Any) -> dict[str, Any]:
        body = orjson.loads((await self.executor.execute(text, variables)).body)
        assert body.get("errors"), body
        first: dict[str, Any] = body["errors"][0]
        return first


@pytest.fixture
def get(fast: Executor) -> Answers:
    return Answers(fast)
