"""From contracts on two days to what each company pays in each currency, and what moved.

In: contracts with their worth. Out: :class:`Pair` per company and currency, and figures per currency. Refuses: to add
unlike currencies, and to compare an amount that ended in one currency with one that began in another. It is pure.

Companies are compared, not contracts: one renewed under a new id is neither lost nor new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from graph_service.questions.answer import NodeSeen
from graph_service.questions.ask import instant, moment
from graph_service.questions.expansion_answer import ArrFigures, ArrLeftOutReason, MovementKind
from graph_service.questions.expansion_arr import Basis, Contract

_RATE = Decimal("0.0001")
_DAY = timedelta(days=1)
ZERO = Decimal(0)


@dataclass(slots=True)
class Pair:
    """What one company pays in one currency; without a company, what nobody is known to pay.

    Attributes:
        shares: contract and how much of it is this company's, mostly 1.
        reason: why it is in no figure; None where it is.
        customer_before: it was a customer on the first day, in whatever currency.
        customer_once: it had been one and had left before that day.
    """

    account: NodeSeen | None
    currency: str
    contracts: list[Contract] = field(default_factory=list)
    arr_from: Decimal | None = ZERO
    arr_to: Decimal | None = ZERO
    by_term: int = 0
    reason: ArrLeftOutReason | None = None
    customer_before: bool = False
    customer_once: bool = False

    @property
    def kind(self) -> MovementKind | None:
        """What moved; None where nothing did, or where it is not known."""
        before, after = self.arr_from, self.arr_to
        if before is None or after is None or before == after:
            return None
        if before and not after:
            return MovementKind.CHURN
        if not before and not self.customer_before:
            return MovementKind.REACTIVATION if self.customer_once else MovementKind.NEW
        return MovementKind.EXPANSION if after > before else MovementKind.CONTRACTION

    @property
    def matters(self) -> bool:
        """Whether there was or is anything."""
        return self.arr_from != 0 or self.arr_to != 0


def pairs_of(
    contracts: Iterable[Contract], resold: Collection[str], first: datetime, ended: Collection[str]
) -> list[Pair]:
    """Companies and currencies, in a stable order, each judged.

    Args:
        contracts: all of them.
        resold: relations of a payer that stands for others: who uses the contract is the customer.
        first: the first day.
        ended: states of a contract that is over.
    """
    found: dict[tuple[str, str], Pair] = {}
    ends: dict[str, bool] = defaultdict(bool)
    for one in contracts:
        if one.biller is None:
            continue
        account, reason = _whose(one, resold)
        if account is not None and _left_before(one, first, ended):
            ends[account.id] = True
        reason = ArrLeftOutReason.RECORD_DELETED if one.gone else reason
        for currency in sorted({worth.currency for worth in (one.at_from, one.at_to) if worth.currency}):
            # what is left out for a reason of its own is not mixed with what its company pays otherwise
            key = (account.id if account and not reason else f"{reason}|{one.row['id']}", currency)
            pair = found.setdefault(key, Pair(account, currency, reason=reason))
            _add(pair, one)
    pairs = [pair for _, pair in sorted(found.items()) if pair.matters]
    _judge(pairs, ends)
    return pairs


def _whose(one: Contract, resold: Collection[str]) -> tuple[NodeSeen | None, ArrLeftOutReason | None]:
    """Whose contract it is: who pays, or where a reseller pays, who uses it."""
    payers = [row for row in one.row["payers"] if row["relation"] not in resold]
    if payers:
        return _account(payers[0]), None
    users = {row["id"]: row for row in one.row["users"]}
    if len(users) == 1:
        return _account(*users.values()), None
    if users:
        return None, ArrLeftOutReason.UNALLOCATED
    named = one.row["payers"] or one.row["told"]
    return (_account(named[0]), None) if named else (None, ArrLeftOutReason.NO_ACCOUNT)


def _account(row: Mapping[str, Any]) -> NodeSeen:
    return NodeSeen(noun="Account", id=row["id"], name=row["name"])


def _left_before(one: Contract, first: datetime, ended: Collection[str]) -> bool:
    """Whether it was a contract and had ended by the first day; one that ends within a day never came to be."""
    sold = one.row["sold"]
    start, end = moment(sold["started_at"]), moment(sold["ended_at"])
    if start is None or end is None or sold["ended_at"] > instant(first) or sold["status"] not in ended:
        return False
    return end - start >= _DAY


def _add(pair: Pair, one: Contract) -> None:
    pair.contracts.append(one)
    for name, worth in (("arr_from", one.at_from), ("arr_to", one.at_to)):
        if worth.currency is not None and worth.currency != pair.currency:
            continue
        known = getattr(pair, name)
        setattr(pair, name, None if known is None or worth.amount is None else known + worth.amount)
        pair.by_term += worth.basis is Basis.TERM and bool(worth.amount)


def _judge(pairs: list[Pair], ends: Mapping[str, bool]) -> None:
    by_account: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.reason is None and pair.account is not None:
            by_account[pair.account.id].append(pair)
    for id_, own in by_account.items():
        before = any(pair.arr_from is None or pair.arr_from > 0 for pair in own)
        gone = [pair for pair in own if pair.arr_from and pair.arr_to == 0]
        came = [pair for pair in own if pair.arr_to and pair.arr_from == 0]
        for pair in own:
            pair.customer_before, pair.customer_once = before, ends[id_]
            if pair.arr_from is None or pair.arr_to is None:
                pair.reason = ArrLeftOutReason.AMOUNT_UNKNOWN
            elif gone and came and pair in (*gone, *came):
                pair.reason = ArrLeftOutReason.CURRENCY_CHANGED


def figures(pairs: Iterable[Pair]) -> list[ArrFigures]:
    """One row a currency, over the pairs that nothing leaves out."""
    by_currency: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.reason is None:
            by_currency[pair.currency].append(pair)
    return [_figures(currency, own) for currency, own in sorted(by_currency.items())]


def _figures(currency: str, pairs: list[Pair]) -> ArrFigures:
    moved: dict[MovementKind | None, Decimal] = defaultdict(lambda: _zero(pairs))
    for pair in pairs:
        moved[pair.kind] += abs(_known(pair.arr_to) - _known(pair.arr_from))
    before = sum((_known(pair.arr_from) for pair in pairs), _zero(pairs))
    lost = moved[MovementKind.CONTRACTION] + moved[MovementKind.CHURN]
    return ArrFigures(
        currency=currency,
        customers=sum(1 for pair in pairs if pair.arr_from),
        arr_from=before,
        new=moved[MovementKind.NEW],
        reactivation=moved[MovementKind.REACTIVATION],
        expansion=moved[MovementKind.EXPANSION],
        contraction=moved[MovementKind.CONTRACTION],
        churn=moved[MovementKind.CHURN],
        arr_to=sum((_known(pair.arr_to) for pair in pairs), _zero(pairs)),
        nrr=((before + moved[MovementKind.EXPANSION] - lost) / before).quantize(_RATE) if before else None,
        grr=((before - lost) / before).quantize(_RATE) if before else None,
        no_rate_because=None if before else f"nobody is known to have paid {currency} on the first day",
        by_term=sum(pair.by_term for pair in pairs),
    )


def _known(amount: Decimal | None) -> Decimal:
    assert amount is not None  # a pair with an unknown amount is left out
    return amount


def _zero(pairs: Iterable[Pair]) -> Decimal:
    """Nothing, in the decimals of the currency."""
    digits = (amount.as_tuple().exponent for pair in pairs for amount in (pair.arr_from, pair.arr_to) if amount)
    return ZERO.scaleb(min((one for one in digits if isinstance(one, int)), default=0))
