"""The command line as a program: one line for what is wrong, and the exit codes of the contract."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_service import __version__
from graph_service.cli.main import run
from graph_service.cli.serve import listen
from graph_service.errors import GtmGraphError
from graph_service.settings import load_settings

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Call]:
    """Runs a command line in an empty directory and home; gives exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    for name in ("NEO4J_URI", "NEO4J_PASSWORD", "GTM_GRAPH_MODEL", "GTM_GRAPH_AUTH", "GTM_GRAPH_LOG", "GTM_GRAPH_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GTM_GRAPH_HOME", str(tmp_path / "home"))

    def invoke(*words: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        load_settings.cache_clear()
        code = run(list(words))
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    yield invoke
    load_settings.cache_clear()


def assert_one_line(error: str) -> None:
    assert error.startswith("error: ")
    assert error.count("\n") == 1


def test_the_version(call: Call):
    assert call("--version") == (0, f"gtm-graph {__version__}\n", "")


def test_help_names_the_commands_that_work(call: Call):
    code, out, _ = call("--help")
    assert code == 0
    commands = (
        "demo serve setup ingest pull ask sources quarantine history model review erase compact rebuild export events"
    )
    for command in (*commands.split(), "mcp", "keys", "engine"):
        assert re.search(rf"^\W*{command}\b", out, re.MULTILINE), command


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["ask", "account_hierarchy"],
        ["ask", "no_such_question"],
        ["ask", "account-hierarchy", "--account", "a.example", "--kind", "SIDEWAYS"],
        ["ask", "account-hierarchy", "--account", "a.example", "--as-of", "yesterday"],
        ["ask", "account-hierarchy", "--account", "a.example", "--max-depth", "deep"],
        ["model", "show", "Unicorn"],
        ["ingest"],
        ["serve", "--port", "99999"],
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(call: Call, words: list[str]):
    code, out, error = call(*words)
    assert code == 2
    assert out == ""
    assert_one_line(error)


def test_a_wrong_value_names_its_option(call: Call):
    _, _, error = call("ask", "account-hierarchy", "--account", "a.example", "--kind", "SIDEWAYS")
    assert error.startswith("error: --kind: ")
    assert "SELLING" in error


def test_a_question_is_found_in_any_spelling(call: Call):
    for spelling in ("account_hierarchy", "account-hierarchy", "accountHierarchy"):
        code, out, _ = call("ask", spelling, "--help")
        assert code == 0
        assert "--max-depth" in out


@pytest.mark.parametrize(
    ("name", "value"),
    [("GTM_GRAPH_LOG", "loud"), ("GTM_GRAPH_AUTH", "maybe"), ("GTM_GRAPH_GRACE", "-1"), ("GTM_GRAPH_NOW", "today")],
)
def test_a_wrong_setting_is_one_line_that_names_it(call: Call, name: str, value: str):
    code, _, error = call("serve", "--port", "0", **{name: value})
    assert code == 2
    assert_one_line(error)
    assert name in error


def test_a_foreign_database_needs_a_password(call: Call):
    code, _, error = call("setup", NEO4J_URI="bolt://127.0.0.1:1")
    assert code == 2
    assert error.splitlines()[-1].startswith("error: NEO4J_PASSWORD: ")


def test_a_foreign_database_that_does_not_answer_is_one_line(call: Call):
    secret = "0123456789abcdef"
    code, _, error = call(
        "setup", NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="not to be shown", GTM_GRAPH_SECRET=secret
    )
    assert code == 1
    assert error.splitlines()[-1].startswith("error: ")
    assert "not to be shown" not in error


def test_the_engine_commands_are_refused_for_a_foreign_database(call: Call):
    code, _, error = call("engine", "stop", NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="x")
    assert code == 2
    assert_one_line(error)


def test_an_open_service_stays_on_this_machine(call: Call):
    code, _, error = call("serve", "--host", "0.0.0.0", "--port", "0")
    assert code == 2
    assert_one_line(error)
    assert "GTM_GRAPH_AUTH" in error


def test_a_taken_port_is_one_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(GtmGraphError, match=f"127.0.0.1:{port}: cannot listen"):
            listen("127.0.0.1", port)


def test_model_check_tells_what_it_counted(call: Call):
    code, out, error = call("model", "check", "--json")
    found = json.loads(out)
    assert (code, error) == (0, "")
    assert found["ok"] is True
    assert found["objects"] > 10
    assert found["sources"] >= 4


def test_a_broken_overlay_dies_with_file_line_and_word(call: Call, tmp_path: Path):
    overlay = tmp_path / "mine" / "objects"
    overlay.mkdir(parents=True)
    shipped = Path(__file__).resolve().parents[2] / "schema" / "objects" / "account.yaml"
    (overlay / "account.yaml").write_text(shipped.read_text("utf-8").replace("prefix: acc", "prefix: acc\ncolour: red"))
    code, out, error = call("--model", str(tmp_path / "mine"), "model", "check")
    assert (code, out) == (2, "")
    assert_one_line(error)
    assert "objects/account.yaml:4" in error
    assert "colour" in error


def test_a_noun_a_link_and_a_source_are_shown(call: Call):
    for name, word in (("account", "primary_domain"), ("OWNS", "ACCOUNT_EXECUTIVE"), ("hubspot", "compan")):
        code, out, _ = call("model", "show", name)
        assert code == 0
        assert word in out
    code, out, _ = call("model", "show", "Account", "--json")
    assert json.loads(out)["name"] == "Account"


def test_keys_are_made_listed_and_revoked(call: Call, tmp_path: Path):
    file = str(tmp_path / "keys.json")
    code, out, _ = call(
        "keys", "create", "--actor", "loader", "--scope", "ingest", "--team", "ops", "--file", file, "--json"
    )
    key = json.loads(out)["key"]
    assert code == 0
    assert key not in Path(file).read_text()
    _, out, _ = call("keys", "list", "--json", GTM_GRAPH_AUTH=f"keys:{file}")
    (entry,) = json.loads(out)
    assert (entry["actor"], entry["teams"], entry["scopes"]) == ("loader", ["ops"], ["ingest"])
    assert "hash" not in entry
    assert call("keys", "revoke", entry["id"])[0] == 0
    assert json.loads(call("keys", "list", "--json")[1]) == []
    assert call("keys", "revoke", entry["id"])[0] == 2


def test_a_key_needs_a_file_and_a_known_scope(call: Call, tmp_path: Path):
    code, _, error = call("keys", "list")
    assert code == 2
    assert "GTM_GRAPH_AUTH" in error
    code, _, error = call("keys", "create", "--actor", "x", "--scope", "all", "--file", str(tmp_path / "keys.json"))
    assert code == 2
    assert_one_line(error)


def test_the_state_of_an_engine_that_never_ran(call: Call):
    code, out, _ = call("engine", "status", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["running"], found["store_bytes"]) == (False, 0)
    code, _, error = call("engine", "stop")
    assert (code, error) == (0, "no engine was running\n")


def test_what_nobody_foresaw_is_one_masked_line(call: Call, monkeypatch: pytest.MonkeyPatch):
    def explode(*_: object) -> None:
        raise RuntimeError("row of maria.silva@meridian.example\nis odd")

    monkeypatch.setattr("graph_service.cli.session.load_model", explode)
    code, _, error = call("model", "check")
    assert code == 1
    assert_one_line(error)
    assert "RuntimeError" in error
    assert "maria" not in error
