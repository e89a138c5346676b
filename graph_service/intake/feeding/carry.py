"""A store built anew takes the feed over: its events, its numbering, and how far each subscriber is.

In: the old store and the fresh one. Out: the same feed in the fresh one. Refuses: to pretend that nothing changed where
the graph may have: a store that was settled under another model begins a new numbering, so that every cursor of before
is answered with RESYNC; its numbers go on above the old ones.
"""

from __future__ import annotations

from uuid import uuid4

from graph_service.graph import compose
from graph_service.graph.write import Work, Writer
from graph_service.intake.feeding.watch import append
from graph_service.model.event import RESYNC, Event
from graph_service.model.model import Model

PAGE = 200


def carry(old: Writer, fresh: Writer, model: Model) -> None:
    """Bring the feed to a fresh store that nothing was told of yet.

    Args:
        old: the store that is replaced; nobody writes to it any more.
        fresh: holds all the evidence, settled.
        model: under which it was settled.
    """
    for label in ("Webhook", "DeadLetter"):
        if rows := old.run_text(compose.ledger_page(label), "feed", after="", most=1_000_000):
            fresh.run_text(compose.put_ledger(label), "feed", rows=[row["props"] for row in rows])
    found = old.run("feed/state")
    if not found:
        return
    [state] = found
    if state["model"] == model.version:
        after = 0
        while page := old.run("feed/batch_page", after=after, most=PAGE):
            fresh.run("feed/put_batches", rows=[row["batch"] for row in page])
            after = page[-1]["to"]
        fresh.run("feed/put_state", **state)
        return

    def begin(work: Work) -> None:
        work.lock()
        work.do("feed/put_state", epoch=uuid4().hex[:8], last=state["last"], model=model.version)
        why = "the store was settled anew under another model: take the state from an export or a query"
        append(work, model, [Event(RESYNC, "", "", why=why)], "compact")

    fresh.work(begin, "feed")
