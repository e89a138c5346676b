"""usage: how much an account, or a tree of accounts, used the product in some days, level by level.

In: an account, a metric, a period, alone or as a tree. Out: :class:`Usage`. Refuses: to add metrics, or what two
systems count of one metric; to give one company what was used under another; to count our own use.

The way up is workspace, tenant, account, parent account. Each figure counts where its place belonged on its day, so a
tenant that goes to another account leaves its history behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from graph_service.model.model import Model
from graph_service.questions.answer import NodeSeen, Status, Truncated, Why, listed, node_seen, shown
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.evidence import Evidence, evidence
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import PERIOD, Days, Period, quarter_of
from graph_service.questions.question import ACCOUNT, AS_OF, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.usage_answer import Usage, UsageClaim, UsageLeft
from graph_service.questions.usage_counted import (
    Counted,
    added,
    count,
    note_unlinked,
    places_named,
    read_figures,
    read_unlinked,
)
from graph_service.questions.usage_places import Rollup, Scope, Stretch, read_scope, stretches

MOST_CLAIMS = 200
_FIELD = {"HEALTH": "health", "FIT": "fit_score"}


async def usage(
    ask: Ask,
    account: AccountRef,
    metric: str | None = None,
    period: Period | None = None,
    rollup: Rollup = Rollup.SELF,
    kind: HierarchyKind = HierarchyKind.SELLING,
    as_of: datetime | None = None,
) -> Usage:
    """How much an account used.

    Args:
        ask: who answers.
        account: the account.
        metric: only this metric; absent: all, each apart.
        period: the days; absent: the quarter of ``as_of``.
        rollup: the account alone, or what stands under it too.
        kind: of which tree.
        as_of: valid time; days after it do not count. Absent: now.
    Raises:
        UsageError: ``as_of`` has no zone, or ``period`` is none.
    """
    at = ask.at(as_of)
    wanted, days = counted_days(ask.model, period, at)
    found = await resolve(ask, account)
    if found.node is None:
        return Usage(rollup=rollup, kind=kind, **found.envelope(ask, at))
    metric = metric.strip().casefold() if metric and metric.strip() else None
    scope = await read_scope(ask, found.node, rollup, kind.name, days)
    parts = stretches(scope, days)
    figures, (loose, cuts), claims = await asyncio.gather(
        read_figures(ask, parts, metric),
        read_unlinked(ask, days, metric),
        _claims(ask, scope, parts, days),
    )
    counted = count(ask, scope, parts, figures, metric, places=metric is not None)
    note_unlinked(ask, counted, loose)
    other = await _other_metrics(ask, parts) if metric and not figures else []
    seen = await evidence(ask, [{"records": one.records} for one in parts if one.line])
    truncated = [*scope.truncated, *cuts]
    if len(claims) > MOST_CLAIMS:
        text = f"More than {MOST_CLAIMS} claims are on record."
        truncated.append(Truncated(what="CLAIMS", cap=MOST_CLAIMS, text=text))
    return Usage(
        status=Status.OK,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        why=[*found.why, *_why(found.node, rollup, kind, wanted, days, parts, counted, metric, other, seen)],
        account=found.node,
        rollup=rollup,
        kind=kind,
        period=days,
        metric=metric,
        total=counted.totals[0].value if metric else None,
        totals=counted.totals,
        levels=counted.levels,
        unlinked=counted.unlinked,
        left_out=sorted(counted.left_out, key=lambda one: (one.reason.name, one.metric, one.node.name or "")),
        claims=claims[:MOST_CLAIMS],
        truncated=truncated,
    )


def counted_days(model: Model, period: Period | None, at: datetime) -> tuple[Days, Days]:
    """The days asked for, and those of them that had come by a time.

    Args:
        model: whose fiscal calendar counts.
        period: as asked; absent: the quarter of ``at``.
        at: later days do not count.
    """
    today = at.astimezone(UTC).date()
    wanted = period.days(model) if period else quarter_of(model, today)
    end = max(wanted.start, min(wanted.end, today + timedelta(days=1)))
    return wanted, Days(label=wanted.label, start=wanted.start, end=end)


async def _claims(ask: Ask, scope: Scope, parts: Sequence[Stretch], days: Days) -> list[UsageClaim]:
    within = [one for one in parts if one.line]
    rows = await ask.reader.run(
        "usage/claims",
        timeout=PATIENCE,
        accounts=sorted({scope.root.id, *(one.line[-1] for one in within)}),
        places=sorted({node.id for one in within for node in (one.place, one.tenant) if node}),
        start=days.since,
        end=days.until,
        cap=MOST_CLAIMS,
    )
    return [_claim(ask, row) for row in rows]


def _claim(ask: Ask, row: Mapping[str, Any]) -> UsageClaim:
    systems = row["systems"] or []
    if row["kind"] in _FIELD:
        ranks = ask.model.field_ranks["Account", _FIELD[row["kind"]]]
        systems = [one for one in systems if one in ranks]
    return UsageClaim(
        kind=row["kind"], about=node_seen(row["about"]), value=row["value"], systems=systems, at=moment(row["at"])
    )


async def _other_metrics(ask: Ask, parts: Sequence[Stretch]) -> list[str]:
    """What is counted there instead of a metric that is not."""
    return sorted({one.metric for one in await read_figures(ask, parts, None)})


def _why(
    account: NodeSeen,
    rollup: Rollup,
    kind: HierarchyKind,
    wanted: Days,
    days: Days,
    parts: Sequence[Stretch],
    counted: Counted,
    metric: str | None,
    other: list[str],
    seen: Evidence,
) -> list[Why]:
    within = [one for one in parts if one.line]
    whose = f"{shown(account)} and what stood under it ({kind.name})" if rollup is Rollup.TREE else shown(account)
    named = f"{days}" + (f", the days of {wanted.label} that have come" if days.end < wanted.end else "")
    if days.start >= days.end:
        return [Why(rule="PERIOD_AHEAD", text=f"{wanted.label} begins {wanted.start}: nothing of it has come yet.")]
    if not within:
        text = f"No tenant or workspace belonged to {whose} from {named}, so nothing counts as used."
        return [Why(rule="NO_PLACE", text=text), *_rest(counted)]
    size = len({one.place.id for one in within})
    sums = listed(f"{one.value:,.10g} {one.metric}" for one in counted.totals) if counted.totals else "Nothing"
    text = (
        f"{sums} counted for {whose} from {named}: each figure once, at the place and day that it names "
        f"({size} place{'' if size == 1 else 's'})."
    )
    births = [birth for one in within for birth in one.records]
    why = [Why(rule="USAGE_BY_DAY", text=text, records=seen.of({"records": births}))]
    if metric and other:
        text = f"{metric} is not counted there; {listed(other)} {'is' if len(other) == 1 else 'are'}."
        why.append(Why(rule="METRIC_NOT_ON_RECORD", text=text))
    if counted.assumed:
        names = places_named(counted.assumed)
        text = f"Whose {names} was is told only later than some of its use; what was told first is taken to have held."
        why.append(Why(rule="FIRST_TOLD_LATER", text=text))
    for one in {part.place.id: part for part in counted.told_twice if part.account and part.told_twice}.values():
        assert one.account is not None and one.told_twice is not None
        whose = f"its tenant's account {shown(one.account)} counts"
        text = f"{shown(one.place)} itself names {shown(one.told_twice)}; {whose}."
        why.append(Why(rule="WORKSPACE_NAMES_ANOTHER", text=text))
    return [*why, *_rest(counted)]


def _rest(counted: Counted) -> list[Why]:
    """What is not in the total."""
    why: list[Why] = []
    for reason in UsageLeft:
        some = [one for one in counted.left_out if one.reason is reason]
        if some:
            names = listed(dict.fromkeys(shown(one.node) for one in some[:5]))
            text = f"Left out: {_figures(some)} of {names}. {reason.value}"
            why.append(Why(rule=f"LEFT_OUT_{reason.name}", text=text))
    if counted.unlinked:
        names = listed(dict.fromkeys(shown(one.node) for one in counted.unlinked[:5]))
        text = f"Of all usage on record, {_figures(counted.unlinked)} of {names} belongs to no company."
        why.append(Why(rule="UNLINKED", text=text))
    return why


def _figures(some: Iterable[Any]) -> str:
    """Figures by metric in a sentence."""
    by_metric: dict[str, list[float]] = {}
    for one in some:
        by_metric.setdefault(one.metric, []).append(one.value)
    return listed(f"{added(values):,.10g} {metric}" for metric, values in sorted(by_metric.items()))


USAGE = Question(
    name="usage",
    doc="How much an account or its tree used the product in a period: by workspace, tenant, account; with the rest.",
    function=usage,
    docs={
        "account": ACCOUNT,
        "metric": "Only this metric, e.g. runs; absent: all, each apart",
        "period": PERIOD + "; absent: the quarter of as_of",
        "rollup": "SELF: the account alone; TREE: what stands under it too",
        "kind": "Of which tree: SELLING, LEGAL, BILLING or REPORTING",
        "as_of": AS_OF + "; later days do not count",
    },
)
