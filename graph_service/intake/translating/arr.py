"""Recurring revenue of a Stripe subscription, by the rule of SOURCES ("ARR").

In: a subscription as the API gives it, with its items. Out: ``arr``, ``mrr`` as money and ``arr_left_out``: the items
that make none, each with its reason. Refuses: a subscription without items (ValueError).
Decimals only; the yearly amount is rounded once, half to even, at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from graph_service.model.types import currency as currencies
from graph_service.model.types import instant

PERIODS = {"day": Decimal(365), "week": Decimal(52), "month": Decimal(12), "year": Decimal(1)}
_DEAD = frozenset({"canceled", "incomplete_expired"})
_WITHOUT_REVENUE = frozenset({"trialing", "paused", "unpaid", "incomplete"})


def stripe_arr(row: dict[str, Any]) -> dict[str, Any]:
    """The recurring revenue of one subscription.

    Args:
        row: the subscription.
    Raises:
        ValueError: it has no items, or they have several currencies.
    """
    items = _items(row)
    left_out: list[str] = []
    status = str(row.get("status") or "")
    whole = _whole_reason(row, status)
    rate, fixed = _discounts(row.get("discounts"), row.get("discount"), row, left_out)
    total = Decimal(0)
    shortest = Decimal(0)
    codes = {str(_price(item).get("currency") or row.get("currency") or "").upper() for item in items} - {""}
    if len(codes) != 1:
        raise ValueError("its items name no currency, or several")
    for item in items:
        name = str(item.get("id") or "item")
        reason = whole or _item_reason(item)
        if reason is None:
            try:
                amount, periods = _yearly(item, row)
            except (ValueError, InvalidOperation) as refused:
                reason = str(refused) if isinstance(refused, ValueError) else "its amount is no number"
            else:
                own_rate, own_fixed = _discounts(item.get("discounts"), None, row, left_out)
                total += max(amount * own_rate - own_fixed * periods, Decimal(0))
                shortest = max(shortest, periods)
        if reason is not None and status not in _DEAD:
            left_out.append(f"{name}: {reason}")
    total = max(total * rate - fixed * shortest, Decimal(0))
    code = codes.pop()
    return {"arr": _money(total, code), "mrr": _money(total / 12, code), "arr_left_out": left_out or None}


def _items(row: dict[str, Any]) -> list[dict[str, Any]]:
    found = row.get("items")
    listed = found.get("data") if isinstance(found, dict) else found
    items = [item for item in listed or [] if isinstance(item, dict)] if isinstance(listed, list) else []
    if not items:
        raise ValueError("a subscription without items")
    return items


def _price(item: dict[str, Any]) -> dict[str, Any]:
    for name in ("price", "plan"):
        found = item.get(name)
        if isinstance(found, dict):
            return found
    return {}


def _whole_reason(row: dict[str, Any], status: str) -> str | None:
    """Why the whole subscription makes no revenue, or None."""
    if status in _DEAD or status in _WITHOUT_REVENUE:
        return status
    if status not in ("active", "past_due"):
        return f"status {status or 'unknown'}"
    paused = row.get("pause_collection")
    if isinstance(paused, dict) and paused.get("behavior") == "void":
        return "collection paused (void)"
    return None


def _recurring(price: dict[str, Any]) -> dict[str, Any] | None:
    found = price.get("recurring")
    if isinstance(found, dict):
        return found
    # a plan, the older form, holds the interval itself
    return price if price.get("interval") else None


def _item_reason(item: dict[str, Any]) -> str | None:
    price = _price(item)
    recurring = _recurring(price)
    if item.get("deleted") is True:
        return "deleted"
    if not price:
        return "price not included in the row"
    if recurring is None or price.get("type") == "one_time":
        return "one-time"
    if recurring.get("usage_type") == "metered" or recurring.get("meter"):
        return "metered"
    return None


def _yearly(item: dict[str, Any], row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """The item's amount per year in Stripe's minor units, and how often a year it is invoiced."""
    price = _price(item)
    recurring = _recurring(price) or {}
    periods = PERIODS.get(str(recurring.get("interval")))
    if periods is None:
        raise ValueError(f"interval {recurring.get('interval')!r}")
    periods = periods / Decimal(int(recurring.get("interval_count") or 1))
    quantity = item.get("quantity")
    amount = _amount(price, Decimal(1 if quantity is None else int(quantity)))
    return amount / _tax(price, item, row) * periods, periods


def _amount(price: dict[str, Any], quantity: Decimal) -> Decimal:
    transform = price.get("transform_quantity") or price.get("transform_usage")
    if isinstance(transform, dict) and transform.get("divide_by"):
        rounding = ROUND_CEILING if transform.get("round") == "up" else ROUND_FLOOR
        quantity = (quantity / Decimal(int(transform["divide_by"]))).to_integral_value(rounding)
    if price.get("billing_scheme") == "tiered" or price.get("tiers"):
        return _tiered(price, quantity)
    # the decimal form is exact where a unit costs a fraction of a cent
    for name in ("unit_amount_decimal", "unit_amount", "amount_decimal", "amount"):
        if price.get(name) is not None:
            return Decimal(str(price[name])) * quantity
    raise ValueError("its price names no amount")


def _tiered(price: dict[str, Any], quantity: Decimal) -> Decimal:
    tiers = price.get("tiers")
    if not isinstance(tiers, list) or not tiers:
        raise ValueError("its tiers are not included in the row")
    total, below = Decimal(0), Decimal(0)
    for tier in tiers:
        limit = tier.get("up_to")
        top = None if limit in (None, "inf") else Decimal(str(limit))
        unit = Decimal(str(tier.get("unit_amount_decimal") or tier.get("unit_amount") or 0))
        flat = Decimal(str(tier.get("flat_amount_decimal") or tier.get("flat_amount") or 0))
        last = top is None or quantity <= top
        if price.get("tiers_mode") == "volume":
            if last:
                return quantity * unit + flat
            continue
        inside = (quantity if last or top is None else top) - below
        total += max(inside, Decimal(0)) * unit + (flat if quantity > below or below == 0 else 0)
        if last:
            return total
        below = top if top is not None else below
    raise ValueError("its quantity is above the last tier")


def _tax(price: dict[str, Any], item: dict[str, Any], row: dict[str, Any]) -> Decimal:
    """What to divide by, so that a price that includes tax is net of it."""
    rates = item.get("tax_rates") or row.get("default_tax_rates") or []
    shares = [
        Decimal(str(rate.get("percentage") or 0))
        for rate in rates
        if isinstance(rate, dict) and rate.get("inclusive") is True
    ]
    if price.get("tax_behavior") == "inclusive" and not shares:
        raise ValueError("its price includes a tax that the row does not name")
    return 1 + sum(shares, Decimal(0)) / 100


def _discounts(listed: Any, single: Any, row: dict[str, Any], left_out: list[str]) -> tuple[Decimal, Decimal]:
    """(factor, amount off per invoice) of the lasting discounts; one that cannot be read is named."""
    factor, fixed = Decimal(1), Decimal(0)
    for discount in _listed(listed, single):
        if not isinstance(discount, dict):
            left_out.append(f"{discount}: a discount that the row does not spell out")
            continue
        source = discount.get("source")
        coupon = discount.get("coupon") or (source.get("coupon") if isinstance(source, dict) else None)
        if not isinstance(coupon, dict):
            left_out.append(f"{discount.get('id') or 'discount'}: a coupon that the row does not spell out")
            continue
        if not _lasting(discount, coupon, row):
            continue
        if coupon.get("percent_off") is not None:
            factor *= 1 - Decimal(str(coupon["percent_off"])) / 100
        elif coupon.get("amount_off") is not None:
            fixed += Decimal(str(coupon["amount_off"]))
    return factor, fixed


def _listed(listed: Any, single: Any) -> Iterator[Any]:
    found = listed.get("data") if isinstance(listed, dict) else listed
    if isinstance(found, list) and found:
        yield from (one for one in found if one)
    elif isinstance(single, dict):
        yield single


def _lasting(discount: dict[str, Any], coupon: dict[str, Any], row: dict[str, Any]) -> bool:
    """For ever, or repeating beyond the current period; a once-only coupon never counts."""
    duration = coupon.get("duration")
    if duration == "forever":
        return True
    if duration != "repeating":
        return False
    end = discount.get("end")
    return end is None or instant.clean(end) > (_period_end(row) or "")


def _period_end(row: dict[str, Any]) -> str | None:
    ends = [row.get("current_period_end"), *(item.get("current_period_end") for item in _items(row))]
    known = [instant.clean(end) for end in ends if end]
    return min(known) if known else None


def _money(stripe_minor: Decimal, code: str) -> dict[str, Any]:
    exponent = currencies.EXPONENTS[currencies.clean(code)]
    told = currencies.STRIPE_EXPONENTS.get(code, exponent)
    minor = stripe_minor.scaleb(exponent - told).to_integral_value(ROUND_HALF_EVEN)
    return {"minor": int(minor), "currency": code, "exponent": exponent}


def in_minor_units(amount: Decimal, code: str) -> dict[str, Any]:
    """An amount in whole units of a currency as money, rounded half to even.

    Args:
        amount: in units (euros, not cents).
        code: ISO 4217 code.
    Raises:
        ValueError: no such currency.
    """
    exponent = currencies.EXPONENTS[currencies.clean(code)]
    minor = amount.scaleb(exponent).to_integral_value(ROUND_HALF_EVEN)
    return {"minor": int(minor), "currency": currencies.clean(code), "exponent": exponent}
