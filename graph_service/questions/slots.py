"""The history of what is not a link: a slot that was emptied on purpose, is contested, or points at an unseen record.

In: the ``slots`` text of a node and a time. Out: :class:`SlotState` or None. Refuses: nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from graph_service.questions.answer import SinceKind, since_kind
from graph_service.questions.ask import holds, moment


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
    states: dict[str, SlotState] = {}
    for key, entries in json.loads(text).items():
        held = [entry for entry in entries if holds(entry, at, current=current)]
        if held:
            states[key] = _state(key, max(held, key=lambda entry: str(entry.get("since") or "")))
    return states


def slot_keys(text: str | None) -> list[str]:
    """The slots of which anything was ever said."""
    return list(json.loads(text)) if text else []


def slot_start(text: str | None, key: str) -> str | None:
    """When the first entry of a slot begins, as stored."""
    entries = json.loads(text).get(key, []) if text else []
    return min((str(entry["since"]) for entry in entries if entry.get("since")), default=None)


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
