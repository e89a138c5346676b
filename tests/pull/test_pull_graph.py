"""A pull through the engine: the same graph as the same rows from files, changes only the second time, no key anywhere."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph_service.cli.main import run
from graph_service.errors import SettingsError, UsageError
from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.intake.pull import Pull
from graph_service.intake.pulling.patience import Patience
from graph_service.intake.pulling.progress import Progress
from graph_service.model.files import samples_dir
from graph_service.model.model import Model
from graph_service.settings import Settings, load_settings
from tests.conftest import ROOT, wipe
from tests.intake.dump import dump
from tests.pull import vendors
from tests.pull.conftest import CANARY
from tests.pull.server import Asked, Reply, serving

KINDS = {"companies": "company", "contacts": "contact", "deals": "deal", "owners": "owner"}
QUICK = Patience(attempts=2, first=0.01, most=5)


ASKED = {
    "companies": {"lifecyclestage", "hubspot_owner_id", "hs_parent_company_id"},
    "contacts": {"lifecyclestage", "hs_email_optout", "hubspot_owner_id"},
}
"""Properties whose history a pull asks for."""


def sample() -> dict[str, list[dict[str, Any]]]:
    """The sample's rows, with the history that a pull asks for."""
    stores = {name: json.loads((samples_dir() / "hubspot" / f"{name}.json").read_text())["results"] for name in KINDS}
    for name, rows in stores.items():
        for row in rows:
            past = row.pop("propertiesWithHistory", {})
            if name in ASKED:
                row["propertiesWithHistory"] = {key: told for key, told in past.items() if key in ASKED[name]}
    assert sum(bool(row.get("propertiesWithHistory")) for rows in stores.values() for row in rows) > 1
    return stores


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", CANARY)


def links(stores: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The sample's associations, and an empty list for each record that has none."""
    found = {}
    for name in ("contacts_companies", "deals_companies", "deals_contacts"):
        first, _, second = name.partition("_")
        rows = json.loads((samples_dir() / "hubspot" / f"{name}.json").read_text())["results"]
        known = {row["from"]["id"] for row in rows}
        here = [row for row in rows if row["from"]["id"] in {one["id"] for one in stores[first]}]
        assert len(here) > 1
        found[f"{first}/{second}"] = here + [
            {"from": {"id": one["id"]}, "to": []} for one in stores[first] if one["id"] not in known
        ]
    return found


def undated(graph: dict[str, list[str]]) -> dict[str, list[str]]:
    """A graph without the times at which these tests ran, all of them later than the sample."""
    return {part: sorted(re.sub(r"20\d\d-[\dT:.-]+Z", _before, row) for row in rows) for part, rows in graph.items()}


def _before(found: re.Match[str]) -> str:
    return found[0] if found[0] < "2026-09-16" else "now"


@pytest.mark.usefixtures("key")
def test_the_same_graph_as_from_files(
    settings: Settings, model: Model, writer: Writer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stores = sample()
    between = links(stores)
    files: list[Path] = []
    for name, rows in {**stores, **between}.items():
        files.append(tmp_path / f"{name.replace('/', '_')}.json")
        files[-1].write_text(json.dumps({"status": "COMPLETE", "results": rows}))
    ingest(settings, model, writer, "hubspot", files)
    from_files = undated(dump(writer))
    assert len(from_files["nodes"]) > 20
    assert sum('"WORKS_AT"' in row or '"HAS_ROLE"' in row for row in from_files["links"]) > 20
    wipe(writer)
    told = {name: [row for row in rows if row["to"]] for name, rows in between.items()}
    with serving(vendors.hubspot(stores, links=told)) as server:
        monkeypatch.setenv("GTM_GRAPH_PULL_HUBSPOT_URL", server.url)
        receipt = Pull(model, "hubspot", objects=list(KINDS.values()), patience=QUICK).run(settings, writer)
        assert receipt.exit_code == 0
        for part, settled in undated(dump(writer)).items():
            assert settled == from_files[part], part

        # again: nothing changed, nothing new; what one delivers of contacts is known to be whole and fresh
        again = Pull(model, "hubspot", objects=["contact"], patience=QUICK).run(settings, writer)
        assert sum(one.accepted for one in again.objects) == 0
        assert undated(dump(writer)) == from_files
        status = json.loads(writer.run("evidence/source_status", source="hubspot")[0]["objects"])
        assert status["contact"]["channels"]["EMAIL"]["complete"] is True
        assert status["contact"]["last_at"] > "2026"


@pytest.mark.usefixtures("key")
def test_what_fails_is_incomplete_and_goes_on(
    settings: Settings, model: Model, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"email": "a@x.example", "hs_email_optout": "true"}
    at = "2026-03-01T10:00:00Z"
    rows = [{"id": str(n), "properties": {**told, "email": f"p{n}@x.example"}, "updatedAt": at} for n in range(1, 251)]
    said: list[str] = []
    answer = vendors.hubspot({"contacts": rows})

    def without_an_id(asked: Asked) -> Reply:
        reply = answer(asked)
        if asked.one("after") == "100":
            del reply.body["results"][50]["id"]
        return reply

    with serving(without_an_id) as server:
        monkeypatch.setenv("GTM_GRAPH_PULL_HUBSPOT_URL", server.url)
        # the properties, and of each page the list, history twice, associations
        server.faults, server.fault_at = [Reply(status=500), Reply(status=500)], 9
        receipt = Pull(model, "hubspot", objects=["contact"], patience=QUICK, tell=said.append).run(settings, writer)
        (listed, linked, archived) = receipt.objects
        assert (listed.read, listed.accepted, listed.refused, listed.incomplete) == (200, 199, 1, True)
        assert listed.reason is not None and listed.reason.startswith("hubspot contact, page 3: the vendor answered")
        assert (linked.object, linked.read, linked.accepted) == ("contact_company", 199, 199)
        assert not archived.incomplete and receipt.exit_code == 3
        status = json.loads(writer.run("evidence/source_status", source="hubspot")[0]["objects"])
        assert "last_at" not in status["contact"]

        # as if the process had died before the second page was noted
        kept = Progress.of_text(writer.run("ledger/bookmark", id="hubspot|contact")[0]["state"])
        assert kept.listing is not None and kept.listing.at == {"cursor": "200"}
        kept.listing.at, kept.listing.rows, kept.listing.pages = {"cursor": "100"}, 200, 1
        writer.run_text(
            "MATCH (b:Bookmark) WHERE b.id = 'hubspot|contact' SET b.state = $state", "test", state=kept.to_text()
        )
        receipt = Pull(model, "hubspot", objects=["contact"], patience=QUICK, tell=said.append).run(settings, writer)
        assert [(one.read, one.unchanged, one.refused) for one in receipt.objects] == [
            (150, 99, 1), (149, 99, 0), (0, 0, 0),
        ]  # fmt: skip
        assert "hubspot contact: goes on after 200 rows" in said
    assert writer.run_text("MATCH (q:Quarantine) RETURN count(q) AS n", "test")[0]["n"] == 1
    versions = writer.run_text("MATCH (v:RecordVersion) RETURN count(v) AS n", "test")[0]["n"]
    assert versions == 2 * 249


def test_the_command(
    settings: Settings, writer: Writer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through the door, with a key that must show nowhere: output, errors and logs, database."""
    for name, value in {
        "GTM_GRAPH_HOME": str(settings.home), "GTM_GRAPH_SECRET": "a secret for tests only", "GTM_GRAPH_GRACE": "0",
        "GTM_GRAPH_LOG": "debug", "HUBSPOT_ACCESS_TOKEN": CANARY,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEO4J_URI", raising=False)
    load_settings.cache_clear()
    said = []

    def command(*words: str) -> tuple[int, str, str]:
        code = run(["pull", *words])
        captured = capfd.readouterr()
        said.append(captured.out + captured.err)
        return code, captured.out, captured.err

    try:
        with serving(vendors.hubspot(sample())) as server:
            monkeypatch.setenv("GTM_GRAPH_PULL_HUBSPOT_URL", server.url)
            server.faults = [Reply({"category": CANARY}, 401), Reply({"category": "EXPIRED"}, 401)]
            code, _, err = command("hubspot", "--object", "owner", "--json")
            assert code == 1
            assert "error: hubspot owner, page 1: the vendor answered with status 401 (the key or token" in err
            assert "hubspot owner:archived, page 1: the vendor answered with status 401 EXPIRED" in err
            code, out, _ = command(
                "hubspot", "--object", "owner", "--object", "contact", "--since", "2026-01-01", "--json"
            )
            assert code == 0
            receipt = json.loads(out)
            assert receipt["source"] == "hubspot"
            assert [one["object"] for one in receipt["objects"]] == [
                "owner", "owner", "contact", "contact_company", "contact",
            ]  # fmt: skip
            for one in receipt["objects"]:
                assert one["read"] == one["accepted"] + one["unchanged"] + one["refused"] + one["erased"]
            code, _, err = command("hubspot", "--since", "soon")
            assert code == 2 and "--since" in err
            monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", "")
            code, _, err = command("hubspot")
            assert code == 2 and "error: HUBSPOT_ACCESS_TOKEN: is not set" in err
            assert all(one.headers["Authorization"] == f"Bearer {CANARY}" for one in server.asked)
    finally:
        logging.getLogger().setLevel("WARNING")
        load_settings.cache_clear()
    values = writer.run_text("MATCH (n) RETURN properties(n) AS values", "test")
    assert len(values) > 20 and CANARY not in str(values)
    assert "connection" in said[1]  # the HTTP library did log
    assert CANARY not in "".join(said)


@pytest.mark.usefixtures("key")
def test_what_cannot_be_pulled(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no source 'hubspots'"):
        Pull(model, "hubspots")
    with pytest.raises(UsageError, match="the file of apollo declares no API"):
        Pull(model, "apollo")
    with pytest.raises(UsageError, match="hubspot has no 'contacts' to pull"):
        Pull(model, "hubspot", objects=["contacts"])
    monkeypatch.delenv("HUBSPOT_ACCESS_TOKEN")
    with pytest.raises(SettingsError, match="HUBSPOT_ACCESS_TOKEN"):
        Pull(model, "hubspot")
    monkeypatch.setattr("graph_service.intake.pull.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'gtm-graph\[pull\]'"):
        Pull(model, "hubspot")


def test_every_declared_variable_is_documented(model: Model) -> None:
    page = (ROOT / "docs" / "pull.md").read_text(encoding="utf-8")
    wanted = {name for one in model.sources.values() if one.pull for name in one.pull.variables}
    assert {name for name in wanted if name not in page} == set()


def test_dlt_sends_nothing_of_its_own() -> None:
    """In a process of its own, because the library reads its settings once."""
    script = """
import socket, sys
from graph_service.settings import silence_dlt
silence_dlt()
from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.patience import Patience
from graph_service.intake.pulling.progress import Progress
from graph_service.model.load import load_model
from pydantic import SecretStr
reached = []
real = socket.socket.connect
def connect(self, to):
    reached.append(to)
    return real(self, to)
socket.socket.connect = connect
from tests.pull.server import serving, Reply
with serving(lambda asked: Reply({"results": []})) as server:
    spec = load_model().sources["hubspot"].pull
    access = Access("hubspot", spec, lambda names: {name: SecretStr(server.url if "URL" in name else "k") for name in names}, Patience(), print)
    list(access.client.paginate("x", data_selector="results", hooks={"response": []}))
    from dlt.common.runtime import anon_tracker
    assert anon_tracker._THREAD_POOL is None and anon_tracker._ANON_TRACKER_ENDPOINT is None
assert reached and {to[0] for to in reached if isinstance(to, tuple)} == {"127.0.0.1"}, reached
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RUNTIME__")}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
