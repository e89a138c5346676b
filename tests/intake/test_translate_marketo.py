"""Marketo in every shape: flags of a lead, activities whose lead may never arrive, by POLICIES 1.3 and 1.6."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def marketo(model) -> Translator:
    return Translator(model, "marketo", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def stops(own: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["slot"]: one for one in own.get("stops", [])}


def lead(**change: Any) -> dict[str, Any]:
    """A lead as the REST API gives it."""
    return {
        "id": 318581,
        "updatedAt": "2026-06-11T23:15:23Z",
        "createdAt": "2023-03-17T00:18:40Z",
        "firstName": "Omar",
        "lastName": "Nasser",
        "email": "omar.nasser@brightwaterstores.example",
        "title": "Buyer",
        "company": "Brightwater Stores",
        "leadSource": "Webinar",
        "leadScore": 42,
        "country": "United States",
        "phone": "(212) 555-0188",
        "mobilePhone": None,
        "sfdcContactId": None,
        "sfdcLeadId": "00Q000000000901EAA",
        "unsubscribed": False,
        "unsubscribedReason": None,
        "marketingSuspended": False,
        "marketingSuspendedCause": None,
        "blackListed": False,
        "blackListedCause": None,
        "emailInvalid": False,
        "emailInvalidCause": None,
        "emailSuspended": False,
        "emailSuspendedAt": None,
        "emailSuspendedCause": None,
        "doNotCall": False,
        "doNotCallReason": None,
        **change,
    }


def test_a_lead(marketo):
    (row,) = marketo.rows_of({"requestId": "a9ae#148ad3c2f", "success": True, "result": [lead()]})
    assert marketo.match("anything.json", list(row), row).name == "lead"
    said = marketo.translate("lead", row)
    assert (said["at"], said["clock"]) == ("2026-06-11T23:15:23.000000Z", "source")
    own = said["claims"][0]
    assert (own["record"], own["noun"], own["state"]) == ("marketo|lead|318581", "Subscriber", "live")
    assert own["fields"] == {
        "name": "Omar Nasser",
        "first_name": "Omar",
        "last_name": "Nasser",
        "email": "omar.nasser@brightwaterstores.example",
        "phone": "+12125550188",
        "country": "US",
        "title": "Buyer",
        "company": "Brightwater Stores",
        "lead_source": "Webinar",
        "lead_score": 42.0,
    }
    assert own["same_as"] == ["salesforce|Lead|00Q000000000901EAA"]
    assert [(one["kind"], one["value"]) for one in own["points"]] == [
        ("email", "omar.nasser@brightwaterstores.example"),
        ("phone", "+12125550188"),
    ]
    assert {slot: one["active"] for slot, one in stops(own).items()} == {
        "unsubscribed": False,
        "marketingSuspended": False,
        "blackListed": False,
        "emailInvalid:omar.nasser@brightwaterstores.example": False,
        "emailSuspended:": False,
        "doNotCall": False,
    }


def test_the_landed_table_says_the_same(marketo):
    names = {
        "id": "id", "updatedAt": "updated_at", "createdAt": "created_at", "firstName": "first_name",
        "lastName": "last_name", "email": "email", "unsubscribed": "unsubscribed", "blackListed": "black_listed",
        "marketingSuspended": "marketing_suspended", "emailInvalid": "email_invalid", "doNotCall": "do_not_call",
        "emailSuspended": "email_suspended", "emailSuspendedAt": "email_suspended_at",
    }  # fmt: skip
    api = {name: lead()[name] for name in names}
    landed = {
        names[name]: "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
        for name, value in api.items()
    }
    landed.update(
        updated_at="2026-06-11 23:15:23.000",
        created_at="2023-03-17 00:18:40.000",
        _fivetran_synced="2026-06-12 01:00:00.000",
        _fivetran_deleted="FALSE",
    )
    assert marketo.match("marketo_lead_data.csv", list(landed)).name == "lead"
    left, right = marketo.translate("lead", api), marketo.translate("lead", landed)
    assert left["at"] == right["at"]
    assert left["claims"] == right["claims"]


def test_flags_and_whom_they_bind(marketo):
    own = stops(
        claims(
            marketo,
            "lead",
            lead(
                unsubscribed=True,
                unsubscribedReason="too many",
                marketingSuspended=True,
                blackListed=True,
                doNotCall=True,
                emailInvalid=True,
                emailInvalidCause="550 unknown user",
            ),
        )
    )
    assert own["unsubscribed"] == {
        "slot": "unsubscribed",
        "active": True,
        "code": "UNSUBSCRIBED_ALL_EMAIL",
        "detail": "too many",
    }
    # a colleague's stop, and only marketing
    assert own["marketingSuspended"] == {
        "slot": "marketingSuspended",
        "active": True,
        "code": "ASKED_FOR_SILENCE",
        "channels": ["EMAIL"],
    }
    # all mail, operational mail too
    assert own["blackListed"] == {
        "slot": "blackListed",
        "active": True,
        "code": "BLOCK_LIST",
        "channels": ["EMAIL"],
        "purposes": ["ALL"],
    }
    assert own["doNotCall"]["code"] == "DO_NOT_CALL"
    invalid = own["emailInvalid:omar.nasser@brightwaterstores.example"]
    assert (invalid["code"], invalid["point"]) == ("UNDELIVERABLE", "email|omar.nasser@brightwaterstores.example")


@pytest.mark.parametrize("name", ["unsubscribed", "marketingSuspended", "blackListed", "doNotCall"])
def test_a_blank_flag_is_unknown(marketo, name):
    assert stops(claims(marketo, "lead", lead(**{name: None})))[name]["active"] is None


def test_missing_flags_make_it_incomplete(marketo):
    assert marketo.suppression_columns("lead", ["id", "email", "updated_at"]) == {
        "EMAIL": False,
        "PHONE": False,
        "SMS": False,
    }
    assert marketo.suppression_columns("lead", list(lead())) == {"EMAIL": True, "PHONE": True, "SMS": True}
    without = [name for name in lead() if name != "blackListed"]
    assert marketo.suppression_columns("lead", without)["EMAIL"] is False


def test_suspended_counts_from_each_suspension_because_the_flag_never_resets(marketo):
    first = stops(
        claims(
            marketo,
            "lead",
            lead(emailSuspended=True, emailSuspendedAt="2026-05-01T10:00:00Z", emailSuspendedCause="421 blocked"),
        )
    )
    again = stops(claims(marketo, "lead", lead(emailSuspended=True, emailSuspendedAt="2026-09-14T22:00:00Z")))
    assert first["emailSuspended:2026-05-01T10:00:00Z"] == {
        "slot": "emailSuspended:2026-05-01T10:00:00Z",
        "active": True,
        "code": "TEMPORARY_BLOCK",
        "since": "2026-05-01T10:00:00.000000Z",
        "detail": "421 blocked",
        "point": "email|omar.nasser@brightwaterstores.example",
    }
    assert again["emailSuspended:2026-09-14T22:00:00Z"]["since"] == "2026-09-14T22:00:00.000000Z"


def activity(kind: int, *attributes: tuple[str, Any], **change: Any) -> dict[str, Any]:
    """An activity as the REST API gives it."""
    return {
        "id": 102988,
        "marketoGUID": "102988",
        "leadId": 318581,
        "activityDate": "2026-05-14T03:02:52Z",
        "activityTypeId": kind,
        "campaignId": 2594,
        "primaryAttributeValueId": 2256,
        "primaryAttributeValue": "Newsletter May",
        "attributes": [{"name": name, "value": value} for name, value in attributes],
        **change,
    }


AT = "2026-05-14T03:02:52.000000Z"
FORM = 'a:3:{s:5:"Email";s:28:"Maria.Silva@meridian.example";s:12:"Unsubscribed";s:1:"1";}'


def test_unsubscribing_is_kept_for_the_lead_and_for_the_address_of_the_form(marketo):
    (row,) = marketo.rows_of(
        {"result": [activity(9, ("Client IP Address", "203.0.113.7"), ("Form Fields", FORM))], "moreResult": False}
    )
    assert marketo.match("page.json", list(row), row).name == "activity"
    own, about = marketo.translate("activity", row)["claims"]
    assert (own["record"], own["noun"]) == ("marketo|activity|102988", None)
    assert about == {
        "record": "marketo|lead|318581",
        "noun": None,
        "state": "unseen",
        "keys": ["email|maria.silva@meridian.example"],
        "stops": [
            {
                "slot": "unsubscribe",
                "active": True,
                "code": "UNSUBSCRIBED_ALL_EMAIL",
                "since": AT,
                "by_subject": True,
                "detail": "Unsubscribe Email",
            }
        ],
    }


def test_the_landed_activity_says_the_same(marketo):
    row = {
        "activity_date": "2026-05-14 03:02:52.000", "activity_type_id": "9", "campaign_id": "2594",
        "client_ip_address": "203.0.113.7", "form_fields": FORM, "id": "102988", "lead_id": "318581",
        "webform_id": "1", "webpage_id": "1",
    }  # fmt: skip
    match = marketo.match("marketo_activity_unsubscribe_email_data.csv", list(row))
    said = marketo.translate(match, row)
    page = marketo.translate("activity", activity(9, ("Form Fields", FORM)))
    assert (said["at"], said["claims"][1]) == (page["at"], page["claims"][1])
    assert said["claims"][0]["record"] == page["claims"][0]["record"]
    hashed = marketo.translate(match, {**row, "form_fields": "fd6c99e343c3b99df865a56c0b61d9c8"})["claims"][1]
    assert hashed["keys"] == []
    assert hashed["stops"][0]["active"] is True


@pytest.mark.parametrize(("category", "code"), [("2", "UNDELIVERABLE"), (2, "UNDELIVERABLE"), ("1", "TEMPORARY_BLOCK")])
def test_a_bounce_is_a_fact_of_its_address(marketo, category, code):
    own = claims(
        marketo,
        "activity",
        activity(8, ("Email", "Ida.Berg@pinegrove.example"), ("Category", category), ("Details", "550 unknown")),
    )
    assert own["keys"] == ["email|ida.berg@pinegrove.example"]
    (stop,) = own["stops"]
    assert (stop["code"], stop["point"], stop["since"], stop["detail"]) == (
        code,
        "email|ida.berg@pinegrove.example",
        AT,
        "550 unknown",
    )


@pytest.mark.parametrize(
    "row", [activity(27, ("Email", "sam@x.example")), activity(8, ("Email", "sam@x.example"), ("Category", "3"))]
)
def test_a_soft_bounce_stops_nothing(marketo, row):
    own = claims(marketo, "activity", row)
    assert own["points"] == [{"kind": "email", "value": "sam@x.example", "facts": {"soft_bounces": 1}}]
    assert "stops" not in own


def test_a_bounce_whose_address_cannot_be_read_is_the_leads(marketo):
    row = {
        "activity_date": "2020-05-08 17:45:53.000", "activity_type_id": "8", "category": "2", "details": "550",
        "email": "73620f01444308a085be76149eb43ee9", "id": "68227571", "lead_id": "1137978", "subcategory": "2003",
    }  # fmt: skip
    own, about = marketo.translate(marketo.match("marketo_activity_email_bounced_data.csv", list(row)), row)["claims"]
    assert own["set_aside"][0]["field"] == "point.email"
    assert (about["record"], about["state"]) == ("marketo|lead|1137978", "unseen")
    assert [(one["code"], "point" in one) for one in about["stops"]] == [("UNDELIVERABLE", False)]


def change(name: str, value: str, source: str) -> dict[str, Any]:
    return activity(13, ("New Value", value), ("Old Value", "x"), ("Source", source), primaryAttributeValue=name)


def test_who_changed_a_flag_decides_whether_a_stop_falls(marketo):
    own_act = marketo.translate("activity", change("Unsubscribed", "false", "Web form fillout"))["claims"][1]
    by_sync = marketo.translate("activity", change("Unsubscribed", "false", "salesforce.com"))["claims"][1]
    assert own_act["record"] == by_sync["record"] == "marketo|lead|318581"
    assert [(one["slot"], one["active"], one["by_subject"]) for one in own_act["stops"]] == [
        ("unsubscribed", False, True)
    ]
    assert [(one["slot"], one["active"], one["by_subject"]) for one in by_sync["stops"]] == [
        ("unsubscribed", False, False)
    ]
    stop = marketo.translate("activity", change("Black Listed", "true", "Marketo Flow Action"))["claims"][1]["stops"]
    assert [(one["slot"], one["active"], one["purposes"], one["since"]) for one in stop] == [
        ("blackListed", True, ["ALL"], AT)
    ]


def test_lead_changes_tell_the_same(marketo):
    row = activity(13, ("Source", "Web service API"))
    row["fields"] = [
        {"id": 79, "name": "unsubscribed", "newValue": "true", "oldValue": "false"},
        {"id": 3, "name": "city", "newValue": "Turku", "oldValue": None},
    ]
    about = marketo.translate("activity", row)["claims"][1]
    assert [(one["slot"], one["active"], one["by_subject"]) for one in about["stops"]] == [
        ("unsubscribed", True, False)
    ]


def test_a_landed_change_of_another_field_says_nothing_of_the_lead(marketo):
    row = {
        "activity_date": "2020-05-06 00:14:31.000", "id": "1", "lead_id": "7", "new_value": "TRUE", "old_value": "FALSE",
        "primary_attribute_value": "Unsubscribed", "source": "List import",
    }  # fmt: skip
    match = marketo.match("marketo_activity_change_data_value_data.csv", list(row))
    assert [one["by_subject"] for one in marketo.translate(match, row)["claims"][1]["stops"]] == [False]
    assert len(marketo.translate(match, {**row, "primary_attribute_value": "Priority"})["claims"]) == 1


def test_merges_and_deletions(marketo):
    merged = marketo.translate("activity", activity(32, ("Merge IDs", "[1286861, 1286862]")))["claims"][1]
    assert (merged["record"], merged["state"]) == ("marketo|lead|318581", "unseen")
    assert merged["absorbed"] == ["marketo|lead|1286861", "marketo|lead|1286862"]
    landed = {
        "id": "67761367",
        "activity_date": "2020-05-07 22:45:08.000",
        "lead_id": "1345540",
        "merge_ids": "[1286861]",
        "_fivetran_synced": "2020-05-08 11:58:04.379",
    }
    match = marketo.match("marketo_activity_merge_leads_data.csv", list(landed))
    assert marketo.translate(match, landed)["claims"][1]["absorbed"] == ["marketo|lead|1286861"]
    gone = marketo.translate("activity", activity(37))["claims"][1]
    assert (gone["record"], gone["state"], gone["noun"]) == ("marketo|lead|318581", "deleted", None)
    table = {
        "id": "1",
        "activity_date": "2020-05-14 00:28:21.000",
        "lead_id": "1349371",
        "campaign": "x",
        "_fivetran_synced": "2020-05-14 08:46:29.044",
    }
    match = marketo.match("marketo_activity_delete_lead_data.csv", list(table))
    assert marketo.translate(match, table)["claims"][1]["state"] == "deleted"


def test_a_list_or_a_filled_form_is_no_permission(marketo):
    filled = marketo.translate("activity", activity(2, ("Form Fields", FORM)))["claims"]
    assert [set(one) for one in filled] == [{"record", "noun", "state", "keys", "points"}]
