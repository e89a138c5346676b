"""Cleaners by name, each value cleaned once.

In: the name of a cleaner. Out: a function from a decoded value to a clean one, or None for a blank.
Refuses: what the type refuses, as ValueError with a reason that quotes no personal value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from graph_service.model.spec import FieldSpec
from graph_service.model.types import (
    boolean,
    civil_date,
    country,
    crm_id,
    currency,
    domain,
    email,
    integer,
    money,
    number,
    phone,
    text,
)  # fmt: skip
from graph_service.model.types import instant as instants
from graph_service.model.types.blank import is_blank

Cleaner = Callable[[Any], Any]
_LIMIT = 50_000
"""Cached values per cleaner; the cache starts again when it is full, which costs little."""
_MISSING = object()

_PLAIN: dict[str, Cleaner] = {
    "text": text.clean_line,
    "long": text.clean,
    "email": email.clean,
    "phone": phone.clean,
    "domain": domain.clean,
    "country": country.clean,
    "currency": currency.clean,
    "instant": instants.clean,
    "civil_date": civil_date.clean,
    # the instant at which the day begins: of a time that need not be known to the second
    "day": lambda value: instants.clean(civil_date.clean(value)),
    "boolean": boolean.clean,
    "integer": integer.clean,
    "number": number.clean,
    "crm_id": lambda value: crm_id.clean(value[1:] if isinstance(value, str) and value[:1] == "@" else value),
    "upper": lambda value: text.clean_line(value).upper(),
    "lower": lambda value: text.clean_line(value).lower(),
}
_UNCACHED = frozenset({"text", "long", "upper", "lower", "instant"})
"""Values that seldom come again."""
_BY_TYPE = {
    "string": "text", "text": "long", "url": "text", "int": "integer", "float": "number", "date": "civil_date",
    "datetime": "instant", "strings": "text", "enum": "enum",
}  # fmt: skip


class _Refused:
    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def plain_id(value: Any) -> str:
    """An id as text; a spreadsheet's ``123.0`` is 123.

    Args:
        value: a number or text.
    Raises:
        ValueError: as :func:`text.clean_line`, and for an id of more than 1 kB.
    """
    found = text.clean_line(value)
    if found.endswith(".0") and found[:-2].isdigit():
        found = found[:-2]
    if len(found.encode()) > 1000:
        raise ValueError("an id of more than 1 kB")
    return found


_PLAIN["id"] = plain_id


def cached(clean: Cleaner) -> Cleaner:
    """The same cleaner, asked once per distinct text."""
    known: dict[str, Any] = {}

    def call(value: Any) -> Any:
        if type(value) is not str:
            return clean(value)
        found = known.get(value, _MISSING)
        if found is _MISSING:
            if len(known) >= _LIMIT:
                known.clear()
            try:
                found = clean(value)
            except ValueError as refused:
                found = _Refused(str(refused))
            known[value] = found
        if type(found) is _Refused:
            raise ValueError(found.reason)
        return found

    return call


_CACHED: dict[str, Cleaner] = {name: clean if name in _UNCACHED else cached(clean) for name, clean in _PLAIN.items()}


def cleaner(name: str) -> Cleaner:
    """A cleaner by its name in a source file."""
    return _CACHED[name]


def of_field(field: FieldSpec) -> Cleaner:
    """The cleaner that a field's type asks for (money and phone need more than one column, so not those)."""
    name = _BY_TYPE.get(field.type, field.type)
    if name == "enum":
        return one_of(field.values or [])
    return _CACHED[name]


def instant_in(zone: str) -> Cleaner:
    """The cleaner of times that name no offset and are written as in one zone."""
    return lambda value: instants.clean(value, zone=zone)


def one_of(values: list[str]) -> Cleaner:
    """A cleaner that takes one word of a closed list, in any case."""
    allowed = {value.casefold().replace("_", " "): value for value in values}

    def clean(value: Any) -> str:
        found = text.clean_line(value)
        known = allowed.get(found.casefold().replace("_", " "))
        if known is None:
            raise ValueError(f"{found[:40]!r} is none of its values")
        return known

    return cached(clean)


def phone_of(region: str | None) -> Cleaner:
    """The cleaner of phone numbers that are written as in one country."""
    if region not in _PHONES:
        _PHONES[region] = cached(lambda value: phone.clean(value, region=region))
    return _PHONES[region]


_PHONES: dict[str | None, Cleaner] = {}


def money_of(value: Any, code: str, *, minor: bool | Literal["stripe"]) -> money.Money:
    """An amount in a currency, in minor units.

    Args:
        value: the amount.
        code: ISO 4217 code in any case.
        minor: True where the amount is in minor units already.
    """
    return money.clean(value, currency=code, minor=minor)


__all__ = [
    "Cleaner",
    "cached",
    "cleaner",
    "instant_in",
    "is_blank",
    "money_of",
    "of_field",
    "one_of",
    "phone_of",
    "plain_id",
]
