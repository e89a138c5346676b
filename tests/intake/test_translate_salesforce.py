"""Salesforce rows in every shape become the same claims.

Expected values are written by hand from POLICIES, SOURCES and Salesforce's field reference.
"""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.errors import RowRefused, UsageError
from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def sf(model) -> Translator:
    return Translator(model, "salesforce", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> dict[str, Any]:
    """The claims of the row's own record."""
    return dict(translator.translate(name, row)["claims"][0])


def test_account_row_of_an_export(sf):
    said = sf.translate(
        "Account",
        {
            "Id": "001Lk00000AJTJK",
            "Name": "Meridian Rail",
            "ParentId": "001Lk00000AJTJLIA5",
            "OwnerId": "005Lk000001aAbC",
            "Website": "https://www.meridianrail.example/about",
            "Type": "Customer - Direct",
            "NumberOfEmployees": "1,200",
            "AnnualRevenue": "1250000.5",
            "CurrencyIsoCode": "GBP",
            "BillingCountry": "United Kingdom",
            "IsDeleted": "false",
            "MasterRecordId": "",
            "CreatedDate": "2024-03-05T07:30:00.000+0000",
            "SystemModstamp": "2026-02-03T07:30:00.000+0000",
        },
    )
    assert (said["at"], said["clock"]) == ("2026-02-03T07:30:00.000000Z", "source")
    own = said["claims"][0]
    # the 15-character id is the record of its 18-character form
    assert own["record"] == "salesforce|Account|001Lk00000AJTJKIA5"
    assert (own["noun"], own["state"], own["created_at"]) == ("Account", "live", "2024-03-05T07:30:00.000000Z")
    assert own["fields"] == {
        "name": "Meridian Rail",
        "domains": ["meridianrail.example"],
        "primary_domain": "meridianrail.example",
        "revenue": {"minor": 125000050, "currency": "GBP", "exponent": 2},
        "hq_country": "GB",
        "kind": "CUSTOMER",
    }
    assert own["keys"] == ["domain|meridianrail.example"]
    assert own["refs"] == [
        {"link": "PARENT_OF", "variant": "SELLING", "source": "salesforce|Account|001Lk00000AJTJLIA5", "target": "."},
        {"link": "OWNS", "variant": "ACCOUNT_EXECUTIVE", "source": "salesforce|User|005Lk000001aAbCIAU", "target": "."},
    ]
    # a bad field is set aside, not the row
    assert [one["field"] for one in own["set_aside"]] == ["employees"]


def test_three_shapes_of_one_contact_say_the_same(sf):
    export = {
        "Id": "0031G00000qAfq1QAC",
        "FirstName": "Noor",
        "LastName": "Haddad",
        "Email": "Noor@Halden.example ",
        "AccountId": "0011G00000eNyiXQAS",
        "HasOptedOutOfEmail": "true",
    }
    landed = {
        "id": "0031G00000qAfq1QAC",
        "first_name": "Noor",
        "last_name": "Haddad",
        "email": "noor@halden.example",
        "account_id": "0011G00000eNyiXQAS",
        "has_opted_out_of_email": "TRUE",
    }
    page = {
        "Id": "0031G00000qAfq1QAC",
        "FirstName": {"value": "Noor"},
        "LastName": {"value": "Haddad"},
        "Email": {"value": "noor@halden.example"},
        "AccountId": {"value": "0011G00000eNyiXQAS"},
        "HasOptedOutOfEmail": {"value": True},
    }
    first = claims(sf, "Contact", export)
    assert first["stops"] == [{"slot": "HasOptedOutOfEmail", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL"}]
    assert first["fields"]["name"] == "Noor Haddad"
    assert claims(sf, "Contact", landed) == first
    assert claims(sf, "Contact", page) == first


def test_absent_column_is_no_claim_and_blank_is_an_emptied_one(sf):
    absent = claims(sf, "Account", {"Id": "1", "Name": "Halden Labs"})
    assert absent["fields"] == {"name": "Halden Labs"}
    assert "refs" not in absent
    assert "keys" not in absent
    blank = claims(
        sf,
        "Account",
        {"Id": "1", "Name": " ", "ParentId": "", "Website": None, "LastModifiedById": "005000000000001AAA"},
    )
    assert blank["fields"] == {"name": None, "domains": None, "primary_domain": None}
    assert blank["keys"] == []
    # who emptied it stays with the emptied link
    assert blank["refs"] == [
        {
            "link": "PARENT_OF",
            "variant": "SELLING",
            "source": None,
            "target": ".",
            "props": {"by": "salesforce|User|005000000000001AAA"},
        }
    ]


def test_blank_opt_out_is_unknown_and_a_word_that_is_no_flag_too(sf):
    own = claims(sf, "Contact", {"Id": "1", "HasOptedOutOfEmail": "", "DoNotCall": "maybe", "EmailBouncedDate": ""})
    by_slot = {stop["slot"]: stop["active"] for stop in own["stops"]}
    # a bounce date is blank where nothing bounced; a flag that is blank says nothing
    assert by_slot == {"HasOptedOutOfEmail": None, "DoNotCall": None, "EmailBounced": False}
    assert own["set_aside"] == [{"field": "DoNotCall", "reason": "neither yes nor no"}]


def test_bounce_is_of_the_address_and_since_its_date(sf):
    own = claims(
        sf,
        "Contact",
        {"Id": "1", "Email": "ida@x.example", "EmailBouncedDate": "2026-05-01T10:00:00Z", "EmailBouncedReason": "550"},
    )
    assert own["stops"] == [
        {
            "slot": "EmailBounced",
            "active": True,
            "code": "UNDELIVERABLE",
            "since": "2026-05-01T10:00:00.000000Z",
            "detail": "550",
            "point": "email|ida@x.example",
        }
    ]


def test_converted_lead_keeps_its_opt_out_and_names_what_it_became(sf):
    own = claims(
        sf,
        "Lead",
        {
            "Id": "00QLk000001",
            "Email": "nadia@kestrel.example",
            "HasOptedOutOfEmail": "1",
            "IsConverted": "true",
            "ConvertedContactId": "003Lk000002",
            "ConvertedAccountId": "001Lk000003",
            "ConvertedOpportunityId": "",
            "ConvertedDate": "2026-05-19",
            "Company": "Kestrel",
        },
    )
    assert own["stops"][0] == {"slot": "HasOptedOutOfEmail", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL"}
    assert own["same_as"] == ["salesforce|Contact|003Lk000002"]
    assert [(ref["link"], ref["target"], ref.get("since")) for ref in own["refs"]] == [
        ("CONVERTED_TO", "salesforce|Contact|003Lk000002", "2026-05-19"),
        ("CONVERTED_TO", "salesforce|Account|001Lk000003", "2026-05-19"),
        ("FOR_ACCOUNT", "key|Account|domain|kestrel.example", None),
    ]


def test_free_mail_makes_no_account_of_a_lead(sf):
    own = claims(sf, "Lead", {"Id": "1", "Email": "h@gmail.com"})
    assert "refs" not in own


def test_merged_account_names_its_survivor(sf):
    own = claims(sf, "Account", {"Id": "001a", "IsDeleted": "true", "MasterRecordId": "001b"})
    assert (own["state"], own["merged_into"]) == ("merged", "salesforce|Account|001b")
    assert claims(sf, "Account", {"Id": "001a", "IsDeleted": "true", "MasterRecordId": ""})["state"] == "deleted"


@pytest.mark.parametrize(
    ("row", "placeholder"),
    [
        ({"Id": "005a", "Name": "Integration User", "UserType": "Standard"}, "INTEGRATION"),
        ({"Id": "005a", "Name": "Automated Process", "UserType": "AutomatedProcess"}, "INTEGRATION"),
        ({"Id": "005a", "Name": "Ana Ferreira", "UserType": "Standard"}, None),
    ],
)
def test_users_that_are_no_person(sf, row, placeholder):
    assert claims(sf, "User", row)["fields"]["placeholder"] == placeholder


def test_queue_is_a_placeholder_and_owns_by_its_prefix(sf):
    assert (
        claims(sf, "Group", {"Id": "00GLk000004", "Name": "Inbound EMEA", "Type": "Queue"})["fields"]["placeholder"]
        == "QUEUE"
    )
    owned = claims(sf, "Lead", {"Id": "1", "OwnerId": "00GLk000004"})
    assert owned["refs"][0]["source"] == "salesforce|Group|00GLk000004"


def test_relation_carries_employment_and_several_roles(sf):
    row = {
        "Id": "07k1",
        "AccountId": "001a",
        "ContactId": "003b",
        "IsDirect": "false",
        "IsActive": "false",
        "Roles": "Influencer;Economic Buyer",
        "StartDate": "2025-01-01",
        "EndDate": "2026-02-28",
    }
    own = claims(sf, "AccountContactRelation", row)
    assert own["noun"] is None
    assert own["refs"][0] == {
        "link": "WORKS_AT",
        "variant": "",
        "source": "salesforce|Contact|003b",
        "target": "salesforce|Account|001a",
        "props": {"primary": False, "active": False},
        "since": "2025-01-01",
        "until": "2026-02-28",
    }
    assert [(ref["variant"], ref["props"]["raw"]) for ref in own["refs"][1:]] == [
        ("INFLUENCER", "Influencer"),
        ("ECONOMIC_BUYER", "Economic Buyer"),
    ]
    # roles taken away are a claim about the contact's roles, or they would stand for ever
    emptied = claims(sf, "AccountContactRelation", {**row, "Roles": ""})
    assert emptied["refs"][1] == {
        "link": "HAS_ROLE",
        "variant": "",
        "source": "salesforce|Contact|003b",
        "target": None,
    }


def test_relation_without_an_end_date_ended_by_the_time_of_the_change(sf):
    row = {
        "Id": "1",
        "AccountId": "a",
        "ContactId": "c",
        "IsActive": "false",
        "EndDate": "",
        "LastModifiedDate": "2026-06-01T00:00:00Z",
    }
    assert claims(sf, "AccountContactRelation", row)["refs"][0]["until"] == "2026-06-01T00:00:00.000000Z"
    assert "until" not in claims(sf, "AccountContactRelation", {**row, "IsActive": "true"})["refs"][0]


def test_unknown_role_is_kept_as_said(sf):
    own = claims(
        sf,
        "OpportunityContactRole",
        {"Id": "1", "OpportunityId": "006a", "ContactId": "003b", "Role": "Guru", "IsPrimary": "true"},
    )
    assert own["refs"][0]["variant"] == "OTHER"
    assert own["refs"][0]["props"] == {"primary": True, "raw": "Guru", "confidence": "high"}


def test_opportunity_reads_kind_stage_and_money(sf):
    own = claims(
        sf,
        "Opportunity",
        {
            "Id": "006a",
            "StageName": "Closed Won",
            "CloseDate": "2026-08-20",
            "Type": "Renewal",
            "Amount": "120000",
            "CurrencyIsoCode": "JPY",
        },
    )
    assert own["fields"] == {
        "kind": "RENEWAL",
        "stage": "Closed Won",
        "is_closed": True,
        "is_won": True,
        "close_date": "2026-08-20",
        "amount": {"minor": 120000, "currency": "JPY", "exponent": 0},
    }
    # a stage of one's own does not say by its name whether it is closed
    own = claims(
        sf, "Opportunity", {"Id": "006a", "StageName": "Verbal", "CloseDate": "2026-08-20", "Type": "", "Amount": "1"}
    )
    assert own["fields"]["is_closed"] is None
    assert own["fields"]["kind"] == "UNCLASSIFIED"
    assert own["set_aside"] == [{"field": "amount", "reason": "an amount without a currency"}]


def test_history_table_is_versions_of_the_record(sf):
    match = sf.match(
        "sf_opportunity_history_data.csv", ["_fivetran_active", "_fivetran_start", "id", "stage_name", "close_date"]
    )
    assert match is not None
    assert (match.name, match.object) == ("OpportunityVersions", "Opportunity")
    said = sf.translate(
        match,
        {
            "_fivetran_active": "false",
            "_fivetran_start": "2019-10-17 21:10:19",
            "id": "006a",
            "stage_name": "X",
            "close_date": "",
        },
    )
    assert (said["at"], said["clock"]) == ("2019-10-17T21:10:19.000000Z", "synced")
    assert said["claims"][0]["record"] == "salesforce|Opportunity|006a"
    # Salesforce's own history object has the same name and other columns
    native = sf.match(
        "OpportunityHistory.csv", ["Id", "OpportunityId", "StageName", "Amount", "CloseDate", "CreatedDate"]
    )
    assert native is not None
    assert native.name == "OpportunityHistory"
    said = sf.translate(
        native,
        {"Id": "008a", "OpportunityId": "006a", "StageName": "Qualification", "CreatedDate": "2026-01-02T00:00:00Z"},
    )
    assert said["claims"][1] == {
        "record": "salesforce|Opportunity|006a",
        "noun": None,
        "state": "unseen",
        "fields": {"stage": "Qualification"},
    }


def test_consent_record_is_a_statement_about_the_individual(sf):
    row = {
        "Id": "0ZX1",
        "PartyId": "0PK1",
        "ContactPointType": "Email",
        "PrivacyConsentStatus": "OptOut",
        "CaptureDate": "2026-03-01",
        "EffectiveFrom": "2026-03-01T00:00:00Z",
    }
    _, about = sf.translate("ContactPointTypeConsent", row)["claims"]
    assert (about["record"], about["state"], about["noun"]) == ("salesforce|Individual|0PK1", "unseen", None)
    assert about["stops"] == [
        {
            "slot": "ContactPointTypeConsent:0ZX1",
            "active": True,
            "code": "OBJECTS_TO_MARKETING",
            "channels": ["EMAIL"],
            "since": "2026-03-01T00:00:00.000000Z",
            "by_subject": True,
            "detail": "OptOut",
        }
    ]
    _, about = sf.translate(
        "ContactPointTypeConsent", {**row, "PrivacyConsentStatus": "OptIn", "DoubleConsentCaptureDate": "2026-03-02"}
    )["claims"]
    assert about["permissions"][0]["ground"] == "CONFIRMED_OPT_IN"
    assert about["stops"][0]["active"] is False


def test_territory_lines(sf):
    covers = claims(
        sf,
        "ObjectTerritory2Association",
        {"Id": "1", "ObjectId": "001a", "Territory2Id": "0MIb", "AssociationCause": "Territory2AssignmentRule"},
    )
    assert covers["refs"] == [
        {
            "link": "COVERS",
            "variant": "",
            "source": "salesforce|Territory2|0MIb",
            "target": "salesforce|Account|001a",
            "props": {"cause": "RULE"},
        }
    ]
    assert claims(sf, "Territory2", {"Id": "0MIb", "Name": "DACH", "Territory2Model.State": "Active"})["fields"] == {
        "name": "DACH",
        "active": True,
    }


def test_files_are_known_by_name_and_by_columns(sf):
    def name(file_name: str, *columns: str) -> str | None:
        found = sf.match(file_name, columns)
        return found.name if found else None

    assert name("Account.csv", "Id", "Name") == "Account"
    assert name("out/accounts_2026-09-15.csv.gz", "Id", "Name") == "Account"
    assert name("sf_account_data.csv", "id", "name", "_fivetran_synced") == "Account"
    assert name("Territory2.csv", "Id", "Name") == "Territory2"
    assert name("Product2-0001.csv", "Id") == "Product2"
    assert name("dump.csv", "Id", "StageName", "CloseDate", "Amount") == "Opportunity"
    assert name("holidays.csv", "Date", "Name") is None
    shape = sf.match("sf_account_data.csv", ["id", "_fivetran_synced"])
    assert shape is not None
    assert shape.shape == "landed"


def test_only_a_row_without_id_is_refused(sf):
    with pytest.raises(RowRefused, match="no id"):
        sf.translate("Account", {"Id": "", "Name": "x"})
    with pytest.raises(UsageError):
        sf.translate("Nonsense", {"Id": "1"})


def test_unmapped_consent_columns_are_listed_and_stop_where_true(sf):
    columns = [
        "Id",
        "HasOptedOutOfEmail",
        "gdpr_opt_in__c",
        "Do_Not_Market__c",
        "do_not_sync_marketo_c",
        "Adoption_Index__c",
    ]
    assert sf.consent_columns(columns, "Contact") == ["gdpr_opt_in__c", "Do_Not_Market__c"]
    own = claims(sf, "Contact", {"Id": "1", "Do_Not_Market__c": "true", "gdpr_opt_in__c": ""})
    assert own["stops"] == [
        {"slot": "unmapped:Do_Not_Market__c", "active": True, "code": "UNMAPPED_CONSENT", "detail": "Do_Not_Market__c"}
    ]


def test_channels_are_complete_only_with_their_columns(sf):
    assert sf.suppression_columns("Contact", ["Id", "Email", "HasOptedOutOfEmail"]) == {
        "EMAIL": True,
        "PHONE": False,
        "SMS": False,
    }
    assert sf.suppression_columns("Contact", ["id", "do_not_call"]) == {"EMAIL": False, "PHONE": True, "SMS": True}
    assert sf.suppression_columns("Account", ["Id"]) == {}


def test_rows_of_a_tree_and_of_a_graphql_answer(sf):
    tree = {
        "records": [
            {
                "attributes": {"type": "Contact", "referenceId": "ContactRef1"},
                "AccountId": "@AccountRef1",
                "LastName": "Wu",
            }
        ]
    }
    (row,) = sf.rows_of(tree)
    match = sf.match_row(row)
    assert match is not None
    own = claims(sf, match.name, row)
    assert own["record"] == "salesforce|Contact|ContactRef1"
    assert own["refs"][0]["target"] == "salesforce|Account|AccountRef1"
    answer = {
        "uiapi": {
            "query": {"Contact": {"edges": [{"node": {"Id": "003xx000004WhR6AAK", "Name": {"value": "Amy Taylor"}}}]}}
        }
    }
    (row,) = sf.rows_of(answer)
    match = sf.match_row(row)
    assert match is not None
    assert match.object == "Contact"
    assert claims(sf, match.name, row)["fields"]["name"] == "Amy Taylor"


def test_rows_without_a_clock_are_seen_when_they_were_seen(sf):
    said = sf.translate("Account", {"Id": "1", "Name": "x", "SystemModstamp": "not a time"})
    assert (said["at"], said["clock"]) == (SEEN, "observed")
    assert said["claims"][0]["set_aside"][0]["field"] == "at"


def test_same_row_same_claims_and_the_row_is_untouched(sf):
    row = {"Id": "1", "Name": "x", "Website": "x.example"}
    before = dict(row)
    assert sf.translate("Account", row) == sf.translate("Account", dict(row))
    assert row == before
