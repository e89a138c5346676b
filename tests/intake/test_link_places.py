"""A row that lacks the column of one owner ends no link of that owner, whatever it says of another. Pure."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from graph_service.intake.hashing import content_hash
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.translate import Translator

SEEN = "2026-05-01T00:00:00.000000Z"
Links = dict[tuple[str, str | None], tuple[int, int | None]]
"""(variant, id of the other end or None) -> day it began, day it was over."""


def at(day: int) -> str:
    return f"2026-05-{day:02d}T00:00:00.000000Z"


def versions(translator: Translator, kind: str, rows: list[dict[str, Any]], record: int = 0) -> list[Version]:
    """One version a day, of one of the records that the rows speak of."""
    said = [(row, translator.translate(kind, row)["claims"][record]) for row in rows]
    return [Version(at(n), at(n), "source", content_hash([row]), one) for n, (row, one) in enumerate(said, 1)]


def links(told: list[Version], link: str) -> Links:
    """What a record comes to say of one link, the same for every order of its versions."""
    found = []
    for order in itertools.permutations(told):
        view = fold(RecordEvidence("r", "a|b|c", list(order)))
        spans = [span for span in view.spans if span.link == link]
        found.append({(span.variant, _other(span)): (_day(span.since), _day(span.until)) for span in spans})
    assert all(one == found[0] for one in found)
    return found[0]


def _other(span: Any) -> str | None:
    end = span.source if span.target == "." or (span.source and "contact" in span.source) else span.target
    return end.rpartition("|")[2] if end else None


def _day(when: str | None) -> Any:
    return int(when[8:10]) if when else None


@pytest.fixture(scope="module")
def planhat(model) -> Translator:
    return Translator(model, "planhat", observed_at=SEEN)


@pytest.fixture(scope="module")
def vitally(model) -> Translator:
    return Translator(model, "vitally", observed_at=SEEN)


@pytest.fixture(scope="module")
def zuora(model) -> Translator:
    return Translator(model, "zuora", observed_at=SEEN)


@pytest.fixture(scope="module")
def salesforce(model) -> Translator:
    return Translator(model, "salesforce", observed_at=SEEN)


WHOLE = {"_id": "c1", "owner": "chloe", "coOwner": "dev"}


def test_the_owner_changes_in_a_row_without_the_co_owner(planhat):
    found = links(versions(planhat, "company", [WHOLE, {"_id": "c1", "owner": "ana"}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, 2), ("MEMBER", "dev"): (1, None), ("CSM", "ana"): (2, None)}


def test_the_co_owner_goes_in_a_row_without_the_owner(planhat):
    found = links(versions(planhat, "company", [WHOLE, {"_id": "c1", "coOwner": None}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, None), ("MEMBER", "dev"): (1, 2)}


def test_a_blank_in_a_whole_row_ends_what_it_was(planhat):
    found = links(versions(planhat, "company", [WHOLE, {**WHOLE, "coOwner": None}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, None), ("MEMBER", "dev"): (1, 2)}


def test_a_row_without_owners_says_nothing_of_them(planhat):
    found = links(versions(planhat, "company", [WHOLE, {"_id": "c1", "name": "Aurelia"}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, None), ("MEMBER", "dev"): (1, None)}


def test_a_whole_row_names_no_places(planhat):
    """The form in which whole rows are stored is what it was."""
    assert "link_places" not in planhat.translate("company", WHOLE)["claims"][0]
    partial = planhat.translate("company", {"_id": "c1", "owner": "ana"})["claims"][0]
    assert partial["link_places"] == ["OWNS|CSM"]


def test_two_partial_rows_of_one_moment_both_count(planhat):
    """Each is heard about its own column."""
    told = versions(planhat, "company", [WHOLE, {"_id": "c1", "owner": "ana"}, {"_id": "c1", "coOwner": "ben"}])
    told[2].at = told[2].last_seen = told[1].at
    assert links(told, "OWNS") == {
        ("CSM", "chloe"): (1, 2), ("MEMBER", "dev"): (1, 2), ("CSM", "ana"): (2, None), ("MEMBER", "ben"): (2, None),
    }  # fmt: skip


def test_what_was_stored_before_places_were_named_still_tells_all_of_its_link(planhat):
    told = versions(planhat, "company", [WHOLE, {"_id": "c1", "owner": "ana"}])
    del told[1].claims["link_places"]
    found = links(told, "OWNS")
    assert found == {("CSM", "chloe"): (1, 2), ("MEMBER", "dev"): (1, 2), ("CSM", "ana"): (2, None)}


def role(user: str, label: str) -> dict[str, Any]:
    return {"keyRole": {"label": label}, "vitallyUser": {"id": user}}


ROLES = {"id": "a1", "csmId": "chloe", "accountExecutiveId": "ana", "keyRoles": [role("dev", "SDR")]}


def test_a_new_csm_in_a_row_without_key_roles(vitally):
    found = links(versions(vitally, "account", [ROLES, {"id": "a1", "csmId": "ben"}]), "OWNS")
    assert found == {
        ("CSM", "chloe"): (1, 2), ("CSM", "ben"): (2, None), ("ACCOUNT_EXECUTIVE", "ana"): (1, None), ("SDR", "dev"): (1, None),
    }  # fmt: skip


def test_a_csm_cleared_in_a_row_without_the_account_executive(vitally):
    found = links(versions(vitally, "account", [ROLES, {"id": "a1", "csmId": None}]), "OWNS")
    assert found == {
        ("CSM", "chloe"): (1, 2), ("CSM", None): (2, None), ("ACCOUNT_EXECUTIVE", "ana"): (1, None), ("SDR", "dev"): (1, None),
    }  # fmt: skip


def test_no_key_role_is_left(vitally):
    found = links(versions(vitally, "account", [ROLES, {**ROLES, "keyRoles": []}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, None), ("ACCOUNT_EXECUTIVE", "ana"): (1, None), ("SDR", "dev"): (1, 2)}


def test_an_owner_who_was_never_named_was_not_cleared_with_another(vitally):
    first = {"id": "a1", "csmId": "chloe", "accountExecutiveId": None, "keyRoles": []}
    found = links(versions(vitally, "account", [first, {**first, "csmId": None}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, 2), ("CSM", None): (2, None)}


BILL = {"Id": "z1", "AccountNumber": "A-1", "BillToId": "b", "SoldToId": "s"}


def test_a_new_bill_to_in_a_row_without_the_sold_to(zuora):
    found = links(versions(zuora, "account", [BILL, {"Id": "z1", "BillToId": "b2"}], record=1), "HAS_ROLE")
    assert found == {("BILLING_CONTACT", "b"): (1, 2), ("BILLING_CONTACT", "b2"): (2, None), ("OTHER", "s"): (1, None)}


def test_both_contacts_of_a_payer_go(zuora):
    told = versions(zuora, "account", [BILL, {**BILL, "BillToId": None, "SoldToId": None}], record=1)
    assert links(told, "HAS_ROLE") == {("BILLING_CONTACT", "b"): (1, 2), ("OTHER", "s"): (1, 2)}


WHO, OTHER_WHO, DEAL, COMPANY = "003Lk00000AAAAA", "003Lk00000BBBBB", "006Lk00000AAAAA", "001Lk00000AAAAA"


def test_a_new_contact_of_a_task_leaves_its_deal(salesforce):
    """Links without a variant are told apart by the objects that they name."""
    whole = {"Id": "00TLk00000AAAAA", "WhoId": WHO, "WhatId": DEAL, "AccountId": COMPANY}
    told = versions(salesforce, "Task", [whole, {"Id": "00TLk00000AAAAA", "WhoId": OTHER_WHO}])
    assert {str(end)[:15]: days for (_, end), days in links(told, "TOUCHES").items()} == {
        WHO: (1, 2), OTHER_WHO: (2, None), DEAL: (1, None), COMPANY: (1, None),
    }  # fmt: skip


def test_a_cell_that_cannot_be_read_ends_nothing(planhat):
    found = links(versions(planhat, "company", [WHOLE, {**WHOLE, "owner": ["a", "b"], "coOwner": "ben"}]), "OWNS")
    assert found == {("CSM", "chloe"): (1, None), ("MEMBER", "dev"): (1, 2), ("MEMBER", "ben"): (2, None)}
