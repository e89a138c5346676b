"""Amplitude events: product users, their workspaces and tenants, and the metric an event adds to."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator
from tests.intake.tables import Tables

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def amplitude(model) -> Translator:
    return Translator(model, "amplitude", observed_at=SEEN)


def by_record(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["record"]: dict(one) for one in translator.translate(name, row)["claims"]}


EVENT = {
    "$insert_id": "5261ad1e",
    "uuid": "u-1",
    "amplitude_id": 860,
    "user_id": "mf-2001",
    "event_type": "run_started",
    "event_time": "2026-05-12 08:00:00.123000",
    "groups": {"workspace": "Harbor", "tenant": "tn_uk"},
    "user_properties": {"email": "sarah@meridianfreight.example", "role": "admin"},
}


def test_event_speaks_of_user_workspace_and_tenant(amplitude):
    said = amplitude.translate("event", EVENT)
    assert (said["at"], said["clock"]) == ("2026-05-12T08:00:00.123000Z", "source")
    records = by_record(amplitude, "event", EVENT)
    assert records["amplitude|event|5261ad1e"]["fields"] == {
        "metric": "runs_started",
        "day": "2026-05-12",
        "event_type": "run_started",
    }
    assert records["amplitude|usage|workspace:Harbor:runs_started:2026-05-12"]["amounts"] == {
        "counted": {"5261ad1e": 1}
    }
    user = records["amplitude|user|mf-2001"]
    assert user["noun"] == "ProductUser"
    assert user["keys"] == ["email|sarah@meridianfreight.example"]
    assert user["same_as"] == ["amplitude|amplitude_id|860"]
    assert records["amplitude|workspace|Harbor"]["refs"] == [
        {"link": "IN_TENANT", "variant": "", "source": ".", "target": "amplitude|tenant|tn_uk"}
    ]
    assert [(ref["link"], ref["variant"]) for ref in records["amplitude|membership|mf-2001:Harbor"]["refs"]] == [
        ("USES", ""),
        ("HAS_ROLE", "ADMIN"),
    ]
    assert records["amplitude|tenant_membership|mf-2001:tn_uk"]["refs"][0]["target"] == "amplitude|tenant|tn_uk"


def test_any_event_makes_a_customer_user_at_most(amplitude):
    records = by_record(amplitude, "event", {**EVENT, "user_properties": {}})
    assert records["amplitude|membership|mf-2001:Harbor"]["refs"][1]["variant"] == "CUSTOMER_USER"


def test_landed_row_holds_json_as_text(amplitude):
    landed = {
        **EVENT,
        "groups": '{"workspace": "Harbor", "tenant": "tn_uk"}',
        "user_properties": '{"email": "sarah@meridianfreight.example", "role": "admin"}',
    }
    assert amplitude.translate("event", landed)["claims"] == amplitude.translate("event", EVENT)["claims"]


def test_anonymous_visitor_is_no_person(amplitude):
    records = by_record(amplitude, "event", {**EVENT, "user_id": None, "groups": {}})
    assert list(records) == ["amplitude|event|5261ad1e", "amplitude|usage|nowhere:runs_started:2026-05-12"]
    assert not any(one["noun"] in ("ProductUser", "Person") for one in records.values())


def test_unmapped_event_is_named_and_kept(amplitude):
    own = by_record(amplitude, "event", {**EVENT, "event_type": "watch_tutorial"})["amplitude|event|5261ad1e"]
    assert own["fields"] == {"day": "2026-05-12", "event_type": "watch_tutorial"}
    assert own["set_aside"] == [{"field": "metric", "reason": "no mapping for 'watch_tutorial'"}]
    said = by_record(amplitude, "event", {**EVENT, "event_type": "watch_tutorial"})
    assert not any(record.startswith("amplitude|usage|") for record in said)


def test_opt_out_of_analytics_is_neither_stop_nor_permission(amplitude):
    row = {**EVENT, "user_properties": {**EVENT["user_properties"], "opt_out": True}, "opt_out": "true"}
    for one in by_record(amplitude, "event", row).values():
        assert not {"stops", "permissions"} & one.keys()
    assert amplitude.consent_columns(list(row), "event") == []


def test_missing_user_property_empties_nothing(amplitude):
    user = by_record(amplitude, "event", {**EVENT, "user_properties": {}})["amplitude|user|mf-2001"]
    assert "email" not in user["fields"]
    assert "keys" not in user


def test_group_identify_links_tenant_and_workspace(amplitude):
    tenant = by_record(
        amplitude,
        "group_identify",
        {
            "group_type": "tenant",
            "group_value": "tn_uk",
            "group_properties": {"name": "UK", "salesforce_account_id": "001Lk00000AJTJK"},
            "time": 1732924800000,
        },
    )
    assert tenant["amplitude|tenant|tn_uk"]["fields"] == {"name": "UK"}
    assert tenant["amplitude|tenant|tn_uk"]["refs"][0]["target"] == "salesforce|Account|001Lk00000AJTJKIA5"
    workspace = by_record(
        amplitude,
        "group_identify",
        {
            "group_type": "workspace",
            "group_value": "Harbor",
            "group_properties": {"tenant_id": "tn_uk"},
            "time": 1732924800000,
        },
    )
    assert workspace["amplitude|workspace|Harbor"]["refs"][0] == {
        "link": "IN_TENANT",
        "variant": "",
        "source": ".",
        "target": "amplitude|tenant|tn_uk",
    }


def test_what_events_only_mention_does_not_grow_with_them(model):
    told = Tables(model, "amplitude")
    hours = [("event", {**EVENT, "$insert_id": f"{day}-{hour}", "event_time": f"2026-05-{day} {hour:02d}:10:00"})
             for day in (12, 13) for hour in range(20)]  # fmt: skip
    told.take(*hours[30:], *hours[:10])
    told.take(*hours[10:30], *hours[:5])
    assert told.versions("amplitude|user|mf-2001") == 2, "one a day, for the day on which the user was last seen"
    for record in ("amplitude_id|860", "tenant|tn_uk", "workspace|Harbor", "membership|mf-2001:Harbor"):
        assert told.versions(f"amplitude|{record}") == 1
    assert told.fields("amplitude|user|mf-2001")["last_seen_at"] == "2026-05-13T00:00:00.000000Z"
    view = told.view("amplitude|membership|mf-2001:Harbor")
    assert {(span.since, span.since_kind, span.until) for span in view.spans} == {
        ("2026-05-12T00:10:00.000000Z", "FIRST_SEEN", None)
    }
    # a role that changed and came back is told by which was seen last
    told.take(
        (
            "event",
            {**EVENT, "$insert_id": "x", "event_time": "2026-05-14 00:00:00", "user_properties": {"role": "viewer"}},
        )
    )
    told.take(("event", {**EVENT, "$insert_id": "y", "event_time": "2026-05-15 00:00:00"}))
    roles = told.view("amplitude|membership|mf-2001:Harbor").spans
    assert [span.variant for span in roles if span.link == "HAS_ROLE" and span.until is None] == ["ADMIN"]
