"""Our own product's console: tenants, workspaces, users, seats and keys."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator
from tests.intake.tables import SEEN, Tables


@pytest.fixture(scope="module")
def admin(model) -> Translator:
    return Translator(model, "product_admin", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


ORGANISATION = {
    "id": "tn_meridian_uk", "name": "Meridian Freight UK", "plan": "enterprise", "is_internal": False,
    "crm_account_id": "001Lk00000AJTJK", "updated_at": "2026-09-01T08:00:00Z", "created_at": "2024-11-30T00:00:00Z",
    "stripe_subscription_id": "sub_1", "subscription_share": "0.4",
}  # fmt: skip


def test_organisation_is_a_tenant_of_an_account(admin):
    tenant, coverage = claims(admin, "organisation", ORGANISATION)
    assert tenant["noun"] == "Tenant"
    assert tenant["fields"] == {"name": "Meridian Freight UK", "plan": "enterprise", "internal": False}
    assert tenant["same_as"] == ["amplitude|tenant|tn_meridian_uk", "pendo|account|tn_meridian_uk"]
    assert tenant["refs"][0]["target"] == "salesforce|Account|001Lk00000AJTJKIA5"
    assert coverage["refs"] == [
        {
            "link": "COVERS_TENANT", "variant": "", "source": "stripe|subscription|sub_1",
            "target": "product_admin|organisation|tn_meridian_uk", "props": {"share": 0.4},
        }
    ]  # fmt: skip


def test_an_account_taken_away_is_a_claim(admin):
    (tenant, _) = claims(admin, "organisation", {**ORGANISATION, "crm_account_id": ""})
    assert tenant["refs"] == [{"link": "FOR_ACCOUNT", "variant": "", "source": ".", "target": None}]
    assert claims(admin, "organisation", {**ORGANISATION, "deleted_at": "2026-09-02"})[0]["state"] == "deleted"


@pytest.mark.parametrize(
    ("role", "ours"),
    [("admin", "ADMIN"), ("Owner", "ADMIN"), ("billing", "BILLING_CONTACT"), ("developer", "CUSTOMER_USER"),
     ("user", "CUSTOMER_USER"), ("auditor", "OTHER")],
)  # fmt: skip
def test_roles_of_the_console(admin, role, ours):
    row = {"user_id": "mf-2001", "organisation_id": "tn_uk", "role": role, "joined_at": "2025-06-18T08:00:00Z"}
    (seat,) = claims(admin, "member", row)
    uses, plays = seat["refs"]
    assert (uses["link"], uses["target"]) == ("USES", "product_admin|organisation|tn_uk")
    assert (plays["variant"], plays["source"], plays["target"]) == (
        ours, "product_admin|user|mf-2001", "product_admin|organisation|tn_uk",
    )  # fmt: skip
    assert plays["props"]["raw"] == role
    assert plays["since"] == "2025-06-18T08:00:00.000000Z"


def test_a_seat_in_a_workspace_and_one_given_up(admin):
    row = {"user_id": "u", "organisation_id": "tn_uk", "workspace_id": "ws_harbor", "role": "admin", "status": "active"}
    (seat,) = claims(admin, "member", row)
    assert {ref["target"] for ref in seat["refs"]} == {"product_admin|workspace|ws_harbor"}
    assert claims(admin, "member", {**row, "status": "removed"})[0]["state"] == "deleted"
    (ended,) = claims(admin, "member", {**row, "status": "removed", "removed_at": "2026-04-30T16:00:00Z"})
    assert ended["state"] == "live"
    assert {ref["until"] for ref in ended["refs"]} == {"2026-04-30T16:00:00.000000Z"}


def test_user_and_workspace(admin):
    (user,) = claims(
        admin, "user", {"id": "mf-2001", "email": "Sarah@Meridian.example", "last_login_at": "2026-09-10T07:00:00Z"}
    )
    assert (user["noun"], user["keys"]) == ("ProductUser", ["email|sarah@meridian.example"])
    assert user["same_as"] == ["amplitude|user|mf-2001", "pendo|visitor|mf-2001"]
    (work,) = claims(
        admin, "workspace", {"id": "ws_harbor", "organisation_id": "tn_uk", "name": "Harbor", "analytics_id": "Harbor"}
    )
    assert work["same_as"] == ["amplitude|workspace|Harbor"]
    assert work["refs"][0]["target"] == "product_admin|organisation|tn_uk"


def test_keys_count_while_they_may_be_used(model):
    tables = Tables(model, "product_admin")
    key = {"organisation_id": "tn_meridian_uk", "status": "active", "updated_at": "2026-08-01T00:00:00Z"}
    tables.take(("api_key", {**key, "id": "k1"}), ("api_key", {**key, "id": "k2"}))
    tables.take(("organisation", ORGANISATION))
    record = "product_admin|organisation|tn_meridian_uk"
    assert tables.fields(record)["active_api_keys"] == 2
    tables.take(("api_key", {**key, "id": "k1", "status": "revoked", "updated_at": "2026-09-01T00:00:00Z"}))
    tables.take(("api_key", {**key, "id": "k1"}))
    assert tables.fields(record)["active_api_keys"] == 1
