"""The source records behind the links that a question found, looked up in one statement.

In: birth ids as links carry them, and record keys as slots carry them. Out: :class:`Evidence`. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.questions.answer import RecordSeen, record_seen, records_seen
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.slots import SlotState

PER_LINK = 20
"""More records than this for one link tell a reader nothing more."""
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records by birth id, and the names of those who emptied slots.

    Attributes:
        records: birth id -> row of a source record.
        names: birth id of a record of ours -> what its node is called.
    """

    ask: Ask
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, *links: Mapping[str, Any]) -> list[RecordSeen]:
        """The records of some links, newest first."""
        births = [birth for link in links for birth in link.get("records") or ()]
        return records_seen(self.ask, (self.records[one] for one in births if one in self.records))[:PER_LINK]

    def of_slot(self, slot: SlotState) -> list[RecordSeen]:
        """The record that a slot names, if it is on record."""
        row = self.records.get(self.ask.birth_id(slot.record)) if slot.record else None
        return [record_seen(self.ask, row)] if row else []

    def by(self, slot: SlotState) -> str | None:
        """Who emptied a slot: the name of our user where the source gave their record, else what it gave."""
        return self.names.get(self.ask.birth_id(slot.by), slot.by) if slot.by else None


async def evidence(ask: Ask, links: Iterable[Mapping[str, Any]], slots: Iterable[SlotState] = ()) -> Evidence:
    """The records behind links and slots.

    Args:
        ask: who answers.
        links: properties of links; ``records`` holds birth ids.
        slots: slots; ``record`` and ``by`` hold record keys.
    """
    slots = list(slots)
    births = {birth for link in links for birth in (link.get("records") or ())[:PER_LINK]}
    births |= {ask.birth_id(slot.record) for slot in slots if slot.record}
    people = sorted({ask.birth_id(slot.by) for slot in slots if slot.by and slot.by.count("|") >= 2})
    records: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    if births:
        [row] = await ask.reader.run("lookup/records", timeout=PATIENCE, ids=sorted(births)[:MOST])
        records = row["records"]
    if people:
        names = await ask.reader.run("lookup/nodes_of_records", timeout=PATIENCE, ids=people)
    return Evidence(ask, {one["id"]: one for one in records}, {one["id"]: one["name"] for one in names})
