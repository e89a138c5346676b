"""The versions of one record folded into one view, whatever order they came in.

In: :class:`RecordEvidence`. Out: :class:`RecordView`. Refuses: nothing. Rules (SEMANTICS "Which system says what"):
the newest version that contains a field wins; at equal times a stop wins, then an emptied value, then the greatest
content hash; a blank that never had a value is no claim; a stop falls only by an explicit act of the subject.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from graph_service.intake.settling.evidence import FieldView, PointView, RecordEvidence, RecordView, Span, Version
from graph_service.model.claims import PermissionClaim, RefClaim, StopClaim

_GONE = {"archived": 1, "deleted": 2, "merged": 3, "erased": 4}
"""States that end a record's links, the stronger the higher."""


def fold(record: RecordEvidence) -> RecordView:
    """One view of all versions of a record.

    Args:
        record: its evidence; at least one version.
    """
    system, object_, _ = record.key.split("|", 2)
    versions = sorted(record.versions, key=_order)
    newest = versions[-1]
    view = RecordView(
        rid=record.rid,
        key=record.key,
        system=system,
        object=object_,
        noun=next((noun for v in reversed(versions) if (noun := v.claims.get("noun"))), None),
        state="live",
        merged_into=None,
        absorbed=[],
        created_at=min((made for v in versions if (made := v.claims.get("created_at"))), default=None),
        first_at=min(v.at for v in versions),
        last_at=newest.at,
        fields={},
        keys=[],
        former_keys=[],
        same_as=[],
        spans=[],
        points=[],
    )
    _states(view, versions)
    _fields(view, versions)
    _keys(view, versions)
    view.spans = _spans(versions)
    _points(view, versions)
    if any("stops" in v.claims for v in versions):
        view.stops = _stops(versions)
    if any("permissions" in v.claims for v in versions):
        view.permissions = _permissions(versions)
    return view


def _order(version: Version) -> tuple[str, str, str, str]:
    return version.last_seen, version.hash, version.clock, version.at


def _kind(version: Version) -> str:
    return "STATED" if version.clock == "source" else "FIRST_SEEN"


def _states(view: RecordView, versions: list[Version]) -> None:
    if len(versions) == 1:
        view.state = versions[0].claims["state"]
        view.merged_into = versions[0].claims.get("merged_into") if view.state == "merged" else None
        view.absorbed = sorted(versions[0].claims.get("absorbed", ()))
        view.same_as = sorted(versions[0].claims.get("same_as", ()))
        return
    # a row that only speaks about a record ("unseen") neither makes nor revives it
    own = [v for v in versions if v.claims["state"] != "unseen"]
    # at one instant a retirement outranks life, as a stop outranks an allowance
    states = [v.claims["state"] for v in own if v.last_seen == own[-1].last_seen]
    view.state = max(states, key=lambda state: _GONE.get(state, 0), default="unseen")
    for version in versions:
        claims = version.claims
        if claims["state"] == "merged" and "merged_into" in claims:
            view.merged_into = claims["merged_into"]
        view.absorbed.extend(key for key in claims.get("absorbed", ()) if key not in view.absorbed)
        view.same_as.extend(key for key in claims.get("same_as", ()) if key not in view.same_as)
    if view.state != "merged":
        view.merged_into = None
    view.absorbed.sort()
    view.same_as.sort()


def _fields(view: RecordView, versions: list[Version]) -> None:
    fields = view.fields
    if len(versions) == 1:
        only = versions[0]
        view.fields = {
            name: FieldView(value, only.at, only.at)
            for name, value in only.claims.get("fields", {}).items()
            if value is not None
        }
        return
    for _, tied in groupby(versions, key=lambda v: v.last_seen):
        emptied: set[str] = set()
        for version in sorted(tied, key=_order):
            for name, value in version.claims.get("fields", {}).items():
                before = fields.get(name)
                if name in emptied or (value is None and not _ever_filled(versions, name, version.last_seen)):
                    continue
                if value is None:
                    emptied.add(name)
                if before is not None and before.value == value:
                    before.at = version.at
                else:
                    fields[name] = FieldView(value, version.at, version.at)


def _ever_filled(versions: list[Version], name: str, until: str) -> bool:
    return any(v.claims.get("fields", {}).get(name) is not None for v in versions if v.last_seen <= until)


def _keys(view: RecordView, versions: list[Version]) -> None:
    known: list[str] = []
    current: list[str] = []
    for version in versions:
        if "keys" in version.claims:
            if version.claims["state"] != "unseen":
                current = list(version.claims["keys"])
            known.extend(key for key in version.claims["keys"] if key not in known)
    view.keys = sorted(set(current))
    view.former_keys = sorted(set(known) - set(current))


def _spans(versions: list[Version]) -> list[Span]:
    """Open and ended links of the record, over all its versions."""
    done: list[Span] = []
    open_: dict[tuple[str, str, str | None, str | None], Span] = {}
    for version in versions:
        claims = version.claims
        if claims["state"] in _GONE:
            done.extend(_end(span, version.at) for span in open_.values())
            open_ = {}
            continue
        refs = claims.get("refs")
        if not refs:
            continue
        said = {(ref["link"], ref["variant"], ref["source"], ref["target"]): ref for ref in refs}
        covered = {ref["link"] for ref in refs}
        ended = [key for key in open_ if key[0] in covered and key not in said]
        emptied = {key[0]: open_[key].at for key in ended}
        for key in ended:
            done.append(_end(open_.pop(key), version.at))
        for key, ref in said.items():
            if key in open_:
                _again(open_[key], ref, version)
            elif _is_empty(ref):
                if ref["link"] in emptied or any(span.link == ref["link"] for span in done):
                    open_[key] = _span(ref, version)
            else:
                open_[key] = _span(ref, version)
    return done + list(open_.values())


def _is_empty(ref: RefClaim) -> bool:
    return ref["source"] is None or ref["target"] is None


def _end(span: Span, at: str) -> Span:
    span.until = min(span.until, at) if span.until else max(at, span.since)
    return span


def _span(ref: RefClaim, version: Version) -> Span:
    stated = ref.get("since")
    return Span(
        link=ref["link"],
        variant=ref["variant"],
        source=ref["source"],
        target=ref["target"],
        props=dict(ref.get("props", {})),
        since=stated or version.at,
        since_kind="STATED" if stated else _kind(version),
        until=ref.get("until"),
        at=version.at,
    )


def _again(span: Span, ref: RefClaim, version: Version) -> None:
    span.props.update(ref.get("props", {}))
    span.at = version.at
    span.until = ref.get("until")
    if "since" in ref:
        span.since, span.since_kind = ref["since"], "STATED"


def _points(view: RecordView, versions: list[Version]) -> None:
    open_: dict[tuple[str, str], PointView] = {}
    done: list[PointView] = []
    for version in versions:
        if "points" not in version.claims:
            continue
        said = {(point["kind"], point["value"]): point for point in version.claims["points"]}
        for key in [key for key in open_ if key not in said]:
            gone = open_.pop(key)
            gone.until = version.at
            done.append(gone)
        for key, point in said.items():
            if key in open_:
                open_[key].claim = point
            else:
                open_[key] = PointView(point, version.at, _kind(version), None)
    view.points = done + list(open_.values())


def _stops(versions: list[Version]) -> list[dict[str, Any]]:
    """Each stop slot with whether it stands; only a subject's own act lifts it (POLICIES 1.6, 1.7)."""
    slots: dict[str, dict[str, Any]] = {}
    for _, tied in groupby(versions, key=lambda v: v.last_seen):
        said = [(stop, v) for v in tied for stop in v.claims.get("stops", ())]
        # at equal times the stop wins: it is read last
        for stop, version in sorted(said, key=lambda pair: (_strength(pair[0]), _order(pair[1]))):
            _read_stop(slots, stop, version)
    return [slots[name] for name in sorted(slots)]


def _strength(stop: StopClaim) -> int:
    return {False: 0, None: 1, True: 2}[stop["active"]]


def _read_stop(slots: dict[str, dict[str, Any]], stop: StopClaim, version: Version) -> None:
    known = slots.get(stop["slot"])
    active = stop["active"]
    standing = known is not None and bool(known.get("standing"))
    if active:
        if known is None or not standing or "retracted_without_act" in known:
            slots[stop["slot"]] = {**_told(stop, version), "standing": True, "unknown": False}
        elif "until" in stop:
            known["until"] = stop["until"]
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


def _permissions(versions: list[Version]) -> list[PermissionClaim]:
    acts: dict[tuple[str, str], PermissionClaim] = {}
    for version in versions:
        for permission in version.claims.get("permissions", ()):
            one = permission.copy()
            one.setdefault("since", version.at)
            acts[one["slot"], one["since"]] = one
    return [acts[key] for key in sorted(acts)]
