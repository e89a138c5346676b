"""The body of a request: how large, in which encoding, and as JSON without two meanings.

In: a request. Out: bytes, or a JSON object. Refuses: what is too large, compressed, not UTF-8, not JSON, not an
object, or names a key twice.
"""

from __future__ import annotations

import json
from typing import Any

import orjson
from starlette.requests import Request

from graph_service.errors import GtmGraphError

BODY_MAX = 2 * 1024 * 1024


class BadRequest(GtmGraphError):
    """A request that is none; ``status`` is its HTTP status."""

    code = "BAD_REQUEST"
    exit_code = 2

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def read_json_object(request: Request) -> dict[str, Any]:
    """The JSON object that a request carries.

    Raises:
        BadRequest: 413 too large, 415 another type or encoding, 400 no JSON object.
    """
    check_type(request.headers.get("content-type"), request.headers.get("content-encoding"))
    return parse_object(await read_body(request))


async def read_body(request: Request, limit: int = BODY_MAX) -> bytes:
    """The body, if it is no larger than the limit.

    Raises:
        BadRequest: 413.
    """
    too_large = BadRequest(f"the body is larger than {limit} bytes", 413)
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > limit:
        raise too_large
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large
        chunks.append(chunk)
    return b"".join(chunks)


def check_type(content_type: str | None, encoding: str | None) -> None:
    """Refuse anything but plain JSON in UTF-8.

    Raises:
        BadRequest: 415.
    """
    kind, _, rest = (content_type or "").partition(";")
    if kind.strip().lower() != "application/json":
        raise BadRequest("the content type must be application/json", 415)
    for parameter in filter(None, (one.strip() for one in rest.split(";"))):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise BadRequest("the charset must be utf-8", 415)
    if encoding and encoding.strip().lower() != "identity":
        raise BadRequest("compressed bodies are not taken", 415)


def parse_object(raw: bytes) -> dict[str, Any]:
    """A JSON object, strictly.

    Raises:
        BadRequest: 400.
    """
    try:
        found = orjson.loads(raw)  # refuses what is not UTF-8, lone surrogates, NaN and endless nesting
        json.loads(raw, object_pairs_hook=_once)
    except _Twice:
        raise BadRequest("a key stands twice in the body") from None
    except (ValueError, RecursionError):
        raise BadRequest("the body is no JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("the body must be a JSON object")
    return found


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise _Twice
