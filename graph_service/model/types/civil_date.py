"""Civil dates: a day on a calendar, with no zone, such as a close date or a term end.

In: dates, and times of which the day is meant. Out: ``2026-11-30``.
Refuses: days that do not exist, and 11/12/2026 without a declared order. ``20260101`` is a day, never an epoch.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from graph_service.model.types import instant
from graph_service.model.types.text import compact

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOCAL = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ ,].*)?", re.ASCII)


def clean(
    value: object,
    *,
    zone: str | None = None,
    epoch: instant.Epoch = "auto",
    order: Literal["mdy", "dmy"] | None = None,
) -> str:
    """The day.

    Args:
        value: a date, an instant or an epoch.
        zone: IANA name of the zone whose day an instant stands for. Without it the day as written counts (an epoch's
            in UTC). A time without offset is never shifted: it is in the source's zone already.
        epoch: the unit of a number; see :mod:`graph_service.model.types.instant`.
        order: how the source writes ``11/12/2026``; without it such a date is refused unless one part is above 12.

    Raises:
        ValueError: why no day can be read.
    """
    if isinstance(value, str) and _ISO.fullmatch(value):
        return _checked(value)
    if isinstance(value, str):
        text = compact(value)
        if _ISO.fullmatch(text):
            return _checked(text)
        local = _LOCAL.fullmatch(text)
        if local:
            return _from_local(int(local[1]), int(local[2]), int(local[3]), order)
        value = text
    moment = instant.stated(value, epoch=epoch)
    if zone is not None and moment.tzinfo is not None:
        try:
            moment = moment.astimezone(instant.zone_of(zone))
        except OverflowError:
            raise ValueError("a time outside the years 1 to 9999") from None
    return moment.date().isoformat()


def _checked(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("a day that does not exist") from None
    return text


def _from_local(first: int, second: int, year: int, order: str | None) -> str:
    if order is None:
        if first > 12 and second <= 12:
            order = "dmy"
        elif second > 12 and first <= 12:
            order = "mdy"
        else:
            raise ValueError("a date that can be read two ways (declare the order of day and month)")
    month, day = (first, second) if order == "mdy" else (second, first)
    return _checked(f"{year:04d}-{month:02d}-{day:02d}")
