"""The change feed over HTTP: ``GET /events?after=&limit=&kinds=&wait=``.

In: a cursor. Out: ``{events, next, more, dropped}``, at once or when there is something, within ``wait`` seconds.
Refuses: with 410 a cursor whose events are no longer known, with 400 parameters that do not fit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.auth import Auth, require
from graph_service.api.body import BadRequest
from graph_service.api.graphql_http import JSON, refusal
from graph_service.errors import GtmGraphError, UsageError
from graph_service.model.event import CursorExpired
from graph_service.questions.ask import Ask
from graph_service.questions.events import Events, events
from graph_service.questions.plain import to_json

PATH = "/events"
LIMIT = 100
WAIT_MAX = 30.0
LOOK_SECONDS = 0.5
_KNOWN = {"after", "limit", "kinds", "wait"}


class EventsDoor:
    """The endpoint /events.

    Args:
        ask: makes an :class:`Ask` for one request.
        auth: tells callers apart.
    """

    def __init__(self, ask: Callable[[], Ask], auth: Auth) -> None:
        self._ask = ask
        self._auth = auth

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            require(self._auth.caller(request), "read")
            page = await self._page(request)
        except UsageError as error:
            body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
            return Response(orjson.dumps(body), 410 if isinstance(error, CursorExpired) else 400, media_type=JSON)
        except GtmGraphError as error:
            return refusal(error)
        shown = {name: to_json(getattr(page, name)) for name in ("events", "next", "more", "dropped")}
        return Response(orjson.dumps(shown), media_type=JSON, headers={"cache-control": "no-store"})

    async def _page(self, request: Request) -> Events:
        given = request.query_params
        if strange := sorted(set(given) - _KNOWN):
            raise BadRequest(f"no parameter {strange[0][:60]!r}: there are {', '.join(sorted(_KNOWN))}", 400)
        after = given.get("after") or None
        first = int(_number(given.get("limit", str(LIMIT)), "limit", whole=True))
        wait = min(_number(given.get("wait", "0"), "wait"), WAIT_MAX)
        kinds = [kind.strip() for text in given.getlist("kinds") for kind in text.split(",") if kind.strip()]
        until = time.monotonic() + wait
        while True:
            page = await events(self._ask(), after, first, kinds)
            # a page without any may still have got ahead, through events of other kinds
            if page.events or page.more or time.monotonic() >= until or await request.is_disconnected():
                return page
            after = page.next or after
            await asyncio.sleep(min(LOOK_SECONDS, max(until - time.monotonic(), 0.0)))


def _number(text: str, name: str, *, whole: bool = False) -> float:
    try:
        number = float(int(text)) if whole else float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:
        raise BadRequest(f"{name} must be a number", 400)
    return number
