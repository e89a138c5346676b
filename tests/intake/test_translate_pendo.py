"""Pendo: visitors, accounts, and events that add to a metric of a tenant."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator
from tests.intake.tables import SEEN, Tables


@pytest.fixture(scope="module")
def pendo(model) -> Translator:
    return Translator(model, "pendo", observed_at=SEEN)


def by_record(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["record"]: dict(one) for one in translator.translate(name, row)["claims"]}


VISITOR = {
    "id": "straddle_cloud", "last_updated_at": "2020-12-26 13:08:51.907", "_fivetran_synced": "2020-12-26 20:09:23.528",
    "account_id": "comedy_cras", "agent_email": "yo@github.io", "agent_full_name": "Ronald McDonald",
    "agent_role": "Owner", "first_visit": "2020-11-28 22:33:37.543", "last_visit": "2020-12-24 09:48:01.952",
}  # fmt: skip


def test_landed_visitor_is_a_product_user_with_a_role(pendo):
    said = by_record(pendo, "visitor", VISITOR)
    user = said["pendo|visitor|straddle_cloud"]
    assert user["noun"] == "ProductUser"
    assert user["fields"]["email"] == "yo@github.io"
    assert user["fields"]["last_seen_at"] == "2020-12-24T09:48:01.952000Z"
    member = said["pendo|membership|straddle_cloud:comedy_cras"]
    assert [(ref["link"], ref["variant"], ref["target"]) for ref in member["refs"]] == [
        ("USES", "", "pendo|account|comedy_cras"),
        ("HAS_ROLE", "ADMIN", "pendo|account|comedy_cras"),
    ]
    user = by_record(pendo, "visitor", {**VISITOR, "agent_role": "Analyst"})[
        "pendo|membership|straddle_cloud:comedy_cras"
    ]
    assert user["refs"][1]["variant"] == "CUSTOMER_USER"


def test_visitor_of_the_api(pendo):
    row = {
        "visitorId": "akio.tan@pinegrove.example", "accountId": "tn_pinegrove",
        "metadata": {"auto": {"firstvisit": 1750204800000, "lastvisit": 1789300000000}, "agent": {"role": "member"}},
    }  # fmt: skip
    said = by_record(pendo, "visitor", row)
    user = said["pendo|visitor|akio.tan@pinegrove.example"]
    assert user["keys"] == ["email|akio.tan@pinegrove.example"]
    assert user["fields"]["first_seen_at"] == "2025-06-18T00:00:00.000000Z"
    assert "pendo|membership|akio.tan@pinegrove.example:tn_pinegrove" in said


def test_opt_out_of_tracking_is_neither_stop_nor_permission(pendo):
    row = {**VISITOR, "agent_optout": "true", "pendo_donotprocess": "true"}
    assert pendo.consent_columns(list(row), "visitor") == []
    for one in by_record(pendo, "visitor", row).values():
        assert not {"stops", "permissions"} & one.keys()


def test_account_is_a_tenant_and_names_its_account(pendo):
    row = {"id": "lemur_quicker", "last_updated_at": "2021-07-28 06:59:01.349", "agent_name": "facebook",
           "agent_planlevel": "Legacy", "agent_salesforceaccountid": "001Lk00000AJTJK", "id_hash": "1"}  # fmt: skip
    (own,) = by_record(pendo, "account", row).values()
    assert (own["noun"], own["fields"]) == ("Tenant", {"name": "facebook", "plan": "Legacy"})
    assert own["refs"][0]["target"] == "salesforce|Account|001Lk00000AJTJKIA5"
    (none,) = by_record(pendo, "account", {**row, "agent_salesforceaccountid": ""}).values()
    assert "refs" not in none


def test_a_visitor_keeps_every_account_of_the_history(pendo):
    row = {"account_id": "ant_who", "visitor_id": "cs", "visitor_last_updated_at": "2021-07-26 12:11:13.275"}
    match = pendo.match("visitor_account_history.csv", list(row))
    assert match is not None
    said = by_record(pendo, match.name, row)
    assert said["pendo|membership|cs:ant_who"]["refs"][0]["link"] == "USES"


EVENT = {
    "account_id": "month_train", "remote_ip": "2804:18:8b7", "server_name": "fivetran.com", "app_id": "-323232",
    "timestamp": "2021-07-28 11:00:00", "visitor_id": "psychosis_skeptical", "num_events": "21", "num_minutes": "4",
    "page_id": "allevents", "_fivetran_synced": "2021-07-28 20:14:19.861", "_fivetran_id": "",
}  # fmt: skip


def test_rows_of_an_hour_add_up_to_a_day(model):
    tables = Tables(model, "pendo")
    other = {**EVENT, "timestamp": "2021-07-28 12:00:00", "num_events": "9", "num_minutes": "1"}
    tables.take(("event", EVENT), ("event", EVENT), ("event", other))
    tables.take(("event", other))
    assert tables.fields("pendo|usage|month_train:page_views:2021-07-28") == {
        "metric": "page_views", "day": "2021-07-28", "value": 30,
    }  # fmt: skip
    minutes = tables.view("pendo|usage|month_train:minutes_in_product:2021-07-28")
    assert minutes.fields["value"].value == 5
    assert [span.target for span in minutes.spans] == ["pendo|account|month_train"]


def test_a_feature_without_a_metric_is_named_and_counts_nothing(pendo):
    row = {
        "account_id": "a",
        "feature_id": "bXVe",
        "timestamp": "2021-06-21 08:00:00",
        "visitor_id": "v",
        "num_events": 1,
    }
    (own,) = by_record(pendo, "feature_event", row).values()
    assert own["set_aside"] == [{"field": "metric", "reason": "no mapping for 'bXVe'"}]


def test_pendos_users_are_our_people(pendo):
    row = {"id": "5748677122064384", "first_name": "neeharika", "last_name": "bhartiya ", "username": "bob@fivetran.com",
           "user_type": "normal", "deleted_at": ""}  # fmt: skip
    (user,) = by_record(pendo, "user", row).values()
    assert (user["noun"], user["fields"]["active"]) == ("User", True)
    assert user["keys"] == ["email|bob@fivetran.com"]
