"""People's decisions through the pure parts: what they join, part and say, and that they are no thing themselves."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from graph_service.graph.ids import Ids
from graph_service.intake.settling.evidence import RecordEvidence, RecordView, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.identity import Identity, join
from graph_service.intake.settling.values import choose, claims_of
from graph_service.model.claims import Claims
from graph_service.model.model import Model

IDS = Ids(b"a secret for tests only")
T = "2026-05-{:02d}T00:00:00.000000Z"


def view(record: str, noun: str | None, *days: int, **claims: Any) -> RecordView:
    said: Claims = {"record": record, "noun": noun, "state": "live", **claims}  # type: ignore[typeddict-item]
    return folded(record, [(day, said) for day in days or (1,)])


def folded(record: str, said: list[tuple[int, Claims]]) -> RecordView:
    versions = [Version(T.format(d), T.format(d), "source", f"{d}{n}", one) for n, (d, one) in enumerate(said)]
    return fold(RecordEvidence(IDS.birth(record), record, versions))


def account(id_: str, *days: int, **claims: Any) -> RecordView:
    return view(f"salesforce|Account|{id_}", "Account", *days, created_at=T.format(1), **claims)


def steward(id_: str, about: list[str], *days: int, noun: str = "Account", **claims: Any) -> RecordView:
    keys = [f"salesforce|Account|{one}" if "|" not in one else one for one in about]
    return view(f"steward|Decision|{id_}", noun, *days, same_as=keys, **claims)


def joined(model: Model, *views: RecordView) -> Identity:
    """The identity, the same for every order of the records."""
    outcomes = []
    for order in itertools.islice(itertools.permutations(views), 24):
        for one in views:
            one.parted = False
        identity = join(model, {one.rid: one for one in order})
        outcomes.append((identity.noun_of, identity.person_of, sorted(identity.members)))
    assert all(one == outcomes[0] for one in outcomes)
    return identity


def things(identity: Identity) -> list[list[str]]:
    return sorted(sorted(one.key.split("|")[2] for one in group) for group in identity.members.values())


def test_a_steward_joins_two_live_records_of_one_system(model: Model) -> None:
    a, b = account("A"), account("B")
    assert things(joined(model, a, b)) == [["A"], ["B"]]
    identity = joined(model, a, b, steward("1", ["A", "B"], 9))
    assert things(identity) == [["A", "B"]]
    assert identity.noun_of[a.rid] == "acc_" + a.rid, "the id is that of the oldest record, never a decision's"


def test_twins_that_a_steward_joins_hold_their_domain_again(model: Model) -> None:
    a, b = account("A", keys=["domain|x.example"]), account("B", keys=["domain|x.example"])
    hub = view("hubspot|company|1", "Account", keys=["domain|x.example"])
    assert things(joined(model, a, b, hub)) == [["1"], ["A"], ["B"]]
    assert things(joined(model, a, b, hub, steward("1", ["A", "B"], 9))) == [["1", "A", "B"]]


def test_a_denial_outranks_a_key(model: Model) -> None:
    a, hub = account("A", keys=["domain|x.example"]), view("hubspot|company|1", "Account", keys=["domain|x.example"])
    assert things(joined(model, a, hub)) == [["1", "A"]]
    identity = joined(model, a, hub, steward("1", ["A", "hubspot|company|1"], 9, apart=True))
    assert things(identity) == [["1"], ["A"]]
    assert identity.doubts == [], "it is decided, so nothing is asked"


def test_a_denial_parts_a_vendor_merge_and_its_loser_speaks_again(model: Model) -> None:
    survivor = account("A", fields={"name": "Survivor"})
    lost = {"record": "salesforce|Account|B", "noun": "Account"}
    owner = {"link": "OWNS", "variant": "SDR", "source": "salesforce|User|1", "target": "."}
    loser = folded(
        "salesforce|Account|B",
        [
            (1, {**lost, "state": "live", "fields": {"name": "Loser"}, "refs": [owner]}),  # type: ignore[typeddict-item]
            (5, {**lost, "state": "merged", "merged_into": "salesforce|Account|A"}),  # type: ignore[typeddict-item]
        ],
    )
    assert things(joined(model, survivor, loser)) == [["A", "B"]]
    assert loser.spans[0].until == T.format(5)
    denial = steward("1", ["A", "B"], 9, apart=True)
    identity = joined(model, survivor, loser, denial)
    assert things(identity) == [["A"], ["B"]]
    assert choose(model, "Account", identity.members[identity.noun_of[loser.rid]])["name"] == "Loser"
    assert loser.spans[0].until is None, "what the merge ended goes on"
    assert loser.state == "merged", "the source still says so"


def test_a_denial_parts_a_merge_that_minted_a_new_id(model: Model) -> None:
    old = view("hubspot|contact|1", "Contact"), view("hubspot|contact|2", "Contact")
    new = view("hubspot|contact|3", "Contact", absorbed=["hubspot|contact|1", "hubspot|contact|2"])
    denial = steward("1", ["hubspot|contact|3", "hubspot|contact|1"], 9, noun="Person", apart=True)
    identity = joined(model, *old, new, denial)
    assert things(identity) == [["1"], ["1"], ["2", "3"], ["2", "3"]], "the facets and the people behind them"


@pytest.mark.parametrize(("link", "deny", "one"), [(8, 9, False), (9, 8, True), (9, 9, False)])
def test_the_newer_of_two_decisions_about_one_pair_counts(model: Model, link: int, deny: int, one: bool) -> None:
    a, b = account("A"), account("B")
    identity = joined(model, a, b, steward("1", ["A", "B"], link), steward("2", ["A", "B"], deny, apart=True))
    assert things(identity) == ([["A", "B"]] if one else [["A"], ["B"]])


def test_decisions_that_contradict_each_other_over_a_third_record_join_nothing_and_are_listed(model: Model) -> None:
    a, b, c = account("A"), account("B"), account("C")
    said = steward("1", ["A", "C"]), steward("2", ["C", "B"]), steward("3", ["A", "B"], apart=True)
    identity = joined(model, a, b, c, *said)
    assert things(identity) == [["A"], ["B"], ["C"]]
    assert [doubt.kind for doubt in identity.doubts] == ["CONTESTED_IDENTITY"]


def test_who_else_holds_the_key_of_two_that_are_kept_apart_is_a_doubt(model: Model) -> None:
    people = [view(f"{system}|contact|{n}", "Contact", keys=["email|a@x.example"]) for n, system in enumerate(
        ("hubspot", "salesforce", "zendesk"))]  # fmt: skip
    denial = steward("1", [people[0].key, people[1].key], 9, noun="Person", apart=True)
    identity = joined(model, *people, denial)
    assert len({identity.person_of[one.rid] for one in people}) == 3
    assert [doubt.kind for doubt in identity.doubts] == ["CONTESTED_KEY"]


def test_a_withdrawn_decision_and_a_proposal_join_and_part_nothing(model: Model) -> None:
    a, b = account("A"), account("B")
    gone = steward("1", ["A", "B"], 9, state="deleted")
    proposed = view("proposal|Decision|2", "Account", 9, same_as=["salesforce|Account|A", "salesforce|Account|B"])
    assert things(joined(model, a, b, gone, proposed)) == [["A"], ["B"]]


def test_a_decision_whose_records_never_came_makes_nothing(model: Model) -> None:
    alone = steward("1", ["A"], fields={"name": "Nobody"})
    identity = joined(model, alone)
    assert identity.members == {}
    assert identity.noun_of[alone.rid] == "acc_" + alone.rid


def test_a_decision_about_the_person_is_not_one_about_the_facet(model: Model) -> None:
    contact = view("salesforce|Contact|1", "Contact", fields={"country": "US", "title": "Clerk"})
    person = steward("1", [contact.key], 9, noun="Person", fields={"country": "DE"})
    facet = steward("2", [contact.key], 9, noun="Contact", fields={"title": "Chief"})
    identity = joined(model, contact, person, facet)
    shown, behind = identity.noun_of[contact.rid], identity.person_of[contact.rid]
    assert identity.decisions == {shown: [facet], behind: [person]}


def test_the_steward_stands_first_and_a_proposal_last(model: Model) -> None:
    crm = account("A", 20, fields={"industry": "Rail"})
    enriched = view("apollo|account|1", "Account", 21, fields={"industry": "Trains", "segment": None})
    mine = steward("1", ["A"], 2, fields={"industry": "Freight"})
    proposed = view("proposal|Decision|1", "Account", 30, fields={"industry": "Sheep", "segment": "Mid"})
    values = choose(model, "Account", [crm, enriched, mine, proposed])
    assert values["industry"] == "Freight"
    assert values["segment"] == "Mid", "it fills what nobody claims"
    assert choose(model, "Account", [crm, enriched, proposed])["industry"] == "Rail"


def test_an_emptied_field_is_a_claim_of_the_steward_and_a_withdrawn_one_is_none(model: Model) -> None:
    crm = account("A", 20, fields={"industry": "Rail"})
    emptied = steward("1", ["A"], 2, fields={"industry": None}, emptied=["industry"])
    assert choose(model, "Account", [crm, emptied]) == {"industry": None}
    gone = steward("1", ["A"], 2, fields={"industry": "Sheep"}, state="deleted")
    assert choose(model, "Account", [crm, gone]) == {"industry": "Rail"}
    assert [one.system for one in claims_of(model, "Account", "industry", [crm, gone])] == ["salesforce"]


def test_money_is_never_decided_here(model: Model) -> None:
    assert "steward" not in model.field_ranks["Subscription", "arr"]
    assert "steward" not in model.field_ranks["UsageRollup", "value"]
    assert model.field_ranks["Account", "name"]["steward"] == 0


def stops(*said: tuple[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    record = "hubspot|contact|1"
    return folded(
        record,
        [(day, {"record": record, "noun": None, "state": "unseen", "stops": told}) for day, told in said],  # type: ignore[typeddict-item]
    ).stops


FLAG = {"slot": "optout", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL"}


def decision(day: int, effect: str, *, active: bool = False) -> dict[str, Any]:
    return {**FLAG, "active": active, "since": T.format(day), "decision": "steward|Decision|1", "effect": effect}


def test_a_correction_takes_a_stop_away_and_its_withdrawal_brings_it_back() -> None:
    assert [one["standing"] for one in stops((1, [FLAG]))] == [True]
    assert stops((1, [FLAG]), (5, [decision(5, "ERROR")])) == []
    back = stops((1, [FLAG]), (5, [decision(5, "ERROR")]), (6, [decision(5, "ERROR", active=True)]))
    assert back == stops((1, [FLAG]))


def test_a_source_that_repeats_what_was_corrected_says_nothing_new_but_a_new_act_does() -> None:
    assert stops((1, [FLAG]), (5, [decision(5, "ERROR")]), (7, [FLAG])) == []
    new = stops((1, [FLAG]), (5, [decision(5, "ERROR")]), (7, [{**FLAG, "since": T.format(7)}]))
    assert [one["standing"] for one in new] == [True]
    off = {**FLAG, "active": False}
    again = stops((1, [FLAG]), (5, [decision(5, "ERROR")]), (7, [off]), (8, [FLAG]))
    assert [(one["standing"], one["since"]) for one in again] == [(True, T.format(8))]


def test_a_lifted_stop_stays_on_record_with_its_end() -> None:
    (lifted,) = stops((1, [FLAG]), (5, [decision(5, "LIFTED")]))
    assert (lifted["standing"], lifted["until"]) == (False, T.format(5))
