"""Usage of places, added up level by level: each figure once, each metric apart, one system a place.

In: a scope and its stretches of days. Out: :class:`Counted`. Refuses: to add what two systems count of one metric at
one tenant, to count what is our own, to move what was used under one company to the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import fsum
from typing import Any

from graph_service.errors import DeadlineExceeded
from graph_service.questions.answer import NodeSeen, Truncated, listed, node_seen, shown
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.period import Days
from graph_service.questions.usage_answer import (
    UsageGap,
    UsageLeft,
    UsageLeftOut,
    UsageLevel,
    UsageTotal,
    UsageUnlinked,
)
from graph_service.questions.usage_places import Scope, Stretch

MOST_UNLINKED = 200
REST_SECONDS = 5.0
_DIGITS = 6
"""Sums of floats are shown to so many decimals, so that their order does not show."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one system counted of one metric at a place over a stretch of days."""

    stretch: Stretch
    metric: str
    system: str
    value: float
    rollups: int
    last: date


@dataclass(slots=True)
class Counted:
    """Usage of a scope."""

    totals: list[UsageTotal] = field(default_factory=list)
    levels: list[UsageLevel] = field(default_factory=list)
    unlinked: list[UsageUnlinked] = field(default_factory=list)
    left_out: list[UsageLeftOut] = field(default_factory=list)
    assumed: list[Stretch] = field(default_factory=list)
    """Stretches with usage whose company was told only later."""
    told_twice: list[Stretch] = field(default_factory=list)


async def read_figures(ask: Ask, parts: Sequence[Stretch], metric: str | None) -> list[Figure]:
    """What was counted at places.

    Args:
        ask: who answers.
        parts: places over days.
        metric: only this one.
    """
    rows = await ask.reader.run(
        "usage/usage",
        timeout=PATIENCE,
        stretches=[
            {"n": n, "id": one.place.id, "start": one.days.start.isoformat(), "end": one.days.end.isoformat()}
            for n, one in enumerate(parts)
        ],
        metric=metric,
    ) if parts else []  # fmt: skip
    return [
        Figure(
            parts[row["n"]], row["metric"], row["system"], row["value"], row["rollups"], date.fromisoformat(row["last"])
        )
        for row in rows
    ]


def count(
    ask: Ask, scope: Scope, parts: Iterable[Stretch], figures: Iterable[Figure], metric: str | None, *, places: bool
) -> Counted:
    """Add up.

    Args:
        ask: whose model says which system is trusted.
        scope: the company and what is within.
        parts: its places over days.
        figures: what was counted there.
        metric: the metric asked for.
        places: places without any usage are levels too.
    """
    counted = Counted()
    chosen = _one_system(ask, figures, counted)
    sums: dict[str, dict[tuple[str, ...], list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in chosen:
        sums[one.metric][_levels(one.stretch)].append(one)
    if metric and not sums:
        sums[metric] = defaultdict(list)
    names = dict(scope.accounts)
    for part in parts:
        names |= {node.id: node for node in (part.tenant, part.place) if node}
        if places and part.line and not part.internal:
            for lines in sums.values():
                lines.setdefault(_levels(part), [])
    for name, found in sorted(sums.items()):
        counted.levels += _tree(name, scope.root.id, found, names)
        of = [one for some in found.values() for one in some]
        counted.totals.append(
            UsageTotal(
                metric=name,
                value=added(one.value for one in of),
                systems=sorted({one.system for one in of}),
                rollups=sum(one.rollups for one in of),
                last_day=max((one.last for one in of), default=None),
            )
        )
    return counted


def added(values: Iterable[float]) -> float:
    """A sum that does not depend on the order."""
    return round(fsum(values), _DIGITS)


def _one_system(ask: Ask, figures: Iterable[Figure], counted: Counted) -> list[Figure]:
    """The figures that count: within, not ours, of the most trusted system that counts the metric at the tenant."""
    by_unit: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for one in figures:
        if _within(one, counted):
            unit = one.stretch.tenant.id if one.stretch.tenant else one.stretch.place.id
            by_unit[unit, one.metric].append(one)
    chosen: list[Figure] = []
    for some in by_unit.values():
        best = trusted(ask, (one.system for one in some))
        for one in some:
            if one.system == best:
                chosen.append(one)
                counted.assumed += [one.stretch] if one.stretch.assumed else []
                counted.told_twice += [one.stretch] if one.stretch.told_twice else []
            else:
                text = f"{one.system} counts it too; {best} is trusted more."
                counted.left_out.append(_left(one, UsageLeft.OTHER_SYSTEM, text))
    return chosen


def trusted(ask: Ask, systems: Iterable[str]) -> str:
    """The system whose figures count, of those that count one metric of one thing."""
    ranks = ask.model.field_ranks["UsageRollup", "value"]
    return min(systems, key=lambda system: (ranks.get(system, len(ranks)), system))


def _within(one: Figure, counted: Counted) -> bool:
    """Whether a figure is within; else where it belongs is noted."""
    part = one.stretch
    if part.internal:
        counted.left_out.append(_left(one, UsageLeft.INTERNAL, UsageLeft.INTERNAL.value))
    elif part.account is None:
        gap = UsageGap.NO_ACCOUNT if part.tenant or part.place.noun == "Tenant" else UsageGap.NO_TENANT
        text = f"{gap.value} These are the days {part.days}."
        rest = UsageUnlinked(metric=one.metric, node=part.place, value=one.value, reason=gap, text=text)
        counted.unlinked.append(rest)
    elif not part.line:
        text = f"It was {shown(part.account)}'s, {part.days}."
        counted.left_out.append(_left(one, UsageLeft.OTHER_ACCOUNT, text))
    else:
        return True
    return False


def _left(one: Figure, reason: UsageLeft, text: str) -> UsageLeftOut:
    return UsageLeftOut(metric=one.metric, node=one.stretch.place, value=one.value, reason=reason, text=text)


def _levels(part: Stretch) -> tuple[str, ...]:
    """Ids from the account asked about down to the place."""
    return (*part.line, *([part.tenant.id] if part.tenant else []), part.place.id)


def _tree(
    metric: str, root: str, found: Mapping[tuple[str, ...], list[Figure]], names: Mapping[str, NodeSeen]
) -> list[UsageLevel]:
    """Every level once, each directly before what lies within it."""
    below: dict[tuple[str, ...], list[float]] = {(root,): []}
    for line, some in found.items():
        for depth in range(1, len(line) + 1):
            below.setdefault(line[:depth], []).extend(one.value for one in some)
    order = sorted(below, key=lambda line: [(names[one].noun, names[one].name or "", one) for one in line])
    return [
        UsageLevel(
            metric=metric,
            node=names[line[-1]],
            depth=len(line) - 1,
            parent_id=line[-2] if len(line) > 1 else None,
            own=added(one.value for one in found.get(line, ())),
            value=added(below[line]),
            systems=sorted({one.system for one in found.get(line, ())}),
        )
        for line in order
    ]


async def read_unlinked(ask: Ask, days: Days, metric: str | None) -> tuple[list[dict[str, Any]], list[Truncated]]:
    """Usage of places that are no company's, of all of the graph, as rows of ``usage/unlinked``.

    It looks at every tenant and workspace, so it has a deadline of its own, and an answer that misses it says so.

    Args:
        ask: who answers.
        days: the days that count.
        metric: only this one.
    """
    start, end = days.start.isoformat(), days.end.isoformat()
    try:
        rows = await ask.reader.run(
            "usage/unlinked", timeout=REST_SECONDS, start=start, end=end, metric=metric, cap=MOST_UNLINKED
        )
    except DeadlineExceeded:
        text = f"The usage that is no company's could not be listed within {REST_SECONDS:g} s; it is not shown."
        return [], [Truncated(what="UNLINKED", cap=0, text=text)]
    text = f"More than {MOST_UNLINKED} figures are no company's; the rest is not shown."
    cuts = [Truncated(what="UNLINKED", cap=MOST_UNLINKED, text=text)] if len(rows) > MOST_UNLINKED else []
    return rows[:MOST_UNLINKED], cuts


def note_unlinked(ask: Ask, counted: Counted, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add what is no company's, and what is our own, to the rest of an answer.

    Args:
        ask: whose model says which system is trusted.
        counted: the answer so far.
        rows: of ``usage/unlinked``.
    """
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        told[row["place"]["id"], row["metric"]].append(row["system"])
    for row in rows:
        node, metric, value = node_seen(row["place"]), row["metric"], row["value"]
        best = trusted(ask, told[node.id, metric])
        if row["internal"] or row["system"] != best:
            said = UsageLeft.INTERNAL if row["internal"] else UsageLeft.OTHER_SYSTEM
            left = UsageLeftOut(metric=metric, node=node, value=value, reason=said, text=said.value)
            counted.left_out.append(left)
            continue
        gap = UsageGap.NO_TENANT if node.noun == "Workspace" else UsageGap.NO_ACCOUNT
        counted.unlinked.append(UsageUnlinked(metric=metric, node=node, value=value, reason=gap, text=gap.value))


def places_named(parts: Iterable[Stretch]) -> str:
    """Their names in a sentence, the first five."""
    names = list(dict.fromkeys(shown(one.place) for one in parts))
    return listed(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
