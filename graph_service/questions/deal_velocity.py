"""dealVelocity: how many days deals took from creation to close, those won and those lost apart.

In: a period, kinds of deal, groupings, limits of size bands. Out: :class:`DealVelocity`. Refuses: to count deals that
are not decided, or of which no day of creation is known; they are counted as left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from graph_service.errors import UsageError
from graph_service.questions.answer import Answer, Status, Truncated, Why, doc
from graph_service.questions.ask import Ask
from graph_service.questions.figures import (
    Group,
    GroupValue,
    LeftOutCount,
    LeftOuts,
    NotCounted,
    average,
    group_order,
    middle,
)
from graph_service.questions.figures_deals import (
    BANDS,
    KINDS,
    Deal,
    DealGrouping,
    DealKind,
    closing_deals,
    decided,
    grouper,
    of_kinds,
    undated_deals,
)
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

_MOST_BANDS = 20


class Outcome(Enum):
    """How a deal ended."""

    WON = "Closed and won."
    LOST = "Closed and lost."


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityRow:
    """Days from creation to close, of the deals of one outcome and group."""

    outcome: Outcome = field(metadata=doc("WON or LOST"))
    group: list[GroupValue] = field(metadata=doc("What the row is about; empty: all"))
    deals: int = field(metadata=doc("How many deals"))
    median_days: Decimal = field(metadata=doc("Half of them took longer, half took less"))
    mean_days: Decimal = field(metadata=doc("The mean; a few slow deals move it"))
    least_days: int = field(metadata=doc("The fastest"))
    most_days: int = field(metadata=doc("The slowest"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DealVelocity(Answer):
    """How fast deals close."""

    period: Days = field(metadata=doc("The days in which the deals closed"))
    rows: list[VelocityRow] = field(default_factory=list, metadata=doc("Won first; within it the most deals first"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def deal_velocity(
    ask: Ask,
    period: Period,
    groupings: list[DealGrouping] | None = None,
    kinds: list[DealKind] | None = None,
    bands: list[int] | None = None,
) -> DealVelocity:
    """Days from creation to close.

    Args:
        ask: who answers.
        period: when the deals closed.
        groupings: by what rows are made.
        kinds: kinds of deal that count; absent: new and expansion.
        bands: limits of the size bands, each in a deal's own currency.
    Raises:
        UsageError: the period is none, or the bands do not rise.
    """
    limits = rising(bands)
    days, left = period.days(ask.model), LeftOuts()
    read = await closing_deals(ask, days)
    timed = dated(decided(of_kinds(read.deals, kinds, left), left), left)
    left.add_many(NotCounted.NO_CLOSE_DATE, (await undated_deals(ask))["no_close_date"])
    rows = velocity(timed, groupings, limits)
    return DealVelocity(
        status=Status.OK if rows else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(timed, days),
        period=days,
        rows=rows,
        left_out=left.counts(),
        truncated=read.truncated,
    )


def rising(bands: Sequence[int] | None) -> Sequence[int]:
    """Limits of size bands.

    Raises:
        UsageError: they are not above zero and rising, or too many.
    """
    if bands is None:
        return BANDS
    if not 1 <= len(bands) <= _MOST_BANDS or bands[0] <= 0 or sorted(set(bands)) != list(bands):
        raise UsageError(
            "not limits of size bands", where="bands", hint="give 1 to 20 rising numbers above 0, e.g. 10000 50000"
        )
    return bands


def dated(deals: Iterable[Deal], left: LeftOuts) -> list[tuple[Deal, int]]:
    """Deals with the days they took; those without are counted."""
    timed = []
    for deal in deals:
        if deal.created is None:
            left.add(NotCounted.NO_CREATION_DATE, deal.node)
        elif deal.close_date is not None and deal.close_date < deal.created:
            left.add(NotCounted.CLOSED_BEFORE_CREATED, deal.node)
        elif deal.close_date is not None:
            timed.append((deal, (deal.close_date - deal.created).days))
    return timed


def velocity(
    timed: Iterable[tuple[Deal, int]], groupings: Sequence[DealGrouping] | None, bands: Sequence[int]
) -> list[VelocityRow]:
    """A row for each outcome and group, won first."""
    group_of = grouper(groupings, bands)
    groups: dict[tuple[bool, Group], list[int]] = {}
    for deal, took in timed:
        groups.setdefault((not deal.won, group_of(deal)), []).append(took)
    ordered = sorted(groups.items(), key=lambda one: (one[0][0], -len(one[1]), group_order(one[0][1])))
    return [
        VelocityRow(
            outcome=Outcome.LOST if lost else Outcome.WON,
            group=list(group),
            deals=len(found),
            median_days=middle(found) or Decimal(0),
            mean_days=average(found) or Decimal(0),
            least_days=min(found),
            most_days=max(found),
        )
        for (lost, group), found in ordered
    ]


def _why(timed: Sequence[tuple[Deal, int]], days: Days) -> list[Why]:
    if not timed:
        text = (
            f"No deal of these kinds with a close date from {days} is won or lost and has a day of creation on record."
        )
        return [Why(rule="NOTHING_CLOSED", text=text)]
    text = "Days from the day a deal was created (in UTC) to its close date, which is a civil date."
    why = [Why(rule="CREATION_TO_CLOSE", text=text)]
    said = []
    for outcome, name in ((True, "won"), (False, "lost")):
        took = [one for deal, one in timed if bool(deal.won) is outcome]
        said += [f"{len(took)} {name}, half of them within {middle(took)} days"] if took else []
    return [*why, Why(rule="VELOCITY", text=f"From {days}: {'; '.join(said)}.")]


DEAL_VELOCITY = Question(
    name="deal_velocity",
    doc="Days from creation to close of the deals that closed in a period, won and lost apart.",
    function=deal_velocity,
    docs={
        "period": PERIOD,
        "groupings": "Rows by SIZE, SOURCE, REP, KIND, SEGMENT or MONTH; several make one row for each combination",
        "kinds": KINDS,
        "bands": "Limits of the size bands, rising, each in a deal's own currency; absent: 10000, 50000, 250000",
    },
)
