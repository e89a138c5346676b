"""Singer and Airbyte messages: rows by stream, states only behind what was stored, everything else counted."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.graph.write import Writer
from graph_service.intake import pipeline
from graph_service.intake.chunk import Settler
from graph_service.intake.decode.messages import decode, told_by
from graph_service.intake.decode.rejoined import rejoined
from graph_service.intake.decode.rows import BadRow, Note, StreamRow, StreamState
from graph_service.intake.files import Placed
from graph_service.intake.pipeline import ingest
from graph_service.intake.streams import Streams
from graph_service.intake.translate import Translator
from graph_service.model.model import Model
from graph_service.settings import Settings

SEEN = "2026-09-15T06:00:00Z"
AT = "2026-09-14T22:00:00.000000Z"


def lines(*messages: dict[str, Any] | str) -> bytes:
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in messages).encode()


def company(number: int, name: str = "Meridian") -> dict[str, Any]:
    return {"id": str(number), "name": name, "domain": f"meridian{number}.example"}


def record(stream: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "RECORD", "stream": stream, "record": row, **more}


def state(value: Any) -> dict[str, Any]:
    return {"type": "STATE", "value": value}


SCHEMA = {
    "type": "SCHEMA", "stream": "companies", "key_properties": ["id"],
    "schema": {"properties": {"id": {}, "name": {}, "domain": {}, "hs_parent_company_id": {}}},
}  # fmt: skip


def test_singer_messages_are_told_apart():
    said = list(decode([lines(
        SCHEMA, record("companies", company(1), time_extracted=AT, version=7), record("companies", company(2)),
        state({"bookmarks": {"companies": 2}}), {"type": "ACTIVATE_VERSION", "stream": "companies", "version": 7},
        {"type": "BATCH", "stream": "companies", "manifest": ["file:///x"]}, {"type": "RECORD", "stream": "companies"},
        '{"type": "RECORD", ', {"type": "STATE"},
    )], "singer"))  # fmt: skip
    assert said[0] == Note("SCHEMA", "companies", ("id", "name", "domain", "hs_parent_company_id"))
    assert said[1] == StreamRow(2, {"_sdc_extracted_at": AT, **company(1)}, "companies")
    assert said[2] == StreamRow(3, company(2), "companies")
    assert said[3] == StreamState(4, '{"bookmarks":{"companies":2}}')
    assert said[4] == Note("ACTIVATE_VERSION", "companies")
    bad = [one for one in said if isinstance(one, BadRow)]
    assert [one.line for one in bad] == [6, 7, 8, 9]
    assert "send no batches" in bad[0].reason


def test_airbyte_messages_are_told_apart():
    stated = {"type": "STATE", "state": {"type": "STREAM", "stream": {"stream_descriptor": {"name": "companies"}}}}
    said = list(decode([lines(
        {"type": "LOG", "log": {"level": "INFO", "message": "Starting"}},
        {"type": "RECORD", "record": {"stream": "companies", "data": company(1), "emitted_at": 1789423200000}},
        stated, {"type": "TRACE", "trace": {"type": "STREAM_STATUS"}}, {"type": "TRACE", "trace": {"type": "ERROR"}},
        {"type": "RECORD", "record": {"stream": "companies", "data": None}}, {"type": "nothing"},
    )], "airbyte"))  # fmt: skip
    assert said[:2] == [Note("LOG"), StreamRow(2, {"_airbyte_extracted_at": 1789423200000, **company(1)}, "companies")]
    assert isinstance(said[2], StreamState)
    assert json.loads(said[2].text) == stated, "the platform's own message, as it came"
    assert said[3:5] == [Note("TRACE"), Note("TRACE ERROR")]
    assert [one.line for one in said[5:] if isinstance(one, BadRow)] == [6, 7]
    with pytest.raises(UsageError, match="fivetran"):
        list(decode([b""], "fivetran"))


@pytest.mark.parametrize(
    ("line", "format"),
    [
        (SCHEMA, "singer"), (record("a", {}), "singer"), (state({}), "singer"),
        ({"type": "RECORD", "record": {"stream": "a", "data": {}}}, "airbyte"),
        ({"type": "STATE", "state": {}}, "airbyte"), ({"type": "LOG", "log": {}}, "airbyte"),
        ({"type": "Company", "id": 1}, None), ({"id": "1"}, None), ([1], None), ("nothing", None),
    ],
)  # fmt: skip
def test_the_first_line_tells_the_format(line: Any, format: str | None):
    assert told_by(json.dumps(line).encode()) == format


def test_a_stream_is_whole_again_and_waits_for_nobody():
    class Slow(io.BytesIO):
        """Gives what is there, and would wait for ever if asked for all of a chunk."""

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("waits")

        def read1(self, size: int | None = -1) -> bytes:
            return super().read1(3)

    source = Slow(b"bcdef\nghi")
    stream = rejoined(b"a", source)
    pieces = list(iter(lambda: stream.read1(100), b""))
    assert (pieces[0], b"".join(pieces)) == (b"a", b"abcdef\nghi")
    assert len(pieces) > 3
    assert not stream.seekable()


def test_the_time_of_the_copy_counts_where_the_row_has_none(model: Model):
    def clocks(*messages: dict[str, Any]) -> list[tuple[str, str]]:
        translator = Translator(model, "hubspot", observed_at=SEEN)
        streams = Streams(io.BytesIO(lines(*messages)), "singer", lambda _: None)
        [taken], _ = streams.plan(translator)
        rows = [row for row in taken.rows() if isinstance(row, Placed)]
        said = [translator.translate(row.of.match, row.data) for row in rows]
        return [(one["at"], one["clock"]) for one in said]

    assert clocks(
        record("companies", company(1), time_extracted=AT),
        record("companies", {**company(2), "updatedAt": "2026-05-01T00:00:00Z"}, time_extracted=AT),
        record("companies", company(3)),
    ) == [(AT, "synced"), ("2026-05-01T00:00:00.000000Z", "source"), ("2026-09-15T06:00:00.000000Z", "observed")]


def test_states_follow_what_they_are_about(
    writer: Writer, model: Model, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pipeline, "CHUNK_ROWS", 2)
    count = itertools.count(1)
    messages: list[dict[str, Any] | str] = [SCHEMA, state({"at": 0})]
    for _ in range(5):
        number = next(count)
        messages += [record("companies", company(number), time_extracted=AT), state({"at": number})]
        messages += [record("mystery", {"x": 1}), record("contacts", {"id": str(number), "email": f"a{number}@meridian.example"}, time_extracted=AT)]  # fmt: skip
    messages[7:7] = ['{"type": "RECORD", "stream"', {"type": "ACTIVATE_VERSION", "stream": "companies", "version": 1}]
    passed: list[tuple[int, int]] = []

    def pass_on(text: str) -> None:
        stored = writer.run_text("MATCH (s:SourceRecord {object: 'company'}) WHERE s.noun IS NOT NULL RETURN count(s) AS n", "test")  # fmt: skip
        passed.append((json.loads(text)["at"], stored[0]["n"]))

    streams = Streams(io.BytesIO(lines(*messages)), "singer", pass_on)
    receipt = ingest(settings, model, writer, "hubspot", streams.plan, observed_at=SEEN)
    assert [at for at, _ in passed] == [0, 1, 2, 3, 4, 5]
    assert all(stored >= at for at, stored in passed), passed
    counts = {(one.object, one.file): (one.read, one.accepted, one.refused) for one in receipt.objects}
    assert counts == {
        ("message", "-"): (1, 0, 1), ("company", "companies"): (5, 5, 0), ("contact", "contacts"): (5, 5, 0),
    }  # fmt: skip
    assert (receipt.ignored, dict(streams.passed_over)) == (["mystery"], {"mystery": 5})
    assert streams.counts == {"SCHEMA": 1, "STATE": 6, "RECORD": 15, "ACTIVATE_VERSION": 1}
    [refused] = writer.run_text("MATCH (q:Quarantine) RETURN q.line AS line, q.object AS object", "test")
    assert refused == {"line": 8, "object": "message"}
    # the same again, copied at another time, is nothing new
    later = [{**one, "time_extracted": SEEN} if isinstance(one, dict) and one.get("type") == "RECORD" else one for one in messages]  # fmt: skip
    again = ingest(
        settings, model, writer, "hubspot", Streams(io.BytesIO(lines(*later)), "singer", lambda _: None).plan
    )
    assert sum(one.accepted for one in again.objects) == 0


def test_a_state_is_kept_back_where_storing_fails(
    writer: Writer, model: Model, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pipeline, "CHUNK_ROWS", 1)
    passed: list[str] = []
    messages = [record("companies", company(1)), state(1), record("companies", company(2)), state(2)]
    streams = Streams(io.BytesIO(lines(*messages)), "singer", passed.append)
    real = Settler.store

    def broken(self: Any, chunk: Any, **more: Any) -> Any:
        if any("|2" in one.claims["record"] for one in chunk):
            raise RuntimeError("the database is gone")
        return real(self, chunk, **more)

    monkeypatch.setattr(Settler, "store", broken)
    with pytest.raises(RuntimeError):
        ingest(settings, model, writer, "hubspot", streams.plan)
    assert passed in ([], ["1"])
    monkeypatch.undo()
    dry: list[str] = []
    ingest(settings, model, writer, "hubspot", Streams(io.BytesIO(lines(*messages)), "singer", dry.append).plan, dry_run=True)  # fmt: skip
    assert dry == [], "nothing was stored"


def test_plain_rows_on_standard_input_tell_their_columns(
    writer: Writer, model: Model, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    rows = lines({"id": "1", "email": "a@meridian.example", "hs_email_optout": "false", "gdpr_flag": "true"})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(rows))))  # type: ignore[type-var]
    receipt = ingest(settings, model, writer, "hubspot", [Path("-")], object="contact", observed_at=SEEN)
    assert [(one.object, one.accepted, one.consent_columns_unmapped) for one in receipt.objects] == [
        ("contact", 1, ["gdpr_flag"])
    ]
    pipe = io.TextIOWrapper(io.BufferedReader(rejoined(b"PAR1", io.BytesIO(b"\x15\x04"))))  # type: ignore[type-var]
    monkeypatch.setattr("sys.stdin", pipe)
    [one] = ingest(settings, model, writer, "hubspot", [Path("-")], object="contact").objects
    assert one.incomplete
    assert "pipe" in (one.reason or "") or "not installed" in (one.reason or "")
