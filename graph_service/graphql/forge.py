"""The one module that makes Strawberry types at run time; what is dynamic and untyped about that stays here.

In: descriptions of types. Out: a Strawberry schema whose fields resolve as described. Refuses: two types of one name.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any, Optional

import strawberry
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from graph_service.errors import ModelError
from graph_service.graphql import scalars

Resolver = Callable[..., Any | Awaitable[Any]]
NO_DEFAULT: Any = strawberry.UNSET
TYPE_KEY = "@type"
"""Where a node's map names its noun for the schema's own use; no response key can be this."""
ID_KEY = "@id"
"""Where a node's map keeps its id for fields that are asked apart."""

_numbers = count()


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument or the field of an input: GraphQL name, type as Python text, meaning, default."""

    name: str
    type: str
    doc: str
    default: Any = NO_DEFAULT


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: GraphQL name, type as Python text, meaning, arguments, how it is resolved."""

    name: str
    type: str
    doc: str
    args: Sequence[Arg] = ()
    resolve: Resolver | None = None


def by_response_key(source: Any, info: Any, **_: Any) -> Any:
    """The value under the response key: what compiled reads give."""
    return source[info.path.key]


def _type_of(value: Any, _info: Any, _abstract: Any) -> str:
    return str(value[TYPE_KEY])


class Forge:
    """Collects types by name, then makes one schema of them."""

    def __init__(self) -> None:
        # annotations are texts, so Strawberry resolves them in the module of their class: this one
        self._module = types.ModuleType(f"{__name__}.types_{next(_numbers)}")
        sys.modules[self._module.__name__] = self._module
        self._space = self._module.__dict__
        self._space.update(
            Optional=Optional,
            ID=strawberry.ID,
            DateTime=scalars.DateTimeText,
            Date=scalars.DateText,
            Moment=scalars.MomentText,
            Long=scalars.LongInt,
            Decimal=scalars.DecimalText,
            JSON=scalars.JsonValue,
            Token=scalars.TokenText,
        )
        self._resolvers: dict[str, dict[str, Resolver]] = {}
        self._extra: list[Any] = []
        self._one_ofs: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._space

    def _add(self, name: str, made: Any) -> None:
        if name in self._space:
            raise ModelError(f"two GraphQL types would be called {name}")
        self._space[name] = made
        definition = getattr(made, "__strawberry_definition__", None)
        for field in getattr(definition, "fields", ()):
            # Strawberry reads a type that is not there yet as unresolved; by the time of the schema all are there
            text = made.__annotations__.get(field.name)
            if text is not None:
                field.type_annotation = StrawberryAnnotation(text, namespace=self._space)

    def enum(self, name: str, members: Iterable[str], doc: str, docs: Mapping[str, str] | None = None) -> None:
        """An enum whose values are its members' names."""
        values: dict[str, Any] = {
            member: strawberry.enum_value(member, description=(docs or {}).get(member)) for member in members
        }
        cls: Any = Enum(name, values)  # type: ignore[misc]  # the members come from the model
        cls.__module__ = self._module.__name__
        self._add(name, strawberry.enum(cls, name=name, description=doc))

    def member(self, enum: str, name: str) -> Any:
        """A member of an enum made here, as the default of an argument."""
        return self._space[enum][name]

    def object(self, name: str, fields: Sequence[Field], doc: str, interfaces: Sequence[str] = ()) -> None:
        """An object type."""
        bases = tuple(self._space[base] for base in interfaces)
        self._add(name, strawberry.type(self._class(name, fields, bases), name=name, description=doc))
        self._extra.append(self._space[name])

    def interface(self, name: str, fields: Sequence[Field], doc: str, interfaces: Sequence[str] = ()) -> None:
        """An interface."""
        bases = tuple(self._space[base] for base in interfaces)
        self._add(name, strawberry.interface(self._class(name, fields, bases), name=name, description=doc))

    def input(self, name: str, fields: Sequence[Arg], doc: str, *, one_of: bool = False) -> None:
        """An input; ``one_of`` takes exactly one of its fields."""
        space: dict[str, Any] = {}
        notes: dict[str, str] = {}
        for arg in fields:
            attribute = arg.name if arg.name not in _KEYWORDS else arg.name + "_"
            notes[attribute] = arg.type
            default = {} if one_of or not arg.type.startswith("Optional") else {"default": NO_DEFAULT}
            space[attribute] = strawberry.field(name=arg.name, description=arg.doc, **default)
        if one_of:
            self._one_ofs.append(name)
        cls = self._new(name, space, notes, ())
        self._add(name, strawberry.input(cls, name=name, description=doc, one_of=one_of))

    def _class(self, name: str, fields: Sequence[Field], bases: tuple[type, ...]) -> type:
        space: dict[str, Any] = {}
        notes: dict[str, str] = {}
        resolvers = self._resolvers.setdefault(name, {})
        for one in fields:
            attribute = f"f_{one.name}"
            made = StrawberryField(
                python_name=attribute,
                graphql_name=one.name,
                type_annotation=StrawberryAnnotation(one.type, namespace=self._space),
                description=one.doc,
            )
            made.arguments = [self._argument(arg) for arg in one.args]
            space[attribute] = made
            notes[attribute] = one.type
            resolvers[one.name] = one.resolve or by_response_key
        return self._new(name, space, notes, bases)

    def _argument(self, arg: Arg) -> StrawberryArgument:
        return StrawberryArgument(
            python_name=arg.name,
            graphql_name=arg.name,
            type_annotation=StrawberryAnnotation(arg.type, namespace=self._space),
            description=arg.doc,
            default=arg.default,
        )

    def _new(self, name: str, space: dict[str, Any], notes: dict[str, str], bases: tuple[type, ...]) -> type:
        body = {**space, "__annotations__": notes, "__module__": self._module.__name__}
        return types.new_class(name, bases, {}, lambda ns: ns.update(body))

    def schema(self, query: str, mutation: str) -> strawberry.Schema:
        """The schema of all types, with their resolvers in place."""
        try:
            made = strawberry.Schema(
                query=self._space[query],
                mutation=self._space[mutation],
                types=self._extra,
                config=StrawberryConfig(auto_camel_case=False, scalar_map=scalars.scalar_map()),
            )
        finally:
            del sys.modules[self._module.__name__]
        core = core_schema(made)
        for name in self._one_ofs:
            one_of = core.type_map[name]
            assert isinstance(one_of, GraphQLInputObjectType)
            one_of.is_one_of = True  # so that graphql-core's own validation knows
        for name, resolvers in self._resolvers.items():
            made_type = core.type_map[name]
            if isinstance(made_type, GraphQLInterfaceType):
                made_type.resolve_type = _type_of
            elif isinstance(made_type, GraphQLObjectType):
                for field_name, field in made_type.fields.items():
                    field.resolve = resolvers.get(field_name, by_response_key)
                made_type.is_type_of = None
        return made


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema inside a Strawberry schema."""
    core: GraphQLSchema = schema._schema
    return core


_KEYWORDS = {"in", "and", "or", "not", "is", "from"}
