"""Stripe: payers, subscriptions, and recurring revenue by the rule of SOURCES. Amounts are worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def stripe(model) -> Translator:
    return Translator(model, "stripe", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def item(
    amount: int | None = 1000, *, quantity: int = 1, interval: str = "month", count: int = 1, **more: Any
) -> dict[str, Any]:
    """A subscription item at a flat price in euro cents."""
    price = {
        "id": "price_1",
        "currency": "eur",
        "unit_amount": amount,
        "type": "recurring",
        "billing_scheme": "per_unit",
        "recurring": {"interval": interval, "interval_count": count, "usage_type": "licensed"},
    }
    price["recurring"].update(more.pop("recurring", {}))
    price.update(more.pop("price", {}))
    return {
        "id": "si_1",
        "quantity": quantity,
        "price": price,
        "discounts": [],
        "current_period_end": 1790000000,
        **more,
    }


def subscription(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "sub_1",
        "object": "subscription",
        "status": "active",
        "customer": "cus_1",
        "currency": "eur",
        "items": {"data": list(items)},
        "cancel_at_period_end": False,
        "discounts": [],
        "metadata": {},
        **more,
    }


def arr(translator: Translator, row: dict[str, Any]) -> tuple[int, str, list[str] | None]:
    fields = claims(translator, "subscription", row)[0]["fields"]
    return fields["arr"]["minor"], fields["arr"]["currency"], fields["arr_left_out"]


def discount(**coupon: Any) -> dict[str, Any]:
    end = coupon.pop("end", None)
    return {"id": "di_1", "end": end, "source": {"type": "coupon", "coupon": {"id": "c", **coupon}}}


def test_customer_is_a_payer_and_its_address_a_billing_contact(stripe):
    row = {
        "id": "cus_1",
        "object": "customer",
        "created": 1738022400,
        "email": "Diana.Frost@aureliahealth.example",
        "name": "Aurelia Health Inc",
        "currency": "usd",
        "delinquent": False,
        "address": {"country": "US"},
        "metadata": {"salesforce_account_id": "001Lk00000AJTJK", "relation": "reseller"},
    }
    payer, person = claims(stripe, "customer", row)
    assert payer["record"] == "stripe|customer|cus_1"
    assert payer["fields"] == {
        "name": "Aurelia Health Inc",
        "legal_name": None,
        "currency": "USD",
        "tax_country": "US",
        "delinquent": False,
    }
    assert payer["refs"] == [
        {
            "link": "FOR_ACCOUNT",
            "variant": "",
            "source": ".",
            "target": "salesforce|Account|001Lk00000AJTJKIA5",
            "props": {"relation": "RESELLER", "method": "RECORD"},
        }
    ]
    assert person["record"] == "stripe|customer.email|cus_1"
    assert person["noun"] == "Contact"
    assert person["refs"][0]["variant"] == "BILLING_CONTACT"
    assert person["refs"][0]["target"] == "stripe|customer|cus_1"


def test_role_mailbox_makes_no_person_and_stays_with_the_payer(stripe):
    (payer,) = claims(stripe, "customer", {"id": "cus_1", "email": "billing@copperline.example", "metadata": {}})
    assert payer["keys"] == ["email|billing@copperline.example"]


def test_landed_customer_reads_metadata_as_text(stripe):
    (payer,) = claims(
        stripe,
        "customer",
        {
            "id": "cus_1",
            "metadata": '{"hubspot_company_id": "18200340100"}',
            "is_deleted": "FALSE",
            "address_country": "",
        },
    )
    assert payer["refs"][0]["target"] == "hubspot|company|18200340100"
    assert payer["refs"][0]["props"]["relation"] == "DIRECT"
    (gone,) = claims(stripe, "customer", {"id": "cus_1", "object": "customer", "deleted": True})
    assert gone["state"] == "deleted"


def test_subscription_terms_and_payer(stripe):
    own = claims(
        stripe,
        "subscription",
        subscription(item(current_period_start=1782000000, current_period_end=1790000000), start_date=1700000000),
    )[0]
    fields = own["fields"]
    assert fields["status"] == "ACTIVE"
    assert fields["term_start"] == "2026-06-21T00:00:00.000000Z"
    assert fields["term_end"] == "2026-09-21T14:13:20.000000Z"
    assert fields["renewal_date"] == "2026-09-21"
    assert fields["auto_renew"] is True
    assert [(ref["link"], ref["source"]) for ref in own["refs"][:2]] == [
        ("PAYS_FOR", "stripe|customer|cus_1"),
        ("INVOICED_TO", "stripe|customer|cus_1"),
    ]
    ending = claims(stripe, "subscription", subscription(item(), cancel_at_period_end=True, customer={"id": "cus_2"}))[
        0
    ]
    assert ending["fields"]["auto_renew"] is False
    assert ending["fields"]["renewal_date"] is None
    assert ending["fields"]["cancel_at"] == "2026-09-21T14:13:20.000000Z"
    assert ending["refs"][0]["source"] == "stripe|customer|cus_2"


def test_tenants_with_and_without_shares(stripe):
    own = claims(stripe, "subscription", subscription(item(), metadata={"tenant_id": "tn_us, tn_de"}))[0]
    covers = [ref for ref in own["refs"] if ref["link"] == "COVERS_TENANT"]
    assert [(ref["target"], ref.get("props")) for ref in covers] == [
        (f"{system}|{tenant}", None)
        for system in ("product_admin|organisation", "amplitude|tenant")
        for tenant in ("tn_us", "tn_de")
    ]
    own = claims(stripe, "subscription", subscription(item(), metadata={"tenant_ids": "tn_us=0.6,tn_de=0.4"}))[0]
    covers = [ref for ref in own["refs"] if ref["link"] == "COVERS_TENANT"]
    assert [(ref["target"], ref["props"]) for ref in covers] == [
        (f"{system}|{tenant}", {"share": share})
        for system in ("product_admin|organisation", "amplitude|tenant")
        for tenant, share in (("tn_us", 0.6), ("tn_de", 0.4))
    ]


def test_the_three_currencies_of_pinegrove(stripe):
    lasting = subscription(item(100000, quantity=3), discounts=[discount(percent_off=10.0, duration="forever")])
    assert arr(stripe, lasting) == (3240000, "EUR", None)
    yen = subscription(item(120000, interval="year", price={"currency": "jpy"}))
    assert arr(stripe, yen) == (120000, "JPY", None)
    once = subscription(item(50000, price={"currency": "usd"}), discounts=[discount(amount_off=10000, duration="once")])
    assert arr(stripe, once) == (600000, "USD", None)


@pytest.mark.parametrize(
    ("row", "minor"),
    [
        (subscription(item(100, interval="day")), 36500),
        (subscription(item(100, interval="week", count=2)), 2600),
        (subscription(item(300, count=3)), 1200),
        (subscription(item(100), item(50, quantity=2)), 2400),
        (subscription(item(100), status="past_due"), 1200),
        (subscription(item(100), cancel_at_period_end=True), 1200),
        # a unit of 0.333 cents: 1000 x 0.333 x 12 = 3996
        (subscription(item(None, quantity=1000, price={"unit_amount_decimal": "0.333"})), 3996),
        # 25 seats in packs of 10, rounded up: 3 packs
        (subscription(item(100, quantity=25, price={"transform_quantity": {"divide_by": 10, "round": "up"}})), 3600),
        (subscription(item(100, quantity=25, price={"transform_quantity": {"divide_by": 10, "round": "down"}})), 2400),
        # 12 % tax is inside the price: 1120 / 1.12 = 1000
        (
            subscription(
                item(1120, price={"tax_behavior": "inclusive"}, tax_rates=[{"inclusive": True, "percentage": 12.0}])
            ),
            12000,
        ),
        # 5 off every invoice, for ever: (100 - 5) x 12
        (subscription(item(100), discounts=[discount(amount_off=5, duration="forever")]), 1140),
        # repeating beyond the current period counts, one that is over does not
        (subscription(item(100), discounts=[discount(percent_off=50, duration="repeating", end=1800000000)]), 600),
        (subscription(item(100), discounts=[discount(percent_off=50, duration="repeating", end=1700000000)]), 1200),
        (subscription(item(100, discounts=[discount(percent_off=50, duration="forever")]), item(100)), 1800),
    ],
)
def test_recurring_revenue(stripe, row, minor):
    assert arr(stripe, row) == (minor, "EUR", None)


def test_tiers(stripe):
    tiers = [
        {"up_to": 10, "unit_amount": 100, "flat_amount": 0},
        {"up_to": None, "unit_amount": 50, "flat_amount": 500},
    ]
    graduated = {"billing_scheme": "tiered", "tiers_mode": "graduated", "tiers": tiers}
    volume = {**graduated, "tiers_mode": "volume"}
    # 10 x 100 + 5 x 50 + 500 = 1750 a month
    assert arr(stripe, subscription(item(None, quantity=15, price=graduated)))[0] == 1750 * 12
    # 15 x 50 + 500 = 1250 a month
    assert arr(stripe, subscription(item(None, quantity=15, price=volume)))[0] == 1250 * 12


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (subscription(item(recurring={"usage_type": "metered"})), "metered"),
        (subscription(item(price={"type": "one_time", "recurring": None})), "one-time"),
        (subscription(item(), status="trialing"), "trialing"),
        (subscription(item(), status="paused"), "paused"),
        (subscription(item(), status="unpaid"), "unpaid"),
        (subscription(item(), pause_collection={"behavior": "void"}), "collection paused (void)"),
        (subscription(item(None, price={"billing_scheme": "tiered"})), "its tiers are not included in the row"),
        (
            subscription(item(price={"tax_behavior": "inclusive"})),
            "its price includes a tax that the row does not name",
        ),
    ],
)
def test_what_makes_no_revenue_is_named(stripe, row, reason):
    assert arr(stripe, row) == (0, "EUR", [f"si_1: {reason}"])


def test_collection_that_is_paused_otherwise_still_counts(stripe):
    assert arr(stripe, subscription(item(100), pause_collection={"behavior": "keep_as_draft"}))[0] == 1200


def test_discount_that_is_not_spelled_out_is_named(stripe):
    assert arr(stripe, subscription(item(100), discounts=["di_9"])) == (
        1200,
        "EUR",
        ["di_9: a discount that the row does not spell out"],
    )


def test_landed_subscription_has_no_items_and_claims_no_revenue(stripe):
    own = claims(
        stripe,
        "subscription",
        {"id": "s", "status": "active", "customer_id": "c", "metadata": "{}", "cancel_at_period_end": "FALSE"},
    )[0]
    assert "arr" not in own["fields"]
    assert "set_aside" not in own


def test_mixed_document_is_told_apart_by_its_rows(stripe):
    rows = list(
        stripe.rows_of(
            {"resources": {"a": {"id": "cus_1", "object": "customer"}, "b": {"id": "tok_1", "object": "token"}}}
        )
    )
    kinds = [stripe.match_row(row) for row in rows]
    assert [kind.name for kind in kinds if kind] == ["customer", "other"]
    listed = list(
        stripe.rows_of({"object": "list", "data": [{"id": "cus_1", "object": "customer"}], "has_more": False})
    )
    assert [row["id"] for row in listed] == ["cus_1"]
