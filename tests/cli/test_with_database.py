"""The commands that need a database, through the program itself: take in, ask, list what was refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_service.cli.main import run
from graph_service.graph.write import Writer
from graph_service.settings import Settings, load_settings

Call = Callable[..., tuple[int, str, str]]
USERS = "Id,Name,Email,IsActive,UserType\n005Lk00000AAAAAIA1,Ana Ferreira,ana@larkfield.example,true,Standard\n"
ACCOUNTS = (
    "Id,Name,ParentId,OwnerId,Website,IsDeleted,CreatedDate,SystemModstamp\n"
    "001Lk00000AAAAAIA1,Meridian Group,,005Lk00000AAAAAIA1,https://www.meridian.example,false,"
    "2025-01-06T10:00:00.000Z,2025-01-06T10:00:00.000Z\n"
    "001Lk00000AAAABIA1,Meridian Rail,001Lk00000AAAAAIA1,005Lk00000AAAAAIA1,https://meridianrail.example,false,"
    "2025-01-06T10:00:00.000Z,2025-01-06T10:00:00.000Z\n"
)
NO_ID = ",No Id,,,,false,2025-01-06T10:00:00.000Z,2025-01-06T10:00:00.000Z\n"


@pytest.fixture
def call(
    writer: Writer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Iterator[Call]:
    """Runs a command line on the empty test database."""
    assert settings.secret is not None
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("GTM_GRAPH_HOME", str(settings.home))
    monkeypatch.setenv("GTM_GRAPH_SECRET", settings.secret.get_secret_value())
    monkeypatch.setenv("GTM_GRAPH_GRACE", "0")
    monkeypatch.setenv("GTM_GRAPH_NOW", "2026-09-15T09:00:00Z")
    load_settings.cache_clear()

    def invoke(*words: str) -> tuple[int, str, str]:
        code = run(list(words))
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    yield invoke
    load_settings.cache_clear()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "User.csv").write_text(USERS)
    (folder / "Account.csv").write_text(ACCOUNTS)
    (folder / "notes.txt").write_text("not for us")
    return folder


def test_setup_is_safe_to_repeat(call: Call):
    code, out, error = call("setup")
    assert (code, out) == (0, "")
    assert error.splitlines()[-1] == "nothing to do: the database is up to date"


def test_files_in_answers_out(call: Call, files: Path):
    code, out, _ = call("ingest", "salesforce", str(files), "--json")
    receipt = json.loads(out)
    assert code == 0
    assert {one["object"]: (one["read"], one["accepted"], one["refused"]) for one in receipt["objects"]} == {
        "User": (1, 1, 0),
        "Account": (2, 2, 0),
    }
    assert [Path(name).name for name in receipt["ignored"]] == ["notes.txt"]

    code, out, _ = call("ask", "account-hierarchy", "--account", "domain:meridianrail.example", "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["status"], answer["parent"]["name"]) == ("OK", "Meridian Group")
    assert answer["why"][0]["records"][0]["system"] == "salesforce"

    code, out, _ = call("ask", "accountOwnership", "--account", "salesforce:Account:001Lk00000AAAABIA1")
    assert code == 0
    assert "Ana Ferreira" in out
    assert "ACCOUNT_EXECUTIVE" in out

    code, out, _ = call("sources", "--json")
    (source,) = json.loads(out)
    assert source["source"] == "salesforce"
    assert {one["object"]: one["records"].get("live", 0) for one in source["objects"]} == {"Account": 2, "User": 1}


def test_the_same_files_again_are_unchanged(call: Call, files: Path):
    call("ingest", "salesforce", str(files))
    code, out, _ = call("ingest", "salesforce", str(files), "--json")
    assert code == 0
    assert {(one["accepted"], one["unchanged"]) for one in json.loads(out)["objects"]} == {(0, 1), (0, 2)}


def test_a_refused_row_is_exit_code_3_and_can_be_looked_at(call: Call, files: Path):
    (files / "Account.csv").write_text(ACCOUNTS + NO_ID)
    code, out, _ = call("ingest", "salesforce", str(files))
    assert code == 3
    assert "1 row refused" in out
    listed = json.loads(call("quarantine", "list", "--json")[1])
    (row,) = listed["rows"]
    assert (row["source"], row["object"], row["line"]) == ("salesforce", "Account", 4)
    code, out, _ = call("quarantine", "show", row["id"][:8])
    assert code == 0
    assert "No Id" in out
    assert call("quarantine", "show", "nothing-of-this-id")[0] == 2


def test_a_refused_row_is_taken_in_once_it_fits(call: Call, files: Path, writer: Writer):
    (files / "Account.csv").write_text(ACCOUNTS + NO_ID)
    call("ingest", "salesforce", str(files))
    code, out, _ = call("quarantine", "retry", "--json")
    assert (code, json.loads(out)) == (3, {"taken_in": 0, "left": 1})
    mended = '{"Id": "001Lk00000AAAACIA1", "Name": "Now With Id", "SystemModstamp": "2025-01-06T10:00:00.000Z"}'
    writer.run_text("MATCH (q:Quarantine) SET q.row = $row", "test", row=mended)
    code, out, _ = call("quarantine", "retry", "--json")
    assert (code, json.loads(out)) == (0, {"taken_in": 1, "left": 0})
    assert json.loads(call("quarantine", "list", "--json")[1])["rows"] == []
    reference = "salesforce:Account:001Lk00000AAAACIA1"
    answer = json.loads(call("ask", "account-hierarchy", "--account", reference, "--json")[1])
    assert answer["account"]["name"] == "Now With Id"


def test_a_dry_run_writes_nothing(call: Call, files: Path):
    code, out, _ = call("ingest", "salesforce", str(files), "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["dry_run"] is True
    assert json.loads(call("sources", "--json")[1]) == []


def test_an_unknown_source_or_path_is_wrong_use(call: Call, files: Path):
    for words in (["ingest", "nosuch", str(files)], ["ingest", "salesforce", str(files / "missing.csv")]):
        code, out, error = call(*words)
        assert (code, out) == (2, "")
        assert error.splitlines()[-1].startswith("error: ")


def test_nothing_known_is_an_answer_not_an_error(call: Call):
    code, out, _ = call("ask", "account-hierarchy", "--account", "nobody.example")
    assert code == 0
    assert out.startswith("NOT_FOUND")


def test_a_list_is_answered_row_by_row_in_the_order_asked(call: Call, files: Path, tmp_path: Path):
    call("ingest", "salesforce", str(files))
    refs = tmp_path / "refs.csv"
    refs.write_text("domain\nmeridianrail.example\nnowhere.example\nno domain\nmeridian.example\n")
    code, out, _ = call("ask", "account-ownership", "--file", str(refs), "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 3, "one row is no domain"
    assert [one["row"] for one in lines] == [1, 2, 3, 4]
    assert [one.get("answer", {}).get("status") for one in lines] == ["OK", "NOT_FOUND", None, "OK"]
    assert "not a domain" in lines[2]["error"]
    assert lines[3]["answer"]["owners"][0]["owner"]["name"] == "Ana Ferreira"

    refs.write_text("ana.b@meridian.example\nnobody@nowhere.example\n")
    asked = ("ask", "suppression", "--file", str(refs), "--channel", "EMAIL", "--purpose", "DEAL")
    code, out, _ = call(*asked, "--json")
    assert code == 0
    assert [json.loads(line)["answer"]["asked"] for line in out.splitlines()] == refs.read_text().split()
    code, out, _ = call(*asked)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:] if line[0].isdigit()][:2] == ["1", "2"]


def test_the_shell_reads_and_refuses_to_write(call: Call, files: Path, monkeypatch: pytest.MonkeyPatch):
    call("ingest", "salesforce", str(files))
    typed = "MATCH (a:Account)\nRETURN a.name AS name ORDER BY name;\nCREATE (n:Noun {id: 'x'});\n:quit\nRETURN 1;\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code, out, error = call("engine", "shell")
    assert code == 0
    assert "Meridian Group" in out
    assert "2 rows" in out
    assert "error: shell: Neo4j refused: " in error
