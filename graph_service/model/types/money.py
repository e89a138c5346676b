"""Amounts of money, exact: minor units, currency, exponent.

In: an amount and its currency. Out: ``{"minor": 1250, "currency": "EUR", "exponent": 2}``.
Refuses: no currency, NaN and infinities, an amount that can be read two ways ("1.234,56"), more than 64 bits.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Literal, TypedDict

from graph_service.model.types import currency as currencies
from graph_service.model.types.integer import LARGEST
from graph_service.model.types.text import compact


class Money(TypedDict):
    """An exact amount."""

    minor: int
    """Amount in the currency's minor units, e.g. cents."""
    currency: str
    """ISO 4217 code."""
    exponent: int
    """Digits of the minor unit: amount = minor / 10**exponent."""


_AMOUNT = re.compile(r"[+-]?(?:\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+,\d+", re.ASCII),
}
_CODE = re.compile(r"(?:([A-Za-z]{3}) ?(?=[\d.+-])|(?<=[\d.]) ?([A-Za-z]{3})\Z)", re.ASCII)


def clean(
    value: object,
    *,
    currency: object = None,
    minor: bool | Literal["stripe"] = False,
    decimal: Literal[".", ","] | None = None,
) -> Money:
    """An exact amount; digits beyond the minor unit are rounded half to even.

    Args:
        value: a number, or its text; ``EUR 12.50`` names its own currency.
        currency: code of the row's currency.
        minor: the amount is in minor units; ``"stripe"`` with the exponents of Stripe's API where they differ.
        decimal: the decimal separator that the source declares; the other one then groups thousands. Without it
            any comma is refused.

    Raises:
        ValueError: why no exact amount can be read.
    """
    if isinstance(value, bool):
        raise ValueError("a yes or no where an amount belongs")
    if isinstance(value, dict):
        raise ValueError("an object where an amount belongs")
    # repr of a float is the shortest text that means it: what the source wrote
    text = repr(value) if isinstance(value, float) else compact(value)
    code = None if currency is None or currency == "" else currencies.clean(currency)
    return {**_amount(text, code, minor, decimal)}


@lru_cache(maxsize=16_384)
def _amount(text: str, code: str | None, minor: bool | Literal["stripe"], decimal: str | None) -> Money:
    named = _CODE.search(text)
    if named:
        own = currencies.clean(named[1] or named[2])
        if code is not None and own != code:
            raise ValueError(f"an amount in {own} in a row in {code}")
        code = own
        text = (text[: named.start()] + text[named.end() :]).strip()
    number = Decimal(_plain(text, decimal))
    if code is None:
        raise ValueError("an amount without a currency")
    exponent = currencies.EXPONENTS[code]
    if minor:
        told = currencies.STRIPE_EXPONENTS.get(code, exponent) if minor == "stripe" else exponent
        number = number.scaleb(exponent - told)
    else:
        number = number.scaleb(exponent)
    if abs(number) > LARGEST:
        raise ValueError("an amount beyond 64 bits")
    return {"minor": int(number.to_integral_value(ROUND_HALF_EVEN)), "currency": code, "exponent": exponent}


def _plain(text: str, decimal: str | None) -> str:
    if decimal is not None:
        grouped = _GROUPED[decimal].fullmatch(text)
        if grouped:
            return text.replace("." if decimal == "," else ",", "").replace(",", ".")
        if decimal == "," and "." in text:
            raise ValueError("an amount that does not fit the declared decimal comma")
    if _AMOUNT.fullmatch(text):
        return text
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise ValueError("not a finite amount")
    raise ValueError("an amount with a comma can be read two ways" if "," in text else "not an amount")
