"""Amounts of money, currencies, countries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.types import country, currency, money


@pytest.mark.parametrize(
    ("value", "code", "minor", "exponent"),
    [
        ("12.50", "EUR", 1250, 2),
        (12.5, "EUR", 1250, 2),
        (0.1 + 0.2, "EUR", 30, 2),
        (10, "eur", 1000, 2),
        ("-5", "EUR", -500, 2),
        ("1e3", "EUR", 100000, 2),
        (1200, "JPY", 1200, 0),
        ("1.234", "KWD", 1234, 3),
        ("9007199254740993.01", "EUR", 900719925474099301, 2),
        ("833.333333", "EUR", 83333, 2),
        ("0.005", "EUR", 0, 2),
        ("0.015", "EUR", 2, 2),
        (Decimal("1.10"), "USD", 110, 2),
    ],
)
def test_money(value: object, code: str, minor: int, exponent: int) -> None:
    assert money.clean(value, currency=code) == {"minor": minor, "currency": code.upper(), "exponent": exponent}


def test_an_amount_may_name_its_currency() -> None:
    assert money.clean("EUR 12.50") == {"minor": 1250, "currency": "EUR", "exponent": 2}
    assert money.clean("12.50 eur", currency="EUR")["minor"] == 1250
    with pytest.raises(ValueError, match="USD"):
        money.clean("USD 12.50", currency="EUR")


def test_minor_units() -> None:
    assert money.clean(1999, currency="usd", minor=True) == {"minor": 1999, "currency": "USD", "exponent": 2}
    assert money.clean(1999, currency="jpy", minor=True) == {"minor": 1999, "currency": "JPY", "exponent": 0}
    assert money.clean("1999.5", currency="kwd", minor=True) == {"minor": 2000, "currency": "KWD", "exponent": 3}
    assert money.clean(500, currency="isk", minor="stripe") == {"minor": 5, "currency": "ISK", "exponent": 0}
    assert money.clean(1999, currency="usd", minor="stripe")["minor"] == 1999


def test_a_declared_decimal_separator() -> None:
    assert money.clean("1.234,56", currency="EUR", decimal=",")["minor"] == 123456
    assert money.clean("1.234", currency="EUR", decimal=",")["minor"] == 123400
    assert money.clean("1,234.56", currency="EUR", decimal=".")["minor"] == 123456
    for value in ("12.5", "1.23,4.5"):
        with pytest.raises(ValueError, match=r"."):
            money.clean(value, currency="EUR", decimal=",")


@pytest.mark.parametrize(
    "value",
    [
        "1.234,56",
        "1,234.56",
        "1,5",
        "1 234",
        "NaN",
        "inf",
        "-Infinity",
        "1e99",
        "1e999999999",
        "1_000",
        "€5",
        "12345678901234567890",
        "",
        "--5",
        "5 apples",
        "(5.00)",
        True,
        float("nan"),
        float("inf"),
        {},
        [],
        "9" * 200,
        "１２",
    ],
)
def test_money_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        money.clean(value, currency="EUR")


@pytest.mark.parametrize("code", [None, "", "XXX", "EURO", "$", "XAU"])
def test_money_needs_a_currency(code: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        money.clean("5", currency=code)


def test_a_cached_amount_is_not_shared() -> None:
    money.clean("5", currency="EUR")["minor"] = 0
    assert money.clean("5", currency="EUR")["minor"] == 500


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15))
def test_no_cent_is_lost(amount: Decimal) -> None:
    assert money.clean(str(amount), currency="EUR")["minor"] == int(amount * 100)


@pytest.mark.parametrize(
    ("value", "code"), [("eur", "EUR"), (" USD ", "USD"), ("€", "EUR"), ("£", "GBP"), ("US$", "USD"), ("HRK", "HRK")]
)
def test_currency(value: str, code: str) -> None:
    assert currency.clean(value) == code


@pytest.mark.parametrize("value", ["$", "¥", "kr", "BTC", "EU", "", 5, [], "XXX"])
def test_currency_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        currency.clean(value)


def test_the_currency_table_holds_together() -> None:
    assert len(currency.EXPONENTS) > 200
    assert all(len(code) == 3 and code.isupper() for code in currency.EXPONENTS)
    assert {currency.EXPONENTS[code] for code in ("JPY", "KRW", "CLP", "VND")} == {0}
    assert {currency.EXPONENTS[code] for code in ("KWD", "BHD", "JOD", "OMR", "TND")} == {3}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("england", "GB"),
        ("The Netherlands", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("St. Lucia", "LC"),
        ("Trinidad & Tobago", "TT"),
        ("Czech Republic", "CZ"),
        ("South Korea", "KR"),
        ("Congo, Democratic Republic of the", "CD"),
        ("TÜRKIYE", "TR"),
        (" Österreich\u200b", "AT"),
    ],
)
def test_country(value: str, code: str) -> None:
    assert country.clean(value) == code


@pytest.mark.parametrize("value", ["EU", "Europe", "Korea", "XX", "ZZZ", "California", "", 49, [], "DE, FR"])
def test_country_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        country.clean(value)


def test_the_country_table_holds_together() -> None:
    assert len(set(country._CODES.values())) == 249
    assert sum(len(code) == 3 for code in country._CODES) == 249
