"""A real server: started once however many ask, found again, stopped cleanly, up again after a kill."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest
from neo4j import Driver, GraphDatabase

from graph_service import engine
from graph_service.engine import guard, process, shutdown, startup
from graph_service.engine.layout import Layout
from graph_service.settings import Settings

ASK = """
import sys
from graph_service import engine
from graph_service.settings import Settings
settings = Settings(GTM_GRAPH_HOME=sys.argv[1])
engine.ensure(settings)
print(engine.status(settings).pid)
"""


def ask_from_another_process(home: Settings) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", ASK, str(home.home)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_stop_is_clean_and_a_second_one_has_nothing_to_do(home: Settings) -> None:
    engine.ensure(home)
    running = process.current(Layout.of(home))
    assert running is not None
    assert engine.stop(home) is True
    assert not running.alive
    status = engine.status(home)
    assert (status.running, status.answers, status.pid, status.uri) == (False, False, None, None)
    assert engine.stop(home) is False


def test_two_who_ask_at_once_get_one_engine_which_outlives_them(home: Settings) -> None:
    engine.stop(home)
    asking = [ask_from_another_process(home) for _ in range(2)]
    answers = [asked.communicate(timeout=170) for asked in asking]
    assert [asked.returncode for asked in asking] == [0, 0]
    status = engine.status(home)
    assert {out.strip() for out, _ in answers} == {str(status.pid)}
    assert sorted(err for _, err in answers)[-1].splitlines()[-1] == "Starting Neo4j ..."
    assert (status.running, status.answers, status.installed) == (True, True, True)


def test_who_asks_later_finds_it(home: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    first = engine.ensure(home)
    before = engine.status(home).pid
    capfd.readouterr()
    assert engine.ensure(home) == first
    assert engine.status(home).pid == before
    assert capfd.readouterr() == ("", "")


def test_an_engine_that_nobody_wrote_down_is_found(home: Settings) -> None:
    engine.ensure(home)
    before = engine.status(home).pid
    Layout.of(home).process.unlink()
    assert engine.status(home).pid == before
    engine.ensure(home)
    assert engine.status(home).pid == before


def test_its_files_are_its_owners(home: Settings) -> None:
    connection = engine.ensure(home)
    layout = Layout.of(home)
    assert stat.S_IMODE(layout.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.home.stat().st_mode) == 0o700
    assert connection.password not in repr(connection)
    pid = engine.status(home).pid
    assert pid is not None
    assert connection.password not in " ".join(psutil.Process(pid).cmdline())
    assert set(psutil.Process(pid).environ()) <= {"LC_ALL"}
    assert engine.status(home).store_bytes < 30_000_000


def test_after_a_kill_nothing_is_lost_and_the_user_is_told(
    home: Settings, driver: Driver, capfd: pytest.CaptureFixture[str]
) -> None:
    driver.execute_query("CREATE (:Kept {value: 7})", database_="neo4j")
    killed = process.current(Layout.of(home))
    assert killed is not None
    os.kill(killed.pid, signal.SIGKILL)
    connection = engine.ensure(home)
    assert "not stopped cleanly" in capfd.readouterr().err
    with GraphDatabase.driver(connection.uri, auth=(connection.username, connection.password)) as again:
        records = again.execute_query("MATCH (k:Kept) RETURN k.value AS value", database_="neo4j").records
    assert [record["value"] for record in records] == [7]
    assert engine.status(home).pid != killed.pid


def test_nobody_started_nothing_to_stop(fresh: Settings) -> None:
    assert engine.stop(fresh) is False
    assert not engine.status(fresh).running
    assert not fresh.home.exists()


def test_a_start_up_cache_that_another_engine_wrote_is_not_written_again(
    fresh: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout.of(fresh)
    guard.write(layout.log, "INFO  Stopping...\nINFO  Stopped.\n")
    monkeypatch.setattr(startup, "recording", lambda _layout: False)
    with subprocess.Popen(["sleep", "60"]) as writing:
        shutdown._wait(layout, process.remember(layout, writing.pid, port=1, recording=True))
    assert writing.returncode == -signal.SIGKILL
