"""Planhat: groups of companies, health, survey opt-outs, copies of contracts. Payloads as the REST API gives them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"
SELF, ROOT, MID = "5c1a0000000000000000c0de", "5c1a0000000000000000aaaa", "5c1a0000000000000000bbbb"


@pytest.fixture(scope="module")
def planhat(model) -> Translator:
    return Translator(model, "planhat", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def company(**more: Any) -> dict[str, Any]:
    return {
        "_id": SELF,
        "name": "Aurelia Imaging",
        "externalId": None,
        "sourceId": "001Lk00000AGMhc",
        "domains": ["aureliaimaging.example"],
        "owner": "61f0",
        "coOwner": None,
        "h": 8,
        "phase": "Adoption",
        "orgPath": None,
        "orgLevel": 0,
        "headId": None,
        **more,
    }


def parents(translator: Translator, row: dict[str, Any]) -> list[tuple[str | None, bool]]:
    said = claims(translator, "company", row)[0]
    return [
        (ref["source"] and ref["source"].rpartition("|")[2], ref.get("props", {}).get("ultimate", False))
        for ref in said["refs"]
        if ref["link"] == "PARENT_OF" and ref["source"]
    ]


def test_company(planhat):
    said = claims(planhat, "company", company())[0]
    assert said["keys"] == ["domain|aureliaimaging.example"]
    assert said["same_as"] == ["salesforce|Account|001Lk00000AGMhcIAH"]
    assert [(ref["link"], ref["variant"], ref["source"]) for ref in said["refs"] if ref["source"]] == [
        ("OWNS", "CSM", "planhat|user|61f0")
    ]
    assert (said["fields"]["health"], said["fields"]["health_score"]) == ("GREEN", 8.0)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"orgPath": None, "orgLevel": 0}, []),
        ({"orgPath": SELF, "orgLevel": 0}, []),
        ({"orgPath": f"{ROOT},{MID}", "orgLevel": 2}, [(MID, False)]),
        ({"orgPath": f"{ROOT},{MID},{SELF}", "orgLevel": 2}, [(MID, False)]),
        ({"orgPath": f",{ROOT},", "orgLevel": 1}, [(ROOT, False)]),
        ({"orgPath": None, "orgLevel": 1, "headId": ROOT}, [(ROOT, False)]),
        ({"orgPath": None, "orgLevel": 2, "headId": ROOT}, [(ROOT, True)]),
    ],
)
def test_the_company_next_above(planhat, more, expected):
    assert parents(planhat, company(**more)) == expected


@pytest.mark.parametrize(
    ("score", "health", "status"), [(10, "GREEN", "CLOSED"), (4, "YELLOW", "CLOSED"), ("3", "RED", "OPEN")]
)
def test_red_health_is_a_risk_until_it_is_not_red(planhat, score, health, status):
    said, flag = claims(planhat, "company", company(h=score))
    assert said["fields"]["health"] == health
    assert (flag["noun"], flag["fields"]["status"]) == ("RiskFlag", status)


def enduser(**more: Any) -> dict[str, Any]:
    return {
        "_id": "e1",
        "companyId": SELF,
        "name": "Erin Tate",
        "firstName": "Erin",
        "lastName": "Tate",
        "email": "erin.tate@aureliaimaging.example",
        "otherEmails": ["e.tate@aureliaimaging.example"],
        "position": "Project Lead",
        "primary": True,
        "featured": True,
        "archived": False,
        "npsUnsubscribed": False,
        **more,
    }


def test_survey_opt_out(planhat):
    said = claims(planhat, "enduser", enduser(npsUnsubscribed=True))[0]
    assert said["stops"] == [{"slot": "npsUnsubscribed", "active": True, "code": "SURVEY_OPT_OUT"}]
    assert claims(planhat, "enduser", enduser(npsUnsubscribed=None))[0]["stops"][0]["active"] is None
    assert planhat.suppression_columns("enduser", enduser()) == {"EMAIL": True, "IN_APP": True}
    assert planhat.consent_columns(list(enduser()), "enduser") == []


def test_other_addresses_are_kept_as_points(planhat):
    said = claims(planhat, "enduser", enduser())[0]
    assert [(one["value"], one.get("primary", False)) for one in said["points"]] == [
        ("erin.tate@aureliaimaging.example", True),
        ("e.tate@aureliaimaging.example", False),
    ]


@pytest.mark.parametrize(
    ("position", "role"),
    [("Executive Sponsor", "EXECUTIVE_SPONSOR"), ("admin", "ADMIN"), ("Project Lead", None), (None, None)],
)
def test_a_position_is_a_title_and_a_role_only_by_mapping(planhat, position, role):
    said = claims(planhat, "enduser", enduser(position=position))[0]
    assert [ref["variant"] for ref in said["refs"] if ref["link"] == "HAS_ROLE"] == ([role] if role else [])


def test_primary_and_featured_are_no_roles(planhat):
    assert claims(planhat, "enduser", enduser()) == claims(planhat, "enduser", enduser(primary=False, featured=False))


def test_archived(planhat):
    assert claims(planhat, "enduser", enduser(archived=True))[0]["state"] == "archived"


def test_a_license_is_a_copy_of_the_contract(planhat):
    (copy,) = claims(
        planhat,
        "license",
        {
            "_id": "l1",
            "companyId": SELF,
            "externalId": "sub_1Rpr3uA4rOrIgLZDgW79",
            "product": "Flow",
            "_currency": "USD",
            "arr": 18000,
            "fromDate": "2026-01-15T00:00:00.000Z",
            "toDate": "2027-01-15T00:00:00.000Z",
            "autoRenews": True,
        },
    )
    assert copy["noun"] == "Subscription"
    assert copy["same_as"] == ["stripe|subscription|sub_1Rpr3uA4rOrIgLZDgW79"]
    assert copy["fields"]["arr"] == {"minor": 1_800_000, "currency": "USD", "exponent": 2}
    assert copy["refs"][0]["target"] == f"planhat|company|{SELF}"


def test_lists_and_files(planhat):
    assert [row["_id"] for row in planhat.rows_of([company()])] == [SELF]
    assert planhat.match("endusers.json", list(enduser()), enduser()).name == "enduser"
    assert planhat.match("planhat_companies.csv", list(company())).name == "company"
