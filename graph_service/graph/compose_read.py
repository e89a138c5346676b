"""Reads composed from typed parts: one operation, one statement, one record in the answer's own shape.

In: a :class:`ReadPlan`. Out: Cypher text; values travel only as parameters, whose names the plan carries.
Refuses: a name that is not a plain word, so nothing but names of the Model and of response keys reaches the text.

Rules kept by every statement (measured, see docs/architecture.md): anchored on a unique index where the caller names one
thing, LIMIT before collect, counts apart and only where asked, nothing for what was not selected, and the
same text for the same selection.
"""

from __future__ import annotations

import re
from itertools import count

from graph_service.graph.read_plan import (
    And,
    ByBirth,
    ById,
    ByKey,
    Compare,
    Connection,
    Cursor,
    Edges,
    Item,
    Label,
    LinkSource,
    Money,
    Not,
    NounSource,
    One,
    Or,
    Order,
    PageInfo,
    Predicate,
    Prop,
    ReadPlan,
    Records,
    RelatedNode,
    Selection,
    Text,
    Total,
)

RECORDS_LIMIT = 200
_WORD = re.compile(r"[A-Za-z_@][A-Za-z0-9_]*\Z")


def compose(plan: ReadPlan) -> str:
    """The statement of a plan.

    Its one record has ``data`` (response key -> value) and ``doubt`` (response keys of references that more than
    one node answers to).

    Args:
        plan: what to read.
    Raises:
        ValueError: a name is not a plain word; that is a defect of the caller, never of a request.
    """
    return _Composer().statement(plan)


def _word(name: str) -> str:
    if not _WORD.match(name):
        raise ValueError(f"not a plain word: {name!r}")
    return name


def _quoted(key: str) -> str:
    return f"`{_word(key)}`"


def _literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Composer:
    def __init__(self) -> None:
        self._numbers = count()

    def _new(self, letter: str) -> str:
        return f"{letter}{next(self._numbers)}"

    # -- whole statement -------------------------------------------------------------------------------------------

    def statement(self, plan: ReadPlan) -> str:
        blocks: list[str] = []
        entries: list[str] = []
        doubts: list[str] = []
        for root in plan.roots:
            value = self._new("v")
            if isinstance(root, One):
                doubt = self._new("d")
                blocks.append(self._one(root, value, doubt))
                doubts.append(f"CASE WHEN {doubt} THEN {_literal(_word(root.key))} END")
            else:
                blocks.append(self._connection(root, None, value))
            entries.append(f"{_quoted(root.key)}: {value}")
        doubt_list = f"[x IN [{', '.join(doubts)}] WHERE x IS NOT NULL]" if doubts else "[]"
        return "\n".join([*blocks, f"RETURN {{{', '.join(entries)}}} AS data, {doubt_list} AS doubt"])

    # -- one node by reference -------------------------------------------------------------------------------------

    def _one(self, root: One, value: str, doubt: str) -> str:
        node = self._new("n")
        found = self._new("f")
        match = self._anchor(root, node)
        calls, body = self._node(node, root.selection)
        lines = [
            "CALL () {",
            match,
            f"WITH DISTINCT {node} WHERE {node} IS NOT NULL",
            f"WITH {node} ORDER BY {node}.id LIMIT 2",
            *calls,
            f"WITH collect({body}) AS {found}",
            f"RETURN CASE WHEN size({found}) = 1 THEN {found}[0] END AS {value}, size({found}) > 1 AS {doubt}",
            "}",
        ]
        return "\n".join(lines)

    def _anchor(self, root: One, node: str) -> str:
        label = f":{_word(root.noun)}" if root.noun else ""
        # what hangs on a facet names its person as well
        hop = "-[:IS_PERSON]->{0,1}" if root.derived or root.noun is None else ""
        by = root.by
        if isinstance(by, ById):
            own, record, found = self._new("a"), self._new("a"), self._new("a")
            end = f"({found}){hop}({node}{label})" if hop else f"({node}:Noun {{id: {found}.id}})"
            test = f"{node}{label}" if label else f"${by.noun} IN labels({node})"
            return (
                f"OPTIONAL MATCH ({own}:Noun {{id: ${by.id}}})\n"
                f"OPTIONAL MATCH (:SourceRecord {{id: ${by.birth}}})-[:OF]->({record}:Noun)\n"
                f"WITH coalesce({own}, {record}) AS {found} WHERE {found} IS NOT NULL\n"
                f"MATCH {end} WHERE {test}"
            )
        to_noun = f"-[:OF]->(:Noun){hop}" if hop else "-[:OF]->"
        if isinstance(by, ByBirth):
            return f"MATCH (:SourceRecord {{id: ${by.birth}}}){to_noun}({node}:Noun{label})"
        key = self._new("a")
        holders = f"MATCH ({key}:Key {{id: ${by.key}}})<-[:HAS_KEY]-(:SourceRecord)"
        if root.point:
            return (
                f"{holders}-[:OF]->(:Noun)-[:IS_PERSON]->{{0,1}}(:Person)-[:HAS_POINT]->({node}{label})\n"
                f"WHERE toLower({node}.kind) + '|' + {node}.value = ${by.key}"
            )
        return f"{holders}{to_noun}({node}:Noun{label})\nWHERE {key}.shared IS NULL"

    # -- nodes and their parts -------------------------------------------------------------------------------------

    def _node(self, var: str, selection: Selection) -> tuple[list[str], str]:
        """CALL blocks that must stand before, and the map expression of a node."""
        calls: list[str] = []
        maps: list[tuple[str, str]] = []
        for noun, items in selection.by_noun:
            more, body = self._items(var, items, only=noun)
            calls.extend(more)
            maps.append((_word(noun), body))
        more, rest = self._items(var, selection.rest, only=None)
        calls.extend(more)
        if not maps:
            return calls, rest
        whens = " ".join(f"WHEN {var}:{noun} THEN {body}" for noun, body in maps)
        return calls, f"CASE {whens} ELSE {rest} END"

    def _items(self, var: str, items: tuple[Item, ...], only: str | None) -> tuple[list[str], str]:
        calls: list[str] = []
        entries: list[str] = []
        for item in items:
            if isinstance(item, Connection):
                value = self._new("v")
                calls.append(self._connection(item, var, value, only))
                entries.append(f"{_quoted(item.key)}: {value}")
            elif isinstance(item, Records):
                value = self._new("v")
                calls.append(self._records(item, var, value))
                entries.append(f"{_quoted(item.key)}: {value}")
            else:
                entries.append(f"{_quoted(item.key)}: {_leaf(var, item)}")
        return calls, "{" + ", ".join(entries) + "}"

    def _records(self, item: Records, var: str, value: str) -> str:
        record = self._new("s")
        hop = f"({var})<-[:IS_PERSON]-{{0,1}}(:Noun)" if item.derived else f"({var})"
        body = ", ".join(f"{_quoted(part.key)}: {_leaf(record, part)}" for part in item.parts)
        return "\n".join(
            [
                f"CALL ({var}) {{",
                f"MATCH {hop}<-[:OF]-({record}:SourceRecord)",
                f"WITH DISTINCT {record} ORDER BY {record}.key LIMIT {RECORDS_LIMIT}",
                f"RETURN collect({{{body}}}) AS {value}",
                "}",
            ]
        )

    # -- connections -----------------------------------------------------------------------------------------------

    def _connection(self, item: Connection, parent: str | None, value: str, only: str | None = None) -> str:
        node, rel, rows = self._new("n"), self._new("r"), self._new("x")
        source = item.source
        if isinstance(source, LinkSource):
            assert parent is not None
            match, sort, cursor, total = self._link(source, parent, node, rel, only)
            keep = f"WITH {node}, {rel}"
        else:
            match, sort, cursor, total = self._noun(source, node)
            keep = f"WITH {node}"
        edges = [part for part in item.parts if isinstance(part, Edges)]
        paging = any(isinstance(part, PageInfo) for part in item.parts)
        lines = [f"CALL ({parent}) {{" if parent else "CALL () {"]
        if edges or paging:
            lines += [match, f"{keep} ORDER BY {sort} LIMIT ${item.first}" + (" + 1" if paging else "")]
            fields = []
            for number, edge in enumerate(edges):
                calls, body = self._edge(edge, node, rel, cursor)
                lines += calls
                fields.append(f"e{number}: {body}")
            if paging:
                fields.append(f"c: {cursor}")
            lines.append(f"WITH collect({{{', '.join(fields)}}}) AS {rows}")
        page = f"{rows}[0..${item.first}]" if paging else rows
        entries: list[str] = []
        number = 0
        for part in item.parts:
            if isinstance(part, Edges):
                entries.append(f"{_quoted(part.key)}: [x IN {page} | x.e{number}]")
                number += 1
            elif isinstance(part, PageInfo):
                entries.append(f"{_quoted(part.key)}: {_page_info(part, page, rows, item)}")
            elif isinstance(part, Total):
                entries.append(f"{_quoted(part.key)}: {total}")
            else:
                entries.append(f"{_quoted(part.key)}: {_literal(part.text)}")
        lines += [f"RETURN {{{', '.join(entries)}}} AS {value}", "}"]
        return "\n".join(lines)

    def _edge(self, edge: Edges, node: str, rel: str, cursor: str) -> tuple[list[str], str]:
        calls: list[str] = []
        entries: list[str] = []
        for part in edge.parts:
            if isinstance(part, RelatedNode):
                more, body = self._node(node, part.selection)
                calls += more
                entries.append(f"{_quoted(part.key)}: {body}")
            elif isinstance(part, Cursor):
                entries.append(f"{_quoted(part.key)}: {cursor}")
            else:
                entries.append(f"{_quoted(part.key)}: {_leaf(rel, part)}")
        return calls, "{" + ", ".join(entries) + "}"

    def _link(
        self, source: LinkSource, parent: str, node: str, rel: str, only: str | None
    ) -> tuple[str, str, str, str]:
        word = _word(source.type)
        types = f"{word}|WAS_{word}" if source.as_of else word
        left, right = ("-", "->") if source.outgoing else ("<-", "-")
        pattern = f"({parent}){left}[{rel}:{types}]{right}({node}:Noun)"
        variant = f"coalesce({rel}.{_word(source.variant)}, '')" if source.variant else "''"
        position = f"{variant} + '~' + {node}.id + '~' + coalesce({rel}.since, '')"
        tests: list[str] = [f"{parent}:{_word(only)}"] if only else []
        if source.variants:
            tests.append(f"{rel}.{_word(source.variant or '')} IN ${source.variants}")
        if source.as_of:
            tests.append(f"coalesce({rel}.since, '') <= ${source.as_of}")
            tests.append(f"({rel}.until IS NULL OR {rel}.until > ${source.as_of})")
        if source.end_noun:
            tests.append(f"{node}:{_word(source.end_noun)}")
        total = f"COUNT {{ {pattern}{_where(tests)} }}"
        if source.after:
            tests.append(f"{position} > ${source.after}")
        return f"MATCH {pattern}{_where(tests)}", position, position, total

    def _noun(self, source: NounSource, node: str) -> tuple[str, str, str, str]:
        label = _word(source.noun)
        tests = [_predicate(node, source.where)] if source.where else []
        total = f"COUNT {{ MATCH ({node}:{label}){_where(tests)} }}"
        order = source.order
        if order is None:
            # the unique index on (:Noun).id gives this order without sorting
            head = [f"{node}.id STARTS WITH {_literal(_word(source.prefix) + '_')}"]
            if source.after:
                head.append(f"{node}.id > ${source.after}_id")
            match = f"MATCH ({node}:Noun){_where([*head, f'{node}:{label}', *tests])}"
            return match, f"{node}.id", f"'ID+~' + {node}.id", total
        field = f"{node}.{_word(order.property)}"
        if source.after:
            tests.append(_after(field, node, order, source.after))
        down = " DESC" if order.descending else ""
        tag = _literal(order.tag)
        cursor = f"{tag} + CASE WHEN {field} IS NULL THEN 'n' ELSE 'v' + toString({field}) END + '~' + {node}.id"
        sort = f"{field} IS NULL, {field}{down}, {node}.id"
        return f"MATCH ({node}:{label}){_where(tests)}", sort, cursor, total


def _where(tests: list[str]) -> str:
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _after(field: str, node: str, order: Order, after: str) -> str:
    beyond = "<" if order.descending else ">"
    value, last = f"${after}_value", f"${after}_id"
    return (
        f"CASE WHEN {value} IS NULL THEN {field} IS NULL AND {node}.id > {last} "
        f"ELSE {field} {beyond} {value} OR {field} IS NULL OR ({field} = {value} AND {node}.id > {last}) END"
    )


def _page_info(part: PageInfo, page: str, rows: str, item: Connection) -> str:
    expressions = {
        "hasNextPage": f"size({rows}) > ${item.first}",
        "hasPreviousPage": "true" if item.source.after else "false",
        "startCursor": f"[x IN {page} | x.c][0]",
        "endCursor": f"[x IN {page} | x.c][-1]",
    }
    entries = [
        f"{_quoted(key)}: {_literal(name.removeprefix('='))}"
        if name.startswith("=")
        else f"{_quoted(key)}: {expressions[name]}"
        for key, name in part.parts
    ]
    return "{" + ", ".join(entries) + "}"


def _leaf(var: str, item: Item) -> str:
    if isinstance(item, Text):
        return _literal(item.text)
    if isinstance(item, Label):
        return f"head([x IN labels({var}) WHERE x <> 'Noun'])"
    if isinstance(item, Money):
        return _money(var, item)
    assert isinstance(item, Prop)
    field = f"{var}.{_word(item.property)}"
    if item.values is not None:
        # a value outside the model's list (an older model wrote it) is no member of the enum
        allowed = ", ".join(_literal(_word(value)) for value in item.values)
        return f"CASE WHEN {field} IN [{allowed}] THEN {field} END"
    if item.kind == "float":
        return f"CASE WHEN isNaN({field}) THEN null ELSE toFloat({field}) END"
    if item.kind == "list":
        return f"coalesce({field}, [])"
    return field


def _money(var: str, item: Money) -> str:
    name = f"{var}.{_word(item.property)}"
    minor, exponent = f"{name}_minor", f"{name}_exponent"
    places = f"toInteger(10 ^ {exponent})"
    amount = (
        f"CASE WHEN {exponent} = 0 THEN toString({minor}) ELSE CASE WHEN {minor} < 0 THEN '-' ELSE '' END "
        f"+ toString(abs({minor}) / {places}) + '.' "
        f"+ right('00000000' + toString(abs({minor}) % {places}), {exponent}) END"
    )
    expressions = {"amount": amount, "currency": f"{name}_currency"}
    entries = [
        f"{_quoted(key)}: {_literal(part.removeprefix('=')) if part.startswith('=') else expressions[part]}"
        for key, part in item.parts
    ]
    return f"CASE WHEN {minor} IS NULL OR {exponent} IS NULL THEN null ELSE {{{', '.join(entries)}}} END"


def _predicate(node: str, where: Predicate) -> str:
    if isinstance(where, And):
        return "(" + " AND ".join(_predicate(node, part) for part in where.parts) + ")" if where.parts else "true"
    if isinstance(where, Or):
        return "(" + " OR ".join(_predicate(node, part) for part in where.parts) + ")" if where.parts else "false"
    if isinstance(where, Not):
        # a missing value must not make the negation unknown
        return f"NOT coalesce({_predicate(node, where.part)}, false)"
    assert isinstance(where, Compare)
    field, value = f"{node}.{_word(where.property)}", f"${where.param}"
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
    }[where.op]
