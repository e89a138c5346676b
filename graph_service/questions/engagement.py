"""engagement: what happened between us and a company in some days, by person and by kind, and with whom nothing did.

In: an account and a period. Out: :class:`Engagement`. Refuses: to make a person of an activity or a product user whom
no system names, to count an activity twice because several people were in it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph_service.questions.answer import NodeSeen, Status, Truncated, Why, day, listed, node_seen, records_seen, shown
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.engagement_answer import ActivityCount, Engagement, PersonEngagement, SilentPerson
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import ACCOUNT, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.usage import counted_days

MOST_ACTIVITIES = 5_000
MOST_PEOPLE = 500
_BESIDE = 100
_RECORDS = 20
Row = Mapping[str, Any]


async def engagement(ask: Ask, account: AccountRef, period: Period | None = None) -> Engagement:
    """What happened with a company.

    Args:
        ask: who answers.
        account: the account.
        period: the days; absent: the quarter of now.
    Raises:
        UsageError: ``period`` is none.
    """
    wanted, days = counted_days(ask.model, period, ask.now)
    found = await resolve(ask, account)
    if found.node is None:
        return Engagement(**found.envelope(ask, ask.now))
    rows, [known] = await asyncio.gather(
        ask.reader.run(
            "usage/engagement",
            timeout=PATIENCE,
            account=found.node.id,
            start=days.since,
            end=days.until,
            cap=MOST_ACTIVITIES,
            beside=_BESIDE,
        ),
        ask.reader.run(
            "usage/engaged_people", timeout=PATIENCE, account=found.node.id, end=days.until, cap=MOST_PEOPLE
        ),
    )
    some, people = rows[:MOST_ACTIVITIES], known["people"][:MOST_PEOPLE]
    persons = _by_person(some, people)
    engaged = {one.person.id for one in persons}
    silent = [
        SilentPerson(
            person=node_seen(one, "Person"),
            last_at=moment(max(filter(None, (one["touched"], one["said"])), default=None)),
            product_seen_at=moment(one["seen"]),
        )
        for one in people
        if one["id"] not in engaged
    ]
    newest = [known["touched"], known["deals"], *(one[told] for one in people for told in ("touched", "said"))]
    newest += [one["activity"]["at"] for one in some[:1]]
    if known["said"] and known["said"] < days.until:
        newest.append(known["said"])
    answer = Engagement(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        account=found.node,
        period=days,
        activities=len(some),
        by_kind=kinds(some),
        by_person=persons,
        anonymous=sum(not row["people"] for row in some),
        anonymous_users=known["anonymous_users"],
        by_agents=sum(row["activity"]["actor"] is not None for row in some),
        silent=silent,
        last_activity_at=moment(max(filter(None, newest), default=None)),
        truncated=_cuts(rows, known["people"]),
    )
    answer.why.extend([*found.why, *_why(ask, answer, wanted, days, some)])
    return answer


def kinds(rows: Iterable[Row]) -> list[ActivityCount]:
    """Activities by kind, the most frequent first.

    Args:
        rows: of ``usage/engagement``.
    """
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row["activity"]["kind"] or "UNKNOWN"].append(row)
    counted = [
        ActivityCount(
            kind=kind,
            activities=len(some),
            inbound=sum(row["activity"]["direction"] == "IN" for row in some),
            outbound=sum(row["activity"]["direction"] == "OUT" for row in some),
            people=len({one["id"] for row in some for one in row["people"]}),
            anonymous=sum(not row["people"] for row in some),
            last_at=moment(max(row["activity"]["at"] for row in some)),
        )
        for kind, some in by_kind.items()
    ]
    return sorted(counted, key=lambda one: (-one.activities, one.kind))


def _by_person(rows: Sequence[Row], people: Sequence[Row]) -> list[PersonEngagement]:
    here = {one["id"]: one for one in people}
    by_person: dict[str, list[Row]] = defaultdict(list)
    nodes: dict[str, NodeSeen] = {}
    for row in rows:
        for one in row["people"]:
            by_person[one["id"]].append(row)
            nodes[one["id"]] = node_seen(one, "Person")
    found = [
        PersonEngagement(
            person=nodes[id_],
            here_now=id_ in here,
            activities=len(some),
            kinds=kinds(some),
            last_at=moment(max(row["activity"]["at"] for row in some)),
            product_seen_at=moment(here[id_]["seen"]) if id_ in here else None,
        )
        for id_, some in by_person.items()
    ]
    return sorted(found, key=lambda one: (-one.activities, one.person.name or "", one.person.id))


def _cuts(rows: Sequence[Row], people: Sequence[Row]) -> list[Truncated]:
    cuts: list[Truncated] = []
    if len(rows) > MOST_ACTIVITIES:
        text = f"More than {MOST_ACTIVITIES} activities are on record; the newest are counted."
        cuts.append(Truncated(what="ACTIVITIES", cap=MOST_ACTIVITIES, text=text))
    if len(people) > MOST_PEOPLE:
        text = f"More than {MOST_PEOPLE} people work there; whether nothing happened is told of the first by name."
        cuts.append(Truncated(what="PEOPLE", cap=MOST_PEOPLE, text=text))
    return cuts


def _why(ask: Ask, answer: Engagement, wanted: Days, days: Days, rows: Sequence[Row]) -> list[Why]:
    name = shown(answer.account) if answer.account else ""
    if not days.count:
        return [Why(rule="PERIOD_AHEAD", text=f"{wanted.label} begins {wanted.start}: nothing of it has come yet.")]
    cut = f", the days of {wanted.label} that have come" if days.end < wanted.end else ""
    records = records_seen(ask, (record for row in rows for record in row["records"]))[:_RECORDS]
    size = f"{answer.activities} {'activity' if answer.activities == 1 else 'activities'}"
    people = f"{len(answer.by_person)} {'person' if len(answer.by_person) == 1 else 'people'}"
    text = f"{size} around {name} from {days}{cut}, with {people}; each counts once, whoever was in it."
    why = [Why(rule="ACTIVITIES_ONCE", text=text, records=records)]
    if answer.anonymous or answer.anonymous_users:
        text = (
            f"{answer.anonymous} of them name no person, and {answer.anonymous_users} users of its tenants are nobody "
            "known: they are counted, and no people are made of them."
        )
        why.append(Why(rule="ANONYMOUS_COUNTED", text=text))
    if answer.by_agents:
        text = f"{answer.by_agents} of them our own agents or systems did; that is nothing the company did."
        why.append(Why(rule="DONE_BY_US", text=text))
    if answer.silent:
        names = listed(shown(one.person) for one in answer.silent[:5])
        more = f" and {len(answer.silent) - 5} more" if len(answer.silent) > 5 else ""
        why.append(Why(rule="NOTHING_WITH", text=f"Nothing is on record in these days with {names}{more}."))
    last = (
        f"The newest on record is of {day(answer.last_activity_at)}" if answer.last_activity_at else "None is on record"
    )
    why.append(Why(rule="LAST_ACTIVITY", text=f"{last}, whatever the period."))
    return why


ENGAGEMENT = Question(
    name="engagement",
    doc="What happened with a company in a period, by person and by kind; anonymous ones counted, silent people named.",
    function=engagement,
    docs={"account": ACCOUNT, "period": PERIOD + "; absent: this quarter"},
)
