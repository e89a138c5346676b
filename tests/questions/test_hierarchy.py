"""accountHierarchy, asked of the trees of the sample story and of one too big to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.questions.answer import Status
from graph_service.questions.hierarchy import MOST_DESCENDANTS, account_hierarchy
from graph_service.questions.hierarchy_answer import HierarchyKind, ParentKnown, RefusedReason
from graph_service.questions.reference import AccountRef

APRIL = "2026-04-01T00:00:00.000000Z"
AUGUST = "2026-08-03T09:00:00.000000Z"


@pytest.fixture(scope="module")
def story(seed: Any) -> SimpleNamespace:
    ids = SimpleNamespace()
    ids.group = seed.noun("Account", "Meridian Group")
    ids.uk = seed.noun("Account", "Meridian Freight UK")
    ids.rail = seed.noun("Account", "Meridian Rail")
    ids.depot = seed.noun("Account", "Meridian Rail Depot")
    ids.holdings = seed.noun("Account", "Meridian Holdings BV")
    said = seed.record("salesforce|Account|001RAIL", ids.rail)
    lost = seed.record("hubspot|companies|77", ids.rail)
    seed.link("PARENT_OF", ids.group, ids.uk, kind="SELLING")
    seed.link("PARENT_OF", ids.uk, ids.rail, kind="SELLING", records=[said])
    seed.link("PARENT_OF", ids.rail, ids.depot, kind="SELLING", by="hubspot salesforce")
    seed.link(
        "CLAIMED_PARENT_OF", ids.group, ids.rail, kind="SELLING", refused="OUTRANKED", by="hubspot", records=[lost]
    )
    seed.link("PARENT_OF", ids.holdings, ids.rail, kind="LEGAL", by="zoominfo")
    user = seed.noun("User", "Ana")
    gone = seed.noun("User", "Gus", active=False)
    seed.link("OWNS", user, ids.uk, type="ACCOUNT_EXECUTIVE")
    seed.link("OWNS", gone, ids.rail, type="ACCOUNT_EXECUTIVE")

    ids.coatings = seed.noun("Account", "Halden Coatings")
    ids.pigments = seed.noun("Account", "Halden Pigments")
    ids.se = seed.noun("Account", "Halden SE")
    ids.labs = seed.noun("Account", "Halden Labs")
    ids.narcissus = seed.noun("Account", "Halden Mirror")
    seed.link("PARENT_OF", ids.pigments, ids.coatings, kind="SELLING")
    seed.link("CLAIMED_PARENT_OF", ids.coatings, ids.pigments, kind="SELLING", refused="CYCLE", by="hubspot")
    seed.link("PARENT_OF", ids.se, ids.pigments, kind="LEGAL", gap=True, by="zoominfo")
    seed.link("CLAIMED_PARENT_OF", ids.narcissus, ids.narcissus, kind="SELLING", refused="SELF")

    cleared = {
        "state": "CLEARED", "since": AUGUST, "since_kind": "STATED", "until": None, "system": "salesforce",
        "record": "salesforce|Account|Kestrel Energy", "by": "salesforce|User|Ana",
    }  # fmt: skip
    ids.kestrel = seed.noun("Account", "Kestrel Energy", slots={"PARENT_OF:SELLING": [cleared]})
    ids.former = seed.noun("Account", "Kestrel Former Parent")
    ids.volta = seed.noun("Account", "Volta Grid", first_evidence_at="2026-01-10T00:00:00.000000Z")
    seed.link("WAS_PARENT_OF", ids.former, ids.kestrel, kind="SELLING", until=AUGUST)
    seed.link("PARENT_OF", ids.kestrel, ids.volta, kind="SELLING", since=APRIL)

    contested = {"state": "CONTESTED", "since": APRIL, "since_kind": "STATED", "until": None, "system": "salesforce"}
    ids.torn = seed.noun("Account", "Torn", slots={"PARENT_OF:SELLING": [contested]})
    for over in (ids.group, ids.kestrel):
        seed.link("CLAIMED_PARENT_OF", over, ids.torn, kind="SELLING", refused="CONTESTED")
    seed.write()
    return ids


@pytest.fixture
def hierarchy(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    def of(account: str, kind: HierarchyKind = HierarchyKind.SELLING, **rest: Any) -> Any:
        return answer(account_hierarchy(ask, AccountRef(id=account), kind, **rest))

    return of


def names(seen: list[Any]) -> list[tuple[str | None, int]]:
    return [(one.account.name, one.depth) for one in seen]


def test_authority_picks_the_parent_and_lists_the_claim_that_lost(hierarchy, story):
    rail = hierarchy(story.rail)
    assert rail.status is Status.OK
    assert rail.parent.id == story.uk
    assert rail.parent_known is ParentKnown.KNOWN_PARENT
    assert rail.parent_since == datetime(2026, 1, 1, tzinfo=UTC)
    [conflict] = rail.conflicts
    assert (conflict.parent.name, conflict.reason, conflict.systems) == (
        "Meridian Group",
        RefusedReason.OUTRANKED,
        ["hubspot"],
    )
    assert conflict.records[0].external_id == "77"
    assert rail.refused == []


def test_everything_above_and_below_nearest_first(hierarchy, story):
    rail = hierarchy(story.rail)
    assert names(rail.ancestors) == [("Meridian Freight UK", 1), ("Meridian Group", 2)]
    assert names(rail.descendants) == [("Meridian Rail Depot", 1)]
    group = hierarchy(story.group)
    assert names(group.descendants) == [("Meridian Freight UK", 1), ("Meridian Rail", 2), ("Meridian Rail Depot", 3)]
    assert [one.parent_id for one in group.descendants] == [story.group, story.uk, story.rail]
    assert [[(o.owner.name, o.active) for o in one.owners] for one in group.descendants] == [
        [("Ana", True)],
        [("Gus", False)],
        [],
    ]
    assert group.descendants[2].systems == ["hubspot", "salesforce"]


def test_the_why_names_rule_path_records_and_their_age(hierarchy, story):
    why = hierarchy(story.rail).why[0]
    assert why.rule == "PARENT_BY_AUTHORITY"
    assert "salesforce puts Meridian Rail under Meridian Freight UK" in why.text
    assert [(step.start.name, step.link, step.variant, step.end.name) for step in why.path] == [
        ("Meridian Freight UK", "PARENT_OF", "SELLING", "Meridian Rail")
    ]
    [record] = why.records
    assert (record.system, record.object, record.external_id) == ("salesforce", "Account", "001RAIL")
    assert record.age_seconds == 14 * 86_400 + 12 * 3_600


def test_kinds_do_not_conflict_with_each_other(hierarchy, story):
    legal = hierarchy(story.rail, HierarchyKind.LEGAL)
    assert legal.parent.name == "Meridian Holdings BV"
    assert legal.conflicts == []
    assert legal.other_kinds == [HierarchyKind.SELLING]
    assert hierarchy(story.rail).other_kinds == [HierarchyKind.LEGAL]


def test_an_ultimate_parent_is_named_only_where_the_whole_chain_is_known(hierarchy, story):
    rail = hierarchy(story.rail)
    assert rail.ultimate_parent is None
    assert rail.highest_known.name == "Meridian Group"
    assert hierarchy(story.volta).ultimate_parent.name == "Kestrel Energy"
    assert hierarchy(story.kestrel).ultimate_parent.name == "Kestrel Energy"


def test_a_gap_gives_an_ultimate_parent_without_a_direct_one(hierarchy, story):
    pigments = hierarchy(story.pigments, HierarchyKind.LEGAL)
    assert pigments.parent is None
    assert pigments.parent_known is ParentKnown.UNKNOWN
    assert pigments.ultimate_parent.name == "Halden SE"
    assert [(one.account.name, one.ultimate_parent.name) for one in pigments.gaps] == [("Halden Pigments", "Halden SE")]
    assert any(why.rule == "ULTIMATE_BY_CLAIM" for why in pigments.why)
    assert [one.account.name for one in hierarchy(story.se, HierarchyKind.LEGAL).gaps] == ["Halden Pigments"]


def test_a_cycle_is_refused_and_listed_from_both_ends(hierarchy, story):
    coatings, pigments = hierarchy(story.coatings), hierarchy(story.pigments)
    assert coatings.parent.name == "Halden Pigments"
    assert pigments.parent is None
    for one in (coatings, pigments):
        assert [(r.parent.name, r.child.name, r.reason, r.systems) for r in one.refused] == [
            ("Halden Coatings", "Halden Pigments", RefusedReason.CYCLE, ["hubspot"])
        ]
        assert one.conflicts == []


def test_a_self_parent_is_refused_once(hierarchy, story):
    assert [one.reason for one in hierarchy(story.narcissus).refused] == [RefusedReason.SELF]


def test_a_blank_is_not_a_root(hierarchy, story):
    labs = hierarchy(story.labs)
    assert labs.status is Status.OK
    assert labs.parent is None
    assert labs.parent_known is ParentKnown.UNKNOWN
    assert labs.parent_since is None
    assert labs.ultimate_parent is None
    assert labs.why[0].rule == "PARENT_NEVER_FILLED"


def test_an_emptied_parent_is_a_known_root_and_says_by_whom(hierarchy, story):
    kestrel = hierarchy(story.kestrel)
    assert kestrel.parent is None
    assert kestrel.parent_known is ParentKnown.KNOWN_ROOT
    assert kestrel.parent_since == datetime(2026, 8, 3, 9, tzinfo=UTC)
    assert kestrel.why[0].rule == "PARENT_CLEARED"
    assert "by Ana" in kestrel.why[0].text
    assert kestrel.why[0].records[0].external_id == "Kestrel Energy"


def test_as_of_before_the_acquisition_it_stood_alone(hierarchy, story):
    before = hierarchy(story.volta, as_of=datetime(2026, 3, 31, 23, tzinfo=UTC))
    assert before.status is Status.OK
    assert before.parent is None
    assert before.ancestors == []
    assert "EVIDENCE_STARTS" in [why.rule for why in before.why]
    assert hierarchy(story.volta, as_of=datetime(2026, 4, 1, tzinfo=UTC)).parent.name == "Kestrel Energy"
    assert hierarchy(story.volta).parent.name == "Kestrel Energy"


def test_as_of_reads_ended_links_too(hierarchy, story):
    june = hierarchy(story.kestrel, as_of=datetime(2026, 6, 1, tzinfo=UTC))
    assert june.parent.name == "Kestrel Former Parent"
    assert june.parent_known is ParentKnown.KNOWN_PARENT


def test_before_any_evidence_the_answer_is_unknown_and_says_when_it_starts(hierarchy, story):
    early = hierarchy(story.volta, as_of=datetime(2025, 12, 31, tzinfo=UTC))
    assert early.status is Status.UNKNOWN
    assert any(why.rule == "EVIDENCE_STARTS" and "2026-01-10" in why.text for why in early.why)


def test_equal_authority_is_ambiguous_and_nothing_is_picked(hierarchy, story):
    torn = hierarchy(story.torn)
    assert torn.status is Status.AMBIGUOUS
    assert torn.parent is None
    assert torn.parent_known is ParentKnown.CONTESTED
    assert {one.name for one in torn.candidates} == {"Meridian Group", "Kestrel Energy"}


def test_depth_is_cut_and_announced(hierarchy, story):
    group = hierarchy(story.group, max_depth=2)
    assert names(group.descendants) == [("Meridian Freight UK", 1), ("Meridian Rail", 2)]
    assert [(one.what, one.cap) for one in group.truncated] == [("DEPTH", 2)]
    assert hierarchy(story.group, max_depth=3).truncated == []


@pytest.mark.parametrize("depth", [0, 64])
def test_depth_out_of_bounds_is_wrong_use(hierarchy, story, depth):
    with pytest.raises(UsageError, match="maxDepth"):
        hierarchy(story.group, max_depth=depth)


class Counting:
    """A reader that notes which statements were run."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.names: list[str] = []

    async def run(self, name: str, /, **parameters: Any) -> Any:
        self.names.append(name)
        return await self.reader.run(name, **parameters)


def test_a_tree_beyond_the_cap_is_cut_and_announced_in_as_few_statements_as_a_small_one(ask, answer, story, seed):
    root, owner = seed.noun("Account", "Vast"), seed.noun("User", "Vera")
    middle = [seed.noun("Account", f"Vast {place:02}") for place in range(21)]
    for place, one in enumerate(middle):
        seed.link("PARENT_OF", root, one, kind="SELLING")
        for number in range(100):
            below = seed.noun("Account", f"Vast {place:02} {number:02}")
            said = seed.record(f"salesforce|Account|Vast {place:02} {number:02}", None)
            seed.link("PARENT_OF", one, below, kind="SELLING", records=[said])
            seed.link("OWNS", owner, below, type="ACCOUNT_EXECUTIVE")
    seed.write()
    counting = Counting(ask.reader)
    vast = answer(account_hierarchy(replace(ask, reader=counting), AccountRef(id=root)))
    assert counting.names == ["lookup/by_id", "hierarchy/account_hierarchy", "lookup/records"]
    assert len(vast.descendants) == MOST_DESCENDANTS
    assert [one.what for one in vast.truncated] == ["DESCENDANTS"]
    assert {one.depth for one in vast.descendants[:21]} == {1}
    assert {one.owners[0].owner.name for one in vast.descendants[21:]} == {"Vera"}
    assert all(one.records for one in vast.descendants[21:])
    one_of_them = answer(account_hierarchy(ask, AccountRef(id=middle[0])))
    assert len(one_of_them.descendants) == 100
    assert one_of_them.truncated == []


def test_an_unknown_account_is_not_found(hierarchy):
    nobody = hierarchy("acc_aaaaaaaaaaaaaaaaaaaaaaaa")
    assert nobody.status is Status.NOT_FOUND
    assert nobody.account is None
    assert nobody.why[0].rule == "NOT_FOUND"
