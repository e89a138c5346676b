"""Questions as GraphQL fields, and their dataclasses as types, one to one.

In: the registry of questions and a forge. Out: types in the forge, root fields that call the one function each.
Refuses: at start, a type of an answer that GraphQL has no word for.
"""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from graphql import GraphQLResolveInfo

from graph_service.errors import ModelError
from graph_service.graphql.execute import Run
from graph_service.graphql.forge import NO_DEFAULT, Arg, Field, Forge
from graph_service.graphql.plan import arguments
from graph_service.graphql.shape import camel
from graph_service.questions.ask import Token
from graph_service.questions.day_or_instant import DayOrInstant
from graph_service.questions.period import Period
from graph_service.questions.reference import ExternalId, NodeRef, Ref
from graph_service.questions.registry import Argument, Question

_PLAIN = {
    str: "str",
    int: "int",
    float: "float",
    bool: "bool",
    datetime: "DateTime",
    date: "Date",
    Decimal: "Decimal",
    Token: "Token",
    Period: "str",
    DayOrInstant: "Moment",
    Any: "JSON",
}


def question_fields(forge: Forge, questions: Iterable[Question]) -> list[Field]:
    """A root field for every question."""
    return [
        Field(
            camel(question.name),
            annotation(forge, question.answer),
            question.doc,
            [argument(forge, one) for one in question.arguments],
            _resolver(question),
        )
        for question in questions
    ]


def _resolver(question: Question) -> Callable[..., Awaitable[Any]]:
    async def resolve(_source: Any, info: GraphQLResolveInfo[Run], **given: Any) -> Any:
        return await question.ask(info.context.ask, arguments(given))

    return resolve


def argument(forge: Forge, one: Argument) -> Arg:
    """An argument of a question or mutation."""
    note = _input(forge, one.type)
    default = one.default
    if not one.optional:
        return Arg(camel(one.name), note, one.doc)
    if isinstance(default, (str, int, float, bool)) and not isinstance(default, Enum):
        return Arg(camel(one.name), note, one.doc, default)
    if isinstance(default, Enum):
        return Arg(camel(one.name), note, one.doc, forge.member(note, default.name))
    return Arg(camel(one.name), f"Optional[{note}]", one.doc, NO_DEFAULT)


def _input(forge: Forge, hint: Any) -> str:
    if get_origin(hint) is list:
        return f"list[{_input(forge, get_args(hint)[0])}]"
    if isinstance(hint, type) and issubclass(hint, Ref):
        return _reference(forge, hint)
    if hint is ExternalId:
        return "ExternalIdInput"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(forge, hint)
    return _word(hint)


def _reference(forge: Forge, hint: type[Ref]) -> str:
    """A noun's own reference input, or for things of any noun one that names the noun too."""
    if hint is not NodeRef:
        return f"{hint.noun}RefInput"
    if "NodeRefInput" not in forge:
        forge.input(
            "NodeRefInput",
            [
                Arg("noun", "str", "Name of the noun, e.g. Opportunity"),
                Arg("id", "Optional[ID]", "Our id"),
                Arg("externalId", "Optional[ExternalIdInput]", "A source system's id"),
                Arg("domain", "Optional[str]", "Of an account: a domain"),
                Arg("email", "Optional[str]", "Of a person or user: an e-mail address"),
            ],
            "Names one thing of any noun by its noun and exactly one id or key",
        )
    return "NodeRefInput"


def annotation(forge: Forge, hint: Any) -> str:
    """The GraphQL type of a hint as Python text; types it needs are made.

    Raises:
        ModelError: GraphQL has no word for it.
    """
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        [only] = [one for one in get_args(hint) if one is not types.NoneType]
        return f"Optional[{annotation(forge, only)}]"
    if origin is list:
        return f"list[{annotation(forge, get_args(hint)[0])}]"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(forge, hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(forge, hint)
    return _word(hint)


def _word(hint: Any) -> str:
    try:
        return _PLAIN[hint]
    except (KeyError, TypeError):
        raise ModelError(f"GraphQL has no word for {hint!r}") from None


def _enum(forge: Forge, hint: type[Enum]) -> str:
    if hint.__name__ not in forge:
        docs = {one.name: str(one.value) for one in hint}
        forge.enum(hint.__name__, hint.__members__, _doc(hint), docs)
    return hint.__name__


def _object(forge: Forge, hint: type) -> str:
    name = hint.__name__
    if name in forge:
        return name
    hints = get_type_hints(hint)
    made = [
        Field(
            camel(one.name),
            "Optional[JSON]" if hints[one.name] is Any else annotation(forge, hints[one.name]),
            str(one.metadata.get("doc", "")),
            resolve=_attribute(one.name),
        )
        for one in fields(hint)
    ]
    forge.object(name, made, _doc(hint))
    return name


def _attribute(name: str) -> Callable[..., Any]:
    def resolve(source: Any, _info: Any) -> Any:
        return _shown(getattr(source, name))

    return resolve


def _shown(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list) and value and isinstance(value[0], Enum):
        return [one.name for one in value]
    return value


def _doc(hint: type) -> str:
    return (getdoc(hint) or hint.__name__).split("\n\n")[0].replace("\n", " ")
