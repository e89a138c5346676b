"""The compiler: a validated operation to one statement, or the part of it that one statement can read.

In: shapes, a document, coerced variables. Out: :class:`Plan`. Refuses: arguments outside their bounds; what it does
not know (evidence, introspection) it leaves out and says so with ``complete = False``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import FieldNode, FragmentDefinitionNode, GraphQLField, GraphQLObjectType, GraphQLSchema
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import SelectionNode

from graph_service.graph.compose_read import compose
from graph_service.graph.read_plan import (
    ByBirth,
    ById,
    ByKey,
    Connection,
    Cursor,
    Edges,
    Item,
    Label,
    LinkSource,
    Money,
    NounSource,
    One,
    PageInfo,
    Prop,
    ReadPlan,
    RelatedNode,
    Selection,
    Text,
    Total,
)
from graph_service.graph.read_shape import shaper
from graph_service.graphql.answer_shape import answer_shaper
from graph_service.graphql.filters import FilterReader, Path, cursor_parts, length, link_cursor, order_of, plain
from graph_service.graphql.forge import ID_KEY, TYPE_KEY
from graph_service.graphql.leaves import prop, records, words
from graph_service.graphql.plan import Asked, Getter, Plan, at
from graph_service.graphql.references import References
from graph_service.graphql.selections import Nodes, Selections, inside
from graph_service.graphql.shape import LinkShape, NounShape, Shapes
from graph_service.questions.ask import Ask
from graph_service.questions.registry import Question


class Compiler:
    """Compiles one operation.

    Args:
        shapes: the nouns.
        schema: for the definitions of arguments.
        fragments: of the document.
        variables: coerced; where they change the statement's text they are part of the plan's key.
        ask: knows how references are read.
        questions: root field -> question.
        hidden: also read what graphql-core needs to go on: a node's id and noun.
    """

    def __init__(
        self,
        shapes: Shapes,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        ask: Ask,
        questions: Mapping[str, Question],
        *,
        hidden: bool,
    ) -> None:
        self._shapes = shapes
        self._schema = schema
        self._select = Selections(fragments, variables, shapes.nouns)
        self._variables = variables
        self._references = References(ask, shapes.nouns)
        self._hidden = hidden
        self._complete = True
        self._questions = questions
        self._asked: list[Asked] = []
        self._constants: dict[str, str] = {}
        self._frames: list[tuple[GraphQLField, FieldNode]] = []
        self._params: dict[str, Getter] = {}

    def operation(self, selections: Iterable[SelectionNode]) -> Plan:
        """The plan of a whole operation's roots."""
        return self.roots(self._select.fields(selections, "Query"))

    def roots(self, fields: Mapping[str, Nodes]) -> Plan:
        """The plan of some root fields, by response key."""
        made = ReadPlan(tuple(root for key, nodes in fields.items() if (root := self._root(key, nodes))))
        text = compose(made) if made.roots else ""
        return Plan(
            tuple(fields),
            text,
            shaper(made),
            tuple(self._frames),
            self._params,
            tuple(self._asked),
            self._constants,
            self._complete,
        )

    # -- roots -----------------------------------------------------------------------------------------------------

    def _root(self, key: str, nodes: Nodes) -> One | Connection | None:
        name = nodes[0].name.value
        if name == "node":
            return self._one(key, None, nodes)
        if name in self._shapes.ones:
            return self._one(key, self._shapes.ones[name], nodes)
        if name in self._shapes.manys:
            return self._many(key, self._shapes.manys[name], nodes)
        if name in self._questions:
            question = self._questions[name]
            shape = answer_shaper(question.answer, nodes, self._select)
            self._asked.append(Asked(key, question, self._field("Query", name), nodes[0], shape or _same))
        elif name == "__typename":
            self._constants[key] = "Query"
        else:
            self._complete = False
        return None

    def _one(self, key: str, noun: NounShape | None, nodes: Nodes) -> One:
        frame, args = self._frame("Query", nodes[0])
        refs = self._references
        by: ById | ByBirth | ByKey
        if noun is None:
            by = self._by_id(frame, ("id",))
            selection = self._abstract(nodes, tuple(self._shapes.nouns))
            return One(key, None, by, selection)
        ((way, _),) = args["ref"].items()
        if way == "id":
            by = self._by_id(frame, ("ref", "id"))
        elif way == "externalId":
            by = ByBirth(self._param(lambda frames: refs.record(frames[frame]["ref"][way])))
        elif noun.point:
            point = self._param(lambda frames: refs.point(noun.prefix, way, frames[frame]["ref"][way]))
            by = ById(point, point, "")
        else:
            by = ByKey(self._param(lambda frames: refs.key(way, frames[frame]["ref"][way])))
        return One(key, noun.name, by, self._concrete(noun, nodes), noun.derived)

    def _by_id(self, frame: int, path: Path) -> ById:
        refs = self._references
        return ById(
            self._value(frame, path),
            self._param(lambda frames: refs.birth(at(frames[frame], path))),
            self._param(lambda frames: refs.noun(at(frames[frame], path))) if path == ("id",) else "",
        )

    def _many(self, key: str, noun: NounShape, nodes: Nodes) -> Connection:
        frame, args = self._frame("Query", nodes[0])
        where = None
        if "filter" in args:
            reader = FilterReader(noun, lambda path: self._value(frame, ("filter", *path)))
            where = reader.read(args["filter"])
        order, shape = order_of(noun, args.get("orderBy"))
        after = None
        if args.get("after") is not None:
            after = f"c{len(self._params)}"
            self._params[f"{after}_id"] = lambda frames: cursor_parts(frames[frame]["after"], order, shape)[1]
            if order:
                self._params[f"{after}_value"] = lambda frames: cursor_parts(frames[frame]["after"], order, shape)[0]
        source = NounSource(noun.name, noun.prefix, where, order, after)
        return self._connection(key, source, frame, f"{noun.name}Connection", nodes, noun)

    # -- connections -----------------------------------------------------------------------------------------------

    def _connection(
        self,
        key: str,
        source: NounSource | LinkSource,
        frame: int,
        type_: str,
        nodes: Nodes,
        what: NounShape | LinkShape,
    ) -> Connection:
        parts: list[Edges | PageInfo | Total | Text] = []
        for name_key, found in self._select.fields(inside(nodes), type_).items():
            name = found[0].name.value
            if name == "edges":
                parts.append(self._edges(name_key, found, what))
            elif name == "pageInfo":
                parts.append(PageInfo(name_key, words(self._select, found, "PageInfo")))
            elif name == "totalCount":
                parts.append(Total(name_key))
            else:
                parts.append(Text(name_key, type_))
        return Connection(key, source, self._param(lambda frames: length(frames[frame]["first"])), tuple(parts))

    def _edges(self, key: str, nodes: Nodes, what: NounShape | LinkShape) -> Edges:
        edge = what.edge if isinstance(what, LinkShape) else f"{what.name}Edge"
        fields = what.fields if isinstance(what, LinkShape) else {}
        parts: list[RelatedNode | Cursor | Prop | Text] = []
        for name_key, found in self._select.fields(inside(nodes), edge).items():
            name = found[0].name.value
            if name == "node":
                parts.append(RelatedNode(name_key, self._end(what, found)))
            elif name == "cursor":
                parts.append(Cursor(name_key))
            elif name == "__typename":
                parts.append(Text(name_key, edge))
            else:
                parts.append(prop(name_key, fields[name]))
        return Edges(key, tuple(parts))

    def _end(self, what: NounShape | LinkShape, nodes: Nodes) -> Selection:
        if isinstance(what, NounShape):
            return self._concrete(what, nodes)
        if len(what.nouns) == 1:
            return self._concrete(self._shapes.nouns[what.nouns[0]], nodes)
        return self._abstract(nodes, what.nouns)

    def _link(self, key: str, noun: NounShape, link: LinkShape, nodes: Nodes) -> Connection:
        frame, args = self._frame(noun.name, nodes[0])
        variant = link.variant
        variants = as_of = after = None
        if variant and args.get(variant.name) is not None:
            variants = self._value(frame, (variant.name,))
        if args.get("asOf") is not None:
            as_of = self._value(frame, ("asOf",))
        if args.get("after") is not None:
            after = self._param(lambda frames: link_cursor(frames[frame]["after"]))
        source = LinkSource(link.type, link.outgoing, variant.stored if variant else None, variants, as_of, after)
        return self._connection(key, source, frame, link.connection, nodes, link)

    # -- nodes -----------------------------------------------------------------------------------------------------

    def _concrete(self, noun: NounShape, nodes: Nodes) -> Selection:
        return Selection((), self._items(noun, nodes))

    def _abstract(self, nodes: Nodes, possible: tuple[str, ...]) -> Selection:
        named = self._select.conditions(inside(nodes))
        by_noun = tuple((name, self._items(self._shapes.nouns[name], nodes)) for name in possible if name in named)
        return Selection(by_noun, self._items(None, nodes))

    def _items(self, noun: NounShape | None, nodes: Nodes) -> tuple[Item, ...]:
        items: list[Item] = []
        for key, found in self._select.fields(inside(nodes), noun.name if noun else "Noun").items():
            item = self._item(key, found[0].name.value, noun, found)
            if item:
                items.append(item)
        if self._hidden:
            items += [Prop(ID_KEY, "id"), Text(TYPE_KEY, noun.name) if noun else Label(TYPE_KEY)]
        return tuple(items)

    def _item(self, key: str, name: str, noun: NounShape | None, nodes: Nodes) -> Item | None:
        if name == "__typename":
            return Text(key, noun.name) if noun else Label(key)
        if name == "id":
            return Prop(key, "id")
        if name == "systems":
            return Prop(key, "systems", "list")
        if name == "firstEvidenceAt":
            return Prop(key, "first_evidence_at")
        if name == "sources":
            return records(self._select, key, nodes, derived=noun is None or noun.derived)
        if noun is not None and name in noun.fields:
            shape = noun.fields[name]
            return (
                Money(key, shape.stored, words(self._select, nodes, "Money"))
                if shape.kind == "Money"
                else prop(key, shape)
            )
        if noun is not None and name in noun.links:
            return self._link(key, noun, noun.links[name], nodes)
        self._complete = False
        return None

    # -- arguments ----------------------------------------------------------------------------------

    def _frame(self, type_: str, node: FieldNode) -> tuple[int, dict[str, Any]]:
        field = self._field(type_, node.name.value)
        self._frames.append((field, node))
        return len(self._frames) - 1, get_argument_values(field, node, self._variables)

    def _field(self, type_: str, name: str) -> GraphQLField:
        parent = self._schema.type_map[type_]
        assert isinstance(parent, GraphQLObjectType)
        field: GraphQLField = parent.fields[name]
        return field

    def _param(self, getter: Getter) -> str:
        name = f"p{len(self._params)}"
        self._params[name] = getter
        return name

    def _value(self, frame: int, path: Path) -> str:
        return self._param(lambda frames: plain(at(frames[frame], path)))


def _same(value: Any) -> Any:
    return value
