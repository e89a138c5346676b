"""Selections that hold values only: fields, amounts, pages' places, source records.

In: fields of an operation and their shapes. Out: parts of a read. Refuses: nothing.
"""

from __future__ import annotations

from typing import Literal

from graph_service.graph.read_plan import Prop, Records, Text
from graph_service.graphql.selections import Nodes, Selections, inside
from graph_service.graphql.shape import FieldShape

_SOURCE = {
    "id": "id",
    "system": "system",
    "object": "object",
    "externalId": "external_id",
    "state": "state",
    "at": "at",
}


def prop(key: str, shape: FieldShape) -> Prop:
    """A field that is stored as one property."""
    kinds: dict[str, Literal["float", "list"]] = {"Float": "float", "Strings": "list"}
    return Prop(key, shape.stored, kinds.get(shape.kind, "plain"), shape.values)


def words(select: Selections, nodes: Nodes, type_: str) -> tuple[tuple[str, str], ...]:
    """Response keys of an object's members with their names; ``=name`` is that of the type itself."""
    fields = select.fields(inside(nodes), type_)
    names = ((key, found[0].name.value) for key, found in fields.items())
    return tuple((key, f"={type_}" if name == "__typename" else name) for key, name in names)


def records(select: Selections, key: str, nodes: Nodes, *, derived: bool) -> Records:
    """The source records of a node."""
    parts = (
        Text(name_key, name.removeprefix("=")) if name.startswith("=") else Prop(name_key, _SOURCE[name])
        for name_key, name in words(select, nodes, "Source")
    )
    return Records(key, tuple(parts), derived)
