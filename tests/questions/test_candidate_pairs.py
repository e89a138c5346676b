"""candidatePairs: what is alike, what is not compared, and that nothing is joined."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.graph.write import Writer
from graph_service.model.model import Model
from graph_service.questions.candidate_pairs import PairNoun, candidate_pairs
from graph_service.questions.pairing import MOST_IN_BLOCK, Likeness, likely_pairs, plain_words, score
from tests.intake.test_settling_graph import IDS, Graph, account, claims, contact, prepared


def thing(id_: str, name: str, **more: Any) -> Likeness:
    sets = {key: frozenset(value) for key, value in more.items() if key != "country"}
    return Likeness(id_, name, plain_words(name), country=more.get("country"), **sets)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Kestrel Energy, Ltd.", ("kestrel", "energy")),
        ("KESTREL-ENERGY GmbH & Co. KG", ("kestrel", "energy")),
        ("Société Générale S.A.", ("societe", "generale", "s", "a")),
        ("The Group", ("the", "group")),
        ("Ünsal Gıda A.Ş.", ("unsal", "gıda", "a", "s")),
        ("", ()),
    ],
)
def test_names_in_plain_words(name, words):
    assert plain_words(name) == words


@pytest.mark.parametrize(
    ("left", "right", "least", "most"),
    [
        (thing("1", "Kestrel Energy Ltd"), thing("2", "Energy Kestrel"), 0.92, 0.94),  # a name alone is never certain
        (thing("1", "Kestrel Energy", country="GB"), thing("2", "Kestrel Energy", country="GB"), 0.93, 0.95),
        (thing("1", "Kestrel Energy", country="GB"), thing("2", "Kestrel Energy", country="US"), 0.8, 0.82),
        (thing("1", "Kestrel Energy"), thing("2", "KestrelEnergy"), 0.9, 0.94),
        (thing("1", "Kestrel Energy"), thing("2", "Kestral Enrgy"), 0.8, 0.9),
        (thing("1", "Meridian Rail"), thing("2", "Meridian Rail Depot"), 0.7, 0.85),
        (thing("1", "Meridian Rail"), thing("2", "Halden Pigments"), 0.0, 0.5),
        (
            thing("1", "Ana Silva", emails=["ana.silva@a.example"]),
            thing("2", "Ana Silva", emails=["ana.silva@b.example"]),
            0.94,
            0.96,
        ),
        (
            thing("1", "Ana Silva", phones=["+351210000001"]),
            thing("2", "Ana Silva", phones=["+351210000002"]),
            0.6,
            0.7,
        ),
    ],
)
def test_scores_by_hand(left, right, least, most):
    found = score(left, right)
    assert found is not None
    assert least <= found.score <= most
    assert score(right, left).score == found.score


def test_nothing_without_a_name_is_compared():
    assert score(thing("1", ""), thing("2", "")) is None


def test_parents_and_children_are_no_pair():
    over, under = thing("1", "Meridian Rail"), thing("2", "Meridian Rail", family=["1"])
    assert likely_pairs([over, under], 0.5).pairs == []


def test_a_word_that_many_share_is_not_compared_all_with_all():
    many = [thing(f"{n:04}", f"Acme {chr(97 + n % 26)}{n}") for n in range(MOST_IN_BLOCK * 5)]
    found = likely_pairs([*many, thing("x", "Acme Zeppelin Works"), thing("y", "Acme Zeppelin Work")], 0.9)
    assert [(one.left, one.right) for one in found.pairs if "x" in (one.left, one.right)] == [("x", "y")]
    assert found.compared < len(many) * 20


def test_the_likeliest_come_first_and_the_same_always_in_the_same_order():
    things = [thing("1", "Kestrel Energy"), thing("2", "Kestrel Energy"), thing("3", "Kestral Energy")]
    pairs = likely_pairs(things, 0.5).pairs
    assert [(one.left, one.right) for one in pairs] == [("1", "2"), ("1", "3"), ("2", "3")]
    assert likely_pairs(things[::-1], 0.5).pairs == pairs


@pytest.fixture
def graph(writer: Writer, model: Model) -> Graph:
    return Graph(writer, model)


def test_pairs_are_suggested_with_reasons_and_what_to_type_until_they_are_decided(graph, ask, answer):
    hub = prepared(
        claims("hubspot|company|9", "Account", fields={"name": "Kestrel Energy Limited", "hq_country": "GB"}), 0
    )
    graph.say(account("K", "Kestrel Energy", fields={"hq_country": "GB"}), hub, account("M", "Meridian Rail"))
    graph.say(contact("a", "ana.silva@a.example"), contact("b", "ana.silva@b.example"))
    mine = replace(ask, birth_id=IDS.birth)
    asked = lambda **rest: answer(candidate_pairs(mine, **rest))  # noqa: E731
    [pair] = asked().pairs
    assert {pair.left.name, pair.right.name} == {"Kestrel Energy", "Kestrel Energy Limited"}
    assert [(one.what, one.alike) for one in pair.agrees] == [("name", 1.0), ("country", 1.0)]
    assert pair.differs == []
    assert "review same " in pair.link and "hubspot:company:9" in pair.link and "salesforce:Account:K" in pair.link
    assert "review different " in pair.deny
    assert graph.rows("MATCH (n:Account) RETURN count(n)") == [[3]]
    apart = claims("steward|Decision|1", "Account", same_as=["hubspot|company|9", "salesforce|Account|K"], apart=True)
    graph.say(prepared(apart, 5))
    assert asked().pairs == []
    assert asked(noun=PairNoun.PERSON, least=0.5).things == 2
    for wrong in ({"least": 0.2}, {"first": 0}):
        with pytest.raises(UsageError):
            asked(**wrong)
