"""Periods: quarters, months, years and stretches of days, half-open, by the fiscal calendar."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph_service.errors import UsageError
from graph_service.model.policies import CalendarPolicy
from graph_service.questions.period import Period, quarter_of


def fiscal(month: int, named: str = "END"):
    return SimpleNamespace(policies={"calendar": CalendarPolicy(fiscal_year_starts=month, named_after=named)})


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-q4", "2026-10-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        (" 2026 ", "2026-01-01", "2027-01-01"),
        ("2026-07-01..2026-09-30", "2026-07-01", "2026-10-01"),
        ("2024-02-29..2024-02-29", "2024-02-29", "2024-03-01"),
    ],
)
def test_a_period_is_half_open(written, start, end):
    days = Period(written).days()
    assert (days.start.isoformat(), days.end.isoformat()) == (start, end)
    assert days.start in days and days.end not in days


@pytest.mark.parametrize(
    ("written", "model", "start", "end"),
    [
        ("2026-Q1", fiscal(2), "2025-02-01", "2025-05-01"),
        ("2026-Q4", fiscal(2), "2025-11-01", "2026-02-01"),
        ("2026", fiscal(10), "2025-10-01", "2026-10-01"),
        ("2026", fiscal(10, "START"), "2026-10-01", "2027-10-01"),
        ("2026-09", fiscal(2), "2026-09-01", "2026-10-01"),
    ],
)
def test_quarters_and_years_are_fiscal_and_months_are_not(written, model, start, end):
    days = Period(written).days(model)
    assert (days.start.isoformat(), days.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "written",
    ["", "2026-Q5", "2026-13", "2026-00", "0000", "9999-12-31..9999-12-31", "26-Q1", "2026-07-01", "last quarter",
     "2026-07-01..2026-06-30", "2026-02-30..2026-03-01", "２０２６", "9999"],
)  # fmt: skip
def test_what_is_no_period_is_told_with_the_forms_there_are(written):
    with pytest.raises(UsageError, match="no period") as told:
        Period(written)
    assert "2026-Q3" in str(told.value.hint)


@given(
    some.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)),
    some.integers(1, 12),
    some.sampled_from(["START", "END"]),
)
def test_the_quarter_of_a_day_holds_it_and_its_name_names_it(day, month, named):
    model = fiscal(month, named)
    quarter = quarter_of(model, day)
    assert day in quarter
    assert Period(quarter.label).days(model) == quarter
    assert quarter_of(model, quarter.end).start == quarter.end
    assert quarter_of(model, quarter.start - timedelta(days=1)).end == quarter.start
