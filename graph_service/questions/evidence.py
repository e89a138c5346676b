"""The source records behind the links that a question found, looked up in one statement.

In: birth ids as links carry them, and record keys as slots carry them. Out: :class:`Evidence`. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.questions.answer import NodeSeen, RecordSeen, node_seen, record_seen, records_seen
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.slots import SlotState

PER_LINK = 20
"""More records than this for one link tell a reader nothing more."""
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records by birth id, with the node each is in now."""

    ask: Ask
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, *links: Mapping[str, Any]) -> list[RecordSeen]:
        """The records of some links, newest first."""
        births = [birth for link in links for birth in link.get("records") or ()]
        return records_seen(self.ask, (self.rows[one]["record"] for one in births if one in self.rows))[:PER_LINK]

    def of_slot(self, slot: SlotState) -> list[RecordSeen]:
        """The record that a slot names, if it is on record."""
        row = self.rows.get(self.ask.birth_id(slot.record)) if slot.record else None
        return [record_seen(self.ask, row["record"])] if row else []

    def by(self, slot: SlotState) -> str | None:
        """Who emptied a slot: the name of our user where the source gave their record, else what it gave."""
        row = self.rows.get(self.ask.birth_id(slot.by)) if slot.by else None
        known: NodeSeen | None = node_seen(row["node"]) if row and row["node"] else None
        return (known.name or known.id) if known else slot.by


async def evidence(ask: Ask, links: Iterable[Mapping[str, Any]], slots: Iterable[SlotState] = ()) -> Evidence:
    """The records behind links and slots.

    Args:
        ask: who answers.
        links: properties of links; ``records`` holds birth ids.
        slots: slots; ``record`` and ``by`` hold record keys.
    """
    births = {birth for link in links for birth in (link.get("records") or ())[:PER_LINK]}
    births |= {ask.birth_id(key) for slot in slots for key in (slot.record, slot.by) if key and key.count("|") >= 2}
    if not births:
        return Evidence(ask)
    rows = await ask.reader.run("lookup/records", timeout=PATIENCE, ids=sorted(births)[:MOST])
    return Evidence(ask, {row["record"]["id"]: row for row in rows})
