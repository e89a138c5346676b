"""leadSources: where the people that became known in a period came from, and what became of them.

In: a period, groupings. Out: :class:`LeadSources`. Refuses: to count a person twice: each counts under the first lead
source that the most trusted system told, from the day on which a source first knew them.

What became of a person is told by stages, by converted leads, and by deals of kind new: a role on one makes an
opportunity; a won one makes a customer of who works at the company that bought. Renewals, placeholders, partners' and
agencies' people make none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

from graph_service.model.policies import LifecyclePolicy
from graph_service.questions.answer import Answer, NodeSeen, Status, Truncated, Why, doc, node_seen
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.cohorts import old_enough, run_of, said_of
from graph_service.questions.figures import (
    Group,
    GroupValue,
    LeftOutCount,
    NotCounted,
    group_order,
    percent,
    ratio,
)
from graph_service.questions.funnel_people import Read, first_said, rows_of
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

_NO_BUYERS = ["PARTNER"]
_DEALS = 50
_PAGE = 2_000
_REACHED = ("MQL", "SQL", "OPPORTUNITY", "CUSTOMER")


class SourceGrouping(Enum):
    """By what the people of a source may be grouped."""

    DETAIL = "The finer source that was told with it."
    MONTH = "The month in which they became known."
    SEGMENT = "The segment of their company as it is now."


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """The people of one lead source; who reached a stage reached those before it."""

    source: str = field(metadata=doc("The lead source as told first"))
    group: list[GroupValue] = field(metadata=doc("What else the row is about; empty: all"))
    people: int = field(metadata=doc("People who became known in the period"))
    mql: int = field(metadata=doc("Of them: became at least MQL"))
    sql: int = field(metadata=doc("Of them: became at least SQL, or a lead that was converted"))
    opportunities: int = field(metadata=doc("Of them: at least in an opportunity of kind new"))
    customers: int = field(metadata=doc("Of them: customers"))
    sql_rate: Decimal | None = field(metadata=doc("SQL of people"))
    customer_rate: Decimal | None = field(metadata=doc("Customers of people"))
    immature: int = field(metadata=doc("People known for too short a time to be judged"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSources(Answer):
    """Lead sources with their conversion."""

    period: Days = field(metadata=doc("The days in which the people became known"))
    people: int = field(default=0, metadata=doc("People counted"))
    young_days: int = field(default=0, metadata=doc("A person is too young to be judged for so many days"))
    rows: list[SourceRow] = field(default_factory=list, metadata=doc("The source with the most people first"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("Who does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


@dataclass(frozen=True, slots=True)
class _Person:
    node: NodeSeen
    source: str
    detail: str | None
    known: date
    segment: str | None
    reached: int
    """Place in the order of stages, of the furthest."""


async def lead_sources(ask: Ask, period: Period, groupings: list[SourceGrouping] | None = None) -> LeadSources:
    """Lead sources and what became of their people.

    Args:
        ask: who answers.
        period: when the people became known.
        groupings: by what rows of a source are made.
    Raises:
        UsageError: the period is none.
    """
    policy: LifecyclePolicy = ask.model.policies["lifecycle"]
    days, read, today = period.days(ask.model), Read(), ask.now.astimezone(UTC).date()
    people = await _people(ask, policy, days, read)
    reached = await _reached(ask, people, policy.steps)
    rows = source_rows([(one, reached[one.node.id]) for one in people], groupings, policy, today)
    left = read.left.counts()
    return LeadSources(
        status=Status.OK if rows else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(people, rows, days),
        period=days,
        people=len(people),
        young_days=policy.young_days,
        rows=rows,
        left_out=left,
        truncated=read.truncated,
    )


async def _people(ask: Ask, policy: LifecyclePolicy, days: Days, read: Read) -> list[_Person]:
    """Who became known in these days and has a source; others of these days, or of unknown ones, are counted."""
    [stage] = policy.fields["Contact"]
    sources, stages = ask.model.field_ranks["Contact", "lead_source"], ask.model.field_ranks["Contact", stage]
    ranks = policy.steps
    found = []
    # every version of a record of a person contains one of these, so that its day of creation is told too
    async for row in rows_of(ask, "Person", ("lead_source", "created_at", stage), read):
        records = [one for one in row["records"] if one["system"] in sources and one["state"] not in _GONE]
        if not records:
            continue
        node, known = node_seen(row, "Person"), known_since(records)
        if known is not None and known not in days:
            continue
        told = first_said(records, "lead_source", sources)
        if known is None or told is None:
            read.left.add(NotCounted.NO_SOURCE if told is None else NotCounted.NO_FIRST_DAY, node)
            continue
        run = run_of(policy, said_of(records, stage, stages))
        furthest = max((ranks[one.stage] for cycle in run.cycles for one in cycle.entries), default=-1)
        detail = str(told[1].get("lead_source_detail") or "").strip() or None
        segment = next(iter(row["segments"]), None)
        found.append(_Person(node, told[0], detail, known, segment, furthest))
    return found


_GONE = ("deleted", "erased")


def known_since(records: Sequence[Mapping[str, Any]]) -> date | None:
    """The first day on which a source made a record of somebody; None where no source says."""
    days = []
    for record in records:
        for _, _, written in record["versions"]:
            at = moment(orjson.loads(written).get("created_at"))
            if at is not None:
                days.append(at.astimezone(UTC).date())
    return min(days, default=None)


async def _reached(ask: Ask, people: Sequence[_Person], ranks: Mapping[str, int]) -> dict[str, int]:
    """Person -> place of the furthest stage, by stages, converted leads and deals."""
    furthest = {one.node.id: one.reached for one in people}
    ids = list(furthest)
    for start in range(0, len(ids), _PAGE):
        rows = await ask.reader.run(
            "funnel/lead_sources",
            timeout=PATIENCE,
            ids=ids[start : start + _PAGE],
            kinds=["NEW"],
            no_buyers=_NO_BUYERS,
            cap=_DEALS,
        )
        for row in rows:
            got = [ranks["SQL"]] if row["converted"] else []
            got += [ranks["CUSTOMER"] if one["won"] and one["theirs"] else ranks["OPPORTUNITY"] for one in row["deals"]]
            furthest[row["id"]] = max(furthest[row["id"]], *got) if got else furthest[row["id"]]
    return furthest


def source_rows(
    people: Sequence[tuple[_Person, int]],
    groupings: Sequence[SourceGrouping] | None,
    policy: LifecyclePolicy,
    today: date,
) -> list[SourceRow]:
    """A row for each source and group, the most people first; a spelling's case makes no other source."""
    ranks, chosen = policy.steps, list(dict.fromkeys(groupings or ()))
    names: dict[str, str] = {}
    found: dict[tuple[str, Group], list[tuple[_Person, int]]] = {}
    for one, reached in sorted(people, key=lambda pair: (pair[0].known, pair[0].node.id)):
        names.setdefault(one.source.casefold(), one.source)
        values = {
            SourceGrouping.DETAIL: one.detail,
            SourceGrouping.MONTH: one.known.isoformat()[:7],
            SourceGrouping.SEGMENT: one.segment,
        }
        group = tuple(GroupValue(by=by.name, value=values[by]) for by in chosen)
        found.setdefault((one.source.casefold(), group), []).append((one, reached))
    rows = []
    for (source, group), mine in found.items():
        mql, sql, opportunities, customers = (sum(got >= ranks[stage] for _, got in mine) for stage in _REACHED)
        rows.append(
            SourceRow(
                source=names[source],
                group=list(group),
                people=len(mine),
                mql=mql,
                sql=sql,
                opportunities=opportunities,
                customers=customers,
                sql_rate=ratio(sql, len(mine)),
                customer_rate=ratio(customers, len(mine)),
                immature=sum(not old_enough(one.known, today, policy.young_days) for one, _ in mine),
            )
        )
    return sorted(rows, key=lambda row: (-row.people, row.source.casefold(), group_order(row.group)))


def _why(people: Sequence[_Person], rows: Sequence[SourceRow], days: Days) -> list[Why]:
    if not rows:
        text = f"Of nobody who became known from {days} does a system tell a lead source."
        return [Why(rule="NO_SOURCE_ON_RECORD", text=text)]
    customers = sum(one.customers for one in rows)
    rate = percent(ratio(customers, len(people)))
    text = f"Of {len(people)} people who became known from {days}, {customers} are customers: {rate}."
    rule = "A person counts once: from the first day a source knew them, under what the most trusted system told first."
    return [Why(rule="LEAD_SOURCES", text=text), Why(rule="FIRST_WINS", text=rule)]


LEAD_SOURCES = Question(
    name="lead_sources",
    doc="Where the people that became known in a period came from, and how many became MQL, SQL, customers.",
    function=lead_sources,
    docs={
        "period": PERIOD,
        "groupings": "Rows by DETAIL, MONTH or SEGMENT within a source; several make one row for each combination",
    },
)
