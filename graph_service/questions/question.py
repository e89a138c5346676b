"""What a question is to every door: its name, its function, its arguments with their meaning.

In: arguments as a caller wrote them (text, numbers, mappings). Out: the typed answer. Refuses: unknown or missing
arguments, values that do not fit.
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
from graph_service.questions.ask import Ask, Token
from graph_service.questions.reference import ExternalId, Ref

ACCOUNT = "The account: our id, a source's id, or a domain"
AS_OF = "Valid time; absent: now. A date alone means the end of that day in UTC"
PERSON = "The person: our id, a source's id, or an e-mail address"
LEAD = "The lead: our id or a source's id"
OPPORTUNITY = "The opportunity: our id or a source's id"
USER = "The user: our id, a source's id, or the work e-mail address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a question.

    Attributes:
        name: snake_case; GraphQL camel-cases it. A parameter ends with an underscore where Python keeps the word
            (``from_``); no door shows that.
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
    parameter: str = ""
    """The function's own name for it, where that is another."""

    @property
    def key(self) -> str:
        """The function's name for it."""
        return self.parameter or self.name


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What a door needs to know of one question or mutation.

    Attributes:
        name: the one name it has everywhere.
        doc: what it asks or does, in a sentence.
        function: the typed function; its first parameter is the door's own.
        docs: argument name -> what it means.
    """

    name: str
    doc: str
    function: Callable[..., Awaitable[Any]]
    docs: Mapping[str, str]

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments, in the function's order."""
        hints = get_type_hints(self.function)
        return tuple(
            Argument(
                name=name.rstrip("_"),
                type=_without_none(hints[name]),
                optional=one.default is not inspect.Parameter.empty,
                default=None if one.default is inspect.Parameter.empty else one.default,
                doc=self.docs[name.rstrip("_")],
                parameter=name,
            )
            for name, one in list(inspect.signature(self.function).parameters.items())[1:]
        )

    def typed(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments in their Python types, by the function's names; written in snake_case or camelCase.

        Raises:
            UsageError: naming the argument that is unknown, missing or does not fit.
        """
        known = {plain_name(one.name): one for one in self.arguments}
        given: dict[str, Any] = {}
        for name, value in written.items():
            argument = known.get(plain_name(name))
            if argument is None:
                names = ", ".join(one.name for one in self.arguments)
                raise UsageError(f"{self.name} has no argument {name!r}", hint=f"it has {names}")
            if value is not None:
                given[argument.key] = _typed(argument.type, value, argument.name)
        missing = [one.name for one in self.arguments if not one.optional and one.key not in given]
        if missing:
            raise UsageError(f"{self.name} needs {' and '.join(missing)}")
        return given


@dataclass(frozen=True, kw_only=True)
class Question(Signature):
    """One question: its function and what may be asked."""

    function: Callable[..., Awaitable[Answer]]

    @property
    def _seen(self) -> str:
        """Name of the argument by which a caller reads its own writes; a page has a cursor called ``after``."""
        return "after" if "after" not in self.docs else "after_write"

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments, in the function's order; then the token of a write that must be seen."""
        doc = "The token of a write or an answer: what that saw is seen here too"
        return (
            *super().arguments,
            Argument(name=self._seen, type=Token, optional=True, default=None, doc=doc),
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
        given = self.typed(written)
        token = given.pop(self._seen, None)
        return await self.function(ask.after(token) if token else ask, **given)


def plain_name(name: str) -> str:
    """A name without its spelling: snake_case, kebab-case and camelCase are one."""
    return name.replace("_", "").replace("-", "").casefold()


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        [only] = [one for one in get_args(hint) if one is not types.NoneType]
        return only
    return hint


_FORMS: Mapping[Any, str] = {
    datetime: "2026-03-31T12:00:00Z, or 2026-03-31 for the end of that day in UTC",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def _typed(hint: Any, value: Any, name: str) -> Any:
    """A written value in the argument's type."""
    try:
        if get_origin(hint) is list:
            items = value if isinstance(value, (list, tuple)) else [value]
            return [_typed(get_args(hint)[0], one, name) for one in items]
        if isinstance(hint, type) and issubclass(hint, (Ref, ExternalId)):
            return hint.parse(value)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return value if isinstance(value, hint) else _member(hint, str(value))
        if hint is datetime:
            return _instant(value)
        if hint is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).casefold()]
        if hint is Any:
            return value
        return value if isinstance(value, hint) else hint(value)
    except UsageError as error:
        raise UsageError(error.message, where=name, hint=error.hint) from None
    except (ValueError, TypeError, KeyError):
        form = _FORMS.get(hint, f"a value of type {getattr(hint, '__name__', hint)}")
        raise UsageError(f"{str(value)[:100]!r} does not fit", where=name, hint=f"write {form}") from None


def _member(hint: type[Enum], written: str) -> Enum:
    found = {plain_name(name): one for name, one in hint.__members__.items()}.get(plain_name(written))
    if found is None:
        raise UsageError(f"{written[:100]!r} is unknown", hint="one of " + ", ".join(hint.__members__))
    return found


def _instant(value: Any) -> datetime:
    """An instant; a date alone is the end of its day, so that what began on that day is seen."""
    if isinstance(value, str) and len(value) > len("2026-03-31"):
        value = datetime.fromisoformat(value)
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max, UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)
