"""Claims that name only the top of a tree, and which edge of a cycle is refused: right answers by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.links import UNSEEN, EndedClaim, settle_links
from graph_service.intake.settling.tree import Edge, refused_children
from graph_service.model.load import load_model
from graph_service.model.model import Model

JAN, MARCH, MAY = (f"2026-0{month}-01T00:00:00.000000Z" for month in (1, 3, 5))
ME = "acc_me"


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def said(
    far: str | None,
    system: str = "zoominfo",
    *,
    top: bool = False,
    since: str = JAN,
    until: str | None = None,
    rid: str = "1",
) -> EndedClaim:
    props: dict[str, Any] = {"ultimate": True} if top else {}
    return EndedClaim(
        ME, far, "PARENT_OF", "LEGAL", props, since, "STATED", until, since, rid, f"{system}|company|{rid}", system
    )


def outcome(model: Model, *claims: EndedClaim) -> tuple[list[tuple[Any, ...]], list[tuple[str, str, str | None]]]:
    result = settle_links(model, ME, claims)
    links = [
        (
            x.type,
            x.source,
            bool(x.props.get("ultimate")),
            x.props.get("refused"),
            x.props["since"],
            x.props.get("until"),
        )
        for x in result.links
    ]
    slots = [(entry["state"], entry["since"], entry["until"]) for entries in result.slots.values() for entry in entries]
    return sorted(links, key=str), slots


def test_a_top_alone_is_a_gap(model: Model) -> None:
    assert outcome(model, said("SE", top=True)) == ([("PARENT_OF", "SE", True, None, JAN, None)], [])


def test_a_nearer_parent_counts_and_the_top_stays_a_claim(model: Model) -> None:
    links, slots = outcome(model, said("SE", top=True), said("BV"))
    assert links == [
        ("CLAIMED_PARENT_OF", "SE", True, "ULTIMATE_ONLY", JAN, None),
        ("PARENT_OF", "BV", False, None, JAN, None),
    ]
    assert slots == []


def test_a_less_trusted_nearer_parent_does_not_speak_against_the_top(model: Model) -> None:
    links, _ = outcome(model, said("SE", top=True), said("BV", "apollo", rid="2"))
    assert [link[:4] for link in links] == [
        ("CLAIMED_PARENT_OF", "SE", True, "ULTIMATE_ONLY"),
        ("PARENT_OF", "BV", False, None),
    ]


def test_a_top_that_is_the_parent_too_is_just_the_parent(model: Model) -> None:
    assert outcome(model, said("SE", top=True), said("SE")) == ([("PARENT_OF", "SE", False, None, JAN, None)], [])


def test_a_gap_before_and_after_the_time_of_a_nearer_parent(model: Model) -> None:
    links, slots = outcome(model, said("SE", top=True), said("BV", since=MARCH, until=MAY))
    assert links == [
        ("PARENT_OF", "SE", True, None, MAY, None),
        ("WAS_PARENT_OF", "BV", False, None, MARCH, MAY),
        ("WAS_PARENT_OF", "SE", True, None, JAN, MARCH),
    ]
    assert slots == []


def test_who_empties_the_parent_and_names_a_top_leaves_a_gap_not_a_root(model: Model) -> None:
    links, slots = outcome(model, said("SE", top=True), said(None, since=MARCH))
    assert links == [("PARENT_OF", "SE", True, None, JAN, None)]
    assert slots == []


def test_a_more_trusted_root_outranks_a_top(model: Model) -> None:
    links, slots = outcome(model, said("SE", "apollo", top=True, rid="2"), said(None, "zoominfo", since=MARCH))
    assert links == [
        ("CLAIMED_PARENT_OF", "SE", True, "OUTRANKED", JAN, None),
        ("WAS_PARENT_OF", "SE", True, None, JAN, MARCH),
    ]
    assert slots == [("CLEARED", MARCH, None)]


def test_its_own_top_is_a_known_root_and_its_own_parent_is_refused(model: Model) -> None:
    assert outcome(model, said(ME, top=True)) == ([], [("CLEARED", JAN, None)])
    links, _ = outcome(model, said(ME), said("SE", top=True))
    assert [link[:4] for link in links] == [("CLAIMED_PARENT_OF", ME, False, "SELF"), ("PARENT_OF", "SE", True, None)]


def test_a_parent_that_never_came_leaves_the_top_as_a_gap(model: Model) -> None:
    links, slots = outcome(model, said(UNSEEN), said("SE", top=True))
    assert [link[:4] for link in links] == [("PARENT_OF", "SE", True, None)]
    assert slots == [("UNSEEN", JAN, None)]


def test_two_tops_of_one_rank_are_contested(model: Model) -> None:
    result = settle_links(model, ME, [said("SE", top=True), said("AG", top=True, rid="2")])
    assert [x.props["refused"] for x in result.links] == ["CONTESTED", "CONTESTED"]
    assert len(result.contested) == 1


def test_kinds_do_not_speak_against_each_other(model: Model) -> None:
    selling = said("UK", "salesforce", rid="2")
    selling.variant = "SELLING"
    result = settle_links(model, ME, [said("BV"), selling])
    assert sorted((x.type, x.source, x.props["kind"]) for x in result.links) == [
        ("PARENT_OF", "BV", "LEGAL"),
        ("PARENT_OF", "UK", "SELLING"),
    ]


def test_one_row_that_names_one_company_as_parent_and_as_top_makes_two_claims() -> None:
    refs: list[dict[str, Any]] = [
        {"link": "PARENT_OF", "variant": "LEGAL", "source": "zoominfo|company|SE", "target": "."},
        {
            "link": "PARENT_OF",
            "variant": "LEGAL",
            "source": "zoominfo|company|SE",
            "target": ".",
            "props": {"ultimate": True},
        },
    ]
    later = [{**refs[0], "source": None}, refs[1]]

    def told(day: str, said: Any) -> Version:
        return Version(
            day, day, "source", day, {"record": "zoominfo|company|1", "noun": "Account", "state": "live", "refs": said}
        )

    view = fold(RecordEvidence("r", "zoominfo|company|1", [told(JAN, refs), told(MARCH, later)]))
    assert sorted((bool(s.props.get("ultimate")), s.source, s.until) for s in view.spans if s.source) == [
        (False, "zoominfo|company|SE", MARCH),
        (True, "zoominfo|company|SE", None),
    ]


def test_of_a_cycle_the_least_trusted_edge_is_refused_then_the_oldest() -> None:
    edges = {"a": Edge("b", 0, MAY), "b": Edge("c", 1, MAY), "c": Edge("a", 1, JAN), "d": Edge("a", 9, JAN)}
    assert refused_children(edges) == {"c": ("c", "a", "b")}
    assert refused_children({**edges, "c": Edge("a", 0, JAN)}) == {"b": ("b", "c", "a")}
    assert refused_children({**edges, "c": Edge("x", 1, JAN)}) == {}


@given(
    st.dictionaries(st.integers(0, 12), st.tuples(st.integers(0, 12), st.integers(0, 2), st.sampled_from((JAN, MARCH))))
)
def test_what_is_left_is_a_forest_and_nothing_more_is_refused(drawn: dict[int, tuple[int, int, str]]) -> None:
    edges = {str(child): Edge(str(parent), rank, at) for child, (parent, rank, at) in drawn.items() if child != parent}
    refused = refused_children(edges)
    left = {child: edge for child, edge in edges.items() if child not in refused}
    for start in left:
        walked, node = [start], left[start].parent
        while node in left and node not in walked:
            walked.append(node)
            node = left[node].parent
        assert node not in walked
    for child, cycle in refused.items():
        assert [edges[one].parent for one in cycle] == [*cycle[1:], cycle[0]]
        assert edges[child].rank == max(edges[one].rank for one in cycle)
    assert refused_children(dict(reversed(edges.items()))) == refused
