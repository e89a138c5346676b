"""Zendesk: organizations, who asks and who answers, tickets. Payloads as the API and the loader give them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def zendesk(model) -> Translator:
    return Translator(model, "zendesk", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def user(**more: Any) -> dict[str, Any]:
    return {
        "id": 403969371634,
        "name": "Bruno Keller",
        "email": "bruno.keller@voltagrid.example",
        "role": "end-user",
        "active": True,
        "suspended": False,
        "verified": True,
        "organization_id": 370297696174,
        "phone": None,
        "shared_phone_number": None,
        "locale": "en-US",
        "created_at": "2025-10-02T10:00:00Z",
        "updated_at": "2026-08-01T10:00:00Z",
        **more,
    }


def ticket(**more: Any) -> dict[str, Any]:
    return {
        "id": 35436,
        "subject": "Nothing runs",
        "status": "open",
        "priority": "urgent",
        "organization_id": 370297696174,
        "requester_id": 403969371634,
        "submitter_id": 403969371634,
        "assignee_id": 403958466973,
        "created_at": "2026-09-12T08:00:00Z",
        "updated_at": "2026-09-14T17:30:00Z",
        **more,
    }


def test_organization_of_the_api_with_its_domains_and_external_id(zendesk):
    (organization,) = claims(
        zendesk,
        "organization",
        {
            "id": 370297696174,
            "name": "Volta Grid",
            "domain_names": ["voltagrid.example", "volta-grid.example"],
            "external_id": "001Lk00000AToQA",
            "shared_tickets": False,
            "shared_comments": False,
            "created_at": "2025-10-01T10:00:00Z",
            "updated_at": "2026-01-01T10:00:00Z",
        },
    )
    assert organization["noun"] == "Account"
    assert organization["keys"] == ["domain|voltagrid.example", "domain|volta-grid.example"]
    assert organization["same_as"] == ["salesforce|Account|001Lk00000AToQAIA1"]


@pytest.mark.parametrize("foreign", ["acct-4711", "18200342155", "", None])
def test_an_external_id_of_another_form_is_no_salesforce_id(zendesk, foreign):
    (organization,) = claims(zendesk, "organization", {"id": 1, "name": "X", "external_id": foreign})
    assert "same_as" not in organization


def test_landed_domains_are_keys_beside_those_of_the_organization(zendesk):
    row = {
        "index": 0,
        "organization_id": 370335,
        "_fivetran_synced": "2020-08-25 08:08:42",
        "domain_name": "voltagrid.example",
    }
    assert zendesk.match("domain_name_data.csv", list(row)).name == "domain_name"
    (said,) = claims(zendesk, "domain_name", row)
    assert (said["record"], said["state"], said["noun"]) == ("zendesk|organization|370335", "unseen", None)
    assert said["more_keys"] == ["domain|voltagrid.example"]
    assert "keys" not in said


def test_who_asks_is_a_person_without_a_role(zendesk):
    (person,) = claims(zendesk, "user", user())
    assert person["noun"] == "Contact"
    assert {ref["link"] for ref in person["refs"]} == {"WORKS_AT"}
    assert person["refs"][0]["props"] == {"primary": True}
    assert "stops" not in person


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_who_answers_is_one_of_ours(zendesk, role):
    (ours,) = claims(zendesk, "user", user(role=role, email="chloe.marchand@larkfield.example", name="Chloe Marchand"))
    assert ours["noun"] == "User"
    assert ours["keys"] == ["email|chloe.marchand@larkfield.example"]
    assert ours["fields"]["active"] is True
    assert "refs" not in ours


def test_suspended_is_about_sign_in_only(zendesk):
    asks, answers = user(suspended=True), user(suspended=True, role="agent")
    assert claims(zendesk, "user", asks) == claims(zendesk, "user", user())
    assert claims(zendesk, "user", answers)[0]["fields"]["active"] is True
    assert zendesk.consent_columns(list(asks), "user") == []


def test_a_user_that_is_not_active_was_deleted(zendesk):
    assert claims(zendesk, "user", user(active=False))[0]["state"] == "deleted"


def test_a_shared_number_is_nobodys(zendesk):
    own = claims(zendesk, "user", user(phone="+1 212 555 0147", shared_phone_number=False))[0]
    shared = claims(zendesk, "user", user(phone="+1 212 555 0147", shared_phone_number=True))[0]
    assert [one["kind"] for one in own["points"]] == ["email", "phone"]
    assert [one["kind"] for one in shared["points"]] == ["email"]


def test_several_organizations_and_one_default(zendesk):
    rows = [
        {"id": 4, "user_id": 29, "organization_id": 12, "default": True, "created_at": "2026-04-03T12:34:01Z", "updated_at": "2026-04-03T12:34:01Z"},
        {"id": 49, "user_id": 29, "organization_id": 88, "default": False, "created_at": "2026-04-03T12:34:01Z", "updated_at": "2026-04-03T12:34:01Z"},
    ]  # fmt: skip
    works = [claims(zendesk, "organization_membership", row)[0]["refs"][0] for row in rows]
    assert [(ref["source"], ref["target"], ref["props"]) for ref in works] == [
        ("zendesk|user|29", "zendesk|organization|12", {"primary": True}),
        ("zendesk|user|29", "zendesk|organization|88", {"primary": False}),
    ]


def test_ticket(zendesk):
    (said,) = claims(zendesk, "ticket", ticket())
    assert said["fields"] == {
        "subject": "Nothing runs",
        "status": "OPEN",
        "severity": "URGENT",
        "opened_at": "2026-09-12T08:00:00.000000Z",
        "solved_at": None,
    }
    assert {ref["link"]: (ref["source"], ref["target"]) for ref in said["refs"]} == {
        "FOR_ACCOUNT": (".", "zendesk|organization|370297696174"),
        "REQUESTED_BY": (".", "zendesk|user|403969371634"),
        "OWNS": ("zendesk|user|403958466973", "."),
    }


@pytest.mark.parametrize("status", ["solved", "closed"])
def test_a_ticket_was_solved_no_later_than_its_last_change(zendesk, status):
    fields = claims(zendesk, "ticket", ticket(status=status))[0]["fields"]
    assert (fields["status"], fields["solved_at"]) == (status.upper(), "2026-09-14T17:30:00.000000Z")
    told = claims(zendesk, "ticket", ticket(status=status, metric_set={"solved_at": "2026-09-13T09:00:00Z"}))[0][
        "fields"
    ]
    assert told["solved_at"] == "2026-09-13T09:00:00.000000Z"


def test_a_deleted_ticket_is_gone(zendesk):
    assert claims(zendesk, "ticket", ticket(status="deleted"))[0]["state"] == "deleted"


def test_metrics_tell_when_a_ticket_was_solved(zendesk):
    (said,) = claims(
        zendesk, "ticket_metric", {"id": 1, "ticket_id": 35436, "solved_at": "2026-09-13T09:00:00Z", "reopens": 0}
    )
    assert (said["record"], said["state"]) == ("zendesk|ticket|35436", "unseen")
    assert said["fields"] == {"solved_at": "2026-09-13T09:00:00.000000Z"}


def test_pages_of_the_api(zendesk):
    page = {"tickets": [ticket()], "count": 1, "next_page": None}
    assert [row["id"] for row in zendesk.rows_of(page)] == [35436]
    for name, row in (("tickets.json", ticket()), ("users.json", user())):
        assert zendesk.match(name, list(row), row).object == name[:-6]


def test_identities_are_further_addresses(zendesk):
    said = claims(
        zendesk,
        "user_identity",
        {"id": 5, "user_id": 29, "type": "email", "value": "B.Keller@voltagrid.example", "primary": False},
    )
    assert said[0]["record"] == "zendesk|user|29"
    assert said[0]["more_keys"] == ["email|b.keller@voltagrid.example"]
