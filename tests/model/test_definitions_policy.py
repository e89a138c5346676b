"""Definitions of terms: what their file may say, and what it must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import ModelError
from graph_service.graph.compose_definition import Definition
from graph_service.model.load import load_model
from graph_service.model.model import Model

HEAD = "terms:\n  big:\n    doc: What is big\n    noun: Account\n    teams:\n      sales: {says: many people, holds: {field: {employees: {above: 100}}}}\n      finance: {says: pays much, holds: %s}\n"


def with_policy(folder: Path, holds: str) -> Model:
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "definitions.yaml").write_text(HEAD % holds, encoding="utf-8")
    return load_model(folder)


def test_the_shipped_terms_are_those_of_five_teams(model: Model) -> None:
    terms = model.policies["definitions"].terms
    assert list(terms) == ["account", "customer", "product_user", "active_opportunity", "qualified_account"]
    assert {team for term in terms.values() for team in term.teams} == {
        "sales", "marketing", "finance", "product", "CS", "support",
    }  # fmt: skip


def test_another_team_is_an_edit_of_the_file(tmp_path: Path) -> None:
    model = with_policy(tmp_path, '{linked: {path: ["<FOR_ACCOUNT:BillingEntity"]}}')
    term = model.policies["definitions"].terms["big"]
    made = Definition(model, term, "2026-09-15", lambda _: "")
    assert "n.employees > $p0" in made.counted
    assert "(n)<-[:FOR_ACCOUNT]-(e1:BillingEntity)" in made.counted
    assert made.parameters == {"p0": 100.0}


@pytest.mark.parametrize(
    ("holds", "problem"),
    [
        ("{field: {size: 1}}", "Account has no field 'size'"),
        ("{field: {name: {above: 1}}}", "Account.name is no number"),
        ("{field: {name: {days: 1}}}", "Account.name is no time"),
        ("{field: {name: {past_step: 2}}}", "Account.name is no stage"),
        ("{field: {revenue: 5}}", "Account.revenue is money"),
        ('{linked: {path: ["<NEVER:Account"]}}', "'NEVER' is no link"),
        ('{linked: {path: [">FOR_ACCOUNT:Account"]}}', "no FOR_ACCOUNT leaves Account"),
        ('{linked: {path: ["<OWNS:Opportunity"]}}', "OWNS has no 'Opportunity' at that end"),
        ('{linked: {path: ["<OWNS[KING]"]}}', "OWNS has no kind 'KING'"),
        ('{linked: {path: ["<FOR_ACCOUNT:Tenant"], where: {field: {stage: X}}}}', "Tenant has no field 'stage'"),
        ("{recorded: {by: [nowhere]}}", "'nowhere' is no system and no group"),
        ("{all: [], any: []}", "one of all, any, not"),
        ("{field: {employees: {above: 1, least: 2}}}", "a condition is one of"),
        ('{linked: {path: ["OWNS"]}}', "is no step"),
    ],
)
def test_what_the_model_does_not_have_is_refused_with_its_place(tmp_path: Path, holds: str, problem: str) -> None:
    with pytest.raises(ModelError) as refused:
        with_policy(tmp_path, holds)
    assert problem in str(refused.value)
    assert "definitions.yaml" in str(refused.value)
