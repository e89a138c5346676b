"""ZoomInfo: the corporate tree, flags of single numbers, people who moved or opted out. Payloads as the enrich API gives them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def zoominfo(model) -> Translator:
    return Translator(model, "zoominfo", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def contact(**more: Any) -> dict[str, Any]:
    return {
        "id": 1404891011,
        "firstName": "Sam",
        "lastName": "Delaney",
        "email": "sam.delaney@brightwaterfinance.example",
        "phone": "(212) 555-0147",
        "directPhoneDoNotCall": False,
        "mobilePhone": "(917) 555-0163",
        "mobilePhoneDoNotCall": True,
        "jobTitle": "Treasury Manager",
        "managementLevel": ["Manager"],
        "contactAccuracyScore": 94,
        "personHasMoved": "No",
        "withinEu": False,
        "withinCalifornia": False,
        "withinCanada": False,
        "country": "United States",
        "noticeProvidedDate": "2026-03-02",
        "lastUpdatedDate": "2025-11-30",
        "company": {"id": 344589814, "name": "Brightwater Finance"},
        **more,
    }


def stops(translator: Translator, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {stop["slot"]: stop for stop in claims(translator, "contact", row)[0]["stops"]}


# companies


def test_company_with_a_parent_and_a_top(zoominfo):
    (company,) = claims(
        zoominfo,
        "company",
        {
            "id": 344589814,
            "name": "Meridian Rail",
            "website": "www.meridianrail.example",
            "domainList": ["meridianrail.example", "meridian-rail.example"],
            "employeeCount": 655,
            "revenue": 120000,
            "primaryIndustry": ["Transportation"],
            "country": "United Kingdom",
            "parentId": 344500001,
            "parentName": "Meridian Holdings BV",
            "ultimateParentId": 344500001,
        },
    )
    assert company["keys"] == ["domain|meridianrail.example", "domain|meridian-rail.example"]
    assert company["fields"] == {
        "name": "Meridian Rail",
        "domains": ["meridianrail.example", "meridian-rail.example"],
        "primary_domain": "meridianrail.example",
        "industry": "Transportation",
        "employees": 655,
        # 120,000 thousands
        "revenue": {"minor": 12_000_000_000, "currency": "USD", "exponent": 2},
        "hq_country": "GB",
    }
    assert company["refs"] == [
        {"link": "PARENT_OF", "variant": "LEGAL", "source": "zoominfo|company|344500001", "target": "."},
        {"link": "PARENT_OF", "variant": "LEGAL", "source": "zoominfo|company|344500001", "target": ".", "props": {"ultimate": True}},
    ]  # fmt: skip


def test_a_top_alone_leaves_the_parent_open(zoominfo):
    (company,) = claims(
        zoominfo, "company", {"id": 7, "name": "Halden Pigments", "website": "haldenpigments.example", "parentId": None, "ultimateParentId": 9}
    )  # fmt: skip
    direct, top = company["refs"]
    assert direct["source"] is None
    assert (top["source"], top["props"]) == ("zoominfo|company|9", {"ultimate": True})


def test_a_company_that_is_its_own_top_says_so(zoominfo):
    (company,) = claims(zoominfo, "company", {"id": 9, "name": "Halden SE", "parentId": None, "ultimateParentId": 9})
    assert company["refs"][1]["source"] == "zoominfo|company|9" == company["record"]


def test_the_profile_date_is_no_clock(zoominfo):
    said = zoominfo.translate("contact", contact())
    assert (said["clock"], said["at"]) == ("observed", SEEN)


def test_corporate_hierarchy_names_each_companys_own_parent(zoominfo):
    (tree,) = claims(
        zoominfo,
        "corporate_hierarchy",
        {
            "companyId": 500123,
            "familyTree": [{"id": 500001, "name": "Halden SE"}, {"id": 500002, "parentId": 500001}, {"id": 500123, "parentId": 500002}],
            "parentage": [],
        },
    )  # fmt: skip
    assert [(ref["source"], ref["target"]) for ref in tree["refs"]] == [
        ("zoominfo|company|500001", "zoominfo|company|500002"),
        ("zoominfo|company|500002", "zoominfo|company|500123"),
    ]
    assert tree["noun"] is None


# people


def test_a_flag_is_of_one_number(zoominfo):
    said = claims(zoominfo, "contact", contact())[0]
    assert [(one["kind"], one["value"], one["facts"]) for one in said["points"]] == [
        ("email", "sam.delaney@brightwaterfinance.example", {"notice_provided_at": "2026-03-02T00:00:00.000000Z"}),
        ("phone", "+12125550147", {"label": "direct"}),
        ("phone", "+19175550163", {"label": "mobile"}),
    ]
    flags = stops(zoominfo, contact())
    assert flags["mobilePhoneDoNotCall"]["active"] is True
    assert flags["mobilePhoneDoNotCall"]["code"] == "DO_NOT_CALL_REGISTER"
    assert flags["mobilePhoneDoNotCall"]["point"] == "phone|+19175550163"
    assert flags["directPhoneDoNotCall"]["active"] is False
    assert [(one["ground"], one["channel"], one["point"]) for one in said["permissions"]] == [
        ("SCREENED", "PHONE", "phone|+12125550147")
    ]


def test_a_flag_of_a_hidden_number_is_for_every_number(zoominfo):
    flags = stops(zoominfo, contact(mobilePhone=None))
    assert flags["mobilePhoneDoNotCall"]["active"] is True
    assert "point" not in flags["mobilePhoneDoNotCall"]


def test_a_blank_flag_is_not_known_and_screens_nothing(zoominfo):
    said = claims(zoominfo, "contact", contact(directPhoneDoNotCall=None))[0]
    flag = next(stop for stop in said["stops"] if stop["slot"] == "directPhoneDoNotCall")
    assert (flag["active"], flag["point"]) == (None, "phone|+12125550147")
    assert "permissions" not in said


def test_one_number_in_both_columns_keeps_both_flags(zoominfo):
    flags = stops(zoominfo, contact(mobilePhone="(212) 555-0147"))
    assert flags["mobilePhoneDoNotCall"]["point"] == "phone|+12125550147"


@pytest.mark.parametrize(
    ("score", "guessed"),
    [(94, False), (70, False), ("70", False), (69, True), ("12", True), (None, None), ("high", None)],
)
def test_accuracy_under_seventy_is_a_guess(zoominfo, score, guessed):
    said = stops(zoominfo, contact(contactAccuracyScore=score))["contactAccuracyScore"]
    assert (said["code"], said["active"]) == ("UNVERIFIED_ADDRESS", guessed)
    if guessed is not False:
        assert said["point"] == "email|sam.delaney@brightwaterfinance.example"


def test_who_moved_left_the_points_of_that_employer(zoominfo):
    said = claims(zoominfo, "contact", contact(personHasMoved="Yes"))[0]
    left = {stop["slot"]: stop for stop in said["stops"] if stop["code"] == "LEFT_COMPANY"}
    assert left["personHasMoved"]["point"] == "email|sam.delaney@brightwaterfinance.example"
    assert left["personHasMoved.phone"]["point"] == "phone|+12125550147"
    assert all(stop["active"] for stop in left.values())
    (works,) = (ref for ref in said["refs"] if ref["link"] == "WORKS_AT")
    assert works["props"]["active"] is False


def test_who_moved_since_the_address_one_asked_about(zoominfo):
    row = contact(personHasMoved="Yes", input={"emailAddress": "sam@oldfirm.example"})
    said = claims(zoominfo, "contact", row)[0]
    left = next(stop for stop in said["stops"] if stop["slot"] == "personHasMoved")
    assert left["point"] == "email|sam@oldfirm.example"
    (works,) = (ref for ref in said["refs"] if ref["link"] == "WORKS_AT")
    assert works["props"]["active"] is True


def test_canada_and_california_tell_a_country_and_the_union_does_not(zoominfo):
    def country(**more: Any) -> Any:
        return claims(zoominfo, "contact", contact(country=None, **more))[0]["fields"]["country"]

    assert country(withinCanada=True) == "CA"
    assert country(withinCalifornia=True) == "US"
    assert country(withinEu=True) is None


def test_the_file_is_complete_only_with_both_flags(zoominfo):
    assert zoominfo.suppression_columns("contact", contact()) == {"PHONE": True, "SMS": True}
    assert zoominfo.suppression_columns("contact", ["id", "email", "directPhoneDoNotCall"])["PHONE"] is False
    assert zoominfo.source_state("contact", list(contact()))["limit"] == "SCREENING"
    assert zoominfo.consent_columns(list(contact()), "contact") == []


# answers


def test_an_enrich_answer_gives_one_row_per_input_and_an_opt_out_is_one(zoominfo):
    answer = {
        "success": True,
        "data": {
            "outputFields": [["id", "email"]],
            "result": [
                {"input": {"emailAddress": "sam.delaney@brightwaterfinance.example"}, "data": [contact()], "matchStatus": "FULL_MATCH"},
                {"input": {"emailAddress": "Iris.Nolan@kestrelstorage.example", "personId": 77}, "data": [], "matchStatus": "OPT_OUT"},
            ],
        },
    }  # fmt: skip
    found, out = zoominfo.rows_of(answer)
    assert zoominfo.match("contact_enrich.json", list(found), found).name == "contact"
    assert zoominfo.match_row(out).name == "opt_out"
    stop, dropped = claims(zoominfo, "opt_out", out)
    assert stop["record"] == "zoominfo|opt_out|iris.nolan@kestrelstorage.example"
    assert stop["keys"] == ["email|iris.nolan@kestrelstorage.example"]
    assert stop["stops"][0]["code"] == "VENDOR_OPT_OUT"
    assert (dropped["record"], dropped["state"]) == ("zoominfo|contact|77", "deleted")


def test_compliance_list(zoominfo):
    stop, dropped = claims(
        zoominfo,
        "opt_out",
        {"personId": 77, "emailAddress": "iris.nolan@kestrelstorage.example", "optOutDate": "2026-08-30"},
    )
    assert stop["stops"][0]["since"] == "2026-08-30"
    assert dropped["state"] == "deleted"
    assert zoominfo.match("compliance.csv", ["personId", "emailAddress"]).name == "opt_out"


def test_a_page_of_the_newer_api_holds_attributes(zoominfo):
    page = {
        "data": [
            {
                "id": "12345",
                "type": "Contact",
                "attributes": {"firstName": "Dana", "mobilePhoneDoNotCall": True, "directPhoneDoNotCall": False},
            }
        ]
    }
    (row,) = zoominfo.rows_of(page)
    assert zoominfo.match_row(row).name == "contact"
    said = claims(zoominfo, "contact", row)[0]
    assert said["record"] == "zoominfo|contact|12345"
    assert [stop["slot"] for stop in said["stops"] if stop["active"]] == ["mobilePhoneDoNotCall"]


def test_intent(zoominfo):
    (signal,) = claims(
        zoominfo, "intent", {"id": "i1", "company": {"id": 344589814}, "topic": "Fleet routing", "signalScore": 84, "audienceStrength": "A", "signalDate": "2026-09-01"}
    )  # fmt: skip
    assert signal["noun"] == "IntentSignal"
    assert signal["fields"]["score"] == 84.0
    assert signal["refs"][0]["target"] == "zoominfo|company|344589814"


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ({"revenue": "1060000"}, (106_000_000_000, "USD")),
        ({"Revenue (in 000s USD)": "1234.5"}, (123_450_000, "USD")),
        ({"companyRevenue": 7, "revenueCurrency": "GBP"}, (700_000, "GBP")),
        ({"revenue": ""}, None),
    ],
)
def test_revenue_is_counted_in_thousands(zoominfo, row, amount):
    (company,) = claims(zoominfo, "company", {"id": 1, "name": "Meridian Rail", **row})
    found = company["fields"]["revenue"]
    assert (found and (found["minor"], found["currency"])) == amount


def test_revenue_in_words_is_set_aside(zoominfo):
    (company,) = claims(zoominfo, "company", {"id": 1, "name": "Meridian Rail", "revenue": "$1.1 Billion"})
    assert "revenue" not in company["fields"]
    assert [one["field"] for one in company["set_aside"]] == ["revenue"]
