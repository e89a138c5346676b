"""The IDE page, in development only, from files of this package: no CDN, so it works without a network.

In: a browser's GET. Out: GraphiQL. Refuses: any name that is not one of its files.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from graph_service.graphql import ide_dir

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_NAMES = frozenset(
    {
        "graphiql.min.js",
        "graphiql.min.css",
        "react.production.min.js",
        "react-dom.production.min.js",
        "page.js",
        "page.css",
    }
)
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def wants_page(request: Request) -> bool:
    """Whether a request is a browser's that opens the address, not a client's that asks something."""
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )


def page() -> Response:
    """The page."""
    return Response(_read("index.html")[0], headers=_HEADERS, media_type="text/html; charset=utf-8")


async def asset(request: Request) -> Response:
    """One of the page's files."""
    name = request.path_params["name"]
    if name not in _NAMES:
        return Response("no such file", 404, media_type="text/plain")
    content, compressed = _read(name)
    headers = dict(_HEADERS) | {"cache-control": "max-age=3600"}
    if compressed:
        headers["content-encoding"] = "gzip"
    return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])


@lru_cache(maxsize=len(_NAMES) + 1)
def _read(name: str) -> tuple[bytes, bool]:
    plain = ide_dir() / name
    if plain.is_file():
        return plain.read_bytes(), False
    return (ide_dir() / f"{name}.gz").read_bytes(), True
