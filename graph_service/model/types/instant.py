"""Instants: moments in time, in UTC, in a text whose order is the order of time.

In: ISO 8601 and its relatives, epochs. Out: ``2026-05-01T10:00:00.000000Z``.
Refuses: NaN, days that do not exist, year 0, local formats (5/1/2026), numbers that could be a date or an epoch.

A number is read by its size, unless ``epoch`` declares the unit: 8 digits are a calendar day (20260101, never 1970);
10^8 up to 10^11 are seconds, up to 10^14 milliseconds, up to 10^17 microseconds, up to 10^20 nanoseconds;
14 digits as text are a calendar second (20260501100000). Everything else is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from graph_service.model.types.text import compact

Epoch = Literal["auto", "s", "ms", "us", "ns"]

_EPOCH = datetime(1970, 1, 1)
_PER_UNIT = {"s": Decimal(10**6), "ms": Decimal(10**3), "us": Decimal(1), "ns": Decimal("0.001")}
# What most values are, and what needs no arithmetic when it is UTC already.
_PLAIN = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z?)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{0,12})?", re.ASCII)
_LOOSE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[ T_]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?"
    r"\s*(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_DAY_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})", re.ASCII)


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name.

    Args:
        name: such as ``Europe/Berlin`` or ``UTC``.

    Raises:
        ValueError: for an unknown zone.
    """
    if name.upper() in ("UTC", "Z", "GMT"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name[:40]!r}") from None


def clean(value: object, *, zone: str = "UTC", epoch: Epoch = "auto") -> str:
    """A moment as fixed-width UTC text; what is finer than microseconds is cut.

    Args:
        value: ISO text, with or without offset, an epoch, or a date (its midnight).
        zone: IANA name of the zone that a time without offset is in. In the hour that a clock change repeats the
            first reading counts; in the hour that it leaves out the offset before it does.
        epoch: the unit of a number; ``auto`` judges by size as the module says.

    Raises:
        ValueError: why no moment can be read.
    """
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value)
        if plain and (plain[4] or zone == "UTC"):
            try:
                datetime.fromisoformat(value)
            except ValueError:
                raise ValueError("a time that does not exist") from None
            return f"{plain[1]}T{plain[2]}.{(plain[3] or '').ljust(6, '0')}Z"
    return _text(parse(value, zone=zone, epoch=epoch))


def parse(value: object, *, zone: str = "UTC", epoch: Epoch = "auto") -> datetime:
    """A moment as a ``datetime`` with its offset; arguments and errors as :func:`clean`."""
    moment = stated(value, epoch=epoch)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone_of(zone))


def stated(value: object, *, epoch: Epoch = "auto") -> datetime:
    """What a value itself states: with an offset if it has one, else naive.

    Args:
        value: as in :func:`clean`.
        epoch: as in :func:`clean`.

    Raises:
        ValueError: why no moment can be read.
    """
    if isinstance(value, str):
        if epoch == "auto" and len(value) >= 19 and value[4] == "-" and value[10] in "T ":
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                pass
        return _from_text(compact(value), epoch)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool):
        raise ValueError("a yes or no where a time belongs")
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("not a finite number")
        return _from_number(Decimal(repr(value)), epoch)
    if isinstance(value, (int, Decimal)):
        return _from_number(Decimal(value), epoch)
    return _from_text(compact(value), epoch)


def _text(moment: datetime) -> str:
    try:
        if moment.utcoffset():
            moment = moment.astimezone(UTC)
        return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError:
        raise ValueError("a time outside the years 1 to 9999") from None


def _from_text(text: str, epoch: Epoch) -> datetime:
    if _NUMBER.fullmatch(text):
        if len(text) == 14 and epoch == "auto":
            return _calendar(text, "%Y%m%d%H%M%S")
        return _from_number(Decimal(text), epoch)
    found = _LOOSE.fullmatch(text)
    if found is None:
        return _from_iso(text)
    year, month, day, hour, minute, second, fraction, utc, sign, off_hours, off_minutes = found.groups()
    zone = "+00:00" if utc else f"{sign}{off_hours:0>2}:{off_minutes or '00'}" if sign else ""
    micro = (fraction or "").ljust(6, "0")[:6]
    try:
        day_text = f"{year}-{month:0>2}-{day:0>2}"
        return datetime.fromisoformat(f"{day_text}T{hour:0>2}:{minute}:{second or '00'}.{micro}{zone}")
    except ValueError:
        raise ValueError("a time that does not exist") from None


def _from_iso(text: str) -> datetime:
    dated = _DAY_ZONE.fullmatch(text)
    if dated:
        text = f"{dated[1]}T00:00:00{dated[2]}"
    # fromisoformat takes any separator, and so would read the zone of 2026-05-01-08:00 as a time
    elif not (len(text) == 10 or text[8:9] == "T" or text[10:11] in ("T", " ")):
        raise ValueError("not an ISO 8601 time")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        known = re.fullmatch(r"\d{4}-\d\d-\d\d.*", text, re.ASCII)
        raise ValueError("a time that does not exist" if known else "not an ISO 8601 time") from None


def _calendar(digits: str, form: str) -> datetime:
    try:
        return datetime.strptime(digits, form)
    except ValueError:
        raise ValueError("a time that does not exist") from None


def _from_number(number: Decimal, epoch: Epoch) -> datetime:
    if not number.is_finite():
        raise ValueError("not a finite number")
    size = abs(number)
    if epoch == "auto":
        if number == number.to_integral_value() and Decimal(10_000_000) <= number < Decimal(100_000_000):
            return _calendar(f"{int(number):08d}", "%Y%m%d")
        unit: str
        if size < 10**8:
            raise ValueError("a number too small to be an epoch (declare its unit)")
        if size < 10**11:
            unit = "s"
        elif size < 10**14:
            if _is_calendar_minute(number):
                raise ValueError("a number that is a date or an epoch (declare its unit)")
            unit = "ms"
        elif size < 10**17:
            unit = "us"
        elif size < 10**20:
            unit = "ns"
        else:
            raise ValueError("a number too large to be an epoch")
    else:
        unit = epoch
    try:
        return (_EPOCH + timedelta(microseconds=int(number * _PER_UNIT[unit]))).replace(tzinfo=UTC)
    except (OverflowError, KeyError):
        raise ValueError("a time outside the years 1 to 9999" if unit in _PER_UNIT else "unknown epoch unit") from None


def _is_calendar_minute(number: Decimal) -> bool:
    """202605011000 is also a millisecond of 1976."""
    if not 190_001_010_000 <= number <= 219_912_312_359 or number != number.to_integral_value():
        return False
    try:
        datetime.strptime(str(int(number)), "%Y%m%d%H%M")
    except ValueError:
        return False
    return True
