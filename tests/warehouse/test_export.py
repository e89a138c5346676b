"""The graph out, on the real engine: everything that is effective, nothing that was erased, twice the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.graph import compose
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import erase
from graph_service.intake.erasing.person import name_person
from graph_service.intake.pipeline import ingest
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings
from graph_service.warehouse import export as outward
from graph_service.warehouse import tables
from graph_service.warehouse.export import Manifest, export_graph
from graph_service.warehouse.files import Format
from tests.conftest import wipe

AT = "2026-09-15T09:00:00.000000Z"
FILES = {
    "salesforce/Account.csv": """Id,IsDeleted,MasterRecordId,Name,ParentId,Website,SystemModstamp
001000000000001AAA,false,,Alder,,alder.example,2026-02-01T08:00:00.000Z
001000000000002AAA,false,,Birch,001000000000001AAA,birch.example,2026-02-01T08:00:00.000Z
001000000000003AAA,true,001000000000001AAA,Alder (old),,alder.example,2026-02-01T08:00:00.000Z
""",
    "salesforce/Contact.csv": """Id,IsDeleted,AccountId,Name,Email,CreatedDate,SystemModstamp
003000000000001AAA,false,001000000000001AAA,Mika Larsen,mika.larsen@alder.example,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
003000000000002AAA,false,001000000000001AAA,Ida Berg,ida.berg@alder.example,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
""",
    "stripe/subscriptions.jsonl": json.dumps({
        "id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active", "currency": "jpy", "start_date": 1704067200,
        "created": 1704067200, "cancel_at_period_end": False, "ended_at": None, "description": "Flow",
        "items": {"data": [{"id": "si_1", "quantity": 1, "current_period_start": 1735689600, "current_period_end": 1798761600,
            "price": {"id": "p1", "currency": "jpy", "type": "recurring", "unit_amount": 120000,
                      "recurring": {"interval": "year", "interval_count": 1, "usage_type": "licensed"}}}]},
    }) + "\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(open_writer: Writer, model: Model, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Any:
    wipe(open_writer)
    for name, text in FILES.items():
        path = tmp_path_factory.mktemp("given") / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        ingest(settings, model, open_writer, name.split("/")[0], [path], observed_at="2026-09-15T06:00:00Z")
    ids = Ids(deployment_secret(settings))
    named = name_person(open_writer, ids, "mika.larsen@alder.example")
    erase(Settler(open_writer, model, ids, 0.0), named, actor="privacy desk", team="privacy", reason="asked", at=AT)
    yield open_writer
    wipe(open_writer)


def out(writer: Writer, model: Model, folder: Path, format: Format = Format.jsonl) -> Manifest:
    return export_graph(writer, model, folder, format, at=AT)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_it_holds_what_the_graph_holds(loaded: Writer, model: Model, tmp_path: Path) -> None:
    manifest = out(loaded, model, tmp_path / "out")
    counted = {row["name"]: row["count"] for row in loaded.run_text(compose.counts(model), "test")}
    written = {name.split("/")[1].partition(".")[0]: one.rows for name, one in manifest.tables.items() if "/" in name}
    assert written == counted
    assert counted["Account"] == 2
    assert manifest.token
    assert manifest.model_version == model.version
    accounts = {row["name"]: row for row in lines(tmp_path / "out" / "nodes" / "Account.jsonl")}
    assert accounts["Birch"]["domains"] == ["birch.example"]
    (parent,) = lines(tmp_path / "out" / "links" / "PARENT_OF.jsonl")
    assert (parent["from_id"], parent["to_id"]) == (accounts["Alder"]["id"], accounts["Birch"]["id"])
    assert (parent["kind"], parent["from_noun"], parent["systems"]) == ("SELLING", "Account", ["salesforce"])
    (sold,) = lines(tmp_path / "out" / "nodes" / "Subscription.jsonl")
    assert (sold["arr_amount"], sold["arr_currency"], sold["renewal_date"]) == ("120000", "JPY", "2027-01-01")


def test_an_id_that_became_another_leads_to_what_it_is_now(loaded: Writer, model: Model, tmp_path: Path) -> None:
    out(loaded, model, tmp_path / "out")
    cross = {row["external_id"]: row for row in lines(tmp_path / "out" / "crosswalk.jsonl")}
    assert cross["001000000000003AAA"]["id"] == cross["001000000000001AAA"]["id"]
    assert cross["001000000000003AAA"]["state"] == "merged"
    ida = cross["003000000000002AAA"]
    assert (ida["noun"], ida["person_id"][:4]) == ("Contact", "per_")
    assert ida["person_id"] in {row["id"] for row in lines(tmp_path / "out" / "nodes" / "Person.jsonl")}


def test_who_was_erased_is_in_no_file(loaded: Writer, model: Model, tmp_path: Path) -> None:
    out(loaded, model, tmp_path / "out")
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.json*"))
    assert "ida.berg@alder.example" in everything
    assert not [word for word in ("mika", "Larsen", "003000000000001AAA") if word in everything]


def test_two_exports_of_one_graph_are_the_same_bytes(
    loaded: Writer, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out(loaded, model, tmp_path / "one")
    monkeypatch.setattr(tables, "PAGE", 2)
    out(loaded, model, tmp_path / "two")
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.jsonl"))
    assert len(names) == len(model.objects) + len(model.links) + 2
    assert [
        name for name in names if (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()
    ] == []


def test_parquet_holds_the_rows_of_the_lines(loaded: Writer, model: Model, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    told = out(loaded, model, tmp_path / "lines")
    manifest = out(loaded, model, tmp_path / "tables", Format.parquet)
    assert [one.rows for one in manifest.tables.values()] == [one.rows for one in told.tables.values()]
    for name in ("nodes/Account", "links/PARENT_OF", "crosswalk"):
        rows = parquet.read_table(tmp_path / "tables" / f"{name}.parquet").to_pylist()
        keys = [key for key in ("id", "from_id", "name", "kind", "external_id", "domains") if key in rows[0]]
        assert [{key: row[key] for key in keys} for row in rows] == [
            {key: row[key] for key in keys} for row in lines(tmp_path / "lines" / f"{name}.jsonl")
        ]


def test_a_foreign_folder_is_refused_and_an_earlier_export_replaced(
    loaded: Writer, model: Model, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="holds something that is no export"):
        out(loaded, model, tmp_path / "mine")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "thesis.txt"]
    out(loaded, model, tmp_path / "out")
    (tmp_path / "out" / "nodes" / "Account.jsonl").write_text("", encoding="utf-8")
    out(loaded, model, tmp_path / "out")
    assert len(lines(tmp_path / "out" / "nodes" / "Account.jsonl")) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


def test_what_breaks_off_leaves_what_was_there(
    loaded: Writer, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out(loaded, model, tmp_path / "out")
    before = (tmp_path / "out" / "manifest.json").read_bytes()

    def broken(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(outward, "_write", broken)
    with pytest.raises(OSError, match="disk full"):
        out(loaded, model, tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
