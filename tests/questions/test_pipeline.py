"""What the sample company does not have: buying groups, teams that own, owners who left and had a manager, long lists."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.questions.active_answer import FoundBy, MatchKind
from graph_service.questions.active_opportunities import active_opportunities
from graph_service.questions.answer import Status
from graph_service.questions.ask import Ask
from graph_service.questions.book import book_of_business
from graph_service.questions.coverage import RolePlaceState, buying_group_coverage
from graph_service.questions.ownership_answer import How
from graph_service.questions.reference import BuyingGroupRef, LeadRef, PersonRef, UserRef
from graph_service.questions.renewals import renewals
from graph_service.questions.routing import routing
from tests.questions.conftest import Seed

ids: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def graph(seed: Seed) -> None:
    def noun(label: str, name: str, **props: Any) -> str:
        ids[name] = seed.noun(label, name, **props)
        return ids[name]

    for name in ("Ada", "Bea"):
        noun("User", name, active=True)
    noun("User", "Gone", active=False)
    noun("User", "Queue", active=True, placeholder="QUEUE")
    noun("Team", "Night shift")
    seed.link("MEMBER_OF", ids["Bea"], ids["Night shift"])
    seed.link("MANAGES", ids["Ada"], ids["Gone"])
    for name in ("Nordwind", "Suedwind", "Nordwind Depot"):
        noun("Account", name)
    seed.link("PARENT_OF", ids["Nordwind"], ids["Nordwind Depot"], kind="SELLING")
    seed.link("OWNS", ids["Gone"], ids["Nordwind"], type="ACCOUNT_EXECUTIVE")
    seed.link("OWNS", ids["Night shift"], ids["Suedwind"], type="CSM")
    noun("BuyingGroup", "Nordwind buys", template="NEW")
    seed.link("FOR_ACCOUNT", ids["Nordwind buys"], ids["Nordwind"])
    noun("Opportunity", "Nordwind - Flow", kind="NEW", is_closed=False)
    seed.link("FOR_ACCOUNT", ids["Nordwind - Flow"], ids["Nordwind"])
    seed.link("OWNS", ids["Gone"], ids["Nordwind - Flow"], type="ACCOUNT_EXECUTIVE")
    for name in ("Maria", "Mo"):
        noun("Person", name)
    seed.link("HAS_ROLE", ids["Maria"], ids["Nordwind buys"], role="CHAMPION")
    seed.link("MEMBER_OF", ids["Mo"], ids["Nordwind buys"])
    for name, of in (("Lena", "Nordwind"), ("Lost", None)):
        noun("Lead", name)
        noun("Person", f"{name} herself")
        seed.link("IS_PERSON", ids[name], ids[f"{name} herself"])
        seed.link("OWNS", ids["Queue"], ids[name], type="ACCOUNT_EXECUTIVE")
        if of:
            seed.link("FOR_ACCOUNT", ids[name], ids[of], method="RECORD")
    for number in range(5):
        noun("Subscription", f"Flow {number}", status="ACTIVE", renewal_date=f"2026-10-0{5 - number // 2}")
    seed.write()


def test_a_buying_group_is_a_match_of_its_own(ask: Ask, answer: Any):
    for who in ("Maria", "Mo"):
        found = answer(active_opportunities(ask, person=PersonRef(id=ids[who])))
        [one] = found.opportunities
        assert (one.opportunity.name, one.match, one.found_by) == (
            "Nordwind - Flow",
            MatchKind.BUYING_GROUP,
            FoundBy.RECORD,
        )
        assert [step.end.name for step in one.path] == ["Nordwind buys", "Nordwind", "Nordwind"]


def test_a_buying_group_is_judged_by_its_own_template_and_its_members_are_named(ask: Ask, answer: Any):
    found = answer(buying_group_coverage(ask, buying_group=BuyingGroupRef(id=ids["Nordwind buys"])))
    assert [one.name for one in found.members] == ["Maria", "Mo"]
    assert (found.filled, found.covered) == (["CHAMPION"], False)
    assert [one.state for one in found.required] == [
        RolePlaceState.MISSING,
        RolePlaceState.FILLED,
        RolePlaceState.MISSING,
    ]


def test_the_book_of_a_team_is_its_members(ask: Ask, answer: Any):
    found = answer(book_of_business(ask, UserRef(id=ids["Bea"])))
    [one] = found.accounts
    assert (one.account.name, one.type, one.how, one.through.name) == ("Suedwind", "CSM", How.TEAM, "Night shift")


def test_what_belongs_to_somebody_who_left_is_inherited_too(ask: Ask, answer: Any):
    found = answer(book_of_business(ask, UserRef(id=ids["Gone"])))
    assert [(one.account.name, one.how) for one in found.accounts] == [
        ("Nordwind", How.DIRECT),
        ("Nordwind Depot", How.INHERITED),
    ]
    assert not found.active


def test_the_manager_of_who_left_takes_the_lead(ask: Ask, answer: Any):
    found = answer(routing(ask, LeadRef(id=ids["Lena"])))
    assert [(one.rule, one.takes is not None) for one in found.tried] == [
        ("OPEN_OPPORTUNITY", False),
        ("ACCOUNT_OWNER", False),
        ("MANAGER", True),
    ]
    assert found.assignee.owner.name == "Ada"


def test_a_lead_that_no_rule_gives_to_anybody_stays_unknown(ask: Ask, answer: Any):
    found = answer(routing(ask, LeadRef(id=ids["Lost"])))
    assert (found.status, found.assignee, found.rule) == (Status.UNKNOWN, None, None)
    assert "Queue (QUEUE)" in found.tried[-1].text


def test_pages_of_renewals_neither_repeat_nor_hide_one(ask: Ask, answer: Any):
    whole = [one.subscription.name for one in answer(renewals(ask, days=90)).renewals]
    assert sorted(whole) == [f"Flow {number}" for number in range(5)]
    pages, after = [], None
    for _ in range(3):
        page = answer(renewals(ask, days=90, first=2, after=after))
        pages += [one.subscription.name for one in page.renewals]
        after = page.page.cursor
    assert pages == whole
    assert after is None
