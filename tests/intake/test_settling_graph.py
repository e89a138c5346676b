"""Claims through the real engine: what the graph says after each, in any order."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import ChunkResult, Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Claims
from graph_service.model.model import Model
from tests.conftest import wipe
from tests.intake.dump import dump

IDS = Ids(b"a secret for tests only")
COUNTER = itertools.count()


def at(day: int) -> str:
    return f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}T00:00:00.000000Z"


def claims(record: str, noun: str | None, **more: Any) -> Claims:
    return {"record": record, "noun": noun, "state": "live", **more}  # type: ignore[typeddict-item]


def prepared(said: Claims, day: int, clock: str = "source") -> Prepared:
    return Prepared(IDS.birth(said["record"]), at(day), clock, content_hash(said), "{}", said, next(COUNTER))


class Graph:
    def __init__(self, writer: Writer, model: Model) -> None:
        self.writer = writer
        self.settler = Settler(writer, model, IDS, grace=0)

    def say(self, *chunk: Prepared) -> ChunkResult:
        number = next(COUNTER)
        ledger = {"id": f"b|{number}", "batch": f"b{number}", "source": "test", "at": at(0)}
        result = self.settler.store(list(chunk), ledger=ledger, mapping="m")
        self.settler.finish_pending()
        return result

    def rows(self, text: str, **parameters: Any) -> list[list[Any]]:
        return [list(row.values()) for row in self.writer.run_text(text, "test", **parameters)]


@pytest.fixture
def graph(writer: Writer, model: Model) -> Graph:
    return Graph(writer, model)


def account(id_: str, name: str, day: int = 0, **more: Any) -> Prepared:
    fields = {"name": name, **more.pop("fields", {})}
    return prepared(claims(f"salesforce|Account|{id_}", "Account", fields=fields, created_at=at(0), **more), day)


def parent(id_: str | None) -> dict[str, Any]:
    end = f"salesforce|Account|{id_}" if id_ else None
    return {"link": "PARENT_OF", "variant": "SELLING", "source": end, "target": "."}


def owner(id_: str | None, system: str = "salesforce|User") -> dict[str, Any]:
    return {"link": "OWNS", "variant": "ACCOUNT_EXECUTIVE", "source": f"{system}|{id_}" if id_ else None, "target": "."}


def contact(id_: str, email: str, day: int = 0, system: str = "salesforce|Contact", **more: Any) -> Prepared:
    return prepared(
        claims(
            f"{system}|{id_}", "Contact", fields={"email": email, "name": id_}, keys=[f"email|{email}"],
            points=[{"kind": "email", "value": email, "primary": True}], **more,
        ),
        day,
    )  # fmt: skip


PARENTS = "MATCH (p:Account)-[:PARENT_OF {kind: 'SELLING'}]->(c:Account) RETURN p.name, c.name ORDER BY p.name, c.name"


def test_newest_version_wins_and_history_of_links_is_kept(graph: Graph) -> None:
    graph.say(account("A", "Old"), account("B", "Holding"), account("C", "Other"))
    graph.say(account("A", "New", 5, refs=[parent("B")]))
    graph.say(account("A", "New", 9, refs=[parent("C")]))
    graph.say(account("A", "Older", 3))
    assert graph.rows("MATCH (n:Account {name: 'New'}) RETURN count(n)") == [[1]]
    assert graph.rows(PARENTS) == [["Other", "New"]]
    assert graph.rows("MATCH (p)-[x:WAS_PARENT_OF]->(c) RETURN p.name, c.name, x.since, x.until") == [
        ["Holding", "New", at(5), at(9)]
    ]


def test_an_emptied_parent_is_a_fact_and_a_blank_is_none(graph: Graph) -> None:
    graph.say(
        account("A", "Cleared", 1, refs=[parent("B")]), account("B", "B"), account("N", "Never", 1, refs=[parent(None)])
    )
    graph.say(account("A", "Cleared", 4, refs=[parent(None)]))
    slots = dict(graph.rows("MATCH (n:Account) RETURN n.name, n.slots"))
    assert '"CLEARED"' in slots["Cleared"] and at(4) in slots["Cleared"]
    assert slots["Never"] is None
    assert graph.rows(PARENTS) == []


def test_the_trusted_system_wins_and_the_loser_stays_visible(graph: Graph) -> None:
    hub = prepared(
        claims(
            "hubspot|company|9", "Account", fields={"name": "Rail"}, keys=["domain|rail.example"],
            refs=[{"link": "PARENT_OF", "variant": "SELLING", "source": "hubspot|company|8", "target": "."}],
        ),
        7,
    )  # fmt: skip
    top = prepared(claims("hubspot|company|8", "Account", fields={"name": "Group"}), 0)
    graph.say(hub, top, account("U", "UK"), account("R", "Rail SF", keys=["domain|rail.example"], refs=[parent("U")]))
    assert graph.rows(PARENTS) == [["UK", "Rail SF"]]
    lost = graph.rows("MATCH (p)-[x:CLAIMED_PARENT_OF]->(c) RETURN p.name, c.name, x.refused, x.systems")
    assert lost == [["Group", "Rail SF", "OUTRANKED", ["hubspot"]]]


def test_a_cycle_loses_its_least_trusted_edge_and_heals(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[parent("B")]), account("B", "B", 2, refs=[parent("C")]))
    graph.say(account("C", "C", 3, refs=[parent("A")]))
    assert graph.rows(PARENTS) == [["A", "C"], ["C", "B"]]
    assert graph.rows("MATCH (p)-[x:CLAIMED_PARENT_OF]->(c) RETURN p.name, c.name, x.refused") == [["B", "A", "CYCLE"]]
    assert graph.rows("MATCH (a:Ambiguity {kind: 'CYCLE'}) RETURN count(a)") == [[1]]
    graph.say(account("B", "B", 9, refs=[parent(None)]))
    assert graph.rows(PARENTS) == [["A", "C"], ["B", "A"]]
    assert graph.rows("MATCH (a:Ambiguity {kind: 'CYCLE'}) RETURN count(a)") == [[0]]


def test_a_self_parent_is_refused_and_listed(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[parent("A")]))
    assert graph.rows(PARENTS) == []
    assert graph.rows("MATCH (p)-[x:CLAIMED_PARENT_OF]->(c) RETURN p.name, x.refused") == [["A", "SELF"]]


def test_two_live_records_of_one_system_are_twins_not_one(graph: Graph) -> None:
    graph.say(account("A", "A", keys=["domain|x.example"]), account("B", "B", keys=["domain|x.example"]))
    assert graph.rows("MATCH (n:Account) RETURN count(n)") == [[2]]
    assert graph.rows("MATCH (a:Ambiguity) RETURN a.kind, size(a.candidates)") == [["CONTESTED_KEY", 2]]


def test_a_reference_waits_for_its_end(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[owner("U1")]))
    assert '"UNSEEN"' in graph.rows("MATCH (n:Account) RETURN n.slots")[0][0]
    graph.say(prepared(claims("salesforce|User|U1", "User", fields={"name": "Ana"}), 0))
    assert graph.rows("MATCH (u:User)-[:OWNS]->(a:Account) RETURN u.name, a.name, a.slots") == [["Ana", "A", None]]


def test_facets_of_one_address_are_one_person_and_part_again(graph: Graph) -> None:
    graph.say(contact("c1", "maria@x.example"), contact("h1", "maria@x.example", system="hubspot|contact"))
    assert graph.rows("MATCH (p:Person) RETURN count(p)") == [[1]]
    graph.say(contact("h1", "other@x.example", 5, system="hubspot|contact"))
    assert graph.rows("MATCH (p:Person)<-[:IS_PERSON]-(f) RETURN f.email, count(p) ORDER BY f.email") == [
        ["maria@x.example", 1], ["other@x.example", 1],
    ]  # fmt: skip
    assert graph.rows("MATCH (p:Person) RETURN count(p)") == [[2]]


def test_a_role_ends_and_begins_again(graph: Graph) -> None:
    role = {
        "link": "HAS_ROLE",
        "variant": "CHAMPION",
        "source": "salesforce|Contact|c1",
        "target": "salesforce|Opportunity|o1",
    }

    def relation(day: int, state: str) -> Prepared:
        refs = [role] if state == "live" else []
        return prepared({**claims("salesforce|OpportunityContactRole|r1", None, refs=refs), "state": state}, day)  # type: ignore[typeddict-item]

    graph.say(relation(1, "live"))
    graph.say(relation(5, "deleted"), contact("c1", "noor@x.example"))
    graph.say(prepared(claims("salesforce|Opportunity|o1", "Opportunity", fields={"name": "Deal"}), 0))
    graph.say(relation(9, "live"))
    found = graph.rows(
        "MATCH (p:Person)-[x:HAS_ROLE|WAS_HAS_ROLE]->(o) RETURN type(x), x.role, x.since, x.until ORDER BY x.since"
    )
    assert found == [["WAS_HAS_ROLE", "CHAMPION", at(1), at(5)], ["HAS_ROLE", "CHAMPION", at(9), None]]


def test_a_stop_turned_off_by_no_act_of_the_subject_stands(graph: Graph) -> None:
    def opted(active: bool, day: int) -> Prepared:
        return contact(
            "c1", "omar@x.example", day, stops=[{"slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": active}]
        )

    graph.say(opted(True, 1), opted(False, 5))
    stops = graph.rows("MATCH (s:SourceRecord) RETURN s.stops")[0][0]
    assert '"standing":true' in stops and f'"retracted_without_act":"{at(5)}"' in stops


def test_the_same_again_changes_nothing(graph: Graph, writer: Writer) -> None:
    story = [account("A", "A", 1, refs=[parent("B"), owner("U")]), account("B", "B"), contact("c", "c@x.example")]
    graph.say(*story)
    before = dump(writer)
    result = graph.say(*story)
    assert result.fresh == set()
    assert dump(writer) == before


def test_any_order_and_any_split_gives_the_same_graph(graph: Graph, writer: Writer) -> None:
    story = [
        account("A", "A", 1, refs=[parent("B"), owner("U1")], keys=["domain|a.example"]),
        account("A", "A2", 6, refs=[parent(None), owner("U2")], keys=["domain|a.example"]),
        account("B", "B", 2, refs=[parent("A")]),
        prepared(claims("hubspot|company|1", "Account", fields={"name": "hub"}, keys=["domain|a.example"], created_at=at(0)), 3),
        prepared(claims("salesforce|User|U1", "User", fields={"name": "Ana"}), 0),
        prepared(claims("salesforce|User|U2", "User", fields={"name": "Ben"}), 0),
        contact("c1", "m@x.example", 1, refs=[{"link": "WORKS_AT", "variant": "", "source": ".", "target": "salesforce|Account|A"}]),
        contact("c1", "m2@x.example", 4, refs=[{"link": "WORKS_AT", "variant": "", "source": ".", "target": "salesforce|Account|B"}]),
        contact("h1", "m2@x.example", 2, system="hubspot|contact"),
    ]  # fmt: skip
    graph.say(*story)
    expected = dump(writer)
    for order in ((8, 7, 6, 5, 4, 3, 2, 1, 0), (3, 1, 4, 0, 8, 2, 6, 7, 5), (7, 2, 5, 1, 0, 8, 3, 6, 4)):
        wipe(writer)
        for place in order:
            graph.say(story[place])
        found = dump(writer)
        for part, rows in expected.items():
            assert found[part] == rows, (order, part)


def test_what_carries_stops_is_retired_a_grace_later(graph: Graph) -> None:
    graph.say(contact("c1", "m@x.example"), contact("h1", "m@x.example", system="hubspot|contact"))
    element = graph.rows("MATCH (:Contact)-[x:IS_PERSON]->(:Person) RETURN elementId(x) ORDER BY elementId(x)")
    assert len(element) == 2
    graph.settler.grace = 0.3
    finish = graph.settler.finish_pending
    graph.settler.finish_pending = lambda only="": None  # type: ignore[method-assign]
    graph.say(contact("h1", "other@x.example", 5, system="hubspot|contact"))
    links = "MATCH (:Contact)-[x:IS_PERSON]->(:Person) RETURN count(x)"
    assert graph.rows(links)[0][0] > 2
    finish()
    assert graph.rows(links) == [[2]]
    assert graph.rows("MATCH (s:SourceRecord)-[x:OF]->() RETURN s.id, count(x) ORDER BY s.id") == [
        [rid, 1] for rid in sorted(IDS.birth(key) for key in ("salesforce|Contact|c1", "hubspot|contact|h1"))
    ]
    assert graph.rows("MATCH (p:Pending) RETURN count(p)") == [[0]]
