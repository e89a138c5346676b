"""The history of what is not a link: a slot that was emptied on purpose, is contested, or points at an unseen record.

In: the ``slots`` text of a node and a time. Out: :class:`SlotState` or None. Refuses: nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from graph_service.questions.answer import NodeSeen, RecordSeen, SinceKind, node_seen, record_seen, since_kind
from graph_service.questions.ask import Ask, instant, moment

_BIRTHS = 200


class Emptiness(Enum):
    """Why a slot holds no link although something was said about it."""

    CLEARED = "Emptied on purpose."
    CONTESTED = "Records of equal authority name different ends."
    UNSEEN = "It names a record that no source has delivered yet."
    AMBIGUOUS = "It names something by a key that several hold."


@dataclass(frozen=True, slots=True)
class SlotState:
    """What a slot says at one time.

    Attributes:
        key: e.g. ``PARENT_OF:SELLING``.
        by: who emptied it, as the source says: a record key or a name.
        record: record key of the claim.
    """

    key: str
    state: Emptiness
    since: datetime | None
    since_kind: SinceKind | None
    until: datetime | None
    system: str | None
    record: str | None
    by: str | None


def slot_states(text: str | None, at: datetime, *, current: bool) -> dict[str, SlotState]:
    """Every slot of a node that says something at that time.

    Args:
        text: the node's ``slots`` property.
        at: valid time.
        current: the present is asked for, so an open entry first seen after a fixed clock counts.
    """
    if not text:
        return {}
    when = instant(at)
    states: dict[str, SlotState] = {}
    for key, entries in json.loads(text).items():
        held = [entry for entry in entries if _holds(entry, when, current)]
        if held:
            states[key] = _state(key, max(held, key=lambda entry: str(entry.get("since") or "")))
    return states


def slot_start(text: str | None, key: str) -> str | None:
    """When the first entry of a slot begins, as stored."""
    entries = json.loads(text).get(key, []) if text else []
    return min((str(entry["since"]) for entry in entries if entry.get("since")), default=None)


def _holds(entry: dict[str, Any], when: str, current: bool) -> bool:
    since, until = str(entry.get("since") or ""), entry.get("until")
    if until is not None:
        return since <= when < str(until)
    return since <= when or (current and entry.get("since_kind") != SinceKind.STATED.name)


def _state(key: str, entry: dict[str, Any]) -> SlotState:
    return SlotState(
        key=key,
        state=Emptiness[entry["state"]],
        since=moment(entry.get("since")),
        since_kind=since_kind(entry.get("since_kind")),
        until=moment(entry.get("until")),
        system=entry.get("system"),
        record=entry.get("record"),
        by=entry.get("by"),
    )


@dataclass(frozen=True, slots=True)
class Sayers:
    """The records and people named by slots, found in one statement."""

    records: dict[str, RecordSeen]
    nodes: dict[str, NodeSeen]

    def record(self, slot: SlotState) -> list[RecordSeen]:
        """The record that emptied the slot, if it is on record."""
        return [self.records[slot.record]] if slot.record in self.records else []

    def by(self, slot: SlotState) -> str | None:
        """Who emptied it: the name of our user if the source gave their record, else what it gave."""
        known = self.nodes.get(slot.by or "")
        return known.name or known.id if known else slot.by


async def sayers(ask: Ask, slots: Iterable[SlotState]) -> Sayers:
    """Who and which records stand behind some slots.

    Args:
        ask: who answers.
        slots: the slots; no statement is sent where they name nobody.
    """
    keys = sorted({key for slot in slots for key in (slot.record, slot.by) if key and key.count("|") >= 2})[:_BIRTHS]
    if not keys:
        return Sayers({}, {})
    births = {ask.birth_id(key): key for key in keys}
    rows = await ask.reader.run("lookup/records", ids=list(births))
    return Sayers(
        {births[row["id"]]: record_seen(ask, row["record"]) for row in rows},
        {births[row["id"]]: node_seen(row["node"]) for row in rows if row["node"]},
    )
