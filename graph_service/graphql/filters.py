"""A list's filter, order and cursor, from coerced arguments to parts of a read.

In: coerced arguments (dictionaries) and a noun's shape. Out: predicates whose values are parameters.
Refuses: null and empty conditions, since neither may come to mean "all"; cursors of another order; too many tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, cast

from graph_service.errors import UsageError
from graph_service.graph.read_plan import And, Compare, Not, Operator, Or, Order, Predicate
from graph_service.graphql.nouns import FIRST_MAX
from graph_service.graphql.scalars import instant_text
from graph_service.graphql.shape import FieldShape, NounShape

TESTS_MAX = 200
VALUES_MAX = 10_000
Path = tuple[str | int, ...]
NewParam = Callable[[Path], str]


def plain(value: Any) -> Any:
    """A coerced value as the graph stores it: enum members by name, instants as text."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, list):
        if len(value) > VALUES_MAX:
            raise UsageError(f"more than {VALUES_MAX} values in one list")
        if any(one is None for one in value):
            raise UsageError("null is no value to look for", hint="use isNull")
        return [plain(one) for one in value]
    return value


class FilterReader:
    """Reads one filter argument.

    Args:
        noun: whose list it narrows.
        new_param: makes a parameter that takes its value at a path within the argument.
    """

    def __init__(self, noun: NounShape, new_param: NewParam) -> None:
        self._noun = noun
        self._new_param = new_param
        self._tests = 0

    def read(self, given: Any, path: Path = ()) -> Predicate:
        """The predicate of a filter object.

        Raises:
            UsageError: a condition is null or empty, or there are more than 200 tests.
        """
        if not isinstance(given, Mapping):
            raise UsageError("filter: null is no condition", hint="leave it out")
        if not given:
            raise UsageError("filter: an empty condition would mean all", hint="leave it out")
        return And(tuple(self._part(name, value, (*path, name)) for name, value in given.items()))

    def _part(self, name: str, value: Any, path: Path) -> Predicate:
        if name == "not":
            return Not(self.read(value, path))
        if name in ("and", "or"):
            if not isinstance(value, Sequence):
                raise UsageError(f"filter: {name} needs a list")
            parts = tuple(self.read(one, (*path, number)) for number, one in enumerate(value))
            return And(parts) if name == "and" else Or(parts)
        return self._tests_of(self._property(name), value, path)

    def _property(self, name: str) -> str:
        return name if name in ("id", "systems") else self._noun.fields[name].stored

    def _tests_of(self, property_: str, tests: Any, path: Path) -> Predicate:
        if not isinstance(tests, Mapping) or not tests:
            raise UsageError(f"filter: {path[-1]} needs a test", hint="leave it out, or use isNull")
        parts: list[Predicate] = []
        for op, value in tests.items():
            if value is None:
                raise UsageError(f"filter: null is no value for {path[-1]}.{op}", hint="use isNull")
            self._tests += 1
            if self._tests > TESTS_MAX:
                raise UsageError(f"filter: more than {TESTS_MAX} tests")
            parts.append(Compare(property_, cast(Operator, op), self._new_param((*path, op))))
        return And(tuple(parts))


def order_of(noun: NounShape, given: Mapping[str, Any] | None) -> tuple[Order | None, FieldShape | None]:
    """The order a list is asked for in; None is by id, which needs no sorting."""
    if not given:
        return None, None
    member = plain(given["field"])
    direction = given.get("direction")
    descending = direction is not None and plain(direction) == "DESC"
    sign = "-" if descending else "+"
    if member == "ID":
        return (Order("id", True, "ID-~"), None) if descending else (None, None)
    shape = noun.sorts[member]
    return Order(shape.stored, descending, f"{member}{sign}~", shape.kind == "Float"), shape


def length(given: int) -> int:
    """How many edges of a page.

    Raises:
        UsageError: negative, or more than a page may hold.
    """
    if not 0 <= given <= FIRST_MAX:
        raise UsageError(f"first must be between 0 and {FIRST_MAX}")
    return given


def link_cursor(given: str) -> str:
    """The place at which a link's edges go on.

    Raises:
        UsageError: the cursor is none of a link.
    """
    if given.count("~") < 2:
        raise UsageError("after: not a cursor of this list", hint="take it from endCursor")
    return given


def cursor_parts(cursor: str, order: Order | None, shape: FieldShape | None) -> tuple[Any, str]:
    """Value and id at which a list goes on.

    Raises:
        UsageError: the cursor is none of this list, or of another order.
    """
    tag = order.tag if order else "ID+~"
    wrong = UsageError("after: not a cursor of this list in this order", hint="take it from endCursor")
    if not cursor.startswith(tag):
        raise wrong
    rest = cursor[len(tag) :]
    if order is None:
        return None, rest
    text, bar, id_ = rest.rpartition("~")
    if not bar or text[:1] not in ("n", "v"):
        raise wrong
    try:
        return (None if text[0] == "n" else _typed(text[1:], shape)), id_
    except ValueError:
        raise wrong from None


def _typed(text: str, shape: FieldShape | None) -> Any:
    kind = shape.kind if shape else "String"
    if kind == "Long":
        return int(text)
    if kind == "Float":
        return float(text)
    if kind == "Boolean":
        return text == "true"
    return text
