"""Vitally: our people on an account, health, opt-outs. Payloads as the REST API gives them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"
CHLOE = {
    "id": "bbab97d8",
    "name": "Chloe Marchand",
    "email": "chloe.marchand@larkfield.example",
    "licenseStatus": "active",
}
DEV = {"id": "ddcd97d8", "name": "Dev Patel", "email": "dev.patel@larkfield.example", "licenseStatus": "active"}


@pytest.fixture(scope="module")
def vitally(model) -> Translator:
    return Translator(model, "vitally", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def account(**more: Any) -> dict[str, Any]:
    return {
        "id": "e00ecb29",
        "createdAt": "2025-06-18T12:00:00.000Z",
        "updatedAt": "2026-09-14T12:00:00.000Z",
        "externalId": "tn_pinegrove",
        "name": "Pinegrove Labs",
        "organizationId": None,
        "traits": {"sfdc.Id": "001Lk00000AMPwE"},
        "mrr": None,
        "nextRenewalDate": None,
        "churnedAt": None,
        "healthScore": 8.2,
        "csmId": CHLOE["id"],
        "accountExecutiveId": None,
        "keyRoles": [],
        "segments": [],
        **more,
    }


def role(who: dict[str, str], label: str) -> dict[str, Any]:
    return {
        "id": "k",
        "assignedAt": "2026-04-22T15:40:08.230Z",
        "vitallyUser": who,
        "keyRole": {"id": "r", "label": label},
    }


def owners(translator: Translator, row: dict[str, Any]) -> list[tuple[str, str | None]]:
    said = claims(translator, "account", row)[0]
    return [(ref["variant"], ref["source"]) for ref in said["refs"] if ref["link"] == "OWNS"]


def test_our_people_on_an_account_are_owners_by_type(vitally):
    row = account(accountExecutiveId="ana", keyRoles=[role(CHLOE, "CSM"), role(DEV, "SDR"), role(DEV, "Onboarding")])
    assert owners(vitally, row) == [
        ("CSM", "vitally|admin|bbab97d8"),
        ("ACCOUNT_EXECUTIVE", "vitally|admin|ana"),
        ("SDR", "vitally|admin|ddcd97d8"),
        ("MEMBER", "vitally|admin|ddcd97d8"),
    ]
    assert all(ref["link"] != "HAS_ROLE" for said in claims(vitally, "account", row) for ref in said.get("refs", ()))


def test_a_key_role_stands_in_for_an_id_that_is_blank(vitally):
    row = account(csmId=None, keyRoles=[role(CHLOE, "Customer Success Manager"), role(DEV, "Account Executive")])
    assert owners(vitally, row) == [("CSM", "vitally|admin|bbab97d8"), ("ACCOUNT_EXECUTIVE", "vitally|admin|ddcd97d8")]


def test_nobody_is_a_claim_too(vitally):
    assert owners(vitally, account(csmId=None)) == [("CSM", None), ("ACCOUNT_EXECUTIVE", None)]


def test_key_roles_name_our_people(vitally):
    ours = [one for one in claims(vitally, "account", account(keyRoles=[role(CHLOE, "CSM")])) if one["noun"] == "User"]
    assert [(one["record"], one["keys"]) for one in ours] == [
        ("vitally|admin|bbab97d8", ["email|chloe.marchand@larkfield.example"])
    ]


def test_account_is_the_crms(vitally):
    said = claims(vitally, "account", account())[0]
    assert said["same_as"] == ["salesforce|Account|001Lk00000AMPwEIAX"]
    by_id = claims(vitally, "account", account(traits={}, externalId="001Lk00000AMPwEIAX"))[0]
    assert by_id["same_as"] == ["salesforce|Account|001Lk00000AMPwEIAX"]
    assert "same_as" not in claims(vitally, "account", account(traits={}))[0]


def test_an_organization_stands_over_its_accounts(vitally):
    said = claims(vitally, "account", account(organizationId="org1"))[0]
    assert [(ref["variant"], ref["source"]) for ref in said["refs"] if ref["link"] == "PARENT_OF"] == [
        ("SELLING", "vitally|organization|org1")
    ]


@pytest.mark.parametrize(
    ("score", "health", "status"),
    [
        (8.2, "GREEN", "CLOSED"),
        (5, "YELLOW", "CLOSED"),
        (4, "YELLOW", "CLOSED"),
        (3.9, "RED", "OPEN"),
        (0, "RED", "OPEN"),
    ],
)
def test_red_health_is_a_risk_until_it_is_not_red(vitally, score, health, status):
    said = {one["record"]: one for one in claims(vitally, "account", account(healthScore=score))}
    assert said["vitally|account|e00ecb29"]["fields"]["health"] == health
    flag = said["vitally|account.health|e00ecb29"]
    assert (flag["noun"], flag["fields"]["status"]) == ("RiskFlag", status)
    assert flag["refs"] == [{"link": "FLAGS", "variant": "", "source": ".", "target": "vitally|account|e00ecb29"}]


def test_no_health_is_no_flag(vitally):
    said = [one["record"] for one in claims(vitally, "account", account(healthScore=None))]
    assert said == ["vitally|account|e00ecb29"]


def test_copy_of_the_contract(vitally):
    said = {
        one["record"]: one for one in claims(vitally, "account", account(nextRenewalDate="2027-06-18T00:00:00.000Z"))
    }
    copy = said["vitally|account.contract|e00ecb29"]
    assert (copy["noun"], copy["fields"]["renewal_date"]) == ("Subscription", "2027-06-18")


def user(**more: Any) -> dict[str, Any]:
    return {
        "id": "u1",
        "externalId": "vx-1",
        "name": "Ida Berg",
        "email": "ida.berg@pinegrove.example",
        "accounts": [{"id": "e00ecb29", "name": "Pinegrove Labs"}],
        "organizations": [],
        "traits": {},
        "unsubscribedFromConversations": False,
        "unsubscribedFromConversationsAt": None,
        "deactivatedAt": None,
        "updatedAt": "2026-09-14T12:00:00.000Z",
        **more,
    }


def test_unsubscribed_from_conversations(vitally):
    row = user(unsubscribedFromConversations=True, unsubscribedFromConversationsAt="2026-07-02T08:00:00.000Z")
    assert claims(vitally, "user", row)[0]["stops"] == [
        {
            "slot": "unsubscribedFromConversations",
            "active": True,
            "code": "UNSUBSCRIBED_ALL_EMAIL",
            "since": "2026-07-02T08:00:00.000000Z",
        }
    ]
    assert claims(vitally, "user", user(unsubscribedFromConversations=None))[0]["stops"][0]["active"] is None
    assert vitally.suppression_columns("user", user()) == {"EMAIL": True}
    assert vitally.consent_columns(list(user()), "user") == []


def test_who_is_in_several_accounts_works_for_none_of_them_by_that(vitally):
    one = claims(vitally, "user", user())[0]
    several = claims(vitally, "user", user(accounts=[{"id": "a"}, {"id": "b"}]))[0]
    assert [ref["target"] for ref in one["refs"]] == ["vitally|account|e00ecb29"]
    assert "refs" not in several


def test_deactivated_is_archived(vitally):
    assert claims(vitally, "user", user(deactivatedAt="2026-01-01T00:00:00Z"))[0]["state"] == "archived"


def test_pages(vitally):
    page = {"results": [account()], "next": None, "atEnd": True}
    assert len(list(vitally.rows_of(page))) == 1
    assert vitally.match("accounts.json", list(account()), account()).name == "account"
    assert vitally.match("users.json", list(user()), user()).name == "user"


def test_landed_table_holds_lists_as_text(vitally):
    row = {
        "id": "e00ecb29", "csm_id": "bbab97d8", "account_executive_id": "", "health_score": "2.5",
        "key_roles": '[{"assignedAt": "2026-04-22T15:40:08.230Z", "vitallyUser": {"id": "ddcd97d8", "name": "Dev Patel"}, "keyRole": {"label": "SDR"}}]',
        "traits": '{"sfdc.Id": "001Lk00000AMPwE"}', "_fivetran_synced": "2026-09-15 05:00:00", "_fivetran_deleted": "false",
    }  # fmt: skip
    said = claims(vitally, "account", row)[0]
    assert said["same_as"] == ["salesforce|Account|001Lk00000AMPwEIAX"]
    assert ("CSM", "vitally|admin|bbab97d8") in owners(vitally, row)
    assert ("SDR", "vitally|admin|ddcd97d8") in owners(vitally, row)
    assert vitally.translate("account", row)["clock"] == "synced"
