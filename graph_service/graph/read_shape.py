"""From the lists of values that a composed read returns to the answer under its response keys.

In: a :class:`ReadPlan`. Out: a function from the record's ``data`` to a dictionary in the order of the selection.
Refuses: nothing; it mirrors ``compose_read`` part by part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph_service.graph.read_plan import (
    Connection,
    Edges,
    Item,
    Money,
    PageInfo,
    ReadPlan,
    Records,
    RelatedNode,
    Selection,
)

Shaper = Callable[[Any], Any]
"""A value as it came to the value as it is answered."""


def shaper(plan: ReadPlan) -> Callable[[list[Any]], dict[str, Any]]:
    """How the record of a plan becomes its answer.

    Args:
        plan: what was read.
    """
    parts: list[tuple[str, Shaper | None]] = []
    for root in plan.roots:
        of = _connection(root) if isinstance(root, Connection) else _selection(root.selection)
        parts.append((root.key, of))
    return _object(parts)


def _object(parts: Sequence[tuple[str, Shaper | None]]) -> Callable[[list[Any]], dict[str, Any]]:
    """Values in order to a dictionary; those that have an inner shape are shaped, unless null."""
    keys = [key for key, _ in parts]
    inner = [(key, of) for key, of in parts if of]
    if not inner:
        return lambda values: dict(zip(keys, values, strict=True))

    def shape(values: list[Any]) -> dict[str, Any]:
        made = dict(zip(keys, values, strict=True))
        for key, of in inner:
            if made[key] is not None:
                made[key] = of(made[key])
        return made

    return shape


def _many(of: Shaper) -> Shaper:
    return lambda values: [of(value) for value in values]


def _selection(selection: Selection) -> Shaper:
    rest = _object([(item.key, _item(item)) for item in selection.rest])
    if not selection.by_noun:
        return rest
    shapes = [_object([(item.key, _item(item)) for item in items]) for _, items in selection.by_noun]
    shapes.append(rest)
    return lambda numbered: shapes[numbered[0]](numbered[1])


def _item(item: Item) -> Shaper | None:
    if isinstance(item, Connection):
        return _connection(item)
    if isinstance(item, Records):
        return _many(_object([(part.key, None) for part in item.parts]))
    if isinstance(item, Money):
        return _object([(key, None) for key, _ in item.parts])
    return None


def _connection(connection: Connection) -> Shaper:
    parts: list[tuple[str, Shaper | None]] = []
    for part in connection.parts:
        if isinstance(part, Edges):
            parts.append((part.key, _many(_edge(part))))
        elif isinstance(part, PageInfo):
            parts.append((part.key, _object([(key, None) for key, _ in part.parts])))
        else:
            parts.append((part.key, None))
    return _object(parts)


def _edge(edges: Edges) -> Shaper:
    return _object(
        [(part.key, _selection(part.selection) if isinstance(part, RelatedNode) else None) for part in edges.parts]
    )
