"""MCP over HTTP at /mcp: the streamable transport behind the same doorkeeper as every other door.

In: HTTP requests to /mcp. Out: the protocol's responses, as JSON, without sessions, so that any process answers any
request. Refuses: callers whom the doorkeeper does not know or who may not read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from graph_service.api.auth import Auth, require
from graph_service.api.graphql_http import refusal
from graph_service.api.mcp import QuestionServer
from graph_service.errors import GtmGraphError

PATH = "/mcp"


class McpDoor:
    """The endpoint /mcp.

    Args:
        server: answers tool calls.
        auth: tells callers apart.
    """

    def __init__(self, server: QuestionServer, auth: Auth) -> None:
        # the doorkeeper looks at hosts and origins itself
        trusting = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        server.streamable_http_app(
            streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=trusting
        )
        self._manager = server.session_manager
        self._auth = auth

    @asynccontextmanager
    async def open(self) -> AsyncIterator[McpDoor]:
        """Answer requests while the context lasts."""
        async with self._manager.run():
            yield self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            require(self._auth.caller(HTTPConnection(scope)), "read")
        except GtmGraphError as error:
            await refusal(error)(scope, receive, send)
            return
        await self._manager.handle_request(scope, receive, send)
