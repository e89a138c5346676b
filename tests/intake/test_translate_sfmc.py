"""Salesforce Marketing Cloud in every shape: All Subscribers, lists, units, events, by POLICIES 1.3 and 1.6."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def sfmc(model) -> Translator:
    return Translator(model, "salesforce_marketing_cloud", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def stops(own: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["slot"]: one for one in own.get("stops", [])}


def subscriber(**change: Any) -> dict[str, Any]:
    """A subscriber as the SOAP API gives it."""
    return {
        "ID": 388556612,
        "SubscriberKey": "jo8",
        "EmailAddress": "Greta.Vogel@copperline.example",
        "Status": "Active",
        "UnsubscribedDate": None,
        "CreatedDate": "2023-12-13T09:53:00",
        "ModifiedDate": "2026-01-13T09:53:00",
        "EmailTypePreference": "HTML",
        **change,
    }


def test_a_subscriber(sfmc):
    row = subscriber()
    assert sfmc.match("Subscriber.json", list(row), row).name == "subscriber"
    said = sfmc.translate("subscriber", row)
    assert (said["at"], said["clock"]) == ("2026-01-13T09:53:00.000000Z", "source")
    assert said["claims"] == [
        {
            "record": "salesforce_marketing_cloud|subscriber|jo8",
            "noun": "Subscriber",
            "state": "live",
            "created_at": "2023-12-13T09:53:00.000000Z",
            "fields": {"email": "greta.vogel@copperline.example"},
            "keys": ["email|greta.vogel@copperline.example"],
            "points": [{"kind": "email", "value": "greta.vogel@copperline.example", "primary": True}],
            "replaces": ["same_as"],
            "stops": [
                {"slot": "Status", "active": False, "code": "UNSUBSCRIBED_ALL_EMAIL", "detail": "Active"},
                {"slot": "UnsubscribedDate", "active": False, "code": "UNSUBSCRIBED_ALL_EMAIL", "detail": "Active"},
                {
                    "slot": "held:Greta.Vogel@copperline.example",
                    "active": False,
                    "code": "UNDELIVERABLE",
                    "detail": "Active",
                },
            ],
        }
    ]


def test_table_and_data_view_say_the_same(sfmc):
    landed = {
        "id": "388556612",
        "_fivetran_deleted": "FALSE",
        "_fivetran_synced": "2026-09-15 01:00:00",
        "created_date": "2023-12-13 09:53:00",
        "email_address": "greta.vogel@copperline.example",
        "status": "Unsubscribed",
        "subscriber_key": "jo8",
        "unsubscribed_date": "2026-02-01 10:00:00",
    }
    view = {
        "SubscriberID": "388556612",
        "SubscriberKey": "jo8",
        "EmailAddress": "greta.vogel@copperline.example",
        "DateJoined": "2023-12-13 09:53:00",
        "DateUnsubscribed": "2026-02-01 10:00:00",
        "Status": "unsubscribed",
        "BounceCount": "0",
    }
    table = sfmc.match("subscriber_data.csv", list(landed))
    other = sfmc.match("_Subscribers.csv", list(view))
    assert (table.name, other.name) == ("subscriber", "subscriber")
    first, second = claims(sfmc, table.name, landed), claims(sfmc, other.name, view)
    assert first["record"] == second["record"]
    assert [(one["slot"], one["active"], one.get("since")) for one in first["stops"]] == [
        (one["slot"], one["active"], one.get("since")) for one in second["stops"]
    ]
    assert (
        sfmc.suppression_columns(table, list(landed)) == sfmc.suppression_columns(other, list(view)) == {"EMAIL": True}
    )


def test_any_unsubscribed_date_counts_whatever_the_status(sfmc):
    own = stops(claims(sfmc, "subscriber", subscriber(Status="Active", UnsubscribedDate="2026-02-01T10:00:00")))
    assert own["Status"]["active"] is False
    assert own["UnsubscribedDate"] == {
        "slot": "UnsubscribedDate",
        "active": True,
        "code": "UNSUBSCRIBED_ALL_EMAIL",
        "since": "2026-02-01T16:00:00.000000Z",
        "detail": "Active",
    }
    without = stops(claims(sfmc, "subscriber", subscriber(Status="Unsubscribed")))
    assert (without["Status"]["active"], without["UnsubscribedDate"]["active"]) == (True, False)


def test_its_times_are_six_hours_behind_utc_all_year(sfmc):
    for month, written in (("winter", "2026-01-10T20:00:00"), ("summer", "2026-07-10T20:00:00")):
        left = stops(claims(sfmc, "subscriber", subscriber(Status="Unsubscribed", UnsubscribedDate=written)))["Status"]
        day = written[:8] + "11"
        assert left["since"] == f"{day}T02:00:00.000000Z", month


def test_without_the_date_column_it_is_incomplete(sfmc):
    assert sfmc.suppression_columns("subscriber", ["SubscriberKey", "EmailAddress", "Status"]) == {"EMAIL": False}
    assert sfmc.suppression_columns("subscriber", ["SubscriberKey", "EmailAddress", "UnsubscribedDate"]) == {
        "EMAIL": False
    }


def test_held_is_undeliverable_and_bounced_is_still_sendable(sfmc):
    held = stops(claims(sfmc, "subscriber", subscriber(Status="Held")))["held:Greta.Vogel@copperline.example"]
    assert (held["active"], held["code"], held["point"]) == (
        True,
        "UNDELIVERABLE",
        "email|greta.vogel@copperline.example",
    )
    bounced = claims(sfmc, "subscriber", subscriber(Status="Bounced"))
    assert not any(one["active"] for one in bounced["stops"])
    assert bounced["points"][0]["facts"] == {"soft_bounces": 1}


@pytest.mark.parametrize("status", ["", None, "Paused"])
def test_a_blank_or_strange_status_is_unknown(sfmc, status):
    assert stops(claims(sfmc, "subscriber", subscriber(Status=status)))["Status"]["active"] is None


def test_a_deleted_subscriber_ends_no_stop(sfmc):
    own = claims(sfmc, "subscriber", subscriber(Status="Deleted"))
    assert own["state"] == "deleted"
    assert "Status" not in stops(own)


def test_a_key_may_be_an_address_or_a_salesforce_id(sfmc):
    by_address = claims(sfmc, "subscriber", subscriber(SubscriberKey="Sam@x.example", EmailAddress=None))
    assert by_address["keys"] == ["email|sam@x.example"]
    by_id = claims(sfmc, "subscriber", subscriber(SubscriberKey="003000000000901AAA"))
    assert by_id["same_as"] == ["salesforce|Contact|003000000000901AAA"]
    assert "same_as" not in claims(sfmc, "subscriber", subscriber(SubscriberKey="239"))


def test_leaving_a_list_is_about_the_list(sfmc):
    row = {
        "id": "388555576",
        "_fivetran_synced": "x",
        "created_date": "2023-12-13T09:40:00",
        "list_id": "13526",
        "modified_date": "2026-03-01T09:40:00",
        "status": "Unsubscribed",
        "subscriber_key": "807",
    }
    own, about = sfmc.translate(sfmc.match("list_subscriber_data.csv", list(row)), row)["claims"]
    assert own["record"] == "salesforce_marketing_cloud|list_subscriber|13526|807"
    assert (about["record"], about["state"]) == ("salesforce_marketing_cloud|subscriber|807", "unseen")
    left = stops(about)["list:13526"]
    assert (left["active"], left["code"], left["topic"], left["since"]) == (
        True,
        "TOPIC_UNSUBSCRIBED",
        "13526",
        "2026-03-01T15:40:00.000000Z",
    )
    active = sfmc.translate("list_subscriber", {**row, "status": "Active"})["claims"][1]
    assert not any(one["active"] for one in active["stops"])


def test_leaving_all_subscribers_is_leaving_all(sfmc):
    row = {
        "SubscriberKey": "807",
        "EmailAddress": "hugo.stein@copperline.example",
        "ListID": "179",
        "ListName": "All Subscribers - 179",
        "Status": "Unsubscribed",
        "DateUnsubscribed": "2026-03-01 09:40:00",
    }
    about = sfmc.translate(sfmc.match("_ListSubscribers.csv", list(row)), row)["claims"][1]
    assert about["keys"] == ["email|hugo.stein@copperline.example"]
    assert [(one["code"], one["active"]) for one in about["stops"]] == [
        ("UNSUBSCRIBED_ALL_EMAIL", True),
        ("UNDELIVERABLE", False),
    ]
    held = sfmc.translate("list_subscriber", {**row, "Status": "Held"})["claims"][1]["stops"]
    assert [(one["code"], one["active"], one.get("point")) for one in held] == [
        ("UNSUBSCRIBED_ALL_EMAIL", False, None),
        ("UNDELIVERABLE", True, "email|hugo.stein@copperline.example"),
    ]


def test_a_business_unit_that_was_left_is_a_brand(sfmc):
    row = {
        "BusinessUnitID": "510001",
        "SubscriberID": "1",
        "SubscriberKey": "jo8",
        "UnsubDateUTC": "2026-04-02 08:00:00",
        "UnsubReason": "Profile Center",
    }
    about = sfmc.translate(sfmc.match("_BusinessUnitUnsubscribes.csv", list(row)), row)["claims"][1]
    assert about["stops"] == [
        {
            "slot": "unit:510001",
            "active": True,
            "code": "BRAND_UNSUBSCRIBED",
            "brand": "510001",
            "since": "2026-04-02T08:00:00.000000Z",
            "by_subject": True,
            "detail": "Profile Center",
        }
    ]


def event(kind: str, **change: Any) -> dict[str, Any]:
    return {
        "event_type": kind,
        "id": "rlDv=",
        "event_date": "2026-04-02T08:00:00",
        "send_id": "1",
        "subscriber_key": "Ghost@x.example",
        "unsubscribed_list_id": "0",
        "bounce_category": "",
        **change,
    }


AT = "2026-04-02T14:00:00.000000Z"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (event("Unsub"), [("UNSUBSCRIBED_ALL_EMAIL", None)]),
        (event("Unsub", unsubscribed_list_id=""), [("UNSUBSCRIBED_ALL_EMAIL", None)]),
        (event("Unsub", unsubscribed_list_id="13526"), [("TOPIC_UNSUBSCRIBED", "13526")]),
        (event("Complaint"), [("SPAM_COMPLAINT", None)]),
    ],
)
def test_events_of_a_key_nobody_knows_count_by_the_address_it_is(sfmc, row, expected):
    about = sfmc.translate(sfmc.match("event_data.csv", list(row)), row)["claims"][1]
    assert (about["record"], about["state"]) == ("salesforce_marketing_cloud|subscriber|Ghost@x.example", "unseen")
    assert about["keys"] == ["email|ghost@x.example"]
    assert [(one["code"], one.get("topic")) for one in about["stops"]] == expected
    assert {one["since"] for one in about["stops"]} == {AT}


def test_a_bounce_is_a_fact_and_a_sent_mail_is_nothing(sfmc):
    bounced = sfmc.translate("event", event("Bounce", bounce_category="Hard bounce"))["claims"]
    assert len(bounced) == 1
    assert bounced[0]["points"] == [{"kind": "email", "value": "ghost@x.example", "facts": {"soft_bounces": 1}}]
    assert sfmc.translate("event", event("Sent"))["claims"][0]["points"] == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("_Unsubscribe.csv", "UNSUBSCRIBED_ALL_EMAIL"),
        ("_Complaint.csv", "SPAM_COMPLAINT"),
        ("Unsubs.csv", "UNSUBSCRIBED_ALL_EMAIL"),
    ],
)
def test_data_views_say_by_their_name_which_event_it_is(sfmc, file, code):
    row = {
        "AccountID": "1",
        "OYBAccountID": "",
        "JobID": "7",
        "ListID": "13526",
        "SubscriberID": "1",
        "SubscriberKey": "jo8",
        "EventDate": "2026-04-02 08:00:00",
        "IsUnique": "1",
        "Domain": "x.example",
    }
    about = sfmc.translate(sfmc.match(file, list(row)), row)["claims"][1]
    assert [(one["code"], one["since"], one["by_subject"]) for one in about["stops"]] == [(code, AT, True)]


def test_a_suppression_list_is_by_address_and_may_be_a_week_old(sfmc):
    row = {"EmailAddress": "Rival@x.example", "DateAdded": "2026-01-01 00:00:00"}
    match = sfmc.match("auto_suppression_list.csv", list(row))
    own = claims(sfmc, match.name, row)
    assert own["keys"] == ["email|rival@x.example"]
    assert [(one["code"], one["channels"]) for one in own["stops"]] == [("BLOCK_LIST", ["EMAIL"])]
    assert sfmc.source_state(match, list(row)) == {
        "channels": {"EMAIL": {"complete": True, "missing": []}},
        "limit": "ADMIN_LIST",
    }
