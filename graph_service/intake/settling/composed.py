"""Fields of a record that no row has whole: sums of what rows add, and rules over parts that many rows tell.

In: the Model and a folded record. Out: the record with those fields. Refuses: nothing; what the parts do not make
(no item came yet) is no claim.
"""

from __future__ import annotations

import math
from typing import Any

from graph_service.intake.settling.evidence import FieldView, RecordView
from graph_service.intake.translating.computed import COMPUTED
from graph_service.model.model import Model
from graph_service.model.part_spec import COUNT, SUM, ComposedSpec

OWN = "own"
"""The parts that are the record's own row; their facts stand at the top of the document."""


def compose(model: Model, view: RecordView) -> None:
    """Fill the composed fields of a record.

    Args:
        model: the Model, for what the record's source says.
        view: the folded record; changed in place. A field that a row told later than its newest part stays.
    """
    spec = model.composed.get((view.system, view.object))
    if spec is None or not view.parts_at:
        return
    made: dict[str, dict[str, Any]] = {}
    for name, rule in spec.fields.items():
        known = view.fields.get(name)
        if known is not None and known.at > view.parts_at:
            continue
        if rule.startswith(SUM):
            amounts = view.amounts.get(rule.removeprefix(SUM))
            # exact whatever the order
            value: Any = math.fsum(amounts.values()) if amounts else None
        elif rule.startswith(COUNT):
            told = view.parts.get(rule.removeprefix(COUNT))
            value = len(told) if told is not None else None
        else:
            computation, _, part = rule.partition(".")
            if computation not in made:
                made[computation] = _computed(computation, view, spec)
            if part not in made[computation]:
                continue
            value = made[computation][part]
        if value is not None or known is not None:
            view.fields[name] = FieldView(value, view.parts_at, view.parts_at)


def _computed(name: str, view: RecordView, spec: ComposedSpec) -> dict[str, Any]:
    try:
        return COMPUTED[name](document(view, spec))
    except ValueError:
        return {}


def document(view: RecordView, spec: ComposedSpec) -> dict[str, Any]:
    """The record as one document: its own facts, and every other kind of part as a list, looked up where told.

    Args:
        view: the folded record.
        spec: what is looked up where.
    """
    # rules that depend on a day take that of the newest part: settling knows no clock
    made: dict[str, Any] = {"as_of": view.parts_at}
    for _, facts in sorted(view.parts.get(OWN, {}).items()):
        made.update(facts)
    for name, told in view.parts.items():
        if name == OWN:
            continue
        joins = spec.joins.get(name, {})
        made[name] = [{"id": id_, **_joined(facts, joins, view)} for id_, facts in sorted(told.items())]
    return made


def _joined(facts: dict[str, Any], joins: dict[str, list[str]], view: RecordView) -> dict[str, Any]:
    found = dict(facts)
    for member, among in joins.items():
        wanted = str(facts.get(member, ""))
        for name in among:
            if wanted in view.parts.get(name, {}):
                found[member] = {"id": wanted, **view.parts[name][wanted]}
                break
    return found
