"""What a record says of contact over all its versions: stops with whether they stand, and acts that allow.

In: versions of one record, in their order. Out: settled stops and permissions. Refuses: to let a stop fall without an
explicit act of the subject (POLICIES 1.6, 1.7), or a steward's decision about that very slot.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from graph_service.intake.settling.evidence import Version
from graph_service.intake.settling.versions import moment, order
from graph_service.model.claims import PermissionClaim, StopClaim

_AGAIN = "again"
"""Time of the newest act that a source states for a stop that stood already: what ends a stop must be later."""


def fold_stops(versions: list[Version]) -> list[dict[str, Any]]:
    """Each stop slot with whether it stands; only a subject's own act lifts it (POLICIES 1.6, 1.7)."""
    slots: dict[str, dict[str, Any]] = {}
    for _, tied in groupby(versions, key=moment):
        said = [(stop, v) for v in tied for stop in v.claims.get("stops", ()) if "decision" not in stop]
        # at equal times the stop wins: it is read last
        for stop, version in sorted(said, key=lambda pair: (_strength(pair[0]), order(pair[1]))):
            _read_stop(slots, stop, version)
    for stop in _decided(versions):
        _decide(slots, stop)
    for told in slots.values():
        if told.get(_AGAIN, "") <= told["since"]:
            told.pop(_AGAIN, None)
    return [slots[name] for name in sorted(slots)]


def _decided(versions: list[Version]) -> list[StopClaim]:
    """What stewards decided about single slots and did not withdraw."""
    newest: dict[tuple[str, str], StopClaim] = {}
    for version in versions:
        for stop in version.claims.get("stops", ()):
            if "decision" in stop:
                newest[stop["slot"], stop["decision"]] = stop
    return [stop for _, stop in sorted(newest.items()) if stop["active"] is False]


def _decide(slots: dict[str, dict[str, Any]], stop: StopClaim) -> None:
    """A decision reaches what was told before it: a source that repeats itself says nothing new."""
    known = slots.get(stop["slot"])
    if known is None or known["unknown"] or max(known["since"], known.get(_AGAIN, "")) > stop["since"]:
        return
    if stop["effect"] == "ERROR":
        slots.pop(stop["slot"])
    elif known["standing"]:
        known.pop("retracted_without_act", None)
        known.update(standing=False, until=stop["since"])


def _strength(stop: StopClaim) -> int:
    return {False: 0, None: 1, True: 2}[stop["active"]]


def _read_stop(slots: dict[str, dict[str, Any]], stop: StopClaim, version: Version) -> None:
    known = slots.get(stop["slot"])
    active = stop["active"]
    standing = known is not None and bool(known.get("standing"))
    if active:
        if known is None or not standing or "retracted_without_act" in known:
            slots[stop["slot"]] = {**_told(stop, version), "standing": True, "unknown": False}
        else:
            if "until" in stop:
                known["until"] = stop["until"]
            if "since" in stop:
                known[_AGAIN] = max(known.get(_AGAIN, ""), stop["since"])
    elif known is not None and standing:
        if active is False and stop.get("by_subject"):
            known.update(standing=False, until=stop.get("since", version.at))
        elif active is False:
            known.setdefault("retracted_without_act", version.at)
    elif active is None:
        # a blank is unknown, also after a stop that was lifted
        slots[stop["slot"]] = {**_told(stop, version), "standing": False, "unknown": True}
    elif known is not None and known["unknown"]:
        slots.pop(stop["slot"])


def _told(stop: StopClaim, version: Version) -> dict[str, Any]:
    """What a row says of a stop; only the source states the time of an act, a record's own clock does not."""
    told: dict[str, Any] = {key: value for key, value in stop.items() if key not in ("active", "by_subject")}
    told["since_kind"] = "STATED" if "since" in stop else "FIRST_SEEN"
    told.setdefault("since", version.at)
    return told


def fold_permissions(versions: list[Version]) -> list[PermissionClaim]:
    """What was allowed, and when; each act once."""
    acts: dict[tuple[str, str], PermissionClaim] = {}
    for version in versions:
        for permission in version.claims.get("permissions", ()):
            one = permission.copy()
            one.setdefault("since", version.at)
            acts[one["slot"], one["since"]] = one
    return [acts[key] for key in sorted(acts)]
