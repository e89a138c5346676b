"""pipelineCoverage: whether the open pipeline of a period is enough for its targets, by how deals closed before.

In: a period (absent: the next quarter), one of our people, kinds of deal, a measure. Out: :class:`PipelineCoverage`.
Refuses: to add unlike currencies or unlike measures, to count placeholders or, unless asked, renewals, to split a
target over periods; what is left out is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, Status, Truncated, Why, doc, listed, shown
from graph_service.questions.ask import Ask
from graph_service.questions.figures import LeftOutCount, LeftOuts, NotCounted, percent, ratio, zero_like
from graph_service.questions.figures_deals import (
    KINDS,
    Deal,
    DealKind,
    closing_deals,
    of_kinds,
    undated_deals,
    with_amount,
)
from graph_service.questions.period import PERIOD, Days, Period, quarter_of
from graph_service.questions.pipeline_coverage_targets import (
    MOST_TARGETS,
    Aim,
    AimOwner,
    Aims,
    in_all,
    read_aims,
    rounded,
    year_before,
)
from graph_service.questions.question import USER, Question
from graph_service.questions.reference import UserRef
from graph_service.questions.resolve import resolve
from graph_service.questions.win_loss import WinRate, WonValue, win_rate


class CoverageOf(Enum):
    """Whose pipeline and target a row holds."""

    ALL = "Everybody's; its target is the company's, else the sum of those of users."
    TEAM = "A team's or territory's: of a team the deals that it or one of its members owns."
    USER = "One of our people's; without an owner: deals that nobody owns."


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRate(WinRate):
    """How deals closed in the year before."""

    start: str = field(metadata=doc("First day"))
    end: str = field(metadata=doc("The first day after it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """Pipeline against target, in one currency; rows of unlike measures hold the same pipeline and are not added."""

    of: CoverageOf = field(metadata=doc("ALL, TEAM or USER"))
    owner: NodeSeen | None = field(metadata=doc("User, team or territory; null for ALL, and for deals of nobody"))
    active: bool | None = field(metadata=doc("False where the owner left"))
    currency: str = field(metadata=doc("ISO 4217"))
    measure: str | None = field(metadata=doc("What the target measures; null where there is none"))
    open: Decimal = field(metadata=doc("Value of the open deals that are to close in the period"))
    deals: int = field(metadata=doc("How many those are"))
    won: Decimal = field(metadata=doc("Value won in the period so far"))
    target: Decimal | None = field(metadata=doc("The target; null where none is on record"))
    coverage: Decimal | None = field(metadata=doc("Open value as a multiple of what the target still lacks"))
    expected: Decimal | None = field(metadata=doc("Won, and the open value times the historical close rate"))
    gap: Decimal | None = field(metadata=doc("Target less expected; below zero where more is expected"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineCoverage(Answer):
    """Pipeline against targets."""

    period: Days = field(metadata=doc("The days in which the deals are to close"))
    user: NodeSeen | None = field(default=None, metadata=doc("Whose, if one was named"))
    history: CloseRate | None = field(default=None, metadata=doc("How such deals closed in the year up to today"))
    needed: Decimal | None = field(
        default=None,
        metadata=doc("The coverage that meets a target at the historical close rate by count: its inverse"),
    )
    rows: list[CoverageRow] = field(default_factory=list, metadata=doc("Everybody's, then by team, then by user"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def pipeline_coverage(
    ask: Ask,
    period: Period | None = None,
    user: UserRef | None = None,
    kinds: list[DealKind] | None = None,
    measure: str | None = None,
) -> PipelineCoverage:
    """The open pipeline of a period against its targets and the historical close rate.

    Args:
        ask: who answers.
        period: when the deals are to close; absent: the next fiscal quarter.
        user: only one of our people.
        kinds: kinds of deal that count; absent: new and expansion.
        measure: only targets of this measure.
    Raises:
        UsageError: the period is none.
    """
    today = ask.now.astimezone(UTC).date()
    days = period.days(ask.model) if period else quarter_of(ask.model, quarter_of(ask.model, today).end)
    who = await resolve(ask, user) if user is not None else None
    if who is not None and who.node is None:
        return PipelineCoverage(period=days, **who.envelope(ask, ask.now))
    left = LeftOuts()
    read = await closing_deals(ask, days)
    deals = with_amount(still_to_close(of_kinds(read.deals, kinds, left), today, left), left)
    before = year_before(today)
    past = await closing_deals(ask, before)
    # what the history leaves out is no part of the pipeline, and is not told twice
    closed = [one for one in of_kinds(past.deals, kinds, LeftOuts()) if one.closed and one.won is not None]
    history = win_rate(closed)
    aims = await read_aims(ask, days, measure, left)
    left.add_many(NotCounted.NO_CLOSE_DATE, (await undated_deals(ask))["no_close_date"])
    rows = cover(deals, aims, history.rate)
    if who is not None and who.node is not None:
        rows = [one for one in rows if one.owner is not None and one.owner.id == who.node.id]
    cut = [Truncated(what="TARGETS", cap=MOST_TARGETS, text="There are more targets.")] if aims.cut else []
    return PipelineCoverage(
        status=Status.OK if any(one.coverage is not None for one in rows) else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*(who.why if who else []), *_why(rows, history, days, before)],
        period=days,
        user=who.node if who else None,
        history=CloseRate(
            start=before.start.isoformat(),
            end=before.end.isoformat(),
            won=history.won,
            lost=history.lost,
            rate=history.rate,
            values=history.values,
        ),
        needed=ratio(Decimal(1), history.rate, "0.01") if history.rate else None,
        rows=rows,
        left_out=left.counts(),
        truncated=[*read.truncated, *past.truncated, *cut],
    )


def still_to_close(deals: Iterable[Deal], today: date, left: LeftOuts) -> list[Deal]:
    """Deals that are open, or were won in the period; lost ones are decided, the others are counted."""
    kept = []
    for deal in deals:
        if deal.closed is None:
            left.add(NotCounted.OPEN_STATE_UNKNOWN, deal.node)
        elif deal.closed and deal.won is None:
            left.add(NotCounted.OUTCOME_UNKNOWN, deal.node)
        elif not deal.closed and deal.close_date is not None and deal.close_date < today:
            left.add(NotCounted.OVERDUE, deal.node)
        elif not deal.closed or deal.won:
            kept.append(deal)
    return kept


def cover(deals: Sequence[Deal], aims: Aims, rate: Decimal | None) -> list[CoverageRow]:
    """The rows: everybody's, then of teams, then of users."""
    rows = _rows(CoverageOf.ALL, None, deals, in_all(aims.aims), rate)
    owners: dict[str, AimOwner] = {one.node.id: one for aim in aims.aims for one in aim.owners}
    for deal in deals:
        if deal.owner is not None:
            owners.setdefault(deal.owner.id, AimOwner(deal.owner, deal.owner_active is not False))
    ordered = sorted(owners.values(), key=lambda one: (one.node.noun == "User", shown(one.node), one.node.id))
    for owner in ordered:
        theirs = {owner.node.id, *aims.members.get(owner.node.id, ())}
        mine = [one for one in deals if one.owner is not None and one.owner.id in theirs]
        wanted = [aim for aim in aims.aims if any(one.node.id == owner.node.id for one in aim.owners)]
        of = CoverageOf.USER if owner.node.noun == "User" else CoverageOf.TEAM
        rows += _rows(of, owner, mine, wanted, rate)
    return rows + _rows(CoverageOf.USER, None, [one for one in deals if one.owner is None], [], rate)


def _rows(
    of: CoverageOf, owner: AimOwner | None, deals: Sequence[Deal], aims: Sequence[Aim], rate: Decimal | None
) -> list[CoverageRow]:
    currencies = {one.amount.currency for one in deals if one.amount} | {one.amount.currency for one in aims}
    rows = []
    for currency in sorted(currencies):
        here = [one for one in aims if one.amount.currency == currency]
        by_measure: dict[str, list[Aim]] = {}
        for aim in here:
            by_measure.setdefault((aim.measure or "").casefold(), []).append(aim)
        for _, group in sorted(by_measure.items()) or [("", [])]:
            rows.append(_row(of, owner, currency, deals, group, rate))
    return rows


def _row(
    of: CoverageOf,
    owner: AimOwner | None,
    currency: str,
    deals: Sequence[Deal],
    aims: Sequence[Aim],
    rate: Decimal | None,
) -> CoverageRow:
    amounts = [(one, one.amount.amount) for one in deals if one.amount and one.amount.currency == currency]
    like = zero_like(amounts[0][1] if amounts else aims[0].amount.amount)
    still = sum((amount for one, amount in amounts if not one.closed), like)
    won = sum((amount for one, amount in amounts if one.won), like)
    target = sum((one.amount.amount for one in aims), like) if aims else None
    expected = rounded(won + still * rate, like) if rate is not None else None
    lacks = target - won if target is not None else None
    return CoverageRow(
        of=of,
        owner=owner.node if owner else None,
        active=owner.active if owner else None,
        currency=currency,
        measure=aims[0].measure if aims else None,
        open=still,
        deals=sum(1 for one, _ in amounts if not one.closed),
        won=won,
        target=target,
        coverage=ratio(still, lacks, "0.01") if lacks is not None and lacks > 0 else None,
        expected=expected,
        gap=target - expected if target is not None and expected is not None else None,
    )


def _why(rows: Sequence[CoverageRow], history: WinRate, days: Days, before: Days) -> list[Why]:
    why = []
    if history.rate is not None:
        closed = history.won + history.lost
        rate = percent(history.rate)
        text = f"Of {closed} such deals that closed from {before}, {history.won} were won: {rate} by count"
        by_value = "; ".join(_value(one) for one in history.values)
        why.append(
            Why(rule="CLOSE_RATE", text=f"{text}{'; by value ' + by_value if by_value else ''}. Expected is by count.")
        )
    else:
        text = f"No such deal was won or lost from {before}, so that no close rate is known."
        why.append(Why(rule="NO_HISTORY", text=text))
    if not any(one.deals for one in rows):
        why.append(Why(rule="NO_PIPELINE", text=f"No open deal of these kinds with an amount is to close from {days}."))
    if not any(one.target is not None for one in rows):
        text = f"No target in money lies within {days}; load quotas (the table targets of the warehouse)."
        why.append(Why(rule="NO_TARGET", text=text))
    elif any(one.target is not None for one in rows if one.of is CoverageOf.ALL):
        text = (
            "Everybody's target is the one of nobody in particular, else the sum of those of users; a target counts if "
            "it lies within the period, and is never split."
        )
        why.append(Why(rule="TARGET", text=text))
    left = {shown(one.owner) for one in rows if one.owner is not None and one.active is False and one.deals}
    if left:
        why.append(Why(rule="OWNER_LEFT", text=f"Open deals here are owned by who left: {listed(sorted(left))}."))
    return why


def _value(one: WonValue) -> str:
    return f"{percent(one.rate)} in {one.currency}"


PIPELINE_COVERAGE = Question(
    name="pipeline_coverage",
    doc="The open pipeline of a period against its targets and against how such deals closed in the year before.",
    function=pipeline_coverage,
    docs={
        "period": PERIOD + "; absent: the next fiscal quarter",
        "user": USER + "; absent: everybody, with a row for each",
        "kinds": KINDS,
        "measure": "Only targets of this measure, e.g. new business; absent: all, a row for each",
    },
)
