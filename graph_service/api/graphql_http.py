"""GraphQL over HTTP, by its specification: one operation a request, both media types, GET for queries only.

In: requests to /graphql. Out: responses. Refuses: with a 4xx whatever is no GraphQL request, with 504 what takes
longer than the deadline; batches, uploads and web sockets are not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.auth import Auth, require
from graph_service.api.body import BadRequest, parse_object, read_json_object
from graph_service.api.ide import page as ide_page
from graph_service.api.ide import wants_page
from graph_service.api.metrics import OPERATIONS
from graph_service.errors import AuthError, GtmGraphError, UsageError
from graph_service.graphql.execute import Executor, Reply
from graph_service.intake.stewarding.rulings import By

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
REQUEST_SECONDS = 20.0
AFTER = "x-after"
"""Header with the token of a write that all reads of the operation must have seen; questions take it as ``after``."""

REQUEST = "idempotency-key"
"""Header by which a write that is sent again is the same write (draft-ietf-httpapi-idempotency-key-header)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation as it was sent."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


class GraphQLDoor:
    """The endpoint /graphql.

    Args:
        executor: answers operations.
        auth: tells callers apart.
        seconds: the deadline of one request.
    """

    def __init__(self, executor: Executor, auth: Auth, seconds: float = REQUEST_SECONDS) -> None:
        self._executor = executor
        self._auth = auth
        self._seconds = seconds

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        media = accepted(request.headers.get("accept"))
        try:
            if self._auth.development and wants_page(request):
                self._auth.caller(request)
                return ide_page()
            if media is None:
                raise BadRequest(f"only {JSON} and {GRAPHQL_RESPONSE} are answered", 406)
            caller = self._auth.caller(request)
            require(caller, "read")
            named = request.headers.get(REQUEST, "")[:200]
            by = By(caller.actor, caller.teams, request=named) if "steward" in caller.scopes else None
            reply = await self._answer(request, by)
        except GtmGraphError as error:
            return refusal(error, media or JSON)
        # a refused operation is no HTTP error for clients that know only application/json
        status = 400 if media == GRAPHQL_RESPONSE and not reply.begun else 200
        OPERATIONS.labels("compiled" if reply.fast else "completed" if reply.begun else "refused").inc()
        return Response(reply.body, status, media_type=f"{media}; charset=utf-8")

    async def _answer(self, request: Request, by: By | None) -> Reply:
        writes = request.method == "POST"
        executor = self._executor
        if token := request.headers.get(AFTER):
            try:
                executor = executor.after(token)
            except UsageError as error:
                raise BadRequest(str(error)) from None
        asked = asked_in_body(await read_json_object(request)) if writes else asked_in_url(request)
        running = asyncio.ensure_future(
            executor.execute(asked.query, asked.variables, asked.operation_name, queries_only=not writes, by=by)
        )
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({running, gone}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
            if gone.done():
                raise BadRequest("the client has gone", 499)
            raise TooSlow(f"no answer within {self._seconds:g} s")
        finally:
            running.cancel()
            gone.cancel()


class TooSlow(GtmGraphError):
    """The deadline of a request passed."""

    code = "DEADLINE"


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def accepted(header: str | None) -> str | None:
    """The media type to answer in, or None if the caller takes none of ours."""
    if header is None or not header.strip():
        return JSON
    found: tuple[float, str] | None = None
    for entry in header.split(","):
        kind, *parameters = (part.strip().lower() for part in entry.split(";"))
        answer = {GRAPHQL_RESPONSE: GRAPHQL_RESPONSE, JSON: JSON, "*/*": JSON, "application/*": JSON}.get(kind)
        quality = _quality(parameters)
        if answer and quality > 0 and (found is None or quality > found[0]):
            found = quality, answer
    return found[1] if found else None


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def asked_in_body(body: Mapping[str, Any]) -> Asked:
    """The operation of a JSON body.

    Raises:
        BadRequest: a member is missing or of another type.
    """
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str):
        raise BadRequest("query must be a string")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest("variables must be an object")
    if name is not None and not isinstance(name, str):
        raise BadRequest("operationName must be a string")
    if body.get("extensions") is not None and not isinstance(body["extensions"], dict):
        raise BadRequest("extensions must be an object")
    return Asked(query, variables or {}, name)


def asked_in_url(request: Request) -> Asked:
    """The operation of a GET request.

    Raises:
        BadRequest: a parameter is missing, twice there or no JSON object.
    """
    given = request.query_params
    if any(len(given.getlist(name)) > 1 for name in given):
        raise BadRequest("a parameter stands twice in the URL")
    body: dict[str, Any] = {"query": given.get("query"), "operationName": given.get("operationName") or None}
    for name in ("variables", "extensions"):
        if given.get(name):
            body[name] = parse_object(given[name].encode("utf-8", "surrogatepass"))
    return asked_in_body(body)


def refusal(error: GtmGraphError, media: str = JSON) -> Response:
    """The response to a request that is not answered."""
    status = 401 if error.code == "UNAUTHENTICATED" else 403 if isinstance(error, AuthError) else 503
    status = 504 if isinstance(error, TooSlow) else getattr(error, "status", status)
    body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return Response(orjson.dumps(body), status, headers, media_type=f"{media}; charset=utf-8")
