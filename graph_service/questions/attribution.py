"""attribution: what brought the deals of a period, by channel: won deals and created deals, each once in a column.

In: a period, a rule, kinds of deal. Out: :class:`Attribution`. Refuses: to credit a deal twice in one column: a rule
gives a deal to one row, or splits it into parts that add up to it; and to add unlike currencies. Having had a part in a
deal (INFLUENCED_BY) is listed and is no credit; knowing a company (OVERLAPS_WITH) is neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from graph_service.questions.answer import NodeSeen, Status, Why, node_seen
from graph_service.questions.ask import PATIENCE, Ask, instant
from graph_service.questions.attribution_answer import (
    Attribution,
    AttributionChannel,
    AttributionModel,
    AttributionRow,
    AttributionTotal,
    Credit,
    Influence,
    PartnerCredit,
)
from graph_service.questions.deals import MoneySeen
from graph_service.questions.figures import LeftOuts, NotCounted, sums
from graph_service.questions.figures_deals import (
    KINDS,
    Deal,
    DealKind,
    closing_deals,
    created_deals,
    of_kinds,
    undated_deals,
    with_amount,
)
from graph_service.questions.period import PERIOD, Days, Period
from graph_service.questions.question import Question

_PAGE = 1_000
_BESIDE = 50


@dataclass(frozen=True, slots=True)
class Giver:
    """Who is credited."""

    channel: AttributionChannel
    id: str | None
    name: str | None
    credited_for: PartnerCredit | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for one giver, whatever the case of a source."""
        why = self.credited_for.name if self.credited_for else ""
        return self.channel.name, self.id or (self.name or "").casefold(), why


NOBODY = Giver(AttributionChannel.NONE, None, None)


async def attribution(
    ask: Ask,
    period: Period,
    model: AttributionModel = AttributionModel.SOURCE,
    kinds: list[DealKind] | None = None,
) -> Attribution:
    """What brought the deals of a period.

    Args:
        ask: who answers.
        period: when deals were won, and when they were created.
        model: the rule.
        kinds: kinds of deal that count; absent: new and expansion.
    Raises:
        UsageError: the period is none.
    """
    days, left = period.days(ask.model), LeftOuts()
    closing, creating = await closing_deals(ask, days), await created_deals(ask, days)
    decided = [one for one in closing.deals if one.closed and one.won is not False]
    won = []
    for deal in of_kinds(decided, kinds, left):
        if deal.won:
            won.append(deal)
        else:
            left.add(NotCounted.OUTCOME_UNKNOWN, deal.node)
    created = of_kinds(creating.deals, kinds, left)
    with_amount({one.node.id: one for one in [*won, *created]}.values(), left)
    undated = await undated_deals(ask)
    left.add_many(NotCounted.NO_CLOSE_DATE, undated["no_close_date"])
    left.add_many(NotCounted.NO_CREATION_DATE, undated["no_creation_date"])
    givers, beside = await _givers(ask, [*won, *created], model)
    rows = attributed(won, created, givers)
    return Attribution(
        status=Status.OK if rows else Status.UNKNOWN,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(rows, model, days),
        period=days,
        model=model,
        rows=rows,
        influenced=influence(won, created, beside),
        total=AttributionTotal(won=credit([(one, Decimal(1), one.amount) for one in won]),
                               created=credit([(one, Decimal(1), one.amount) for one in created])),
        left_out=left.counts(),
        truncated=[*closing.truncated, *creating.truncated],
    )  # fmt: skip


Beside = Mapping[str, Sequence[NodeSeen]]
"""Deal -> partners that had a part in it and are not credited."""


async def _givers(
    ask: Ask, deals: Sequence[Deal], model: AttributionModel
) -> tuple[dict[str, list[Giver]], dict[str, list[NodeSeen]]]:
    known = {one.node.id: one for one in deals}
    ids = list(known)
    givers: dict[str, list[Giver]] = {}
    beside: dict[str, list[NodeSeen]] = {}
    for start in range(0, len(ids), _PAGE):
        rows = await ask.reader.run(
            "pipeline/attribution", timeout=PATIENCE, ids=ids[start : start + _PAGE], cap=_BESIDE
        )
        for row in rows:
            credited = givers[row["id"]] = givers_of(known[row["id"]], row, model)
            if model is AttributionModel.PARTNER:
                beside[row["id"]] = beside_of(row, credited)
    return givers, beside


def beside_of(row: Mapping[str, Any], credited: Iterable[Giver]) -> list[NodeSeen]:
    """Partners that had a part in a deal, but for those that are credited with it.

    Args:
        row: its ``influencers``, and ``partners`` that resell it.
        credited: who is.
    """
    known = {one.id for one in credited}
    found = {one["id"]: node_seen(one, "Account") for one in [*row["influencers"], *row["partners"]]}
    return [node for id_, node in found.items() if id_ not in known]


def givers_of(deal: Deal, row: Mapping[str, Any], model: AttributionModel) -> list[Giver]:
    """Who is credited with a deal, in even parts where there are several.

    Args:
        deal: the deal.
        row: its ``leads``, ``sources``, ``campaigns`` (with ``times``), ``sourced`` and ``partners`` that resell it.
        model: the rule.
    """
    if model is AttributionModel.SOURCE:
        source = deal.source or next(iter([*row["leads"], *row["sources"]]), None)
        return [Giver(AttributionChannel.SOURCE, None, source)] if source else [NOBODY]
    if model is AttributionModel.PARTNER:
        why = PartnerCredit.SOURCED if row["sourced"] else PartnerCredit.RESOLD
        partners = [
            Giver(AttributionChannel.PARTNER, one["id"], one["name"], why) for one in row["sourced"] or row["partners"]
        ]
        return sorted(partners, key=lambda one: (one.name or "", one.key)) or [NOBODY]
    touches = sorted(
        (at, one["name"] or "", one["id"])
        for one in row["campaigns"]
        for at in one["times"]
        if at is not None and at <= _until(deal)
    )
    if not touches:
        return [NOBODY]
    if model is AttributionModel.FIRST_TOUCH:
        touches = touches[:1]
    elif model is AttributionModel.LAST_TOUCH:
        touches = touches[-1:]
    campaigns = {id_: Giver(AttributionChannel.CAMPAIGN, id_, name or None) for _, name, id_ in touches}
    return sorted(campaigns.values(), key=lambda one: (one.name or "", one.key))


def _until(deal: Deal) -> str:
    """The last instant at which something may have touched a deal; of one that is open, any."""
    day = deal.close_date if deal.closed and deal.close_date else date.max
    return instant(datetime.combine(day, time.max, UTC))


Share = tuple[Deal, Decimal, MoneySeen | None]
"""A part of a deal: the deal, how much of it, and its value."""


def shares(deal: Deal, parts: int) -> list[Share]:
    """A deal in even parts that add up to it, number and value; what does not divide goes to the first ones."""
    counts = _split(Decimal("1.00"), parts)
    amounts = _split(deal.amount.amount, parts) if deal.amount else []
    currency = deal.amount.currency if deal.amount else ""
    values: list[MoneySeen | None] = [MoneySeen(amount=one, currency=currency) for one in amounts] or [None] * parts
    return list(zip([deal] * parts, counts, values, strict=True))


def _split(amount: Decimal, parts: int) -> list[Decimal]:
    unit = Decimal(1).scaleb(int(amount.as_tuple().exponent))
    each, rest = divmod(int(amount / unit), parts)
    return [(each + (number < rest)) * unit for number in range(parts)]


def attributed(
    won: Iterable[Deal], created: Iterable[Deal], givers: Mapping[str, Sequence[Giver]]
) -> list[AttributionRow]:
    """A row for each giver, most deals won first; of equals that of nobody last."""
    columns: tuple[dict[tuple[str, str, str], list[Share]], ...] = ({}, {})
    names: dict[tuple[str, str, str], Giver] = {}
    for column, deals in zip(columns, (won, created), strict=True):
        for deal in deals:
            credited = givers.get(deal.node.id, [NOBODY])
            for giver, share in zip(credited, shares(deal, len(credited)), strict=True):
                names.setdefault(giver.key, giver)
                column.setdefault(giver.key, []).append(share)
    rows = [
        AttributionRow(
            channel=giver.channel,
            id=giver.id,
            name=giver.name,
            credited_for=giver.credited_for,
            won=credit(columns[0].get(key, [])),
            created=credit(columns[1].get(key, [])),
        )
        for key, giver in names.items()
    ]
    return sorted(rows, key=_order)


def _order(row: AttributionRow) -> tuple[Decimal, bool, Decimal, str]:
    return -row.won.deals, row.channel is AttributionChannel.NONE, -row.created.deals, (row.name or "").casefold()


def influence(won: Iterable[Deal], created: Iterable[Deal], beside: Beside) -> list[Influence]:
    """What each partner had a part in, most deals won first."""
    nodes: dict[str, NodeSeen] = {}
    columns: tuple[dict[str, list[Share]], ...] = ({}, {})
    for column, deals in zip(columns, (won, created), strict=True):
        for deal in deals:
            for node in beside.get(deal.node.id, ()):
                nodes.setdefault(node.id, node)
                column.setdefault(node.id, []).extend(shares(deal, 1))
    found = [
        Influence(partner=node, won=credit(columns[0].get(id_, [])), created=credit(columns[1].get(id_, [])))
        for id_, node in nodes.items()
    ]
    return sorted(found, key=lambda one: (-one.won.deals, -one.created.deals, one.partner.name or "", one.partner.id))


def credit(found: Sequence[Share]) -> Credit:
    """Parts of deals together."""
    number = sum((part for _, part, _ in found), Decimal("0.00"))
    return Credit(deals=number.quantize(Decimal("0.01")), values=sums(value for _, _, value in found if value))


def _why(rows: Sequence[AttributionRow], model: AttributionModel, days: Days) -> list[Why]:
    if not rows:
        text = f"No deal of these kinds was won or created from {days} on record."
        return [Why(rule="NO_DEALS", text=text)]
    once = "Each deal is in a column once; won and created are two sets of deals, and may hold the same one."
    why = [Why(rule=f"ATTRIBUTION_{model.name}", text=str(model.value)), Why(rule="ONCE_A_COLUMN", text=once)]
    if model is not AttributionModel.PARTNER:
        return why
    text = (
        "A deal is credited once: to the partner that registered it before it was created, else to who resells it. "
        "A later registration, two that rival each other, or a partner that is only named on the deal is influence at "
        "most, listed beside. An overlap with a partner is knowledge, no credit."
    )
    return [*why, Why(rule="PARTNERS", text=text)]


ATTRIBUTION = Question(
    name="attribution",
    doc="What brought the deals of a period, by source, campaign or partner: each deal once in a column.",
    function=attribution,
    docs={
        "period": PERIOD,
        "model": "The rule: SOURCE, FIRST_TOUCH, LAST_TOUCH, LINEAR or PARTNER",
        "kinds": KINDS,
    },
)
