"""The versions of one record folded into one view, whatever order they came in.

In: :class:`RecordEvidence`. Out: :class:`RecordView`. Refuses: nothing. Rules (SEMANTICS "Which system says what"):
the newest version that contains a field wins; at equal times a stop wins, then an emptied value, then the greatest
content hash; a blank that never had a value is no claim; a stop falls only by an explicit act of the subject; of
sayings that their source numbers, the greater number is the later one.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from graph_service.intake.settling.absence import in_effect
from graph_service.intake.settling.evidence import FieldView, PointView, RecordEvidence, RecordView, Version
from graph_service.intake.settling.fold_links import GONE, fold_links
from graph_service.intake.settling.fold_stops import fold_permissions, fold_stops
from graph_service.intake.settling.versions import moment, order, since_kind
from graph_service.model.claims import place_of


def fold(record: RecordEvidence) -> RecordView:
    """One view of all versions of a record.

    Args:
        record: its evidence; at least one version.
    """
    system, object_, _ = record.key.split("|", 2)
    versions = sorted(in_effect(record.versions), key=order)
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
    view.spans = fold_links(versions)
    _points(view, versions)
    view.decides = next((v.claims["decides"] for v in reversed(versions) if "decides" in v.claims), None)
    if any("stops" in v.claims for v in versions):
        view.stops = fold_stops(versions)
    if any("permissions" in v.claims for v in versions):
        view.permissions = fold_permissions(versions)
    _parts(view, versions)
    return view


def _states(view: RecordView, versions: list[Version]) -> None:
    if len(versions) == 1:
        view.state = versions[0].claims["state"]
        view.merged_into = versions[0].claims.get("merged_into") if view.state == "merged" else None
        view.absorbed = sorted(versions[0].claims.get("absorbed", ()))
        view.same_as = sorted(versions[0].claims.get("same_as", ()))
        view.apart = versions[0].claims.get("apart", False)
        return
    # a row that only speaks about a record ("unseen") neither makes nor revives it
    own = [v for v in versions if v.claims["state"] != "unseen"]
    # at one instant a retirement outranks life, as a stop outranks an allowance
    states = [v.claims["state"] for v in own if moment(v) == moment(own[-1])]
    view.state = max(states, key=lambda state: GONE.get(state, 0), default="unseen")
    for version in versions:
        claims = version.claims
        view.apart = claims.get("apart", view.apart)
        if claims["state"] == "merged" and "merged_into" in claims:
            view.merged_into = claims["merged_into"]
    if view.state != "merged":
        view.merged_into = None
    view.absorbed = _named(versions, "absorbed")
    view.same_as = _named(versions, "same_as")


def _named(versions: list[Version], name: str) -> list[str]:
    """The records that a list of the record names; a row that tells it whole takes back what earlier rows told."""
    own: set[str] = set()
    about: set[str] = set()
    for version in versions:
        claims: dict[str, Any] = {**version.claims}
        if claims["state"] == "unseen":
            about.update(claims.get(name, ()))
            continue
        if name in claims.get("replaces", ()):
            own = set()
        own.update(claims.get(name, ()))
    return sorted(own | about)


def _fields(view: RecordView, versions: list[Version]) -> None:
    fields = view.fields
    if len(versions) == 1:
        only = versions[0]
        view.fields = {
            name: FieldView(value, only.at, only.at)
            for name, value in only.claims.get("fields", {}).items()
            if value is not None or name in only.claims.get("emptied", ())
        }
        return
    for _, tied in groupby(versions, key=moment):
        emptied: set[str] = set()
        for version in sorted(tied, key=order):
            for name, value in version.claims.get("fields", {}).items():
                before = fields.get(name)
                blank = value is None and name not in version.claims.get("emptied", ())
                if name in emptied or (blank and not _ever_filled(versions, name, moment(version))):
                    continue
                if value is None:
                    emptied.add(name)
                if before is not None and before.value == value:
                    before.at = version.at
                else:
                    fields[name] = FieldView(value, version.at, version.at, before)


def _ever_filled(versions: list[Version], name: str, until: tuple[int, str]) -> bool:
    return any(v.claims.get("fields", {}).get(name) is not None for v in versions if moment(v) <= until)


def _keys(view: RecordView, versions: list[Version]) -> None:
    known: list[str] = []
    current: list[str] = []
    beside: set[str] = set()
    for version in versions:
        beside.update(version.claims.get("more_keys", ()))
        known.extend(key for key in version.claims.get("near_keys", ()) if key not in known)
        if "keys" in version.claims:
            if version.claims["state"] != "unseen":
                told = {place.partition("|")[0] for place in version.claims.get("places", ())}
                kept = [key for key in current if told and key.partition("|")[0] not in told]
                current = [*kept, *version.claims["keys"]]
            known.extend(key for key in version.claims["keys"] if key not in known)
    view.keys = sorted(beside.union(current))
    view.former_keys = sorted(set(known) - beside.union(current))


def _points(view: RecordView, versions: list[Version]) -> None:
    open_: dict[tuple[str, str], PointView] = {}
    done: list[PointView] = []
    for version in versions:
        if "points" not in version.claims:
            continue
        said = {(point["kind"], point["value"]): point for point in version.claims["points"]}
        # a row without the column of a point says nothing of it
        places = version.claims.get("places")
        for key in [k for k, at in open_.items() if k not in said and (places is None or place_of(at.claim) in places)]:
            gone = open_.pop(key)
            gone.until = version.at
            done.append(gone)
        for key, point in said.items():
            if key in open_:
                open_[key].claim = point
            else:
                open_[key] = PointView(point, version.at, since_kind(version), None)
    view.points = done + list(open_.values())


def _parts(view: RecordView, versions: list[Version]) -> None:
    """Each part by itself: the newest facts, the greatest amount; so neither order nor grouping of rows matters."""
    for version in versions:
        parts, amounts = version.claims.get("parts"), version.claims.get("amounts")
        if not parts and not amounts:
            continue
        view.parts_at = max(view.parts_at, version.last_seen)
        for name, told in (parts or {}).items():
            view.parts.setdefault(name, {}).update(told)
        for name, counted in (amounts or {}).items():
            sums = view.amounts.setdefault(name, {})
            for id_, amount in counted.items():
                sums[id_] = max(amount, sums.get(id_, amount))
    for name, told in view.parts.items():
        view.parts[name] = {id_: facts for id_, facts in told.items() if facts is not None}
