"""staleDeals: open opportunities that nothing moved for some days, or whose close date has passed.

In: a number of days; one of our people, or a stage. Out: :class:`StaleDeals`, the idlest first. Refuses: to judge an
opportunity of which no system says whether it is open; those are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from enum import Enum

from graph_service.errors import UsageError
from graph_service.questions.answer import Answer, NodeSeen, Status, Why, doc, listed, shown
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.deals import DealSeen, parts, persons, read_deals
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import USER, Question
from graph_service.questions.reference import UserRef
from graph_service.questions.resolve import resolve

MOST_DAYS = 3_650
_SHOWN = 5


class Staleness(Enum):
    """Why a deal is stale."""

    NOT_MOVED = "No record of it changed and no activity on it is on record since."
    CLOSE_DATE_PASSED = "Its close date has passed and it is still open."
    NOBODY_HERE = "Nobody who owns it is still here."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleDeal(DealSeen):
    """One stale opportunity."""

    idle_days: int | None = field(metadata=doc("Full days since anything moved it; null where nothing is dated"))
    overdue_days: int | None = field(metadata=doc("Days since its close date passed; null where it has not"))
    because: list[Staleness] = field(metadata=doc("NOT_MOVED, CLOSE_DATE_PASSED, NOBODY_HERE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleDeals(Answer):
    """Open opportunities that wait for somebody."""

    user: NodeSeen | None = field(default=None, metadata=doc("Whose, if one was named"))
    deals: list[StaleDeal] = field(default_factory=list, metadata=doc("The idlest first"))
    undecided: int = field(
        default=0, metadata=doc("Opportunities, of everybody, of which no system says whether they are open")
    )
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def stale_deals(
    ask: Ask,
    days: int = 30,
    stage: str | None = None,
    user: UserRef | None = None,
    first: int = 50,
    after: str | None = None,
) -> StaleDeals:
    """Open opportunities that nothing moved for some days.

    Args:
        ask: who answers.
        days: idle for at least so many days, 1 to 3650.
        stage: only those in this stage, as the CRM calls it.
        user: only those of one of our people or teams.
        first: opportunities on the page.
        after: cursor of the page before.
    Raises:
        UsageError: ``days``, ``first`` or ``after`` do not fit.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"days is {days}, must be 1 to {MOST_DAYS}", where="days")
    page = wanted("stale_deals", first, after)
    who = await resolve(ask, user) if user is not None else None
    if who is not None and who.node is None:
        return StaleDeals(**who.envelope(ask, ask.now))
    node = who.node if who else None
    edge = ask.now - timedelta(days=days)
    today = ask.now.astimezone(UTC).date()
    ignored = list(ask.model.policies["suppression"].states.opportunity_ignored)
    rows = await ask.reader.run(
        "pipeline/stale_deals",
        timeout=PATIENCE,
        user=node.id if node else None,
        stage=stage,
        ignored=ignored,
        before=instant(edge),
        today=today.isoformat(),
        after=page.after,
        cap=first + 1,
    )
    [undecided] = await ask.reader.run("pipeline/undecided_deals", timeout=PATIENCE)
    known = await read_deals(ask, [row["id"] for row in rows[:first]])
    deals = [_stale(ask, known[row["id"]], row["moved"], days, today) for row in rows[:first] if row["id"] in known]
    return StaleDeals(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*(who.why if who else []), *_why(deals, days, undecided["count"], more=len(rows) > first)],
        user=node,
        deals=deals,
        undecided=undecided["count"],
        page=page.page([row["key"] for row in rows]),
    )


def _stale(ask: Ask, deal: DealSeen, moved: str, days: int, today: date) -> StaleDeal:
    last = moment(moved)
    idle = (ask.now - last).days if last else None
    overdue = (today - deal.close_date).days if deal.close_date and deal.close_date < today else None
    because = [Staleness.NOT_MOVED] if idle is None or idle >= days else []
    because += [Staleness.CLOSE_DATE_PASSED] if overdue else []
    because += [] if persons(deal.owners) else [Staleness.NOBODY_HERE]
    return StaleDeal(**parts(deal), idle_days=idle, overdue_days=overdue, because=because)


def _why(deals: list[StaleDeal], days: int, undecided: int, *, more: bool) -> list[Why]:
    why = [Why(rule="STALE_DEAL", text=_said(one), records=one.records) for one in deals[:_SHOWN]]
    if not deals:
        text = f"Every open opportunity moved within {days} days and has its close date ahead."
        why = [Why(rule="NOTHING_STALE", text=text)]
    if more:
        why.append(Why(rule="MORE", text="There are more; ask on with page.cursor."))
    if undecided:
        text = f"{undecided} opportunities are left out: no system says whether they are open."
        why.append(Why(rule="OPEN_STATE_UNKNOWN", text=text))
    return why


def _said(one: StaleDeal) -> str:
    whose = listed(shown(owner.owner) for owner in persons(one.owners)) if persons(one.owners) else "nobody still here"
    idle = f"nothing moved it for {one.idle_days} days" if one.idle_days is not None else "nothing about it is dated"
    late = f"; its close date {one.close_date} has passed" if one.overdue_days else ""
    return f"{shown(one.opportunity)} ({one.stage or 'no stage'}, {whose}): {idle}{late}."


STALE_DEALS = Question(
    name="stale_deals",
    doc="Open opportunities that nothing moved for some days, or whose close date has passed.",
    function=stale_deals,
    docs={
        "days": "Idle for at least so many days",
        "stage": "Only those in this stage, as the CRM calls it",
        "user": USER + "; absent: everybody's",
        "first": FIRST,
        "after": AFTER,
    },
)
