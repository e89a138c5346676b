"""Deals of a period, for figures: read in pages, sorted into those that count and those that do not.

In: days, kinds of deal. Out: :class:`Deal`, :class:`Deals`. Refuses: to take a placeholder of a forecast for a deal, to
guess a kind, an outcome or an amount; each is counted as left out.

A close date is a civil date: the day on which the CRM says a deal closed, in no zone. A day of creation is one of UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from graph_service.questions.answer import NodeSeen, Truncated, node_seen
from graph_service.questions.ask import PATIENCE, Ask, holds, moment
from graph_service.questions.deals import MoneySeen, day_seen, money_seen
from graph_service.questions.figures import Group, GroupValue, LeftOuts, NotCounted
from graph_service.questions.period import Days

MOST_DEALS = 100_000
_PAGE = 2_000
_OWNERS = 20
_GONE = ("deleted", "erased", "merged")
_BETWEEN = re.compile(r";|,(?!\s*(?:inc|ltd|llc|plc|corp|co|gmbh|ag|sa|bv)\b)", re.IGNORECASE)
"""Between competitors; a comma before a legal form is part of a name."""
BANDS = (10_000, 50_000, 250_000)
KINDS = "Kinds of deal that count; absent: NEW and EXPANSION. The others are counted as left out"


class DealKind(Enum):
    """What a deal is; a placeholder of a forecast is none."""

    NEW = "The first deal with a company."
    EXPANSION = "More for a customer."
    RENEWAL = "The same again."
    UNCLASSIFIED = "No system says."


class DealGrouping(Enum):
    """By what deals may be grouped."""

    REP = "Who owned the deal when it closed; where nobody did, who owns it now."
    SIZE = "Bands of the amount, each in its own currency."
    SOURCE = "The lead source that the CRM gives the deal."
    KIND = "New, expansion ..."
    SEGMENT = "The segment of the company as it is now."
    MONTH = "The month of the close date."


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity, as far as figures need it."""

    node: NodeSeen
    kind: str
    closed: bool | None
    won: bool | None
    amount: MoneySeen | None
    close_date: date | None
    created: date | None
    source: str | None
    competitors: tuple[str, ...]
    segment: str | None
    owner: NodeSeen | None
    owner_active: bool | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Deals:
    """Deals that were read, and the cap that cut them, if one did."""

    deals: list[Deal]
    truncated: list[Truncated]


async def closing_deals(ask: Ask, days: Days) -> Deals:
    """Every opportunity with a close date in some days.

    Args:
        ask: who answers.
        days: the days.
    """
    return await _read(ask, "pipeline/win_loss", start=days.start.isoformat(), end=days.end.isoformat())


async def created_deals(ask: Ask, days: Days) -> Deals:
    """Every opportunity that was created in some days.

    Args:
        ask: who answers.
        days: the days.
    """
    return await _read(ask, "pipeline/created_deals", start=days.since, end=days.until)


async def undated_deals(ask: Ask) -> Mapping[str, int]:
    """How many opportunities there are (``every``), without ``no_close_date``, without ``no_creation_date``."""
    [row] = await ask.reader.run("pipeline/undated_deals", timeout=PATIENCE)
    return row


async def _read(ask: Ask, statement: str, **window: str) -> Deals:
    found: list[Deal] = []
    after = ""
    while True:
        rows = await ask.reader.run(statement, timeout=PATIENCE, **window, after=after, cap=_PAGE, beside=_OWNERS)
        found += [_deal(row) for row in rows]
        if len(rows) < _PAGE:
            return Deals(found, [])
        if len(found) >= MOST_DEALS:
            text = f"Only the first {MOST_DEALS:,} deals were read; ask for a shorter period."
            return Deals(found, [Truncated(what="DEALS", cap=MOST_DEALS, text=text)])
        after = rows[-1]["key"]
        # keys begin with the time: what lies before is not looked at again
        window["start"] = after.partition("|")[0]


def _deal(row: Mapping[str, Any]) -> Deal:
    deal = row["deal"]
    closed, won = deal["is_closed"], deal["is_won"]
    closed = True if won else closed
    close = day_seen(deal["close_date"])
    created = moment(deal["created_at"])
    owner = _owner(row["owners"], close if closed else None)
    return Deal(
        node=node_seen(deal, "Opportunity"),
        kind=deal["kind"] or "UNCLASSIFIED",
        closed=closed,
        won=won if closed else None,
        amount=money_seen(deal, "amount"),
        close_date=close,
        created=created.astimezone(UTC).date() if created else None,
        source=(deal["source"] or "").strip() or None,
        competitors=rivals(deal["competitor"]),
        segment=next(iter(row["segments"]), None),
        owner=node_seen(owner) if owner else None,
        owner_active=owner["active"] is not False if owner else None,
        gone=(deal["state"] or "live") in _GONE,
    )


def _owner(owners: Sequence[Mapping[str, Any]], closed: date | None) -> Mapping[str, Any] | None:
    """Who owned it on the day it closed, else who owns it now, else nobody; a placeholder is nobody."""
    people = [one for one in owners if not one["placeholder"]]
    people.sort(key=lambda one: one["type"] != "ACCOUNT_EXECUTIVE")
    if closed is not None:
        then = datetime.combine(closed, time.max, UTC)
        held = next((one for one in people if holds(one, then, current=False)), None)
        if held is not None:
            return held
    return next((one for one in people if one["until"] is None), None)


def rivals(text: str | None) -> tuple[str, ...]:
    """The competitors that a field names, which may be several with a semicolon or comma between."""
    named: dict[str, str] = {}
    for one in _BETWEEN.split(text or ""):
        if one.strip():
            named.setdefault(one.strip().casefold(), one.strip())
    return tuple(named.values())


def of_kinds(deals: Iterable[Deal], kinds: Sequence[DealKind] | None, left: LeftOuts) -> list[Deal]:
    """Deals that are asked for; the others are counted.

    Args:
        deals: from a period.
        kinds: None: new and expansion.
        left: where those left out are noted.
    """
    wanted = {one.name for one in kinds or (DealKind.NEW, DealKind.EXPANSION)}
    counted = []
    for deal in deals:
        if deal.gone:
            left.add(NotCounted.GONE, deal.node)
        elif deal.kind not in wanted:
            left.add(NotCounted[deal.kind], deal.node)
        else:
            counted.append(deal)
    return counted


def decided(deals: Iterable[Deal], left: LeftOuts) -> list[Deal]:
    """Deals that are won or lost; the others are counted."""
    counted = []
    for deal in deals:
        if deal.closed is None:
            left.add(NotCounted.OPEN_STATE_UNKNOWN, deal.node)
        elif not deal.closed:
            left.add(NotCounted.STILL_OPEN, deal.node)
        elif deal.won is None:
            left.add(NotCounted.OUTCOME_UNKNOWN, deal.node)
        else:
            counted.append(deal)
    return counted


def with_amount(deals: Iterable[Deal], left: LeftOuts) -> list[Deal]:
    """Deals that have an amount; the others are counted as being in no sum."""
    counted = []
    for deal in deals:
        if deal.amount is None:
            left.add(NotCounted.NO_AMOUNT, deal.node)
        else:
            counted.append(deal)
    return counted


def grouper(groupings: Sequence[DealGrouping] | None, bands: Sequence[int]) -> Callable[[Deal], Group]:
    """What puts a deal into its group.

    Args:
        groupings: by what, in the order of the columns.
        bands: limits of the size bands, rising.
    """
    chosen = list(dict.fromkeys(groupings or ()))
    return lambda deal: tuple(_value(deal, one, bands) for one in chosen)


def _value(deal: Deal, by: DealGrouping, bands: Sequence[int]) -> GroupValue:
    active = None
    match by:
        case DealGrouping.REP:
            value, active = (deal.owner.name or deal.owner.id if deal.owner else None), deal.owner_active
        case DealGrouping.SIZE:
            value = band(deal.amount, bands)
        case DealGrouping.SOURCE:
            value = deal.source
        case DealGrouping.KIND:
            value = deal.kind
        case DealGrouping.SEGMENT:
            value = deal.segment
        case DealGrouping.MONTH:
            value = deal.close_date.isoformat()[:7] if deal.close_date else None
    return GroupValue(by=by.name, value=value, active=active)


def band(amount: MoneySeen | None, bands: Sequence[int]) -> str | None:
    """The size band of an amount, in its own currency: amounts of unlike currencies are not compared."""
    if amount is None:
        return None
    under = next((one for one in bands if amount.amount < Decimal(one)), None)
    over = next((one for one in reversed(bands) if amount.amount >= Decimal(one)), None)
    if over is None:
        return f"{amount.currency} under {under:,}"
    return f"{amount.currency} {over:,} to {under:,}" if under is not None else f"{amount.currency} {over:,} and more"
