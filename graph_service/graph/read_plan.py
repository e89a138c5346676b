"""The parts a read is made of: a typed tree that says what to read and in which shape, with no Cypher in it.

In: nothing; plain frozen data. Out: the classes that ``graphql`` fills and ``compose_read`` turns into text.
Refuses: nothing; ``compose_read`` refuses names that are no plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["eq", "in", "lt", "lte", "gt", "gte", "contains", "startsWith", "has", "isNull"]


@dataclass(frozen=True, slots=True)
class Text:
    """A constant, such as the name of a type."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """The noun's name of a node whose noun is not known beforehand."""

    key: str


@dataclass(frozen=True, slots=True)
class Prop:
    """A property as it is stored; ``values`` holds an enum's members."""

    key: str
    property: str
    kind: Literal["plain", "float", "list"] = "plain"
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; parts are (response key, ``amount`` | ``currency`` | ``=constant``)."""

    key: str
    property: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Records:
    """The source records of a node; ``derived`` where they hang on its facets."""

    key: str
    parts: tuple[Prop | Text, ...]
    derived: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What to read of a node: per noun, and of every other noun."""

    by_noun: tuple[tuple[str, tuple[Item, ...]], ...]
    rest: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RelatedNode:
    """The node at the end of an edge."""

    key: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of an edge in its connection."""

    key: str


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a connection."""

    key: str
    parts: tuple[RelatedNode | Cursor | Prop | Text, ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Relay's page info; parts are (response key, its field | ``=constant``)."""

    key: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many edges there are over all pages."""

    key: str


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this; a missing value counts as false."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class Compare:
    """One test of a property against a parameter."""

    property: str
    op: Operator
    param: str


Predicate = And | Or | Not | Compare


@dataclass(frozen=True, slots=True)
class Order:
    """By a property, then by id; a missing value comes last. ``tag`` begins every cursor of this order; ``float`` says
    that the property may be not a number, which is no value."""

    property: str
    descending: bool
    tag: str
    float: bool = False


@dataclass(frozen=True, slots=True)
class NounSource:
    """All nodes of a noun.

    ``after`` is the stem of the parameters ``<after>_id`` and, with an order, ``<after>_value``.
    """

    noun: str
    prefix: str
    where: Predicate | None = None
    order: Order | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class LinkSource:
    """What a node is linked to; names without a type are parameters.

    ``variants`` (parameter) narrows to variants, ``as_of`` (parameter) reads ended links as well, ``after`` (parameter)
    is the place to go on from.
    """

    type: str
    outgoing: bool
    variant: str | None = None
    variants: str | None = None
    as_of: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A page of edges; ``first`` is a parameter."""

    key: str
    source: NounSource | LinkSource
    first: str
    parts: tuple[Edges | PageInfo | Total | Text, ...]


Item = Text | Label | Prop | Money | Records | Connection


@dataclass(frozen=True, slots=True)
class ById:
    """Parameters: the id, the birth id it ends with, and the noun that its prefix says."""

    id: str
    birth: str
    noun: str


@dataclass(frozen=True, slots=True)
class ByBirth:
    """Parameter: the birth id of a record."""

    birth: str


@dataclass(frozen=True, slots=True)
class ByKey:
    """Parameter: the id of a key, ``kind|value``."""

    key: str


@dataclass(frozen=True, slots=True)
class One:
    """One node by reference; ``noun`` None for any. ``derived`` where records hang on its facets."""

    key: str
    noun: str | None
    by: ById | ByBirth | ByKey
    selection: Selection
    derived: bool = False


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """One operation's roots, in the order of the response."""

    roots: tuple[One | Connection, ...]
