"""Who may write what by hand, judged by the Model alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import ModelError, UsageError
from graph_service.model.authority import Deal, among, field_ruling, identity_ruling, link_ruling
from graph_service.model.load import load_model
from graph_service.model.model import Model


def test_teams_are_compared_without_case_and_a_star_is_everybody() -> None:
    assert among(["Sales Ops "], ["sales ops"])
    assert not among([], ["sales ops"])
    assert among([], ["*"])


def test_every_field_and_link_names_its_teams_or_is_never_written_by_hand(model: Model) -> None:
    for noun, spec in model.objects.items():
        for name, field in spec.fields.items():
            ruling = field_ruling(model, noun, name, field.teams)
            assert ruling.allowed or ruling.rule in ("NOT_BY_HAND", "FACET_SHOWS_ITS_SYSTEM"), (noun, name)
            assert not field_ruling(model, noun, name, ["nobody's team"]).allowed


def test_money_and_usage_are_never_written_by_hand(model: Model) -> None:
    for noun, name in (
        ("Opportunity", "amount"),
        ("Subscription", "mrr"),
        ("UsageRollup", "value"),
        ("Account", "revenue"),
    ):
        assert field_ruling(model, noun, name, ["finance", "sales ops", "product"]).rule == "NOT_BY_HAND"
        assert field_ruling(model, noun, name, [], proposal=True).rule == "NOT_BY_HAND"


def test_some_values_have_owners_of_their_own(model: Model) -> None:
    assert field_ruling(model, "Contact", "lifecycle_stage", ["marketing"], "MQL").allowed
    assert not field_ruling(model, "Contact", "lifecycle_stage", ["marketing"], "SQL").allowed
    assert field_ruling(model, "Contact", "lifecycle_stage", ["CS"], "EVANGELIST").allowed
    assert field_ruling(model, "Contact", "lifecycle_stage", ["CS"]).allowed, "some value of it"


@pytest.mark.parametrize(("deal", "teams", "rule", "said"), [
    (Deal("Prospecting"), ["marketing"], "TEAM_OWNS_FIELD", "Prospecting is stage 1"),
    (Deal("qualifiedtobuy"), ["marketing"], "TEAM_OWNS_FIELD", "qualifiedtobuy is stage 2"),
    # the third, in any spelling, of either system
    (Deal("needs analysis "), ["marketing"], "LOCKED_AFTER_STAGE", "past stage 2, and it is in needs analysis"),
    (Deal("contractsent"), ["marketing"], "LOCKED_AFTER_STAGE", "contractsent"),
    (Deal("Negotiation/Review"), ["sales"], "LOCKED_AFTER_STAGE", "locked for everybody"),
    # closed is past every stage, whatever it is called
    (Deal("A stage of our own", closed=True), ["marketing"], "LOCKED_AFTER_STAGE", "A stage of our own"),
    (Deal(None, closed=True), ["marketing"], "LOCKED_AFTER_STAGE", "it is closed"),
    # what nobody placed locks nothing, and is said
    (Deal("A stage of our own"), ["marketing"], "TEAM_OWNS_FIELD", "where A stage of our own stands is not known"),
    (Deal(), ["marketing"], "TEAM_OWNS_FIELD", "its stage is not known here"),
    (None, ["marketing"], "TEAM_OWNS_FIELD", "locked once the deal is past stage 2"),
    (Deal("Prospecting"), ["sales"], "TEAM_DOES_NOT_OWN_FIELD", "not by sales"),
])  # fmt: skip
def test_the_source_of_a_deal_is_locked_after_its_second_stage(
    model: Model, deal: Deal | None, teams: list[str], rule: str, said: str
) -> None:
    ruling = field_ruling(model, "Opportunity", "source", teams, "Web", deal=deal)
    assert (ruling.rule, said in ruling.text) == (rule, True), ruling.text


def test_a_proposal_is_locked_out_as_well_and_other_fields_are_not_locked(model: Model) -> None:
    late = Deal("Negotiation/Review")
    assert (
        field_ruling(model, "Opportunity", "source", [], "Web", proposal=True, deal=late).rule == "LOCKED_AFTER_STAGE"
    )
    assert field_ruling(model, "Opportunity", "next_step", ["sales"], "call", deal=late).allowed


def test_a_link_may_belong_to_others_at_some_ends(model: Model) -> None:
    assert link_ruling(model, "OWNS", "ACCOUNT_EXECUTIVE", ["User", "Account"], ["sales ops"]).allowed
    assert not link_ruling(model, "OWNS", "ACCOUNT_EXECUTIVE", ["User", "Contact"], ["sales ops"]).allowed
    assert link_ruling(model, "HAS_ROLE", "CHAMPION", ["Person", "Opportunity"], ["sales"]).allowed
    assert not link_ruling(model, "HAS_ROLE", "CHAMPION", ["Person", "Workspace"], ["sales"]).allowed
    assert link_ruling(model, "IS_PERSON", "", [], ["sales"]).rule == "NOT_BY_HAND"


def test_a_proposal_needs_no_team_and_never_decides_an_identity(model: Model) -> None:
    assert field_ruling(model, "Account", "name", [], proposal=True).rule == "PROPOSAL"
    assert identity_ruling(model, "Account", ["sales ops"], proposal=True).rule == "PEOPLE_DECIDE"
    assert identity_ruling(model, "ContactPoint", ["sales ops"]).rule == "NOT_BY_HAND"


@pytest.mark.parametrize("ask", [
    lambda model: field_ruling(model, "Unicorn", "name", []), lambda model: field_ruling(model, "Account", "horn", []),
    lambda model: link_ruling(model, "RIDES", "", [], []), lambda model: link_ruling(model, "OWNS", "", [], []),
    lambda model: identity_ruling(model, "Unicorn", []),
])  # fmt: skip
def test_what_the_model_does_not_have_is_wrong_use(model: Model, ask: object) -> None:
    with pytest.raises(UsageError):
        ask(model)  # type: ignore[operator]


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("objects/contact.yaml", "teams_of: {SUBSCRIBER:", "teams_of: {UNICORN:", "UNICORN"),
    ("objects/opportunity.yaml", "locked_after_stage: 2", "locked_after_stage: 9", "none behind 9"),
    ("objects/campaign.yaml", "doc: Name, ", "doc: Name, locked_after_stage: 2, ", "no field 'stage'"),
    ("policies/lifecycle.yaml", "[Needs Analysis,", "[prospecting,", "stands there twice"),
    ("links/has_role.yaml", "teams_of: {Opportunity:", "teams_of: {Ticket:", "Ticket"),
    ("policies/stewardship.yaml", "  NEVER_CONTACT:", "  NEVER_EVER:", "NEVER_EVER"),
])  # fmt: skip
def test_a_wrong_word_in_a_file_is_named(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    from graph_service.model.files import schema_dir

    text = (schema_dir() / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ModelError, match=said):
        load_model(tmp_path)
