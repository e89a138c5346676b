"""Limits of one operation, weighed in time linear in its text."""

from __future__ import annotations

import time

import pytest
from graphql import parse

from graph_service.graphql.limits import ALIASES_MAX, COST_MAX, DEPTH_MAX, DIRECTIVES_MAX, LimitExceeded, check, weigh


def bomb(levels: int) -> str:
    """Each fragment spreads the next one twice: 2^levels fields from a text of a few hundred characters."""
    parts = ['query { account(ref: {id: "1"}) { ...F0 } }']
    parts += [f"fragment F{n} on Account {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return " ".join([*parts, f"fragment F{levels} on Account {{ id }}"])


def test_a_fragment_is_weighed_once():
    began = time.perf_counter()
    weight = weigh(parse(bomb(400)), {})
    assert weight.cost > 2**400
    # one visit a fragment takes milliseconds, one a spread would not end before the sun does
    assert time.perf_counter() - began < 5
    with pytest.raises(LimitExceeded):
        check(weight)


def test_what_is_counted():
    weight = weigh(
        parse("""query($n: Int!) { a: accounts(first: 10) @include(if: true) { edges { node { ...N } } }
        users(first: $n) { edges {
        cursor } } } fragment N on Account { id owners { edges { since } } ... @skip(if: false) { x: name } }"""),
        {"n": 3},
    )
    owners = 1 + 25 * (1 + 1)  # no length given: the default counts
    accounts = 1 + 10 * (1 + 1 + 1 + owners + 1)
    assert (weight.depth, weight.aliases, weight.directives) == (6, 2, 2)
    assert weight.cost == accounts + 1 + 3 * 2


@pytest.mark.parametrize("value", [{}, {"n": None}, {"n": -1}, {"n": "9"}])
def test_a_length_that_is_not_known_counts_as_the_longest(value: dict[str, object]):
    assert weigh(parse("query($n: Int) { users(first: $n) { edges { cursor } } }"), value).cost == 1 + 1_000 * 2


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{ " + "node { " * DEPTH_MAX + "id" + " }" * DEPTH_MAX + " }", "levels"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(ALIASES_MAX + 1)) + " }", "aliases"),
        ("{ __typename " + "@skip(if: false) " * (DIRECTIVES_MAX + 1) + "}", "directives"),
        ("{ accounts(first: 250) { edges { node { owners(first: 250) { edges { since } } } } } }", "fields"),
    ],
)
def test_beyond_a_limit(text: str, limit: str):
    with pytest.raises(LimitExceeded, match=limit):
        check(weigh(parse(text), {}))


def test_the_list_of_the_benchmark_is_within():
    text = (
        "{ accounts(first: 1000) { edges { node { a b c d e f g h contacts(first: 3) { edges { node { a"
        " b c d e } } } } } } }"
    )
    assert weigh(parse(text), {}).cost < COST_MAX


def test_fragments_that_are_missing_or_run_in_circles_are_left_to_validation():
    weigh(parse("{ ...A ...Nowhere } fragment A on Query { ...B __typename } fragment B on Query { ...A }"), {})
