"""A tap's messages on standard input, through the program itself: rows in, states out, the receipt beside them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.test_with_database import Call, call

__all__ = ["call"]
COMPANY = {"id": "1", "name": "Meridian", "domain": "meridian.example"}


def feed(monkeypatch: pytest.MonkeyPatch, *lines: object) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(text))))  # type: ignore[type-var]


def test_states_on_standard_output_and_the_receipt_beside_it(call: Call, monkeypatch: pytest.MonkeyPatch):
    feed(
        monkeypatch,
        {"type": "SCHEMA", "stream": "companies", "schema": {}, "key_properties": []},
        {"type": "RECORD", "stream": "companies", "record": COMPANY, "time_extracted": "2026-09-14T22:00:00Z"},
        {"type": "STATE", "value": {"bookmarks": {"companies": "2026-09-14"}}},
        {"type": "RECORD", "stream": "mystery", "record": {"id": 1}},
        {"type": "STATE", "value": {"bookmarks": {"companies": "2026-09-15"}}},
    )
    code, out, error = call("ingest", "hubspot", "-")
    assert code == 0
    assert [json.loads(line)["bookmarks"]["companies"] for line in out.splitlines()] == ["2026-09-14", "2026-09-15"]
    assert "messages: 2 RECORD, 1 SCHEMA, 2 STATE" in error
    assert "not taken: mystery (1 record)" in error
    code, out, error = call("ask", "accountHierarchy", "--account", "domain:meridian.example", "--json")
    assert (code, json.loads(out)["status"]) == (0, "OK")


def test_airbyte_with_its_format_told_and_a_receipt_for_programs(call: Call, monkeypatch: pytest.MonkeyPatch):
    stated = {"type": "STATE", "state": {"type": "GLOBAL", "global": {"stream_states": []}}}
    record = {"stream": "companies", "data": COMPANY, "emitted_at": 1789423200000}
    feed(monkeypatch, {"type": "RECORD", "record": record}, stated, {"type": "RECORD", "record": {}})
    code, out, error = call("ingest", "hubspot", "-", "--format", "airbyte", "--json")
    assert code == 3, "a line that is no message is refused"
    assert json.loads(out) == stated
    receipt = json.loads(error.splitlines()[-1])
    assert receipt["messages"] == {"RECORD": 1, "STATE": 1}
    assert {(one["object"], one["read"], one["refused"]) for one in receipt["objects"]} == {
        ("company", 1, 0),
        ("message", 1, 1),
    }


def test_what_messages_cannot_be_mixed_with(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    feed(monkeypatch)
    assert "no name" in call("ingest", "hubspot", "-")[2]
    assert "one stream" in call("ingest", "hubspot", "-", str(tmp_path), "--format", "singer")[2]
    assert "leave it out" in call("ingest", "hubspot", "-", "--format", "singer", "--object", "company")[2]
    assert "no such file" in call("ingest", "hubspot", str(tmp_path / "x"), "--format", "singer")[2]
    assert "unknown format" in call("ingest", "hubspot", "-", "--format", "xml", "--object", "company")[2]
    file = tmp_path / "tap.jsonl"
    file.write_text(json.dumps({"type": "STATE", "value": 1}) + "\n")
    assert "no snapshot" in call("ingest", "hubspot", str(file), "--format", "singer", "--snapshot")[2]
    code, out, _ = call("ingest", "hubspot", str(file), "--format", "singer")
    assert (code, out) == (0, "1\n")
