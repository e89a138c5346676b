"""Rebuild through the real engine: nothing to do after ingest, and exactly what a changed model changes."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import yaml

from graph_service.graph.ids import Ids
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.intake.rebuild import Rebuilt, rebuild
from graph_service.model.files import schema_dir
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings
from tests.conftest import wipe
from tests.intake.dump import dump

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
AT = "2026-09-15T06:00:00Z"
ACCOUNTS = (
    "Id,Name,ParentId,Website,Industry,SystemModstamp\n"
    "001000000000011,Rail SF,001000000000012,https://rail.example,Rail,2026-01-01T00:00:00Z\n"
    "001000000000012,Holding,,https://holding.example,,2026-01-01T00:00:00Z\n"
)
COMPANIES = [
    {"id": "9", "properties": {"name": "Rail HS", "domain": "rail.example", "industry": "RAIL", "hs_lastmodifieddate": "2026-02-01T00:00:00Z"}},
]  # fmt: skip
CONTACTS = (
    "Id,LastName,Email,HasOptedOutOfEmail,AccountId,SystemModstamp\n"
    "003000000000021,Ito,ito@rail.example,true,001000000000011,2026-01-01T00:00:00Z\n"
)


@pytest.fixture
def loaded(settings: Settings, model: Model, writer: Writer, tmp_path: Path) -> Writer:
    """Two systems that disagree about one company."""
    for name, text in (("Account.csv", ACCOUNTS), ("Contact.csv", CONTACTS)):
        (tmp_path / name).write_text(text)
    (tmp_path / "companies.json").write_bytes(orjson.dumps({"results": COMPANIES}))
    ingest(settings, model, writer, "salesforce", [tmp_path / "Account.csv", tmp_path / "Contact.csv"], observed_at=AT)
    ingest(settings, model, writer, "hubspot", [tmp_path / "companies.json"], object="company", observed_at=AT)
    return writer


def run(settings: Settings, model: Model, writer: Writer, *, check: bool) -> Rebuilt:
    return rebuild(writer, model, Ids(deployment_secret(settings)), 0, at=AT, check=check)


def overlay(folder: Path, name: str, change: object) -> Model:
    """The model with one file changed."""
    source = yaml.safe_load((schema_dir() / name).read_text())
    change(source)  # type: ignore[operator]
    target = folder / "overlay" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(yaml.safe_dump(source))
    return load_model(folder / "overlay")


@pytest.mark.parametrize("check", [True, False])
def test_after_ingest_there_is_nothing_to_do(settings: Settings, model: Model, loaded: Writer, check: bool) -> None:
    before = dump(loaded)
    report = run(settings, model, loaded, check=check)
    assert report.differences.to_json()["writes"] == 0, report.to_json()
    assert report.records == 4
    assert dump(loaded) == before


def test_a_store_whose_first_versions_stand_apart_is_read_like_any(
    settings: Settings, model: Model, loaded: Writer, tmp_path: Path
) -> None:
    before = dump(loaded)
    [counted] = loaded.run_text("MATCH (s:SourceRecord:RecordVersion) RETURN count(s) AS records", "test")
    assert counted == {"records": 4}
    loaded.run_text(
        """
        MATCH (s:SourceRecord:RecordVersion)
        CREATE (s)-[:HAS_VERSION]->(:RecordVersion {at: s.told_at, last_seen: s.last_seen, clock: s.clock, hash: s.hash,
                                                    row: s.row, claims: s.claims, mapping: s.mapping, batch: s.batch})
        REMOVE s:RecordVersion, s.told_at, s.last_seen, s.clock, s.hash, s.row, s.claims, s.mapping, s.batch
        """,
        "test",
    )
    loaded.run_text("MATCH (m:Migration {id: 'setup/V0061__version_told_at'}) DELETE m", "test")
    assert setup(loaded) == ["setup/V0061__version_told_at"]
    assert run(settings, model, loaded, check=True).differences.to_json()["writes"] == 0
    again = ingest(settings, model, loaded, "salesforce", [tmp_path / "Account.csv"], observed_at=AT)
    assert [(one.accepted, one.unchanged) for one in again.objects] == [(0, 2)]
    assert dump(loaded) == before


def test_a_changed_authority_shows_exactly_the_fields_that_change(
    settings: Settings, model: Model, loaded: Writer, tmp_path: Path
) -> None:
    def trust_hubspot(source: dict) -> None:  # type: ignore[type-arg]
        source["fields"]["name"]["authority"] = ["hubspot", "salesforce"]

    changed = overlay(tmp_path, "objects/account.yaml", trust_hubspot)
    before = dump(loaded)
    report = run(settings, changed, loaded, check=True)
    assert dict(report.differences.fields) == {"Account.name": 1}
    assert {name: dict(counts) for name, counts in report.differences.nouns.items()} == {"Account": {"changed": 1}}
    assert not report.differences.links
    (example,) = report.differences.examples["Account.name"]
    assert (example.before, example.after) == ("Rail SF", "Rail HS")
    assert dump(loaded) == before
    assert dict(run(settings, changed, loaded, check=False).differences.fields) == {"Account.name": 1}
    assert run(settings, changed, loaded, check=True).differences.writes == 0


def test_a_changed_source_file_reads_its_rows_again(
    settings: Settings, model: Model, loaded: Writer, tmp_path: Path
) -> None:
    def other_name(source: dict) -> None:  # type: ignore[type-arg]
        (account,) = (one for one in source["objects"] if one.get("name", one["object"]) == "Account")
        account["fields"]["name"] = ["Website"]

    changed = overlay(tmp_path, "sources/salesforce.yaml", other_name)
    before = dump(loaded)
    report = run(settings, changed, loaded, check=True)
    assert report.differences.fields["Account.name"] == 2
    assert dump(loaded) == before
    run(settings, changed, loaded, check=False)
    found = dump(loaded)
    assert run(settings, changed, loaded, check=False).differences.writes == 0
    wipe(loaded)
    for name, source in (("Account.csv", "salesforce"), ("Contact.csv", "salesforce"), ("companies.json", "hubspot")):
        object_ = "company" if source == "hubspot" else None
        ingest(settings, changed, loaded, source, [tmp_path / name], object=object_, observed_at=AT)
    fresh = dump(loaded)
    for part, rows in fresh.items():
        assert found[part] == rows, part


def test_a_rehearsal_shows_what_follows_for_records_of_other_pages(
    settings: Settings, model: Model, loaded: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two companies part, so who works for the one moves to it; with a record a page that is another page's."""
    aki = {"id": "77", "properties": {"email": "aki@elsewhere.example", "lastname": "Aki", "associatedcompanyid": "9"}}
    (tmp_path / "contacts.json").write_bytes(orjson.dumps({"results": [aki]}))
    ingest(settings, model, loaded, "hubspot", [tmp_path / "contacts.json"], object="contact", observed_at=AT)

    def by_id_alone(source: dict) -> None:  # type: ignore[type-arg]
        source["identity"]["keys"] = []

    changed = overlay(tmp_path, "objects/account.yaml", by_id_alone)
    monkeypatch.setattr("graph_service.intake.rebuild.PAGE", 1)
    before = dump(loaded)
    check = run(settings, changed, loaded, check=True)
    assert dict(check.differences.links["WORKS_AT"]) == {"added": 1, "removed": 1}
    assert check.not_followed == 0
    assert dump(loaded) == before
    done = run(settings, changed, loaded, check=False)
    assert dict(done.differences.links["WORKS_AT"]) == {"added": 1, "removed": 1}
    assert run(settings, changed, loaded, check=True).differences.writes == 0


def test_what_no_record_makes_any_more_goes(settings: Settings, model: Model, loaded: Writer) -> None:
    before = dump(loaded)
    loaded.run_text("CREATE (:Noun:Account {id: 'acc_lost'})", "test")
    loaded.run_text("MATCH (a:Account {name: 'Holding'})-[x:PARENT_OF]->() DELETE x", "test")
    check = run(settings, model, loaded, check=True)
    assert (check.differences.nouns["Account"]["removed"], check.differences.links["PARENT_OF"]["added"]) == (1, 1)
    run(settings, model, loaded, check=False)
    assert dump(loaded) == before


@pytest.mark.skipif(not DATA.is_dir(), reason="the reference sets are not here")
@pytest.mark.parametrize(("name", "source"), [("fivetran-hubspot", "hubspot"), ("fivetran-stripe", "stripe")])
def test_other_peoples_data_rebuilds_to_itself(
    name: str, source: str, settings: Settings, model: Model, writer: Writer
) -> None:
    ingest(settings, model, writer, source, [DATA / name], observed_at=AT)
    before = dump(writer)
    report = run(settings, model, writer, check=True)
    assert report.differences.writes == 0, report.to_json()
    assert run(settings, model, writer, check=False).differences.writes == 0
    assert dump(writer) == before
