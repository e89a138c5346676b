"""Apollo: companies and their owners, guessed addresses, opt-outs, sequences. Payloads as the REST API gives them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def apollo(model) -> Translator:
    return Translator(model, "apollo", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def contact(**more: Any) -> dict[str, Any]:
    return {
        "id": "66d1c0ffee0000000000c001",
        "first_name": "Dana",
        "last_name": "Whitfield",
        "name": "Dana Whitfield",
        "email": "dana.whitfield@kestrel.example",
        "email_status": "verified",
        "title": "VP Operations",
        "country": "United States",
        "organization_id": "5e66b6381e05b4008c8331b8",
        "account_id": None,
        "person_id": None,
        "owner_id": None,
        "email_unsubscribed": False,
        "call_opted_out": False,
        "person_deleted": None,
        "contact_roles": [],
        "contact_campaign_statuses": [],
        "phone_numbers": [],
        "created_at": "2026-02-01T09:00:00.000Z",
        "updated_at": "2026-09-10T12:00:00.000Z",
        **more,
    }


def stops(translator: Translator, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {stop["slot"]: stop for stop in claims(translator, "contact", row)[0]["stops"]}


def test_organization_with_its_owner_and_the_top_of_its_family(apollo):
    (company,) = claims(
        apollo,
        "organization",
        {
            "id": "5e66b6381e05b4008c8331b8",
            "name": "Halden Pigments GmbH",
            "website_url": "http://www.haldenpigments.example",
            "primary_domain": "haldenpigments.example",
            "industry": "chemicals",
            "estimated_num_employees": 830,
            "annual_revenue": 140000000,
            "country": "Germany",
            "owned_by_organization_id": "5e66b6381e05b4008c830001",
            "owned_by_organization": {"id": "5e66b6381e05b4008c830001", "name": "Halden Colours", "website_url": "http://www.haldencolours.example"},
            "ultimate_parent_organization": {"id": "5e66b6381e05b4008c830002", "name": "Halden SE"},
            "suborganizations": [],
        },
    )  # fmt: skip
    assert company["record"] == "apollo|organization|5e66b6381e05b4008c8331b8"
    assert company["noun"] == "Account"
    assert company["keys"] == ["domain|haldenpigments.example"]
    assert company["fields"]["hq_country"] == "DE"
    assert company["fields"]["employees"] == 830
    assert company["fields"]["revenue"] == {"minor": 14_000_000_000, "currency": "USD", "exponent": 2}
    assert [(ref["source"], ref.get("props")) for ref in company["refs"]] == [
        ("apollo|organization|5e66b6381e05b4008c830001", None),
        ("apollo|organization|5e66b6381e05b4008c830002", {"ultimate": True}),
    ]
    assert {(ref["link"], ref["variant"], ref["target"]) for ref in company["refs"]} == {("PARENT_OF", "LEGAL", ".")}


def test_suborganizations_are_its_children_and_a_record_of_their_own(apollo):
    _, tree = claims(
        apollo,
        "organization",
        {"id": "o1", "name": "Halden SE", "primary_domain": "haldense.example", "suborganizations": [{"id": "o2", "name": "Halden Pigments GmbH"}]},
    )  # fmt: skip
    assert tree["record"] == "apollo|suborganizations|o1"
    assert tree["noun"] is None
    assert tree["refs"] == [
        {
            "link": "PARENT_OF",
            "variant": "LEGAL",
            "source": "apollo|organization|o1",
            "target": "apollo|organization|o2",
        }
    ]


def test_enrichment_only_fills_blanks(model):
    for noun, name in (("Account", "employees"), ("Account", "industry"), ("Account", "name"), ("Person", "country")):
        ranks = model.field_ranks[noun, name]
        assert all(ranks[vendor] > ranks[crm] for vendor in ("apollo", "zoominfo") for crm in ("salesforce", "hubspot"))
    assert "apollo" not in model.link_ranks["OWNS", "ACCOUNT_EXECUTIVE"]
    assert "zoominfo" not in model.link_ranks["PARENT_OF", "SELLING"]


def test_saved_account_is_the_same_company(apollo):
    (account,) = claims(
        apollo,
        "account",
        {
            "id": "66a",
            "name": "Kestrel Energy",
            "domain": "kestrel.example",
            "organization_id": "5e6",
            "account_stage_id": "st1",
            "owner_id": "u1",
            "salesforce_id": "001Lk00000AzCxo",
            "hubspot_id": "18200342018",
            "updated_at": "2026-09-01T00:00:00.000Z",
        },
    )
    assert account["same_as"] == [
        "apollo|organization|5e6",
        "salesforce|Account|001Lk00000AzCxoIAF",
        "hubspot|company|18200342018",
    ]


@pytest.mark.parametrize(
    ("status", "unverified", "bounced"),
    [
        ("verified", False, False),
        ("likely to engage", True, False),
        ("guessed", True, False),
        ("extrapolated", True, False),
        ("unavailable", True, False),
        ("bounced", True, True),
        (None, None, False),
    ],
)
def test_an_address_that_is_not_verified_is_a_guess(apollo, status, unverified, bounced):
    said = stops(apollo, contact(email_status=status))
    assert said["email_status"]["active"] is unverified
    assert said["email_status"]["code"] == "UNVERIFIED_ADDRESS"
    assert said["email_status.bounced"]["active"] is bounced
    if unverified:
        assert said["email_status"]["point"] == "email|dana.whitfield@kestrel.example"


def test_an_address_that_was_not_paid_for_is_none(apollo):
    (person,) = claims(
        apollo, "person", {"id": "p1", "name": "Dana W.", "email": "email_not_unlocked@domain.com", "email_status": "verified", "organization_id": "o1"}
    )  # fmt: skip
    assert person["points"] == []
    assert person["fields"]["email"] is None
    assert "email_status" not in {stop["slot"] for stop in person["stops"]}


def test_a_missing_address_says_nothing_of_others(apollo):
    assert "email_status" not in stops(apollo, contact(email=None, email_status="unavailable"))


def test_opt_outs_and_what_a_blank_means(apollo):
    said = stops(apollo, contact(email_unsubscribed=True, call_opted_out=None, person_deleted=True))
    assert (said["email_unsubscribed"]["code"], said["email_unsubscribed"]["active"]) == (
        "UNSUBSCRIBED_ALL_EMAIL",
        True,
    )
    assert (said["call_opted_out"]["code"], said["call_opted_out"]["active"]) == ("DO_NOT_CALL", None)
    assert (said["person_deleted"]["code"], said["person_deleted"]["active"]) == ("VENDOR_OPT_OUT", True)


def test_the_file_is_complete_only_with_its_opt_out_columns(apollo):
    assert apollo.suppression_columns("contact", contact()) == {"EMAIL": True, "PHONE": True, "SMS": True}
    assert apollo.suppression_columns("contact", ["id", "email", "email_unsubscribed"]) == {
        "EMAIL": True, "PHONE": False, "SMS": False,
    }  # fmt: skip


def test_a_register_flag_stays_on_its_number(apollo):
    row = contact(
        phone_numbers=[
            {"raw_number": "+1 212-555-0147", "sanitized_number": "+12125550147", "type": "mobile", "dnc_status": "on_dnc"},
            {"raw_number": "+1 212-555-0190", "sanitized_number": "+12125550190", "type": "work_direct", "dnc_status": None},
        ]
    )  # fmt: skip
    said = claims(apollo, "contact", row)[0]
    assert [(point["value"], point.get("facts")) for point in said["points"] if point["kind"] == "phone"] == [
        ("+12125550147", {"label": "mobile"}),
        ("+12125550190", {"label": "work"}),
    ]
    registered = [stop for stop in said["stops"] if stop["code"] == "DO_NOT_CALL_REGISTER"]
    assert [(stop["active"], stop["point"]) for stop in registered] == [(True, "phone|+12125550147")]


@pytest.mark.parametrize(("status", "runs"), [("active", True), ("paused", True), ("finished", False)])
def test_in_a_sequence_while_one_runs_or_waits(apollo, status, runs):
    row = contact(
        contact_campaign_statuses=[
            {"id": "ccs1", "emailer_campaign_id": "seq1", "status": status, "inactive_reason": None, "added_at": "2026-08-20T08:00:00.000Z", "finished_at": "2026-09-08T08:00:00.000Z"}
        ]
    )  # fmt: skip
    person, touch = claims(apollo, "contact", row)
    assert person["fields"]["in_sequence"] is runs
    ended = [stop for stop in person["stops"] if stop["code"] == "IN_SEQUENCE"]
    assert [stop["until"] for stop in ended] == ([] if runs else ["2026-09-08T08:00:00.000000Z"])
    assert touch["noun"] == "Activity"
    assert touch["refs"][0]["target"] == "apollo|contact|66d1c0ffee0000000000c001"


def test_left_the_sequence_by_hand(apollo):
    assert claims(apollo, "contact", contact())[0]["fields"]["in_sequence"] is False


def test_how_a_sequence_ended_is_a_stop_of_its_own(apollo):
    status = {"id": "c1", "emailer_campaign_id": "seq1", "status": "finished", "added_at": "2026-08-20T08:00:00Z", "finished_at": "2026-08-25T09:00:00Z"}  # fmt: skip
    left = stops(apollo, contact(contact_campaign_statuses=[{**status, "inactive_reason": "unsubscribed"}]))
    assert left["sequence:seq1:end"]["code"] == "UNSUBSCRIBED_ALL_EMAIL"
    assert left["sequence:seq1:end"]["since"] == "2026-08-25T09:00:00.000000Z"
    back = stops(apollo, contact(contact_campaign_statuses=[{**status, "inactive_reason": "bounced"}]))
    assert (back["sequence:seq1:end"]["code"], back["sequence:seq1:end"]["point"]) == (
        "UNDELIVERABLE",
        "email|dana.whitfield@kestrel.example",
    )
    replied = stops(apollo, contact(contact_campaign_statuses=[{**status, "inactive_reason": "replied"}]))
    assert "sequence:seq1:end" not in replied
    assert replied["sequence:seq1"]["until"] == "2026-08-25T09:00:00.000000Z"


def test_works_at_the_saved_account_else_at_the_organization(apollo):
    (first,) = claims(apollo, "contact", contact())
    (second,) = claims(apollo, "contact", contact(account_id="66a"))
    works = [ref["target"] for said in (first, second) for ref in said["refs"] if ref["link"] == "WORKS_AT"]
    assert works == ["apollo|organization|5e66b6381e05b4008c8331b8", "apollo|account|66a"]


def test_roles_are_on_the_deal_and_a_deal_of_its_own_makes_none(apollo):
    row = contact(contact_roles=[{"opportunity_id": "op1", "role": "Economic Buyer", "is_primary": True}])
    (role,) = (ref for ref in claims(apollo, "contact", row)[0]["refs"] if ref["link"] == "HAS_ROLE")
    assert (role["variant"], role["target"], role["props"]["raw"]) == (
        "ECONOMIC_BUYER",
        "apollo|opportunity|op1",
        "Economic Buyer",
    )
    (known,) = claims(apollo, "opportunity", {"id": "op1", "name": "Runs", "salesforce_id": "006Lk00000A6HkK"})
    assert (known["noun"], known["same_as"]) == ("Opportunity", ["salesforce|Opportunity|006Lk00000A6HkKIAV"])
    (own,) = claims(apollo, "opportunity", {"id": "op2", "name": "Own", "salesforce_id": None, "hubspot_id": None})
    assert own["noun"] is None


def test_pages_and_files_are_recognised(apollo):
    page = {"contacts": [contact()], "pagination": {"page": 1, "total_entries": 1}}
    assert len(list(apollo.rows_of(page))) == 1
    assert apollo.match("apollo_contacts.json", list(contact()), contact()).name == "contact"
    assert apollo.match("organizations.jsonl", ["id", "name", "primary_domain"]).name == "organization"
    assert apollo.consent_columns(list(contact()), "contact") == []
