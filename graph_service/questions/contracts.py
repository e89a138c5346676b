"""Contracts with who pays and who uses them, and what each makes of yearly revenue for whom.

In: ids of companies. Out: :class:`Contract`, each once. Refuses: to split a contract among tenants without shares that
sum to 1, to call revenue what is metered, on trial, paused or only told by a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from graph_service.questions.answer import NodeSeen, RecordSeen, Truncated, node_seen, records_seen
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.deals import MoneySeen, day_seen, money_seen

MOST = 2_000
_BESIDE = 1_000
_NEAR_ONE = Decimal("0.001")
"""Shares are told as floats: three thirds may sum to 0.999."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A billing entity of a contract: whose it is, and how that company stands to the one that uses."""

    entity: NodeSeen
    relation: str
    account: NodeSeen | None


@dataclass(frozen=True, slots=True)
class Part:
    """A tenant that a contract covers.

    Attributes:
        share: as told; None where nobody told one.
        arr: its part of the yearly revenue; None where that is not allocated.
    """

    tenant: NodeSeen
    account: NodeSeen | None
    internal: bool
    share: Decimal | None
    arr: MoneySeen | None


@dataclass(frozen=True, slots=True)
class Contract:
    """One subscription.

    Attributes:
        arr: what counts as yearly revenue now; None where nothing does.
        lacks: why nothing counts; None where something does.
        left_out: its items that make no revenue, each (item, reason).
        parts: the tenants that it covers.
        split: False where it covers several tenants and shares do not say how.
        told: the company that a copy of the contract names.
    """

    node: NodeSeen
    status: str | None
    arr: MoneySeen | None
    lacks: str | None
    left_out: list[tuple[str | None, str]]
    payers: list[Payer]
    invoiced: list[Payer]
    parts: list[Part]
    split: bool
    split_lacks: str | None
    told: NodeSeen | None
    started: date | None
    ended: date | None
    ends: date | None
    records: list[RecordSeen]
    row: Mapping[str, Any]


async def read_contracts(
    ask: Ask, ids: Iterable[str], at: datetime, tenants: Iterable[str] = ()
) -> tuple[list[Contract], list[Truncated]]:
    """The contracts of companies, whether they pay or use, each once.

    Args:
        ask: who answers.
        ids: our ids.
        tenants: ids of further tenants, whose contracts count too.
        at: the time at which something counts or not.
    """
    rows = await ask.reader.run(
        "money/commercial_bridge",
        timeout=PATIENCE,
        ids=sorted(set(ids)),
        tenants=sorted(set(tenants)),
        cap=MOST,
        beside=_BESIDE,
    )
    text = f"There are more than {MOST} contracts; the rest is not counted."
    cuts = [Truncated(what="CONTRACTS", cap=MOST, text=text)] if len(rows) > MOST else []
    once = {row["sold"]["id"]: row for row in rows[:MOST]}
    return [_contract(ask, row, at) for row in once.values()], cuts


def _contract(ask: Ask, row: Mapping[str, Any], at: datetime) -> Contract:
    sold = row["sold"]
    arr = money_seen(sold, "arr")
    lacks = _lacks(ask, sold, arr, at)
    counted = arr if lacks is None else None
    parts, problem = _parts(row["tenants"], counted)
    return Contract(
        node=node_seen(sold, "Subscription"),
        status=sold["status"],
        arr=counted,
        lacks=lacks,
        left_out=[_item(one) for one in sold["arr_left_out"] or ()],
        payers=[_payer(one) for one in row["payers"] if one["how"] == "PAYS_FOR"],
        invoiced=[_payer(one) for one in row["payers"] if one["how"] == "INVOICED_TO"],
        parts=parts,
        split=problem is None,
        split_lacks=problem,
        told=node_seen(row["told"][0], "Account") if row["told"] else None,
        started=_day(sold["started_at"] or sold["term_start"]),
        ended=_day(sold["ended_at"]),
        ends=_day(sold["cancel_at"]),
        records=records_seen(ask, row["records"]),
        row=sold,
    )


def _lacks(ask: Ask, sold: Mapping[str, Any], arr: MoneySeen | None, at: datetime) -> str | None:
    """Why a contract makes no yearly revenue at a time, if it makes none."""
    status, states = sold["status"], ask.model.policies["suppression"].states
    today = at.astimezone(UTC).date()
    started, ended = _day(sold["started_at"]), _day(sold["ended_at"])
    if status is None and arr is None:
        return "a copy: no billing system tells its state or its revenue"
    if status is not None and status not in states.live_statuses:
        return str(status).lower().replace("_", " ")
    if ended is not None and ended <= today:
        return f"ended {ended}"
    if started is not None and started > today:
        return f"starts {started}"
    if arr is None:
        return "no billing system tells its revenue"
    if not arr.amount:
        return ", ".join(dict.fromkeys(_item(one)[1] for one in sold["arr_left_out"] or ())) or "its revenue is 0"
    return None


def _item(text: str) -> tuple[str | None, str]:
    """``si_1: metered`` as its two halves."""
    item, colon, reason = text.partition(": ")
    return (item, reason) if colon else (None, text)


def _payer(row: Mapping[str, Any]) -> Payer:
    account = node_seen(row["account"], "Account") if row["account"] else None
    return Payer(node_seen(row["payer"], "BillingEntity"), row["relation"] or "DIRECT", account)


def _day(text: str | None) -> date | None:
    when = moment(text)
    return when.astimezone(UTC).date() if when else day_seen(text)


def _parts(rows: Sequence[Mapping[str, Any]], arr: MoneySeen | None) -> tuple[list[Part], str | None]:
    """The tenants of a contract with their part, and why it is not split, if it is not."""
    shares = [Decimal(str(one["share"])) if one["share"] is not None else None for one in rows]
    problem = _unsplit(shares)
    amounts: list[MoneySeen | None] = [None] * len(rows)
    if arr is not None and problem is None and rows:
        amounts = list(split(arr, [one if one is not None else Decimal(1) for one in shares]))
    parts = [
        Part(
            node_seen(row["tenant"], "Tenant"),
            node_seen(row["account"], "Account") if row["account"] else None,
            bool(row["tenant"]["internal"]),
            share,
            amount,
        )
        for row, share, amount in zip(rows, shares, amounts, strict=True)
    ]
    return parts, problem


def _unsplit(shares: Sequence[Decimal | None]) -> str | None:
    """Why shares do not split a contract; a single tenant without a share has it all."""
    told = [one for one in shares if one is not None]
    if not told:
        return f"it covers {len(shares)} tenants and no share is told" if len(shares) > 1 else None
    if len(told) < len(shares):
        return f"only {len(told)} of its {len(shares)} tenants have a share"
    total = sum(told, Decimal(0))
    if min(told) < 0:
        return "a share is negative"
    return (
        None if abs(total - 1) <= _NEAR_ONE else f"the shares of its {len(shares)} tenants sum to {total.normalize():f}"
    )


def split(whole: MoneySeen, shares: Sequence[Decimal]) -> list[MoneySeen]:
    """An amount by shares, in the currency's own decimals; what rounding leaves goes to the greatest part.

    Args:
        whole: the amount.
        shares: sum to 1, or nearly.
    """
    unit = Decimal(1).scaleb(whole.amount.as_tuple().exponent)  # type: ignore[arg-type]
    parts = [(whole.amount * share).quantize(unit, ROUND_HALF_EVEN) for share in shares]
    parts[max(range(len(parts)), key=lambda place: shares[place])] += whole.amount - sum(parts, Decimal(0))
    return [MoneySeen(amount=part, currency=whole.currency) for part in parts]


def sums(amounts: Iterable[MoneySeen | None]) -> dict[str, Decimal]:
    """Amounts added within each currency; unlike currencies never are."""
    by_currency: dict[str, Decimal] = {}
    for one in amounts:
        if one is not None:
            by_currency[one.currency] = by_currency.get(one.currency, Decimal(0)) + one.amount
    return by_currency
