"""A row of a history table, (id, property, value), as the part of a record that it is.

In: ``pivot`` of a source file. Out: a function from the history row to a partial row of the other object.
Refuses: nothing; a row without id or property name turns into nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import is_blank
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Ground
from graph_service.model.history_spec import PivotSpec

CHANGE_SOURCE = "$change_source"
"""Column of the partial row that says who changed the property."""


def turning(spec: PivotSpec, ground: Ground) -> Callable[[Row], Row | None]:
    """What turns history rows.

    Args:
        spec: as told in the source file.
        ground: the columns of the history table.
    """
    id_of = _first(spec.id, ground)
    name_of = _first(spec.name, ground)
    value_of = _first(spec.value, ground)
    source_of = _first(spec.change_source or [], ground)
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap) if spec.when else None

    def turn(row: Row) -> Row | None:
        if holds is not None and not holds(row):
            return None
        found, name = id_of(row), name_of(row)
        if found is None or not isinstance(name, str):
            return None
        return {"id": found, name.strip(): value_of(row), CHANGE_SOURCE: source_of(row)}

    return turn


def _first(paths: list[str], ground: Ground) -> Callable[[Row], Any]:
    reads = [read for path in paths if (read := ground.read(path)) is not None]
    return lambda row: next((value for read in reads if not is_blank(value := read(row))), None)
