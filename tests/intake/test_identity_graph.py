"""Merges, their undoing and shared keys through the engine, in the orders in which vendors really deliver them."""

from __future__ import annotations

import itertools

import pytest

from graph_service.graph.write import Writer
from graph_service.intake.settling.identity import MAX_HOLDERS
from graph_service.model.model import Model
from tests.intake.dump import dump
from tests.intake.generators import IDS, Saying, day
from tests.intake.test_properties_graph import ingest, ingest_more


def contact(record: str, at: int, email: str, **more: object) -> Saying:
    claims = {
        "record": record, "noun": "Contact", "state": "live", "keys": [f"email|{email}"], "created_at": day(1),
        "points": [{"kind": "email", "value": email}], "fields": {"name": record[-1]}, **more,
    }  # fmt: skip
    return Saying(record, day(at), "source", claims)  # type: ignore[arg-type]


A, B, C = (f"salesforce|Contact|{name}" for name in "ABC")
H1, H2, H3 = (f"hubspot|contact|{number}" for number in (1, 2, 3))
CHAINS = {
    # the loser names the survivor
    "salesforce": (
        contact(A, 1, "a@x.example", stops=[{"slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": True}]),
        contact(B, 1, "b@x.example"),
        contact(A, 3, "a@x.example", state="merged", merged_into=B),
        contact(B, 4, "b@x.example", state="merged", merged_into=C),
        contact(C, 2, "c@x.example"),
    ),
    # the survivor names those it took in, which are never seen again
    "hubspot": (
        contact(H1, 1, "a@x.example", stops=[{"slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": True}]),
        contact(H2, 2, "b@x.example", absorbed=[H1]),
        contact(H3, 1, "c@x.example"),
        contact(H3, 3, "c@x.example", absorbed=[H2, H1]),
    ),
}


def nouns_of(writer: Writer, *keys: str) -> set[str]:
    """What the birth ids of some records resolve to."""
    rows = writer.run("lookup/nodes_of_records", ids=[IDS.birth(key) for key in keys])
    assert {row["id"] for row in rows} == {IDS.birth(key) for key in keys}
    found = writer.run_text(
        "MATCH (s:SourceRecord)-[:OF]->(n) WHERE s.key IN $keys RETURN DISTINCT n.id AS id", "test", keys=list(keys)
    )
    return {row["id"] for row in found}


@pytest.mark.parametrize("vendor", CHAINS)
def test_a_chain_of_merges_is_one_in_every_order_of_arrival(writer: Writer, model: Model, vendor: str) -> None:
    chain = CHAINS[vendor]
    ingest(writer, model, [list(chain)])
    expected = dump(writer)
    assert len(nouns_of(writer, *{said.record for said in chain})) == 1
    orders = list(itertools.permutations(chain))
    for place in range(0, len(orders), max(1, len(orders) // 12)):
        ingest(writer, model, [[said] for said in orders[place]])
        assert dump(writer) == expected, [(said.record, said.at) for said in orders[place]]


def test_a_merge_taken_back_leaves_what_never_was_merged(writer: Writer, model: Model) -> None:
    plain = [contact(A, 1, "a@x.example"), contact(B, 1, "b@x.example"), contact(A, 5, "a@x.example")]
    ingest(writer, model, [plain])
    merged, back = contact(A, 3, "a@x.example", state="merged", merged_into=B), plain[2]
    for order in (
        [plain[0], plain[1], merged, back],
        [back, merged, plain[1], plain[0]],
        [merged, back, plain[0], plain[1]],
    ):
        ingest(writer, model, [[said] for said in order])
        assert len(nouns_of(writer, A)) == len(nouns_of(writer, B)) == 1
        assert nouns_of(writer, A) != nouns_of(writer, B)
        assert writer.run_text("MATCH (n:Noun) WHERE n.state <> 'live' RETURN n.id AS id", "test") == []


def test_a_key_becomes_shared_and_identifies_again(writer: Writer, model: Model) -> None:
    many = [contact(f"hubspot|contact|{number}", 1, "ana@x.example") for number in range(MAX_HOLDERS + 1)]
    people = "MATCH (p:Person) RETURN count(p) AS n"
    ingest(writer, model, [many[:-1]])
    assert writer.run_text(people, "test")[0]["n"] == 1
    ingest_more(writer, model, [many[-1:]])
    assert writer.run_text(people, "test")[0]["n"] == MAX_HOLDERS + 1
    one_by_one = dump(writer)
    ingest(writer, model, [many])
    assert dump(writer) == one_by_one
    leaves = contact(many[7].record, 2, "other@x.example")
    ingest_more(writer, model, [[leaves]])
    assert writer.run_text(people, "test")[0]["n"] == 2
    again = dump(writer)
    ingest(writer, model, [[*many, leaves]])
    assert dump(writer) == again
