"""The service as one application: settings, engine, reader, Model and schema, put together.

In: :class:`Settings`. Out: a FastAPI application. Refuses: to start on a wrong model, without a password for a foreign
database, or on a database that is not set up for this version.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from graph_service.api.auth import auth_of
from graph_service.api.events import EventsDoor
from graph_service.api.http import Doors, build_app, open_doors
from graph_service.api.ingest_http import Delivery, Ingest
from graph_service.api.mcp import QuestionServer
from graph_service.api.mcp_http import McpDoor
from graph_service.api.webhook_http import Webhooks
from graph_service.delivery.deliver import delivering, subscribers
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.graphql.schema import build_schema
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import finish_erasures
from graph_service.intake.judge import judge
from graph_service.intake.pipeline import ingest
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.tuning import settle_in
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.opening import clock_of, connect, prepare
from graph_service.questions.ask import Ask
from graph_service.questions.warm import warm_up
from graph_service.secret import deployment_secret
from graph_service.settings import Settings, load_settings, named_values


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; what it needs is opened when it starts and closed when it stops.

    Args:
        settings: default: the environment's.
    Raises:
        SettingsError: a wrong setting, known before anything is opened.
        ModelError: the model does not hold together.
    """
    settings = settings or load_settings()
    auth = auth_of(settings.auth)
    model = load_model(settings.model_dir)
    schema = build_schema(model)
    clock = clock_of(settings)
    told = subscribers(settings.subscribers, model)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to = await asyncio.to_thread(connect, settings)
        ids = Ids(deployment_secret(settings))
        with Writer.open(to.uri, to.username, to.password, settings.neo4j_database) as writer:
            await asyncio.to_thread(prepare, settings, writer)
            # what a writer that died left to be retired; until then there are too many stops, never too few
            await asyncio.to_thread(_finish, Settler(writer, model, ids, settings.grace_seconds))
            async with Reader.open(to.uri, to.username, to.password, settings.neo4j_database) as reader:

                def ask() -> Ask:
                    return Ask(model=model, reader=reader, now=clock(), birth_id=ids.birth, judge=judge)

                executor = schema.executor(
                    reader,
                    ask,
                    steward=Steward(Settler(writer, model, ids, settings.grace_seconds), clock),
                )
                async with McpDoor(QuestionServer(ask), auth).open() as mcp, delivering(told, reader, writer):
                    hooks = _webhooks(settings, model, writer, ids)
                    feed = EventsDoor(ask, auth)
                    open_doors(app, auth, Doors(executor, reader, _ingest(settings, model, writer), hooks, mcp, feed))
                    settle_in()
                    # beside the first requests, which then find most statements planned
                    warming = asyncio.create_task(warm_up(reader))
                    yield
                    warming.cancel()

    return build_app(auth, lifespan)


def _finish(settler: Settler) -> None:
    finish_erasures(settler)
    settler.finish_pending()


def _ingest(settings: Settings, model: Model, writer: Writer) -> Ingest:
    def run(sent: Delivery) -> dict[str, Any]:
        return ingest(
            settings, model, writer, sent.source, [sent.file], object=sent.object, batch_id=sent.batch_id,
            snapshot=sent.snapshot, observed_at=sent.observed_at,
        ).to_json()  # fmt: skip

    return run


def _webhooks(settings: Settings, model: Model, writer: Writer, ids: Ids) -> Webhooks:
    specs = {system: source.webhook for system, source in model.sources.items() if source.webhook is not None}

    def store(source: str, file: Path) -> dict[str, Any]:
        kind = specs[source].object
        return ingest(settings, model, writer, source, [file], object=kind, push=True).to_json()

    def finish() -> None:
        _finish(Settler(writer, model, ids, settings.grace_seconds))

    secrets = named_values(spec.secret for spec in specs.values())
    return Webhooks(specs, secrets, store, finish, settings.public_url)
