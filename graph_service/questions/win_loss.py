"""winLoss: how many deals were won of those that closed, by count and by value, and against whom.

In: a period, kinds of deal, groupings. Out: :class:`WinLoss`. Refuses: to count deals that are not decided,
placeholders and kinds that were not asked for (all counted as left out), and to add unlike currencies.

A competitor counts on deals that were won as on those that were lost. A deal that names two counts with both, so the
rows of competitors are not to be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import Answer, Status, Truncated, Why, doc
from graph_service.questions.ask import Ask
from graph_service.questions.figures import (
    Group,
    GroupValue,
    LeftOutCount,
    LeftOuts,
    NotCounted,
    by_currency,
    group_order,
    percent,
    ratio,
    zero_like,
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
    with_amount,
)
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

MOST_COMPETITORS = 50
_FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WonValue:
    """What was won and lost in one currency."""

    currency: str = field(metadata=doc("ISO 4217"))
    won: Decimal = field(metadata=doc("Value of the deals won"))
    lost: Decimal = field(metadata=doc("Value of the deals lost"))
    rate: Decimal | None = field(metadata=doc("The part of the value that was won; null where there was none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRate:
    """Wins of some deals that closed."""

    won: int = field(metadata=doc("Deals won"))
    lost: int = field(metadata=doc("Deals lost"))
    rate: Decimal | None = field(metadata=doc("The part that was won, by count; null where none closed"))
    values: list[WonValue] = field(metadata=doc("The same by value, per currency"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRow(WinRate):
    """Wins of one group."""

    group: list[GroupValue] = field(metadata=doc("What the row is about"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorRow(WinRate):
    """Wins of the deals that name one competitor."""

    competitor: str = field(metadata=doc("As the CRM names it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WinLoss(Answer):
    """Wins and losses of a period."""

    period: Days = field(metadata=doc("The days in which the deals closed"))
    won: int = field(default=0, metadata=doc("Deals won"))
    lost: int = field(default=0, metadata=doc("Deals lost"))
    rate: Decimal | None = field(default=None, metadata=doc("The part that was won, by count"))
    values: list[WonValue] = field(default_factory=list, metadata=doc("The same by value, per currency"))
    rows: list[WinRow] = field(default_factory=list, metadata=doc("The same by group, the greatest first"))
    competitors: list[CompetitorRow] = field(
        default_factory=list, metadata=doc("Those met most; a deal that names two is with both")
    )
    without_competitor: WinRate | None = field(default=None, metadata=doc("Deals that name no competitor"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def win_loss(
    ask: Ask,
    period: Period,
    kinds: list[DealKind] | None = None,
    groupings: list[DealGrouping] | None = None,
    competitors: int = _FEW,
) -> WinLoss:
    """Win rate by count and by value, and against the top competitors.

    Args:
        ask: who answers.
        period: when the deals closed.
        kinds: kinds of deal that count; absent: new and expansion.
        groupings: by what rows are made.
        competitors: at most so many competitors, 1 to 50.
    Raises:
        UsageError: the period is none, or ``competitors`` does not fit.
    """
    if not 1 <= competitors <= MOST_COMPETITORS:
        raise UsageError(f"competitors is {competitors}, must be 1 to {MOST_COMPETITORS}", where="competitors")
    days, left = period.days(ask.model), LeftOuts()
    read = await closing_deals(ask, days)
    deals = decided(of_kinds(read.deals, kinds, left), left)
    with_amount(deals, left)
    left.add_many(NotCounted.NO_CLOSE_DATE, (await undated_deals(ask))["no_close_date"])
    total = win_rate(deals)
    rivals, more = against(deals, competitors)
    cut = [Truncated(what="COMPETITORS", cap=competitors, text=f"{more} more competitors were met.")] if more else []
    return WinLoss(
        status=Status.OK if deals else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(total, rivals, days),
        period=days,
        won=total.won,
        lost=total.lost,
        rate=total.rate,
        values=total.values,
        rows=grouped(deals, groupings),
        competitors=rivals,
        without_competitor=win_rate(one for one in deals if not one.competitors),
        left_out=left.counts(),
        truncated=[*read.truncated, *cut],
    )


def win_rate(deals: Iterable[Deal]) -> WinRate:
    """Wins of decided deals, by count and per currency by value."""
    deals = list(deals)
    won = sum(1 for one in deals if one.won)
    valued = [one for one in deals if one.amount is not None]
    gained = by_currency(one.amount for one in valued if one.won and one.amount)
    missed = by_currency(one.amount for one in valued if not one.won and one.amount)
    values = []
    for currency in sorted({*gained, *missed}):
        some = gained.get(currency, missed.get(currency, Decimal(0)))
        win, loss = gained.get(currency, zero_like(some)), missed.get(currency, zero_like(some))
        values.append(WonValue(currency=currency, won=win, lost=loss, rate=ratio(win, win + loss)))
    return WinRate(won=won, lost=len(deals) - won, rate=ratio(won, len(deals)), values=values)


def grouped(deals: Sequence[Deal], groupings: Sequence[DealGrouping] | None) -> list[WinRow]:
    """A row for each group, the greatest first; none where nothing is grouped by."""
    if not groupings:
        return []
    group_of = grouper(groupings, BANDS)
    groups: dict[Group, list[Deal]] = {}
    for deal in deals:
        groups.setdefault(group_of(deal), []).append(deal)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), group_order(one[0])))
    return [WinRow(group=list(group), **_parts(win_rate(found))) for group, found in ordered]


def against(deals: Sequence[Deal], most: int) -> tuple[list[CompetitorRow], int]:
    """The competitors met most, and how many more there are; a spelling's case makes no other competitor."""
    met: dict[str, list[Deal]] = {}
    names: dict[str, str] = {}
    for deal in deals:
        for name in deal.competitors:
            names.setdefault(name.casefold(), name)
            met.setdefault(name.casefold(), []).append(deal)
    ordered = sorted(met, key=lambda one: (-len(met[one]), one))
    rows = [CompetitorRow(competitor=names[one], **_parts(win_rate(met[one]))) for one in ordered[:most]]
    return rows, max(0, len(ordered) - most)


def _parts(rate: WinRate) -> dict[str, Any]:
    return {"won": rate.won, "lost": rate.lost, "rate": rate.rate, "values": rate.values}


def _why(total: WinRate, rivals: Sequence[CompetitorRow], days: Days) -> list[Why]:
    if not total.won + total.lost:
        text = f"No deal of these kinds with a close date from {days} is won or lost on record."
        return [Why(rule="NOTHING_CLOSED", text=text)]
    text = f"Of {total.won + total.lost} deals that closed from {days}, {total.won} were won: {percent(total.rate)}"
    by_value = "; ".join(f"{percent(one.rate)} of the value in {one.currency}" for one in total.values)
    why = [Why(rule="WIN_RATE", text=f"{text}{'; ' + by_value if by_value else ''}.")]
    if rivals:
        text = "A competitor counts on deals won as on deals lost; a deal that names two counts with both."
        why.append(Why(rule="COMPETITORS", text=text))
    return why


WIN_LOSS = Question(
    name="win_loss",
    doc="Win rate of the deals that closed in a period, by count and by value, and against the top competitors.",
    function=win_loss,
    docs={
        "period": PERIOD,
        "kinds": KINDS,
        "groupings": "Rows by REP, SIZE, SOURCE, KIND, SEGMENT or MONTH; several make one row for each combination",
        "competitors": "At most so many competitors, 1 to 50, those met most first",
    },
)
