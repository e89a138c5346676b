"""Every noun of the Model as GraphQL types: the noun, its page, its links, its references, filters and orders.

In: shapes and a forge. Out: types in the forge and the root fields that read them. Refuses: nothing of its own.
"""

from __future__ import annotations

from graph_service.graphql.forge import Arg, Field, Forge, Resolver
from graph_service.graphql.shape import FieldShape, LinkShape, NounShape, Shapes

FIRST_DEFAULT = 25
FIRST_MAX = 1_000

_TYPES = {
    "Strings": "list[str]",
    "String": "Optional[str]",
    "Float": "Optional[float]",
    "Boolean": "Optional[bool]",
    "Long": "Optional[Long]",
    "Date": "Optional[Date]",
    "DateTime": "Optional[DateTime]",
    "Moment": "Optional[Moment]",
    "Money": "Optional[Money]",
}
_IDENTITY = (
    Field("id", "ID", "Opaque and stable for ever; also names merged records"),
    Field("systems", "list[str]", "Systems that know it"),
    Field("firstEvidenceAt", "Optional[DateTime]", "Before this time nothing is on record"),
    Field("sources", "list[Source]", "Its records, by system, object and external id (at most 200)"),
)
_PAGE = (
    Arg("first", "int", f"How many, 0 to {FIRST_MAX}", FIRST_DEFAULT),
    Arg("after", "Optional[str]", "Go on after this cursor"),
)
_FILTERS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "StringFilter": (
        "str",
        (("eq", "T"), ("in", "list"), ("contains", "T"), ("startsWith", "T"), ("isNull", "bool")),
    ),
    "IdFilter": ("ID", (("eq", "T"), ("in", "list"))),
    "LongFilter": ("Long", (("eq", "T"), ("in", "list"), ("lt", "T"), ("lte", "T"), ("gt", "T"), ("gte", "T"))),
    "FloatFilter": ("float", (("eq", "T"), ("lt", "T"), ("lte", "T"), ("gt", "T"), ("gte", "T"))),
    "DateFilter": ("Date", (("eq", "T"), ("in", "list"), ("lt", "T"), ("lte", "T"), ("gt", "T"), ("gte", "T"))),
    "DateTimeFilter": ("DateTime", (("eq", "T"), ("lt", "T"), ("lte", "T"), ("gt", "T"), ("gte", "T"))),
    "BooleanFilter": ("bool", (("eq", "T"), ("isNull", "bool"))),
    "ListFilter": ("str", (("has", "T"),)),
}
_OPERATORS = {
    "eq": "Equal",
    "in": "One of these",
    "lt": "Less than",
    "lte": "At most",
    "gt": "Greater than",
    "gte": "At least",
    "contains": "Contains this text, in any case",
    "startsWith": "Begins with this text, in any case",
    "isNull": "True: no value; false: any value",
    "has": "The list has this member",
}


def add_shared(forge: Forge, evidence: Field) -> None:
    """Types that all nouns share."""
    forge.object(
        "PageInfo",
        [
            Field("hasNextPage", "bool", "More follow"),
            Field("hasPreviousPage", "bool", "This page was asked for with a cursor"),
            Field("startCursor", "Optional[str]", "Cursor of the first edge"),
            Field("endCursor", "Optional[str]", "Cursor of the last edge"),
        ],
        "Where a page stands",
    )
    forge.object(
        "Money",
        [
            Field("amount", "Decimal", "The amount, exact"),
            Field("currency", "Optional[str]", "ISO 4217; unlike currencies are never added"),
        ],
        "An amount in a currency",
    )
    forge.object(
        "Source",
        [
            Field("id", "ID", "Birth id of the record; resolves for ever"),
            Field("system", "str", "System of record"),
            Field("object", "str", "The system's own object"),
            Field("externalId", "str", "The system's own id"),
            Field("state", "Optional[str]", "live, archived, deleted, merged, erased or unseen"),
            Field("at", "Optional[Moment]", "Time of its newest version"),
        ],
        "A source record",
    )
    forge.interface("Node", [_IDENTITY[0]], "Anything with an id")
    forge.interface("Noun", [*_IDENTITY, evidence], "Any noun of the model", ["Node"])
    forge.enum("LinkSinceKind", ["STATED", "FIRST_SEEN"], "How exact the start of a link is")
    forge.enum("OrderDirection", ["ASC", "DESC"], "Which way; what has no value comes last in both")
    forge.input(
        "ExternalIdInput",
        [
            Arg("system", "str", "System of record, e.g. salesforce"),
            Arg("object", "str", "The system's own object name, e.g. Account"),
            Arg("id", "str", "The system's own id"),
        ],
        "The id that a source system gives to one of its records",
    )
    for name, (base, operators) in _FILTERS.items():
        kinds = {"T": f"Optional[{base}]", "list": f"Optional[list[{base}]]", "bool": "Optional[bool]"}
        forge.input(name, [Arg(op, kinds[kind], _OPERATORS[op]) for op, kind in operators], "All tests must hold")


def add_nouns(forge: Forge, shapes: Shapes, evidence: Field, one: Resolver, many: Resolver) -> list[Field]:
    """Types of all nouns; the root fields that read them are returned."""
    done: set[str] = set()
    for noun in shapes.nouns.values():
        _add_enums(forge, noun)
        _add_inputs(forge, noun)
        fields = [Field(shape.name, _type(shape), shape.doc) for shape in noun.fields.values()]
        for name, link in noun.links.items():
            if link.connection not in done:
                done.add(link.connection)
                _add_link(forge, link)
            fields.append(Field(name, link.connection, link.doc, _link_args(link)))
        forge.object(noun.name, [*_IDENTITY, *fields, evidence], noun.doc, ["Noun"])
        _add_page(forge, noun)
    return [field for noun in shapes.nouns.values() for field in _roots(noun, one, many)]


def _type(shape: FieldShape) -> str:
    return f"Optional[{shape.enum}]" if shape.kind == "Enum" else _TYPES[shape.kind]


def _add_enums(forge: Forge, noun: NounShape) -> None:
    for shape in noun.fields.values():
        if shape.kind == "Enum":
            forge.enum(shape.enum, shape.values or (), shape.doc)
            kind = f"Optional[{shape.enum}]"
            forge.input(
                f"{shape.enum}Filter",
                [
                    Arg("eq", kind, _OPERATORS["eq"]),
                    Arg("in", f"Optional[list[{shape.enum}]]", _OPERATORS["in"]),
                    Arg("isNull", "Optional[bool]", _OPERATORS["isNull"]),
                ],
                "All tests must hold",
            )


def _add_inputs(forge: Forge, noun: NounShape) -> None:
    ways = [
        Arg("id", "Optional[ID]", "Our id; ids of merged records resolve for ever"),
        Arg("externalId", "Optional[ExternalIdInput]", "A source system's id"),
    ]
    ways += [Arg(key, "Optional[str]", f"The {key} that identifies it") for key in noun.keys]
    forge.input(f"{noun.name}RefInput", ways, f"Names one {noun.name} in exactly one way", one_of=True)
    order = f"{noun.name}OrderField"
    forge.enum(order, ["ID", *noun.sorts], f"What a list of {noun.many} may be ordered by")
    forge.input(
        f"{noun.name}Order",
        [Arg("field", order, "By this"), Arg("direction", "Optional[OrderDirection]", "ASC if not given")],
        f"Order of a list of {noun.many}; equals are ordered by id",
    )
    tests = [Arg("id", "Optional[IdFilter]", "Our id"), Arg("systems", "Optional[ListFilter]", "Systems that know it")]
    for shape in noun.fields.values():
        kind = filter_type(shape)
        if kind:
            tests.append(Arg(shape.name, f"Optional[{kind}]", shape.doc))
    own = f"{noun.name}Filter"
    tests += [
        Arg("and", f"Optional[list[{own}]]", "All of these"),
        Arg("or", f"Optional[list[{own}]]", "Any of these"),
        Arg("not", f"Optional[{own}]", "Not this"),
    ]
    forge.input(own, tests, f"Narrows a list of {noun.many}; all tests must hold")


def filter_type(shape: FieldShape) -> str | None:
    """Name of the filter input of a field, or None where a list cannot be narrowed by it."""
    if shape.kind == "Enum":
        return f"{shape.enum}Filter"
    return {"Strings": "ListFilter", "Money": None, "Moment": None}.get(shape.kind, f"{shape.kind}Filter")


def _link_args(link: LinkShape) -> list[Arg]:
    args = list(_PAGE)
    if link.variant:
        args.append(Arg(link.variant.name, f"Optional[list[{link.variant.enum}]]", "Only these"))
    args.append(Arg("asOf", "Optional[DateTime]", "What held at this time, instead of what holds now"))
    return args


def _add_link(forge: Forge, link: LinkShape) -> None:
    if link.variant and link.variant.enum not in forge:
        forge.enum(link.variant.enum, link.variant.values or (), f"{link.doc} {link.variant.doc}")
    end = link.nouns[0] if len(link.nouns) == 1 else "Noun"
    among = "" if len(link.nouns) == 1 else f": {', '.join(link.nouns)}"
    forge.object(
        link.edge,
        [
            Field("cursor", "str", "Place of this edge"),
            Field("node", end, f"The other end{among}"),
            *(Field(shape.name, _type(shape), shape.doc) for shape in link.fields.values()),
        ],
        link.doc,
    )
    _add_connection(forge, link.connection, link.edge, link.doc)


def _add_page(forge: Forge, noun: NounShape) -> None:
    forge.object(
        f"{noun.name}Edge",
        [Field("cursor", "str", "Place of this edge"), Field("node", noun.name, noun.doc)],
        f"One of a list of {noun.many}",
    )
    _add_connection(forge, f"{noun.name}Connection", f"{noun.name}Edge", f"A page of {noun.many}")


def _add_connection(forge: Forge, name: str, edge: str, doc: str) -> None:
    forge.object(
        name,
        [
            Field("edges", f"list[{edge}]", "The page"),
            Field("pageInfo", "PageInfo", "Where the page stands"),
            Field("totalCount", "int", "How many over all pages; counted only if asked for"),
        ],
        doc,
    )


def _roots(noun: NounShape, one: Resolver, many: Resolver) -> list[Field]:
    order = f"Optional[{noun.name}Order]"
    doc = f"One {noun.name}; null where nothing is known under the reference. {noun.doc}"
    return [
        Field(noun.one, f"Optional[{noun.name}]", doc, [Arg("ref", f"{noun.name}RefInput", "Which one")], one),
        Field(
            noun.many,
            f"{noun.name}Connection",
            f"A list of {noun.many}. {noun.doc}",
            [
                Arg("filter", f"Optional[{noun.name}Filter]", "Only those that pass"),
                Arg("orderBy", order, "By id if not given"),
                *_PAGE,
            ],
            many,
        ),
    ]
