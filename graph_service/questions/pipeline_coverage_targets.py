"""Targets of a period: which count, whose they are, and which say the same twice.

In: rows of targets, days. Out: :class:`Aim`. Refuses: to split a target over periods, to count a quarter and its months
together, to take a number of calls for money; each is counted as left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from graph_service.questions.answer import NodeSeen, node_seen
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.deals import MoneySeen, day_seen, money_seen
from graph_service.questions.figures import LeftOuts, NotCounted
from graph_service.questions.period import Days

MOST_TARGETS = 5_000
_BESIDE = 50


@dataclass(frozen=True, slots=True)
class AimOwner:
    """Whose target it is."""

    node: NodeSeen
    active: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """One target that counts in the period."""

    id: str
    measure: str | None
    amount: MoneySeen
    start: date
    last: date
    owners: tuple[AimOwner, ...]


@dataclass(frozen=True, slots=True)
class Aims:
    """Targets that count, who is in the teams among their owners, and whether a cap cut them."""

    aims: list[Aim]
    members: Mapping[str, frozenset[str]]
    cut: bool


async def read_aims(ask: Ask, days: Days, measure: str | None, left: LeftOuts) -> Aims:
    """The targets of some days.

    Args:
        ask: who answers.
        days: the period.
        measure: only targets of this measure, whatever the case; None: all that are money.
        left: where targets that do not count are noted.
    """
    rows = await ask.reader.run(
        "pipeline/pipeline_coverage",
        timeout=PATIENCE,
        start=days.start.isoformat(),
        end=days.end.isoformat(),
        cap=MOST_TARGETS + 1,
        beside=_BESIDE,
    )
    aims = chosen(rows[:MOST_TARGETS], days, measure, left)
    teams = sorted({one.node.id for aim in aims for one in aim.owners if one.node.noun == "Team"})
    members: dict[str, set[str]] = {team: set() for team in teams}
    if teams:
        for row in await ask.reader.run("ownership/team_members", timeout=PATIENCE, teams=teams, cap=MOST_TARGETS):
            if row["link"].get("until") is None:
                members[row["team"]].add(row["id"])
    return Aims(aims, {team: frozenset(who) for team, who in members.items()}, len(rows) > MOST_TARGETS)


def chosen(rows: Iterable[Mapping[str, Any]], days: Days, measure: str | None, left: LeftOuts) -> list[Aim]:
    """Targets that lie within the days and say nothing twice; the longest of one owner and measure first."""
    found: list[Aim] = []
    for row in rows:
        target = row["target"]
        node = NodeSeen(noun="Target", id=target["id"], name=target["name"] or target["measure"])
        amount, start, last = (
            money_seen(target, "amount"),
            day_seen(target["period_start"]),
            day_seen(target["period_end"]),
        )
        if amount is None:
            left.add(NotCounted.TARGET_IS_A_COUNT, node)
        elif start is None or last is None:
            left.add(NotCounted.TARGET_WITHOUT_PERIOD, node)
        elif start not in days or last not in days:
            left.add(NotCounted.TARGET_OF_ANOTHER_PERIOD, node)
        elif measure is not None and (target["measure"] or "").casefold() != measure.casefold():
            left.add(NotCounted.TARGET_OF_ANOTHER_MEASURE, node)
        else:
            owners = tuple(AimOwner(node_seen(one), one["active"] is not False) for one in row["owners"])
            aim = Aim(target["id"], target["measure"], amount, start, last, owners)
            found.append(aim)
    kept: list[Aim] = []
    for aim in sorted(found, key=lambda one: (one.start - one.last, one.start, one.id)):
        if any(_same(aim, one) and aim.start <= one.last and one.start <= aim.last for one in kept):
            left.add(NotCounted.TARGET_OF_ANOTHER_PERIOD, NodeSeen(noun="Target", id=aim.id, name=aim.measure))
        else:
            kept.append(aim)
    return kept


def _same(one: Aim, other: Aim) -> bool:
    """Whether two targets are of the same people, measure and currency."""
    return (
        {each.node.id for each in one.owners} == {each.node.id for each in other.owners}
        and (one.measure or "").casefold() == (other.measure or "").casefold()
        and one.amount.currency == other.amount.currency
    )


def in_all(aims: Sequence[Aim]) -> list[Aim]:
    """The targets that make the company's, each amount once.

    Per currency and measure: those of nobody in particular if there are any; else those of users; else of the others.
    """
    made: list[Aim] = []
    for key in sorted({_key(one) for one in aims}):
        group = [one for one in aims if _key(one) == key]
        whole = [one for one in group if not one.owners]
        people = [one for one in group if any(owner.node.noun == "User" for owner in one.owners)]
        made += whole or people or group
    return made


def _key(aim: Aim) -> tuple[str, str]:
    return aim.amount.currency, (aim.measure or "").casefold()


def year_before(today: date) -> Days:
    """The year up to today, today not included."""
    start = today.replace(year=today.year - 1) if (today.month, today.day) != (2, 29) else today - timedelta(days=366)
    return Days(label=f"{start}..{today - timedelta(days=1)}", start=start, end=today)


def rounded(amount: Decimal, like: Decimal) -> Decimal:
    """An amount in the decimals of another."""
    return amount.quantize(Decimal(1).scaleb(int(like.as_tuple().exponent)))
