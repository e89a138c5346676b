"""Orders of arrival that once gave different graphs, and what each must come to. Pure."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from graph_service.intake.settling.evidence import Span
from tests.intake.generators import Saying, day
from tests.intake.pure import folded, outcome

A, B, COMPANY = "salesforce|Account|A", "salesforce|Account|B", "hubspot|company|1"
USER, OTHER = "salesforce|User|U", "salesforce|User|V"


def account(record: str, at: int, clock: str = "source", state: str = "live", **more: Any) -> Saying:
    claims: Any = {"record": record, "noun": "Account", "state": state, **more}
    return Saying(record, day(at), clock, claims)


def user(record: str) -> Saying:
    claims: Any = {"record": record, "noun": "User", "state": "live", "fields": {"name": record[-1]}}
    return Saying(record, day(1), "source", claims)


def owner(end: str | None, **times: str) -> dict[str, Any]:
    return {"link": "OWNS", "variant": "ACCOUNT_EXECUTIVE", "source": end, "target": ".", **times}


def parent(end: str | None, **times: str) -> dict[str, Any]:
    return {"link": "PARENT_OF", "variant": "SELLING", "source": end, "target": ".", **times}


def everywhere_the_same(*story: Saying) -> dict[str, list[str]]:
    """The one outcome of all orders."""
    expected = outcome(story)
    for order in itertools.permutations(story):
        assert outcome(order) == expected
    return expected


def spans(*story: Saying) -> list[Span]:
    """Links that the one record of a story told, the oldest first."""
    (view,) = folded(story).values()
    return sorted(view.spans, key=lambda span: (span.since, str(span.source)))


def test_content_seen_again_beats_an_older_observation_that_comes_late() -> None:
    story = [
        account(A, number, "observed", fields={"name": name}) for number, name in ((1, "one"), (2, "two"), (3, "one"))
    ]
    settled = everywhere_the_same(*story)
    assert '"name":"one"' in settled["nodes"][0]


def test_who_speaks_for_two_who_agree_does_not_depend_on_who_came_first() -> None:
    """Two records of one company empty the same slot at the same time."""
    domain = ["domain|x.example"]
    settled = everywhere_the_same(
        account(COMPANY, 1, keys=domain, refs=[owner(OTHER)]), account(COMPANY, 2, keys=domain, refs=[owner(None)]),
        account(A, 1, state="archived", keys=domain), account("hubspot|company|2", 2, state="deleted", keys=domain, refs=[owner(None)]),
        user(OTHER),
    )  # fmt: skip
    assert "CLEARED" in settled["nodes"][0]


def test_two_who_contradict_each_other_are_listed_the_same_way() -> None:
    story = [
        account(A, 1, keys=["domain|x.example"], refs=[parent(B)]),
        account(B, 2, state="merged", merged_into=A),
        account("salesforce|Account|C", 1, refs=[parent("salesforce|Account|D")], absorbed=[A]),
        account("salesforce|Account|D", 1),
    ]
    everywhere_the_same(*story)


@pytest.mark.parametrize("first", ["one", "two"])
def test_at_one_instant_an_emptied_link_wins_whatever_the_hashes(first: str) -> None:
    """The second row differs only in a field, so that either may have the greater hash."""
    both = [
        account(A, 2, refs=[owner(USER)], fields={"name": first}),
        account(A, 2, refs=[owner(None)], fields={"name": "three"}),
    ]
    before = account(A, 1, refs=[owner(OTHER)])
    found = spans(before, *both)
    assert [(span.source, span.since, span.until) for span in found] == [(OTHER, day(1), day(2)), (None, day(2), None)]
    everywhere_the_same(before, *both, user(USER), user(OTHER))


def test_at_one_instant_a_retirement_ends_what_another_row_names() -> None:
    for name in ("one", "two", "three", "four"):
        found = spans(
            account(A, 1, refs=[owner(USER)]),
            account(A, 2, refs=[owner(OTHER)], fields={"name": name}),
            account(A, 2, state="deleted"),
        )
        assert all(span.until == day(2) for span in found), name


def test_an_end_told_before_the_start_was_seen_makes_no_span_backwards() -> None:
    (seen,) = spans(account(A, 5, refs=[parent(B, until=day(3))]))
    assert (seen.since, seen.since_kind, seen.until) == (day(3), "STATED", day(3))
    (stated,) = spans(account(A, 5, refs=[parent(B, since=day(4), until=day(3))]))
    assert (stated.since, stated.until) == (day(4), day(4))
    (again,) = spans(account(A, 1, refs=[parent(B)]), account(A, 5, refs=[parent(B, since=day(4), until=day(3))]))
    assert (again.since, again.until) == (day(4), day(4))
