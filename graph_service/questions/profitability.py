"""profitability: revenue of an account in some days less what it cost to serve it, per currency, month and workflow.

In: an account and a period. Out: :class:`Profitability`. Refuses: to set off currencies against each other, to call a
margin what lacks a month of cost or an unallocated contract, to split either among months or tenants by guess.

Revenue is yearly revenue by the day: a contract makes 1/365 of it (1/366 in a leap year) on each day that it is in
effect. It belongs to the company whose tenant the contract covers; one that covers none, to the company that pays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from graph_service.questions.answer import NodeSeen, Status, Truncated, Why, listed, node_seen, records_seen, shown
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.contracts import read_contracts
from graph_service.questions.deals import money_seen
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import PERIOD, Days, Period, month_after
from graph_service.questions.profitability_answer import (
    CostRow,
    Profitability,
    ProfitLeftOut,
    ProfitMonth,
    ProfitSum,
    WorkflowCost,
)
from graph_service.questions.profitability_revenue import Ledger, as_then, months_of, note_revenue
from graph_service.questions.question import ACCOUNT, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.usage import counted_days
from graph_service.questions.usage_places import Rollup, Scope, Stretch, read_scope, stretches

MOST_COSTS = 10_000
_BESIDE = 5
_RATE = Decimal("0.0001")


async def profitability(ask: Ask, account: AccountRef, period: Period | None = None) -> Profitability:
    """Revenue less cost to serve.

    Args:
        ask: who answers.
        account: the account.
        period: the days; those that have not come do not count. Absent: the quarter of now.
    Raises:
        UsageError: ``period`` is none.
    """
    wanted, days = counted_days(ask.model, period, ask.now)
    found = await resolve(ask, account)
    if found.node is None:
        return Profitability(**found.envelope(ask, ask.now))
    scope = await read_scope(ask, found.node, Rollup.SELF, HierarchyKind.SELLING.name, days)
    parts = stretches(scope, days) if days.count else []
    tenants = [one.place.id for one in parts if one.line and one.place.noun == "Tenant"]
    contracts, cuts = await read_contracts(ask, [found.node.id], ask.now, tenants)
    money = Ledger()
    then = await as_then(ask, contracts, days)
    for one in contracts:
        note_revenue(money, found.node, one, then[one.node.id], parts, days)
    cuts += await _costs(ask, money, scope, parts, days)
    months = [start for start, _ in months_of(days)]
    with_cost = {month for month, _ in money.cost}
    without = [month for month in months if month not in with_cost]
    sums = _sums(money, without)
    return Profitability(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*found.why, *_why(found.node, wanted, days, money, sums, without)],
        account=found.node,
        period=days,
        sums=sums,
        months=_by_month(money, months),
        workflows=_workflows(money.costs),
        revenues=sorted(money.revenues, key=lambda one: (one.currency, one.subscription.name or "")),
        costs=money.costs,
        months_without_cost=without,
        left_out=money.left_out,
        truncated=[*scope.truncated, *cuts],
    )


async def _costs(ask: Ask, money: Ledger, scope: Scope, parts: Sequence[Stretch], days: Days) -> list[Truncated]:
    """Note each cost of the account, or why it is left out."""
    if not days.count:
        return []
    ids = {scope.root.id, *(one.place.id for one in parts)}
    rows = await ask.reader.run(
        "money/profitability",
        timeout=PATIENCE,
        ids=sorted(ids),
        start=days.start.replace(day=1).isoformat(),
        end=days.end.isoformat(),
        cap=MOST_COSTS,
        beside=_BESIDE,
    )
    places = {place.node.id: place for place in scope.places}
    for row in {row["cost"]["id"]: row for row in rows[:MOST_COSTS]}.values():
        cost, what = row["cost"], node_seen(row["what"])
        month = date.fromisoformat(cost["month"][:10]).replace(day=1)
        after = month_after(month.year, month.month)
        amount = money_seen(cost, "amount")
        assert amount is not None
        money.note_unit(amount)
        reason = None
        if month < days.start or after > days.end:
            reason = f"only part of {month:%Y-%m} is in the period, and cost is told by the month"
        elif (place := places.get(what.id)) is not None:
            last = after - timedelta(days=1)
            whose, inside = place.account_on(last), place.tenant_on(last)
            if place.internal or (inside and inside[0].to.get("internal")):
                reason = "our own use, or a test's"
            elif whose is None or whose.id != scope.root.id:
                reason = f"it was {shown(whose)}'s at the end of {month:%Y-%m}" if whose else "it was nobody's then"
        if reason:
            left = ProfitLeftOut(what=what, currency=amount.currency, amount=amount.amount, reason=f"cost: {reason}")
            money.left_out.append(left)
            continue
        money.cost[month, amount.currency] += amount.amount
        money.costs.append(
            CostRow(
                what=what,
                month=month,
                kind=cost["kind"],
                workflow=cost["workflow"],
                currency=amount.currency,
                cost=amount.amount,
                records=records_seen(ask, row["records"]),
            )
        )
    text = f"There are more than {MOST_COSTS} costs; the rest is not counted."
    return [Truncated(what="COSTS", cap=MOST_COSTS, text=text)] if len(rows) > MOST_COSTS else []


def _workflows(costs: Iterable[CostRow]) -> list[WorkflowCost]:
    by: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for one in costs:
        by[one.workflow or "", one.kind or "", one.currency] += one.cost
    return [
        WorkflowCost(workflow=flow or None, kind=kind or None, currency=code, cost=cost)
        for (flow, kind, code), cost in sorted(by.items(), key=lambda item: (not item[0][0], item[0]))
    ]


def _sums(money: Ledger, without: Sequence[date]) -> list[ProfitSum]:
    found: list[ProfitSum] = []
    for code in sorted({code for _, code in (*money.revenue, *money.cost)} | money.unknown):
        revenue = sum((one.revenue for one in money.revenues if one.currency == code), money.rounded(Decimal(0), code))
        costs = [amount for (_, currency), amount in money.cost.items() if currency == code]
        cost = sum(costs, Decimal(0)) if costs else None
        margin = None if without else _margin(money, revenue, cost, code)
        rate = (margin / revenue).quantize(_RATE) if margin is not None and revenue else None
        found.append(ProfitSum(currency=code, revenue=revenue, cost=cost, margin=margin, margin_rate=rate))
    return found


def _margin(money: Ledger, revenue: Decimal, cost: Decimal | None, code: str) -> Decimal | None:
    """Revenue less cost, where both are known in full and of one currency."""
    others = {currency for _, currency in money.revenue if currency != code}
    if cost is None or money.unknown or (not revenue and others):
        return None
    return revenue - cost


def _by_month(money: Ledger, months: Sequence[date]) -> list[ProfitMonth]:
    rows: list[ProfitMonth] = []
    for month in months:
        for code in sorted({code for at, code in (*money.revenue, *money.cost) if at == month}):
            revenue = money.rounded(money.revenue.get((month, code), Decimal(0)), code)
            cost = money.cost.get((month, code))
            margin = _margin(money, revenue, cost, code)
            rows.append(ProfitMonth(month=month, currency=code, revenue=revenue, cost=cost, margin=margin))
    return rows


def _why(
    account: NodeSeen, wanted: Days, days: Days, money: Ledger, sums: Sequence[ProfitSum], without: Sequence[date]
) -> list[Why]:
    name = shown(account)
    if not days.count:
        return [Why(rule="PERIOD_AHEAD", text=f"{wanted.label} begins {wanted.start}: nothing of it has come yet.")]
    cut = f", the days of {wanted.label} that have come" if days.end < wanted.end else ""
    said = listed(f"{one.currency} {one.revenue:,}" for one in sums) if money.revenues else "Nothing"
    text = (
        f"{said} was earned from {name} from {days}{cut}: a contract makes its yearly revenue by the day, "
        "1/365 of it a day (1/366 in a leap year) while it is in effect."
    )
    records = [record for row in money.revenues for record in row.records]
    why = [Why(rule="REVENUE_BY_DAY", text=text, records=records)]
    if assumed := [row for row in money.revenues if row.assumed]:
        names = listed(dict.fromkeys(shown(one.subscription) for one in assumed[:5]))
        text = f"What {names} made then was told only later; what was told first is taken to have held."
        why.append(Why(rule="FIRST_TOLD_LATER", text=text))
    if money.costs:
        spent = listed(f"{one.currency} {one.cost:,}" for one in sums if one.cost is not None)
        size = len(money.costs)
        text = f"{spent} was spent to serve it, in {size} cost{'' if size == 1 else 's'} of whole months."
        why.append(Why(rule="COST_TO_SERVE", text=text, records=[one for row in money.costs for one in row.records]))
    else:
        why.append(Why(rule="NO_COST_ON_RECORD", text=f"No cost to serve {name} in these days is on record."))
    if without and money.costs:
        months = listed(f"{one:%Y-%m}" for one in without)
        text = f"No cost of {months} is on record, so there is no margin of the whole; see the months."
        why.append(Why(rule="COST_INCOMPLETE", text=text))
    if money.unknown:
        text = (
            f"Revenue in {listed(sorted(money.unknown))} covers tenants of several companies without shares; no margin."
        )
        why.append(Why(rule="REVENUE_UNALLOCATED", text=text))
    spent_in, earned_in = {code for _, code in money.cost}, {code for _, code in money.revenue}
    if spent_in and earned_in and spent_in != earned_in:
        earned, spent = listed(sorted(earned_in)), listed(sorted(spent_in))
        text = f"It is earned in {earned} and spent in {spent}; unlike currencies are not set off."
        why.append(Why(rule="UNLIKE_CURRENCIES", text=text))
    if money.costs and not any(row.workflow for row in money.costs):
        why.append(Why(rule="NO_WORKFLOW", text="No cost names a workflow."))
    elif money.costs:
        text = "Revenue is not told by workflow: contracts name none, so only cost is shown by it."
        why.append(Why(rule="COST_BY_WORKFLOW", text=text))
    if money.left_out:
        told = [f"{shown(one.what)}: {one.reason}" for one in money.left_out]
        more = f" and {len(told) - 10} more" if len(told) > 10 else ""
        why.append(Why(rule="LEFT_OUT", text=f"Left out: {'; '.join(told[:10])}{more}."))
    return why


PROFITABILITY = Question(
    name="profitability",
    doc="Revenue of an account in a period less what it cost to serve it, per currency, month and workflow.",
    function=profitability,
    docs={"account": ACCOUNT, "period": PERIOD + "; absent: this quarter"},
)
