"""Words of a command line on their way to a question: how a reference may be written, and what the help shows.

In: text, and an argument of the registry. Out: what :meth:`Question.typed` takes. Refuses: nothing; the registry does.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, get_args, get_origin

from graph_service.questions.day_or_instant import DayOrInstant
from graph_service.questions.period import Period
from graph_service.questions.reference import ExternalId, NodeRef, Ref

_KEYS = ("id", "domain", "email")


def read_reference(text: str) -> str | dict[str, str]:
    """A reference as people write it, in a form that the registry takes.

    Args:
        text: ``domain:a.example``, ``email:a@b.example``, ``id:acc_...``, ``system:Object:id``; the bare key or id too.
    """
    key, colon, rest = text.strip().partition(":")
    return {key: rest} if colon and key in _KEYS and ":" not in rest else text


def read_words(kind: Any, value: Any) -> Any:
    """What was written for an argument of this type: references unfolded, everything else as it is."""
    if isinstance(value, list):
        return [read_words(item_of(kind), one) for one in value]
    return read_reference(value) if is_reference(kind) and isinstance(value, str) else value


def item_of(kind: Any) -> Any:
    """The type of an item where the type is a list, else the type itself."""
    return get_args(kind)[0] if get_origin(kind) is list else kind


def is_reference(kind: Any) -> bool:
    """Whether it names a thing of the graph."""
    return isinstance(kind, type) and issubclass(kind, Ref)


def metavar(kind: Any) -> str:
    """What stands for the value in the help text."""
    one = item_of(kind)
    if one is NodeRef:
        return "Noun/system:Object:id|Noun/id:…"
    if one is ExternalId:
        return "system:Object:id"
    if is_reference(one):
        ways = [f"{one.identity}:…"] if one.identity else []
        return "|".join([*ways, "system:Object:id", "id:…"])
    if isinstance(one, type) and issubclass(one, Enum):
        return "|".join(one.__members__)
    return {datetime: "TIME", DayOrInstant: "DAY", Period: "PERIOD", int: "N", float: "N"}.get(one, "TEXT")
