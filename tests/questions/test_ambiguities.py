"""ambiguities: what settling left open, as it is listed, filtered, paged and decided."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.graph.write import Writer
from graph_service.model.model import Model
from graph_service.questions.ambiguities import ambiguities
from graph_service.questions.ambiguities_answer import AmbiguityKind, AmbiguityStatus
from graph_service.questions.ambiguity_owners import owners_of
from graph_service.questions.answer import Status
from tests.conftest import wipe
from tests.intake.test_settling_graph import IDS, Graph, account, at, claims, contact, parent, prepared


@pytest.fixture(scope="module")
def graph(open_writer: Writer, model: Model) -> Graph:
    wipe(open_writer)
    return Graph(open_writer, model)


@pytest.fixture(scope="module")
def story(graph: Graph) -> SimpleNamespace:
    told = [{"slot": "optout", "active": active, "code": "UNSUBSCRIBED_ALL_EMAIL"} for active in (True, False)]
    graph.say(
        account("A", "Alpha", 0, keys=["domain|twin.example"]),
        account("B", "Beta", 0, keys=["domain|twin.example"]),
        account("C", "Coatings", 1, refs=[parent("P")]),
        account("P", "Pigments", 2, refs=[parent("C")]),
        contact("o", "omar@x.example", 1, stops=told[:1]),
        contact("o", "omar@x.example", 4, stops=told[1:]),
    )
    return SimpleNamespace(graph=graph)


@pytest.fixture
def asked(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    mine = replace(ask, birth_id=IDS.birth)
    return lambda **rest: answer(ambiguities(mine, **rest))


def test_everything_open_oldest_first_with_owner_and_age(asked):
    found = asked()
    assert found.status is Status.OK
    assert [
        (one.kind.name, {node.name for node in one.about}, one.owner, one.age_days) for one in found.ambiguities
    ] == [
        ("CONTESTED_KEY", {"Alpha", "Beta"}, ["sales ops"], 257),
        ("CYCLE", {"Coatings"}, ["sales ops"], 255),
        ("RETRACTED_WITHOUT_ACT", {"o"}, ["privacy"], 253),
    ]
    assert [(one.kind.name, one.open, one.decided) for one in found.counts] == [
        ("CONTESTED_KEY", 1, 0), ("CYCLE", 1, 0), ("RETRACTED_WITHOUT_ACT", 1, 0),
    ]  # fmt: skip
    assert found.page.has_next is False


def test_candidates_are_named_with_their_records(asked):
    twins, cycle, retracted = asked().ambiguities
    assert [(one.node.name, one.record.external_id) for one in twins.candidates] == [("Alpha", "A"), ("Beta", "B")]
    assert [(one.node.name, one.record) for one in cycle.candidates] == [("Coatings", None), ("Pigments", None)]
    assert [(one.node.noun, one.record.external_id) for one in retracted.candidates] == [("Person", "o")]
    assert [one.external_id for one in twins.records] == ["A", "B"]


def test_filters(asked):
    kinds = lambda **rest: [one.kind.name for one in asked(**rest).ambiguities]  # noqa: E731
    assert kinds(kinds=[AmbiguityKind.CYCLE]) == ["CYCLE"]
    assert kinds(noun="person") == ["RETRACTED_WITHOUT_ACT"]
    assert kinds(noun="Account") == ["CONTESTED_KEY", "CYCLE"]
    assert kinds(status=AmbiguityStatus.DECIDED) == []
    with pytest.raises(UsageError, match="no noun"):
        asked(noun="Spaceship")


def test_pages_join_to_the_whole(asked):
    whole, after = [one.id for one in asked().ambiguities], None
    paged = []
    for _ in whole:
        found = asked(first=1, after=after)
        paged += [one.id for one in found.ambiguities]
        after = found.page.cursor
    assert paged == whole
    assert after is None
    with pytest.raises(UsageError, match="cursor"):
        asked(after="somewhere")


def test_one_by_its_id_and_one_that_is_over(asked):
    [first, *_] = asked().ambiguities
    assert [one.id for one in asked(id=first.id).ambiguities] == [first.id]
    assert asked(id="amb_nothing").status is Status.NOT_FOUND


def test_a_ruling_is_shown_and_says_whether_it_still_holds(asked, story):
    [twins] = asked(kinds=[AmbiguityKind.CONTESTED_KEY]).ambiguities
    said = {
        "ambiguity": twins.id,
        "evidence": twins.evidence,
        "decision": "KEEP",
        "reason": "two firms",
        "actor": "Ana",
        "team": "sales ops",
        "at": at(20),
    }
    story.graph.say(prepared(claims("steward|Decision|1", None, decides=said), 20))
    [decided] = asked(status=AmbiguityStatus.DECIDED).ambiguities
    assert (decided.id, decided.ruling.decision, decided.ruling.actor, decided.ruling.holds) == (
        twins.id,
        "KEEP",
        "Ana",
        True,
    )
    story.graph.say(account("D", "Delta", 21, keys=["domain|twin.example"]))
    [again] = asked(kinds=[AmbiguityKind.CONTESTED_KEY], status=AmbiguityStatus.OPEN).ambiguities
    assert (again.id, again.ruling.decision, again.ruling.holds) == (twins.id, "KEEP", False)


@pytest.mark.parametrize(
    ("kind", "subject", "nouns", "teams"),
    [
        (AmbiguityKind.CONTESTED_LINK, "PARENT_OF:BILLING|zuora|Account|1", set(), ["finance"]),
        (AmbiguityKind.SELF, "REPORTS_TO|salesforce|User|1", {"User"}, None),
        (AmbiguityKind.KEY_SHARED_BY_TOO_MANY, "domain|vast.example", set(), ["sales ops"]),
        (AmbiguityKind.WON_WITHOUT_SUBSCRIPTION, "customer|opp_1", {"Account", "Opportunity"}, ["finance"]),
        (AmbiguityKind.UNMAPPED_CONSENT, "hubspot|contact|no_gdpr", set(), ["privacy"]),
        (
            AmbiguityKind.ILLEGAL_TRANSITION,
            "hubspot|contact|1|lifecycle_stage",
            {"Person", "Contact"},
            ["marketing", "sales"],
        ),
    ],
)
def test_every_kind_has_an_owner(model, kind, subject, nouns, teams):
    found = owners_of(model, kind, subject, nouns)
    assert found == teams if teams else found
