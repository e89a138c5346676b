"""``gtm-graph mcp``: the questions as tools for an agent on this machine, over standard input and output.

In: protocol messages on standard input. Out: protocol messages on standard output, everything else on standard error.
Refuses: what ``opening`` refuses.
"""

from __future__ import annotations

import asyncio

import typer

from graph_service.cli.options import session_of
from graph_service.cli.patience import ask_patiently
from graph_service.cli.session import Session
from graph_service.questions.warm import warm_up

SECONDS = 180.0
"""An agent on this machine may wait for a server that has just started and plans its statements."""


def mcp(ctx: typer.Context) -> None:
    """Serve the questions over MCP on standard input and output, for an agent on this machine."""
    asyncio.run(serve(session_of(ctx)))


async def serve(session: Session) -> None:
    """Answer until standard input ends.

    Args:
        session: whose settings, model and database are used.
    """
    from graph_service.api.mcp import QuestionServer  # here, because the library takes a second to load

    async with session.reader() as reader:
        warming = asyncio.create_task(warm_up(reader))
        server = QuestionServer(
            lambda: session.ask(reader),
            answer=ask_patiently,
            seconds=SECONDS,
        )
        try:
            await server.run_stdio_async()
        finally:
            warming.cancel()
