"""A source file is checked against the rest of the model before its first row is read."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from graph_service.model.source import SourceSpec, check_source, maps_of


def source(**change: Any) -> SourceSpec:
    """A small source file that is right, with one object changed."""
    row = {"object": "company", "noun": "Account", "files": ["companies"], "id": "id", "fields": {"name": "name"}}
    row.update(change)
    data = {
        "system": "acme",
        "doc": "A CRM",
        "shapes": {"export": {}},
        "maps": {"stage": {"a": "LEAD"}},
        "objects": [row],
    }
    return SourceSpec.model_validate(data)


def test_the_four_shipped_files_fit_the_model(model):
    assert set(model.sources) >= {"hubspot", "salesforce", "stripe", "amplitude"}
    for spec in model.sources.values():
        assert check_source(spec, model) == []


def test_a_right_file_has_no_problems(model):
    assert check_source(source(), model) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"noun": "Company"}, "'Company' is no noun"),
        ({"fields": {"nickname": "name"}}, "no field 'nickname'"),
        (
            {"refs": [{"link": "KNOWS", "source": "self", "target": {"record": "company", "id": "p"}}]},
            "KNOWS: no link of this type",
        ),
        (
            {"refs": [{"link": "PARENT_OF", "source": {"record": "company", "id": "p"}, "target": "self"}]},
            "a variant is needed",
        ),
        (
            {
                "refs": [
                    {
                        "link": "PARENT_OF",
                        "variant": {"const": "SOCIAL"},
                        "source": {"record": "company", "id": "p"},
                        "target": "self",
                    }
                ]
            },
            "'SOCIAL' is no variant",
        ),
        (
            {
                "refs": [
                    {
                        "link": "OWNS",
                        "variant": {"const": "CSM"},
                        "source": {"record": "owner", "id": "o"},
                        "target": "self",
                    }
                ]
            },
            "'owner' is no object of this file",
        ),
        (
            {"refs": [{"link": "RENEWS", "source": "self", "target": {"record": "company", "id": "p"}}]},
            "Account is no end of this link",
        ),
        (
            {"refs": [{"link": "IS_PERSON", "source": "self", "target": {"record": "company", "id": "p"}}]},
            "never claimed",
        ),
        (
            {
                "refs": [
                    {
                        "link": "FOR_ACCOUNT",
                        "source": {"record": "company", "id": "p"},
                        "target": "self",
                        "props": {"mood": "m"},
                    }
                ]
            },
            "no property 'mood'",
        ),
        ({"stops": [{"active": "x", "code": "NO_SUCH_CODE"}]}, "'NO_SUCH_CODE' is no code"),
        ({"stops": [{"active": "x", "code": "DO_NOT_CALL", "channels": ["PIGEON"]}]}, "'PIGEON' is no channel"),
        ({"suppression": {"PIGEON": ["x"]}}, "'PIGEON' is no channel"),
        ({"fields": {"kind": {"from": "t", "map": "nowhere"}}}, "no map 'nowhere'"),
        ({"fields": {"name": {"compute": "magic.number"}}}, "no computation 'magic.number'"),
        ({"when": {"x": {"resembles": "y"}}}, "a condition knows"),
        ({"pivot": {"object": "ghost", "id": "i", "name": "n", "value": "v"}}, "'ghost' is no kind of row"),
        ({"about": True}, "a statement about a record makes no noun"),
        ({"changed_by": {"record": "user", "id": "u"}}, "'user' is no object of this file"),
    ],
)
def test_what_the_model_does_not_have_is_named(model, change, word):
    problems = check_source(source(**change), model)
    assert any(word in problem for problem in problems), problems
    assert all(problem.startswith("company") for problem in problems)


@pytest.mark.parametrize(
    "change",
    [
        {"fieldz": {}},
        {"fields": {"name": {"from": "a", "const": "b"}}},
        {"fields": {"name": {}}},
        {"fields": {"name": {"from": "a", "clean": "polish"}}},
        {"stops": [{"code": "DO_NOT_CALL"}]},
        {"stops": [{"active": "a", "filled": "b", "code": "DO_NOT_CALL"}]},
        {"refs": [{"link": "OWNS", "source": "self", "target": {"record": "company"}}]},
        {"refs": [{"link": "OWNS", "source": "me", "target": {"record": "company", "id": "x"}}]},
    ],
)
def test_what_cannot_be_meant_is_refused(change):
    with pytest.raises(ValidationError):
        source(**change)


def test_two_kinds_of_row_need_two_names(model):
    row = {"object": "company", "noun": "Account", "id": "id"}
    spec = SourceSpec.model_validate({"system": "acme", "doc": "x", "shapes": {"e": {}}, "objects": [row, row]})
    assert check_source(spec, model) == ["company: two kinds of row of this name"]


def test_maps_are_read_without_case_and_with_the_policies(model):
    maps = maps_of(source(), model.policies)
    assert maps["stage"] == {"a": "LEAD"}
    assert maps["roles.hubspot"]["end_user"] == "BUSINESS_USER"
    assert maps["roles.salesforce"]["economic decision maker"] == "ECONOMIC_BUYER"
    assert maps["lifecycle.hubspot"]["marketingqualifiedlead"] == "MQL"


def test_every_role_mapping_of_the_policies_is_there(model):
    # POLICIES 4, by hand
    wanted = {
        "hubspot": {
            "BLOCKER": "BLOCKER",
            "CHAMPION": "CHAMPION",
            "DECISION_MAKER": "DECISION_MAKER",
            "EXECUTIVE_SPONSOR": "EXECUTIVE_SPONSOR",
            "INFLUENCER": "INFLUENCER",
            "BUDGET_HOLDER": "ECONOMIC_BUYER",
            "END_USER": "BUSINESS_USER",
            "LEGAL_AND_COMPLIANCE": "PROCUREMENT_LEGAL",
            "OTHER": "OTHER",
        },
        "salesforce": {
            "Business User": "BUSINESS_USER",
            "Decision Maker": "DECISION_MAKER",
            "Economic Buyer": "ECONOMIC_BUYER",
            "Economic Decision Maker": "ECONOMIC_BUYER",
            "Evaluator": "EVALUATOR",
            "Executive Sponsor": "EXECUTIVE_SPONSOR",
            "Influencer": "INFLUENCER",
            "Technical Buyer": "TECHNICAL_BUYER",
            "Other": "OTHER",
        },
        "amplitude": {"owner": "ADMIN", "admin": "ADMIN", "viewer": "CUSTOMER_USER"},
    }
    for vendor, words in wanted.items():
        mapping = model.policies["roles"].mappings[vendor]
        assert {word: mapping.get(word, mapping["*"]) for word in words} == words
    assert set(model.policies["roles"].vocabulary) == set(model.links["HAS_ROLE"].variant.values)
