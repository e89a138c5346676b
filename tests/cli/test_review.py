"""``gtm-graph review`` through the program: list, show, decide, pairs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.test_with_database import call  # noqa: F401  (the fixture that runs a command line)

Call = Callable[..., tuple[int, str, str]]
ACCOUNTS = (
    "Id,Name,ParentId,OwnerId,Website,IsDeleted,CreatedDate,SystemModstamp\n"
    "001Lk00000AAAAAIA1,Meridian Air,,,https://www.meridian-air.com,false,2025-01-06T10:00:00.000Z,2025-01-06T10:00:00.000Z\n"
    "001Lk00000AAAABIA1,Meridian Air Inc,,,https://meridian-air.com,false,2025-01-07T10:00:00.000Z,2025-01-07T10:00:00.000Z\n"
)


def test_twins_are_listed_shown_paired_and_decided(call: Call, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "Account.csv"
    file.write_text(ACCOUNTS)
    assert call("ingest", "salesforce", str(file))[0] == 0
    code, out, _ = call("review", "list", "--json")
    [twins] = json.loads(out)["ambiguities"]
    assert (code, twins["kind"], twins["owner"]) == (0, "CONTESTED_KEY", ["sales ops"])

    code, out, _ = call("review", "show", twins["id"])
    assert code == 0
    assert "Meridian Air Inc" in out and "salesforce Account 001Lk00000AAAABIA1" in out and "sales ops" in out

    code, out, _ = call("review", "pairs", "--json")
    [pair] = json.loads(out)["pairs"]
    assert (pair["ambiguity"], [one["what"] for one in pair["agrees"]]) == (twins["id"], ["name", "domain"])

    words = ("review", "decide", twins["id"], "keep", "--reason", "two firms", "--actor", "ana@larkfield.example")
    code, _, err = call(*words, "--team", "sales ops")
    assert (code, "decided" in err) == (0, True)
    assert json.loads(call("review", "list", "--json")[1])["ambiguities"] == []
    [decided] = json.loads(call("review", "list", "--status", "decided", "--json")[1])["ambiguities"]
    assert (decided["ruling"]["decision"], decided["ruling"]["reason"], decided["ruling"]["holds"]) == (
        "KEEP",
        "two firms",
        True,
    )

    code, _, err = call("review", "different", "salesforce:Account:001Lk00000AAAAAIA1", "salesforce:Account:001Lk00000AAAABIA1",
                        "--reason", "two firms", "--actor", "ben@larkfield.example", "--team", "support")  # fmt: skip
    assert code == 2
    assert "refused" in err and "sales ops" in err
    code, _, err = call("review", "different", "salesforce:Account:001Lk00000AAAAAIA1", "salesforce:Account:001Lk00000AAAABIA1",
                        "--reason", "two firms", "--actor", "ana@larkfield.example", "--team", "sales ops")  # fmt: skip
    assert code == 0, err
    assert json.loads(call("review", "pairs", "--json")[1])["pairs"] == []


def test_wrong_use_is_told_in_one_line(call: Call) -> None:  # noqa: F811
    assert call("review", "list", "--kind", "FOGGY")[0] == 2
    assert call("review", "pairs", "--least", "7")[0] == 2
    code, _, err = call("review", "show", "amb_nothing")
    assert code == 2
    assert "amb_nothing" in err
    assert call("review", "same", "nonsense", "salesforce:Account:1", "--reason", "x", "--actor", "y")[0] == 2
