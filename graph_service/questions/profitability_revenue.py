"""What contracts made for one account in some days, and the ledger that keeps revenue and cost apart by currency.

In: contracts, the account's tenants over the days. Out: :class:`Ledger` with revenue. Refuses: to split what shares do
not split, to read back into a past in which a contract is on record with another revenue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from graph_service.questions.answer import NodeSeen, listed, shown
from graph_service.questions.as_of import values_at
from graph_service.questions.ask import Ask
from graph_service.questions.contracts import Contract, split
from graph_service.questions.deals import MoneySeen, money_seen
from graph_service.questions.period import Days, month_after
from graph_service.questions.profitability_answer import CostRow, ProfitLeftOut, RevenueRow
from graph_service.questions.usage_places import Stretch

Amounts = dict[tuple[date, str], Decimal]
"""By first day of the month, and currency; not rounded."""


@dataclass(slots=True)
class Ledger:
    """What was found of one account."""

    revenue: Amounts = field(default_factory=lambda: defaultdict(Decimal))
    cost: Amounts = field(default_factory=lambda: defaultdict(Decimal))
    revenues: list[RevenueRow] = field(default_factory=list)
    costs: list[CostRow] = field(default_factory=list)
    left_out: list[ProfitLeftOut] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    """Currencies of which some revenue is not allocated."""
    units: dict[str, Decimal] = field(default_factory=dict)
    """Currency -> its smallest unit."""

    def rounded(self, amount: Decimal, currency: str) -> Decimal:
        """An amount in the decimals of its currency."""
        return amount.quantize(self.units[currency], ROUND_HALF_EVEN)

    def note_unit(self, amount: MoneySeen) -> None:
        """Learn the smallest unit of an amount's currency."""
        self.units[amount.currency] = Decimal(1).scaleb(amount.amount.as_tuple().exponent)  # type: ignore[arg-type]


def months_of(days: Days) -> list[tuple[date, Days]]:
    """The months of some days, each by its first day and with those of its days that count."""
    months: list[tuple[date, Days]] = []
    at = days.start
    while at < days.end:
        end = min(month_after(at.year, at.month), days.end)
        months.append((at.replace(day=1), Days(label=f"{at:%Y-%m}", start=at, end=end)))
        at = end
    return months


@dataclass(frozen=True, slots=True)
class Then:
    """What a contract made a year in the period, why nothing if nothing, and whether that was told only later."""

    arr: MoneySeen | None
    lacks: str | None
    assumed: bool = False


async def as_then(ask: Ask, contracts: Sequence[Contract], days: Days) -> dict[str, Then]:
    """What contracts made as of the last day that counts, of one that ended before, as of the day before its end."""
    then = {one.node.id: Then(one.arr, one.lacks) for one in contracts}
    asked: dict[date, list[Contract]] = defaultdict(list)
    for one in contracts:
        end = min(days.end, one.ended or days.end)
        if end <= ask.now.astimezone(UTC).date():
            asked[end].append(one)
    live = ask.model.policies["suppression"].states.live_statuses
    for end, some in asked.items():
        last = datetime.combine(end, time.min, UTC) - timedelta(microseconds=1)
        values = await values_at(ask, [one.node.id for one in some], ("arr", "status"), last)
        for one in some:
            told = values.get(one.node.id, {})
            amount, status = told.get("arr"), told.get("status")
            if amount is None or status is None:
                then[one.node.id] = replace(then[one.node.id], assumed=True)
                continue
            arr = money_seen({f"arr_{part}": value for part, value in amount.items()}, "arr")
            lacks = None if status in live else str(status).lower().replace("_", " ")
            if lacks is None and (arr is None or not arr.amount):
                lacks = one.lacks or "its revenue was 0"
            then[one.node.id] = Then(arr if lacks is None else None, lacks)
    return then


def note_revenue(
    money: Ledger, account: NodeSeen, one: Contract, then: Then, parts: Sequence[Stretch], days: Days
) -> None:
    """Note what a contract made for the account, or why it made nothing."""
    effect = _clipped(days, one.started, min(filter(None, (one.ended, one.ends)), default=None))
    if then.arr is not None and one.started is None:
        then = Then(None, "no system says since when it is in effect")
    if then.arr is None:
        money.left_out.append(
            ProfitLeftOut(what=one.node, currency=None, amount=None, reason=then.lacks or "no revenue")
        )
        return
    if effect is None:
        reason = f"not in effect then: {one.started} to {one.ended or one.ends or 'now'}"
        money.left_out.append(ProfitLeftOut(what=one.node, currency=then.arr.currency, amount=None, reason=reason))
        return
    code = then.arr.currency
    money.note_unit(then.arr)
    money.left_out += [
        ProfitLeftOut(what=one.node, currency=code, amount=None, reason=f"{item}: {reason}" if item else reason)
        for item, reason in one.left_out
    ]
    if not one.parts:
        if any(payer.account and payer.account.id == account.id for payer in one.payers):
            _earn(money, one, then, then.arr, [effect], "PAYER")
        return
    ours = {tenant.id: _held(parts, tenant.id, effect) for tenant in (part.tenant for part in one.parts)}
    whole = all(sum(each.count for each in held) == effect.count for held in ours.values())
    if whole:
        _earn(money, one, then, then.arr, [effect], "TENANT")
    elif not any(ours.values()):
        if any(payer.account and payer.account.id == account.id for payer in one.payers):
            users = listed({shown(part.account) for part in one.parts if part.account})
            reason = f"{shown(account)} pays, and {users} uses it: the revenue is theirs, as is the cost"
            money.left_out.append(ProfitLeftOut(what=one.node, currency=code, amount=None, reason=reason))
    elif not one.split:
        money.unknown.add(code)
        amount = money.rounded(sum(_by_day(then.arr.amount, effect).values(), Decimal(0)), code)
        reason = f"unallocated: {one.split_lacks}, and not all are {shown(account)}'s"
        money.left_out.append(ProfitLeftOut(what=one.node, currency=code, amount=amount, reason=reason))
    else:
        shares = split(then.arr, [part.share if part.share is not None else Decimal(1) for part in one.parts])
        for part, arr in zip(one.parts, shares, strict=True):
            if ours[part.tenant.id]:
                _earn(money, one, then, arr, ours[part.tenant.id], "TENANT")


def _clipped(days: Days, start: date | None, end: date | None) -> Days | None:
    """Those of some days that lie from ``start`` and before ``end``; None where there are none."""
    first, after = max(days.start, start or days.start), min(days.end, end or days.end)
    return Days(label=days.label, start=first, end=after) if first < after else None


def _held(parts: Sequence[Stretch], tenant: str, days: Days) -> list[Days]:
    """The days on which a tenant was the account's."""
    held = [_clipped(days, one.days.start, one.days.end) for one in parts if one.place.id == tenant and one.line]
    return [one for one in held if one]


def _by_day(arr: Decimal, days: Days) -> dict[date, Decimal]:
    """Yearly revenue over days, by month, not rounded."""
    made: dict[date, Decimal] = {}
    for month, some in months_of(days):
        year = (date(month.year + 1, 1, 1) - date(month.year, 1, 1)).days
        made[month] = arr * some.count / year
    return made


def _earn(money: Ledger, one: Contract, then: Then, arr: MoneySeen, held: Sequence[Days], by: str) -> None:
    total = Decimal(0)
    for days in held:
        for month, amount in _by_day(arr.amount, days).items():
            money.revenue[month, arr.currency] += amount
            total += amount
    row = RevenueRow(
        subscription=one.node,
        currency=arr.currency,
        arr=arr.amount,
        days=sum(days.count for days in held),
        revenue=money.rounded(total, arr.currency),
        by=by,
        assumed=then.assumed,
        records=one.records,
    )
    money.revenues.append(row)
