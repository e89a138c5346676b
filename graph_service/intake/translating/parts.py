"""Parts of records that rows tell: facts of one part, or what one row adds to a sum.

In: ``parts`` and ``edition`` of a source file. Out: a function that adds them to a row's claims. Refuses: nothing; a
part without an id is none, and what cannot be read is set aside with the part's name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.conditions import Predicate, condition
from graph_service.intake.translating.ends import id_of
from graph_service.intake.translating.items import items_of
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.part_spec import PartSpec
from graph_service.model.value_spec import Values, When

Aside = list[dict[str, str]]
AddPart = Callable[[Row, Any, Aside], None]


def part_of(spec: PartSpec, ground: Ground) -> AddPart | None:
    """What adds one kind of part to the claims of a row, or None where its columns are not there.

    Args:
        spec: as told in the source file.
        ground: the columns.
    """
    expand = items_of(spec.each, ground) if spec.each is not None else None
    identify = id_of(spec.id, ground)
    tell = _amount(spec.amount, ground) if spec.amount is not None else _facts(spec.facts or {}, ground)
    if identify is None or tell is None or (spec.each is not None and expand is None):
        return None
    holds, gone = _when(spec.when, ground), _when(spec.gone, ground)
    name, into = spec.name, "amounts" if spec.amount is not None else "parts"

    def add(row: Row, claims: Any, aside: Aside) -> None:
        for item in expand(row) if expand is not None else (row,):
            if holds is not None and not holds(item):
                continue
            try:
                found = identify(item)
                value = None if gone is not None and gone(item) else tell(item)
            except ValueError as refused:
                aside.append({"field": name, "reason": str(refused)})
                continue
            if found is None or (value is None and into == "amounts"):
                continue
            claims.setdefault(into, {}).setdefault(name, {})[found] = value

    return add


def edition_of(specs: Values, ground: Ground) -> AddPart | None:
    """What adds the source's own number of a saying, or None where its column is not there."""
    get = value_of(specs, ground, cleaner("integer"))
    if get is None:
        return None
    number = get

    def add(row: Row, claims: Any, aside: Aside) -> None:
        try:
            found = number(row)
        except ValueError as refused:
            aside.append({"field": "edition", "reason": str(refused)})
            return
        if found is not None:
            claims["edition"] = found

    return add


def _when(spec: When | None, ground: Ground) -> Predicate | None:
    return condition(spec, ground.columns, unwrap=ground.unwrap) if spec else None


def _amount(specs: Values, ground: Ground) -> Get | None:
    return value_of(specs, ground, cleaner("number"))


def _facts(told: dict[str, Values], ground: Ground) -> Get:
    gets = [(name.split("."), get) for name, specs in told.items() if (get := value_of(specs, ground, None))]

    def facts(row: Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path, get in gets:
            value = get(row)
            if value is False or not is_blank(value):
                into = found
                for step in path[:-1]:
                    into = into.setdefault(step, {})
                into[path[-1]] = value
        return found

    return facts
