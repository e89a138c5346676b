"""NetSuite: payers, our own legal entities, and a subscription status that says nothing until its codes are known."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator
from tests.intake.tables import SEEN, Tables


@pytest.fixture(scope="module")
def netsuite(model) -> Translator:
    return Translator(model, "netsuite", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


CUSTOMER: dict[str, Any] = {
    "id": "1440", "_fivetran_deleted": "FALSE", "_fivetran_active": "TRUE", "_fivetran_synced": "2022-05-27 13:17:39",
    "altname": "Cedar Cat", "companyname": "CCS", "currency": "1", "email": "jm@fake.com", "entityid": "CCS",
    "globalsubscriptionstatus": "1", "isinactive": "F", "isperson": "F", "lastmodifieddate": "2017-05-09 6:07:47",
    "oncredithold": "F", "overduebalancesearch": "0", "parent": "", "datecreated": "2017-05-11 21:46:11",
}  # fmt: skip


def test_landed_customer_is_a_payer(netsuite):
    said = netsuite.translate("customer", CUSTOMER)
    assert (said["at"], said["clock"]) == ("2017-05-09T06:07:47.000000Z", "source")
    (payer,) = said["claims"]
    assert (payer["record"], payer["noun"]) == ("netsuite|customer|1440", "BillingEntity")
    assert payer["fields"]["name"] == "CCS"
    assert payer["fields"]["currency"] is None
    assert payer["fields"]["credit_hold"] is False
    assert payer["fields"]["delinquent"] is False
    assert payer["refs"] == [{"link": "PARENT_OF", "variant": "BILLING", "source": None, "target": "."}]


def test_credit_hold_and_past_due(netsuite):
    held = claims(netsuite, "customer", {**CUSTOMER, "oncredithold": "T", "overduebalancesearch": "120.5"})[0]
    assert held["fields"]["credit_hold"] is True
    assert held["fields"]["delinquent"] is True
    rest = {"id": "7", "companyName": "CCS", "creditHoldOverride": {"id": "ON", "refName": "On"}}
    assert claims(netsuite, "customer", rest)[0]["fields"]["credit_hold"] is True
    auto = {"id": "7", "companyName": "CCS", "creditHoldOverride": {"id": "AUTO", "refName": "Auto"}}
    assert claims(netsuite, "customer", auto)[0]["fields"]["credit_hold"] is None


@pytest.mark.parametrize("code", ["1", "2", "3", "4", ""])
def test_subscription_status_as_a_bare_code_is_unknown(netsuite, code):
    payer = claims(netsuite, "customer", {**CUSTOMER, "globalsubscriptionstatus": code})[0]
    (stop,) = payer["stops"]
    assert (stop["slot"], stop["active"], stop["code"]) == ("globalsubscriptionstatus", None, "UNSUBSCRIBED_ALL_EMAIL")
    if code:
        aside = [one for one in payer["set_aside"] if one["field"] == "globalsubscriptionstatus"]
        assert aside == [{"field": "globalsubscriptionstatus", "reason": f"no mapping for '{code}'"}]


@pytest.mark.parametrize(
    ("word", "active"),
    [("Soft Opt-In", False), ("Confirmed Opt-In", False), ("Soft Opt-Out", True), ("Confirmed Opt-Out", True)],
)
def test_subscription_status_in_words(netsuite, word, active):
    row = {
        "id": "7",
        "companyName": "C",
        "email": "a@b.example",
        "globalSubscriptionStatus": {"id": "2", "refName": word},
    }
    (stop,) = claims(netsuite, "customer", row)[0]["stops"]
    assert stop["active"] is active


def test_a_table_without_the_status_is_incomplete_for_email(netsuite):
    old = ["customer_id", "company_name", "_fivetran_deleted", "_fivetran_synced"]
    assert netsuite.suppression_columns("customer", old) == {"EMAIL": False}
    assert netsuite.suppression_columns("customer", list(CUSTOMER)) == {"EMAIL": True}


def test_two_payers_with_one_address_both_hold_its_stop(model):
    tables = Tables(model, "netsuite")
    words = {"globalsubscriptionstatus": {"id": "4", "refName": "Confirmed Opt-Out"}}
    tables.take(("customer", {**CUSTOMER, "id": "1", **words}), ("customer", {**CUSTOMER, "id": "2"}))
    left, open_ = tables.view("netsuite|customer|1"), tables.view("netsuite|customer|2")
    assert left.keys == open_.keys == ["email|jm@fake.com"]
    assert [stop["standing"] for stop in left.stops] == [True]
    assert [stop["unknown"] for stop in open_.stops] == [True]


def test_parent_and_top_of_the_tree(netsuite):
    row = {**CUSTOMER, "parent": "1376", "toplevelparent": "1300", "subsidiary": "4", "crm_id": "001Lk00000AJTJK"}
    payer = claims(netsuite, "customer", row)[0]
    assert [(ref["link"], ref["source"], ref["target"]) for ref in payer["refs"]] == [
        ("PARENT_OF", "netsuite|customer|1376", "."),
        ("PARENT_OF", "netsuite|customer|1300", "."),
        ("FOR_ACCOUNT", ".", "salesforce|Account|001Lk00000AJTJKIA5"),
        ("ISSUED_BY", ".", "netsuite|subsidiary|4"),
    ]
    assert payer["refs"][1]["props"] == {"ultimate": True}


def test_subsidiary_is_ours_and_names_itself(netsuite):
    row = {"id": "4", "_fivetran_deleted": "FALSE", "_fivetran_active": "TRUE", "country": "US", "currency": "1",
           "fullname": "CeCe", "iselimination": "F", "isinactive": "F", "fiscalcalendar": "1", "name": "Meow Meow",
           "lastmodifieddate": "2019-07-06 21:13:49", "parent": "4", "legalname": ""}  # fmt: skip
    (own,) = claims(netsuite, "subsidiary", row)
    assert own["noun"] == "SellingEntity"
    assert own["fields"]["name"] == "Meow Meow"
    assert own["refs"] == [{"link": "PARENT_OF", "variant": "LEGAL", "source": "netsuite|subsidiary|4", "target": "."}]


def test_older_subsidiary_table(netsuite):
    row = {"subsidiary_id": "5", "fiscal_calendar_id": "1", "name": "c1051f", "parent_id": "1"}
    match = netsuite.match("netsuite_subsidiaries_data.csv", list(row))
    assert match is not None
    (own,) = claims(netsuite, match.name, row)
    assert own["refs"][0]["source"] == "netsuite|subsidiary|1"


def test_who_serves_whom(netsuite):
    row = {"id": "9", "entity": "1409", "isprimarysub": "FALSE", "subsidiary": "2", "_fivetran_active": "TRUE"}
    (link,) = claims(netsuite, "customer_subsidiary_relationship", row)
    assert link["refs"] == [
        {
            "link": "ISSUED_BY", "variant": "", "source": "netsuite|customer|1409", "target": "netsuite|subsidiary|2",
            "props": {"primary": False},
        }
    ]  # fmt: skip


def test_an_older_row_of_a_history_table_never_stands_before_the_one_in_force(model):
    now = {**CUSTOMER, "oncredithold": "F"}
    before = {**CUSTOMER, "oncredithold": "T", "_fivetran_active": "FALSE", "_fivetran_synced": "2022-05-28 13:17:39"}
    for rows in ([now, before], [before, now]):
        tables = Tables(model, "netsuite")
        for row in rows:
            tables.take(("customer", row))
        view = tables.view("netsuite|customer|1440")
        assert view.state == "live"
        assert view.fields["credit_hold"].value is False
    gone = Tables(model, "netsuite")
    gone.take(("customer", before))
    assert gone.view("netsuite|customer|1440").state == "deleted"


def test_a_customer_who_is_a_person_is_the_one_to_write_to(netsuite):
    row = {**CUSTOMER, "isperson": "T", "firstname": "Joe", "lastname": "Li"}
    payer, person = claims(netsuite, "customer", row)
    assert payer["fields"]["legal_name"] is None
    assert (person["noun"], person["fields"]["name"]) == ("Contact", "Joe Li")
    assert (person["refs"][0]["variant"], person["refs"][0]["target"]) == ("BILLING_CONTACT", "netsuite|customer|1440")
    assert len(claims(netsuite, "customer", {**row, "email": "billing@fake.com"})) == 1


def test_entities_tell_the_top_of_a_customer_only(netsuite):
    row = {
        "id": "1440",
        "type": "CustJob",
        "toplevelparent": "1440",
        "entityid": "CCS",
        "lastmodifieddate": "2017-05-13",
    }
    own, about = claims(netsuite, "entity", row)
    assert own["noun"] is None
    assert (about["record"], about["state"]) == ("netsuite|customer|1440", "unseen")
    assert about["refs"][0]["props"] == {"ultimate": True}
    assert len(claims(netsuite, "entity", {**row, "type": "OtherName"})) == 1


def test_employee_is_one_of_our_people(netsuite):
    row = {"id": "409409", "entityid": "darth@vader.com", "firstname": "Darth", "lastname": "Vader",
           "email": "darth@vader.com", "supervisor": "431513", "isinactive": "T"}  # fmt: skip
    (user,) = claims(netsuite, "employee", row)
    assert (user["noun"], user["fields"]["active"]) == ("User", False)
    assert user["keys"] == ["email|darth@vader.com"]
    assert user["refs"][0]["source"] == "netsuite|employee|431513"
