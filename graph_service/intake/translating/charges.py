"""Recurring revenue of a subscription whose charges state their monthly amount, by the rule of SOURCES ("ARR").

In: a subscription with its charges, nested as an API gives them or put together from rows. Out: ``arr``, ``mrr`` as
money, ``currency``, and ``arr_left_out``: the charges that make none, each with its reason. Refuses: a subscription
without charges (ValueError). Decimals only; the yearly amount is rounded once, half to even, at the end.

A charge counts on the day of the newest row, or on the first day on which any charge runs, whichever is later: what
starts after that day is named, what ended before it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from graph_service.intake.translating.arr import in_minor_units
from graph_service.model.types.blank import is_blank

_COUNTED = frozenset({"active"})


def recurring_charges(row: dict[str, Any]) -> dict[str, Any]:
    """The recurring revenue of one subscription.

    Args:
        row: its facts and charges; of charges that name the version they belong to, those of this version count.
    Raises:
        ValueError: it has no charges, or they have several currencies.
    """
    charges = list(_charges(row))
    if not charges:
        raise ValueError("a subscription without charges")
    status = str(row.get("status") or "").strip().casefold()
    codes = {str(_first(c, "currency") or row.get("currency") or "").upper() for c in charges} - {""}
    if len(codes) != 1:
        raise ValueError("its charges name no currency, or several")
    today = _today(row, charges)
    total = Decimal(0)
    left_out: list[str] = []
    for charge in charges:
        amount, reason = _monthly(charge, today)
        if amount is not None and status not in _COUNTED:
            amount, reason = None, status or "status unknown"
        if amount is not None:
            total += amount
        elif reason is not None:
            left_out.append(f"{_first(charge, 'number', 'name', 'id') or 'charge'}: {reason}")
    code = codes.pop()
    return {
        "arr": in_minor_units(total * 12, code),
        "mrr": in_minor_units(total, code),
        "currency": code,
        "arr_left_out": sorted(left_out) or None,
    }


def _charges(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    version = row.get("version_id")
    for charge in row.get("charges") or ():
        if isinstance(charge, dict) and charge.get("of") in (None, version):
            yield charge
    for plan in row.get("ratePlans") or ():
        if isinstance(plan, dict) and str(plan.get("lastChangeType") or "").casefold() != "remove":
            yield from (charge for charge in plan.get("ratePlanCharges") or () if isinstance(charge, dict))


def _first(charge: dict[str, Any], *names: str) -> Any:
    return next((charge[name] for name in names if not is_blank(charge.get(name))), None)


def _day(charge: dict[str, Any], *names: str) -> str | None:
    found = _first(charge, *names)
    return str(found).strip()[:10] if found is not None else None


def _today(row: dict[str, Any], charges: list[dict[str, Any]]) -> str:
    starts = [start for charge in charges if (start := _day(charge, "from", "effectiveStartDate"))]
    known = _day(row, "as_of", "updatedDate")
    return max(filter(None, (known, min(starts, default=None))), default="")


def _monthly(charge: dict[str, Any], today: str) -> tuple[Decimal | None, str | None]:
    """The monthly amount, or why there is none; neither for a charge that is over."""
    kind = str(_first(charge, "type") or "").replace("-", "").replace("_", "").casefold()
    start, end = _day(charge, "from", "effectiveStartDate"), _day(charge, "to", "effectiveEndDate")
    if end is not None and start is not None and end <= start:
        return None, None
    if end is not None and end <= today:
        return None, None
    if kind in ("onetime", "usage"):
        return None, {"onetime": "one-time", "usage": "metered"}[kind]
    if kind != "recurring":
        return None, f"charge type {kind or 'unknown'}"
    if start is None:
        return None, "no start"
    if start > today:
        return None, f"starts {start}"
    try:
        return Decimal(str(_first(charge, "mrr"))), None
    except InvalidOperation:
        return None, "its monthly amount is no number"
