"""contactRoles, asked of the situations of the sample story."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.questions.answer import Status
from graph_service.questions.reference import AccountRef, BuyingGroupRef, OpportunityRef, PersonRef, WorkspaceRef
from graph_service.questions.roles import contact_roles

FEBRUARY, JUNE = "2026-02-20T00:00:00.000000Z", "2026-06-01T00:00:00.000000Z"


@pytest.fixture(scope="module")
def story(seed: Any) -> SimpleNamespace:
    ids = SimpleNamespace()
    ids.noor, ids.tamsin, ids.jonas = (seed.noun("Person", name) for name in ("Noor", "Tamsin", "Jonas"))
    ids.silent = seed.noun("Person", "Silent", first_evidence_at="2026-03-01T00:00:00.000000Z")
    ids.de, ids.agency = seed.noun("Account", "Freight DE"), seed.noun("Account", "Tamsin & Roe")
    ids.clients = [seed.noun("Account", f"Client {number}") for number in (1, 2, 3)]
    ids.deal = seed.noun("Opportunity", "Freight DE new business")
    ids.group = seed.noun("BuyingGroup", "Freight DE committee")
    ids.workspace = seed.noun("Workspace", "Harbor")
    seed.link("FOR_ACCOUNT", ids.deal, ids.de)
    said = seed.record("salesforce|OpportunityContactRole|00K1", None)
    seed.link("HAS_ROLE", ids.noor, ids.deal, role="DECISION_MAKER", primary=True, records=[said], raw="Decision Maker")
    seed.link("HAS_ROLE", ids.noor, ids.deal, role="ECONOMIC_BUYER")
    seed.link("HAS_ROLE", ids.noor, ids.de, role="BUSINESS_USER", by="hubspot", raw="END_USER", confidence="low")
    seed.link("WAS_HAS_ROLE", ids.noor, ids.deal, role="CHAMPION", until=FEBRUARY)
    seed.link("HAS_ROLE", ids.noor, ids.deal, role="CHAMPION", since=JUNE)
    for client in ids.clients:
        seed.link("HAS_ROLE", ids.tamsin, client, role="INFLUENCER")
    seed.link("WORKS_AT", ids.tamsin, ids.agency, title="Partner", primary=True)
    seed.link("WAS_WORKS_AT", ids.jonas, ids.de, until=FEBRUARY)
    seed.link("WORKS_AT", ids.jonas, ids.agency, since=FEBRUARY)
    seed.link("HAS_ROLE", ids.jonas, ids.deal, role="EVALUATOR")
    seed.link("HAS_ROLE", ids.jonas, ids.group, role="EVALUATOR")
    seed.link("HAS_ROLE", ids.noor, ids.workspace, role="ADMIN", by="amplitude", since=JUNE)
    seed.write()
    return ids


@pytest.fixture
def roles(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda **asked: answer(contact_roles(ask, **asked))


def brief(seen: Any) -> set[tuple[str | None, str, str | None]]:
    return {(one.person.name, one.role, one.target.name) for one in seen.roles}


def test_a_persons_roles_each_on_its_own_link_with_its_source(roles, story):
    noor = roles(person=PersonRef(id=story.noor))
    assert noor.status is Status.OK
    assert brief(noor) == {
        ("Noor", "DECISION_MAKER", "Freight DE new business"),
        ("Noor", "ECONOMIC_BUYER", "Freight DE new business"),
        ("Noor", "CHAMPION", "Freight DE new business"),
        ("Noor", "BUSINESS_USER", "Freight DE"),
        ("Noor", "ADMIN", "Harbor"),
    }
    [maker] = [one for one in noor.roles if one.role == "DECISION_MAKER"]
    assert maker.primary
    assert [(one.object, one.external_id) for one in maker.records] == [("OpportunityContactRole", "00K1")]
    [user] = [one for one in noor.roles if one.role == "BUSINESS_USER"]
    assert (user.systems, user.raw, user.confidence) == (["hubspot"], "END_USER", "low")
    [champion] = [one for one in noor.roles if one.role == "CHAMPION"]
    assert champion.since == datetime(2026, 6, 1, tzinfo=UTC)


def test_a_role_given_back_is_absent_in_between(roles, story):
    def champion(month: int, day: int) -> bool:
        seen = roles(person=PersonRef(id=story.noor), as_of=datetime(2026, month, day, tzinfo=UTC))
        return "CHAMPION" in {one.role for one in seen.roles}

    assert champion(2, 1)
    assert not champion(4, 15)
    assert champion(6, 2)


def test_an_agency_works_elsewhere_than_its_roles(roles, story):
    tamsin = roles(person=PersonRef(id=story.tamsin))
    assert brief(tamsin) == {("Tamsin", "INFLUENCER", f"Client {number}") for number in (1, 2, 3)}
    assert [(one.account.name, one.title, one.primary) for one in tamsin.employers] == [
        ("Tamsin & Roe", "Partner", True)
    ]
    assert tamsin.former_employers == []


def test_moving_company_ends_the_employment_and_keeps_the_roles(roles, story):
    jonas = roles(person=PersonRef(id=story.jonas))
    assert [one.account.name for one in jonas.employers] == ["Tamsin & Roe"]
    assert [one.account.name for one in jonas.former_employers] == ["Freight DE"]
    assert ("Jonas", "EVALUATOR", "Freight DE new business") in brief(jonas)
    january = roles(person=PersonRef(id=story.jonas), as_of=datetime(2026, 1, 15, tzinfo=UTC))
    assert [one.account.name for one in january.employers] == ["Freight DE"]
    assert january.former_employers == []


def test_everybody_towards_an_account_and_what_belongs_to_it(roles, story):
    de = roles(account=AccountRef(id=story.de))
    assert brief(de) == {
        ("Noor", "BUSINESS_USER", "Freight DE"),
        ("Noor", "DECISION_MAKER", "Freight DE new business"),
        ("Noor", "ECONOMIC_BUYER", "Freight DE new business"),
        ("Noor", "CHAMPION", "Freight DE new business"),
        ("Jonas", "EVALUATOR", "Freight DE new business"),
    }
    [through] = [one for one in de.roles if one.person.name == "Jonas"]
    assert [(step.link, step.end.name) for step in through.path] == [
        ("HAS_ROLE", "Freight DE new business"),
        ("FOR_ACCOUNT", "Freight DE"),
    ]


def test_other_targets(roles, story):
    assert brief(roles(buying_group=BuyingGroupRef(id=story.group))) == {("Jonas", "EVALUATOR", "Freight DE committee")}
    assert brief(roles(workspace=WorkspaceRef(id=story.workspace))) == {("Noor", "ADMIN", "Harbor")}
    both = roles(person=PersonRef(id=story.jonas), opportunity=OpportunityRef(id=story.deal))
    assert brief(both) == {("Jonas", "EVALUATOR", "Freight DE new business")}


def test_no_role_is_unknown_and_said_plainly(roles, story):
    silent = roles(person=PersonRef(id=story.silent), account=AccountRef(id=story.de))
    assert silent.status is Status.UNKNOWN
    assert silent.unknown
    assert silent.roles == []
    assert silent.why[0].rule == "ROLE_UNKNOWN"
    assert "Silent towards Freight DE" in silent.why[0].text
    assert not roles(person=PersonRef(id=story.noor)).unknown


def test_before_any_evidence_it_says_when_evidence_starts(roles, story):
    early = roles(person=PersonRef(id=story.silent), as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert any(why.rule == "EVIDENCE_STARTS" and "2026-03-01" in why.text for why in early.why)


def test_naming_nothing_or_two_targets_is_wrong_use(roles, story):
    for asked in ({}, {"account": AccountRef(id=story.de), "opportunity": OpportunityRef(id=story.deal)}):
        with pytest.raises(UsageError, match="name a person"):
            roles(**asked)


def test_a_time_without_a_zone_is_wrong_use(roles, story):
    with pytest.raises(UsageError, match="time zone"):
        roles(person=PersonRef(id=story.noor), as_of=datetime(2026, 1, 1))
