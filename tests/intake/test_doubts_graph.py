"""Doubts and decisions through the real engine: raised once, kept with their decision, gone with their evidence."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.graph.write import Writer
from graph_service.model.model import Model
from tests.intake.test_settling_graph import IDS, PARENTS, Graph, account, at, claims, contact, owner, parent, prepared

OPEN = "MATCH (a:Ambiguity) RETURN a.kind, a.status ORDER BY a.kind, a.id"
WHICH = "MATCH (a:Ambiguity) RETURN a.id, a.evidence, a.since"


@pytest.fixture
def graph(writer: Writer, model: Model) -> Graph:
    return Graph(writer, model)


def company(id_: str, day: int = 0, **more: Any) -> Any:
    return prepared(claims(f"hubspot|company|{id_}", "Account", fields={"name": "hub " + id_}, **more), day)


def decision(id_: str, evidence: str, day: int, state: str = "live", record: str = "1") -> Any:
    said = {
        "ambiguity": id_,
        "evidence": evidence,
        "decision": "ACCEPT",
        "reason": "seen both",
        "actor": "Ana",
        "team": "sales ops",
        "at": at(day),
    }
    return prepared({**claims(f"steward|Decision|{record}", None), "state": state, "decides": said}, day)  # type: ignore[typeddict-item]


def twins(day: int = 1, domain: str = "x.example") -> tuple[Any, Any]:
    return account("A", "A", 1, keys=[f"domain|{domain}"]), account("B", "B", day, keys=[f"domain|{domain}"])


def test_a_decision_holds_until_its_evidence_changes(graph: Graph) -> None:
    graph.say(*twins())
    ((id_, evidence, since),) = graph.rows(WHICH)
    assert since == at(1)
    graph.say(decision(id_, evidence, 5))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "decided"]]
    graph.say(account("A", "A again", 6, keys=["domain|x.example"]))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "decided"]]
    graph.say(account("C", "C", 7, keys=["domain|x.example"]))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "open"]]
    graph.say(account("C", "C", 8, keys=["domain|other.example"]))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "decided"]]


def test_a_decision_outlives_the_doubt_and_can_be_withdrawn(graph: Graph) -> None:
    graph.say(*twins())
    ((id_, evidence, _),) = graph.rows(WHICH)
    graph.say(decision(id_, evidence, 5))
    graph.say(account("B", "B", 6, keys=["domain|other.example"]))
    assert graph.rows(OPEN) == []
    assert graph.rows("MATCH (d:Decision) RETURN d.decision, d.actor") == [["ACCEPT", "Ana"]]
    graph.say(account("B", "B", 7, keys=["domain|x.example"]))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "decided"]]
    graph.say(decision(id_, evidence, 8, state="deleted"))
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "open"]]
    assert graph.rows("MATCH (d:Decision) RETURN count(d)") == [[0]]


def test_what_was_decided_is_known_again_from_evidence_alone(graph: Graph) -> None:
    graph.say(*twins())
    ((id_, evidence, _),) = graph.rows(WHICH)
    said = decision(id_, evidence, 5)
    graph.say(said)
    graph.writer.run_text("MATCH (a:Ambiguity) DETACH DELETE a", "test")
    graph.writer.run_text("MATCH (d:Decision) DETACH DELETE d", "test")
    rids = [IDS.birth(key) for key in ("salesforce|Account|A", "salesforce|Account|B", said.claims["record"])]
    assert graph.settler.settle_again(rids, retire=True, name="again") > 0
    assert graph.rows(OPEN) == [["CONTESTED_KEY", "decided"]]
    assert graph.rows(WHICH) == [[id_, evidence, at(1)]]


def test_who_leaves_a_contest_lets_the_others_join(graph: Graph) -> None:
    graph.say(*twins(), company("1", keys=["domain|x.example"]))
    assert graph.rows("MATCH (n:Account) RETURN count(n)") == [[3]]
    graph.say(account("B", "B", 6, keys=["domain|other.example"]))
    assert graph.rows(OPEN) == []
    assert graph.rows("MATCH (n:Account) RETURN n.name, n.systems ORDER BY n.name") == [
        ["A", ["hubspot", "salesforce"]],
        ["B", ["salesforce"]],
    ]


def test_a_key_of_too_many_is_one_doubt_about_the_key(graph: Graph) -> None:
    key = "domain|vast.example"
    graph.say(*(company(str(n), keys=[key]) for n in range(52)))
    assert graph.rows("MATCH (a:Ambiguity) RETURN a.kind, a.subject, a.candidates") == [
        ["KEY_SHARED_BY_TOO_MANY", key, []]
    ]
    before = graph.rows(WHICH)
    graph.say(company("52", 3, keys=[key]))
    graph.say(company("0", 4, keys=["domain|own.example"]))
    assert graph.rows(WHICH) == before
    graph.say(company("1", 4, keys=["domain|own1.example"]), company("2", 4, keys=["domain|own2.example"]))
    assert graph.rows("MATCH (a:Ambiguity {kind: 'KEY_SHARED_BY_TOO_MANY'}) RETURN count(a)") == [[0]]


def test_a_contested_link_names_the_ends_and_comes_back_with_another_end(graph: Graph) -> None:
    graph.say(account("P", "P"), account("Q", "Q"), account("R", "R"))
    two = [company("1", keys=["domain|x.example"], refs=[parent("P")]),
           prepared(claims("hubspot|contact_company|9", None, refs=[{**parent("Q"), "target": "hubspot|company|1"}]), 0)]  # fmt: skip
    graph.say(*two)
    ((id_, evidence, _),) = graph.rows(WHICH)
    assert graph.rows(OPEN) == [["CONTESTED_LINK", "open"]]
    graph.say(decision(id_, evidence, 5))
    graph.say(
        prepared(claims("hubspot|contact_company|9", None, refs=[{**parent("R"), "target": "hubspot|company|1"}]), 6)
    )
    assert [row[0] for row in graph.rows(WHICH)] == [id_]
    assert graph.rows(OPEN) == [["CONTESTED_LINK", "open"]]
    graph.say(
        prepared(claims("hubspot|contact_company|9", None, refs=[{**parent("P"), "target": "hubspot|company|1"}]), 7)
    )
    assert graph.rows(OPEN) == []


def test_a_stop_taken_back_by_nobody_is_listed_until_the_source_says_it_again(graph: Graph) -> None:
    def told(active: bool, day: int) -> Any:
        return contact(
            "o", "omar@x.example", day, stops=[{"slot": "optout", "active": active, "code": "UNSUBSCRIBED_ALL_EMAIL"}]
        )

    graph.say(told(True, 1), told(False, 4))
    assert graph.rows(OPEN) == [["RETRACTED_WITHOUT_ACT", "open"]]
    assert graph.rows("MATCH (a:Ambiguity)-[:ABOUT]->(s) RETURN s.key, a.since") == [["salesforce|Contact|o", at(4)]]
    graph.say(told(True, 6))
    assert graph.rows(OPEN) == []


def test_an_unmapped_column_is_one_doubt_however_many_people_have_it(graph: Graph) -> None:
    def told(id_: str, day: int, *stops: dict[str, Any]) -> Any:
        return contact(id_, f"{id_}@x.example", day, stops=list(stops))

    column = {"slot": "unmapped:No_Gdpr__c", "active": True, "code": "UNMAPPED_CONSENT", "detail": "No_Gdpr__c"}
    graph.say(told("a", 3, column), told("b", 2, column))
    graph.say(told("c", 4, column))
    assert graph.rows("MATCH (a:Ambiguity)-[:ABOUT]->(s) RETURN a.kind, a.subject, a.since, count(s)") == [
        ["UNMAPPED_CONSENT", "salesforce|Contact|No_Gdpr__c", at(2), 3]
    ]
    off = {**column, "active": False, "by_subject": True}
    graph.say(told("a", 5, off), told("b", 5, off))
    assert graph.rows("MATCH (a:Ambiguity)-[:ABOUT]->(s) RETURN s.key") == [["salesforce|Contact|c"]]
    graph.say(told("c", 5, off))
    assert graph.rows(OPEN) == []


def test_a_cycle_over_three_batches_moves_and_heals(graph: Graph) -> None:
    for one in (
        account("A", "A", 1, refs=[parent("B")]),
        account("B", "B", 2, refs=[parent("C")]),
        account("C", "C", 3, refs=[parent("A")]),
    ):
        graph.say(one)
    assert graph.rows(OPEN) == [["CYCLE", "open"]]
    assert graph.rows("MATCH (a:Ambiguity)-[:ABOUT]->(s) RETURN s.key, size(a.candidates)") == [
        ["salesforce|Account|A", 3]
    ]
    # said again: now B's edge is the oldest of the three, so that one is refused instead
    graph.say(account("A", "A", 7, refs=[parent("B")]))
    assert graph.rows(PARENTS) == [["A", "C"], ["B", "A"]]
    assert graph.rows("MATCH (a:Ambiguity)-[:ABOUT]->(s) RETURN s.key") == [["salesforce|Account|B"]]
    # somebody else of the cycle leaves: the edge elsewhere heals
    graph.say(account("X", "X"), account("C", "C", 9, refs=[parent("X")]))
    assert graph.rows(PARENTS) == [["B", "A"], ["C", "B"], ["X", "C"]]
    assert graph.rows(OPEN) == []


def test_a_cycle_that_a_merge_closes_and_a_retirement_opens(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[parent("B")]), account("B", "B", 2), account("D", "D", 3, refs=[parent("A")]))
    assert graph.rows(PARENTS) == [["A", "D"], ["B", "A"]]
    graph.say(
        prepared(
            {
                **claims("salesforce|Account|D", "Account", refs=[parent("A")]),
                "state": "merged",
                "merged_into": "salesforce|Account|B",
            },
            5,
        )
    )  # type: ignore[typeddict-unknown-key]
    graph.say(account("B", "B", 6, refs=[parent("A")]))
    assert graph.rows(OPEN) == [["CYCLE", "open"]]
    assert graph.rows(PARENTS) == [["A", "B"]]
    graph.say(prepared({**claims("salesforce|Account|B", "Account"), "state": "deleted"}, 8))
    assert graph.rows(OPEN) == []
    assert graph.rows(PARENTS) == [["B", "A"]]


def test_kinds_form_trees_of_their_own(graph: Graph) -> None:
    def legal(id_: str, record: str, day: int, **props: Any) -> Any:
        ref = {
            "link": "PARENT_OF",
            "variant": "LEGAL",
            "source": f"salesforce|Account|{id_}",
            "target": f"salesforce|Account|{record}",
            "props": props,
        }
        return prepared(claims(f"zoominfo|company|{record}", None, refs=[ref]), day)

    graph.say(account("A", "A", 1, refs=[parent("B")]), account("B", "B", 1))
    graph.say(legal("A", "B", 2))
    assert graph.rows(OPEN) == []
    graph.say(legal("B", "A", 3))
    assert graph.rows("MATCH (p)-[x:CLAIMED_PARENT_OF]->(c) RETURN p.name, c.name, x.kind, x.refused") == [
        ["A", "B", "LEGAL", "CYCLE"]
    ]
    assert graph.rows(PARENTS) == [["B", "A"]]


def test_a_self_parent_is_listed_and_goes(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[parent("A")]))
    assert graph.rows(OPEN) == [["SELF", "open"]]
    graph.say(account("A", "A", 2, refs=[parent(None)]))
    assert graph.rows(OPEN) == []


def test_owners_and_roles(graph: Graph) -> None:
    role = {
        "link": "HAS_ROLE",
        "variant": "OTHER",
        "source": ".",
        "target": "salesforce|Account|A",
        "props": {"raw": "Grand Vizier"},
    }
    known = {**role, "props": {"raw": "other"}}
    graph.say(
        account("A", "A", refs=[owner("U")]),
        contact("c", "c@x.example", refs=[role]),
        contact("d", "d@x.example", refs=[known]),
    )
    assert graph.rows("MATCH (a:Ambiguity) RETURN a.kind, a.subject") == [["UNMAPPED_ROLE", "salesforce|Grand Vizier"]]


def act(day: int, since: int) -> Any:
    said = {
        "slot": "events", "ground": "OPT_IN", "channel": "EMAIL", "topic": "events", "point": "email|p@x.example", "since": at(since),
        "by_subject": True, "active": True,
    }  # fmt: skip
    return prepared(claims("hubspot|email_event|7", None, keys=["email|p@x.example"], permissions=[said]), day)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_flag_that_fell_with_an_act_of_the_person_is_no_doubt_in_any_order(
    graph: Graph, order: tuple[int, ...]
) -> None:
    def told(active: bool, day: int) -> Any:
        return contact(
            "p",
            "p@x.example",
            day,
            stops=[{"slot": "optout", "active": active, "code": "UNSUBSCRIBED_ALL_EMAIL", "since": at(1)}],
        )

    story = (told(True, 1), told(False, 4), act(5, 3))
    for place in order:
        graph.say(story[place])
    assert graph.rows(OPEN) == []


def test_an_act_before_the_stop_explains_nothing_and_a_bounce_needs_none(graph: Graph) -> None:
    def told(active: bool, day: int) -> Any:
        stops = [
            {"slot": slot, "active": active, "code": code}
            for slot, code in (("optout", "UNSUBSCRIBED_ALL_EMAIL"), ("bounce", "UNDELIVERABLE"))
        ]
        return contact("p", "p@x.example", day, stops=stops)

    graph.say(told(True, 3), told(False, 4), act(5, 2))
    assert graph.rows("MATCH (a:Ambiguity) RETURN a.subject") == [["salesforce|Contact|p|optout"]]


def test_an_address_named_by_many_events_still_identifies(graph: Graph) -> None:
    events = [prepared(claims(f"hubspot|email_event|{n}", None, keys=["email|m@x.example"]), 1) for n in range(60)]
    graph.say(contact("c", "m@x.example"), *events)
    graph.say(contact("h", "m@x.example", 2, system="hubspot|contact"))
    assert graph.rows("MATCH (p:Person) RETURN count(p)") == [[1]]
    assert graph.rows(OPEN) == []


def test_many_kinds_and_lost_claims_at_every_level_do_not_multiply(graph: Graph) -> None:
    def level(n: int) -> list[Any]:
        legal = {**parent(f"L{n - 1}"), "variant": "LEGAL"}
        hub = prepared(
            claims(
                f"hubspot|company|{n}",
                "Account",
                same_as=[f"salesforce|Account|L{n}"],
                refs=[parent(f"L{max(0, n - 2)}")],
            ),
            1,
        )
        zoom = prepared(
            claims(f"zoominfo|company|{n}", None, refs=[{**legal, "target": f"salesforce|Account|L{n}"}]), 1
        )
        return [account(f"L{n}", f"L{n}", 1, refs=[parent(f"L{n - 1}")]), hub, zoom]

    graph.say(account("L0", "L0"), *(one for n in range(1, 41) for one in level(n)))
    assert graph.rows("MATCH (:Account)-[x:PARENT_OF]->() RETURN x.kind, count(x) ORDER BY x.kind") == [
        ["LEGAL", 40],
        ["SELLING", 40],
    ]
    # the top goes under the bottom: a cycle of 41, found over 40 edges of other chunks
    graph.say(account("L0", "L0", 5, refs=[parent("L40")]))
    assert graph.rows("MATCH (a:Ambiguity) RETURN a.kind, size(a.candidates)") == [["CYCLE", 41]]
    assert graph.rows("MATCH (:Account)-[x:PARENT_OF {kind: 'SELLING'}]->() RETURN count(x)") == [[40]]
