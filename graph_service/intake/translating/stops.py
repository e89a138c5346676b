"""Stops and permissions of a row.

In: ``stops`` and ``permissions`` of a source file. Out: functions that make a row's claims. Refuses: nothing; a flag
that cannot be read is unknown, never false, and is set aside with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.ends import key_cleaner
from graph_service.intake.translating.history import hidden_stop
from graph_service.intake.translating.items import items_of
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.refs import dated
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import PermissionClaim, PointClaim, StopClaim
from graph_service.model.source_spec import PermissionSpec, StopSpec
from graph_service.model.value_spec import ValueSpec

Aside = list[dict[str, str]]
AddStops = Callable[[Row, list[StopClaim], list[PointClaim], Aside], None]
AddPermissions = Callable[[Row, list[PermissionClaim], list[PointClaim], Aside], None]
Locate = Callable[[Any, Row, list[PointClaim], Aside], None]
_boolean = cleaner("boolean")


def stops_of(spec: StopSpec, ground: Ground) -> list[AddStops]:
    """What adds the claims of one stop, one function per column; none where no column is there.

    Args:
        spec: as told in the source file.
        ground: the columns.
    """
    if spec.history is not None:
        hidden = hidden_stop(spec, spec.history, ground)
        return [hidden] if hidden is not None else []
    if spec.columns is not None:
        adds = []
        for name, match in ground.columns.matching(spec.columns):
            groups = [match.group(0), *match.groups()]
            told = spec.model_copy(
                update={
                    "columns": None,
                    "active": [ValueSpec.model_validate({"from": name})],
                    "slot": (spec.slot or "{0}").format(*groups),
                    "topic": _format(spec.topic, groups),
                    "brand": _format(spec.brand, groups),
                }
            )
            adds.extend(stops_of(told, ground))
        return adds
    expand = None
    if spec.each is not None:
        expand = items_of(spec.each, ground, split=spec.split)
        if expand is None:
            return []
    one = _stop(spec, ground)
    if one is None:
        return []
    if expand is None:
        return [one]
    single, rows_of = one, expand

    def add(row: Row, stops: list[StopClaim], points: list[PointClaim], aside: Aside) -> None:
        for item in rows_of(row):
            single(item, stops, points, aside)

    return [add]


def _format(values: list[ValueSpec] | None, groups: list[str]) -> list[ValueSpec] | None:
    if values is None:
        return None
    return [
        one.model_copy(update={"const": one.const.format(*groups)}) if isinstance(one.const, str) else one
        for one in values
    ]


def _stop(spec: StopSpec, ground: Ground) -> AddStops | None:
    active = _active(spec, ground)
    code = value_of(spec.code, ground, None)
    if active is None or code is None:
        return None
    slot = _slot(spec, ground)
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap) if spec.when else None
    extras = _extras(spec, ground)
    blank, channels, purposes = spec.blank, spec.channels, spec.purposes
    locate = _locating(spec, ground)

    def add(row: Row, stops: list[StopClaim], points: list[PointClaim], aside: Aside) -> None:
        if holds is not None and not holds(row):
            return
        name = slot(row)
        try:
            said = active(row)
            if said is None and blank != "unknown":
                if blank == "skip":
                    return
                said = False
        except ValueError as refused:
            aside.append({"field": name, "reason": str(refused)})
            said = None
        try:
            word = code(row)
        except ValueError as refused:
            aside.append({"field": name, "reason": str(refused)})
            return
        if word is None:
            return
        claim: StopClaim = {"slot": name, "active": said, "code": word}
        if channels is not None:
            claim["channels"] = channels
        if purposes is not None:
            claim["purposes"] = purposes
        if said is not None:
            _fill(claim, extras, row, name, aside)
        if said is not False and locate is not None:
            locate(claim, row, points, aside)
        stops.append(claim)

    return add


def _active(spec: StopSpec, ground: Ground) -> Get | None:
    if spec.active is not None:
        return value_of(spec.active, ground, _boolean)
    reads = [read for path in spec.filled or [] if (read := ground.read(path)) is not None]
    if not reads:
        return None
    return lambda row: any(not is_blank(read(row)) for read in reads)


def _slot(spec: StopSpec, ground: Ground) -> Callable[[Row], str]:
    if spec.slot is None:
        name = spec.filled[0] if spec.filled else (spec.active or [])[0].from_ or [""]
        fixed = name if isinstance(name, str) else name[0]
        return lambda row: fixed
    # "{Id}" in a slot is read from the row, so that one kind of row makes several slots
    pieces = re.split(r"\{([^{}]+)\}", spec.slot)
    if len(pieces) == 1:
        always = spec.slot
        return lambda row: always
    reads = [ground.read(path) or (lambda row: "") for path in pieces[1::2]]
    texts = pieces[::2]

    def slot(row: Row) -> str:
        made = texts[0]
        for read, text in zip(reads, texts[1:], strict=True):
            value = read(row)
            made += f"{'' if value is None else value}{text}"
        return made

    return slot


def _extras(spec: StopSpec | PermissionSpec, ground: Ground) -> list[tuple[str, Get]]:
    text = cleaner("text")
    told = (
        ("topic", spec.topic, text),
        ("brand", spec.brand, text),
        ("since", spec.since, dated),
        ("until", spec.until, dated),
        ("by_subject", spec.by_subject, _boolean),
        ("detail", spec.detail, text),
    )
    return [(key, get) for key, values, clean in told if values and (get := value_of(values, ground, clean))]


def _fill(claim: Any, extras: list[tuple[str, Get]], row: Row, name: str, aside: Aside) -> None:
    for key, get in extras:
        try:
            value = get(row)
        except ValueError as refused:
            aside.append({"field": f"{name}.{key}", "reason": str(refused)})
            continue
        if value is not None:
            claim[key] = value


def _locating(spec: StopSpec | PermissionSpec, ground: Ground) -> Locate | None:
    """What puts the contact point into a claim, or None where it is about no point in particular."""
    if spec.point is None:
        return None
    kind: str = spec.point
    if spec.point_from is None:
        return lambda claim, row, points, aside: _point(claim, kind, points)
    get = value_of(spec.point_from, ground, None if kind == "phone" else key_cleaner(kind), kind=kind)

    def locate(claim: Any, row: Row, points: list[PointClaim], aside: Aside) -> None:
        try:
            value = get(row) if get is not None else None
        except ValueError as refused:
            aside.append({"field": f"{claim['slot']}.point", "reason": str(refused)})
            return
        if value is not None:
            claim["point"] = f"{kind}|{value}"

    return locate


def _point(claim: Any, kind: str, points: list[PointClaim]) -> None:
    for point in points:
        if point["kind"] == kind:
            claim["point"] = f"{kind}|{point['value']}"
            return


def permissions_of(spec: PermissionSpec, ground: Ground) -> AddPermissions | None:
    """What adds the claims of one permission, or None where its columns are not there.

    Args:
        spec: as told in the source file.
        ground: the columns.
    """
    expand = None
    if spec.each is not None:
        expand = items_of(spec.each, ground, split=spec.split)
        if expand is None:
            return None
    gets = value_of(spec.ground, ground, None), value_of(spec.channel, ground, None)
    active = value_of(spec.active, ground, _boolean) if spec.active else None
    if gets[0] is None or gets[1] is None or (spec.active and active is None):
        return None
    ground_of, channel_of = gets[0], gets[1]
    slot = _slot(StopSpec(slot=spec.slot, filled=["-"], code=[ValueSpec(const="-")]), ground)
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap) if spec.when else None
    extras = _extras(spec, ground)
    locate = _locating(spec, ground)

    def single(row: Row, permissions: list[PermissionClaim], points: list[PointClaim], aside: Aside) -> None:
        if holds is not None and not holds(row):
            return
        name = slot(row)
        try:
            basis, channel = ground_of(row), channel_of(row)
            given = active(row) if active is not None else True
        except ValueError as refused:
            aside.append({"field": name, "reason": str(refused)})
            return
        if basis is None or channel is None or given is None:
            return
        claim: PermissionClaim = {"slot": name, "ground": basis, "channel": channel, "active": given}
        if spec.purposes is not None:
            claim["purposes"] = spec.purposes
        _fill(claim, extras, row, name, aside)
        if locate is not None:
            locate(claim, row, points, aside)
        permissions.append(claim)

    if expand is None:
        return single
    rows_of = expand

    def add(row: Row, permissions: list[PermissionClaim], points: list[PointClaim], aside: Aside) -> None:
        for item in rows_of(row):
            single(item, permissions, points, aside)

    return add
