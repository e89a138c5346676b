"""kill -9 in mid-batch, of the ingesting process and of the engine, then the same command again: nothing lost, nothing double."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service import engine as embedded
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.settings import Settings
from tests.conftest import ROOT, wipe
from tests.feed.replaying import played, told
from tests.intake.dump import dump

ROWS = 3_000
SECRET = "a secret for tests only"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Accounts in one company tree, three chunks of them."""
    path = tmp_path_factory.mktemp("kill") / "Account.csv"
    with path.open("w", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(["Id", "Name", "ParentId", "OwnerId", "Website", "SystemModstamp"])
        for number in range(ROWS):
            above = _id(number // 10) if number else ""
            table.writerow(
                [
                    _id(number),
                    f"Company {number}",
                    above,
                    "005000000000001AAA",
                    f"company{number}.example",
                    "2026-03-01T10:00:00Z",
                ]
            )
    return path


def _id(number: int) -> str:
    return f"001{number:012d}"


def command(settings: Settings, file: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "GTM_GRAPH_HOME": str(settings.home),
        "GTM_GRAPH_SECRET": SECRET,
        "GTM_GRAPH_GRACE": "0",
    }
    words = [
        sys.executable,
        "-m",
        "graph_service",
        "ingest",
        "salesforce",
        str(file),
        "--observed-at",
        "2026-09-01T00:00:00Z",
    ]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for_chunk(writer: Writer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if writer.run_text("MATCH (c:BatchChunk) RETURN count(c) AS n", "test")[0]["n"]:
            return
        time.sleep(0.02)
    raise AssertionError(f"no chunk was stored: {process.communicate()[1].decode()}")


def killed_once(settings: Settings, writer: Writer, file: Path, kill: Callable[[subprocess.Popen[bytes]], None]) -> int:
    """Start, kill in mid-batch; returns how many chunks had been stored by then."""
    process = command(settings, file)
    wait_for_chunk(writer, process)
    kill(process)
    process.communicate(timeout=180)
    return process.returncode


def test_the_ingesting_process_is_killed(settings: Settings, writer: Writer, file: Path) -> None:
    assert killed_once(settings, writer, file, lambda process: process.kill()) == -signal.SIGKILL
    stored = writer.run_text("MATCH (c:BatchChunk) RETURN count(c) AS n", "test")[0]["n"]
    assert 0 < stored < ROWS / 1000
    _again_and_compare(settings, writer, file)


@pytest.mark.long
def test_the_engine_is_killed(settings: Settings, file: Path) -> None:
    own = settings.model_copy(update={"home": settings.home.parent / "killed"})
    connection = embedded.ensure(own, progress=False)
    try:
        with Writer.open(connection.uri, connection.username, connection.password, "neo4j") as writer:
            setup(writer)
            wipe(writer)

            def kill(process: subprocess.Popen[bytes]) -> None:
                pid = embedded.status(own).pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)

            assert killed_once(own, writer, file, kill) == 1
        connection = embedded.ensure(own, progress=False)
        with Writer.open(connection.uri, connection.username, connection.password, "neo4j") as writer:
            _again_and_compare(own, writer, file)
    finally:
        embedded.stop(own)


def _again_and_compare(settings: Settings, writer: Writer, file: Path) -> None:
    assert command(settings, file).wait(timeout=300) == 0
    after = dump(writer)
    assert len(after["nodes"]) == ROWS
    # the change feed has neither a gap nor a change twice
    events = told(writer)
    assert len(played(events)["things"]) == ROWS == sum(one.kind == "CREATED" for one in events)
    assert len({row for row in after["records"] if '"state":"live"' in row}) == ROWS
    versions = writer.run_text("MATCH (v:RecordVersion) RETURN count(v) AS n", "test")[0]["n"]
    assert versions == ROWS
    wipe(writer)
    assert command(settings, file).wait(timeout=300) == 0
    uninterrupted = dump(writer)
    for part, rows in uninterrupted.items():
        assert after[part] == rows, part
