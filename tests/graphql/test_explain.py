"""evidence(field:): every claim, the winner, the rule."""

from __future__ import annotations

from tests.graphql import seed
from tests.graphql.conftest import Answers


async def test_every_claim_the_winner_and_the_rule(get: Answers):
    data = await get(
        """query($id: ID!) { account(ref: {id: $id}) { evidence(field: "name") { noun id field value rule text authority
        claims { system object externalId state value at since outcome } history { externalId value at clock } } } }""",
        id=seed.NORDWIND,
    )
    found = data["account"]["evidence"]
    assert (found["noun"], found["id"], found["field"], found["value"], found["rule"]) == (
        "Account",
        seed.NORDWIND,
        "name",
        "Nordwind AG",
        "AUTHORITY",
    )
    assert "salesforce" in found["text"]
    assert found["authority"][:2] == ["steward", "salesforce"]
    assert [(one["system"], one["externalId"], one["value"], one["outcome"]) for one in found["claims"]] == [
        ("salesforce", "001A", "Nordwind AG", "EFFECTIVE"),
        ("salesforce", "001Z", "Nordwind (old)", "MERGED"),
        ("stripe", "cus_1", "NORDWIND", "OUTRANKED"),
    ]
    assert found["claims"][0]["at"] == "2026-03-01T08:00:00Z"
    assert [(one["externalId"], one["value"]) for one in found["history"]] == [
        ("001A", "Nordwind AG"),
        ("cus_1", "NORDWIND"),
        ("001Z", "Nordwind (old)"),
        ("001A", "Nordwind"),
    ]


async def test_a_persons_field_is_explained_by_its_facets(get: Answers):
    data = await get(
        'query($id: ID!) { person(ref: {id: $id}) { evidence(field: "name") { value claims { system outcome } } } }',
        id=seed.MARIA,
    )
    assert data["person"]["evidence"] == {
        "value": "Maria Nunez",
        "claims": [{"system": "salesforce", "outcome": "EFFECTIVE"}, {"system": "hubspot", "outcome": "OUTRANKED"}],
    }


async def test_no_claim_and_no_field(get: Answers):
    text = (
        "query($id: ID!, $f: String!) { account(ref: {id: $id}) { evidence(field: $f) { rule value"
        " claims { system } } } }"
    )
    assert (await get(text, id=seed.EMPTY, f="hqCountry"))["account"]["evidence"] == {
        "rule": "NO_CLAIM",
        "value": None,
        "claims": [],
    }
    error = await get.error(text, id=seed.EMPTY, f="shoeSize")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["path"] == ["account", "evidence"]
