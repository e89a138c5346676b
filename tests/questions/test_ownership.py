"""Ownership, asked of the situations of the sample story."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.questions.answer import Status
from graph_service.questions.ownership import account_ownership, is_mine, ownership
from graph_service.questions.ownership_answer import How, Mine, OwnerConflictReason, VacancyReason
from graph_service.questions.reference import AccountRef, LeadRef, PersonRef, UserRef

AUGUST = "2026-08-03T09:00:00.000000Z"
EXECUTIVE = "ACCOUNT_EXECUTIVE"


def emptied(by: str | None = None, state: str = "CLEARED") -> dict[str, Any]:
    entry = {"state": state, "since": AUGUST, "since_kind": "STATED", "until": None, "system": "salesforce"}
    return entry | ({"by": by} if by else {})


@pytest.fixture(scope="module")
def story(seed: Any) -> SimpleNamespace:
    ids = SimpleNamespace()
    ids.ana, ids.ben = seed.noun("User", "Ana"), seed.noun("User", "Ben")
    ids.chloe, ids.dev = seed.noun("User", "Chloe"), seed.noun("User", "Dev")
    ids.gus = seed.noun("User", "Gus", active=False)
    ids.robot = seed.noun("User", "Integration User", placeholder="INTEGRATION")
    ids.dach = seed.noun("Territory", "DACH")
    ids.west = seed.noun("Territory", "West")
    ids.old = seed.noun("Territory", "Old model", active=False)
    for patch in (ids.dach, ids.west):
        seed.link("OWNS", ids.ben, patch, type="MEMBER")
    seed.link("OWNS", ids.dev, ids.old, type="MEMBER")

    said = seed.record("salesforce|Account|001UK", None)
    ids.uk = seed.noun("Account", "Freight UK")
    seed.link("OWNS", ids.ana, ids.uk, type=EXECUTIVE, records=[said])
    ids.rail = seed.noun("Account", "Rail")
    ids.depot = seed.noun("Account", "Rail Depot")
    seed.link("PARENT_OF", ids.uk, ids.rail, kind="SELLING")
    seed.link("PARENT_OF", ids.rail, ids.depot, kind="SELLING", records=[seed.record("hubspot|company|DEPOT", None)])
    seed.link("PARENT_OF", ids.west, ids.depot, kind="LEGAL")

    ids.de = seed.noun("Account", "Freight DE")
    seed.link("OWNS", ids.ana, ids.de, type=EXECUTIVE)
    seed.link("OWNS", ids.chloe, ids.de, type="CSM", by="vitally")
    seed.link("COVERS", ids.dach, ids.de, cause="RULE")
    seed.link("COVERS", ids.old, ids.de, cause="RULE")

    ids.kestrel = seed.noun("Account", "Kestrel")
    ids.volta = seed.noun("Account", "Volta Grid")
    seed.link("OWNS", ids.ben, ids.kestrel, type=EXECUTIVE)
    seed.link("OWNS", ids.gus, ids.volta, type=EXECUTIVE)
    seed.link("PARENT_OF", ids.kestrel, ids.volta, kind="SELLING")

    ids.retail = seed.noun("Account", "Brightwater Retail")
    ids.outlet = seed.noun(
        "Account", "Brightwater Outlet", slots={f"OWNS:{EXECUTIVE}": [emptied("salesforce|User|Ana")]}
    )
    ids.corner = seed.noun("Account", "Outlet Corner")
    ids.online = seed.noun("Account", "Brightwater Online")
    seed.link("OWNS", ids.ben, ids.retail, type=EXECUTIVE)
    seed.link("WAS_OWNS", ids.ana, ids.outlet, type=EXECUTIVE, until=AUGUST)
    seed.link("PARENT_OF", ids.retail, ids.outlet, kind="SELLING")
    seed.link("PARENT_OF", ids.outlet, ids.corner, kind="SELLING")
    seed.link("PARENT_OF", ids.retail, ids.online, kind="SELLING")
    seed.link("OWNS", ids.robot, ids.online, type=EXECUTIVE)
    seed.link("COVERS", ids.west, ids.online, cause="RULE")

    contested = emptied(state="CONTESTED")
    ids.torn = seed.noun("Account", "Torn", slots={f"OWNS:{EXECUTIVE}": [contested]})
    for user in (ids.ana, ids.ben):
        seed.link("CLAIMED_OWNS", user, ids.torn, type=EXECUTIVE, refused="CONTESTED")
    seed.link("OWNS", ids.chloe, ids.torn, type="CSM")
    seed.link("OWNS", ids.dev, ids.torn, type="SDR")
    seed.link("OWNS", ids.ana, ids.torn, type="SDR")

    ids.team = seed.noun("Team", "Nordics")
    ids.fjord = seed.noun("Account", "Fjord")
    seed.link("OWNS", ids.team, ids.fjord, type=EXECUTIVE)
    seed.link("MEMBER_OF", ids.ana, ids.team)
    seed.link("MEMBER_OF", ids.dev, ids.team)
    seed.link("WAS_MEMBER_OF", ids.ben, ids.team, until=AUGUST)
    ids.nobody = seed.noun("Account", "Nobody's")

    ids.contact = seed.noun("Contact", "Noor at Freight DE")
    ids.noor = seed.noun("Person", "Noor")
    seed.link("IS_PERSON", ids.contact, ids.noor)
    seed.link("OWNS", ids.dev, ids.contact, type=EXECUTIVE, by="hubspot")
    seed.link("WORKS_AT", ids.noor, ids.de, title="CFO")
    ids.lead = seed.noun("Lead", "A lead", slots={f"OWNS:{EXECUTIVE}": [emptied()]})
    seed.write()
    return ids


@pytest.fixture
def owned(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda account, **rest: answer(account_ownership(ask, AccountRef(id=account), **rest))


@pytest.fixture
def mine(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda user, account: answer(is_mine(ask, UserRef(id=user), AccountRef(id=account)))


def brief(seen: Any) -> set[tuple[str | None, str, How]]:
    return {(one.owner.name, one.type, one.how) for one in seen.owners}


def rules(seen: Any) -> list[str]:
    return [why.rule for why in seen.why]


def test_an_owner_of_record_with_path_source_and_age(owned, story):
    uk = owned(story.uk)
    assert uk.status is Status.OK
    assert brief(uk) == {("Ana", EXECUTIVE, How.DIRECT)}
    [owner] = uk.owners
    assert owner.active
    assert owner.systems == ["salesforce"]
    assert [(step.start.name, step.link, step.end.name) for step in owner.path] == [("Ana", "OWNS", "Freight UK")]
    assert [(one.external_id, one.age_seconds) for one in owner.records] == [("001UK", 14 * 86_400 + 12 * 3_600)]
    assert not uk.unassigned
    assert rules(uk) == ["OWNER_OF_RECORD"]


def test_never_filled_is_inherited_over_selling_with_the_whole_path(owned, story):
    depot = owned(story.depot)
    assert brief(depot) == {("Ana", EXECUTIVE, How.INHERITED)}
    [owner] = depot.owners
    assert owner.inherited_from.name == "Freight UK"
    assert [(step.start.name, step.link, step.end.name) for step in owner.path] == [
        ("Ana", "OWNS", "Freight UK"),
        ("Freight UK", "PARENT_OF", "Rail"),
        ("Rail", "PARENT_OF", "Rail Depot"),
    ]
    assert rules(depot) == ["OWNER_INHERITED"]
    assert {one.external_id for one in depot.why[0].records} == {"001UK", "DEPOT"}, "the parent link is evidence too"


def test_a_departed_owner_is_shown_and_nothing_is_inherited_over_them(owned, story):
    volta = owned(story.volta)
    assert brief(volta) == {("Gus", EXECUTIVE, How.DIRECT)}
    assert not volta.owners[0].active
    assert volta.owners[0].orphaned
    assert volta.orphaned
    assert not volta.unassigned
    assert "OWNER_DEPARTED" in rules(volta)


def test_a_cleared_owner_is_a_fact_that_inheritance_may_not_fill(owned, story):
    outlet = owned(story.outlet)
    assert outlet.status is Status.OK
    assert outlet.owners == []
    assert outlet.unassigned
    assert outlet.unassigned_because.reason is VacancyReason.CLEARED
    assert outlet.unassigned_because.by == "Ana"
    assert outlet.unassigned_because.since == datetime(2026, 8, 3, 9, tzinfo=UTC)
    assert owned(story.corner).owners == [], "nor is it inherited past an ancestor that was cleared"


def test_as_of_before_it_was_cleared_it_had_its_owner(owned, story):
    july = owned(story.outlet, as_of=datetime(2026, 7, 1, tzinfo=UTC))
    assert brief(july) == {("Ana", EXECUTIVE, How.DIRECT)}
    assert not july.unassigned


def test_a_placeholder_leaves_it_unassigned_and_lets_the_territory_speak(owned, story):
    online = owned(story.online)
    assert brief(online) == {("Integration User", EXECUTIVE, How.DIRECT), ("Ben", EXECUTIVE, How.TERRITORY)}
    assert online.unassigned
    assert online.unassigned_because.reason is VacancyReason.PLACEHOLDER
    assert online.unassigned_because.by == "Integration User"
    [ben] = [one for one in online.owners if one.how is How.TERRITORY]
    assert [(step.start.name, step.link, step.end.name) for step in ben.path] == [
        ("Ben", "OWNS", "West"),
        ("West", "COVERS", "Brightwater Online"),
    ]


def test_the_owner_of_record_beats_the_territory_and_the_mismatch_is_listed(owned, story):
    de = owned(story.de)
    assert brief(de) == {("Ana", EXECUTIVE, How.DIRECT), ("Chloe", "CSM", How.DIRECT)}
    [conflict] = de.conflicts
    assert conflict.reason is OwnerConflictReason.OWNER_OUTSIDE_TERRITORY
    assert (conflict.owner.name, conflict.territory.name) == ("Ben", "DACH")


def test_equal_authority_is_ambiguous_with_both_claimants(owned, story):
    torn = owned(story.torn)
    assert torn.status is Status.AMBIGUOUS
    assert {one.name for one in torn.candidates} == {"Ana", "Ben"}
    assert EXECUTIVE not in {one.type for one in torn.owners}


def test_a_team_owns_and_its_present_members_through_it(owned, story):
    fjord = owned(story.fjord)
    assert brief(fjord) == {
        ("Nordics", EXECUTIVE, How.DIRECT),
        ("Ana", EXECUTIVE, How.TEAM),
        ("Dev", EXECUTIVE, How.TEAM),
    }


def test_nobody_ever_named_is_unknown_not_unassigned(owned, story):
    nobody = owned(story.nobody)
    assert nobody.status is Status.UNKNOWN
    assert not nobody.unassigned
    assert rules(nobody) == ["OWNER_NEVER_FILLED"]


def test_before_the_first_evidence_of_an_owner_it_is_unknown(owned, story):
    early = owned(story.uk, as_of=datetime(2025, 6, 1, tzinfo=UTC))
    assert early.status is Status.UNKNOWN
    assert any(why.rule == "EVIDENCE_STARTS" and "2026-01-01" in why.text for why in early.why)


def test_as_of_a_time_before_a_later_owner_inherits_nothing_that_was_not_there(owned, story):
    assert owned(story.depot, as_of=datetime(2025, 6, 1, tzinfo=UTC)).owners == []


@pytest.mark.parametrize(
    ("user", "account", "expected", "types"),
    [
        ("ana", "de", Mine.YES, [EXECUTIVE]),
        ("ben", "de", Mine.NO, []),
        ("chloe", "de", Mine.YES, ["CSM"]),
        ("ana", "depot", Mine.YES, [EXECUTIVE]),
        ("ben", "online", Mine.YES, [EXECUTIVE]),
        ("ben", "torn", Mine.DISPUTED, [EXECUTIVE]),
        ("dev", "torn", Mine.SHARED, ["SDR"]),
        ("dev", "fjord", Mine.SHARED, [EXECUTIVE]),
        ("ben", "fjord", Mine.NO, []),
        ("gus", "volta", Mine.NO, []),
        ("ben", "volta", Mine.NO, []),
        ("robot", "online", Mine.NO, []),
        ("ben", "outlet", Mine.NO, []),
    ],
)
def test_is_it_mine(mine, story, user, account, expected, types):
    seen = mine(getattr(story, user), getattr(story, account))
    assert seen.status is Status.OK
    assert seen.answer is expected
    assert seen.types == types
    assert seen.why[0].rule == f"MINE_{expected.name}"


def test_it_is_not_mine_names_the_mismatch(mine, story):
    seen = mine(story.ben, story.de)
    assert [one.reason for one in seen.conflicts] == [OwnerConflictReason.OWNER_OUTSIDE_TERRITORY]


def test_whose_it_is_may_be_unknown(mine, story):
    seen = mine(story.ana, story.nobody)
    assert seen.status is Status.UNKNOWN
    assert seen.answer is None


def test_a_person_is_owned_through_a_contact_and_the_employer_may_be_anothers(ask, answer, story):
    noor = answer(ownership(ask, person=PersonRef(id=story.noor)))
    assert brief(noor) == {("Dev", EXECUTIVE, How.DIRECT)}
    assert [step.link for step in noor.owners[0].path] == ["OWNS", "IS_PERSON"]
    [conflict] = noor.conflicts
    assert conflict.reason is OwnerConflictReason.CONTACT_OWNER_DIFFERS
    assert (conflict.owner.name, conflict.account.name) == ("Ana", "Freight DE")


def test_a_lead_whose_owner_was_cleared_is_unassigned(ask, answer, story):
    lead = answer(ownership(ask, lead=LeadRef(id=story.lead)))
    assert lead.unassigned
    assert lead.unassigned_because.reason is VacancyReason.CLEARED


def test_ownership_of_nothing_or_of_two_things_is_wrong_use(ask, answer, story):
    for asked in (ownership(ask), ownership(ask, lead=LeadRef(id=story.lead), person=PersonRef(id=story.noor))):
        with pytest.raises(UsageError, match="exactly one"):
            answer(asked)
