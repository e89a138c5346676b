"""Is it alive, can it answer, what has it done.

In: a reader. Out: three small answers. Refuses: to call itself ready before the database has its constraints.
"""

from __future__ import annotations

from typing import Any, Protocol

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.auth import Auth, require
from graph_service.api.graphql_http import JSON, refusal
from graph_service.api.metrics import render
from graph_service.errors import DatabaseError, GtmGraphError
from graph_service.graph.setup import missing_migrations

READY_SECONDS = 2.0


class Runs(Protocol):
    """What health asks of a reader."""

    async def run(self, name: str, /, *, timeout: float = ..., **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a named statement."""
        ...


async def health(_request: Request) -> Response:
    """The process answers."""
    return _json({"status": "ok"})


class Ready:
    """Whether questions can be answered now.

    Args:
        reader: asks the database.
    """

    def __init__(self, reader: Runs) -> None:
        self._reader = reader

    async def answer(self, _request: Request) -> Response:
        """The database answers, and is set up for this version."""
        try:
            rows = await self._reader.run("setup/applied", timeout=READY_SECONDS)
        except DatabaseError as error:
            return _json({"status": "unavailable", "code": error.code}, 503)
        missing = missing_migrations([row["id"] for row in rows])
        if missing:
            return _json({"status": "unavailable", "code": "NOT_SET_UP", "missing": len(missing)}, 503)
        return _json({"status": "ok"})


class Metrics:
    """Prometheus' page, for callers who may read.

    Args:
        auth: tells callers apart.
    """

    def __init__(self, auth: Auth) -> None:
        self._auth = auth

    async def answer(self, request: Request) -> Response:
        """All counters."""
        try:
            require(self._auth.caller(request), "read")
        except GtmGraphError as error:
            return refusal(error)
        return Response(render(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type=JSON)
