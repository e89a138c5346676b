"""commercialBridge: yearly revenue by who pays, joined through the contract with usage by tenant.

In: an account, alone or as a tree. Out: :class:`CommercialBridge`. Refuses: to add currencies or metrics, to split a
contract without shares, to count a contract twice because one company pays for it and another uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal

from graph_service.questions.answer import NodeSeen, Status, shown
from graph_service.questions.ask import Ask
from graph_service.questions.commercial_bridge_answer import (
    Allocation,
    ArrRow,
    BridgeSum,
    CommercialBridge,
    JoinedRow,
    MetricValue,
    PayerSeen,
    RevenueLeftOut,
    Unpaid,
    UnpaidUsage,
    UsageRow,
)
from graph_service.questions.commercial_bridge_why import bridge_why
from graph_service.questions.contracts import Contract, Payer, read_contracts, sums
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import PERIOD, Period
from graph_service.questions.question import ACCOUNT, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.usage import counted_days
from graph_service.questions.usage_counted import Figure, added, read_figures, trusted
from graph_service.questions.usage_places import Rollup, Scope, read_scope, stretches, with_places

Used = Mapping[str, Sequence[MetricValue]]


async def commercial_bridge(
    ask: Ask,
    account: AccountRef,
    rollup: Rollup = Rollup.SELF,
    kind: HierarchyKind = HierarchyKind.SELLING,
    period: Period | None = None,
) -> CommercialBridge:
    """Revenue of now beside usage.

    Args:
        ask: who answers.
        account: the account.
        rollup: the account alone, or what stands under it too.
        kind: of which tree.
        period: the days of the usage; absent: the quarter of now.
    Raises:
        UsageError: ``period`` is none.
    """
    _, days = counted_days(ask.model, period, ask.now)
    found = await resolve(ask, account)
    if found.node is None:
        return CommercialBridge(rollup=rollup, kind=kind, **found.envelope(ask, ask.now))
    today = ask.now.astimezone(UTC).date()
    scope = await read_scope(ask, found.node, rollup, kind.name, days)
    here = {one for one in scope.accounts if scope.line(one, today)}
    contracts, cuts = await read_contracts(ask, here, ask.now)
    beyond = {part.account.id for one in contracts for part in one.parts if part.account} - here
    scope = await with_places(ask, scope, beyond)
    used = _used(ask, await read_figures(ask, stretches(scope, days), None))
    counted = sorted((one for one in contracts if one.arr), key=_order)
    rows = [_row(one, here) for one in counted]
    usage_rows = _usage_rows(scope, counted, used, here, today)
    answer = CommercialBridge(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        account=found.node,
        rollup=rollup,
        kind=kind,
        period=days,
        sums=_sums(counted, rows, here),
        arr_rows=rows,
        usage_rows=usage_rows,
        joined=[row for one in counted for row in _joined(one, used, here)],
        arr_without_tenant=[row for row in rows if row.allocation is Allocation.WITHOUT_TENANT],
        usage_without_payer=_unpaid(usage_rows, contracts),
        left_out=_left_out(contracts),
        truncated=[*scope.truncated, *cuts],
    )
    answer.why.extend([*found.why, *bridge_why(answer)])
    return answer


def _order(one: Contract) -> tuple[str, str, str]:
    return (one.arr.currency if one.arr else "", one.node.name or "", one.node.id)


def _used(ask: Ask, figures: Iterable[Figure]) -> Used:
    """Usage by tenant, or by a workspace that lies in none, each metric of the system that is trusted most."""
    told: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        if one.stretch.account and not one.stretch.internal:
            unit = one.stretch.tenant or one.stretch.place
            told[unit.id, one.metric][one.system].append(one.value)
    used: dict[str, list[MetricValue]] = defaultdict(list)
    for (unit_id, metric), by_system in sorted(told.items()):
        best = trusted(ask, by_system)
        used[unit_id].append(MetricValue(metric=metric, value=added(by_system[best]), system=best))
    return used


def _payer(one: Payer) -> PayerSeen:
    return PayerSeen(entity=one.entity, relation=one.relation, account=one.account)


def _row(one: Contract, here: set[str]) -> ArrRow:
    assert one.arr is not None
    payers = [_payer(payer) for payer in one.payers]
    allocation = Allocation.ALLOCATED if one.parts else Allocation.WITHOUT_TENANT
    if one.parts and not one.split:
        allocation = Allocation.UNALLOCATED
    lacks = f" {one.split_lacks[0].upper()}{one.split_lacks[1:]}." if one.split_lacks else ""
    return ArrRow(
        subscription=one.node,
        status=one.status,
        currency=one.arr.currency,
        arr=one.arr.amount,
        payer=payers[0] if payers else None,
        other_payers=payers[1:],
        invoiced_to=[payer.entity for payer in one.invoiced],
        consuming_accounts=list({part.account.id: part.account for part in one.parts if part.account}.values()),
        allocation=allocation,
        allocation_text=allocation.value + lacks,
        paid_here=any(payer.account and payer.account.id in here for payer in one.payers),
        used_here=any(part.account and part.account.id in here for part in one.parts),
        ends=one.ends,
        records=one.records,
    )


def _joined(one: Contract, used: Used, here: set[str]) -> list[JoinedRow]:
    assert one.arr is not None
    return [
        JoinedRow(
            subscription=one.node,
            payer=one.payers[0].entity if one.payers else None,
            tenant=part.tenant,
            account=part.account,
            here=bool(part.account and part.account.id in here),
            share=part.share,
            currency=one.arr.currency,
            arr=part.arr.amount if part.arr else None,
            usage=list(used.get(part.tenant.id, ())),
        )
        for part in one.parts
    ]


def _usage_rows(scope: Scope, counted: Sequence[Contract], used: Used, here: set[str], today: date) -> list[UsageRow]:
    """Tenants of today, and workspaces that lie in none, whatever they used."""
    covered: dict[str, list[NodeSeen]] = defaultdict(list)
    for one in counted:
        for part in one.parts:
            covered[part.tenant.id].append(one.node)
    rows: list[UsageRow] = []
    for place in scope.places:
        whose = place.account_on(today)
        inside = place.node.noun == "Workspace" and place.tenant_on(today)
        if inside or place.internal or (whose is None and place.node.id not in used):
            continue
        is_here = whose is not None and whose.id in here
        if is_here or place.node.id in covered:
            rows.append(
                UsageRow(
                    tenant=place.node,
                    account=whose,
                    here=is_here,
                    usage=list(used.get(place.node.id, ())),
                    subscriptions=covered.get(place.node.id, []),
                )
            )
    return sorted(rows, key=lambda row: (not row.here, row.tenant.name or "", row.tenant.id))


def _unpaid(rows: Iterable[UsageRow], contracts: Sequence[Contract]) -> list[UnpaidUsage]:
    unpaid: list[UnpaidUsage] = []
    for row in rows:
        if not row.here or not row.usage:
            continue
        covering = [one for one in contracts if any(part.tenant.id == row.tenant.id for part in one.parts)]
        if row.tenant.noun == "Workspace":
            reason = Unpaid.NO_TENANT
        elif not covering:
            reason = Unpaid.NO_SUBSCRIPTION
        elif not row.subscriptions:
            reason = Unpaid.LEFT_OUT
        elif not any(one.payers for one in covering if one.arr):
            reason = Unpaid.NO_PAYER
        else:
            continue
        said = reason.value
        if reason is Unpaid.LEFT_OUT:
            said += f" {'; '.join(f'{shown(one.node)}: {one.lacks}' for one in covering)}."
        one_unpaid = UnpaidUsage(tenant=row.tenant, account=row.account, usage=row.usage, reason=reason, text=said)
        unpaid.append(one_unpaid)
    return unpaid


def _sums(counted: Sequence[Contract], rows: Sequence[ArrRow], here: set[str]) -> list[BridgeSum]:
    arr = sums(one.arr for one in counted)
    zero = {currency: amount * 0 for currency, amount in arr.items()}
    paid = sums(one.arr for one, row in zip(counted, rows, strict=True) if row.paid_here)
    inside = sums(part.arr for one in counted for part in one.parts if part.account and part.account.id in here)
    outside = sums(
        part.arr for one in counted for part in one.parts if not (part.account and part.account.id in here)
    )  # fmt: skip
    apart = {
        which: sums(one.arr for one, row in zip(counted, rows, strict=True) if row.allocation is which)
        for which in (Allocation.UNALLOCATED, Allocation.WITHOUT_TENANT)
    }

    def of(amounts: Mapping[str, Decimal], currency: str) -> Decimal:
        return amounts.get(currency, zero[currency])

    return [
        BridgeSum(
            currency=currency,
            arr=arr[currency],
            paid_here=of(paid, currency),
            used_here=of(inside, currency),
            used_elsewhere=of(outside, currency),
            unallocated=of(apart[Allocation.UNALLOCATED], currency),
            without_tenant=of(apart[Allocation.WITHOUT_TENANT], currency),
        )
        for currency in sorted(arr)
    ]


def _left_out(contracts: Iterable[Contract]) -> list[RevenueLeftOut]:
    """Whole contracts first, then items of those that count otherwise."""
    whole = [RevenueLeftOut(subscription=one.node, item=None, reason=one.lacks) for one in contracts if one.lacks]
    items = [
        RevenueLeftOut(subscription=one.node, item=item, reason=reason)
        for one in contracts
        if not one.lacks
        for item, reason in one.left_out
    ]
    return [*sorted(whole, key=lambda one: (one.subscription.name or "", one.subscription.id)), *items]


COMMERCIAL_BRIDGE = Question(
    name="commercial_bridge",
    doc="Yearly revenue by who pays, joined with usage by tenant, per currency, with the unmatched rest on both sides.",
    function=commercial_bridge,
    docs={
        "account": ACCOUNT,
        "rollup": "SELF: the account alone; TREE: what stands under it too",
        "kind": "Of which tree: SELLING, LEGAL, BILLING or REPORTING",
        "period": "Days of the usage. " + PERIOD + "; absent: this quarter",
    },
)
