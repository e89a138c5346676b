"""The one JSON form of an answer: the same through every door.

In: an answer. Out: dictionaries, lists, text, numbers. Refuses: values that no answer may hold.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


def to_json(value: Any) -> Any:
    """An answer, or a part of one, as plain JSON values.

    Names stay in snake_case, enums are their names, times ISO 8601 in UTC with ``Z``, decimals text.

    Args:
        value: a dataclass, or what its fields hold.
    Raises:
        TypeError: a value of another type, which is a mistake in the answer's type.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value.name if isinstance(value, Enum) else value
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat()
        return text.removesuffix("+00:00") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        return {str(name): to_json(one) for name, one in value.items()}
    raise TypeError(f"an answer holds a {type(value).__name__}")
