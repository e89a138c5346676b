"""Erasure on the real engine: who was erased is nowhere, stays away, and can come back only by an own act."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import Erasure, erase, finish_erasures
from graph_service.intake.erasing.person import name_person
from graph_service.intake.erasing.redact import name_mark, redacted
from graph_service.intake.evidence_in import import_evidence
from graph_service.intake.evidence_out import export_evidence
from graph_service.intake.pipeline import ingest
from graph_service.intake.receipt import Receipt
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings
from tests.conftest import wipe
from tests.intake.dump import dump

ORDERED = "2026-06-10T11:00:00.000000Z"
CONTACTS = """Id,IsDeleted,AccountId,FirstName,LastName,Name,Title,Email,Phone,HasOptedOutOfEmail,DoNotCall,CreatedDate,SystemModstamp
003000000000001AAA,false,001000000000001AAA,Mika,Larsen,Mika Larsen,Head of Harbours,mika.larsen@holdings.example,+4930901820,true,false,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
003000000000002AAA,false,001000000000001AAA,Ida,Berg,Ida Berg,Clerk,ida.berg@holdings.example,,false,false,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
"""
ACCOUNTS = """Id,IsDeleted,Name,Website,Description,CreatedDate,SystemModstamp
001000000000001AAA,false,Holdings,holdings.example,"Ask mika.larsen@holdings.example, he knows",2026-01-01T08:00:00.000Z,2026-02-01T08:00:00.000Z
001000000000002AAA,false,Harbour Works,works.example,Founded with Mika Larsen,2026-01-01T08:00:00.000Z,2026-02-01T08:00:00.000Z
"""
OPPORTUNITIES = """Id,IsDeleted,AccountId,Name,StageName,IsClosed,IsWon,Type,CreatedDate,SystemModstamp
006000000000001AAA,false,001000000000001AAA,Cranes,Proposal,false,false,New Business,2026-01-05T08:00:00.000Z,2026-02-05T08:00:00.000Z
"""
ROLES = """Id,IsDeleted,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,SystemModstamp
00K000000000001AAA,false,006000000000001AAA,003000000000001AAA,Decision Maker,true,2026-01-06T08:00:00.000Z,2026-02-06T08:00:00.000Z
00K000000000002AAA,false,006000000000001AAA,003000000000002AAA,Evaluator,false,2026-01-06T08:00:00.000Z,2026-02-06T08:00:00.000Z
"""
FILES = {
    "Account.csv": ACCOUNTS, "Contact.csv": CONTACTS, "Opportunity.csv": OPPORTUNITIES,
    "OpportunityContactRole.csv": ROLES,
}  # fmt: skip
PERSONAL = ["mika.larsen", "mika", "larsen", "4930901820", "Head of Harbours", "003000000000001AAA"]


class World:
    def __init__(self, writer: Writer, model: Model, settings: Settings, folder: Path) -> None:
        self.writer, self.model, self.settings, self.folder = writer, model, settings, folder
        self.ids = Ids(deployment_secret(settings))
        self.settler = Settler(writer, model, self.ids, 0.0)
        self._number = 0

    def take(self, source: str, name: str, text: str, object_: str | None = None, seen: str | None = None) -> Receipt:
        self._number += 1
        path = self.folder / str(self._number) / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return ingest(
            self.settings, self.model, self.writer, source, [path], object=object_,
            observed_at=seen or "2026-06-01T06:00:00Z",
        )  # fmt: skip

    def take_all(self) -> None:
        for name, text in FILES.items():
            self.take("salesforce", name, text)

    def erase(self, who: str = "mika.larsen@holdings.example") -> Erasure:
        named = name_person(self.writer, self.ids, who)
        return erase(self.settler, named, actor="privacy desk", team="privacy", reason="Mika Larsen asked", at=ORDERED)

    def everything(self) -> str:
        """Every property of every node and relationship, as text."""
        rows = self.writer.run_text("MATCH (n) RETURN properties(n) AS p", "test")
        rows += self.writer.run_text("MATCH ()-[x]->() RETURN properties(x) AS p", "test")
        return json.dumps(rows, ensure_ascii=False)

    def names(self) -> list[str]:
        rows = self.writer.run_text("MATCH (p:Person) RETURN p.name AS name ORDER BY name", "test")
        return [row["name"] for row in rows]

    def exported(self, name: str) -> Path:
        export_evidence(self.writer, self.ids, self.model.version, self.folder / name)
        return self.folder / name


@pytest.fixture
def world(writer: Writer, model: Model, settings: Settings, tmp_path: Path) -> World:
    return World(writer, model, settings, tmp_path)


def sums(receipt: Receipt) -> dict[str, int]:
    return {
        name: sum(getattr(one, name) for one in receipt.objects)
        for name in ("read", "accepted", "unchanged", "refused", "erased")
    }


def test_an_erased_person_is_nowhere_and_others_are_as_they_were(world: World) -> None:
    world.take_all()
    world.take("salesforce", "Contact.csv", CONTACTS.splitlines()[0] + "\n,false,,Mika,Larsen,Mika Larsen,,,,,,,\n")
    assert sums(world.take("salesforce", "Contact.csv", CONTACTS))["unchanged"] == 2
    report = world.erase()
    assert (report.records, report.cleaned, report.addresses, report.quarantined) == (2, 1, 2, 1)
    assert report.mentions == ["salesforce|Account|001000000000002AAA"]
    said = world.everything().replace("Founded with Mika Larsen", "")
    assert [word for word in PERSONAL if word.casefold() in said.casefold()] == []
    assert world.names() == ["Ida Berg"]
    [row] = world.writer.run_text(
        "MATCH (p:Person)-[x:HAS_ROLE]->(o:Opportunity) RETURN p.name AS name, o.name AS deal", "test"
    )
    assert row == {"name": "Ida Berg", "deal": "Cranes"}
    assert "Ask [erased], he knows" in said
    assert report.not_promised


def test_no_sync_brings_them_back_and_equal_rows_are_unchanged(world: World) -> None:
    world.take_all()
    world.erase()
    before = dump(world.writer)
    for name, text in FILES.items():
        counted = sums(world.take("salesforce", name, text, seen="2026-07-01T06:00:00Z"))
        assert counted["read"] == counted["unchanged"] + counted["erased"], (name, counted)
    assert dump(world.writer) == before
    # the same address under an id never seen, in another spelling, from another system
    lead = "Id,IsDeleted,FirstName,LastName,Name,Company,Email,Status,CreatedDate,SystemModstamp\n"
    lead += "00Q000000000009AAA,false,Mika,Larsen,Mika Larsen,X, MIKA.Larsen@HOLDINGS.example ,Open,"
    lead += "2026-07-14T08:00:00.000Z,2026-07-14T08:00:00.000Z\n"
    assert sums(world.take("salesforce", "Lead.csv", lead))["erased"] == 1
    assert dump(world.writer) == before


SIGN_UP = {
    "channel": "EMAIL", "source": "SOURCE_RECIPIENT", "status": "SUBSCRIBED",
    "subscriberIdString": "mika.larsen@holdings.example", "subscriptionId": 41087253, "subscriptionName": "Events",
    "timestamp": "2026-08-22T19:12:00.000Z", "legalBasis": "CONSENT_WITH_NOTICE", "legalBasisExplanation": "form",
}  # fmt: skip
NEW_CONTACT = {
    "id": "6390",
    "properties": {
        "hs_object_id": "6390", "createdate": "2026-08-22T19:12:00.000Z", "lastmodifieddate": "2026-08-22T19:12:00.000Z",
        "email": "mika.larsen@holdings.example", "firstname": "Mika", "lastname": "Larsen",
    },
}  # fmt: skip


def sign_up(world: World) -> Receipt:
    text = json.dumps({"results": [SIGN_UP]})
    return world.take("hubspot", "subscription_statuses.json", text, seen="2026-09-01T06:00:00Z")


def new_contact(world: World) -> Receipt:
    return world.take("hubspot", "contacts.json", json.dumps({"results": [NEW_CONTACT]}), seen="2026-09-01T06:00:00Z")


@pytest.mark.parametrize("steps", [(sign_up, new_contact), (new_contact, sign_up, new_contact)])
def test_an_own_act_opens_a_new_identity(world: World, steps: tuple[Callable[[World], Receipt], ...]) -> None:
    world.take_all()
    [old] = [
        row["id"] for row in world.writer.run_text("MATCH (p:Person {name: 'Mika Larsen'}) RETURN p.id AS id", "t")
    ]
    world.erase()
    for step in steps:
        step(world)
    rows = world.writer.run_text("MATCH (p:Person {name: 'Mika Larsen'}) RETURN p.id AS id", "test")
    assert len(rows) == 1 and rows[0]["id"] != old
    # the old records stay away all the same
    assert sums(world.take("salesforce", "Contact.csv", CONTACTS))["erased"] == 1
    assert world.writer.run_text("MATCH (:Person)-[x:HAS_ROLE]->() RETURN count(x) AS n", "test") == [{"n": 1}]


def test_rows_before_the_act_in_the_same_run_come_in_after_it(world: World) -> None:
    world.take_all()
    world.erase()
    folder = world.folder / "both"
    folder.mkdir()
    (folder / "contacts.json").write_text(json.dumps({"results": [NEW_CONTACT]}))
    (folder / "subscription_statuses.json").write_text(json.dumps({"results": [SIGN_UP]}))
    receipt = ingest(world.settings, world.model, world.writer, "hubspot", [folder], observed_at="2026-09-01T06:00:00Z")
    assert sums(receipt) == {"read": 2, "accepted": 2, "unchanged": 0, "refused": 0, "erased": 0}
    assert "Mika Larsen" in world.names()


def test_an_address_of_two_people_stays_with_the_other(world: World) -> None:
    world.take_all()
    both = CONTACTS.replace("ida.berg@holdings.example,", "ida.berg@holdings.example,+4930901820").replace(
        "2026-02-02", "2026-03-03"
    )
    world.take("salesforce", "Contact.csv", both)
    report = world.erase()
    assert report.kept == 1
    points = world.writer.run_text("MATCH (:Person)-[:HAS_POINT]->(c) RETURN c.value AS v ORDER BY v", "test")
    assert [row["v"] for row in points] == ["+4930901820", "ida.berg@holdings.example"]


def test_who_is_meant_must_be_one_person(world: World) -> None:
    world.take_all()
    with pytest.raises(UsageError, match="no reference"):
        name_person(world.writer, world.ids, "Mika")
    with pytest.raises(UsageError, match="Account, not a person"):
        name_person(world.writer, world.ids, "salesforce|Account|001000000000001AAA")
    with pytest.raises(UsageError, match="nobody is known"):
        name_person(world.writer, world.ids, "salesforce|Contact|003000000000099AAA")


def test_an_order_that_died_is_carried_out_by_the_next_writer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.take_all()

    def dies(settler: Settler) -> list[Erasure]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("graph_service.intake.erase.finish_erasures", dies)
        with pytest.raises(KeyboardInterrupt):
            world.erase()
    assert "Mika Larsen" in world.names()
    world.take("salesforce", "Account.csv", ACCOUNTS)
    assert world.names() == ["Ida Berg"]
    assert finish_erasures(world.settler) == []


def test_exported_evidence_gives_an_equal_graph(world: World) -> None:
    world.take_all()
    before = dump(world.writer)
    folder = world.exported("out")
    assert "Mika Larsen" in (folder / "records.jsonl").read_text()
    wipe(world.writer)
    receipt = import_evidence(world.settler, folder, at="2026-09-02T00:00:00.000000Z")
    assert receipt.fresh == receipt.versions == 7
    assert dump(world.writer) == before
    assert import_evidence(world.settler, folder, at="2026-09-03T00:00:00.000000Z").fresh == 0
    assert dump(world.writer) == before


def test_an_export_after_an_erasure_holds_nothing_and_keeps_them_away(world: World) -> None:
    world.take_all()
    older = world.exported("before")
    world.erase()
    folder = world.exported("after")
    text = "".join(path.read_text() for path in sorted(folder.iterdir())).replace("Founded with Mika Larsen", "")
    assert [word for word in PERSONAL if word.casefold() in text.casefold()] == []
    before = dump(world.writer)
    wipe(world.writer)
    import_evidence(world.settler, folder, at="2026-09-02T00:00:00.000000Z")
    assert dump(world.writer) == before
    # not even an export made before the erasure brings them back
    import_evidence(world.settler, older, at="2026-09-03T00:00:00.000000Z")
    assert world.names() == ["Ida Berg"]


def test_a_changed_or_unfinished_export_and_another_secret_are_refused(world: World) -> None:
    world.take_all()
    folder = world.exported("out")
    stranger = Settler(world.writer, world.model, Ids(b"another secret of sixteen"), 0.0)
    with pytest.raises(UsageError, match="another secret"):
        import_evidence(stranger, folder, at=ORDERED)
    with (folder / "records.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(UsageError, match="changed after the export"):
        import_evidence(world.settler, folder, at=ORDERED)
    (folder / "manifest.json").unlink()
    with pytest.raises(UsageError, match="no finished export"):
        import_evidence(world.settler, folder, at=ORDERED)
    with pytest.raises(UsageError, match="not empty"):
        world.exported("out")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call Mika  Larsen, or (MIKA LARSEN)", "Call [erased], or ([erased])"),
        ("Mika Larsen-Berg and Mika", "Mika Larsen-Berg and Mika"),
        ("to: Mika.Larsen@holdings.example;", "to: [erased];"),
        ("phone +49 30 901820 today", "phone [erased] today"),
        ("unlike 4930901821 or 2026-01-02", "unlike 4930901821 or 2026-01-02"),
    ],
)
def test_texts_lose_addresses_numbers_and_full_names(text: str, expected: str) -> None:
    erased = {"name|mika larsen", "key|email|mika.larsen@holdings.example", "key|phone|+4930901820"}
    row: Any
    row, _ = redacted({"a": [text]}, {"record": "s|o|1", "noun": None, "state": "live"}, erased.__contains__)
    assert row == {"a": [expected]}


def test_a_single_word_is_no_full_name() -> None:
    assert name_mark("Mika") == ""
    assert name_mark(" Mika  LARSEN ") == "name|mika larsen"
