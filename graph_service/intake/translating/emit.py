"""The claims that one row makes of one record.

In: a record as told in a source file, the columns there are. Out: a function from a row to claims.
Refuses: a row without the record's id (RowRefused, for the row's own record); a bad field is set aside instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from graph_service.errors import RowRefused
from graph_service.intake.translating.cleaning import cleaner, is_blank, of_field
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.ends import end_of, id_of
from graph_service.intake.translating.items import items_of
from graph_service.intake.translating.link_places import links_of
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.parts import edition_of, part_of
from graph_service.intake.translating.points import points_and_keys
from graph_service.intake.translating.states import state_of
from graph_service.intake.translating.stops import permissions_of, stops_of
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import Claims, PointClaim, record_key
from graph_service.model.model import Model
from graph_service.model.source_spec import EmitSpec

Emit = Callable[[Row], Claims | None]
Aside = list[dict[str, str]]
Step = Callable[[Row, Any, Aside], None]
_instant = cleaner("instant")
_KINDS = ("money", "phone", "strings")


def emit_of(spec: EmitSpec, ground: Ground, model: Model, system: str, unmapped: list[str]) -> Emit:
    """What makes the claims of one record.

    Args:
        spec: as told in the source file.
        ground: the columns.
        model: nouns and links.
        system: the system whose file it is.
        unmapped: columns that look like consent and that nothing reads.
    """
    # a proposal is a record of those who propose, whichever system carried it
    owner, object_ = (model.proposal, f"{system}.{spec.object}") if spec.proposal else (system, spec.object)
    start = record_key(owner, object_, "")
    identify = id_of(spec.id, ground)
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap) if spec.when else None
    decide = state_of(spec.state, ground, start)
    noun = None if spec.about else spec.noun
    steps = _steps(spec, ground, model, system, start, unmapped)
    about, mentioned = spec.about, spec.mentioned

    def emit(row: Row) -> Claims | None:
        if holds is not None and not holds(row):
            return None
        try:
            found = identify(row) if identify is not None else None
        except ValueError as refused:
            raise RowRefused(str(refused), where=spec.object) from None
        if found is None:
            raise RowRefused("no id", where=spec.object)
        claims: Claims = {"record": start + found, "noun": noun, "state": "unseen" if about else "live"}
        if mentioned:
            claims["mentioned"] = True
        aside: Aside = []
        if not about and decide is not None:
            decide(row, claims, aside)
        for step in steps:
            step(row, claims, aside)
        if aside:
            claims["set_aside"] = aside
        return claims

    return emit


def emits_of(spec: EmitSpec, ground: Ground, model: Model, system: str) -> Callable[[Row, list[Claims]], None]:
    """What adds the claims of further records of a row; one without an id is none.

    Args:
        spec: as told in the source file.
        ground: the columns.
        model: nouns and links.
        system: the system whose file it is.
    """
    expand = None
    if spec.each is not None:
        expand = items_of(spec.each, ground)
        if expand is None:
            return lambda row, into: None
    emit = emit_of(spec, ground, model, system, [])

    def add(row: Row, into: list[Claims]) -> None:
        for item in expand(row) if expand is not None else (row,):
            try:
                claims = emit(item)
            except RowRefused:
                continue
            if claims is not None:
                into.append(claims)

    return add


def _steps(spec: EmitSpec, ground: Ground, model: Model, system: str, start: str, unmapped: list[str]) -> list[Step]:
    steps: list[Step] = []
    created = [read for path in spec.created_at or [] if (read := ground.read(path)) is not None]
    if created:
        steps.append(_created(created))
    writer = end_of(spec.changed_by, ground, system) if spec.changed_by is not None else None
    if writer is not None:
        steps.append(_written(writer))
    for make in (_fields(spec, ground, model), points_and_keys(spec, ground)):
        if make is not None:
            steps.append(make)
    steps.extend(_others(spec, ground, system, start))
    links = links_of(spec, ground, model.links, system)
    if links is not None:
        steps.append(links)
    stops = [add for stop in spec.stops for add in stops_of(stop, ground)]
    if stops or unmapped:
        steps.append(_stop_step(stops, unmapped, ground))
    permissions = [give for one in spec.permissions if (give := permissions_of(one, ground)) is not None]
    if permissions:
        steps.append(_point_step("permissions", permissions))
    steps.extend(add for part in spec.parts if (add := part_of(part, ground)) is not None)
    if spec.edition is not None and (add := edition_of(spec.edition, ground)) is not None:
        steps.append(add)
    return steps


def _written(get: Get) -> Step:
    def step(row: Row, claims: Any, aside: Aside) -> None:
        try:
            who = get(row)
        except ValueError as refused:
            aside.append({"field": "by", "reason": str(refused)})
            return
        if who is not None:
            claims["by"] = who

    return step


def _created(reads: list[Callable[[Row], Any]]) -> Step:
    def step(row: Row, claims: Any, aside: Aside) -> None:
        for read in reads:
            value = read(row)
            if not is_blank(value):
                try:
                    claims["created_at"] = _instant(value)
                except ValueError as refused:
                    aside.append({"field": "created_at", "reason": str(refused)})
                return

    return step


def _fields(spec: EmitSpec, ground: Ground, model: Model) -> Step | None:
    gets: list[tuple[str, Get]] = []
    described = model.objects[spec.noun].fields if spec.noun else {}
    for name, values in spec.fields.items():
        field = described.get(name)
        kind = field.type if field is not None and field.type in _KINDS else None
        clean = of_field(field) if field is not None and field.type not in ("money", "phone") else None
        get = value_of(values, ground, clean, kind=kind)
        if get is not None:
            gets.append((name, get))
    if not gets:
        return None
    emptied = spec.blank == "claim"

    def step(row: Row, claims: Any, aside: Aside) -> None:
        fields = {}
        for name, get in gets:
            try:
                value = get(row)
            except ValueError as refused:
                aside.append({"field": name, "reason": str(refused)})
                continue
            if value is not None or emptied:
                fields[name] = value
        if fields:
            claims["fields"] = fields

    return step


def _others(spec: EmitSpec, ground: Ground, system: str, start: str) -> list[Step]:
    steps: list[Step] = []
    same = [get for one in spec.same_as if (get := end_of(one, ground, system)) is not None]
    # a row that tells of the whole record takes back what an earlier one told; a statement about it only adds
    whole = spec.blank == "claim" and not spec.about
    if same:
        steps.append(_collect("same_as", [_alone(get) for get in same], whole=whole))
    if spec.absorbed is not None:
        get = value_of(spec.absorbed, ground, cleaner("id"), kind="strings")
        if get is not None:
            absorbed = get
            told = [lambda row: [start + one for one in absorbed(row) or ()]]
            steps.append(_collect("absorbed", told, whole=whole))
    return steps


def _alone(get: Get) -> Callable[[Row], list[str | None]]:
    # one by one, so that an id that cannot be read takes no other with it
    return lambda row: [get(row)]


def _collect(name: str, gets: Sequence[Callable[[Row], Iterable[str | None]]], *, whole: bool) -> Step:
    def step(row: Row, claims: Any, aside: Aside) -> None:
        found: list[str] = []
        unread = False
        for get in gets:
            try:
                found.extend(one for one in get(row) if one is not None and one != claims["record"])
            except ValueError as refused:
                aside.append({"field": name, "reason": str(refused)})
                unread = True
        if found:
            claims[name] = list(dict.fromkeys(found))
        # what cannot be read takes nothing back
        if whole and not unread:
            claims.setdefault("replaces", []).append(name)

    return step


def _points_of(claims: Claims) -> list[PointClaim]:
    """The contact points that a stop or permission may be for; of a statement about a record, its keys."""
    known = claims.get("points")
    if known:
        return known
    said: list[PointClaim] = []
    for key in claims.get("keys", ()):
        kind, _, value = key.partition("|")
        if kind == "email":
            said.append({"kind": "email", "value": value})
        elif kind == "phone":
            said.append({"kind": "phone", "value": value})
    return said


def _point_step(name: str, adds: list[Any]) -> Step:
    def step(row: Row, claims: Any, aside: Aside) -> None:
        found: list[Any] = []
        points = _points_of(claims)
        for add in adds:
            add(row, found, points, aside)
        if found:
            claims[name] = found

    return step


def _stop_step(adds: list[Any], unmapped: list[str], ground: Ground) -> Step:
    boolean = cleaner("boolean")

    def step(row: Row, claims: Any, aside: Aside) -> None:
        found: list[Any] = []
        points = _points_of(claims)
        for add in adds:
            add(row, found, points, aside)
        for column in unmapped:
            value = row.get(column)
            if is_blank(value):
                continue
            try:
                active = boolean(value)
            except ValueError:
                continue
            slot = f"unmapped:{column}"
            found.append({"slot": slot, "active": active, "code": "UNMAPPED_CONSENT", "detail": column})
        if found:
            claims["stops"] = found

    return step
