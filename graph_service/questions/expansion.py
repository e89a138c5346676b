"""expansion: what yearly recurring revenue became of, from one day to another, per currency and system.

In: two days, and a segment. Out: :class:`Expansion`. Refuses: to add unlike currencies or copies of one contract, and
to guess what a contract was worth before anybody said so; what is left out is listed with its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import Status, Truncated, Why, day, listed, records_seen, shown
from graph_service.questions.as_of import values_at
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.day_or_instant import DayOrInstant
from graph_service.questions.deals import MoneySeen
from graph_service.questions.expansion_answer import (
    ArrFigures,
    ArrLeftOut,
    ArrLeftOutCount,
    ArrLeftOutReason,
    ArrMovement,
    ArrSide,
    Expansion,
    ScheduledEnd,
    SideMeasure,
    WithoutArr,
)
from graph_service.questions.expansion_arr import MOST, Contract, Worth, contracts
from graph_service.questions.expansion_movements import Pair, figures, pairs_of
from graph_service.questions.question import Question

LISTED = 500
"""Movements and things left out that are listed one by one; the figures and counts are over all."""
_RECORDS = 5


async def expansion(
    ask: Ask, from_: DayOrInstant, to: DayOrInstant | None = None, segment: str | None = None
) -> Expansion:
    """ARR movements and retention between two days.

    Args:
        ask: who answers.
        from_: the first day; who was a customer then is the cohort.
        to: the last day; absent: now.
        segment: only companies of this segment, whatever the case, as of the first day; of a new one, as of the last.
    Raises:
        UsageError: the days do not follow each other, or lie ahead.
    """
    first, last = _days(ask, from_.at, to.at if to else None)
    states = ask.model.policies["suppression"].states
    found, cut = await contracts(ask, first, last)
    pairs = pairs_of(found, states.resold_relations, first, states.ended_statuses)
    segments = await _segments(ask, pairs, first, last, every=segment is not None)
    if segment is not None:
        pairs = _of_segment(pairs, segments, segment)
    counted = [pair for pair in pairs if pair.reason is None]
    left = [pair for pair in pairs if pair.reason is not None]
    rows = figures(pairs)
    moved = sorted((pair for pair in counted if pair.kind), key=_most_first)
    inside = [one for pair in counted for one in pair.contracts]
    whose = {one.row["id"]: pair.account for pair in pairs for one in pair.contracts if pair.account}
    among = {account.id for account in whose.values()} if segment is not None else None
    in_view = [one for one in found if among is None or one.row["id"] in whose]
    reasons = Counter(pair.reason for pair in left if pair.reason)
    return Expansion(
        status=Status.OK,
        as_of=last,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(rows, reasons, first, last),
        segment=segment,
        from_at=first,
        to_at=last,
        currencies=rows,
        movements=[_movement(ask, pair, segments) for pair in moved[:LISTED]],
        left_out=[_left_out(pair) for pair in left[:LISTED]],
        left_out_counts=[ArrLeftOutCount(reason=one, count=reasons[one]) for one in ArrLeftOutReason if reasons[one]],
        without_arr=[
            WithoutArr(subscription=one.node, account=whose.get(one.row["id"]), because=list(one.left_out))
            for one in in_view
            if one.left_out
        ][:LISTED],
        scheduled=[
            ScheduledEnd(subscription=one.node, account=whose.get(one.row["id"]), ends=ends, arr=arr)
            for one in in_view
            if (ends := _ends(one, last)) and (arr := _money(one.at_to))
        ][:LISTED],
        sides=[*_arr_sides(inside, in_view), *await _won(ask, first, last, among)],
        truncated=_cuts(cut, len(moved), len(left)),
    )


def _days(ask: Ask, first: datetime, to: datetime | None) -> tuple[datetime, datetime]:
    last = ask.at(to)
    if last.astimezone(UTC).date() == ask.now.astimezone(UTC).date():
        last = min(last, ask.now)  # today is not over
    if last > ask.now:
        raise UsageError(f"{last.date()} lies ahead", where="to", hint="what will renew or end is in `renewals`")
    if first >= last:
        raise UsageError("does not come before `to`", where="from")
    return first, last


async def _segments(
    ask: Ask, pairs: Iterable[Pair], first: datetime, last: datetime, *, every: bool
) -> dict[str, str | None]:
    """Segment by company: as of the first day for who was a customer then, for others the last they had by the last."""
    wanted = [pair for pair in pairs if pair.account and (every or pair.kind)]
    cohort = {pair.account.id for pair in wanted if pair.account and pair.customer_before}
    others = {pair.account.id for pair in wanted if pair.account} - cohort
    then = await values_at(ask, [*cohort, *others], ["segment"], first)
    now = await values_at(ask, others, ["segment"], last)
    known = {id_: row["segment"] for id_, row in then.items()}
    return known | {id_: known.get(id_) or row["segment"] for id_, row in now.items()}


def _of_segment(pairs: Sequence[Pair], segments: Mapping[str, str | None], wanted: str) -> list[Pair]:
    """The pairs of a segment; those of which no segment was known are left out, and named."""
    kept = []
    for pair in pairs:
        said = segments.get(pair.account.id) if pair.account else None
        if not said:
            pair.reason = pair.reason if pair.account is None else ArrLeftOutReason.SEGMENT_UNKNOWN
            kept.append(pair)
        elif said.casefold() == wanted.strip().casefold():
            kept.append(pair)
    return kept


def _most_first(pair: Pair) -> tuple[str, Decimal, str]:
    return pair.currency, -abs((pair.arr_to or Decimal(0)) - (pair.arr_from or Decimal(0))), pair.account.id  # type: ignore[union-attr]


def _movement(ask: Ask, pair: Pair, segments: Mapping[str, str | None]) -> ArrMovement:
    assert pair.kind is not None and pair.account is not None and pair.arr_from is not None and pair.arr_to is not None
    moving = [one for one in pair.contracts if one.at_from.amount or one.at_to.amount]
    names = listed(dict.fromkeys(shown(one.node) for one in moving))
    records = records_seen(ask, (record for one in moving for record in one.row["records"]))
    zero = Decimal(0).scaleb(min(_digits(pair.arr_from), _digits(pair.arr_to)))
    before, after = pair.arr_from or zero, pair.arr_to or zero
    return ArrMovement(
        kind=pair.kind,
        account=pair.account,
        segment=segments.get(pair.account.id),
        currency=pair.currency,
        arr_from=before,
        arr_to=after,
        because=f"{pair.kind.value} {pair.currency} {before:,} became {after:,} with {names}.",
        subscriptions=[one.node for one in moving],
        records=records[:_RECORDS],
    )


def _digits(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _left_out(pair: Pair) -> ArrLeftOut:
    assert pair.reason is not None
    known = [amount for amount in (pair.arr_from, pair.arr_to) if amount is not None]
    zero = Decimal(0).scaleb(min((_digits(one) for one in known), default=0))
    return ArrLeftOut(
        reason=pair.reason,
        text=pair.reason.value,
        account=pair.account,
        currency=pair.currency,
        arr_from=pair.arr_from if pair.arr_from is None else pair.arr_from or zero,
        arr_to=pair.arr_to if pair.arr_to is None else pair.arr_to or zero,
        subscriptions=[one.node for one in pair.contracts],
    )


def _ends(one: Contract, last: datetime) -> date | None:
    """The day on which a contract that still counts will end."""
    ends = one.row["sold"]["cancel_at"] or one.row["sold"]["ended_at"]
    when = moment(ends)
    return when.date() if when and ends > instant(last) and one.at_to.amount else None


def _money(worth: Worth) -> MoneySeen | None:
    return MoneySeen(amount=worth.amount, currency=worth.currency) if worth.amount and worth.currency else None


def _arr_sides(counted: Iterable[Contract], every: Iterable[Contract]) -> list[ArrSide]:
    """What billing says of what is counted, and what others keep as copies, whatever is counted."""
    sums: dict[tuple[str, SideMeasure, str], list[Any]] = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    for one in counted:
        _into(sums, one.biller or "", SideMeasure.ARR, (one.at_from, one.at_to))
    for one in every:
        for system, both in one.copies.items():
            _into(sums, system, SideMeasure.ARR_COPY, both)
    return [
        ArrSide(system=system, measure=measure, kind=None, currency=currency, at_from=before, at_to=after, won=None,
                contracts=count)
        for (system, measure, currency), (before, after, count) in sorted(
            sums.items(), key=lambda item: (item[0][1].name, item[0][0], item[0][2])
        )
    ]  # fmt: skip


def _into(sums: dict[Any, list[Any]], system: str, measure: SideMeasure, both: tuple[Worth, Worth]) -> None:
    for currency in {worth.currency for worth in both if worth.currency and worth.amount}:
        row = sums[system, measure, currency]
        for place, worth in enumerate(both):
            if worth.currency == currency and worth.amount:
                row[place] += worth.amount
        row[2] += 1


async def _won(ask: Ask, first: datetime, last: datetime, among: Collection[str] | None) -> list[ArrSide]:
    """What the CRM says was won between the days: contract value, beside the revenue and never in it."""
    rows = await ask.reader.run(
        "expansion/won_deals",
        timeout=PATIENCE,
        start=first.astimezone(UTC).date().isoformat(),
        end=last.astimezone(UTC).date().isoformat(),
        ignored=list(ask.model.policies["suppression"].states.opportunity_ignored),
    )
    ranks = ask.model.field_ranks["Opportunity", "amount"]
    sums: dict[tuple[str, str, str], list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    for row in rows:
        if row["currency"] is None or (among is not None and row["account"] not in among):
            continue
        system = min(row["systems"] or ["-"], key=lambda one: ranks.get(one, len(ranks)))
        into = sums[system, row["kind"], row["currency"]]
        into[0] += Decimal(row["minor"]).scaleb(-int(row["exponent"] or 0))
        into[1] += row["valued"]
    return [
        ArrSide(system=system, measure=SideMeasure.CONTRACT_VALUE_WON, kind=kind, currency=currency, at_from=None,
                at_to=None, won=won, contracts=count)
        for (system, kind, currency), (won, count) in sorted(sums.items())
    ]  # fmt: skip


def _why(
    rows: Sequence[ArrFigures], reasons: Mapping[ArrLeftOutReason, int], first: datetime, last: datetime
) -> list[Why]:
    why = [Why(rule="RETENTION", text=_said(row, first, last)) for row in rows]
    if not rows:
        why = [Why(rule="NO_REVENUE", text="No contract with a known worth is in view on these days.")]
    why += [
        Why(rule=reason.name, text=f"{count} left out of the figures: {reason.value}")
        for reason in ArrLeftOutReason
        if (count := reasons.get(reason, 0))
    ]
    by_term = sum(row.by_term for row in rows)
    if by_term:
        text = f"{by_term} amounts were said later than the day, of a term that had begun by then; they count for it."
        why.append(Why(rule="BY_TERM", text=text))
    return why


def _said(row: ArrFigures, first: datetime, last: datetime) -> str:
    span = f"from {day(first)} to {day(last)}"
    if row.nrr is None or row.grr is None:
        return f"In {row.currency} {span} there is no rate: {row.no_rate_because}."
    return (
        f"In {row.currency} {span} the cohort of {row.customers} went from {row.arr_from:,} by "
        f"+{row.expansion:,}, -{row.contraction:,} and -{row.churn:,}: NRR {row.nrr:.1%}, GRR {row.grr:.1%}."
    )


def _cuts(more: bool, moved: int, left: int) -> list[Truncated]:
    cuts = [
        Truncated(what=what, cap=LISTED, text=f"{LISTED} of {there:,} are listed; the figures are over all.")
        for what, there in (("MOVEMENTS", moved), ("LEFT_OUT", left))
        if there > LISTED
    ]
    if more:
        text = f"Only {MOST:,} contracts are looked at; there are more, so no figure is complete."
        cuts.append(Truncated(what="CONTRACTS", cap=MOST, text=text))
    return cuts


EXPANSION = Question(
    name="expansion",
    doc="What yearly recurring revenue became of between two days: movements, NRR and GRR per currency.",
    function=expansion,
    docs={
        "from": "The first day; who was a customer then is the cohort. A date alone means the end of that day in UTC",
        "to": "The last day; absent: now",
        "segment": "Only companies of this segment as of the first day",
    },
)
