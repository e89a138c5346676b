"""Decisions from the command line, on a real engine: done, refused, withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_with_database import Call, call, files

__all__ = ["call", "files"]

RAIL = "Account/domain:meridianrail.example"


def test_a_decision_is_taken_refused_and_withdrawn(call: Call, files: Path) -> None:
    assert call("ingest", "salesforce", str(files))[0] in (0, 3)
    told = ("--object", RAIL, "--field", "industry", "--value", "Rail", "--reason", "their site", "--actor", "farid")
    code, out, err = call("steward", "set-field", *told, "--team", "marketing")
    assert (code, err) == (1, "")
    assert "TEAM_DOES_NOT_OWN_FIELD" in out
    code, out, _ = call("steward", "setField", *told, "--team", "sales ops", "--json")
    done = json.loads(out)
    assert (code, done["status"], done["rule"]) == (0, "DONE", "TEAM_OWNS_FIELD")
    asked = ("ask", "account-ownership", "--account", "domain:meridianrail.example", "--json", "--after", done["token"])
    assert json.loads(call(*asked)[1])["token"] == done["token"]
    code, out, _ = call("steward", "withdraw", "--decision", done["decision"], "--reason", "wrong", "--actor", "farid")
    assert code == 0
    assert "OWN_DECISION" in out
    code, _, err = call("steward", "withdraw", "--decision", done["decision"], "--reason", "wrong", "--actor", "farid")
    assert (code, "withdrawn before" in err) == (2, True)


def test_wrong_use_is_told_before_anything_is_opened(call: Call) -> None:
    given = ("--field", "industry", "--value", "x", "--reason", "r", "--actor", "a")
    code, _, err = call("steward", "set-field", "--object", "nothing", *given)
    assert (code, "Noun/reference" in err) == (2, True)
