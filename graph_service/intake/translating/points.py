"""Contact points and identity keys of a row.

In: ``points`` and ``keys`` of a source file. Out: a function that adds them to claims; a point is a key as well.
Refuses: nothing; what cannot be read is set aside, once where a field of the same cell was. Addresses within a cell
that holds several identify nobody, but the record's stops bind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph_service.intake.translating.cleaning import cleaner
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.ends import key_cleaner
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import PointClaim, place_of
from graph_service.model.source_spec import EmitSpec, PointSpec
from graph_service.model.spec import KeyKind
from graph_service.model.types import email
from graph_service.model.value_spec import Values

Aside = list[dict[str, str]]
Step = Callable[[Row, Any, Aside], None]


def points_and_keys(spec: EmitSpec, ground: Ground) -> Step | None:
    """What adds the contact points and keys of a record, or None where none of their columns is there.

    Args:
        spec: as told in the source file.
        ground: the columns.
    """
    points = [(one, get) for one in spec.points if (get := _point_value(one, ground)) is not None]
    details = [
        (
            condition(one.when, ground.columns, unwrap=ground.unwrap) if one.when else None,
            [(key, fact) for key, values in one.facts.items() if (fact := value_of(values, ground, None))],
            get,
            one.kind,
            one.primary,
            value_of(one.value, ground, cleaner("text")) if one.kind == "email" else None,
        )
        for one, get in points
    ]
    keys, more = _keys(spec.keys, ground), _keys(spec.more_keys, ground)
    if not details and not keys and not more:
        return None

    emptied = spec.blank == "claim"
    read = {id(one) for one, _ in points}
    lacking = {_place(one) for one in spec.points if id(one) not in read}
    places = sorted({_place(one) for one, _ in points} - lacking) if lacking else None

    def step(row: Row, claims: Any, aside: Aside) -> None:
        held: list[str] = []
        said: list[PointClaim] = []
        near: dict[str, None] = {}
        for holds, facts, get, kind, primary, cell in details:
            if holds is not None and not holds(row):
                continue
            try:
                value = get(row)
            except ValueError as refused:
                _once(aside, f"point.{kind}", str(refused))
                near.update(dict.fromkeys(_addresses(cell, row)))
                continue
            for one in value if isinstance(value, list) else [] if value is None else [value]:
                held.append(f"{kind}|{one}")
                if any(known["kind"] == kind and known["value"] == one for known in said):
                    continue
                point: PointClaim = {"kind": kind, "value": one}
                if primary:
                    point["primary"] = True
                told = _facts(facts, row, aside) if facts else None
                if told:
                    point["facts"] = told
                said.append(point)
        _hold(keys, row, held, aside)
        if near:
            claims["near_keys"] = list(near)
        if more:
            beside: list[str] = []
            _hold(more, row, beside, aside)
            if beside:
                claims["more_keys"] = list(dict.fromkeys(beside))
            if not details and not keys:
                return
        if not held and not emptied:
            return
        claims["keys"] = list(dict.fromkeys(held))
        if details:
            claims["points"] = said
            if places is not None:
                claims["places"] = places

    return step


def _place(spec: PointSpec) -> str:
    label = next((value.const for value in spec.facts.get("label", ()) if value.const), None)
    point: PointClaim = {"kind": spec.kind, "value": "", "primary": spec.primary}
    return place_of(point | {"facts": {"label": label}} if label else point)


def _keys(told: Mapping[KeyKind, Values], ground: Ground) -> list[tuple[str, Get]]:
    return [
        (kind, get)
        for kind, values in told.items()
        if (get := value_of(values, ground, key_cleaner(kind), kind="strings")) is not None
    ]


def _hold(keys: list[tuple[str, Get]], row: Row, held: list[str], aside: Aside) -> None:
    for kind, get in keys:
        try:
            held.extend(f"{kind}|{one}" for one in get(row) or ())
        except ValueError as refused:
            _once(aside, f"key.{kind}", str(refused))


def _once(aside: Aside, name: str, reason: str) -> None:
    """Set a point or key aside, unless the field of the same cell was for the same reason."""
    if all(one["reason"] != reason for one in aside):
        aside.append({"field": name, "reason": reason})


def _addresses(cell: Get | None, row: Row) -> Iterator[str]:
    """Keys of the addresses within a cell that is not one address: they are there, whose they are is unknown."""
    try:
        text = cell(row) if cell is not None else None
    except ValueError:
        return
    yield from (f"email|{found}" for found in email.within(str(text or "")))


def _point_value(spec: PointSpec, ground: Ground) -> Get | None:
    if spec.kind == "phone":
        return value_of(spec.value, ground, None, kind="phone")
    return value_of(spec.value, ground, cleaner("email"))


def _facts(facts: list[tuple[str, Get]], row: Row, aside: Aside) -> dict[str, Any]:
    told = {}
    for key, get in facts:
        try:
            value = get(row)
        except ValueError as refused:
            aside.append({"field": f"fact.{key}", "reason": str(refused)})
            continue
        if value is not None:
            told[key] = value
    return told
