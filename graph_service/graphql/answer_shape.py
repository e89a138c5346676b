"""From a question's answer to what was selected of it, without completing each field on its own.

In: a dataclass type and a selection. Out: a function from the answer to dictionaries. Refuses: nothing; the types were
checked when the schema was made of them.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph_service.graphql.selections import Nodes, Selections, inside
from graph_service.graphql.shape import camel
from graph_service.questions.plain import to_json

Shaper = Callable[[Any], Any]


def answer_shaper(hint: Any, nodes: Nodes, select: Selections) -> Shaper | None:
    """How a value of a type becomes what was selected of it; None: it stays as it is.

    Args:
        hint: the type.
        nodes: the fields that select of it.
        select: reads the selection.
    """
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        [only] = [one for one in get_args(hint) if one is not types.NoneType]
        return answer_shaper(only, nodes, select)
    if origin is list:
        inner = answer_shaper(get_args(hint)[0], nodes, select)
        return _each(inner) if inner else None
    if not isinstance(hint, type):
        return None
    if is_dataclass(hint):
        return _object(hint, nodes, select)
    if issubclass(hint, Enum):
        return attrgetter("name")
    return to_json if issubclass(hint, (date, Decimal)) else None


def _each(inner: Shaper) -> Shaper:
    return lambda values: [inner(value) for value in values]


@lru_cache(maxsize=1_000)
def _members(hint: type) -> dict[str, tuple[str, Any]]:
    hints = get_type_hints(hint)
    return {camel(one.name): (one.name, hints[one.name]) for one in fields(hint)}


def _object(hint: type, nodes: Nodes, select: Selections) -> Shaper:
    members = _members(hint)
    keys: list[str] = []
    names: list[str] = []
    shaped: list[tuple[str, Shaper]] = []
    constants: dict[str, str] = {}
    order: list[str] = []
    for key, found in select.fields(inside(nodes), hint.__name__).items():
        order.append(key)
        name = found[0].name.value
        if name == "__typename":
            constants[key] = hint.__name__
            continue
        attribute, inner_hint = members[name]
        keys.append(key)
        names.append(attribute)
        inner = answer_shaper(inner_hint, found, select)
        if inner:
            shaped.append((key, inner))
    values = _values(names)

    def shape(answer: Any) -> dict[str, Any]:
        made: dict[str, Any] = dict(zip(keys, values(answer), strict=True))
        for key, inner in shaped:
            if made[key] is not None:
                made[key] = inner(made[key])
        if constants:
            made |= constants
            return {key: made[key] for key in order}
        return made

    return shape


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """All attributes of an object in one call."""
    if not names:
        return lambda _: ()
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (only(value),)
    return attrgetter(*names)
