"""The scalars of the contract, strict at the door.

In: values of operations and of the graph. Out: the scalar types. Refuses: an instant without a zone, a date that is
none, a whole number beyond 64 bits.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import strawberry
from graphql import IntValueNode

from graph_service.questions.plain import to_json

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
LONG_LIMIT = 2**63


class DateTimeText(str):
    """Stands for the scalar ``DateTime`` in types made from the Model, whose values are stored text."""


class DateText(str):
    """Stands for the scalar ``Date``."""


class MomentText(str):
    """Stands for the scalar ``Moment``."""


class LongInt(int):
    """Stands for the scalar ``Long``."""


class DecimalText(str):
    """Stands for the scalar ``Decimal``."""


class TokenText(str):
    """Stands for the scalar ``Token``."""


class JsonValue:
    """Stands for the scalar ``JSON``."""


def instant_text(value: datetime) -> str:
    """An instant as the graph stores it: UTC, fixed width, so that text order is time order."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def show_instant(value: Any) -> str:
    """An instant as answers show it; stored text is one already."""
    return str(to_json(value))


def parse_instant(value: Any) -> datetime:
    """An instant with a zone.

    Raises:
        ValueError: it is another text.
    """
    if not isinstance(value, str) or not _INSTANT.match(value):
        raise ValueError("a DateTime is written with its zone, as 2026-03-31T00:00:00Z")
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.upper())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("there is no such instant") from None


def parse_moment(value: Any) -> str:
    """An instant with a zone, or a civil date.

    Raises:
        ValueError: it is another text.
    """
    return parse_date(value) if isinstance(value, str) and _DATE.match(value) else instant_text(parse_instant(value))


def parse_date(value: Any) -> str:
    """A civil date.

    Raises:
        ValueError: it is another text.
    """
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError("a Date is written 2026-03-31")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("there is no such day") from None


def parse_long(value: Any) -> int:
    """A whole number of 64 bits.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not -LONG_LIMIT <= value < LONG_LIMIT:
        raise ValueError("a Long is a whole number of at most 64 bits")
    return value


def _parse_long_literal(node: Any, _variables: Any = None) -> int:
    if not isinstance(node, IntValueNode) or len(node.value) > 20:
        raise ValueError("a Long is a whole number of at most 64 bits")
    return parse_long(int(node.value))


def parse_decimal(value: Any) -> Decimal:
    """A decimal number, best given as text.

    Raises:
        ValueError: it is none, or not finite.
    """
    try:
        parsed = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        parsed = Decimal("NaN")
    if not parsed.is_finite() or len(str(value)) > 64:
        raise ValueError('a Decimal is a number such as "1234.50"')
    return parsed


def _scalar(name: str, doc: str, serialize: Any, parse: Any, parse_literal: Any = None) -> Any:
    return strawberry.scalar(
        name=name, description=doc, serialize=serialize, parse_value=parse, parse_literal=parse_literal
    )


def scalar_map() -> dict[object, Any]:
    """Python type -> scalar, for the schema's configuration."""
    instant = _scalar("DateTime", "An instant (RFC 3339); answered in UTC.", show_instant, parse_instant)
    civil = _scalar("Date", "A civil date, 2026-03-31.", str, parse_date)
    number = _scalar("Decimal", "A decimal number as text, so that no digit is lost.", str, parse_decimal)
    moment = _scalar(
        "Moment", "An instant, or a civil date where the source states only the day.", show_instant, parse_moment
    )
    long = _scalar("Long", "A whole number of up to 64 bits.", int, parse_long, _parse_long_literal)
    token = _scalar("Token", "What a write hands out; hand it to `after` of a later read.", str, str)
    json = _scalar("JSON", "Any JSON value.", lambda value: value, lambda value: value)
    return {
        datetime: instant,
        DateTimeText: instant,
        date: civil,
        DateText: civil,
        Decimal: number,
        DecimalText: number,
        MomentText: moment,
        LongInt: long,
        TokenText: token,
        JsonValue: json,
    }
