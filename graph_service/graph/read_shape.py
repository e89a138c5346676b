"""From the lists of values that a composed read returns to the answer under its response keys.

In: a :class:`ReadPlan`. Out: a function from the record's ``data`` to a dictionary in the order of the selection.
Refuses: nothing; it mirrors ``compose_read`` part by part.

The function is one Python expression, generated once a plan: a page of a thousand nodes is thousands of dictionaries,
and calling a function for each of them costs three times as much. Its text is made of response keys (as ``repr``
writes them), of numbers, and of names made here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, cast

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

Write = Callable[[str], str]
"""From the text of a value to the text of what becomes of it."""
Part = tuple[str, Write | None]


def shaper(plan: ReadPlan) -> Callable[[list[Any]], dict[str, Any]]:
    """How the record of a plan becomes its answer.

    Args:
        plan: what was read.
    """
    text = _Writer().roots(plan)
    return cast(Callable[[list[Any]], dict[str, Any]], eval(f"lambda v: {text}", {"__builtins__": {}}))


class _Writer:
    def __init__(self) -> None:
        self._numbers = count()

    def _new(self) -> str:
        return f"x{next(self._numbers)}"

    def roots(self, plan: ReadPlan) -> str:
        parts: list[Part] = []
        for root in plan.roots:
            if isinstance(root, Connection):
                parts.append((root.key, self._connection(root)))
            else:
                parts.append((root.key, self._nullable(self._selection(root.selection))))
        return self._members(parts)("v")

    def _members(self, parts: Sequence[Part]) -> Write:
        def write(value: str) -> str:
            members = (
                f"{key!r}: {of(f'{value}[{place}]') if of else f'{value}[{place}]'}"
                for place, (key, of) in enumerate(parts)
            )
            return "{" + ", ".join(members) + "}"

        return write

    def _bound(self, of: Write) -> Write:
        """Give a value a name before its parts are taken one by one."""
        name = self._new()
        return lambda value: f"[{of(name)} for {name} in ({value},)][0]"

    def _nullable(self, of: Write) -> Write:
        name = self._new()
        return lambda value: f"[None if {name} is None else {of(name)} for {name} in ({value},)][0]"

    def _each(self, of: Write) -> Write:
        name = self._new()
        return lambda value: f"[{of(name)} for {name} in {value}]"

    def _selection(self, selection: Selection) -> Write:
        rest = self._items(selection.rest)
        if not selection.by_noun:
            return rest
        nouns = [self._items(items) for _, items in selection.by_noun]

        def write(value: str) -> str:
            cases = "".join(f"{of(f'{value}[1]')} if {value}[0] == {number} else " for number, of in enumerate(nouns))
            return f"({cases}{rest(f'{value}[1]')})"

        return self._bound(write)

    def _items(self, items: Sequence[Item]) -> Write:
        return self._members([(item.key, self._item(item)) for item in items])

    def _item(self, item: Item) -> Write | None:
        if isinstance(item, Connection):
            return self._connection(item)
        if isinstance(item, Records):
            return self._each(self._members([(part.key, None) for part in item.parts]))
        if isinstance(item, Money):
            return self._nullable(self._members([(key, None) for key, _ in item.parts]))
        return None

    def _connection(self, connection: Connection) -> Write:
        parts: list[Part] = []
        for part in connection.parts:
            if isinstance(part, Edges):
                parts.append((part.key, self._each(self._edge(part))))
            elif isinstance(part, PageInfo):
                parts.append((part.key, self._members([(key, None) for key, _ in part.parts])))
            else:
                parts.append((part.key, None))
        return self._members(parts)

    def _edge(self, edges: Edges) -> Write:
        return self._members(
            [
                (part.key, self._selection(part.selection) if isinstance(part, RelatedNode) else None)
                for part in edges.parts
            ]
        )
