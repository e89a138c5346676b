"""The HTTP application: which door stands at which address.

In: an executor, a reader, a doorkeeper, a way to ingest. Out: a FastAPI application. Refuses: what its doors refuse.

The doors are plain Starlette routes: FastAPI's own solve dependencies anew for every request, which costs as much as
the answer of a small query.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph_service import __version__
from graph_service.api.auth import Auth
from graph_service.api.events import PATH as EVENTS_PATH
from graph_service.api.events import EventsDoor
from graph_service.api.graphql_http import GraphQLDoor, refusal
from graph_service.api.health import Metrics, Ready, Runs, health
from graph_service.api.ide import asset
from graph_service.api.ingest_http import Ingest, IngestDoor
from graph_service.api.mcp_http import PATH, McpDoor
from graph_service.api.metrics import CountRequests
from graph_service.api.webhook_http import WebhookDoor, Webhooks
from graph_service.errors import GtmGraphError
from graph_service.graphql.execute import Executor


@dataclass(frozen=True, slots=True)
class Doors:
    """What the doors open to."""

    executor: Executor
    reader: Runs
    ingest: Ingest | None = None
    webhooks: Webhooks | None = None
    mcp: McpDoor | None = None
    events: EventsDoor | None = None


Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_app(auth: Auth, lifespan: Lifespan | None = None) -> FastAPI:
    """An application whose doors are hung by :func:`open_doors` once there is something behind them.

    Args:
        auth: tells callers apart.
        lifespan: opens and closes what stands behind the doors.
    """
    app = FastAPI(
        title="GTM Graph", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.add_middleware(CountRequests)
    app.router.routes.append(Route("/health", health, methods=["GET"]))
    app.router.routes.append(Route("/metrics", Metrics(auth).answer, methods=["GET"]))
    if auth.development:
        app.router.routes.append(Route("/graphql/ide/{name}", _guarded(auth), methods=["GET"]))
    return app


def open_doors(app: FastAPI, auth: Auth, doors: Doors) -> None:
    """Hang the doors that need a database.

    Args:
        app: from :func:`build_app`.
        auth: tells callers apart.
        doors: what stands behind them.
    """
    routes = app.router.routes
    routes.append(Route("/graphql", GraphQLDoor(doors.executor, auth).answer, methods=["GET", "POST"]))
    routes.append(Route("/ready", Ready(doors.reader).answer, methods=["GET"]))
    if doors.mcp:
        routes.append(Route(PATH, doors.mcp))
    if doors.events:
        routes.append(Route(EVENTS_PATH, doors.events.answer, methods=["GET"]))
    if doors.ingest:
        routes.append(Route("/ingest/{source}/{object}", IngestDoor(doors.ingest, auth).answer, methods=["POST"]))
    if doors.webhooks:
        routes.append(Route("/webhooks/{source}", WebhookDoor(doors.webhooks).answer, methods=["POST"]))


def _guarded(auth: Auth) -> Callable[[Request], object]:
    async def guarded(request: Request) -> Response:
        try:
            auth.caller(request)
        except GtmGraphError as error:
            return refusal(error)
        return await asset(request)

    return guarded
