"""Braze in every shape: states, groups, bounces and Currents events, as POLICIES 1.3 and 1.6 read them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"
NEVER = "1970-01-01T00:00:00.000000Z"


@pytest.fixture(scope="module")
def braze(model) -> Translator:
    return Translator(model, "braze", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def user(**change: Any) -> dict[str, Any]:
    """A profile as users/export gives it."""
    return {
        "created_at": "2020-07-10 15:00:00.000 UTC",
        "external_id": "A8i3mkd99",
        "user_aliases": [{"alias_name": "user_123", "alias_label": "amplitude_id"}],
        "braze_id": "5fbd99bac125ca40511f2cb1",
        "random_bucket": 2365,
        "first_name": "Noor",
        "last_name": "Haddad",
        "email": "Noor.Haddad@halden.example",
        "country": "DE",
        "phone": "+49 30 901820",
        "language": "en",
        "push_subscribe": "opted_in",
        "push_opted_in_at": "2020-01-26T22:45:53.953Z",
        "email_subscribe": "subscribed",
        "custom_attributes": {"loyaltyPoints": "321"},
        **change,
    }


def test_a_profile(braze):
    page = {"message": "success", "users": [user()]}
    (row,) = braze.rows_of(page)
    assert braze.match("users_export.json", list(row), row).name == "user"
    said = braze.translate("user", row)
    assert (said["at"], said["clock"]) == (SEEN, "observed")
    assert said["claims"] == [
        {
            "record": "braze|user|A8i3mkd99",
            "noun": "Subscriber",
            "state": "live",
            "created_at": "2020-07-10T15:00:00.000000Z",
            "fields": {
                "name": "Noor Haddad",
                "first_name": "Noor",
                "last_name": "Haddad",
                "email": "noor.haddad@halden.example",
                "phone": "+4930901820",
                "country": "DE",
                "language": "en",
            },
            "keys": ["email|noor.haddad@halden.example", "phone|+4930901820"],
            "points": [
                {"kind": "email", "value": "noor.haddad@halden.example", "primary": True},
                {"kind": "phone", "value": "+4930901820"},
            ],
            "stops": [
                {
                    "slot": "email_subscribe",
                    "active": False,
                    "code": "UNSUBSCRIBED_ALL_EMAIL",
                    "detail": "subscribed",
                },
                {"slot": "push_subscribe", "active": False, "code": "IN_APP_OFF", "detail": "opted_in"},
            ],
        }
    ]


def test_subscribed_is_the_default_and_no_opt_in(braze):
    assert "permissions" not in claims(braze, "user", user())


@pytest.mark.parametrize(
    ("change", "since"),
    [
        ({"email_opted_in_at": "2026-03-01T10:00:00.000Z"}, "2026-03-01T10:00:00.000000Z"),
        # without the time of the act it counts as older than any stop, so it lifts none
        ({}, "2020-07-10T15:00:00.000000Z"),
        ({"created_at": None}, NEVER),
    ],
)
def test_opted_in_is_an_opt_in_and_lifts_no_later_stop(braze, change, since):
    own = claims(braze, "user", user(email_subscribe="opted_in", **change))
    assert own["permissions"] == [
        {
            "slot": "email_opted_in",
            "ground": "OPT_IN",
            "channel": "EMAIL",
            "active": True,
            "since": since,
            "by_subject": True,
            "detail": "opted_in",
            "point": "email|noor.haddad@halden.example",
        }
    ]


def test_unsubscribed_from_mail_and_push(braze):
    own = claims(
        braze,
        "user",
        user(
            email_subscribe="unsubscribed",
            email_unsubscribed_at="2026-05-02T08:00:00.000Z",
            push_subscribe="unsubscribed",
        ),
    )
    mail, push = own["stops"]
    assert (mail["active"], mail["code"], mail["since"]) == (
        True,
        "UNSUBSCRIBED_ALL_EMAIL",
        "2026-05-02T08:00:00.000000Z",
    )
    assert (push["active"], push["code"], "since" in push) == (True, "IN_APP_OFF", False)


@pytest.mark.parametrize("word", ["", None, "maybe"])
def test_a_blank_or_strange_state_is_unknown_and_not_false(braze, word):
    assert claims(braze, "user", user(email_subscribe=word))["stops"][0]["active"] is None


def test_a_missing_column_makes_it_incomplete(braze):
    assert braze.suppression_columns("user", ["external_id", "email"]) == {"EMAIL": False, "IN_APP": False}
    assert braze.suppression_columns("user", list(user())) == {"EMAIL": True, "IN_APP": True}


def test_a_custom_attribute_that_looks_like_consent_is_seen(braze):
    own = claims(braze, "user", user(custom_attributes={"gdpr_suppressed": True, "plan": "pro"}))
    assert {
        "slot": "unmapped:gdpr_suppressed",
        "active": True,
        "code": "UNMAPPED_CONSENT",
        "detail": "gdpr_suppressed",
    } in own["stops"]
    assert braze.consent_columns(["external_id", "gdpr_suppressed"], "user") == ["gdpr_suppressed"]


def test_a_spam_report_and_a_bounce_on_the_profile(braze):
    own = claims(
        braze,
        "user",
        user(marked_email_as_spam_at="2026-02-01T09:00:00Z", email_hard_bounced_at="2026-02-02T09:00:00Z"),
    )
    spam, bounce = own["stops"][2:]
    assert (spam["code"], spam["since"], spam["by_subject"]) == ("SPAM_COMPLAINT", "2026-02-01T09:00:00.000000Z", True)
    assert (bounce["code"], bounce["point"]) == ("UNDELIVERABLE", "email|noor.haddad@halden.example")


def groups(*listed: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "email": "noor.haddad@halden.example",
        "phone": "+4915112345678",
        "external_id": "A8i3mkd99",
        "subscription_groups": [
            {"id": one, "name": f"Group {one}", "channel": channel, "status": status} for one, channel, status in listed
        ],
    }


def test_groups_left_are_stops_by_topic_and_sender(braze):
    page = {
        "message": "success",
        "total_count": 1,
        "users": [groups(("g1", "email", "Unsubscribed"), ("g2", "sms", "Unsubscribed"))],
    }
    (row,) = braze.rows_of(page)
    assert braze.match("status.json", list(row), row).name == "subscription_status"
    own = claims(braze, "subscription_status", row)
    assert own["keys"] == ["email|noor.haddad@halden.example", "phone|+4915112345678"]
    assert own["stops"] == [
        {
            "slot": "group:g1",
            "active": True,
            "code": "TOPIC_UNSUBSCRIBED",
            "channels": ["EMAIL"],
            "topic": "g1",
            "detail": "Group g1",
        },
        {
            "slot": "group:g2",
            "active": True,
            "code": "SMS_STOP",
            "channels": ["SMS"],
            "topic": "g2",
            "detail": "Group g2",
        },
    ]
    assert "permissions" not in own


def test_subscribed_to_a_mail_group_is_no_opt_in_but_to_a_number_group_it_is(braze):
    own = claims(
        braze,
        "subscription_status",
        groups(("g1", "email", "Subscribed"), ("g2", "sms", "Subscribed"), ("g3", "whatsapp", "Subscribed")),
    )
    assert [stop["active"] for stop in own["stops"]] == [False, False, False]
    assert [(one["slot"], one["channel"], one["topic"], one["point"], one["since"]) for one in own["permissions"]] == [
        ("group:g2", "SMS", "g2", "phone|+4915112345678", NEVER),
        ("group:g3", "SMS", "g3", "phone|+4915112345678", NEVER),
    ]


def test_unknown_in_a_group_is_neither_stop_nor_permission(braze):
    own = claims(braze, "subscription_status", groups(("g1", "email", "Unknown"), ("g2", "sms", "Unknown")))
    assert "stops" not in own
    assert "permissions" not in own


def test_a_status_that_nobody_knows_is_unknown(braze):
    own = claims(braze, "subscription_status", groups(("g1", "email", "Paused")))
    assert own["stops"][0]["active"] is None


def test_a_status_without_address_is_kept_for_the_user(braze):
    row = {**groups(("g1", "email", "Unsubscribed")), "email": None, "phone": None}
    about = braze.translate("subscription_status", row)["claims"][1]
    assert (about["record"], about["state"], about["stops"][0]["topic"]) == ("braze|user|A8i3mkd99", "unseen", "g1")


def test_hard_bounces_and_unsubscribes_go_by_address(braze):
    (bounce,) = braze.rows_of(
        {"emails": [{"email": "Ida@x.example", "hard_bounced_at": "2016-08-25 15:24:32 +0000"}], "message": "success"}
    )
    assert braze.match("emails.json", list(bounce), bounce).name == "hard_bounce"
    own = claims(braze, "hard_bounce", bounce)
    assert own["noun"] is None
    assert own["keys"] == ["email|ida@x.example"]
    assert own["stops"] == [
        {
            "slot": "hard_bounce",
            "active": True,
            "code": "UNDELIVERABLE",
            "since": "2016-08-25T15:24:32.000000Z",
            "point": "email|ida@x.example",
        }
    ]
    (left,) = braze.rows_of(
        {"emails": [{"email": "ida@x.example", "unsubscribed_at": "2016-08-25 15:24:32 +0000"}], "message": "success"}
    )
    assert braze.match("emails.json", list(left), left).name == "unsubscribe"
    own = claims(braze, "unsubscribe", left)
    assert own["stops"] == [
        {
            "slot": "unsubscribe",
            "active": True,
            "code": "UNSUBSCRIBED_ALL_EMAIL",
            "since": "2016-08-25T15:24:32.000000Z",
            "by_subject": True,
        }
    ]


def event(**members: Any) -> dict[str, Any]:
    """A Currents event; `time` is a Unix time in seconds."""
    return {
        "id": "e1",
        "user_id": "5fbd99bac125ca40511f2cb1",
        "external_user_id": "A8i3mkd99",
        "time": 1780000000,
        "email_address": "noor.haddad@halden.example",
        **members,
    }


AT = "2026-05-28T20:26:40.000000Z"


@pytest.mark.parametrize(
    ("file", "members", "stop"),
    [
        ("users_messages_email_Unsubscribe.json", {"dispatch_id": "d"}, ("UNSUBSCRIBED_ALL_EMAIL", None)),
        ("USERS_MESSAGES_EMAIL_MARKASSPAM_SHARED.csv", {}, ("SPAM_COMPLAINT", None)),
        (
            "users_messages_email_Bounce.json",
            {"bounce_reason": "550"},
            ("UNDELIVERABLE", "email|noor.haddad@halden.example"),
        ),
    ],
)
def test_events_by_address(braze, file, members, stop):
    row = event(**members)
    match = braze.match(file, list(row), row)
    own = claims(braze, match.name, row)
    assert own["record"] == "braze|event|e1"
    assert [(one["active"], one["code"], one.get("point"), one["since"]) for one in own["stops"]] == [(True, *stop, AT)]


def test_a_soft_bounce_and_a_delivery_are_facts_of_the_address(braze):
    row = event()
    soft = claims(braze, braze.match("users_messages_email_SoftBounce.json", list(row), row).name, row)
    assert soft["points"] == [{"kind": "email", "value": "noor.haddad@halden.example", "facts": {"soft_bounces": 1}}]
    assert "stops" not in soft
    came = claims(braze, braze.match("users_messages_email_Delivery.json", list(row), row).name, row)
    assert came["points"][0]["facts"] == {"delivered_at": AT}


def test_a_state_change_says_who_changed_it(braze):
    name = "global_state_change"
    row = event(subscription_status="Opted In", channel="email", state_change_source="Preference Center")
    assert braze.match("users.behaviors.subscription.GlobalStateChange.json", list(row), row).name == name
    act = claims(braze, name, row)["permissions"]
    assert [(one["ground"], one["by_subject"], one["since"]) for one in act] == [("OPT_IN", True, AT)]
    by_machine = claims(braze, name, {**row, "state_change_source": "REST"})["permissions"]
    assert [one["by_subject"] for one in by_machine] == [False]
    left = claims(braze, name, {**row, "subscription_status": "Unsubscribed"})
    assert left["stops"][0] == {
        "slot": "email_subscribe",
        "active": True,
        "code": "UNSUBSCRIBED_ALL_EMAIL",
        "since": AT,
        "by_subject": True,
        "detail": "Preference Center",
    }
    assert "permissions" not in left
    push = claims(braze, name, {**row, "channel": "push", "subscription_status": "Unsubscribed"})
    assert [one["code"] for one in push["stops"]] == ["IN_APP_OFF"]


def test_a_state_change_of_a_user_without_address_is_the_users(braze):
    row = event(email_address=None, subscription_status="Unsubscribed", channel="email", state_change_source="SDK")
    about = braze.translate("global_state_change", row)["claims"][1]
    assert (about["record"], about["state"]) == ("braze|user|A8i3mkd99", "unseen")
    assert about["stops"][0]["active"] is True


def test_stop_and_start_by_message(braze):
    row = event(
        email_address=None,
        user_phone_number="+4915112345678",
        action="Unsubscribed",
        subscription_group_id="g2",
        message_body="STOP",
    )
    match = braze.match("users_messages_sms_InboundReceive.json", list(row), row)
    stop = claims(braze, match.name, row)["stops"][0]
    assert (stop["code"], stop["point"], stop["since"]) == ("SMS_STOP", "phone|+4915112345678", AT)
    _, back = braze.translate(match, {**row, "action": "Subscribed", "message_body": "START"})["claims"]
    assert (back["record"], back["state"]) == ("braze|user|A8i3mkd99", "unseen")
    assert [
        (one["channel"], one["point"], one["topic"], one["by_subject"], one["since"]) for one in back["permissions"]
    ] == [("SMS", "phone|+4915112345678", "g2", True, AT)]
