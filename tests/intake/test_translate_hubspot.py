"""HubSpot rows in every shape become the same claims; stops and permissions as POLICIES 1 reads them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def hs(model) -> Translator:
    return Translator(model, "hubspot", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def test_company_page(hs):
    row = {
        "id": "18200340237",
        "properties": {
            "createdate": "2024-04-06T07:30:00.000Z",
            "domain": "meridianfreight.example",
            "hs_additional_domains": "mfuk.example;nonsense",
            "hs_lastmodifieddate": "2026-02-03T07:30:00.000Z",
            "hs_object_id": "18200340237",
            "name": "Meridian Freight UK",
            "hs_parent_company_id": "18200340100",
            "hubspot_owner_id": "",
            "lifecyclestage": "marketingqualifiedlead",
            "hs_updated_by_user_id": "9104",
            "hs_merged_object_ids": "11;12",
        },
        "createdAt": "2024-04-06T07:30:00.000Z",
        "updatedAt": "2026-02-03T07:30:00.000Z",
        "archived": False,
    }
    said = hs.translate("company", row)
    own = said["claims"][0]
    assert (said["at"], said["clock"]) == ("2026-02-03T07:30:00.000000Z", "source")
    assert own == {
        "record": "hubspot|company|18200340237",
        "noun": "Account",
        "state": "live",
        "created_at": "2024-04-06T07:30:00.000000Z",
        "by": "hubspot|user|9104",
        "fields": {
            "name": "Meridian Freight UK",
            "domains": ["meridianfreight.example", "mfuk.example"],
            "primary_domain": "meridianfreight.example",
            "lifecycle_new": "MQL",
        },
        "keys": ["domain|meridianfreight.example", "domain|mfuk.example"],
        "absorbed": ["hubspot|company|11", "hubspot|company|12"],
        "replaces": ["absorbed"],
        "refs": [
            {
                "link": "OWNS",
                "variant": "ACCOUNT_EXECUTIVE",
                "source": None,
                "target": ".",
                "props": {"by": "hubspot|user|9104"},
            },
            {"link": "PARENT_OF", "variant": "SELLING", "source": "hubspot|company|18200340100", "target": "."},
        ],
    }


def test_landed_table_says_the_same_as_the_page(hs):
    page = {
        "id": "5",
        "properties": {
            "email": "noor@halden.example",
            "firstname": "Noor",
            "associatedcompanyid": "7",
            "jobtitle": "CTO",
        },
        "archived": False,
    }
    landed = {
        "id": "5",
        "property_email": "noor@halden.example",
        "property_firstname": "Noor",
        "property_associatedcompanyid": "7",
        "property_jobtitle": "CTO",
        "_fivetran_deleted": "false",
    }
    assert claims(hs, "contact", page) == claims(hs, "contact", landed)
    assert claims(hs, "contact", page)["refs"] == [
        {
            "link": "WORKS_AT",
            "variant": "",
            "source": ".",
            "target": "hubspot|company|7",
            "props": {"title": "CTO", "primary": True},
        }
    ]


def test_archived_and_deleted_are_two_things(hs):
    assert claims(hs, "company", {"id": "1", "properties": {}, "archived": True})["state"] == "archived"
    assert claims(hs, "company", {"id": "1", "is_deleted": "true"})["state"] == "deleted"


def test_opt_outs_by_column_and_by_topic(hs):
    own = claims(
        hs,
        "contact",
        {
            "id": "1",
            "properties": {
                "email": "a@x.example",
                "hs_email_optout": "true",
                "hs_email_optout_41087252": "",
                "hs_email_optout_7": "false",
            },
        },
    )
    assert own["stops"] == [
        {"slot": "hs_email_optout", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL"},
        {"slot": "topic:41087252", "active": None, "code": "TOPIC_UNSUBSCRIBED", "channels": ["EMAIL"]},
        {"slot": "topic:7", "active": False, "code": "TOPIC_UNSUBSCRIBED", "channels": ["EMAIL"], "topic": "7"},
    ]
    assert hs.suppression_columns("contact", ["id", "email"]) == {"EMAIL": False}
    assert hs.suppression_columns("contact", ["id", "property_hs_email_optout"]) == {"EMAIL": True}


def test_a_full_mailbox_is_soft_and_an_unknown_user_is_not(hs):
    soft = claims(
        hs,
        "contact",
        {
            "id": "1",
            "email": "sam@x.example",
            "hs_email_hard_bounce_reason_enum": "MAILBOX_FULL",
            "hs_email_bounce": "2",
        },
    )
    assert soft["points"] == [
        {"kind": "email", "value": "sam@x.example", "primary": True, "facts": {"soft_bounces": 2}}
    ]
    assert [stop["active"] for stop in soft["stops"]] == [False]
    hard = claims(
        hs,
        "contact",
        {
            "id": "1",
            "email": "ida@x.example",
            "hs_email_hard_bounce_reason_enum": "UNKNOWN_USER",
            "hs_email_bounce": "2",
        },
    )
    assert hard["stops"] == [
        {
            "slot": "hs_email_hard_bounce_reason_enum",
            "active": True,
            "code": "UNDELIVERABLE",
            "detail": "UNKNOWN_USER",
            "point": "email|ida@x.example",
        }
    ]
    assert "facts" not in hard["points"][0]


def test_opt_out_reset_by_an_import_stands(hs):
    history = [
        {"value": "false", "timestamp": "2026-07-21T05:00:00.000Z", "sourceType": "IMPORT"},
        {"value": "true", "timestamp": "2026-03-02T12:10:00.000Z", "sourceType": "EMAIL"},
    ]
    row = {
        "id": "4106",
        "properties": {"hs_email_optout": "false"},
        "propertiesWithHistory": {"hs_email_optout": history},
    }
    by_slot = {stop["slot"]: stop for stop in claims(hs, "contact", row)["stops"]}
    assert by_slot["hs_email_optout"]["active"] is False
    assert by_slot["hs_email_optout"]["by_subject"] is False
    assert by_slot["hs_email_optout.history"]["active"] is True
    assert by_slot["hs_email_optout.history"]["since"] == "2026-03-02T12:10:00.000000Z"
    # the subject's own act lifts it
    history[0]["sourceType"] = "PREFERENCES"
    by_slot = {stop["slot"]: stop for stop in claims(hs, "contact", row)["stops"]}
    assert by_slot["hs_email_optout"]["by_subject"] is True
    assert "hs_email_optout.history" not in by_slot


def test_property_history_is_a_part_of_the_contact(hs):
    row = {
        "contact_id": "12",
        "name": "hs_email_optout",
        "value": "true",
        "source": "IMPORT",
        "timestamp": "2026-05-01 10:00:00",
        "_fivetran_synced": "2026-09-01",
    }
    said = hs.translate("contact_property_history", row)
    assert (said["at"], said["clock"]) == ("2026-05-01T10:00:00.000000Z", "source")
    own, about = said["claims"]
    assert own["noun"] is None
    assert about == {
        "record": "hubspot|contact|12",
        "noun": None,
        "state": "unseen",
        "stops": [
            {
                "slot": "hs_email_optout",
                "active": True,
                "code": "UNSUBSCRIBED_ALL_EMAIL",
                "by_subject": False,
                "detail": "IMPORT",
            }
        ],
    }
    # a property we do not read is evidence and no more
    assert len(hs.translate("contact_property_history", {**row, "name": "7/VuV07HiY+Gu5IUAO6JCw=="})["claims"]) == 1


def test_a_page_with_history_says_the_same_as_the_history_table(hs):
    stages = [
        {"value": "salesqualifiedlead", "timestamp": "2026-05-01T10:00:00.000Z", "sourceType": "CRM_UI"},
        {"value": "lead", "timestamp": "2026-02-01T10:00:00.000Z", "sourceType": "IMPORT"},
    ]
    row = {
        "id": "12",
        "properties": {"lifecyclestage": "salesqualifiedlead"},
        "propertiesWithHistory": {"lifecyclestage": stages, "hs_email_optout": [{"value": "true"}], "odd": None},
        "updatedAt": "2026-06-01T00:00:00.000Z",
    }
    kind = hs.match("contacts.json", list(row), row)
    past = list(hs.unfolded(kind, row))
    assert [match.name for match, _ in past] == ["contact_property_history"] * 2, "an opt-out is read with its row"
    for (match, unfolded), one in zip(past, stages, strict=True):
        landed = {"contact_id": "12", "name": "lifecyclestage", **one, "timestamp": one["timestamp"]}
        assert hs.translate(match, unfolded) == hs.translate("contact_property_history", landed)
    said = [hs.translate(match, unfolded) for match, unfolded in past]
    assert [(one["at"], one["claims"][1]["fields"]) for one in said] == [
        ("2026-05-01T10:00:00.000000Z", {"lifecycle_stage": "SQL"}),
        ("2026-02-01T10:00:00.000000Z", {"lifecycle_stage": "LEAD"}),
    ]
    assert all(one["claims"][1]["record"] == "hubspot|contact|12" for one in said)
    assert list(hs.unfolded(kind, {"id": "12"})) == []


DATES = {
    "hs_lifecyclestage_lead_date": "2026-01-05T08:00:00.000Z",
    "hs_lifecyclestage_marketingqualifiedlead_date": "2026-01-20T08:00:00.000Z",
    "hs_v2_date_entered_marketingqualifiedlead": "1768896000000",
    "hs_v2_date_entered_salesqualifiedlead": "2026-02-10T08:00:00Z",
    "hs_lifecyclestage_customer_date": "",
}


def entries(hs: Translator, row: dict[str, Any], name: str = "contact") -> list[tuple[str, str]]:
    """(value, time) of each earlier value that a row carries; each is a dated claim of the stage and no more."""
    found = []
    for kind, earlier in hs.unfolded(hs.named(name, list(row)), row):
        said = hs.translate(kind, earlier)
        assert said["clock"] == "source"
        _, about = said["claims"]
        (field,) = about["fields"]
        assert (about["record"].rsplit("|", 1)[0], about["noun"], about["state"]) == (f"hubspot|{name}", None, "unseen")
        found.append((about["fields"][field], said["at"]))
    return found


def test_dates_of_becoming_are_entries_of_their_stages(hs):
    row = {"id": "12", "properties": {"lifecyclestage": "salesqualifiedlead", **DATES}}
    expected = [
        ("LEAD", "2026-01-05T08:00:00.000000Z"),
        # two properties tell it, in two spellings
        ("MQL", "2026-01-20T08:00:00.000000Z"),
        ("SQL", "2026-02-10T08:00:00.000000Z"),
    ]
    assert entries(hs, row) == expected
    # a table as Fivetran lands it
    landed = {
        "id": "12", "property_lifecyclestage": "salesqualifiedlead", "_fivetran_synced": "2026-09-01",
        **{f"property_{name.replace('v2', 'v_2')}": value for name, value in DATES.items()},
    }  # fmt: skip
    assert entries(hs, landed) == expected
    # and companies have the same ones
    assert entries(hs, {**row, "id": "7"}, "company") == expected
    # what is asked for by a pull are the columns that something reads
    assert set(DATES) <= set(hs.wanted_columns("contact", ["email", "odd", *DATES]))


def test_a_date_that_the_history_tells_adds_nothing(hs):
    told = [
        {"value": "marketingqualifiedlead", "timestamp": "2026-01-20T08:00:00Z", "sourceType": "WORKFLOWS"},
        # the history is exact: at that moment it was not what the date property says
        {"value": "opportunity", "timestamp": "2026-02-10T08:00:00.000Z", "sourceType": "CRM_UI"},
    ]
    row = {"id": "12", "properties": DATES, "propertiesWithHistory": {"lifecyclestage": told}}
    assert entries(hs, row) == [
        ("MQL", "2026-01-20T08:00:00.000000Z"),
        ("OPPORTUNITY", "2026-02-10T08:00:00.000000Z"),
        ("LEAD", "2026-01-05T08:00:00.000000Z"),
    ]


def test_of_stages_at_one_instant_the_last_was_reached(hs):
    at = "2026-01-05T08:00:00.000Z"
    dates = {"hs_lifecyclestage_salesqualifiedlead_date": at, "hs_lifecyclestage_lead_date": at}
    assert entries(hs, {"id": "12", **dates}) == [("SQL", "2026-01-05T08:00:00.000000Z")]


def test_a_date_that_cannot_be_read_is_not_said_now(hs):
    row = {"id": "12", "hs_lifecyclestage_lead_date": "soon"}
    ((kind, earlier),) = hs.unfolded(hs.named("contact", list(row)), row)
    # the pipeline sets aside what has no time of its own
    assert hs.translate(kind, earlier)["clock"] == "observed"


@pytest.mark.parametrize("kind", ["contact_company_page", "deal_company_page", "deal_contact_page"])
def test_an_empty_page_of_associations_ends_those_that_were(hs, kind):
    """A record that is gone holds no links, and it is back once the page names somebody again."""
    row = {"from": {"id": "1"}, "to": [{"toObjectId": 7, "associationTypes": [{"category": "X", "typeId": 1}]}]}
    told = claims(hs, kind, row)
    assert told["state"] == "live" and any(ref["target"] for ref in told["refs"])
    assert claims(hs, kind, {**row, "to": []})["state"] == "deleted"


def test_buying_roles_are_weak_and_towards_the_primary_company(hs):
    row = {"id": "1", "associatedcompanyid": "7", "hs_buying_role": "END_USER;BUDGET_HOLDER"}
    refs = [ref for ref in claims(hs, "contact", row)["refs"] if ref["link"] == "HAS_ROLE"]
    assert [(ref["variant"], ref["target"], ref["props"]) for ref in refs] == [
        ("BUSINESS_USER", "hubspot|company|7", {"raw": "END_USER", "confidence": "low"}),
        ("ECONOMIC_BUYER", "hubspot|company|7", {"raw": "BUDGET_HOLDER", "confidence": "low"}),
    ]
    refs = [ref for ref in claims(hs, "contact", {**row, "hs_buying_role": ""})["refs"] if ref["link"] == "HAS_ROLE"]
    assert refs == [{"link": "HAS_ROLE", "variant": "", "source": ".", "target": None}]


def test_numeric_custom_stage_is_set_aside(hs):
    own = claims(hs, "contact", {"id": "1", "lifecyclestage": "148329011"})
    assert "fields" not in own
    assert own["set_aside"][0]["field"] == "lifecycle_stage"


def test_hashed_address_is_set_aside_and_the_opt_out_stays(hs):
    own = claims(
        hs,
        "contact",
        {"id": "1", "property_email": "fcb67ef339b691956cc85fa12be6490c", "property_hs_email_optout": "true"},
    )
    assert own["stops"][0]["active"] is True
    assert [one["field"] for one in own["set_aside"]] == ["email"]
    assert own["keys"] == []


def test_merged_ids_of_both_forms(hs):
    own = claims(hs, "contact", {"vid": 5214, "hs_calculated_merged_vids": "5107:1780650000000;5003:1771405200000"})
    assert own["record"] == "hubspot|contact|5214"
    assert own["absorbed"] == ["hubspot|contact|5107", "hubspot|contact|5003"]
    _, about = hs.translate(
        "contact_merge_audit",
        {"canonical_vid": "5214", "contact_id": "5214", "vid_to_merge": "5107", "timestamp": "2026-06-05 09:00:00"},
    )["claims"]
    assert about == {
        "record": "hubspot|contact|5214",
        "noun": None,
        "state": "unseen",
        "absorbed": ["hubspot|contact|5107"],
    }


def test_owner_is_known_by_its_id_and_an_archived_one_has_left(hs):
    row = {
        "id": "7107",
        "email": "gus@larkfield.example",
        "firstName": "Gus",
        "lastName": "Tanaka",
        "userId": None,
        "userIdIncludingInactive": 9107,
        "archived": True,
        "teams": [{"id": "310", "name": "Sales", "primary": True}],
    }
    said = hs.translate("owner", row)["claims"]
    assert said[0]["record"] == "hubspot|owner|7107"
    assert said[0]["state"] == "live"
    assert said[0]["fields"] == {
        "name": "Gus Tanaka",
        "email": "gus@larkfield.example",
        "active": False,
        "placeholder": None,
    }
    assert said[0]["refs"] == [
        {"link": "MEMBER_OF", "variant": "", "source": ".", "target": "hubspot|team|310", "props": {"primary": True}}
    ]
    assert (said[1]["record"], said[1]["fields"]) == ("hubspot|team|310", {"name": "Sales"})
    assert (said[2]["record"], said[2]["same_as"]) == ("hubspot|user|9107", ["hubspot|owner|7107"])


@pytest.mark.parametrize(
    ("properties", "kind", "closed", "won"),
    [
        ({"dealtype": "renewal", "dealstage": "closedwon"}, "RENEWAL", True, True),
        ({"dealtype": "existingbusiness", "dealstage": "contractsent"}, "EXPANSION", False, False),
        ({"dealtype": "", "pipeline": "renewals", "dealstage": "123"}, "RENEWAL", None, None),
        ({"dealtype": "", "pipeline": "default", "dealstage": "closedlost"}, "UNCLASSIFIED", True, False),
        (
            {"dealtype": "weird", "dealstage": "9", "hs_is_closed": "true", "hs_is_closed_won": "true"},
            "UNCLASSIFIED",
            True,
            True,
        ),
    ],
)
def test_deal_kind_and_stage(hs, properties, kind, closed, won):
    fields = claims(hs, "deal", {"id": "1", "properties": properties})["fields"]
    assert (fields["kind"], fields["is_closed"], fields["is_won"]) == (kind, closed, won)


def test_deal_table_without_type_claims_no_kind(hs):
    fields = claims(
        hs,
        "deal",
        {"deal_id": "12", "owner_id": "5", "property_dealname": "A", "property_closedate": "2026-11-30T00:00:00Z"},
    )["fields"]
    assert fields == {"name": "A", "close_date": "2026-11-30"}


def test_association_page_with_primary_and_label(hs):
    row = {
        "from": {"id": "4105"},
        "to": [
            {
                "toObjectId": 18200342566,
                "associationTypes": [
                    {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
                    {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
                    {"category": "USER_DEFINED", "typeId": 71, "label": "Renewal stakeholder"},
                ],
            }
        ],
    }
    match = hs.match("contacts_companies.json", list(row), row)
    assert match is not None
    own = claims(hs, match.name, row)
    works = [ref for ref in own["refs"] if ref["link"] == "WORKS_AT"]
    assert [ref.get("props") for ref in works] == [{"primary": True}, None]
    assert {(ref["source"], ref["target"]) for ref in own["refs"]} == {
        ("hubspot|contact|4105", "hubspot|company|18200342566")
    }
    assert [ref["variant"] for ref in own["refs"] if ref["link"] == "HAS_ROLE"] == ["RENEWAL_STAKEHOLDER"]


def test_association_tables(hs):
    deal = claims(
        hs, "deal_company", {"company_id": "12345", "deal_id": "6789", "type_id": "5", "category": "HUBSPOT_DEFINED"}
    )
    assert deal["record"] == "hubspot|deal_company|6789:12345:5"
    assert deal["refs"] == [
        {
            "link": "FOR_ACCOUNT",
            "variant": "",
            "source": "hubspot|deal|6789",
            "target": "hubspot|company|12345",
            "props": {"method": "RECORD"},
        }
    ]
    assert "refs" not in claims(hs, "deal_company", {"company_id": "1", "deal_id": "2", "type_id": "341"})
    contact = claims(hs, "deal_contact", {"contact_id": "1", "deal_id": "2", "type_id": "101112"})
    assert (contact["refs"][0]["variant"], contact["refs"][0]["props"]["raw"]) == ("OTHER", "101112")
    parent = claims(hs, "company_company", {"from_company_id": "1", "to_company_id": "2", "type_id": "14"})
    assert (parent["refs"][0]["source"], parent["refs"][0]["target"]) == ("hubspot|company|2", "hubspot|company|1")


def test_email_events_stop_by_address(hs):
    created = 1778604310000
    row = {
        "id": "e1",
        "type": "STATUSCHANGE",
        "recipient": "MARIA.Silva@Meridian.EXAMPLE ",
        "created": created,
        "source": "SOURCE_RECIPIENT",
        "portalSubscriptionStatus": "UNSUBSCRIBED",
        "subscriptions": [],
    }
    own = claims(hs, "email_event", row)
    assert (own["noun"], own["keys"]) == (None, ["email|maria.silva@meridian.example"])
    assert own["stops"] == [
        {
            "slot": "unsubscribe",
            "active": True,
            "code": "UNSUBSCRIBED_ALL_EMAIL",
            "since": "2026-05-12T16:45:10.000000Z",
            "by_subject": True,
            "detail": "SOURCE_RECIPIENT",
        }
    ]
    topic = claims(
        hs,
        "email_event",
        {**row, "portalSubscriptionStatus": None, "subscriptions": [{"id": 41087252, "status": "UNSUBSCRIBED"}]},
    )
    assert (topic["stops"][0]["slot"], topic["stops"][0]["topic"]) == ("topic:41087252", "41087252")
    soft = claims(
        hs,
        "email_event",
        {"id": "e2", "type": "BOUNCE", "category": "MAILBOX_FULL", "recipient": "sam@x.example", "created": created},
    )
    assert soft["points"] == [{"kind": "email", "value": "sam@x.example", "facts": {"soft_bounces": 1}}]
    assert "stops" not in soft
    hard = claims(
        hs,
        "email_event",
        {"id": "e3", "type": "BOUNCE", "category": "UNKNOWN_USER", "recipient": "ida@x.example", "created": created},
    )
    assert (hard["stops"][0]["code"], hard["stops"][0]["point"]) == ("UNDELIVERABLE", "email|ida@x.example")
    spam = claims(hs, "email_event", {"id": "e4", "type": "SPAMREPORT", "recipient": "x@x.example", "created": created})
    assert spam["stops"][0]["code"] == "SPAM_COMPLAINT"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("PREVIOUSLY_UNSUBSCRIBED_PORTAL", "UNSUBSCRIBED_ALL_EMAIL"),
        ("PREVIOUSLY_UNSUBSCRIBED_MESSAGE", "TOPIC_UNSUBSCRIBED"),
        ("PREVIOUS_SPAM", "SPAM_COMPLAINT"),
        ("PREVIOUSLY_BOUNCED", "UNDELIVERABLE"),
    ],
)
def test_dropped_table_is_a_part_of_the_event(hs, reason, code):
    own = claims(
        hs, "email_event_dropped", {"id": "e1", "_fivetran_synced": "2020-06-01 15:25:50", "drop_reason": reason}
    )
    assert own["record"] == "hubspot|email_event|e1"
    assert [stop["code"] for stop in own["stops"]] == [code]
    assert "keys" not in own


def test_preferences_version_4(hs):
    row = {
        "channel": "EMAIL",
        "source": "SOURCE_RECIPIENT",
        "status": "SUBSCRIBED",
        "subscriberIdString": "Priya@x.example",
        "subscriptionId": 41087253,
        "timestamp": "2026-06-18T13:05:00.000Z",
        "legalBasis": "CONSENT_WITH_NOTICE",
    }
    own = claims(hs, "subscription_status", row)
    assert own["permissions"] == [
        {
            "slot": "topic:41087253",
            "ground": "OPT_IN",
            "channel": "EMAIL",
            "active": True,
            "topic": "41087253",
            "since": "2026-06-18T13:05:00.000000Z",
            "by_subject": True,
            "detail": "CONSENT_WITH_NOTICE",
            "point": "email|priya@x.example",
        }
    ]
    assert (own["stops"][0]["active"], own["stops"][0]["by_subject"]) == (False, True)
    # no statement is no permission, and an import is no act
    assert "permissions" not in claims(
        hs, "subscription_status", {**row, "status": "NOT_SPECIFIED", "legalBasis": None}
    )
    imported = claims(hs, "subscription_status", {**row, "source": "SOURCE_IMPORT"})
    assert imported["permissions"][0]["by_subject"] is False


def test_preferences_version_3(hs):
    row = {
        "recipient": "a@x.example",
        "subscriptionStatuses": [
            {"id": "7", "status": "NOT_SUBSCRIBED", "sourceOfStatus": "SUBSCRIPTION_STATUS"},
            {"id": "8", "status": "NOT_SUBSCRIBED", "sourceOfStatus": "PORTAL_WIDE_STATUS"},
            {"id": "9", "status": "NOT_SUBSCRIBED", "sourceOfStatus": "BRAND_WIDE_STATUS", "brandId": 3},
        ],
    }
    stops = {stop["slot"]: (stop["code"], stop["active"]) for stop in claims(hs, "subscription_status", row)["stops"]}
    assert stops == {
        "all": ("UNSUBSCRIBED_ALL_EMAIL", True),
        "brand:3": ("BRAND_UNSUBSCRIBED", True),
        "topic:7": ("TOPIC_UNSUBSCRIBED", True),
    }


def test_privacy_deletion_erases(hs):
    row = {"eventId": 1, "occurredAt": 1781089200000, "subscriptionType": "contact.privacyDeletion", "objectId": 301}
    _, about = hs.translate("webhook", row)["claims"]
    assert (about["record"], about["state"]) == ("hubspot|contact|301", "erased")
    assert (about["stops"][0]["code"], about["stops"][0]["since"]) == ("ERASED", "2026-06-10T11:00:00.000000Z")


def test_cross_references_to_salesforce(hs):
    own = claims(hs, "company", {"id": "1", "properties": {"salesforceaccountid": "001Lk00000AJTJK"}})
    assert own["same_as"] == ["salesforce|Account|001Lk00000AJTJKIA5"]


def test_legal_basis_is_a_ground_or_none(hs):
    own = claims(
        hs, "contact", {"id": "1", "email": "a@x.example", "hs_legal_basis": "Freely given consent from contact"}
    )
    assert (own["permissions"][0]["ground"], own["permissions"][0]["point"]) == ("OPT_IN", "email|a@x.example")
    assert "permissions" not in claims(hs, "contact", {"id": "1", "hs_legal_basis": "Not applicable"})
