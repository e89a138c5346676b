"""Lists in a row: one view of the row per item.

In: ``each``, ``then`` and ``split`` of a source file. Out: a function from a row to rows in which ``$`` is the item.
Refuses: nothing; what is no list is a list of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import is_blank
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.paths import from_json_text
from graph_service.intake.translating.values import Ground

Expand = Callable[[Row], list[Row]]


def items_of(each: list[str], ground: Ground, *, then: str | None = None, split: str | None = None) -> Expand | None:
    """One row per item, or None where the list's column is not there.

    Args:
        each: paths of the list; the first that is not blank counts.
        ground: the columns.
        then: a path in each item (``$1``) to an inner list, whose items are ``$2`` and ``$``.
        split: separator, where the list is one cell.
    """
    reads = [read for path in each if (read := ground.read(path)) is not None]
    if not reads:
        return None
    steps = then.split(".") if then else []

    def expand(row: Row) -> list[Row]:
        value = next((found for read in reads if not is_blank(found := read(row))), None)
        rows: list[Row] = []
        for item in _listed(value, split):
            if not steps:
                rows.append({**row, "$": item, "$1": item})
                continue
            inner: Any = item
            for step in steps:
                inner = inner.get(step) if isinstance(inner, dict) else None
            rows.extend({**row, "$": one, "$1": item, "$2": one} for one in _listed(inner, None))
        return rows

    return expand


def _listed(value: Any, split: str | None) -> list[Any]:
    if is_blank(value):
        return []
    if isinstance(value, str) and value[:1] == "[":
        # a table holds a list as JSON text
        value = from_json_text(value)
    if split is not None and isinstance(value, str):
        return [part.strip() for part in value.split(split) if part.strip()]
    return value if isinstance(value, list) else [value]
