"""Stretches of days as people name them: a quarter, a month, a year, or from one day to another.

In: ``2026-Q3``, ``2026-09``, ``2026``, ``2026-07-01..2026-09-30``. Out: :class:`Days`, half-open ``[start, end)``.
Refuses: anything else, months and days that no calendar has, a stretch that ends before it begins.

Quarters and years are those of the fiscal calendar (policies/calendar.yaml); months and days are civil. A day is one of
UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.model.policies import CalendarPolicy
from graph_service.questions.answer import doc
from graph_service.questions.ask import instant

PERIOD = "A quarter (2026-Q3), month (2026-09), year (2026), or first and last day (2026-07-01..2026-09-30)"
_FORM = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?|(?P<first>\d{4}-\d{2}-\d{2})\.\.(?P<last>\d{4}-\d{2}-\d{2})",
    re.ASCII | re.IGNORECASE,
)
_HINT = "write 2026-Q3, 2026-09, 2026 or 2026-07-01..2026-09-30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A stretch of days."""

    label: str = field(metadata=doc("As it was asked for, e.g. 2026-Q3"))
    start: date = field(metadata=doc("Its first day"))
    end: date = field(metadata=doc("The first day after it"))

    @property
    def count(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def since(self) -> str:
        """Its begin as a stored instant."""
        return instant(datetime.combine(self.start, time.min, UTC))

    @property
    def until(self) -> str:
        """Its end as a stored instant; what happens then is no longer in it."""
        return instant(datetime.combine(self.end, time.min, UTC))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.last}"


class Period(str):
    """A stretch of days as a caller writes it.

    Raises:
        UsageError: it is none.
    """

    __slots__ = ()

    def __new__(cls, written: object) -> Period:
        made = super().__new__(cls, str(written).strip().upper())
        made.days()  # what no calendar has is told before anything is asked
        return made

    def days(self, model: Model | None = None) -> Days:
        """The days it stands for.

        Args:
            model: whose fiscal calendar counts; without one a year begins in January.
        """
        found = _FORM.fullmatch(self)
        if found is None:
            raise UsageError(f"{str(self)[:100]!r} is no period", where="period", hint=_HINT)
        try:
            return self._days(found.groupdict(), calendar(model))
        except (ValueError, OverflowError) as reason:
            raise UsageError(f"{self} is no period: {reason}", where="period", hint=_HINT) from None

    def _days(self, parts: dict[str, str | None], fiscal: CalendarPolicy) -> Days:
        if parts["first"] and parts["last"]:
            first, last = date.fromisoformat(parts["first"]), date.fromisoformat(parts["last"])
            if last < first:
                raise ValueError("it ends before it begins")
            return Days(label=str(self), start=first, end=last + timedelta(days=1))
        year = int(parts["year"] or 0)
        if parts["month"]:
            return Days(
                label=str(self), start=date(year, int(parts["month"]), 1), end=month_after(year, int(parts["month"]))
            )
        begins = year - (fiscal.fiscal_year_starts > 1 and fiscal.named_after == "END")
        quarter = int(parts["quarter"] or 1)
        start = _month(begins, fiscal.fiscal_year_starts + 3 * (quarter - 1))
        end = _month(begins, fiscal.fiscal_year_starts + (3 * quarter if parts["quarter"] else 12))
        return Days(label=str(self), start=start, end=end)


def calendar(model: Model | None) -> CalendarPolicy:
    """The fiscal calendar of a model; one that says nothing has the civil."""
    found = model.policies.get("calendar") if model else None
    return found if isinstance(found, CalendarPolicy) else CalendarPolicy()


def quarter_of(model: Model | None, day: date) -> Days:
    """The fiscal quarter in which a day lies; that of its ``end`` is the next."""
    fiscal = calendar(model)
    passed = (day.year * 12 + day.month - fiscal.fiscal_year_starts) // 3 * 3 + fiscal.fiscal_year_starts
    start = _month(0, passed)
    begins = start.year - (start.month < fiscal.fiscal_year_starts)
    year = begins + (fiscal.fiscal_year_starts > 1 and fiscal.named_after == "END")
    number = (start.month - fiscal.fiscal_year_starts) % 12 // 3 + 1
    return Days(label=f"{year:04}-Q{number}", start=start, end=_month(0, passed + 3))


def month_after(year: int, month: int) -> date:
    """The first day after a month."""
    return _month(year, month + 1)


def _month(year: int, month: int) -> date:
    """The first day of a month, counted on beyond December."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
