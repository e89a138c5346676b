"""The versions of one record folded into one view, whatever order they came in.

In: :class:`RecordEvidence`. Out: :class:`RecordView`. Refuses: nothing. Rules (SEMANTICS "Which system says what"):
the newest version that contains a field wins; at equal times a stop wins, then an emptied value, then the greatest
content hash; a blank that never had a value is no claim; a stop falls only by an explicit act of the subject; of
sayings that their source numbers, the greater number is the later one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from graph_service.intake.settling.absence import in_effect
from graph_service.intake.settling.evidence import FieldView, PointView, RecordEvidence, RecordView, Span, Version
from graph_service.intake.settling.fold_stops import fold_permissions, fold_stops
from graph_service.intake.settling.stretches import ULTIMATE
from graph_service.intake.settling.versions import moment, order
from graph_service.model.claims import RefClaim, place_of

_GONE = {"archived": 1, "deleted": 2, "merged": 3, "erased": 4}
"""States that end a record's links, the stronger the higher."""


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
    view.spans = _spans(versions)
    _points(view, versions)
    view.decides = next((v.claims["decides"] for v in reversed(versions) if "decides" in v.claims), None)
    if any("stops" in v.claims for v in versions):
        view.stops = fold_stops(versions)
    if any("permissions" in v.claims for v in versions):
        view.permissions = fold_permissions(versions)
    _parts(view, versions)
    return view


def _kind(version: Version) -> str:
    return "STATED" if version.clock == "source" else "FIRST_SEEN"


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
    view.state = max(states, key=lambda state: _GONE.get(state, 0), default="unseen")
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


def _spans(versions: list[Version]) -> list[Span]:
    """Open and ended links of the record, over all its versions."""
    done: list[Span] = []
    open_: dict[tuple[str, str, str | None, str | None, bool], Span] = {}
    for version, refs in _turns(versions):
        claims = version.claims
        if claims["state"] in _GONE:
            done.extend(_end(span, version.at, merged=claims["state"] == "merged") for span in open_.values())
            open_ = {}
            continue
        if not refs:
            continue
        # a near end and the top of the tree may be one thing, and are two claims
        said = {(ref["link"], ref["variant"], ref["source"], ref["target"], _is_top(ref)): ref for ref in refs}
        covered = {ref["link"] for ref in refs}
        ended = [key for key in open_ if key[0] in covered and key not in said]
        emptied = {(key[0], key[4]) for key in ended} | {(span.link, bool(span.props.get(ULTIMATE))) for span in done}
        for key in ended:
            done.append(_end(open_.pop(key), version.at))
        for key, ref in said.items():
            if key in open_:
                _again(open_[key], ref, version)
            elif _is_empty(ref):
                if (ref["link"], _is_top(ref)) in emptied or ref["link"] in claims.get("emptied", ()):
                    open_[key] = _span(ref, version)
            else:
                open_[key] = _span(ref, version)
    return done + list(open_.values())


def _turns(versions: list[Version]) -> Iterator[tuple[Version, list[RefClaim]]]:
    """Each version with the links it decides: at one moment one that empties a link, else the greatest of that link.

    A retirement comes last of its moment, as it outranks life.
    """
    for _, same in groupby(versions, key=moment):
        tied = list(same)
        if len(tied) == 1:
            yield tied[0], tied[0].claims.get("refs", [])
            continue
        links = {ref["link"] for version in tied for ref in version.claims.get("refs", ())}
        speaks = {link: _speaker(tied, link) for link in links}
        for version in sorted(tied, key=lambda one: one.claims["state"] in _GONE):
            yield version, [ref for ref in version.claims.get("refs", ()) if speaks[ref["link"]] is version]


def _speaker(tied: list[Version], link: str) -> Version | None:
    telling = [
        v for v in tied if v.claims["state"] not in _GONE and any(r["link"] == link for r in v.claims.get("refs", ()))
    ]
    emptying = [v for v in telling if any(r["link"] == link and _is_empty(r) for r in v.claims["refs"])]
    return next(reversed(emptying or telling), None)


def _is_empty(ref: RefClaim) -> bool:
    return ref["source"] is None or ref["target"] is None


def _is_top(ref: RefClaim) -> bool:
    props = ref.get("props")
    return props is not None and bool(props.get(ULTIMATE))


def _end(span: Span, at: str, *, merged: bool = False) -> Span:
    span.until_without_merge, span.merged = span.until, merged
    span.until = max(min(span.until or at, at), span.since)
    return span


def _span(ref: RefClaim, version: Version) -> Span:
    stated, until = ref.get("since"), ref.get("until")
    since = stated or version.at
    if until is not None and until < since:
        # first told of when it was over, or stated the wrong way round: it ended before it was seen to start
        since, until = (since, since) if stated else (until, until)
    return Span(
        link=ref["link"],
        variant=ref["variant"],
        source=ref["source"],
        target=ref["target"],
        props=dict(ref.get("props", {})),
        since=since,
        since_kind="STATED" if stated else _kind(version),
        until=until,
        at=version.at,
    )


def _again(span: Span, ref: RefClaim, version: Version) -> None:
    span.props.update(ref.get("props", {}))
    span.at = version.at
    if "since" in ref:
        span.since, span.since_kind = ref["since"], "STATED"
    span.until = max(ref["until"], span.since) if "until" in ref else None


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
                open_[key] = PointView(point, version.at, _kind(version), None)
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
