"""The list of questions: one place from which GraphQL, the command line and the scenarios take them.

In: a question's name and arguments as a caller wrote them. Out: the typed answer, and its one JSON form.
Refuses: unknown questions, unknown or missing arguments, values that do not fit.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cached_property
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph_service.errors import UsageError
from graph_service.questions.answer import Answer
from graph_service.questions.ask import Ask
from graph_service.questions.hierarchy import account_hierarchy
from graph_service.questions.ownership import account_ownership, is_mine, ownership
from graph_service.questions.plain import to_json
from graph_service.questions.reference import Ref
from graph_service.questions.roles import contact_roles
from graph_service.questions.suppression import suppression

_ACCOUNT = "The account: our id, a source's id, or a domain"
_AS_OF = "Valid time; absent: now. A date alone means the end of that day in UTC"
_PERSON = "The person: our id, a source's id, or an e-mail address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a question.

    Attributes:
        name: snake_case; GraphQL camel-cases it.
        type: its Python type without ``None``: a reference, an enum, a list, or a plain type.
        optional: may be left out.
        default: its value then.
        doc: what it means.
    """

    name: str
    type: Any
    optional: bool
    default: Any
    doc: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: its function and what may be asked.

    Attributes:
        name: the one name it has everywhere.
        doc: what it asks, in a sentence.
        function: the typed function.
        docs: argument name -> what it means.
    """

    name: str
    doc: str
    function: Callable[..., Awaitable[Answer]]
    docs: Mapping[str, str]

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments, in the function's order, ``ask`` left out."""
        hints = get_type_hints(self.function)
        return tuple(
            Argument(
                name=name,
                type=_without_none(hints[name]),
                optional=one.default is not inspect.Parameter.empty,
                default=None if one.default is inspect.Parameter.empty else one.default,
                doc=self.docs[name],
            )
            for name, one in list(inspect.signature(self.function).parameters.items())[1:]
        )

    @cached_property
    def answer(self) -> type[Answer]:
        """Type of the answer."""
        found: type[Answer] = get_type_hints(self.function)["return"]
        return found

    async def ask(self, ask: Ask, written: Mapping[str, Any]) -> Answer:
        """Answer it.

        Args:
            ask: who answers.
            written: arguments as a caller wrote them (text, numbers, mappings) or already typed.
        Raises:
            UsageError: naming the argument that is unknown, missing or does not fit.
        """
        return await self.function(ask, **self.typed(written))

    def typed(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments in their Python types; names in snake_case or camelCase.

        Raises:
            UsageError: naming the argument that is unknown, missing or does not fit.
        """
        known = {_plain(one.name): one for one in self.arguments}
        given: dict[str, Any] = {}
        for name, value in written.items():
            argument = known.get(_plain(name))
            if argument is None:
                names = ", ".join(one.name for one in self.arguments)
                raise UsageError(f"{self.name} has no argument {name!r}", hint=f"it has {names}")
            if value is not None:
                given[argument.name] = _typed(argument.type, value, argument.name)
        missing = [one.name for one in self.arguments if not one.optional and one.name not in given]
        if missing:
            raise UsageError(f"{self.name} needs {' and '.join(missing)}")
        return given


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").casefold()


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        [only] = [one for one in get_args(hint) if one is not types.NoneType]
        return only
    return hint


def _typed(hint: Any, value: Any, name: str) -> Any:
    """A written value in the argument's type."""
    try:
        if get_origin(hint) is list:
            items = value if isinstance(value, (list, tuple)) else [value]
            return [_typed(get_args(hint)[0], one, name) for one in items]
        if isinstance(hint, type) and issubclass(hint, Ref):
            return hint.parse(value)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return value if isinstance(value, hint) else _member(hint, str(value))
        if hint is datetime:
            return _instant(value)
        if hint is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).casefold()]
        return value if isinstance(value, hint) else hint(value)
    except UsageError as error:
        raise UsageError(error.message, where=name, hint=error.hint) from None
    except (ValueError, TypeError, KeyError):
        kind = getattr(hint, "__name__", str(hint))
        raise UsageError(f"{str(value)[:100]!r} does not fit", where=name, hint=f"a value of type {kind}") from None


def _member(hint: type[Enum], written: str) -> Enum:
    try:
        return hint[written.upper().replace("-", "_")]
    except KeyError:
        raise UsageError(f"{written!r} is unknown", hint="one of " + ", ".join(hint.__members__)) from None


def _instant(value: Any) -> datetime:
    """An instant; a date alone is the end of its day, so that what began on that day is seen."""
    if isinstance(value, str) and len(value) > len("2026-03-31"):
        value = datetime.fromisoformat(value)
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max, UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


_ALL = (
    Question(
        name="account_hierarchy",
        doc="Who stands over and under an account, in one kind of hierarchy.",
        function=account_hierarchy,
        docs={
            "account": _ACCOUNT,
            "kind": "Which hierarchy: SELLING, LEGAL, BILLING or REPORTING",
            "max_depth": "Levels below that are shown, 1 to 63",
            "as_of": _AS_OF,
        },
    ),
    Question(
        name="account_ownership",
        doc="Whose an account is: every owner by type, direct, inherited, by territory or team.",
        function=account_ownership,
        docs={"account": _ACCOUNT, "as_of": _AS_OF},
    ),
    Question(
        name="ownership",
        doc="Whose a thing is; name exactly one.",
        function=ownership,
        docs={
            "account": _ACCOUNT,
            "person": _PERSON,
            "lead": "The lead: our id or a source's id",
            "opportunity": "The opportunity: our id or a source's id",
            "subscription": "The subscription: our id or a source's id",
            "as_of": _AS_OF,
        },
    ),
    Question(
        name="is_mine",
        doc="Whether an account is a user's: YES, NO, SHARED or DISPUTED.",
        function=is_mine,
        docs={"user": "The user: our id, a source's id, or the work e-mail address", "account": _ACCOUNT},
    ),
    Question(
        name="contact_roles",
        doc="What a person is to a target, or who is what towards a target.",
        function=contact_roles,
        docs={
            "person": _PERSON,
            "account": _ACCOUNT + "; its opportunities and the like are included",
            "opportunity": "The opportunity: our id or a source's id",
            "buying_group": "The buying group: our id or a source's id",
            "workspace": "The workspace: our id or a source's id",
            "as_of": _AS_OF,
        },
    ),
    Question(
        name="suppression",
        doc="Whether people may be contacted over a channel, for a purpose; name one of people, accounts, campaign.",
        function=suppression,
        docs={
            "people": "Up to 10,000 people; an address that nobody has yet may be asked too",
            "accounts": "Or accounts, whose people are asked about",
            "campaign": "Or a campaign, whose members are",
            "channel": "The way to reach them: EMAIL, PHONE, SMS, POST, ADS or IN_APP",
            "purpose": "What the message is for: PROSPECTING, MARKETING_NEWSLETTER, EVENT_INVITE, RENEWAL ...",
            "topic": "The subscription it belongs to; naming none is being bound by the stops of all",
            "brand": "The brand that sends; naming none is being bound by the stops of all",
            "contact_point": "The one address or number to be used; absent: the best each person has",
            "at": "When it is to be sent; absent: now",
        },
    ),
)

QUESTIONS: Mapping[str, Question] = types.MappingProxyType({one.name: one for one in _ALL})
"""Every question by its name."""


def question(name: str) -> Question:
    """A question by its name, in snake_case or camelCase.

    Raises:
        UsageError: there is none of that name.
    """
    plain = {_plain(one): found for one, found in QUESTIONS.items()}
    try:
        return plain[_plain(name)]
    except KeyError:
        raise UsageError(f"no question is called {name!r}", hint="one of " + ", ".join(QUESTIONS)) from None


__all__ = ["QUESTIONS", "Argument", "Question", "question", "to_json"]
