"""What the Model looks like as GraphQL: names and kinds of every noun's fields and links, before any type is built.

In: the Model. Out: :class:`Shapes`, which the type builder and the compiler both read, so they cannot disagree.
Refuses: two things of one GraphQL name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from graph_service.errors import ModelError
from graph_service.model.model import Model
from graph_service.model.spec import FieldSpec, ObjectSpec, PropertySpec

ScalarKind = Literal["String", "Long", "Float", "Boolean", "Date", "DateTime", "Moment", "Strings", "Enum", "Money"]

_KINDS: dict[str, ScalarKind] = {
    "int": "Long",
    "float": "Float",
    "boolean": "Boolean",
    "date": "Date",
    "datetime": "DateTime",
    "money": "Money",
    "enum": "Enum",
    "strings": "Strings",
}
ALIASES = {("Account", "contacts"): "stakeholders"}
"""Fields that stand for a link under a second name: an account's contacts are the people with a role there."""
RESERVED = {"Node", "Noun", "Query", "Mutation", "Money", "Source", "PageInfo", "Evidence", "Claim"}


def camel(name: str) -> str:
    """``hq_country`` or ``BillingEntity`` to ``hqCountry``, ``billingEntity``."""
    head, *tail = name.split("_")
    return head[:1].lower() + head[1:] + "".join(part[:1].upper() + part[1:] for part in tail)


def pascal(name: str) -> str:
    """``hq_country`` to ``HqCountry``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def constant(name: str) -> str:
    """``hq_country`` to ``HQ_COUNTRY``."""
    return name.upper()


def plural(name: str) -> str:
    """The English plural of a noun's name."""
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|ch|sh)$", name) else "s")


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field of a noun or an edge that is a value.

    Attributes:
        name: GraphQL name.
        stored: name in the graph.
        kind: what GraphQL type it has.
        doc: its meaning.
        values: members, for an enum.
        enum: name of the enum type.
    """

    name: str
    stored: str
    kind: ScalarKind
    doc: str
    values: tuple[str, ...] | None = None
    enum: str = ""

    @property
    def sortable(self) -> bool:
        """Whether a list may be ordered by it: amounts of unlike currencies and lists have no order."""
        return self.kind not in ("Money", "Strings")


@dataclass(frozen=True, slots=True)
class LinkShape:
    """A link as a field of one of its ends."""

    name: str
    type: str
    outgoing: bool
    nouns: tuple[str, ...]
    stem: str
    doc: str
    fields: dict[str, FieldShape]
    variant: FieldShape | None = None

    @property
    def connection(self) -> str:
        """Name of the connection type."""
        return f"{self.stem}LinkConnection"

    @property
    def edge(self) -> str:
        """Name of the edge type."""
        return f"{self.stem}LinkEdge"


@dataclass(frozen=True, slots=True)
class NounShape:
    """A noun as a GraphQL type and two root fields."""

    name: str
    one: str
    many: str
    doc: str
    prefix: str
    fields: dict[str, FieldShape]
    links: dict[str, LinkShape]
    keys: tuple[str, ...]
    derived: bool
    point: bool

    @property
    def sorts(self) -> dict[str, FieldShape]:
        """Order enum member -> field."""
        return {constant(shape.stored): shape for shape in self.fields.values() if shape.sortable}


@dataclass(frozen=True, slots=True)
class Shapes:
    """All nouns, and the types that stand between them."""

    nouns: dict[str, NounShape]
    links: dict[str, LinkShape] = field(default_factory=dict)
    """Connection type name -> link."""
    ones: dict[str, NounShape] = field(default_factory=dict)
    """Root field of one node -> noun."""
    manys: dict[str, NounShape] = field(default_factory=dict)
    """Root field of a list -> noun."""


def shapes(model: Model) -> Shapes:
    """The GraphQL shape of a Model.

    Raises:
        ModelError: a noun's name belongs to GraphQL or to this service.
    """
    links = _link_shapes(model)
    nouns: dict[str, NounShape] = {}
    for name, spec in model.objects.items():
        if name in RESERVED:
            raise ModelError(f"a noun may not be called {name}", hint="GraphQL needs this name")
        nouns[name] = NounShape(
            name=name,
            one=camel(name),
            many=plural(camel(name)),
            doc=spec.doc,
            prefix=spec.prefix,
            fields=_field_shapes(name, spec),
            links=links[name],
            keys=tuple(spec.identity.keys),
            derived=bool(spec.derived_from),
            point=bool(spec.from_keys),
        )
    return Shapes(
        nouns,
        {link.connection: link for noun in nouns.values() for link in noun.links.values()},
        {noun.one: noun for noun in nouns.values()},
        {noun.many: noun for noun in nouns.values()},
    )


def _field_shapes(noun: str, spec: ObjectSpec) -> dict[str, FieldShape]:
    made = [_field(name, field_spec, pascal(noun) + pascal(name)) for name, field_spec in spec.fields.items()]
    return {shape.name: shape for shape in made}


def _field(name: str, spec: FieldSpec, enum: str) -> FieldShape:
    kind = _KINDS.get(spec.type, "String")
    return FieldShape(camel(name), name, kind, spec.doc, tuple(spec.values) if spec.values else None, enum)


def _property(name: str, spec: PropertySpec) -> FieldShape:
    return FieldShape(camel(name), name, _KINDS.get(spec.type, "String"), spec.doc)


_EDGE = (
    FieldShape("since", "since", "Moment", "Start, as far as it is known"),
    FieldShape("sinceKind", "since_kind", "Enum", "How exact the start is", ("STATED", "FIRST_SEEN"), "LinkSinceKind"),
    FieldShape("until", "until", "Moment", "End; null while it holds"),
    FieldShape("systems", "systems", "Strings", "Systems that claim it"),
    FieldShape("confidence", "confidence", "String", "How sure the link is"),
)


def _link_shapes(model: Model) -> dict[str, dict[str, LinkShape]]:
    found: dict[str, dict[str, LinkShape]] = {name: {} for name in model.objects}
    stems: set[str] = set()
    for type_, spec in model.links.items():
        fields = {shape.name: shape for shape in _EDGE}
        variant = None
        if spec.variant:
            word = spec.variant.property
            enum = pascal(type_.lower()) + pascal(word)
            variant = FieldShape(camel(word), word, "Enum", f"Which {word}", tuple(spec.variant.values), enum)
            fields = {variant.name: variant, **fields}
        fields |= {camel(name): _property(name, prop) for name, prop in spec.properties.items()}
        ends = ((True, spec.names.from_, spec.from_, spec.to), (False, spec.names.to, spec.to, spec.from_))
        for outgoing, name, here, there in ends:
            stem = pascal(name)
            if stem in stems:  # another link has this name at another noun
                stem = pascal(type_.lower()) + stem
            stems.add(stem)
            shape = LinkShape(camel(name), type_, outgoing, tuple(there), stem, spec.doc, fields, variant)
            for noun in here:
                found[noun][shape.name] = shape
    for (noun, alias), target in ALIASES.items():
        if noun in found and target in found[noun] and alias not in found[noun]:
            found[noun][alias] = found[noun][target]
    return found
