"""mqlToSql: how many cycles that became MQL in a period became SQL since, and how that changed in ninety days.

In: a period. Out: :class:`MqlToSql`. Refuses: to count an MQL without a day, and to call a young cohort's rate final.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from decimal import Decimal

from graph_service.model.policies import LifecyclePolicy
from graph_service.questions.answer import Answer, Status, Truncated, Why, doc
from graph_service.questions.ask import Ask
from graph_service.questions.cohorts import Cohort, enter, old_enough
from graph_service.questions.figures import LeftOutCount, middle, percent, ratio
from graph_service.questions.funnel import no_entries
from graph_service.questions.funnel_people import Counting, Read, runs
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

TREND_DAYS = 90
_MQL = "MQL"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPart:
    """Cycles that became MQL in ninety days."""

    start: date = field(metadata=doc("First day"))
    end: date = field(metadata=doc("The first day after them"))
    entered: int = field(metadata=doc("Cycles that became MQL"))
    converted: int = field(metadata=doc("Those that became SQL since"))
    rate: Decimal | None = field(metadata=doc("The part; null where there are none"))
    immature: int = field(metadata=doc("Those too young to be judged"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTrend:
    """The last ninety days of the period, up to today, beside the ninety before them."""

    last: TrendPart = field(metadata=doc("The last ninety days"))
    before: TrendPart = field(metadata=doc("The ninety days before"))
    change: Decimal | None = field(metadata=doc("Rate of the last less rate before; null where one has none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MqlToSql(Answer):
    """From MQL to SQL."""

    period: Days = field(metadata=doc("The days in which cycles became MQL"))
    entered: int = field(default=0, metadata=doc("Cycles that became MQL"))
    converted: int = field(default=0, metadata=doc("Those that became SQL, or went further, since"))
    put_aside: int = field(default=0, metadata=doc("Those recycled or disqualified before that"))
    open: int = field(default=0, metadata=doc("Those still MQL"))
    rate: Decimal | None = field(default=None, metadata=doc("Converted of entered, so far"))
    immature: int = field(default=0, metadata=doc("Those that became MQL too short a time ago to be judged"))
    mature_rate: Decimal | None = field(default=None, metadata=doc("The rate of the others; null where there are none"))
    median_days: Decimal | None = field(default=None, metadata=doc("From MQL to SQL, of those that have both days"))
    trend: RateTrend | None = field(default=None, metadata=doc("Ninety days beside the ninety before"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def mql_to_sql(ask: Ask, period: Period) -> MqlToSql:
    """The rate from MQL to SQL, and its trend.

    Args:
        ask: who answers.
        period: when cycles became MQL.
    Raises:
        UsageError: the period is none.
    """
    policy: LifecyclePolicy = ask.model.policies["lifecycle"]
    days, read, today = period.days(ask.model), Read(), ask.now.astimezone(UTC).date()
    turn = min(days.end, today + timedelta(days=1))
    last, before = _days(turn - timedelta(days=TREND_DAYS)), _days(turn - timedelta(days=2 * TREND_DAYS))
    cohorts = {stretch.label: (stretch, Cohort()) for stretch in (days, last, before)}
    ranks, elsewhere = policy.steps, Cohort()

    def judged(day: date) -> bool:
        return old_enough(day, today, policy.young_days)

    async for told in runs(ask, Counting.PEOPLE, read):
        for cycle in told.run.cycles:
            for stretch, cohort in cohorts.values():

                def of(stage: str, day: date, mine: Cohort = cohort) -> Cohort:
                    return mine if stage == _MQL else elsewhere

                enter(cycle, ranks, stretch.__contains__, of, judged)
    asked = cohorts[days.label][1]
    trend = _trend(*cohorts[last.label], *cohorts[before.label])
    left = read.left.counts()
    return MqlToSql(
        status=Status.OK if asked.entered else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(asked, days, trend, policy.young_days, any_dated=read.any_dated),
        period=days,
        entered=asked.entered,
        converted=asked.converted,
        put_aside=asked.put_aside,
        open=asked.open,
        rate=ratio(asked.converted, asked.entered),
        immature=asked.immature,
        mature_rate=ratio(asked.mature_converted, asked.mature),
        median_days=middle(asked.days),
        trend=trend,
        left_out=left,
        truncated=read.truncated,
    )


def _days(start: date) -> Days:
    end = start + timedelta(days=TREND_DAYS)
    return Days(label=f"trend from {start}", start=start, end=end)


def _trend(last: Days, lately: Cohort, before: Days, earlier: Cohort) -> RateTrend:
    one, other = _part(last, lately), _part(before, earlier)
    change = one.rate - other.rate if one.rate is not None and other.rate is not None else None
    return RateTrend(last=one, before=other, change=change)


def _part(days: Days, cohort: Cohort) -> TrendPart:
    return TrendPart(
        start=days.start,
        end=days.end,
        entered=cohort.entered,
        converted=cohort.converted,
        rate=ratio(cohort.converted, cohort.entered),
        immature=cohort.immature,
    )


def _why(asked: Cohort, days: Days, trend: RateTrend, young: int, *, any_dated: bool) -> list[Why]:
    if not asked.entered:
        return [no_entries(days, any_dated=any_dated)]
    rate = percent(ratio(asked.converted, asked.entered))
    text = f"Of {asked.entered} cycles that became MQL from {days}, {asked.converted} became SQL since: {rate}."
    why = [Why(rule="MQL_TO_SQL", text=text)]
    if asked.immature:
        text = f"{asked.immature} of them became MQL less than {young} days ago: the rate will still change."
        why.append(Why(rule="YOUNG", text=text))
    if trend.change is not None:
        points = f"{trend.change * 100:+.1f} percentage points"
        text = f"{points} from the {TREND_DAYS} days from {trend.before.start} to those from {trend.last.start}"
        young_too = (
            f", of whose {trend.last.entered} cycles {trend.last.immature} are young" if trend.last.immature else ""
        )
        why.append(Why(rule="TREND", text=f"{text}{young_too}."))
    if asked.skipped:
        text = f"{asked.skipped} cycles became SQL, or went further, without having been MQL; they are in no figure."
        why.append(Why(rule="SKIPPED", text=text))
    return why


MQL_TO_SQL = Question(
    name="mql_to_sql",
    doc="How many cycles that became MQL in a period became SQL since, and the trend over ninety days.",
    function=mql_to_sql,
    docs={"period": PERIOD},
)
