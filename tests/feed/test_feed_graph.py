"""The feed through the real engine: each kind of change once, and nothing where nothing changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import erase
from graph_service.intake.erasing.person import name_person
from graph_service.model.event import Event
from graph_service.model.model import Model
from tests.feed.replaying import played, present, told
from tests.intake.test_settling_graph import IDS, Graph, account, at, claims, contact, owner, parent, prepared

RECORD = {name: IDS.birth(name) for name in ("salesforce|User|U1", "salesforce|User|U2", "salesforce|Account|A")}
ANA, BEN = f"usr_{RECORD['salesforce|User|U1']}", f"usr_{RECORD['salesforce|User|U2']}"
A = f"acc_{RECORD['salesforce|Account|A']}"


@pytest.fixture
def graph(writer: Writer, model: Model) -> Graph:
    return Graph(writer, model)


def since(graph: Graph, before: list[Event]) -> list[Event]:
    return told(graph.writer, len(before))


def short(events: Iterable[Event]) -> list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.kind, one.thing, one.variant or one.what, one.before, one.after) for one in events]


def user(id_: str, name: str) -> Any:
    return prepared(claims(f"salesforce|User|{id_}", "User", fields={"name": name}), 0)


def deal(stage: str, day: int) -> Any:
    return prepared(claims("salesforce|Opportunity|O", "Opportunity", fields={"stage": stage}), day)


def test_an_owner_who_changes_and_goes(graph: Graph) -> None:
    graph.say(user("U1", "Ana"), user("U2", "Ben"), account("A", "A", 1, refs=[owner("U1")]))
    first = told(graph.writer)
    assert short(first) == [
        ("CREATED", A, "", (), ("live",)),
        ("OWNER_CHANGED", A, "ACCOUNT_EXECUTIVE", (), (ANA,)),
    ]
    assert graph.say(account("A", "A", 1, refs=[owner("U1")])).pending is False
    graph.say(account("A", "renamed", 2, refs=[owner("U1")]))
    assert since(graph, first) == [], "seen again, and a name, are no events"
    graph.say(account("A", "A", 3, refs=[owner("U2")]))
    graph.say(account("A", "A", 5, refs=[owner(None)]))
    changed, cleared = since(graph, first)
    assert short([changed, cleared]) == [
        ("OWNER_CHANGED", A, "ACCOUNT_EXECUTIVE", (ANA,), (BEN,)),
        ("OWNER_CHANGED", A, "ACCOUNT_EXECUTIVE", (BEN,), ()),
    ]
    assert (changed.effective, changed.systems, changed.records) == (at(3), ("salesforce",), (A[4:],))
    assert (cleared.effective, cleared.why) == (at(5), "emptied in salesforce")
    # what comes late changes the past and not the present
    graph.say(account("A", "A", 4, refs=[owner("U1")]))
    assert len(since(graph, first)) == 2


def test_a_stage_moves_and_an_illegal_move_is_no_event(graph: Graph) -> None:
    def stage(value: str, day: int) -> None:
        fields = {"name": "P", "lifecycle_stage": value}
        graph.say(prepared(claims("hubspot|contact|1", "Contact", fields=fields), day))

    stage("MQL", 1)
    first = told(graph.writer)
    contact_id = f"con_{IDS.birth('hubspot|contact|1')}"
    assert ("STAGE_CHANGED", contact_id, "lifecycle_stage", (), ("MQL",)) in short(first)
    stage("LEAD", 2)
    assert since(graph, first) == []
    stage("SQL", 3)
    [moved] = since(graph, first)
    assert short([moved]) == [("STAGE_CHANGED", contact_id, "lifecycle_stage", ("MQL",), ("SQL",))]
    assert (moved.effective, moved.why) == (at(3), "hubspot says so")


def test_a_cycle_elsewhere_in_the_tree_is_told(graph: Graph) -> None:
    graph.say(account("A", "A", 1, refs=[parent("B")]), account("B", "B", 2, refs=[parent("C")]))
    first = told(graph.writer)
    graph.say(account("C", "C", 3, refs=[parent("A")]))
    b, c = (f"acc_{IDS.birth(f'salesforce|Account|{name}')}" for name in "BC")
    assert ("PARENT_CHANGED", A, "SELLING", (b,), ()) in short(since(graph, first))
    graph.say(account("B", "B", 9, refs=[parent(None)]))
    assert ("PARENT_CHANGED", A, "SELLING", (), (b,)) in short(since(graph, first))
    assert played(told(graph.writer)) == present(graph.writer, graph.settler.model, IDS)
    assert c in {one.thing for one in told(graph.writer)}


def stop(active: bool | None, **more: Any) -> dict[str, Any]:
    return {"slot": "all", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": active, **more}


def test_a_stop_binds_address_and_person_also_who_comes_later_until_the_subject_lifts_it(graph: Graph) -> None:
    def says(active: bool | None, day: int, **more: Any) -> None:
        one = claims("hubspot|email_event|1", None, keys=["email|maria@x.example"], stops=[stop(active, **more)])
        graph.say(prepared(one, day))

    says(True, 1, since=at(0), by_subject=True, detail="maria@x.example wrote", topic="Maria's list")
    point = "cpt_" + IDS.birth("point|email|maria@x.example")
    [begun] = told(graph.writer)
    assert (begun.kind, begun.thing, begun.noun, begun.effective) == ("SUPPRESSED", point, "ContactPoint", at(0))
    assert begun.stop is not None and begun.stop["channels"] == ["EMAIL"] and begun.stop["topic"] is None
    graph.say(contact("1", "maria@x.example", 2))
    person = f"per_{IDS.birth('salesforce|Contact|1')}"
    bound = next(one for one in since(graph, [begun]) if one.kind == "SUPPRESSED")
    assert (bound.thing, bound.stop) == (person, begun.stop)
    before = told(graph.writer)
    says(False, 3)
    assert since(graph, before) == [], "a flag turned off is no act"
    says(False, 4, by_subject=True)
    assert [(one.kind, one.thing, one.effective) for one in since(graph, before)] == [
        ("RELEASED", point, at(4)),
        ("RELEASED", person, at(4)),
    ]
    text = graph.rows("MATCH (b:ChangeBatch) RETURN collect(b.events)")[0][0]
    assert "maria" not in str(text).casefold()


def test_a_role_that_waits_its_grace_ends_when_it_is_retired(writer: Writer, model: Model) -> None:
    graph = Graph(writer, model)
    role = {
        "link": "HAS_ROLE",
        "variant": "CHAMPION",
        "source": "salesforce|Contact|1",
        "target": "salesforce|Opportunity|O",
    }
    relation = "salesforce|OpportunityContactRole|1"
    graph.say(contact("1", "maria@x.example"), deal("open", 1), prepared(claims(relation, None, refs=[role]), 1))
    before = told(writer)
    person, opportunity = f"per_{IDS.birth('salesforce|Contact|1')}", f"opp_{IDS.birth('salesforce|Opportunity|O')}"
    assert ("ROLE_CHANGED", person, "CHAMPION", (), (opportunity,)) in short(before)
    slow = Settler(writer, model, IDS, grace=0.2)
    gone = prepared({**claims(relation, None), "state": "deleted"}, 2)
    slow.store([gone], ledger={"id": "slow|1", "batch": "slow", "source": "test", "at": at(0)}, mapping="m")
    assert told(writer, len(before)) == []
    slow.finish_pending()
    assert short(told(writer, len(before))) == [("ROLE_CHANGED", person, "CHAMPION", (opportunity,), ())]
    assert writer.run_text("MATCH (b:ChangeBatch) RETURN b.batch AS run ORDER BY b.to DESC LIMIT 1", "t") == [
        {"run": "slow"}
    ]


def test_a_merge_and_its_end(graph: Graph) -> None:
    graph.say(contact("1", "maria@x.example", 1), contact("2", "omar@x.example", 1))
    one, two = (f"per_{IDS.birth(f'salesforce|Contact|{number}')}" for number in (1, 2))
    before = told(graph.writer)
    graph.say(contact("2", "maria@x.example", 2))
    [merged] = [event for event in since(graph, before) if event.noun == "Person" and event.kind != "SUPPRESSED"]
    old = next(iter({one, two} - {merged.thing}))
    assert short([merged]) == [("MERGED", merged.thing, "", (old,), (merged.thing,))]
    before = told(graph.writer)
    graph.say(contact("2", "omar@x.example", 3))
    assert ("SPLIT", merged.thing, "", (merged.thing,), tuple(sorted((one, two)))) in short(since(graph, before))
    assert played(told(graph.writer)) == present(graph.writer, graph.settler.model, IDS)


def test_an_erased_person_is_told_by_id_alone(graph: Graph, model: Model) -> None:
    graph.say(contact("1", "maria@x.example", 1, stops=[stop(True)]))
    person = f"per_{IDS.birth('salesforce|Contact|1')}"
    before = told(graph.writer)
    erase(graph.settler, name_person(graph.writer, IDS, "maria@x.example"), actor="privacy desk", team="privacy")
    after = since(graph, before)
    assert [one.kind for one in after if one.thing == person] == ["SUPPRESSED", "ERASED"]
    assert "maria" not in str(after).casefold()
    assert "things" in (state := played(told(graph.writer))) and person not in str(state)


def test_a_unit_that_fails_tells_nothing(graph: Graph) -> None:
    graph.say(account("A", "A", 1))
    before = told(graph.writer)

    def broken(work: Any) -> None:
        work.lock()
        work.do("feed/append", epoch="", model="", count=1, at="", batch="", events="[]")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        graph.writer.work(broken, "test")
    assert told(graph.writer) == before


def test_old_events_go(graph: Graph, model: Model) -> None:
    graph.say(account("A", "A", 1))
    graph.rows("MATCH (b:ChangeBatch) SET b.at = '2020-01-01T00:00:00.000000Z'")
    graph.say(account("B", "B", 1))
    assert graph.rows("MATCH (b:ChangeBatch) RETURN b.from, b.to") == [[2, 2]]
