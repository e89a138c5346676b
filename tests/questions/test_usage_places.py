"""Whose a place was on which day, how contracts split, and that answers' types have names of their own. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as some

from graph_service.questions.answer import NodeSeen
from graph_service.questions.contracts import _unsplit, split, sums
from graph_service.questions.deals import MoneySeen
from graph_service.questions.period import Days
from graph_service.questions.registry import QUESTIONS
from graph_service.questions.usage_places import Held, Place, Scope, holds_over, stretches

ROOT, CHILD = (NodeSeen(noun="Account", id=f"acc_{name}", name=name) for name in ("root", "child"))
YEAR = Days(label="2026", start=date(2026, 1, 1), end=date(2027, 1, 1))


def to(node: NodeSeen) -> dict[str, Any]:
    return {"id": node.id, "name": node.name, "told": "2026-01-01", "records": ()}


def row(since: str, until: str | None = None, kind: str = "STATED") -> dict[str, Any]:
    return {"link": {"since": since, "until": until, "since_kind": kind}, "to": to(ROOT)}


def held(one: dict[str, Any], evidence: str | None, first: str | None) -> Held:
    [found] = holds_over([one], evidence, first)
    return found


T = "T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("one", "evidence", "first", "start"),
    [
        # told with the thing itself: nothing older is known of either
        (row("2026-04-01" + T), "2026-04-01" + T, "2026-04-01" + T, date.min),
        # the thing is older than the link, and a source dates the link
        (row("2026-04-01" + T), "2025-10-02" + T, "2026-04-01" + T, date(2026, 4, 1)),
        # nobody dates the link: it was only seen then
        (row("2026-04-01" + T, kind="FIRST_SEEN"), "2025-10-02" + T, "2026-04-01" + T, date.min),
        # another link, or an emptied slot, stands before it
        (row("2026-04-01" + T, kind="FIRST_SEEN"), "2025-10-02" + T, "2026-02-01" + T, date(2026, 4, 1)),
    ],
)
def test_a_link_is_carried_back_only_where_nothing_older_is_on_record(one, evidence, first, start):
    found = held(one, evidence, first)
    assert (found.start, found.assumed) == (start, start == date.min)


def test_a_day_belongs_to_what_was_linked_at_its_end():
    assert held(row("2026-04-01T23:59:00.000000Z"), None, "2026-01-01" + T).start == date(2026, 4, 1)
    assert held(row("2026-01-01" + T, "2026-04-01T00:01:00.000000Z"), None, None).end == date(2026, 4, 1)
    # one that came and went within a day never had it at its end
    assert not list(holds_over([row("2026-04-01T08:00:00.000000Z", "2026-04-01T09:00:00.000000Z")], None, "2026-01-01"))


def scope(parents: list[Held], place: Place) -> Scope:
    return Scope(ROOT, {ROOT.id: ROOT, CHILD.id: CHILD}, {CHILD.id: parents}, [place])


def test_a_place_is_cut_where_its_account_or_what_stands_over_that_changes():
    tenant = Place(NodeSeen(noun="Tenant", id="ten_1", name="T"), False, (Held(date.min, date(2026, 9, 1), to(CHILD)),))
    found = stretches(scope([Held(date(2026, 4, 1), date.max, to(ROOT))], tenant), YEAR)
    assert [(one.days.start.month, one.account and one.account.name, one.line) for one in found] == [
        (1, "child", ()),
        (4, "child", (ROOT.id, CHILD.id)),
        (9, None, ()),
    ]


def test_a_loop_of_links_that_ended_is_no_way_up():
    looped = Scope(ROOT, {}, {CHILD.id: [Held(date.min, date.max, to(CHILD))]}, [])
    assert looped.line(CHILD.id, date(2026, 5, 1)) == ()


@given(
    some.dates(date(2025, 1, 1), date(2027, 12, 31)),
    some.dates(date(2025, 1, 1), date(2027, 12, 31)),
    some.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
def test_stretches_cover_every_day_once_whatever_changes(first, second, third):
    turns = sorted({date.min, first, second, date.max})
    accounts = tuple(
        Held(start, end, to(node)) for (start, end), node in zip(pairwise(turns), (ROOT, CHILD, ROOT), strict=False)
    )
    place = Place(NodeSeen(noun="Tenant", id="ten_1", name="T"), False, accounts)
    found = stretches(scope([Held(third, date.max, to(ROOT))], place), YEAR)
    assert (found[0].days.start, found[-1].days.end) == (YEAR.start, YEAR.end)
    assert all(one.days.end == other.days.start for one, other in pairwise(found))
    for one in found:
        for day in (one.days.start, one.days.last):
            assert one.account == place.account_on(day)
            assert bool(one.line) == (one.account == ROOT or day >= third)


@given(
    some.integers(0, 10**12), some.lists(some.integers(1, 1_000), min_size=1, max_size=9), some.sampled_from([0, 2, 3])
)
def test_parts_of_an_amount_sum_to_it_in_its_own_decimals(minor, weights, exponent):
    whole = MoneySeen(amount=Decimal(minor).scaleb(-exponent), currency="XXX")
    shares = [Decimal(one) / sum(weights) for one in weights]
    parts = split(whole, shares)
    assert sums(parts) == {"XXX": whole.amount}
    unit = Decimal(1).scaleb(-exponent)
    assert all(part.amount == part.amount.quantize(unit) for part in parts)
    assert all(
        abs(part.amount - whole.amount * share) <= unit * len(parts) for part, share in zip(parts, shares, strict=True)
    )


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ([None], None),
        (["1"], None),
        (["0.6", "0.4"], None),
        (["0.333", "0.333", "0.333"], None),
        ([None, None], "no share is told"),
        (["0.5", None], "only 1 of its 2"),
        (["0.5", "0.4"], "sum to 0.9"),
        (["0.6", "0.6"], "sum to 1.2"),
        (["1.5", "-0.5"], "negative"),
        (["0.5"], "sum to 0.5"),
    ],
)
def test_shares_split_only_if_all_are_told_and_sum_to_one(shares, why):
    said = _unsplit([Decimal(one) if one is not None else None for one in shares])
    assert said is None if why is None else said is not None and why in said


def test_types_of_answers_have_names_of_their_own():
    found: dict[str, set[type]] = {}

    def walk(hint: Any) -> None:
        for inner in get_args(hint):
            walk(inner)
        if isinstance(hint, type) and is_dataclass(hint) and hint not in found.setdefault(hint.__name__, set()):
            found[hint.__name__].add(hint)
            hints = get_type_hints(hint)
            for one in fields(hint):
                walk(hints[one.name])

    for question in QUESTIONS.values():
        walk(question.answer)
    # GraphQL knows a type by its name alone, and gives the second the fields of the first
    assert {name: types for name, types in found.items() if len(types) > 1} == {}
