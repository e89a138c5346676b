"""Instants and civil dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.types import civil_date, instant

TEN = "2026-05-01T10:00:00.000000Z"


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("2026-05-01T10:00:00Z", TEN),
        ("2026-05-01T10:00:00z", TEN),
        ("2026-05-01T10:00:00", TEN),
        ("2026-05-01 10:00", TEN),
        ("2026-05-01T10:00:00.000+0000", TEN),
        ("2026-05-01T10:00:00.000000+00:00", TEN),
        ("2026-05-01T12:00:00+02:00", TEN),
        ("2026-05-02T00:00:00+14:00", TEN),
        ("2026-05-01 10:00:00 UTC", TEN),
        ("2026-05-01 12:00:00 +02", TEN),
        ("20260501T100000Z", TEN),
        ("20260501100000", TEN),
        ("  2026-05-01\u00a010:00:00\u200b", TEN),
        ("2020-12-30 3:15:52", "2020-12-30T03:15:52.000000Z"),
        ("2022-08-30T08:22:54.681", "2022-08-30T08:22:54.681000Z"),
        ("2021-04-02 11:16:05.01511", "2021-04-02T11:16:05.015110Z"),
        ("2023-11-11 08:18:16.519000 UTC", "2023-11-11T08:18:16.519000Z"),
        ("2026-05-01T10:00:00.123456789Z", "2026-05-01T10:00:00.123456Z"),
        ("2026-05-01T10:00:00,5Z", "2026-05-01T10:00:00.500000Z"),
        ("2026-05-01", "2026-05-01T00:00:00.000000Z"),
        ("2026-05-01-08:00", "2026-05-01T08:00:00.000000Z"),
        ("20260101", "2026-01-01T00:00:00.000000Z"),
        (20260101, "2026-01-01T00:00:00.000000Z"),
        (1777629600, TEN),
        ("1777629600", TEN),
        (1777629600000, TEN),
        ("1777629600000", TEN),
        (1777629600000000, TEN),
        (1777629600000000000, TEN),
        (1777629600.25, "2026-05-01T10:00:00.250000Z"),
        ("9999-12-31 23:59:59", "9999-12-31T23:59:59.000000Z"),
        (datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))), TEN),
        (date(2026, 5, 1), "2026-05-01T00:00:00.000000Z"),
    ],
)
def test_instant(value: object, cleaned: str) -> None:
    assert instant.clean(value) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-02-30T00:00:00Z",
        "2026-13-01",
        "0000-01-01",
        "0000-00-00 00:00:00",
        "2026-05-01T25:00:00Z",
        "5/1/2026",
        "01.05.2026 10:00",
        "2026",
        "12",
        "-1",
        "nan",
        "1e400",
        "maybe",
        "20260230",
        "20260501256000",
        "2026-05-01x10:00:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "٢٠٢٦-05-01",
        "",
        float("nan"),
        float("inf"),
        True,
        False,
        0,
        5,
        10**30,
        -5,
        [],
        {},
        "202605011000",
        202605011000,
    ],
)
def test_instant_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        instant.clean(value)


def test_a_declared_epoch_unit_decides() -> None:
    assert instant.clean(0, epoch="s") == "1970-01-01T00:00:00.000000Z"
    assert instant.clean("5", epoch="ms") == "1970-01-01T00:00:00.005000Z"
    assert instant.clean(-86400, epoch="s") == "1969-12-31T00:00:00.000000Z"
    assert instant.clean(202605011000, epoch="ms") == "1976-06-02T23:10:11.000000Z"
    assert instant.clean("2026-05-01T10:00:00Z", epoch="ms") == TEN
    with pytest.raises(ValueError, match="outside"):
        instant.clean(1777629600000, epoch="s")


def test_a_time_without_offset_is_in_the_given_zone() -> None:
    assert instant.clean("2026-05-01 12:00:00", zone="Europe/Berlin") == TEN
    assert instant.clean("2026-01-01 12:00:00", zone="Europe/Berlin") == "2026-01-01T11:00:00.000000Z"
    assert instant.clean("2026-05-01T10:00:00Z", zone="Europe/Berlin") == TEN
    assert instant.clean("2026-05-02", zone="Europe/Berlin") == "2026-05-01T22:00:00.000000Z"
    # repeated hour: its first reading; missing hour: the offset before it
    assert instant.clean("2026-10-25T02:30:00", zone="Europe/Berlin") == "2026-10-25T00:30:00.000000Z"
    assert instant.clean("2026-03-29T02:30:00", zone="Europe/Berlin") == "2026-03-29T01:30:00.000000Z"
    with pytest.raises(ValueError, match="zone"):
        instant.clean("2026-05-01 12:00:00", zone="Nowhere/At_all")


@settings(deadline=None)
@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=7))])))
def test_text_order_is_time_order(moment: datetime) -> None:
    try:
        cleaned = instant.clean(moment.isoformat())
    except ValueError:
        return
    assert len(cleaned) == len(TEN)
    assert instant.clean(cleaned) == cleaned
    assert datetime.fromisoformat(cleaned) == moment
    assert (cleaned < TEN) == (moment < datetime(2026, 5, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("2026-11-30", "2026-11-30"),
        (" 2026-11-30 ", "2026-11-30"),
        ("20260101", "2026-01-01"),
        (20260101, "2026-01-01"),
        ("2026-11-30T23:30:00Z", "2026-11-30"),
        ("2026-11-30T23:30:00+02:00", "2026-11-30"),
        ("2026-11-30 00:00:00.000", "2026-11-30"),
        (1796083199000, "2026-11-30"),
        ("1796083199000", "2026-11-30"),
        ("11/30/2026", "2026-11-30"),
        ("30.11.2026", "2026-11-30"),
        (date(2026, 11, 30), "2026-11-30"),
    ],
)
def test_civil_date(value: object, cleaned: str) -> None:
    assert civil_date.clean(value) == cleaned


def test_the_day_of_an_instant_is_that_of_the_sources_zone() -> None:
    assert civil_date.clean("2026-11-30T23:30:00Z", zone="Europe/Berlin") == "2026-12-01"
    assert civil_date.clean(1796083199000, zone="Europe/Berlin") == "2026-12-01"
    assert civil_date.clean("2026-12-01T03:30:00Z", zone="America/New_York") == "2026-11-30"
    # without offset it is in that zone already
    assert civil_date.clean("2026-11-30T23:30:00", zone="Europe/Berlin") == "2026-11-30"
    assert civil_date.clean("2026-11-30", zone="Europe/Berlin") == "2026-11-30"


def test_a_local_date_needs_its_order() -> None:
    assert civil_date.clean("11/12/2026", order="mdy") == "2026-11-12"
    assert civil_date.clean("11/12/2026", order="dmy") == "2026-12-11"
    with pytest.raises(ValueError, match="two ways"):
        civil_date.clean("11/12/2026")
    with pytest.raises(ValueError, match="exist"):
        civil_date.clean("13/12/2026", order="mdy")


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-13-01", "0000-00-00", "2026", 45000, "tomorrow", True, [], "", 5.5]
)
def test_civil_date_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        civil_date.clean(value)


@settings(deadline=None)
@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert civil_date.clean(day.isoformat()) == day.isoformat()
    if day.year >= 1000:
        assert civil_date.clean(day.strftime("%Y%m%d")) == day.isoformat()
