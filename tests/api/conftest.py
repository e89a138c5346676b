"""An application without a database: what no statement is needed for is answered, anything else fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from graph_service.api.auth import auth_of
from graph_service.api.http import Doors, build_app, open_doors
from graph_service.api.ingest_http import Delivery
from graph_service.app import create_app
from graph_service.errors import DatabaseError
from graph_service.graph.setup import migrations
from graph_service.graphql.schema import Schema, build_schema
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.settings import Settings

Client = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@asynccontextmanager
async def living(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the whole service while it lives."""
    app = create_app(settings)
    up, down = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # begun and ended in one task, as a server does it; a fixture's two halves are two tasks
        async with app.router.lifespan_context(app):
            up.set()
            await down.wait()

    task = asyncio.create_task(live())
    await asyncio.wait([task, asyncio.create_task(up.wait())], return_when=asyncio.FIRST_COMPLETED)
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as opened:
        yield opened
    down.set()
    await task


@pytest.fixture(scope="session")
def schema(model: Model) -> Schema:
    return build_schema(model)


class NoDatabase:
    """Answers what it is told to, and raises what it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.rows: list[dict[str, Any]] = [{"id": name} for name in migrations()]

    async def run(self, name: str, /, **_: Any) -> list[dict[str, Any]]:
        if self.error:
            raise self.error
        return self.rows

    async def run_text(self, *_: Any) -> list[dict[str, Any]]:
        raise self.error or DatabaseError("Neo4j does not answer", where="graphql")


@pytest.fixture
def database() -> NoDatabase:
    return NoDatabase()


@pytest.fixture
def received() -> list[tuple[str, str, bytes, str | None]]:
    return []


@pytest.fixture
def client(
    schema: Schema, model: Model, database: NoDatabase, received: list[tuple[str, str, bytes, str | None]]
) -> Client:
    def ingest(sent: Delivery) -> dict[str, Any]:
        told = f"{sent.batch_id} is all there is" if sent.snapshot else sent.batch_id
        told = f"{told} at {sent.observed_at}" if sent.observed_at else told
        received.append((sent.source, sent.object, sent.file.read_bytes(), told))
        return {"source": sent.source, "batch": sent.batch_id, "objects": []}

    @asynccontextmanager
    async def open_client(
        auth: str = "open", *, peer: str = "127.0.0.1", host: str = "127.0.0.1:8000"
    ) -> AsyncIterator[httpx.AsyncClient]:
        keeper = auth_of(auth)
        app = build_app(keeper)
        executor = schema.executor(
            database, lambda: Ask(model=model, reader=database, now=datetime.now(UTC), birth_id=lambda key: key)
        )
        open_doors(app, keeper, Doors(executor, database, ingest))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as opened:
            yield opened

    return open_client
