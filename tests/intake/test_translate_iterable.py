"""Iterable in every shape: channels, message types, lists and events, as POLICIES 1.3 and 1.6 read them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def iterable(model) -> Translator:
    return Translator(model, "iterable", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def user(**change: Any) -> dict[str, Any]:
    """A user as the API gives it."""
    fields = {
        "email": "Lena.Ortiz@aureliahealth.example",
        "userId": "testuser123",
        "itblUserId": "61f0a1",
        "firstName": "Lena",
        "lastName": "Ortiz",
        "phoneNumber": "+12125550147",
        "country": "US",
        "signupSource": "WebForm",
        "signupDate": "2024-02-02 21:50:47 +00:00",
        "profileUpdatedAt": "2026-06-29 07:30:00 +00:00",
        "emailListIds": [844159],
        "unsubscribedChannelIds": [],
        "unsubscribedMessageTypeIds": [],
        "subscribedMessageTypeIds": [],
        **change,
    }
    return {"user": {"email": fields["email"], "dataFields": fields, "userId": "testuser123"}}


def test_a_user(iterable):
    row = user()
    assert iterable.match("user.json", list(row), row).name == "user"
    said = iterable.translate("user", row)
    assert (said["at"], said["clock"]) == ("2026-06-29T07:30:00.000000Z", "source")
    own = said["claims"][0]
    assert (own["record"], own["noun"], own["created_at"]) == (
        "iterable|user|61f0a1",
        "Subscriber",
        "2024-02-02T21:50:47.000000Z",
    )
    assert own["fields"] == {
        "name": "Lena Ortiz",
        "first_name": "Lena",
        "last_name": "Ortiz",
        "email": "lena.ortiz@aureliahealth.example",
        "phone": "+12125550147",
        "country": "US",
        "lead_source": "WebForm",
    }
    assert own["keys"] == ["email|lena.ortiz@aureliahealth.example", "phone|+12125550147"]
    # standing on a list is capture, not permission
    assert "stops" not in own
    assert "permissions" not in own


def test_what_was_left_stops(iterable):
    own = claims(iterable, "user", user(unsubscribedChannelIds=[27447], unsubscribedMessageTypeIds=[99268, 99269]))
    assert own["stops"] == [
        # which channel it is stands in another table: until it is named, it counts for all marketing on every channel
        {"slot": "channel:27447", "active": True, "code": "TOPIC_UNSUBSCRIBED", "detail": "27447"},
        {
            "slot": "message_type:99268",
            "active": True,
            "code": "TOPIC_UNSUBSCRIBED",
            "topic": "99268",
            "detail": "99268",
        },
        {
            "slot": "message_type:99269",
            "active": True,
            "code": "TOPIC_UNSUBSCRIBED",
            "topic": "99269",
            "detail": "99269",
        },
    ]


def named(model, **maps: dict[str, Any]) -> Translator:
    """The file as an overlay with its own ids in these maps makes it."""
    spec = model.sources["iterable"]
    known = spec.model_copy(update={"maps": {**spec.maps, **maps}})
    return Translator(replace(model, sources={**model.sources, "iterable": known}), "iterable", observed_at=SEEN)


def test_declared_channels_mean_what_they_are(model):
    known = named(
        model,
        channel_code={
            "11249": "UNSUBSCRIBED_ALL_EMAIL",
            "11250": "",
            "83033": "SMS_STOP",
            "86219": "IN_APP_OFF",
            "*": "TOPIC_UNSUBSCRIBED",
        },
    )
    own = claims(known, "user", user(unsubscribedChannelIds=[11249, 11250, 83033, 86219, 5]))
    assert [(one["slot"], one["code"]) for one in own["stops"]] == [
        ("channel:11249", "UNSUBSCRIBED_ALL_EMAIL"),
        ("channel:83033", "SMS_STOP"),
        ("channel:86219", "IN_APP_OFF"),
        ("channel:5", "TOPIC_UNSUBSCRIBED"),
    ]


def test_a_list_stops_only_where_it_is_declared_to(model, iterable):
    assert "stops" not in claims(iterable, "user", user(emailListIds=[476741]))
    known = named(model, list_stop={"476741": "BLOCK_LIST", "*": ""})
    assert claims(known, "user", user(emailListIds=[476741, 1]))["stops"] == [
        {"slot": "list:476741", "active": True, "code": "BLOCK_LIST", "channels": ["EMAIL"], "detail": "476741"}
    ]


def test_an_opt_in_message_type_is_a_permission_only_where_it_was_taken(iterable):
    own = claims(iterable, "user", user(subscribedMessageTypeIds=[77]))
    assert own["permissions"] == [
        {
            "slot": "message_type:77",
            "ground": "OPT_IN",
            "channel": "EMAIL",
            "active": True,
            "topic": "77",
            "since": "2024-02-02T21:50:47.000000Z",
            "by_subject": True,
            "detail": "WebForm",
            "point": "email|lena.ortiz@aureliahealth.example",
        }
    ]
    for source in ("Import", "", None):
        assert "permissions" not in claims(iterable, "user", user(subscribedMessageTypeIds=[77], signupSource=source))


def test_the_policy_of_a_message_type_is_never_read_as_a_permission(iterable):
    row = {
        "id": "50806",
        "name": "Event Invites",
        "channel_id": "13508",
        "subscription_policy": "Gold",
        "updated_at": "2023-10-25 16:45:00",
        "_fivetran_deleted": "FALSE",
    }
    assert iterable.translate("message_type", row)["claims"] == [
        {"record": "iterable|message_type|50806", "noun": None, "state": "live"}
    ]


def test_a_landed_user_has_its_stops_in_other_tables(iterable):
    columns = [
        "email",
        "updated_at",
        "first_name",
        "last_name",
        "phone_number",
        "signup_source",
        "email_list_ids",
        "iterable_user_id",
        "_fivetran_synced",
    ]
    match = iterable.match("user_history_data.csv", columns)
    assert match.name == "user"
    state = iterable.source_state(match, columns)
    assert state == {
        "channels": {
            "EMAIL": {
                "complete": False,
                "missing": [],
                "by": ["user_unsubscribed_channel", "user_unsubscribed_message_type"],
            }
        }
    }
    for table, column in (
        ("user_unsubscribed_channel", "channel_id"),
        ("user_unsubscribed_message_type_history", "message_type_id"),
    ):
        names = ["email", column, "updated_at", "_fivetran_synced"]
        told = iterable.match(f"{table}_data.csv", names)
        assert iterable.source_state(told, names)["channels"]["EMAIL"]["complete"] is True


def test_landed_rows_stop_by_address_or_for_the_user(iterable):
    row = {
        "email": "Oymista@gmail.com",
        "channel_id": "11249",
        "updated_at": "2020-09-28 04:21:18.000",
        "_fivetran_synced": "x",
    }
    own = claims(iterable, iterable.match("user_unsubscribed_channel_history_data.csv", list(row)).name, row)
    assert own["keys"] == ["email|oymista@gmail.com"]
    assert [(one["slot"], one["since"]) for one in own["stops"]] == [("channel:11249", "2020-09-28T04:21:18.000000Z")]
    again = {**row, "updated_at": "2020-09-29 04:21:18.000"}
    # a stop of its own: a sign-up between the two must not lift the second
    assert claims(iterable, "user_unsubscribed_channel_history", again)["record"] != own["record"]
    by_id = {"_fivetran_id": "pt43Wm=", "channel_id": "83033", "_fivetran_synced": "2023-08-10 05:52:56.840000"}
    about = iterable.translate(iterable.match("user_unsubscribed_channel_data.csv", list(by_id)), by_id)["claims"][1]
    assert (about["record"], about["state"], about["stops"][0]["slot"]) == (
        "iterable|user|pt43Wm=",
        "unseen",
        "channel:83033",
    )


def test_a_file_may_begin_with_a_byte_order_mark_and_say_list_users(iterable):
    row = {"_fivetran_id": "glennclose@hoodwinked.com-826724", "index": "0", "list_id": "826724"}
    own = claims(iterable, iterable.match("list_user_data.csv", list(row)).name, row)
    assert own["keys"] == ["email|glennclose@hoodwinked.com"]
    assert "stops" not in own


AT = "2026-06-29T07:30:00.000000Z"


def webhook(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "email": "lena.ortiz@aureliahealth.example",
        "eventName": name,
        "dataFields": {
            "email": "lena.ortiz@aureliahealth.example",
            "createdAt": "2026-06-29 07:30:00 +00:00",
            "messageId": "d0aa7801",
            **fields,
        },
    }


def found(one: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(stop["code"], stop["since"], stop.get("topic") or stop.get("point")) for stop in one.get("stops", [])]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (webhook("emailUnSubscribe", channelIds=[27447], unsubSource="EmailLink"), [("TOPIC_UNSUBSCRIBED", AT, None)]),
        (
            webhook("emailUnSubscribe", messageTypeIds=[99268], channelIds=[], unsubSource="EmailLink"),
            [("TOPIC_UNSUBSCRIBED", AT, "99268")],
        ),
        # it names nothing that was left, so all was
        (webhook("emailUnSubscribe", unsubSource="ListUnsubscribeHeader"), [("UNSUBSCRIBED_ALL_EMAIL", AT, None)]),
        (
            webhook("emailUnSubscribe", channelIds=[27447], unsubSource="MarkAsSpam"),
            [("TOPIC_UNSUBSCRIBED", AT, None), ("SPAM_COMPLAINT", AT, None)],
        ),
        (webhook("emailComplaint", recipientState="Complaint"), [("SPAM_COMPLAINT", AT, None)]),
        (
            webhook("emailBounce", recipientState="HardBounce"),
            [("UNDELIVERABLE", AT, "email|lena.ortiz@aureliahealth.example")],
        ),
        # what kind of bounce is not said
        (webhook("emailBounce"), [("UNDELIVERABLE", AT, "email|lena.ortiz@aureliahealth.example")]),
        (webhook("emailBounce", recipientState="SoftBounce"), []),
        (
            webhook("smsReceived", fromPhoneNumber="+12125550147", smsMessage="Stop "),
            [("SMS_STOP", AT, "phone|+12125550147")],
        ),
        (webhook("emailOpen"), []),
    ],
)
def test_events_stop_by_address(iterable, row, expected):
    assert iterable.match("webhook.json", list(row), row).name == "event"
    own = claims(iterable, "event", row)
    assert found(own) == expected
    assert "email|lena.ortiz@aureliahealth.example" in own["keys"]


@pytest.mark.parametrize(("event", "arrived"), [("emailOpen", True), ("emailClick", True), ("emailSend", False)])
def test_what_was_opened_had_arrived(iterable, event, arrived):
    assert claims(iterable, "event", webhook(event))["points"][0].get("facts") == (
        {"delivered_at": AT} if arrived else None
    )


def test_a_soft_bounce_is_a_fact(iterable):
    own = claims(iterable, "event", webhook("emailBounce", recipientState="SoftBounce"))
    assert own["points"][0]["facts"] == {"soft_bounces": 1}


@pytest.mark.parametrize(("source", "own_act"), [("WebForm", True), ("Import", False), ("API", False)])
def test_a_sign_up_is_an_act_only_of_their_own(iterable, source, own_act):
    given = claims(iterable, "event", webhook("emailSubscribe", messageTypeIds=[77], signupSource=source))[
        "permissions"
    ]
    assert [(one["topic"], one["by_subject"], one["since"]) for one in given] == [("77", own_act, AT)]
    # a list alone names no topic
    assert "permissions" not in claims(
        iterable, "event", webhook("emailSubscribe", emailListIds=[1], signupSource=source)
    )


def test_start_is_a_permission_for_that_number(iterable):
    own = claims(iterable, "event", webhook("smsReceived", fromPhoneNumber="+12125550147", smsMessage="START"))
    assert [(one["channel"], one["point"], one["by_subject"]) for one in own["permissions"]] == [
        ("SMS", "phone|+12125550147", True)
    ]


def test_landed_events_hold_their_lists_as_text(iterable):
    row = {
        "_fivetran_id": "HFNB4m=", "email": "nobody@x.example", "created_at": "2020-06-12 14:42:41.000",
        "event_name": "emailUnSubscribe", "message_type_id": "", "recipient_state": "", "unsub_source": "EmailLink",
        "additional_properties": '{"channelIds": "[27447,5]","emailListIds": "[]"}', "_fivetran_synced": "2020-08-04 12:04:05.997",
    }  # fmt: skip
    match = iterable.match("event_data.csv", list(row))
    own = claims(iterable, match.name, row)
    assert [(one["slot"], one["detail"]) for one in own["stops"]] == [
        ("channel:27447", "EmailLink"),
        ("channel:5", "EmailLink"),
    ]
    imported = {
        **row,
        "event_name": "emailSubscribe",
        "additional_properties": '{"channelIds": "[]","emailListIds": "[575561]","signupSource": "Import"}',
    }
    own = claims(iterable, match.name, imported)
    assert "stops" not in own
    assert "permissions" not in own
    bounced = claims(iterable, match.name, {**row, "event_name": "emailBounce", "recipient_state": "HardBounce"})
    assert [one["code"] for one in bounced["stops"]] == ["UNDELIVERABLE"]


@pytest.mark.parametrize(
    ("file", "row", "code"),
    [
        (
            "emailUnSubscribe.jsonl",
            {"channelIds": [], "messageTypeIds": [], "emailListIds": [3], "unsubSource": "EmailLink"},
            "UNSUBSCRIBED_ALL_EMAIL",
        ),
        ("emailComplaint.jsonl", {"messageId": "1", "recipientState": "Complaint"}, "SPAM_COMPLAINT"),
        ("emailBounce.jsonl", {"messageId": "1", "recipientState": "HardBounce"}, "UNDELIVERABLE"),
    ],
)
def test_export_files_say_by_their_name_which_event_it_is(iterable, file, row, code):
    full = {"email": "a@x.example", "createdAt": "2026-06-29 07:30:00 +00:00", **row}
    own = claims(iterable, iterable.match(file, list(full), full).name, full)
    assert [(one["code"], one["since"]) for one in own["stops"]] == [(code, AT)]
