"""Our own forms: a permission only where the subject acted and a box was ticked (POLICIES 1.6, 1.7)."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def capture(model) -> Translator:
    return Translator(model, "capture", observed_at=SEEN)


def person(translator: Translator, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the lead or subscriber that a submission makes."""
    (one,) = translator.translate("submission", row)["claims"][1:]
    return dict(one)


def form(**change: Any) -> dict[str, Any]:
    return {
        "submission_id": "sub-0007",
        "form": "Autumn events",
        "form_type": "event",
        "email": "Priya.Raman@brightwaterstores.example",
        "first_name": "Priya",
        "last_name": "Raman",
        "company": "Brightwater Stores",
        "region": "US",
        "consent": True,
        "topic": "events",
        "submitted_at": "2026-06-18T13:05:00Z",
        "source": "Website",
        "source_detail": "Event page",
        **change,
    }


AT = "2026-06-18T13:05:00.000000Z"
BOX = {
    "slot": "box:events",
    "ground": "OPT_IN",
    "channel": "EMAIL",
    "active": True,
    "topic": "events",
    "since": AT,
    "by_subject": True,
    "detail": "Autumn events",
    "point": "email|priya.raman@brightwaterstores.example",
}


def test_a_sign_up_with_a_ticked_box(capture):
    row = form()
    assert capture.match("submissions.jsonl", list(row), row).name == "submission"
    said = capture.translate("submission", row)
    assert (said["at"], said["clock"]) == (AT, "source")
    assert said["claims"] == [
        {"record": "capture|submission|sub-0007", "noun": None, "state": "live"},
        {
            "record": "capture|subscriber|sub-0007",
            "noun": "Subscriber",
            "state": "live",
            "created_at": AT,
            "fields": {
                "name": "Priya Raman",
                "first_name": "Priya",
                "last_name": "Raman",
                "email": "priya.raman@brightwaterstores.example",
                "country": "US",
                "company": "Brightwater Stores",
                "lead_source": "Website",
                "lead_source_detail": "Event page",
            },
            "keys": ["email|priya.raman@brightwaterstores.example"],
            "points": [{"kind": "email", "value": "priya.raman@brightwaterstores.example", "primary": True}],
            # the form asks for no number, so it ends none
            "places": ["email|primary|"],
            "permissions": [BOX],
        },
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"consent": False},
        {"consent": None},
        {"consent": ""},
        {"acted_by": "import"},
        {"acted_by": "colleague"},
        {"submitted_at": None},
        {"form": ""},
        {"email": ""},
        # a box about nothing in particular
        {"topic": "", "form_type": "download"},
    ],
)
def test_no_permission_without_box_act_time_topic_or_address(capture, change):
    own = person(capture, form(**change))
    assert [one for one in own.get("permissions", []) if "point" in one] == []
    assert "stops" not in own


def test_a_form_without_a_consent_box_is_capture(capture):
    row = form()
    del row["consent"]
    assert "permissions" not in person(capture, row)


def test_a_confirmed_sign_up(capture):
    (given,) = person(capture, form(confirmed_at="2026-06-18T13:20:00Z"))["permissions"]
    assert (given["ground"], given["since"]) == ("CONFIRMED_OPT_IN", "2026-06-18T13:20:00.000000Z")


def test_several_topics_and_several_boxes(capture):
    given = person(capture, form(topic="events; newsletter"))["permissions"]
    assert [(one["slot"], one["topic"]) for one in given] == [
        ("box:events", "events"),
        ("box:newsletter", "newsletter"),
    ]
    listed = form(
        consents=[
            {"topic": "events", "ticked": True},
            {"topic": "newsletter", "ticked": False},
            {"topic": "alerts", "ticked": True, "channel": "sms"},
        ],
        phone="+12125550147",
    )
    del listed["topic"], listed["consent"]
    given = person(capture, listed)["permissions"]
    assert [(one["topic"], one["channel"], one["point"]) for one in given] == [
        ("events", "EMAIL", "email|priya.raman@brightwaterstores.example"),
        ("alerts", "SMS", "phone|+12125550147"),
    ]


def test_a_box_without_topic_is_about_its_form(capture):
    given = person(capture, form(topic=None, form_type="webinar"))["permissions"]
    assert [(one["slot"], one["topic"]) for one in given] == [("box", "events")]


def test_a_box_for_a_number(capture):
    given = person(capture, form(channel="SMS", phone="(212) 555-0147", topic="alerts"))["permissions"]
    assert [(one["channel"], one["point"], one["topic"]) for one in given] == [("SMS", "phone|+12125550147", "alerts")]


def test_an_export_in_the_words_of_a_form_tool(capture):
    row = {
        "Response ID": "9",
        "Form name": "Newsletter",
        "Form type": "newsletter",
        "E-mail": "a@x.example",
        "Opt-in": "Yes",
        "Submitted at": "2026-06-18T13:05:00Z",
        "Country/Region": "Germany",
        "utm_source": "ads",
    }
    match = capture.match("newsletter_export.csv", list(row))
    own = person(capture, row)
    assert match.name == "submission"
    assert (own["fields"]["country"], own["fields"]["lead_source"]) == ("DE", "ads")
    assert [(one["topic"], one["since"]) for one in own["permissions"]] == [("newsletter", AT)]


def test_who_asks_for_a_demo_is_a_lead_with_an_enquiry(capture):
    own = person(
        capture,
        form(
            form="Demo",
            form_type="demo",
            consent=None,
            topic=None,
            email="rosa.lindqvist@kestrel.example",
            phone="+12125550147",
        ),
    )
    assert (own["record"], own["noun"], own["fields"]["kind"]) == ("capture|lead|sub-0007", "Lead", "REQUEST")
    assert own["refs"] == [
        {
            "link": "FOR_ACCOUNT",
            "variant": "",
            "source": ".",
            "target": "key|Account|domain|kestrel.example",
            "props": {"method": "DOMAIN"},
        }
    ]
    # a ground for a call back, never an opt-in
    assert [(one["ground"], one["channel"], one["point"]) for one in own["permissions"]] == [
        ("ENQUIRY", "EMAIL", "email|rosa.lindqvist@kestrel.example"),
        ("ENQUIRY", "PHONE", "phone|+12125550147"),
    ]


def test_a_cleared_box_says_no_only_on_the_preference_page(capture):
    left = person(capture, form(form_type="preferences", consent=False))
    assert left["stops"] == [
        {
            "slot": "box:events",
            "active": True,
            "code": "TOPIC_UNSUBSCRIBED",
            "topic": "events",
            "since": AT,
            "by_subject": True,
            "detail": "Autumn events",
        }
    ]
    all_of_it = person(capture, form(form_type="preferences", consent=False, topic=None))
    assert [one["code"] for one in all_of_it["stops"]] == ["UNSUBSCRIBED_ALL_EMAIL"]
    left_all = person(capture, form(form_type="unsubscribe", consent=None, topic=None))
    assert [one["code"] for one in left_all["stops"]] == ["UNSUBSCRIBED_ALL_EMAIL"]
    assert "permissions" not in left_all
    assert "stops" not in person(capture, form(consent=False))


def test_every_act_is_a_record_of_its_own(capture):
    row = form()
    del row["submission_id"]
    first = capture.translate("submission", row)["claims"]
    again = capture.translate("submission", {**row, "submitted_at": "2026-08-01T00:00:00Z"})["claims"]
    assert first[1]["record"] != again[1]["record"]
    assert (
        first[1]["record"]
        == "capture|subscriber|autumn events|priya.raman@brightwaterstores.example|2026-06-18t13:05:00z"
    )
