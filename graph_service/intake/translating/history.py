"""A stop that the newest value of a flag hides: turned off, but by nobody who may lift it (POLICIES 1.6, 1.7).

In: the history of a flag within one row. Out: the stop that stands. Refuses: nothing; an entry that cannot be read is
passed over, because a stop that another entry states must not be lost with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Ground
from graph_service.model.claims import StopClaim
from graph_service.model.history_spec import HistorySpec
from graph_service.model.source_spec import StopSpec

_instant = cleaner("instant")
_boolean = cleaner("boolean")
AddStops = Callable[[Row, list[StopClaim], Any, Any], None]


def hidden_stop(spec: StopSpec, told: HistorySpec, ground: Ground) -> AddStops | None:
    """What adds the stop that stands by a history, or None where the row has none.

    Args:
        spec: the stop.
        told: where its history is.
        ground: the columns.
    """
    read = ground.read(told.path)
    if read is None:
        return None
    slot, code = spec.slot or told.path, str(spec.code[0].const)
    own_acts = {word.casefold() for word in told.own_acts}

    def add(row: Row, stops: list[StopClaim], points: Any, aside: Any) -> None:
        entries = _entries(read(row), told)
        if not entries or entries[-1][1]:
            return
        since = _standing(entries, own_acts)
        if since is not None:
            stops.append({"slot": slot, "active": True, "code": code, "since": since, "detail": entries[-1][2]})

    return add


def _entries(value: Any, told: HistorySpec) -> list[tuple[str, bool, str]]:
    """(time, on or off, who), the oldest first."""
    found: list[tuple[str, bool, str]] = []
    for entry in value if isinstance(value, list) else []:
        try:
            on = _boolean(entry[told.value])
            found.append((_instant(entry[told.at]), on, str(entry.get(told.by) or "")))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return sorted(found)


def _standing(entries: list[tuple[str, bool, str]], own_acts: set[str]) -> str | None:
    since: str | None = None
    for at, on, who in entries:
        if on:
            since = since or at
        elif who.casefold() in own_acts:
            since = None
    return since
