"""What the service counts about itself.

In: requests and answers. Out: Prometheus' text. Refuses: labels that callers could make up (paths, names, ids).
"""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REGISTRY = CollectorRegistry()
OPERATIONS = Counter(
    "gtm_graph_operations", "GraphQL operations by the road that answered them", ["road"], registry=REGISTRY
)
REQUESTS = Counter("gtm_graph_requests", "HTTP requests by route and status", ["route", "status"], registry=REGISTRY)
SECONDS = Histogram("gtm_graph_request_seconds", "Time to answer, by route", ["route"], registry=REGISTRY)
_ROUTES = ("/graphql", "/ingest", "/webhooks", "/health", "/ready", "/metrics", "/mcp", "/events")


def render() -> bytes:
    """All counters in Prometheus' text form."""
    return generate_latest(REGISTRY)


class CountRequests:
    """Counts each request around an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        route = next((one for one in _ROUTES if path == one or path.startswith(one + "/")), "other")
        status = 500
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            SECONDS.labels(route).observe(time.perf_counter() - began)
            REQUESTS.labels(route, str(status)).inc()
