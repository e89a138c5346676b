"""The expressions of a composed read: values, pages, orders and tests, as Cypher text.

In: parts of a read. Out: expressions. Refuses: a name that is not a plain word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from graph_service.graph.read_plan import (
    And,
    Compare,
    Connection,
    Item,
    Label,
    Money,
    Not,
    Or,
    Order,
    PageInfo,
    Predicate,
    Prop,
    Text,
)

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def word(name: str) -> str:
    """A name that may stand in a statement.

    Raises:
        ValueError: it is no plain word.
    """
    if not _WORD.match(name):
        raise ValueError(f"not a plain word: {name!r}")
    return name


def list_of(values: Iterable[str]) -> str:
    """A list of expressions."""
    return f"[{', '.join(values)}]"


def literal(text: str) -> str:
    """A text constant."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def where(tests: list[str]) -> str:
    """The tests of a pattern, or nothing."""
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def beyond(field: str, node: str, order: Order, after: str) -> str:
    """The test of what comes after a cursor in an order."""
    sign = "<" if order.descending else ">"
    value, last = f"${after}_value", f"${after}_id"
    return (
        f"CASE WHEN {value} IS NULL THEN {field} IS NULL AND {node}.id > {last} "
        f"ELSE {field} {sign} {value} OR {field} IS NULL OR ({field} = {value} AND {node}.id > {last}) END"
    )


def page_info(part: PageInfo, page: str, rows: str, item: Connection) -> str:
    """Where a page stands; the last entry of each row is its cursor."""
    expressions = {
        "hasNextPage": f"size({rows}) > ${item.first}",
        "hasPreviousPage": "true" if item.source.after else "false",
        "startCursor": f"[x IN {page} | x[-1]][0]",
        "endCursor": f"[x IN {page} | x[-1]][-1]",
    }
    return list_of(literal(name[1:]) if name.startswith("=") else expressions[name] for _, name in part.parts)


def leaf(var: str, item: Item) -> str:
    """A value of a node or link."""
    if isinstance(item, Text):
        return literal(item.text)
    if isinstance(item, Label):
        return f"head([x IN labels({var}) WHERE x <> 'Noun'])"
    if isinstance(item, Money):
        return _money(var, item)
    assert isinstance(item, Prop)
    field = f"{var}.{word(item.property)}"
    if item.values is not None:
        # a value outside the model's list (an older model wrote it) is no member of the enum
        allowed = ", ".join(literal(word(value)) for value in item.values)
        return f"CASE WHEN {field} IN [{allowed}] THEN {field} END"
    if item.kind == "float":
        return f"CASE WHEN isNaN({field}) THEN null ELSE toFloat({field}) END"
    if item.kind == "list":
        return f"coalesce({field}, [])"
    return field


def _money(var: str, item: Money) -> str:
    name = f"{var}.{word(item.property)}"
    minor, exponent = f"{name}_minor", f"{name}_exponent"
    places = f"toInteger(10 ^ {exponent})"
    amount = (
        f"CASE WHEN {exponent} = 0 THEN toString({minor}) ELSE CASE WHEN {minor} < 0 THEN '-' ELSE '' END "
        f"+ toString(abs({minor}) / {places}) + '.' "
        f"+ right('00000000' + toString(abs({minor}) % {places}), {exponent}) END"
    )
    expressions = {"amount": amount, "currency": f"{name}_currency"}
    values = list_of(literal(part[1:]) if part.startswith("=") else expressions[part] for _, part in item.parts)
    return f"CASE WHEN {minor} IS NULL OR {exponent} IS NULL THEN null ELSE {values} END"


def predicate(node: str, test: Predicate) -> str:
    """A test as an expression."""
    if isinstance(test, And):
        return "(" + " AND ".join(predicate(node, part) for part in test.parts) + ")" if test.parts else "true"
    if isinstance(test, Or):
        return "(" + " OR ".join(predicate(node, part) for part in test.parts) + ")" if test.parts else "false"
    if isinstance(test, Not):
        # a missing value must not make the negation unknown
        return f"NOT coalesce({predicate(node, test.part)}, false)"
    assert isinstance(test, Compare)
    field, value = f"{node}.{word(test.property)}", f"${test.param}"
    return {
        "eq": f"{field} = {value}",
        "in": f"{field} IN {value}",
        "lt": f"{field} < {value}",
        "lte": f"{field} <= {value}",
        "gt": f"{field} > {value}",
        "gte": f"{field} >= {value}",
        "contains": f"toLower({field}) CONTAINS toLower({value})",
        "startsWith": f"toLower({field}) STARTS WITH toLower({value})",
        "has": f"{value} IN coalesce({field}, [])",
        "isNull": f"({field} IS NULL) = {value}",
    }[test.op]
