"""funnel: how many cycles entered each stage in a period, and how many of them got to the next, per motion.

In: a period, whose stages, groupings. Out: :class:`Funnel`. Refuses: to count a stage without a day, a move that the
lifecycle does not allow, our own staff; and to judge cohorts that are too young: those are marked.

The motion NEW is told by lifecycle stages. Of EXPANSION and RENEWAL the model holds the deals: a cycle begins when one
is created and converts when it is won. No record holds the stages of the motion PARTNER.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from enum import Enum

from graph_service.model.policies import LifecyclePolicy
from graph_service.questions.answer import Answer, Status, Truncated, Why, doc
from graph_service.questions.ask import Ask
from graph_service.questions.cohorts import Cohort, enter, old_enough
from graph_service.questions.figures import (
    Group,
    GroupValue,
    LeftOutCount,
    NotCounted,
    group_order,
    middle,
    ratio,
)
from graph_service.questions.figures_deals import Deal, created_deals, undated_deals
from graph_service.questions.funnel_people import Counting, Read, Told, runs
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

_MOTIONS = ("NEW", "EXPANSION", "RENEWAL")


class FunnelGrouping(Enum):
    """By what cycles may be grouped."""

    MONTH = "The month in which the stage was entered."
    SOURCE = "The first lead source of the person, or the source of the deal."
    SEGMENT = "The segment of the company as it is now."


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """Cycles that entered one stage in the period."""

    motion: str = field(metadata=doc("NEW, EXPANSION or RENEWAL"))
    stage: str = field(metadata=doc("The stage"))
    next: list[str] = field(metadata=doc("Stages of the next step; a later one counts as reaching it"))
    group: list[GroupValue] = field(metadata=doc("What the row is about; empty: all"))
    entered: int = field(metadata=doc("Cycles that entered it in the period"))
    converted: int = field(metadata=doc("Those that reached a later step since, whenever"))
    put_aside: int = field(metadata=doc("Those recycled, disqualified or lost before that"))
    open: int = field(metadata=doc("Those of which nothing is decided"))
    rate: Decimal | None = field(metadata=doc("Converted of entered, so far"))
    immature: int = field(metadata=doc("Those that entered too short a time ago to be judged"))
    mature_rate: Decimal | None = field(metadata=doc("The rate of the others; null where there are none"))
    median_days: Decimal | None = field(metadata=doc("From this stage to the next, of those that have both days"))
    skipped: int = field(metadata=doc("Cycles that passed it over in the period; they did not enter it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(Answer):
    """Conversion from stage to stage."""

    period: Days = field(metadata=doc("The days in which stages were entered"))
    young_days: int = field(default=0, metadata=doc("A cycle is too young to be judged for so many days"))
    rows: list[FunnelRow] = field(default_factory=list, metadata=doc("By motion, in the order of the stages"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


@dataclass(slots=True)
class Cohorts:
    """Cohorts of the motion, stage and group they are about."""

    today: date
    young_days: int
    found: dict[tuple[str, str, Group], Cohort] = field(default_factory=dict)

    def of(self, motion: str, stage: str, group: Group) -> Cohort:
        """The cohort, made when it is first met."""
        return self.found.setdefault((motion, stage, group), Cohort())

    def judged(self, day: date) -> bool:
        """Whether what entered on a day may be judged."""
        return old_enough(day, self.today, self.young_days)


async def funnel(
    ask: Ask, period: Period, groupings: list[FunnelGrouping] | None = None, counting: Counting = Counting.PEOPLE
) -> Funnel:
    """Conversion per lifecycle stage, by the day on which cycles entered it.

    Args:
        ask: who answers.
        period: when the stage was entered.
        groupings: by what rows are made.
        counting: people, or companies.
    Raises:
        UsageError: the period is none.
    """
    policy: LifecyclePolicy = ask.model.policies["lifecycle"]
    days, read, ranks = period.days(ask.model), Read(), policy.steps
    cohorts = Cohorts(ask.now.astimezone(UTC).date(), policy.young_days)
    chosen = list(dict.fromkeys(groupings or ()))
    async for told in runs(ask, counting, read):
        for cycle in told.run.cycles:
            enter(cycle, ranks, days.__contains__, _cohort_of(cohorts, told, chosen), cohorts.judged)
    created = await created_deals(ask, days)
    for deal in created.deals:
        _count_deal(cohorts, deal, chosen, read)
    read.left.add_many(NotCounted.NO_CREATION_DATE, (await undated_deals(ask))["no_creation_date"])
    rows = funnel_rows(policy, cohorts)
    left = read.left.counts()
    return Funnel(
        status=Status.OK if rows else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(rows, days, policy.young_days, any_dated=read.any_dated),
        period=days,
        young_days=policy.young_days,
        rows=rows,
        left_out=left,
        truncated=[*read.truncated, *created.truncated],
    )


def _cohort_of(cohorts: Cohorts, told: Told, groupings: Sequence[FunnelGrouping]) -> Callable[[str, date], Cohort]:
    return lambda stage, day: cohorts.of("NEW", stage, _group(groupings, day, told.source, told.segment))


def _group(groupings: Sequence[FunnelGrouping], day: date, source: str | None, segment: str | None) -> Group:
    values = {
        FunnelGrouping.MONTH: day.isoformat()[:7],
        FunnelGrouping.SOURCE: source,
        FunnelGrouping.SEGMENT: segment,
    }
    return tuple(GroupValue(by=one.name, value=values[one]) for one in groupings)


def _count_deal(cohorts: Cohorts, deal: Deal, groupings: Sequence[FunnelGrouping], read: Read) -> None:
    """A deal of another motion than NEW; what is no deal of any motion is counted as left out."""
    if deal.gone:
        read.left.add(NotCounted.GONE, deal.node)
    elif deal.kind in ("UNCLASSIFIED", "FORECAST_PLACEHOLDER"):
        read.left.add(NotCounted[deal.kind], deal.node)
    elif deal.kind != "NEW" and deal.created is not None:
        if deal.closed is None or (deal.closed and deal.won is None):
            unknown = NotCounted.OPEN_STATE_UNKNOWN if deal.closed is None else NotCounted.OUTCOME_UNKNOWN
            read.left.add(unknown, deal.node)
            return
        won, lost = bool(deal.won), bool(deal.closed and not deal.won)
        took = (deal.close_date - deal.created).days if won and deal.close_date else None
        group = _group(groupings, deal.created, deal.source, deal.segment)
        judged = cohorts.judged(deal.created)
        cohorts.of(deal.kind, "OPPORTUNITY", group).count(converted=won, put_aside=lost, mature=judged, days=took)


def funnel_rows(policy: LifecyclePolicy, cohorts: Cohorts) -> list[FunnelRow]:
    """The rows, by motion, stage and group."""
    ranks = policy.steps
    order = list(ranks)

    def key(one: tuple[tuple[str, str, Group], Cohort]) -> tuple[int, int, list[tuple[bool, str]]]:
        (motion, stage, group), _ = one
        return _MOTIONS.index(motion), order.index(stage), group_order(group)

    rows = []
    for (motion, stage, group), cohort in sorted(cohorts.found.items(), key=key):
        after = [one for one, rank in ranks.items() if rank == ranks[stage] + 1] if motion == "NEW" else ["WON"]
        last = not after
        rows.append(
            FunnelRow(
                motion=motion,
                stage=stage,
                next=after,
                group=list(group),
                entered=cohort.entered,
                converted=cohort.converted,
                put_aside=cohort.put_aside,
                open=cohort.open,
                rate=None if last else ratio(cohort.converted, cohort.entered),
                immature=cohort.immature,
                mature_rate=None if last else ratio(cohort.mature_converted, cohort.mature),
                median_days=middle(cohort.days),
                skipped=cohort.skipped,
            )
        )
    return rows


def _why(rows: Sequence[FunnelRow], days: Days, young: int, *, any_dated: bool) -> list[Why]:
    if not rows:
        return [no_entries(days, any_dated=any_dated)]
    text = (
        "A cycle counts in each stage by the day it entered it, and as converted if it reached a later step since, "
        "whenever; after a recycling a new cycle begins."
    )
    why = [Why(rule="COHORTS", text=text)]
    immature = sum(one.immature for one in rows)
    if immature:
        text = f"{immature} entries are younger than {young} days: their rate may change; mature_rate leaves them out."
        why.append(Why(rule="YOUNG", text=text))
    text = "Of EXPANSION and RENEWAL the deals are counted, from creation to won; of PARTNER no record holds stages."
    return [*why, Why(rule="MOTIONS", text=text)]


def no_entries(days: Days, *, any_dated: bool) -> Why:
    """Why there is nothing to count: nobody in these days, or no history of stages at all."""
    if any_dated:
        return Why(rule="NOBODY_ENTERED", text=f"On record nobody entered such a stage from {days}.")
    text = (
        "No system tells when a lifecycle stage was entered; load a CRM's stages with their history, "
        "e.g. HubSpot's contact_property_history of lifecyclestage."
    )
    return Why(rule="NO_STAGE_HISTORY", text=text)


FUNNEL = Question(
    name="funnel",
    doc="How many cycles entered each lifecycle stage in a period, and how many of them got to the next, per motion.",
    function=funnel,
    docs={
        "period": PERIOD,
        "groupings": "Rows by MONTH of entry, SOURCE or SEGMENT; several make one row for each combination",
        "counting": "PEOPLE, or ACCOUNTS by the stage that a CRM gives the company",
    },
)
