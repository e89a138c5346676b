"""Gainsight: the CSM, risks, roles. Payloads as the data API and the Cockpit give them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def gainsight(model) -> Translator:
    return Translator(model, "gainsight", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def cta(**more: Any) -> dict[str, Any]:
    return {
        "Gsid": "1S01",
        "Name": "Champion left",
        "TypeId": "1I00TYPE",
        "TypeId__gr.Name": "Risk",
        "PriorityId__gr.Name": "High",
        "ReasonId__gr.Name": "Sponsor change",
        "StatusId__gr.Name": "In Progress",
        "CompanyId": "1P02M",
        "RelationshipId": None,
        "OwnerId": "1P01CHLOE",
        "IsClosed": False,
        "DueDate": "2026-10-01",
        "CreatedDate": "2026-08-28T09:00:00Z",
        "ModifiedDate": "2026-09-10T09:00:00Z",
        **more,
    }


def test_company_with_its_csm_and_the_copy_of_the_contract(gainsight):
    company, contract = claims(
        gainsight,
        "company",
        {
            "Gsid": "1P02M",
            "Name": "Meridian Freight UK",
            "SfdcAccountId": "001Lk00000AJTJK",
            "CSM": "1P01CHLOE",
            "CSMName": "Someone Else",
            "ParentCompanyId": "1P02GROUP",
            "RenewalDate": "2026-11-30",
            "ARR": 24000,
            "CurrencyIsoCode": "GBP",
            "OverallScore": 41,
            "OverallScoreColor": "Red",
            "ModifiedDate": "2026-09-10T09:00:00Z",
        },
    )
    assert company["same_as"] == ["salesforce|Account|001Lk00000AJTJKIA5"]
    assert (company["fields"]["health"], company["fields"]["health_score"]) == ("RED", 41.0)
    assert [(ref["link"], ref["variant"], ref["source"]) for ref in company["refs"]] == [
        ("OWNS", "CSM", "gainsight|user|1P01CHLOE"),
        ("PARENT_OF", "SELLING", "gainsight|company|1P02GROUP"),
    ]
    assert contract["noun"] == "Subscription"
    assert contract["fields"]["renewal_date"] == "2026-11-30"
    assert contract["refs"][0]["target"] == "gainsight|company|1P02M"


def test_a_copy_of_a_contract_never_makes_its_money(model):
    for name in ("arr", "mrr", "status", "term_end"):
        assert not {"gainsight", "vitally", "planhat"} & model.field_ranks["Subscription", name].keys()
    renewal = model.field_ranks["Subscription", "renewal_date"]
    assert renewal["stripe"] < renewal["gainsight"]
    assert not {"gainsight", "vitally", "planhat"} & model.link_ranks["PAYS_FOR", ""].keys()


def test_the_label_of_a_csm_names_nobody(gainsight):
    company = claims(gainsight, "company", {"Gsid": "1", "Name": "X", "CSM": None, "CSMName": "Chloe Marchand"})[0]
    (owns,) = (ref for ref in company["refs"] if ref["link"] == "OWNS")
    assert owns["source"] is None


def test_the_csm_is_an_owner_and_no_role(gainsight, model):
    company = claims(gainsight, "company", {"Gsid": "1", "Name": "X", "CSM": "u1"})[0]
    assert {ref["link"] for ref in company["refs"]} == {"OWNS"}
    ranks = model.link_ranks["OWNS", "CSM"]
    assert ranks["gainsight"] < ranks["salesforce"]


def test_a_call_to_action_of_type_risk_is_a_flag(gainsight):
    (flag,) = claims(gainsight, "call_to_action", cta())
    assert (flag["record"], flag["noun"]) == ("gainsight|call_to_action|1S01", "RiskFlag")
    assert flag["fields"] == {
        "name": "Champion left",
        "reason": "Sponsor change",
        "level": "HIGH",
        "status": "OPEN",
        "opened_at": "2026-08-28T09:00:00.000000Z",
        "closed_at": None,
        "due_at": "2026-10-01T00:00:00.000000Z",
    }
    assert [(ref["link"], ref["target"]) for ref in flag["refs"]] == [("FLAGS", "gainsight|company|1P02M")]


def test_a_risk_of_a_relationship_flags_its_workspace_and_the_company(gainsight):
    (flag,) = claims(gainsight, "call_to_action", cta(RelationshipId="1R01"))
    assert [ref["target"] for ref in flag["refs"]] == ["gainsight|relationship|1R01", "gainsight|company|1P02M"]


def test_a_closed_risk_is_closed(gainsight):
    fields = claims(gainsight, "call_to_action", cta(IsClosed=True))[0]["fields"]
    assert (fields["status"], fields["closed_at"]) == ("CLOSED", "2026-09-10T09:00:00.000000Z")


def test_a_risk_whose_state_is_blank_is_not_closed(gainsight):
    assert claims(gainsight, "call_to_action", cta(IsClosed=None))[0]["fields"]["status"] is None


@pytest.mark.parametrize("kind", ["Opportunity", "Lifecycle", "Our own type"])
def test_a_call_to_action_of_another_type_is_evidence_only(gainsight, kind):
    (said,) = claims(gainsight, "call_to_action", cta(**{"TypeId__gr.Name": kind}))
    assert said["noun"] is None
    assert "refs" not in said


def test_a_type_that_is_only_an_id_is_set_aside_and_not_guessed(gainsight):
    row = cta()
    del row["TypeId__gr.Name"]
    (said,) = claims(gainsight, "call_to_action", row)
    assert said["noun"] is None
    assert said["set_aside"] == [{"field": "type", "reason": "no mapping for '1I00TYPE'"}]


def test_the_shape_of_other_readers(gainsight):
    row = {"Gsid": "1S02", "Name": "Quiet", "TypeName": "Risk", "IsClosed": "false", "CompanyId": "1P02M"}
    (flag,) = claims(gainsight, "call_to_action", row)
    assert (flag["noun"], flag["fields"]["status"]) == ("RiskFlag", "OPEN")


def test_a_relationship_that_names_a_workspace_is_that_workspace(gainsight):
    row = {"Gsid": "1R01", "Name": "Harbor", "CompanyId": "1P02M", "TypeId": "t", "Workspace_Id__gc": "Harbor"}
    (workspace,) = claims(gainsight, "relationship", row)
    assert workspace["noun"] == "Workspace"
    assert "amplitude|workspace|Harbor" in workspace["same_as"]
    (other,) = claims(gainsight, "relationship", {"Gsid": "1R02", "Name": "EMEA", "CompanyId": "1P02M", "TypeId": "t"})
    assert other["noun"] is None


def test_people_and_their_roles_at_a_company(gainsight):
    (person,) = claims(
        gainsight, "person", {"Gsid": "1C01", "FirstName": "Sarah", "LastName": "Quinn", "Email": "sarah.quinn@meridianfreight.example", "SfdcContactId": "003Lk00000A7jIZIAZ"}
    )  # fmt: skip
    assert person["same_as"] == ["salesforce|Contact|003Lk00000A7jIZIAZ"]
    (said,) = claims(
        gainsight,
        "company_person",
        {"Gsid": "1D01", "Person_ID": "1C01", "Company_ID": "1P02M", "Title": "CFO", "Role": "Renewal Contact;Billing Contact;Astronaut", "IsPrimaryCompany": True, "Active": True},
    )  # fmt: skip
    assert said["noun"] is None
    works = said["refs"][0]
    assert (works["source"], works["target"]) == ("gainsight|person|1C01", "gainsight|company|1P02M")
    assert works["props"] == {"title": "CFO", "primary": True, "active": True}
    assert [(ref["variant"], ref["props"]["raw"]) for ref in said["refs"][1:]] == [
        ("RENEWAL_STAKEHOLDER", "Renewal Contact"),
        ("BILLING_CONTACT", "Billing Contact"),
        ("OTHER", "Astronaut"),
    ]


def test_the_log_of_deletions(gainsight):
    row = {"RecordId": "1P02M", "DeletedOn": "2026-09-01T10:00:00Z", "ObjectName": "company"}
    company, log = claims(gainsight, "deleted_record", row)
    assert (company["record"], company["state"]) == ("gainsight|company|1P02M", "deleted")
    assert log["record"] == "gainsight|deleted_record|company:1P02M"


def test_answers_of_the_apis(gainsight):
    read = {"result": True, "data": {"records": [{"Gsid": "1", "Name": "X", "CSM": "u", "RenewalDate": "2026-11-30"}]}}
    fetched = {"result": True, "data": [cta()], "totalRecords": 1}
    assert [row["Gsid"] for row in gainsight.rows_of(read)] == ["1"]
    assert [row["Gsid"] for row in gainsight.rows_of(fetched)] == ["1S01"]
    assert gainsight.match("ctas.json", list(cta()), cta()).name == "call_to_action"
