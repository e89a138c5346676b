"""``gtm-graph deliver``: the change feed sent to its subscribers, apart from ``serve``.

In: the file of GTM_GRAPH_SUBSCRIBERS. Out: messages, until interrupted. Refuses: to run for nobody.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from graph_service.cli.console import say
from graph_service.cli.options import session_of
from graph_service.cli.session import Session
from graph_service.errors import UsageError

if TYPE_CHECKING:
    from graph_service.delivery.deliver import Subscriber


def deliver(ctx: typer.Context) -> None:
    """Send events to subscribers until interrupted; `serve` does the same beside its doors."""
    from graph_service.delivery.deliver import (
        subscribers,
    )  # here, because no other command should pay for its libraries

    session = session_of(ctx)
    to = subscribers(session.settings.subscribers, session.model)
    if not to:
        raise UsageError("nobody to deliver to", where="GTM_GRAPH_SUBSCRIBERS", hint="name a file; see docs/events.md")
    say(f"delivering to {', '.join(one.name for one in to)}  (Ctrl-C stops)")
    with suppress(KeyboardInterrupt):
        asyncio.run(_deliver(session, to))


async def _deliver(session: Session, to: list[Subscriber]) -> None:
    from graph_service.delivery.deliver import Delivery
    from graph_service.delivery.places import Places
    from graph_service.delivery.sending import Sender

    async with session.reader() as reader, Sender() as sender:
        with session.writer() as writer:
            await Delivery(to, reader, Places(writer), sender).run()
