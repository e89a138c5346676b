"""Opportunities as questions show them: what kind, how far, how much, whose, how long untouched.

In: ids of opportunities. Out: :class:`DealSeen`, in the order of the ids. Refuses: to add amounts up; unlike currencies
never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from graph_service.questions.answer import NodeSeen, RecordSeen, doc, node_seen, records_seen
from graph_service.questions.ask import PATIENCE, Ask, moment

MOST_OWNERS = 20
MOST_RECORDS = 10
_GONE = ("deleted", "erased")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySeen:
    """An amount in one currency."""

    amount: Decimal = field(metadata=doc("The amount, in the currency's own decimals"))
    currency: str = field(metadata=doc("ISO 4217"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedBy:
    """Who owns a thing, in short; ask accountOwnership or ownership for the why."""

    owner: NodeSeen = field(metadata=doc("User or team"))
    type: str = field(metadata=doc("ACCOUNT_EXECUTIVE, SDR, CSM ..."))
    active: bool = field(metadata=doc("False where the user left"))
    placeholder: str | None = field(metadata=doc("QUEUE, INTEGRATION or HOUSE where it is no person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DealSeen:
    """One opportunity."""

    opportunity: NodeSeen = field(metadata=doc("The opportunity"))
    account: NodeSeen | None = field(metadata=doc("The account it is with; null where no system says"))
    kind: str = field(metadata=doc("NEW, EXPANSION, RENEWAL, FORECAST_PLACEHOLDER or UNCLASSIFIED"))
    stage: str | None = field(metadata=doc("Stage in the CRM's words"))
    open: bool | None = field(metadata=doc("Null where no system says whether it is closed"))
    amount: MoneySeen | None = field(metadata=doc("Contract value (not ARR)"))
    close_date: date | None = field(metadata=doc("Civil date of the close"))
    next_step: str | None = field(metadata=doc("Next step, as somebody wrote it"))
    owners: list[OwnedBy] = field(metadata=doc("Who owns it"))
    created_at: datetime | None = field(metadata=doc("When it was created"))
    changed_at: datetime | None = field(metadata=doc("When a record of it last changed"))
    touched_at: datetime | None = field(metadata=doc("Newest activity on it; null where none is on record"))
    records: list[RecordSeen] = field(metadata=doc("Its records"))


async def read_deals(ask: Ask, ids: Sequence[str]) -> dict[str, DealSeen]:
    """Opportunities by id; those that are gone at every source are left out.

    Args:
        ask: who answers.
        ids: our ids.
    """
    if not ids:
        return {}
    rows = await ask.reader.run("pipeline/deals", timeout=PATIENCE, ids=list(dict.fromkeys(ids)), cap=MOST_OWNERS)
    return {row["deal"]["id"]: _deal(ask, row) for row in rows if row["deal"]["state"] not in _GONE}


def _deal(ask: Ask, row: Mapping[str, Any]) -> DealSeen:
    deal, records = row["deal"], records_seen(ask, row["records"])
    known = deal["is_closed"] is not None or deal["is_won"] is not None
    return DealSeen(
        opportunity=node_seen(deal, "Opportunity"),
        account=node_seen(row["accounts"][0], "Account") if row["accounts"] else None,
        kind=deal["kind"] or "UNCLASSIFIED",
        stage=deal["stage"],
        open=not (deal["is_closed"] or deal["is_won"]) if known else None,
        amount=money_seen(deal, "amount"),
        close_date=day_seen(deal["close_date"]),
        next_step=deal["next_step"],
        owners=[owned_by(one) for one in row["owners"]],
        created_at=moment(deal["created_at"]),
        changed_at=max((one.at for one in records if one.at), default=None),
        touched_at=moment(row["touched"]),
        records=records[:MOST_RECORDS],
    )


def owned_by(row: Mapping[str, Any]) -> OwnedBy:
    """An owner row: ``id``, ``name``, ``labels``, ``type``, ``active``, ``placeholder``."""
    return OwnedBy(
        owner=node_seen(row), type=row["type"], active=row["active"] is not False, placeholder=row["placeholder"]
    )


def money_seen(row: Mapping[str, Any], name: str) -> MoneySeen | None:
    """The money field ``name`` of a row: its minor units, currency and exponent."""
    minor, currency = row.get(f"{name}_minor"), row.get(f"{name}_currency")
    if minor is None or currency is None:
        return None
    return MoneySeen(amount=Decimal(minor).scaleb(-int(row[f"{name}_exponent"] or 0)), currency=currency)


def day_seen(text: str | None) -> date | None:
    """A stored civil date."""
    return date.fromisoformat(text[:10]) if text else None


def persons(owners: Iterable[OwnedBy]) -> list[OwnedBy]:
    """Owners who are people still here: somebody can be told."""
    return [one for one in owners if one.active and not one.placeholder]


def parts(deal: DealSeen) -> dict[str, Any]:
    """The fields of a deal, for an answer's own entry that has more."""
    return {one.name: getattr(deal, one.name) for one in fields(DealSeen)}
