"""Every mutation on a real engine: as a function, and through GraphQL; done, refused by team, withdrawn again."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph_service.cli.patience import ask_patiently
from graph_service.engine import Connection
from graph_service.errors import UsageError
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.graphql.schema import Schema, build_schema
from graph_service.graphql.shape import camel
from graph_service.graphql.writing import Writing
from graph_service.graphql.written import MUTATIONS
from graph_service.intake.chunk import Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.judge import judge
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.model.claims import Claims
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.questions.field_evidence import field_evidence
from graph_service.questions.registry import question, to_json
from tests.intake.dump import dump

IDS = Ids(b"a secret for tests only")
NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
ANA, BEN, CHLOE = "ana@larkfield.example", "ben@larkfield.example", "chloe@larkfield.example"
COUNTER = itertools.count()
RECORDS = {
    "Account": {name: f"salesforce|Account|{name}" for name in ("Kestrel", "Volta", "Halden")},
    "User": {name: f"salesforce|User|{name}" for name in ("Ana", "Ben", "Chloe")},
}


def at(day: int) -> str:
    return f"2026-05-{day:02d}T00:00:00.000000Z"


def claims(record: str, noun: str, name: str, **more: Any) -> Claims:
    fields = {"name": name, **more.pop("fields", {})}
    return {"record": record, "noun": noun, "state": "live", "created_at": at(1), "fields": fields, **more}  # type: ignore[typeddict-item]


def account(name: str, **more: Any) -> Claims:
    return claims(f"salesforce|Account|{name}", "Account", name, keys=[f"domain|{name.lower()}.example"], **more)


def user(name: str, **more: Any) -> Claims:
    address = f"{name.lower()}@larkfield.example"
    return claims(f"salesforce|User|{name}", "User", name, fields={"email": address}, keys=[f"email|{address}"], **more)


def contact(id_: str, address: str | None, system: str = "salesforce|Contact", **more: Any) -> Claims:
    keys = [f"email|{address}"] if address else []
    points = [{"kind": "email", "value": address, "primary": True}] if address else []
    return claims(f"{system}|{id_}", "Contact", id_, keys=keys, points=points, **more)


def ref(link: str, variant: str, source: str | None, target: str | None) -> dict[str, Any]:
    return {"link": link, "variant": variant, "source": source, "target": target}


def owned(name: str) -> dict[str, Any]:
    return ref("OWNS", "ACCOUNT_EXECUTIVE", f"salesforce|User|{name}", ".")


class World:
    """A graph, and the three ways at it: evidence in, decisions, answers."""

    def __init__(self, writer: Writer, model: Model, schema: Schema, connection: Connection) -> None:
        self.writer, self.model, self.schema = writer, model, schema
        self.settler = Settler(writer, model, IDS, grace=0)
        self.now = NOW
        self.steward = Steward(self.settler, lambda: self.now)
        self._runner = asyncio.Runner()
        self._reader = self.run(self._open(connection))
        self._executor = schema.executor(self._reader, self.asking, steward=self.steward)

    async def _open(self, to: Connection) -> Reader:
        return Reader.open(to.uri, to.username, to.password, "neo4j")

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    def close(self) -> None:
        self.run(self._reader.close())
        self._runner.close()

    def asking(self) -> Ask:
        return Ask(model=self.model, reader=self._reader, now=self.now, birth_id=IDS.birth, judge=judge)

    def say(self, *said: Claims, day: int = 2) -> None:
        number = next(COUNTER)
        chunk = [
            Prepared(IDS.birth(one["record"]), at(day), "source", content_hash([one, day]), "{}", one, place)
            for place, one in enumerate(said)
        ]
        ledger = {"id": f"b{number}|1", "batch": f"b{number}", "source": "test", "at": at(day)}
        self.settler.store(chunk, ledger=ledger, mapping="m")
        self.settler.finish_pending()

    def do(self, name: str, *teams: str, actor: str = "tester", key: str = "", **written: Any) -> dict[str, Any]:
        """As a function."""
        writing = Writing(self.asking(), self.steward, By(actor, teams, request=key))
        done: dict[str, Any] = to_json(self.run(MUTATIONS[name].do(writing, {"reason": "it is so", **written})))
        return done

    def mutate(self, name: str, *teams: str, actor: str = "tester", **written: Any) -> dict[str, Any]:
        """Through GraphQL."""
        given = {camel(one): _camel(value) for one, value in {"reason": "it is so", **written}.items()}
        types = {camel(one.name): one for one in MUTATIONS[name].arguments}
        mutation = self._executor.schema.mutation_type
        assert mutation is not None
        head = ", ".join(f"${one}: {mutation.fields[camel(name)].args[one].type}" for one in given)
        passed = ", ".join(f"{one}: ${one}" for one in given)
        assert given.keys() <= types.keys()
        text = f"mutation M({head}) {{ {camel(name)}({passed}) {{ status rule text decision system teams token candidates {{ id }} }} }}"
        body = json.loads(self.run(self._executor.execute(text, given, by=By(actor, teams))).body)
        assert "errors" not in body, body["errors"]
        done: dict[str, Any] = body["data"][camel(name)]
        return done

    def ask(self, name: str, **written: Any) -> dict[str, Any]:
        # a server that has just learned a graph plans its statements anew, which is not what is tested here
        answer: dict[str, Any] = to_json(self.run(ask_patiently(self.asking(), question(name), written)))
        return answer

    def rows(self, text: str, **parameters: Any) -> list[list[Any]]:
        return [list(row.values()) for row in self.writer.run_text(text, "test", **parameters)]

    def value(self, field: str, name: str = "Kestrel", noun: str = "Account") -> Any:
        rid = IDS.birth(f"salesforce|{'Contact' if noun == 'Person' else noun}|{name}")
        return self.rows(
            "MATCH (n:Noun {id: $id}) RETURN n[$field]", id=f"{self.model.objects[noun].prefix}_{rid}", field=field
        )[0][0]

    def owners(self, name: str = "Kestrel") -> list[str]:
        answer = self.ask(
            "account_ownership", account={"external_id": {"system": "salesforce", "object": "Account", "id": name}}
        )
        return sorted(one["owner"]["name"] for one in answer["owners"] if one["how"] == "DIRECT")

    def decision(self, address: str, channel: str = "EMAIL", purpose: str = "PROSPECTING") -> tuple[str, list[str]]:
        answer = self.ask("suppression", people=[{"email": address}], channel=channel, purpose=purpose)
        (one,) = answer["decisions"]
        return one["decision"], sorted(reason["code"] for reason in one["reasons"])

    def settled(self) -> Any:
        """Everything but the decisions themselves and the marks on the nodes that they are about."""
        return {
            name: [line for line in lines if '"steward|' not in line and '"proposal|' not in line]
            for name, lines in dump(self.writer).items()
        }


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): _camel(one) for name, one in value.items()}
    return value


@pytest.fixture(scope="module")
def schema(model: Model) -> Schema:
    return build_schema(model)


@pytest.fixture
def world(writer: Writer, model: Model, schema: Schema, engine: Connection) -> Iterator[World]:
    opened = World(writer, model, schema, engine)
    yield opened
    opened.close()


def external(noun: str, name: str, object_: str | None = None, system: str = "salesforce") -> dict[str, Any]:
    return {"noun": noun, "external_id": {"system": system, "object": object_ or noun, "id": name}}


def node(name: str) -> dict[str, Any]:
    return external("Account", name)


def company() -> list[Claims]:
    return [
        user("Ana"),
        user("Ben"),
        user("Chloe"),
        account("Kestrel", refs=[owned("Ana")], fields={"industry": "Power"}),
        account("Volta"),
    ]


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_field_is_set_read_back_and_withdrawn(world: World, door: str) -> None:
    world.say(*company())
    write = getattr(world, door)
    done = write("set_field", "sales ops", object=node("Kestrel"), field="industry", value="Solar")
    assert (done["status"], done["rule"], done["system"]) == ("DONE", "TEAM_OWNS_FIELD", "steward")
    assert done["token"].startswith("r1.")
    assert world.value("industry") == "Solar"
    world.say(account("Kestrel", refs=[owned("Ana")], fields={"industry": "Wind"}), day=9)
    assert world.value("industry") == "Solar", "what people decided stands before every system"
    write("set_field", "sales ops", object=node("Kestrel"), field="industry", clear=True)
    assert world.value("industry") is None
    again = write("set_field", "sales ops", object=node("Kestrel"), field="industry", value="Hydro")
    assert world.value("industry") == "Hydro", "of two decisions the later counts, though the clock stands still"
    write("withdraw", "sales ops", decision=again["decision"])
    assert world.value("industry") is None
    for row in world.rows("MATCH (s:SourceRecord {system: 'steward', state: 'live'}) RETURN s.external_id"):
        write("withdraw", "sales ops", decision=row[0])
    assert world.value("industry") == "Wind"


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_field_is_locked_for_everybody_once_its_deal_is_past_a_stage(world: World, door: str) -> None:
    deal, write = external("Opportunity", "D"), getattr(world, door)

    def told(stage: str, day: int) -> None:
        fields = {"stage": stage, "source": "Web", "is_closed": False}
        world.say(claims("salesforce|Opportunity|D", "Opportunity", "D", fields=fields), day=day)

    told("Qualification", 2)
    done = write("set_field", "marketing", object=deal, field="source", value="Event")
    assert (done["status"], done["rule"]) == ("DONE", "TEAM_OWNS_FIELD")
    told("Needs Analysis", 9)
    for team in ("marketing", "sales"):
        late = write("set_field", team, object=deal, field="source", value="Partner")
        assert (late["status"], late["rule"]) == ("REFUSED", "LOCKED_AFTER_STAGE")
        assert "Needs Analysis" in late["text"]
    assert world.value("source", "D", "Opportunity") == "Event"


def test_a_decision_shows_in_the_history_and_the_evidence_of_its_field(world: World) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example", fields={"name": "Noor A."}))
    noor = {"noun": "Person", "email": "noor@kestrel.example"}
    first = world.do("set_field", "sales ops", actor=ANA, object=node("Kestrel"), field="industry", value="Solar")
    world.do("set_field", "sales", actor=BEN, object=noor, field="name", value="Noor Haddad")
    for thing, field, value, before, who in (
        (node("Kestrel"), "industry", "Solar", "Power", ANA),
        (noor, "name", "Noor Haddad", "Noor A.", BEN),
    ):
        told = world.ask("history", object=thing, field=field)
        assert (told["value"], told["why"][-1]["rule"]) == (value, "AUTHORITY")
        assert [(one["value"], one["system"], one["actor"]) for one in told["effective"]] == [
            (before, "salesforce", None),
            (value, "steward", who),
        ]
        assert [(one["value"], one["actor"]) for one in told["said"]] == [(before, None), (value, who)]
    (seen,) = world.run(field_evidence(world.asking(), [_account_id(world, "Kestrel")], "industry"))
    assert seen is not None
    assert [(one.system, one.value, one.outcome.name) for one in seen.claims] == [
        ("steward", "Solar", "EFFECTIVE"),
        ("salesforce", "Power", "OUTRANKED"),
    ]
    world.now += timedelta(days=1)
    world.do("withdraw", "sales ops", actor=ANA, decision=first["decision"])
    told = world.ask("history", object=node("Kestrel"), field="industry")
    assert [(one["value"], one["system"]) for one in told["effective"]] == [
        ("Power", "salesforce"),
        ("Solar", "steward"),
        ("Power", "salesforce"),
    ], "what was decided stays told, and ends when it was withdrawn"


def test_a_write_sent_again_under_its_key_is_the_same_write(world: World) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example"))
    noor = {"person": {"email": "noor@kestrel.example"}, "stop": "ASKED_FOR_SILENCE"}
    stop = world.do("stop_contact", key="a", **noor)
    assert world.do("stop_contact", key="a", **noor) == {
        **stop, "rule": "ALREADY_TAKEN", "text": "this very write was taken before, so nothing is written again"
    }  # fmt: skip
    ended = world.do("release_contact", key="b", actor="tester", **noor)
    assert ended["status"] == "DONE"
    # by itself a second release finds nothing to release
    assert world.do("release_contact", key="b", actor="tester", **noor)["decision"] == ended["decision"]
    assert world.rows(
        "MATCH (s:SourceRecord {system: 'steward'}) WHERE NOT s.external_id CONTAINS '#' RETURN count(s)"
    ) == [[2]]
    with pytest.raises(Exception, match="used for another write"):
        world.do("stop_contact", key="a", **{**noor, "stop": "NEVER_CONTACT"})
    assert world.do("stop_contact", key="a", actor=BEN, **noor)["decision"] != stop["decision"], "a key is its caller's"


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_state_is_overruled_by_whom_its_row_names_and_by_nobody_else(world: World, door: str) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example"))
    write = getattr(world, door)
    given = {
        "person": {"email": "noor@kestrel.example"}, "state": "CUSTOMER", "about": node("Kestrel"),
        "purposes": ["PROSPECTING"], "until": (NOW + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    done = write("overrule_state", actor=ANA, **given)
    assert (done["status"], done["rule"]) == ("DONE", "OVERRULED_BY_ACCOUNT_EXECUTIVE")
    paid = write("overrule_state", "finance", actor=BEN, **{**given, "state": "PAST_DUE"})
    assert (paid["status"], paid["rule"]) == ("DONE", "OVERRULED_BY_FINANCE")
    for actor, teams, changed in (
        (BEN, (), {}),
        (BEN, ("finance",), {}),
        (ANA, (), {"state": "PAST_DUE"}),
        ("Ana", (), {}),
        (ANA, (), {"state": "IN_SEQUENCE"}),
    ):
        refused = write("overrule_state", *teams, actor=actor, **{**given, **changed})
        assert (refused["status"], refused["rule"]) == ("REFUSED", "NOT_YOURS_TO_OVERRULE"), (actor, changed)
    if door == "do":
        wrongs: list[tuple[dict[str, Any], str]] = [
            ({"until": (NOW + timedelta(days=91)).isoformat()}, "at most 90 days"),
            ({"until": NOW.isoformat()}, "from now on"),
            ({"purposes": []}, "for a purpose"),
            ({"purposes": ["TALK"]}, "no purpose"),
            ({"state": "NEVER_CONTACT"}, "is no state"),
        ]
        for other, said in wrongs:
            with pytest.raises(UsageError) as wrong:
                write("overrule_state", actor=ANA, **{**given, **other})
            assert said in str(wrong.value)
    assert write("withdraw", decision=done["decision"], actor=CHLOE)["rule"] == "STATE_STOPS_AGAIN"


def _account_id(world: World, name: str) -> str:
    return f"acc_{IDS.birth(f'salesforce|Account|{name}')}"


def test_withdrawing_everything_leaves_the_graph_as_it_was(world: World) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example"))
    before = world.settled()
    done = [
        world.do("set_field", "sales ops", object=node("Kestrel"), field="industry", value="Solar"),
        world.do(
            "set_field", "sales", object={"noun": "Person", "email": "noor@kestrel.example"}, field="name", value="N"
        ),
        world.do("link_records", "sales ops", first=node("Kestrel"), second=node("Volta")),
        world.do("unlink_records", "sales ops", first=node("Kestrel"), second=node("Volta")),
        world.do("stop_contact", person={"email": "noor@kestrel.example"}, stop="ASKED_FOR_SILENCE"),
    ]
    assert world.settled() != before
    assert world.value("name", "Noor", "Person") == "N"
    for one in done:
        assert world.do("withdraw", "sales ops", decision=one["decision"])["status"] == "DONE"
    assert world.settled() == before


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_write_by_another_team_is_refused_with_the_rules_name_and_writes_nothing(world: World, door: str) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example"))
    before = dump(world.writer)
    write = getattr(world, door)
    refused = [
        (("marketing",), "TEAM_DOES_NOT_OWN_FIELD", "set_field", {"object": node("Kestrel"), "field": "industry", "value": "x"}),
        ((), "TEAM_DOES_NOT_OWN_FIELD", "set_field", {"object": node("Kestrel"), "field": "industry", "value": "x"}),
        (("sales ops",), "NOT_BY_HAND", "set_field", {"object": node("Kestrel"), "field": "revenue", "value": "1"}),
        (("sales",), "FACET_SHOWS_ITS_SYSTEM", "set_field", {"object": external("Contact", "Noor"), "field": "name", "value": "x"}),
        (("marketing",), "TEAM_DOES_NOT_OWN_FIELD", "set_field", {"object": external("Contact", "Noor"), "field": "lifecycleStage", "value": "SQL"}),
        (("CS",), "TEAM_DOES_NOT_OWN_LINK", "assign_owner", {"object": node("Kestrel"), "type": "ACCOUNT_EXECUTIVE", "owner": {"email": BEN}}),
        (("product",), "TEAM_DOES_NOT_OWN_LINK", "assign_role", {"person": {"email": "noor@kestrel.example"}, "target": node("Kestrel"), "role": "CHAMPION"}),
        (("sales",), "TEAM_DOES_NOT_OWN_IDENTITY", "link_records", {"first": node("Kestrel"), "second": node("Volta")}),
        (("sales",), "TEAM_DOES_NOT_OWN_IDENTITY", "unlink_records", {"first": node("Kestrel"), "second": node("Volta")}),
        (("sales",), "TEAM_MAY_NOT_STOP", "stop_contact", {"account": {"domain": "kestrel.example"}, "stop": "LEGAL_HOLD"}),
    ]  # fmt: skip
    for teams, rule, name, written in refused:
        answer = write(name, *teams, **written)
        assert (answer["status"], answer["rule"], answer["decision"]) == ("REFUSED", rule, None), name
        assert answer["text"]
    assert dump(world.writer) == before
    assert (
        world.do("set_field", "sales", object=external("Contact", "Noor"), field="lifecycle_stage", value="sql")[
            "status"
        ]
        == "DONE"
    )


def test_what_is_not_there_or_not_one_is_an_answer(world: World) -> None:
    world.say(*company())
    nobody = world.mutate("set_field", "sales ops", object=node("Nobody"), field="industry", value="x")
    assert (nobody["status"], nobody["rule"]) == ("NOT_FOUND", "NOT_FOUND")


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_an_owner_is_assigned_changed_cleared_and_withdrawn(world: World, door: str) -> None:
    world.say(*company())
    write = getattr(world, door)
    given = {"object": node("Kestrel"), "type": "ACCOUNT_EXECUTIVE"}
    first = write("assign_owner", "sales ops", owner={"email": BEN}, **given)
    assert world.owners() == ["Ben"]
    second = write("assign_owner", "sales ops", owner={"email": CHLOE}, **given)
    assert world.owners() == ["Chloe"], "people change their mind, which contests nothing"
    cleared = write("assign_owner", "sales ops", clear=True, **given)
    assert world.owners() == []
    answer = world.ask("account_ownership", account={"domain": "kestrel.example"})
    assert answer["unassigned"] is True
    for done, owners in ((cleared, ["Chloe"]), (second, ["Ben"]), (first, ["Ana"])):
        assert write("withdraw", "sales ops", decision=done["decision"])["status"] == "DONE"
        assert world.owners() == owners
    twice = pytest.raises(AssertionError) if door == "mutate" else pytest.raises(Exception, match="withdrawn before")
    with twice:
        write("withdraw", "sales ops", decision=first["decision"])


def test_a_place_never_filled_is_cleared_by_hand(world: World) -> None:
    world.say(*company())
    assert world.ask("account_ownership", account={"domain": "volta.example"})["unassigned"] is not True
    world.do("assign_owner", "sales ops", object=node("Volta"), type="ACCOUNT_EXECUTIVE", clear=True)
    assert world.ask("account_ownership", account={"domain": "volta.example"})["unassigned"] is True


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_role_is_given_and_withdrawn(world: World, door: str) -> None:
    world.say(*company(), contact("Noor", "noor@kestrel.example"))
    write = getattr(world, door)
    done = write(
        "assign_role",
        "sales",
        person={"email": "Noor@Kestrel.example"},
        target=node("Kestrel"),
        role="champion",
        primary=True,
    )
    roles = world.ask("contact_roles", person={"email": "noor@kestrel.example"})["roles"]
    assert [(one["role"], one["systems"]) for one in roles] == [("CHAMPION", ["steward"])]
    write("withdraw", "sales", decision=done["decision"])
    assert [
        one for one in world.ask("contact_roles", person={"email": "noor@kestrel.example"})["roles"] if not one["until"]
    ] == []


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_parent_is_linked_and_a_known_root_made(world: World, door: str) -> None:
    world.say(*company())
    write = getattr(world, door)
    up = write(
        "link_records", "sales ops", first=node("Kestrel"), second=node("Volta"), link="PARENT_OF", variant="SELLING"
    )
    answer = world.ask("account_hierarchy", account={"domain": "volta.example"})
    assert answer["parent"]["name"] == "Kestrel"
    write(
        "unlink_records", "sales ops", first=node("Kestrel"), second=node("Volta"), link="PARENT_OF", variant="SELLING"
    )
    answer = world.ask("account_hierarchy", account={"domain": "volta.example"})
    assert (answer["parent"], answer["parent_known"]) == (None, "KNOWN_ROOT")
    assert up["rule"] == "TEAM_OWNS_LINK"


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_twins_are_linked_and_come_apart_again_ids_included(world: World, door: str) -> None:
    world.say(*company(), account("Halden"))
    before = world.settled()
    write = getattr(world, door)
    done = write("link_records", "sales ops", first=node("Kestrel"), second=node("Volta"))
    joined = world.rows(
        "MATCH (s:SourceRecord {system: 'salesforce', object: 'Account'})-[:OF]->(n) RETURN s.external_id, n.id ORDER BY s.external_id"
    )
    assert joined[1][1] == joined[2][1] == "acc_" + IDS.birth("salesforce|Account|Kestrel")
    assert world.rows("MATCH (n:Account) RETURN count(n)") == [[2]]
    assert world.value("systems") == ["salesforce"], "a decision is no system that knows the company"
    by_old_id = world.ask("account_ownership", account={"id": "acc_" + IDS.birth("salesforce|Account|Volta")})
    assert by_old_id["target"]["id"] == joined[1][1]
    write("withdraw", "sales ops", decision=done["decision"])
    assert world.settled() == before


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_vendors_merge_is_undone_and_the_undoing_too(world: World, door: str) -> None:
    mika, maria = (
        contact("Mika", "mika@kestrel.example"),
        contact(
            "Maria",
            "maria@kestrel.example",
            stops=[{"slot": "optout", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL", "since": at(3)}],
        ),
    )
    world.say(*company(), mika, maria, day=3)
    apart = world.settled()
    merged: Any = {"record": maria["record"], "noun": "Contact", "state": "merged", "merged_into": mika["record"]}
    world.say(merged, day=5)
    together = world.settled()
    assert world.rows("MATCH (p:Person) RETURN count(p)") == [[1]]
    assert world.decision("mika@kestrel.example")[0] == "SUPPRESSED", "after a merge the stricter holds"
    write = getattr(world, door)
    first, second = external("Contact", "Mika"), external("Contact", "Maria")
    done = write("unlink_records", "sales", first=first, second=second)
    assert done["rule"] == "TEAM_OWNS_IDENTITY"
    assert world.settled()["nodes"] == apart["nodes"], "each is who it was, ids included"
    assert world.decision("mika@kestrel.example")[1] == []
    assert world.decision("maria@kestrel.example") == ("SUPPRESSED", ["UNSUBSCRIBED_ALL_EMAIL"]), "each keeps its own"
    again: Any = {**merged, "fields": {"title": "x"}}
    world.say(again, day=8)
    assert world.rows("MATCH (p:Person) RETURN count(p)") == [[2]], "the vendor repeats itself in vain"
    write("withdraw", "sales", decision=done["decision"])
    assert world.rows("MATCH (p:Person) RETURN count(p)") == [[1]]
    assert [one for one in world.settled()["nodes"] if "Person" in one] == [
        one for one in together["nodes"] if "Person" in one
    ]


def test_a_denial_waits_for_the_key_that_would_join(world: World) -> None:
    world.say(contact("A", "a@x.example"), contact("B", "b@x.example", "hubspot|contact"))
    world.do(
        "unlink_records", "sales", first=external("Contact", "A"), second=external("Contact", "B", "contact", "hubspot")
    )
    world.say(contact("B", "a@x.example", "hubspot|contact"), day=9)
    assert world.rows("MATCH (p:Person) RETURN count(p)") == [[2]]


@pytest.mark.parametrize("door", ["do", "mutate"])
@pytest.mark.parametrize(("stop", "channel", "purpose"), [
    ("NEVER_CONTACT", "PHONE", "RENEWAL"), ("OBJECTS_TO_MARKETING", "EMAIL", "MARKETING_NEWSLETTER"), ("ASKED_FOR_SILENCE", "EMAIL", "PROSPECTING"),
])  # fmt: skip
def test_a_stop_binds_who_appears_later_under_another_spelling(
    world: World, door: str, stop: str, channel: str, purpose: str
) -> None:
    world.say(*company())
    done = getattr(world, door)("stop_contact", stop=stop, person={"email": "Later.Person@Kestrel.EXAMPLE"}, actor=ANA)
    assert (done["status"], done["rule"]) == ("DONE", "TEAM_MAY_STOP")
    world.say(contact("Later", "later.person@kestrel.example"), day=20)
    assert world.decision("later.person@kestrel.example", channel, purpose) == ("SUPPRESSED", [stop])
    assert world.rows("MATCH (n:Contact) RETURN count(n)") == [[1]], "a stop makes nobody"


def test_a_stop_on_a_person_without_an_address_is_hung_on_their_records(world: World) -> None:
    world.say(*company(), contact("Nameless", None))
    done = world.do(
        "stop_contact",
        stop="NEVER_CONTACT",
        person={"external_id": {"system": "salesforce", "object": "Contact", "id": "Nameless"}},
    )
    assert done["status"] == "DONE"
    world.say(contact("Nameless", "now@kestrel.example"), day=9)
    assert world.decision("now@kestrel.example") == ("SUPPRESSED", ["NEVER_CONTACT"])
    world.say(contact("Other", "other@kestrel.example", absorbed=["salesforce|Contact|Nameless"]), day=10)
    assert world.decision("other@kestrel.example") == ("SUPPRESSED", ["NEVER_CONTACT"])


def test_an_account_is_put_on_hold_by_legal_and_let_go_by_who_may(world: World) -> None:
    works = ref("WORKS_AT", "", ".", "salesforce|Account|Kestrel")
    world.say(*company(), contact("Noor", "noor@kestrel.example", refs=[works]))
    hold = {"account": {"domain": "kestrel.example"}, "stop": "LEGAL_HOLD"}
    assert world.mutate("stop_contact", "legal", **hold)["status"] == "DONE"
    assert world.decision("noor@kestrel.example") == ("SUPPRESSED", ["LEGAL_HOLD"])
    refused = world.mutate("release_contact", "sales", **hold)
    assert (refused["status"], refused["rule"]) == ("REFUSED", "NOT_YOURS_TO_RELEASE")
    assert world.mutate("release_contact", "marketing operations", **hold)["rule"] == "RELEASE_ADMIN"
    assert world.decision("noor@kestrel.example")[1] == []


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_a_subjects_own_stop_is_released_only_as_a_proven_error_and_stands_again_when_that_is_withdrawn(
    world: World, door: str
) -> None:
    flag = {"slot": "optout", "active": True, "code": "UNSUBSCRIBED_ALL_EMAIL"}
    world.say(contact("Noor", "noor@x.example", stops=[flag]))
    write = getattr(world, door)
    given = {"person": {"email": "noor@x.example"}, "stop": "UNSUBSCRIBED_ALL_EMAIL"}
    for teams, evidence, rule in (
        (("sales", "marketing operations"), "a letter", "ONLY_THE_SUBJECT_OR_PRIVACY"),
        (("privacy",), None, "EVIDENCE_NEEDED"),
    ):
        told = {"evidence": evidence} if evidence else {}
        refused = write("release_contact", *teams, **given, **told)
        assert (refused["status"], refused["rule"]) == ("REFUSED", rule)
        assert world.decision("noor@x.example")[0] == "SUPPRESSED"
    done = write("release_contact", "privacy", evidence="the import had the columns swapped", **given)
    assert done["rule"] == "RELEASE_SUBJECT"
    assert world.decision("noor@x.example")[1] == []
    world.say(contact("Noor", "noor@x.example", stops=[flag], fields={"title": "x"}), day=9)
    assert world.decision("noor@x.example")[1] == [], "a source that repeats the error says nothing new"
    write("withdraw", decision=done["decision"])
    assert world.decision("noor@x.example") == ("SUPPRESSED", ["UNSUBSCRIBED_ALL_EMAIL"])


@pytest.mark.parametrize(("actor", "rule"), [
    (ANA, "RELEASE_USER"), (BEN, "RELEASE_USER"), (CHLOE, "RELEASE_USER"), ("eva@larkfield.example", "NOT_YOURS_TO_RELEASE"),
])  # fmt: skip
def test_silence_is_ended_by_who_asked_their_manager_or_the_accounts_owner(world: World, actor: str, rule: str) -> None:
    works = ref("WORKS_AT", "", ".", "salesforce|Account|Kestrel")
    led = user("Ana", refs=[ref("MANAGES", "", "salesforce|User|Ben", ".")])
    kestrel = account("Kestrel", refs=[owned("Chloe")])
    world.say(user("Ben"), user("Chloe"), led, kestrel, contact("Noor", "noor@kestrel.example", refs=[works]))
    given = {"person": {"email": "noor@kestrel.example"}, "stop": "ASKED_FOR_SILENCE"}
    world.do("stop_contact", actor=ANA, **given)
    answer = world.do("release_contact", actor=actor, **given)
    assert answer["rule"] == rule
    assert world.decision("noor@kestrel.example")[1] == ([] if answer["status"] == "DONE" else ["ASKED_FOR_SILENCE"])


def test_withdrawing_a_stop_is_releasing_it(world: World) -> None:
    world.say(contact("Noor", "noor@x.example"))
    done = world.do("stop_contact", actor=ANA, person={"email": "noor@x.example"}, stop="NEVER_CONTACT")
    refused = world.do("withdraw", "sales", actor=ANA, decision=done["decision"])
    assert (refused["status"], refused["rule"]) == ("REFUSED", "ONLY_THE_SUBJECT_OR_PRIVACY")
    assert world.decision("noor@x.example")[0] == "SUPPRESSED"
    assert world.do("withdraw", "privacy", actor=BEN, decision=done["decision"])["status"] == "DONE"
    assert world.decision("noor@x.example")[1] == []


@pytest.mark.parametrize("door", ["do", "mutate"])
def test_an_ambiguity_is_decided_and_comes_back_only_with_other_evidence(world: World, door: str) -> None:
    hub = claims("hubspot|company|1", "Account", "Hub", keys=["domain|kestrel.example"])
    twin = {**account("Volta"), "keys": ["domain|kestrel.example"]}
    world.say(account("Kestrel"), twin, hub)  # type: ignore[arg-type]
    ((doubt, kind),) = world.rows("MATCH (a:Ambiguity) RETURN a.id, a.kind")
    assert kind == "CONTESTED_KEY"
    write = getattr(world, door)
    choice = ["salesforce|Account|Kestrel", "salesforce|Account|Volta"]
    assert (
        write("decide_ambiguity", "sales", id=doubt, decision="SAME", choice=choice)["rule"]
        == "TEAM_DOES_NOT_OWN_IDENTITY"
    )
    done = write("decide_ambiguity", "sales ops", id=doubt, decision="SAME", choice=choice)
    assert world.rows("MATCH (n:Account) RETURN count(n)") == [[1]], "the key identifies again"
    write("withdraw", "sales ops", decision=done["decision"])
    assert world.rows("MATCH (n:Account) RETURN count(n)") == [[3]]
    kept = write("decide_ambiguity", "sales ops", id=doubt, decision="KEEP")
    assert kept["rule"] == "DECISION_KEPT"
    assert world.rows("MATCH (a:Ambiguity) RETURN a.status") == [["decided"]]
    world.say({**twin, "fields": {"name": "Renamed"}}, day=9)  # type: ignore[typeddict-item]
    assert world.rows("MATCH (a:Ambiguity) RETURN a.status") == [["decided"]]
    world.say({**account("Halden"), "keys": ["domain|kestrel.example"]}, day=9)  # type: ignore[typeddict-item]
    assert world.rows("MATCH (a:Ambiguity {id: $id}) RETURN a.status", id=doubt) == [["open"]]


def test_a_contested_link_is_decided_by_choosing_a_candidate(world: World) -> None:
    world.say(*company(), account("Halden"))
    world.do("link_records", "sales ops", first=node("Kestrel"), second=node("Volta"))
    world.say(account("Kestrel", refs=[owned("Ana")]), account("Volta", refs=[owned("Ben")]), day=4)
    found = world.rows("MATCH (a:Ambiguity {kind: 'CONTESTED_LINK'}) RETURN a.id, a.candidates")
    assert [row[1] for row in found] == [["salesforce|Account|Kestrel", "salesforce|Account|Volta"]]
    done = world.do(
        "decide_ambiguity", "sales ops", id=found[0][0], decision="CHOOSE", choice=["salesforce|Account|Volta"]
    )
    assert done["rule"] == "TEAM_OWNS_LINK"
    assert world.owners() == ["Ben"]


def test_a_proposal_fills_a_blank_and_decides_nothing(world: World) -> None:
    world.say(*company())
    machine = By("scout", (), proposal=True)
    writing = Writing(world.asking(), world.steward, machine)

    def propose(name: str, **written: Any) -> dict[str, Any]:
        done: dict[str, Any] = to_json(
            world.run(MUTATIONS[name].do(writing, {"reason": "read on their site", **written}))
        )
        return done

    assert propose("set_field", object=node("Kestrel"), field="industry", value="Sheep")["system"] == "proposal"
    assert world.value("industry") == "Power"
    propose("set_field", object=node("Volta"), field="industry", value="Batteries")
    assert world.value("industry", "Volta") == "Batteries"
    assert propose("link_records", first=node("Kestrel"), second=node("Volta"))["rule"] == "PEOPLE_DECIDE"
    done = world.do("set_field", "sales ops", object=node("Volta"), field="industry", value="Cells")
    assert propose("withdraw", decision=done["decision"])["rule"] == "PEOPLE_DECIDE"


def test_a_caller_without_the_scope_may_not_write(world: World) -> None:
    text = 'mutation { withdraw(decision: "x", reason: "y") { status } }'
    body = json.loads(world.run(world._executor.execute(text)).body)
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    queries = json.loads(world.run(world._executor.execute(text, queries_only=True, by=By("a"))).body)
    assert queries["errors"][0]["extensions"]["code"] == "QUERIES_ONLY"


def test_a_token_is_accepted_by_every_question_and_a_wrong_one_is_none(world: World) -> None:
    world.say(*company())
    token = world.do("set_field", "sales ops", object=node("Kestrel"), field="industry", value="Solar")["token"]
    assert world.ask("account_ownership", account={"domain": "kestrel.example"}, after=token)["token"] == token
    text = 'query Q($t: Token) { accountHierarchy(account: {domain: "kestrel.example"}, after: $t) { status token } }'
    body = json.loads(world.run(world._executor.execute(text, {"t": token})).body)
    assert body == {"data": {"accountHierarchy": {"status": "OK", "token": token}}}
    wrong = json.loads(world.run(world._executor.execute(text, {"t": "nonsense"})).body)
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_every_decision_is_evidence_with_actor_team_and_reason(world: World) -> None:
    world.say(*company())
    done = world.do("set_field", "sales ops", actor=ANA, object=node("Kestrel"), field="industry", value="Solar")
    row = world.steward.decision(done["decision"])
    assert (row["actor"], row["teams"], row["reason"]) == (ANA, ["sales ops"], "it is so")
    sources = world.rows(
        "MATCH (s:SourceRecord {system: 'steward'})-[:OF]->(n:Account) RETURN n.name, s.external_id, s.state"
    )
    assert sources == [["Kestrel", done["decision"], "live"]]
