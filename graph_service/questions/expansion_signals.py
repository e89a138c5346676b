"""expansionSignals: customers that may buy more, each with why, whose they are, what is open and what speaks against.

In: a number of days, how much growth counts, one of our people. Out: :class:`ExpansionSignals`. Refuses: to call growth
what was not used at all in the days before, to add what two systems count, and to take interest of who is no customer
for expansion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Why,
    day,
    doc,
    listed,
    records_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.deals import DealSeen, OwnedBy, owned_by, persons, read_deals
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import USER, Question
from graph_service.questions.reference import UserRef
from graph_service.questions.resolve import resolve

MOST_DAYS = 366
_NEAR = 20
_SHOWN = 5
_TRIALS = ("TRIALING",)
_RATE = Decimal("0.0001")


class ExpansionSignalKind(Enum):
    """What says that a customer may buy more."""

    USAGE_GROWTH = "It uses more of something than in the days before."
    INTENT = "A system noticed its interest."
    TRIAL = "It tries something beside what it pays for."


class ExpansionLack(Enum):
    """What is missing to act on it."""

    OWNER = "Nobody who is still here owns the company."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionSignal:
    """One sign."""

    kind: ExpansionSignalKind = field(metadata=doc("USAGE_GROWTH, INTENT or TRIAL"))
    text: str = field(metadata=doc("It in a sentence"))
    about: NodeSeen | None = field(metadata=doc("The interest or trial; null for usage"))
    system: str | None = field(metadata=doc("The system that counts the usage"))
    metric: str | None = field(metadata=doc("What is used more"))
    before: float | None = field(metadata=doc("Used in the earlier days"))
    now: float | None = field(metadata=doc("Used in the later days"))
    growth: Decimal | None = field(metadata=doc("How much more, as a part of what was used before"))
    at: datetime | None = field(metadata=doc("When interest was noticed, or a trial began"))
    records: list[RecordSeen] = field(metadata=doc("Records it rests on; of usage see the question usage"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MayExpand:
    """One customer that may buy more."""

    account: NodeSeen = field(metadata=doc("The company"))
    signals: list[ExpansionSignal] = field(metadata=doc("What says so: usage, interest, trials"))
    owners: list[OwnedBy] = field(metadata=doc("Whose it is"))
    opportunities: list[DealSeen] = field(metadata=doc("Expansions that are open already"))
    cautions: list[str] = field(metadata=doc("What speaks against asking now: open risks, unpaid invoices"))
    lacking: list[ExpansionLack] = field(metadata=doc("OWNER"))
    records: list[RecordSeen] = field(metadata=doc("Records of the company"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionSignals(Answer):
    """Customers that may buy more."""

    user: NodeSeen | None = field(default=None, metadata=doc("Whose, if one was named"))
    accounts: list[MayExpand] = field(default_factory=list, metadata=doc("In a stable order; this page of them"))
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def expansion_signals(
    ask: Ask,
    days: int = 30,
    growth: float = 0.2,
    least: int = 10,
    user: UserRef | None = None,
    first: int = 50,
    after: str | None = None,
) -> ExpansionSignals:
    """Customers that may buy more.

    Args:
        ask: who answers.
        days: so many full days up to yesterday, against as many before them; 1 to 366.
        growth: least growth of a metric, as a part: 0.2 is a fifth more.
        least: least use of a metric in the later days.
        user: only companies that one of our people or teams owns.
        first: companies on the page.
        after: cursor of the page before.
    Raises:
        UsageError: an argument does not fit.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"days is {days}, must be 1 to {MOST_DAYS}", where="days")
    if not 0 < growth <= 100:
        raise UsageError(f"growth is {growth}, must be above 0 and at most 100", where="growth")
    if least < 1:
        raise UsageError(f"least is {least}, must be 1 or more", where="least")
    page = wanted("expansion_signals", first, after)
    who = await resolve(ask, user) if user is not None else None
    if who is not None and who.node is None:
        return ExpansionSignals(**who.envelope(ask, ask.now))
    today = ask.now.astimezone(UTC).date()
    states = ask.model.policies["suppression"].states
    ranks = ask.model.field_ranks["UsageRollup", "value"]
    rows = await ask.reader.run(
        "expansion/expansion_signals",
        timeout=PATIENCE,
        user=who.node.id if who and who.node else None,
        after=page.after,
        live=list(states.live_statuses),
        resold=list(states.resold_relations),
        trial=list(_TRIALS),
        systems=sorted(set(ranks) - ask.model.deciders, key=ranks.__getitem__),
        prior=(today - timedelta(days=2 * days)).isoformat(),
        start=(today - timedelta(days=days)).isoformat(),
        end=today.isoformat(),
        since=instant(ask.now - timedelta(days=days)),
        growth=growth,
        least=least,
        closed=list(states.risk_closed),
        cap=first + 1,
        beside=_NEAR,
    )
    deals = await read_deals(ask, [id_ for row in rows[:first] for id_ in row["deals"]])
    found = [_account(ask, row, deals, days) for row in rows[:first]]
    return ExpansionSignals(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*(who.why if who else []), *_why(found, days, growth, more=len(rows) > first)],
        user=who.node if who else None,
        accounts=found,
        page=page.page([row["id"] for row in rows]),
    )


def _account(ask: Ask, row: Mapping[str, Any], deals: Mapping[str, DealSeen], days: int) -> MayExpand:
    owners = [owned_by(one) for one in row["owners"]]
    cautions = [f"open risk: {one['name'] or one['reason'] or one['level'] or one['id']}" for one in row["risks"]]
    return MayExpand(
        account=NodeSeen(noun="Account", id=row["id"], name=row["account"]["name"]),
        signals=list(_signals(ask, row, days)),
        owners=owners,
        opportunities=[deals[id_] for id_ in row["deals"] if id_ in deals],
        cautions=cautions + (["payment is past due or on credit hold"] if row["past_due"] else []),
        lacking=[] if persons(owners) else [ExpansionLack.OWNER],
        records=records_seen(ask, row["records"]),
    )


def _signals(ask: Ask, row: Mapping[str, Any], days: int) -> Iterator[ExpansionSignal]:
    for one in row["grown"]:
        rate = (Decimal(str(one["now"])) / Decimal(str(one["before"])) - 1).quantize(_RATE)
        said = f"{one['metric']} went from {one['before']:g} to {one['now']:g} in {days} days, {rate:+.0%}"
        yield _signal(
            ExpansionSignalKind.USAGE_GROWTH,
            f"{said}, as {one['system']} counts.",
            system=one["system"],
            metric=one["metric"],
            before=float(one["before"]),
            now=float(one["now"]),
            growth=rate,
        )
    for one in row["intents"]:
        strength = " ".join(str(word) for word in (one["score"], one["strength"]) if word is not None)
        text = (
            f"Interest in {one['topic'] or 'something'} ({strength or 'no strength said'}) on {day(moment(one['at']))}."
        )
        about = NodeSeen(noun="IntentSignal", id=one["id"], name=one["topic"])
        yield _signal(
            ExpansionSignalKind.INTENT,
            text,
            about=about,
            at=moment(one["at"]),
            records=records_seen(ask, one["records"]),
        )
    for one in row["trials"]:
        about = NodeSeen(noun="Subscription", id=one["id"], name=one["name"])
        ends = f" until {day(moment(one['term_end']))}" if one["term_end"] else ""
        yield _signal(
            ExpansionSignalKind.TRIAL,
            f"{shown(about)} is on trial{ends}.",
            about=about,
            at=moment(one["started_at"]),
            records=records_seen(ask, one["records"]),
        )


def _signal(kind: ExpansionSignalKind, text: str, **more: Any) -> ExpansionSignal:
    blank: dict[str, Any] = dict.fromkeys(("about", "system", "metric", "before", "now", "growth", "at"))
    return ExpansionSignal(kind=kind, text=text, **{**blank, "records": [], **more})


def _why(found: Sequence[MayExpand], days: int, growth: float, *, more: bool) -> list[Why]:
    why = [Why(rule="MAY_EXPAND", text=_said(one), records=one.records) for one in found[:_SHOWN]]
    if not found:
        text = (
            f"No customer on this page used a metric {growth:.0%} more in {days} days than in the {days} before, "
            "showed interest then, or is on trial of something else."
        )
        why.append(Why(rule="NO_SIGNAL", text=text))
    text = "Seats and limits are not compared: no source tells how many a customer may use."
    why.append(Why(rule="NOT_COMPARED", text=text))
    if more:
        why.append(Why(rule="MORE", text="There are more; ask on with page.cursor."))
    return why


def _said(one: MayExpand) -> str:
    people = persons(one.owners)
    whose = listed(f"{shown(owner.owner)} ({owner.type})" for owner in people) if people else "nobody who is still here"
    open_ = (
        f" Open already: {listed(shown(deal.opportunity) for deal in one.opportunities)}." if one.opportunities else ""
    )
    against = f" Against it: {listed(one.cautions)}." if one.cautions else ""
    return f"{shown(one.account)}, of {whose}: {' '.join(signal.text for signal in one.signals)}{open_}{against}"


EXPANSION_SIGNALS = Question(
    name="expansion_signals",
    doc="Customers that may buy more: growing usage, interest, trials; whose they are, and what speaks against.",
    function=expansion_signals,
    docs={
        "days": "So many full days up to yesterday, against as many before them",
        "growth": "Least growth of a metric, as a part: 0.2 is a fifth more",
        "least": "Least use of a metric in the later days",
        "user": USER + "; absent: everybody's",
        "first": FIRST,
        "after": AFTER,
    },
)
