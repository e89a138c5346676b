"""Zuora: payers and their tree, versions of subscriptions, revenue of the charges in effect. Amounts by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from graph_service.intake.translate import Translator
from tests.intake.tables import SEEN, Tables


@pytest.fixture(scope="module")
def zuora(model) -> Translator:
    return Translator(model, "zuora", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


ACCOUNT = {
    "Id": "2c92c0f9-acc-1", "AccountNumber": "A00000021", "Name": "Meridian Freight Ltd", "Currency": "GBP",
    "ParentId": "2c92c0f9-acc-0", "CrmId": "001Lk00000AJTJK", "BillToId": "2c92c0f9-con-1",
    "SoldToId": "2c92c0f9-con-2", "Balance": 1200.5, "Mrr": 49, "Status": "Active",
    "UpdatedDate": "2026-06-01T09:00:00.000+01:00",
}  # fmt: skip


def test_account_is_a_payer_in_a_tree_with_two_contacts(zuora):
    said = zuora.translate("account", ACCOUNT)
    assert (said["at"], said["clock"]) == ("2026-06-01T08:00:00.000000Z", "source")
    payer, people = said["claims"]
    assert payer["noun"] == "BillingEntity"
    assert payer["fields"]["currency"] == "GBP"
    assert payer["fields"]["delinquent"] is True
    assert [(ref["link"], ref["variant"], ref["source"], ref["target"]) for ref in payer["refs"]] == [
        ("FOR_ACCOUNT", "", ".", "salesforce|Account|001Lk00000AJTJKIA5"),
        ("PARENT_OF", "BILLING", "zuora|account|2c92c0f9-acc-0", "."),
    ]
    assert [(ref["variant"], ref["source"], ref["props"]["raw"]) for ref in people["refs"]] == [
        ("BILLING_CONTACT", "zuora|contact|2c92c0f9-con-1", "bill-to"),
        ("OTHER", "zuora|contact|2c92c0f9-con-2", "sold-to"),
    ]


@pytest.mark.parametrize(("balance", "owes"), [("0", False), ("-15", False), ("1634835.21", True), ("", None)])
def test_money_owed_makes_a_payer_past_due(zuora, balance, owes):
    landed = {"id": "a", "account_number": "A1", "balance": balance, "_fivetran_deleted": "FALSE"}
    assert claims(zuora, "account", landed)[0]["fields"]["delinquent"] is owes


def test_no_parent_in_a_cell_is_a_claim_and_no_column_is_none(zuora):
    blank = claims(zuora, "account", {"id": "a", "parent_id": "", "parent_account_id": ""})[0]
    assert blank["refs"] == [{"link": "PARENT_OF", "variant": "BILLING", "source": None, "target": "."}]
    assert "refs" not in claims(zuora, "account", {"id": "a", "name": "A"})[0]


def test_landed_account_that_was_deleted(zuora):
    row = {"id": "a", "_fivetran_deleted": "TRUE", "parent_account_id": "dff38ac0df6edbfb4cb3774f7e21f752"}
    payer = claims(zuora, "account", row)[0]
    assert payer["state"] == "deleted"
    assert payer["refs"][0]["source"] == "zuora|account|dff38ac0df6edbfb4cb3774f7e21f752"


def test_contact_and_a_mailbox_that_is_no_person(zuora):
    row = {"id": "c", "first_name": "Sponge", "last_name": "Bob", "work_email": "Sponge@Bob.com", "personal_email": "",
           "country": "Germany", "work_phone": "030 901820"}  # fmt: skip
    (person,) = claims(zuora, "contact", row)
    assert person["noun"] == "Contact"
    assert person["fields"]["email"] == "sponge@bob.com"
    assert person["fields"]["phone"] == "+4930901820"
    (mailbox,) = claims(zuora, "contact", {**row, "work_email": "accounts-payable@bob.com"})
    assert (mailbox["record"], mailbox["noun"]) == ("zuora|mailbox|c", None)
    assert mailbox["keys"] == ["email|accounts-payable@bob.com"]
    (nameless,) = claims(zuora, "contact", {**row, "work_email": ""})
    assert nameless["noun"] == "Contact"


def version(number: int, id_: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "original_id": "s-1", "version": str(number), "name": "A-S00000011", "status": "Active",
        "account_id": "acc-1", "invoice_owner_id": "acc-2", "is_latest_version": "", "auto_renew": "TRUE",
        "subscription_start_date": "2025-01-15 00:00:00", "term_start_date": "2026-01-15 00:00:00",
        "term_end_date": "2027-01-15 00:00:00", "cancelled_date": "", "updated_date": "2026-01-15 10:00:00",
        "_fivetran_deleted": "FALSE", "_fivetran_synced": "2026-02-01 00:00:00", **more,
    }  # fmt: skip


def test_owner_pays_and_invoice_owner_is_invoiced(zuora):
    own = claims(zuora, "subscription", version(1, "s-1"))[0]
    assert own["record"] == "zuora|subscription|s-1"
    assert [(ref["link"], ref["source"]) for ref in own["refs"]] == [
        ("PAYS_FOR", "zuora|account|acc-1"),
        ("INVOICED_TO", "zuora|account|acc-2"),
    ]
    alone = claims(zuora, "subscription", version(1, "s-1", invoice_owner_id=""))[0]
    assert alone["refs"][1]["source"] == "zuora|account|acc-1"


def test_tenants_and_shares_of_a_custom_field(zuora):
    own = claims(zuora, "subscription", {**version(1, "s-1"), "TenantIds__c": "tn_uk=0.7, tn_de=0.3"})[0]
    covers = [ref for ref in own["refs"] if ref["link"] == "COVERS_TENANT"]
    assert [(ref["target"], ref["props"]) for ref in covers] == [
        (f"{system}|{tenant}", {"share": share})
        for system in ("product_admin|organisation", "amplitude|tenant")
        for tenant, share in (("tn_uk", 0.7), ("tn_de", 0.3))
    ]


def test_the_greatest_version_speaks_though_the_older_row_was_changed_later(model):
    first = version(1, "s-1", status="Expired", updated_date="2026-03-02 10:00:00", account_id="acc-old")
    second = version(2, "s-2", updated_date="2026-03-02 09:59:59", is_latest_version="")
    for order in itertools.permutations([first, second]):
        tables = Tables(model, "zuora")
        for row in order:
            tables.take(("subscription", row))
        view = tables.view("zuora|subscription|s-1")
        assert view.fields["status"].value == "ACTIVE"
        assert view.state == "live"
        assert [span.source for span in view.spans if span.link == "PAYS_FOR" and span.until is None] == [
            "zuora|account|acc-1"
        ]


def test_an_old_version_deleted_deletes_no_subscription(model):
    tables = Tables(model, "zuora")
    tables.take(("subscription", version(2, "s-2")))
    tables.take(("subscription", version(1, "s-1", _fivetran_deleted="TRUE", updated_date="2026-05-01 00:00:00")))
    assert tables.view("zuora|subscription|s-1").state == "live"


def charge(id_: str, of: str, mrr: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "rate_plan_charge", {
        "id": id_, "subscription_id": of, "charge_number": f"C-{id_}", "charge_type": "Recurring", "mrr": mrr,
        "transaction_currency": "USD", "effective_start_date": "2026-01-15", "effective_end_date": "2027-01-15",
        "updated_date": "2026-01-15 10:00:00", "_fivetran_deleted": "FALSE", **more,
    }  # fmt: skip


def test_revenue_is_that_of_the_latest_versions_recurring_charges_in_effect(model):
    rows = [
        ("subscription", version(1, "s-1", status="Expired")),
        ("subscription", version(2, "s-2")),
        charge("old", "s-1", "999"),
        charge("seats", "s-2", "49"),
        charge("base", "s-2", "100.50"),
        charge("setup", "s-2", "", charge_type="OneTime"),
        charge("calls", "s-2", "", charge_type="Usage"),
        charge("ramp", "s-2", "500", effective_start_date="2026-07-15"),
        charge("over", "s-2", "70", effective_end_date="2026-01-15", effective_start_date="2025-01-15"),
        charge("gone", "s-2", "33", _fivetran_deleted="TRUE"),
    ]
    # (49 + 100.50) x 12
    for order in (rows, rows[::-1], rows[5:] + rows[:5]):
        tables = Tables(model, "zuora")
        for row in order:
            tables.take(row)
        said = tables.fields("zuora|subscription|s-1")
        assert said["arr"] == {"minor": 179_400, "currency": "USD", "exponent": 2}
        assert said["mrr"]["minor"] == 14_950
        assert said["arr_left_out"] == ["C-calls: metered", "C-ramp: starts 2026-07-15", "C-setup: one-time"]


def test_revenue_in_yen_and_of_a_suspended_subscription(model):
    tables = Tables(model, "zuora")
    tables.take(("subscription", version(1, "s-1")), charge("y", "s-1", "2726666.67", transaction_currency="JPY"))
    assert tables.fields("zuora|subscription|s-1")["arr"] == {"minor": 32_720_000, "currency": "JPY", "exponent": 0}
    paused = Tables(model, "zuora")
    paused.take(("subscription", version(1, "s-1", status="Suspended")), charge("c", "s-1", "49"))
    said = paused.fields("zuora|subscription|s-1")
    assert (said["status"], said["arr"]["minor"], said["arr_left_out"]) == ("PAUSED", 0, ["C-c: suspended"])


def test_a_page_of_the_rest_api_holds_its_charges(zuora):
    page = {
        "success": True,
        "subscriptions": [
            {
                "id": "s-9", "accountId": "acc-1", "invoiceOwnerAccountId": "acc-2", "subscriptionNumber": "A-S9",
                "status": "Active", "termStartDate": "2026-01-01", "termEndDate": "2026-12-31", "autoRenew": False,
                "version": 1,
                "ratePlans": [{"id": "rp", "ratePlanCharges": [
                    {"id": "c1", "number": "C-1", "type": "Recurring", "mrr": 250.0, "currency": "EUR",
                     "effectiveStartDate": "2026-01-01", "effectiveEndDate": "2026-12-31"},
                    {"id": "c2", "number": "C-2", "type": "Usage", "mrr": None, "currency": "EUR",
                     "effectiveStartDate": "2026-01-01", "effectiveEndDate": None},
                ]}],
            }
        ],
    }  # fmt: skip
    (row,) = zuora.rows_of(page)
    own = claims(zuora, "subscription", row)[0]
    assert own["fields"]["arr"] == {"minor": 300_000, "currency": "EUR", "exponent": 2}
    assert own["fields"]["arr_left_out"] == ["C-2: metered"]
    assert own["fields"]["renewal_date"] is None
    assert [ref["source"] for ref in own["refs"]] == ["zuora|account|acc-1", "zuora|account|acc-2"]
