"""Reads composed from typed parts: one operation, one statement, one record in the answer's own shape.

In: a :class:`ReadPlan`. Out: Cypher text; values travel only as parameters, whose names the plan carries. The
record comes as lists of values without names, which ``read_shape`` puts under their response keys: Neo4j does not keep
the order of a map's keys, and names would be sent again with every row.
Refuses: a name that is not a plain word, so nothing but names of the Model and of response keys reaches the text.

Rules kept by every statement: anchored on a unique index where the caller names one thing, LIMIT before collect, counts
apart and only where asked, nothing for what was not selected, the same text for the same selection.
"""

from __future__ import annotations

from itertools import count

from graph_service.graph.compose_value import beyond, leaf, list_of, literal, page_info, predicate, where, word
from graph_service.graph.read_plan import (
    ByBirth,
    ById,
    Connection,
    Cursor,
    Edges,
    Item,
    LinkSource,
    NounSource,
    One,
    PageInfo,
    ReadPlan,
    Records,
    RelatedNode,
    Selection,
    Total,
)

RECORDS_LIMIT = 200


def compose(plan: ReadPlan) -> str:
    """The statement of a plan.

    Its one record has ``data`` (the roots' values, in order) and ``doubt`` (response keys of references that more
    than one node answers to).

    Args:
        plan: what to read.
    Raises:
        ValueError: a name is not a plain word; that is a defect of the caller, never of a request.
    """
    return _Composer().statement(plan)


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
                doubts.append(f"CASE WHEN {doubt} THEN {literal(root.key)} END")
            else:
                blocks.append(self._connection(root, None, value))
            entries.append(value)
        doubt_list = f"[x IN [{', '.join(doubts)}] WHERE x IS NOT NULL]" if doubts else "[]"
        return "\n".join([*blocks, f"RETURN {list_of(entries)} AS data, {doubt_list} AS doubt"])

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
        label = f":{word(root.noun)}" if root.noun else ""
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
        return f"{holders}{to_noun}({node}:Noun{label})\nWHERE {key}.shared IS NULL"

    # -- nodes and their parts -------------------------------------------------------------------------------------

    def _node(self, var: str, selection: Selection) -> tuple[list[str], str]:
        """CALL blocks that must stand before, and the map expression of a node."""
        calls: list[str] = []
        maps: list[tuple[str, str]] = []
        for noun, items in selection.by_noun:
            more, body = self._items(var, items, only=noun)
            calls.extend(more)
            maps.append((word(noun), body))
        more, rest = self._items(var, selection.rest, only=None)
        calls.extend(more)
        if not maps:
            return calls, rest
        # the number says which of the selections it is
        whens = " ".join(f"WHEN {var}:{noun} THEN [{number}, {body}]" for number, (noun, body) in enumerate(maps))
        return calls, f"CASE {whens} ELSE [{len(maps)}, {rest}] END"

    def _items(self, var: str, items: tuple[Item, ...], only: str | None) -> tuple[list[str], str]:
        calls: list[str] = []
        entries: list[str] = []
        for item in items:
            if isinstance(item, Connection):
                value = self._new("v")
                calls.append(self._connection(item, var, value, only))
                entries.append(value)
            elif isinstance(item, Records):
                value = self._new("v")
                calls.append(self._records(item, var, value))
                entries.append(value)
            else:
                entries.append(leaf(var, item))
        return calls, list_of(entries)

    def _records(self, item: Records, var: str, value: str) -> str:
        record = self._new("s")
        hop = f"({var})<-[:IS_PERSON]-{{0,1}}(:Noun)" if item.derived else f"({var})"
        body = list_of(leaf(record, part) for part in item.parts)
        return "\n".join(
            [
                f"CALL ({var}) {{",
                f"MATCH {hop}<-[:OF]-({record}:SourceRecord)",
                f"WITH DISTINCT {record} ORDER BY {record}.key LIMIT {RECORDS_LIMIT}",
                f"RETURN collect({body}) AS {value}",
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
            for edge in edges:
                calls, body = self._edge(edge, node, rel, cursor)
                lines += calls
                fields.append(body)
            if paging:
                fields.append(cursor)
            lines.append(f"WITH collect({list_of(fields)}) AS {rows}")
        page = f"{rows}[0..${item.first}]" if paging else rows
        entries: list[str] = []
        number = 0
        for part in item.parts:
            if isinstance(part, Edges):
                entries.append(f"[x IN {page} | x[{number}]]")
                number += 1
            elif isinstance(part, PageInfo):
                entries.append(page_info(part, page, rows, item))
            elif isinstance(part, Total):
                entries.append(total)
            else:
                entries.append(literal(part.text))
        lines += [f"RETURN {list_of(entries)} AS {value}", "}"]
        return "\n".join(lines)

    def _edge(self, edge: Edges, node: str, rel: str, cursor: str) -> tuple[list[str], str]:
        calls: list[str] = []
        entries: list[str] = []
        for part in edge.parts:
            if isinstance(part, RelatedNode):
                more, body = self._node(node, part.selection)
                calls += more
                entries.append(body)
            elif isinstance(part, Cursor):
                entries.append(cursor)
            else:
                entries.append(leaf(rel, part))
        return calls, list_of(entries)

    def _link(
        self, source: LinkSource, parent: str, node: str, rel: str, only: str | None
    ) -> tuple[str, str, str, str]:
        type_ = word(source.type)
        types = f"{type_}|WAS_{type_}" if source.as_of else type_
        left, right = ("-", "->") if source.outgoing else ("<-", "-")
        pattern = f"({parent}){left}[{rel}:{types}]{right}({node}:Noun)"
        variant = f"coalesce({rel}.{word(source.variant)}, '')" if source.variant else "''"
        position = f"{variant} + '~' + {node}.id + '~' + coalesce({rel}.since, '')"
        tests: list[str] = [f"{parent}:{word(only)}"] if only else []
        if source.variants:
            tests.append(f"{rel}.{word(source.variant or '')} IN ${source.variants}")
        if source.as_of:
            tests.append(f"coalesce({rel}.since, '') <= ${source.as_of}")
            tests.append(f"({rel}.until IS NULL OR {rel}.until > ${source.as_of})")
        total = f"COUNT {{ {pattern}{where(tests)} }}"
        if source.after:
            tests.append(f"{position} > ${source.after}")
        return f"MATCH {pattern}{where(tests)}", position, position, total

    def _noun(self, source: NounSource, node: str) -> tuple[str, str, str, str]:
        label = word(source.noun)
        tests = [predicate(node, source.where)] if source.where else []
        total = f"COUNT {{ MATCH ({node}:{label}){where(tests)} }}"
        order = source.order
        if order is None:
            # the unique index on (:Noun).id gives this order without sorting
            head = [f"{node}.id STARTS WITH {literal(word(source.prefix) + '_')}"]
            if source.after:
                head.append(f"{node}.id > ${source.after}_id")
            match = f"MATCH ({node}:Noun){where([*head, f'{node}:{label}', *tests])}"
            return match, f"{node}.id", f"'ID+~' + {node}.id", total
        field = f"{node}.{word(order.property)}"
        if order.float:
            field = f"CASE WHEN isNaN({field}) THEN null ELSE {field} END"
        if source.after:
            tests.append(beyond(field, node, order, source.after))
        down = " DESC" if order.descending else ""
        tag = literal(order.tag)
        cursor = f"{tag} + CASE WHEN {field} IS NULL THEN 'n' ELSE 'v' + toString({field}) END + '~' + {node}.id"
        sort = f"{field} IS NULL, {field}{down}, {node}.id"
        return f"MATCH ({node}:{label}){where(tests)}", sort, cursor, total
