"""Starts the engine, or finds the one that runs.

In: settings. Out: a :class:`Connection` to a server that answers.
Refuses: a taken port, a full disk, a store that another process holds, a server that does not come up in time.
"""

from __future__ import annotations

import re
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from graph_service.engine import conf, guard, java, lock, password, probe, process, startup
from graph_service.engine.installation import install
from graph_service.engine.layout import Layout
from graph_service.engine.progress import Voice
from graph_service.engine.swap import settle_swap
from graph_service.errors import EngineError
from graph_service.settings import Settings

SERVER = "org.neo4j.server.Neo4jCommunity"
USERNAME = "neo4j"
PATIENCE = 120.0
"""Seconds that a start may take; replaying a long log after a kill takes longest."""
_ROOM = 300_000_000


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a running engine."""

    uri: str
    username: str
    password: str

    def __repr__(self) -> str:
        return f"Connection(uri={self.uri!r}, username={self.username!r}, password='***')"


def start(settings: Settings, progress: bool = True) -> Connection:
    """Installs what is missing, starts what is not running, and returns once Bolt answers.

    Safe to call from many processes at once: one starts, the others wait and find it.

    Raises:
        EngineError: one line; see the head of this module.
    """
    layout, voice = Layout.of(settings), Voice(progress)
    layout.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = process.current(layout)
    if found and probe.answers(found.port):
        return connection(layout, found.port)
    install(settings, progress)
    with guard.held(layout.lock, PATIENCE + 30, "starting or stopping the engine"):
        running = process.find(layout)
        if running is None or not _answered(layout, running):
            running = _launch(layout, voice)
            if not _answered(layout, running):
                layout.process.unlink(missing_ok=True)
                raise _reason(layout.log)
    return connection(layout, running.port)


def connection(layout: Layout, port: int) -> Connection:
    """The connection to this home's engine on ``port``."""
    return Connection(f"bolt://{probe.LOOPBACK}:{port}", USERNAME, password.read(layout))


def _launch(layout: Layout, voice: Voice) -> process.Running:
    guard.room(layout.home, _ROOM)
    settle_swap(layout)
    port = _port(layout)
    if not probe.becomes_free(port, 5.0 if layout.process.exists() else 0.0):
        raise EngineError(
            f"port {port} is taken by another program",
            where=str(layout.port),
            hint="stop that program, or delete this file to have another port chosen",
        )
    clean = _stopped_cleanly(layout)
    voice.say("Starting Neo4j ..." if clean else "The engine was not stopped cleanly: replaying its log ...")
    layout.closed.mkdir(parents=True, exist_ok=True)
    guard.write(layout.conf, conf.render(conf.settings(port)), mode=0o600)
    password.prepare(layout)
    startup.adopt(layout)
    recording = startup.recording(layout)
    if layout.log.exists():
        layout.log.replace(layout.log.with_suffix(".log.1"))
    arguments = (process.home_argument(layout), f"--config-dir={layout.conf.parent}", "--console-mode")
    with layout.log.open("wb") as log:
        child = subprocess.Popen(
            java.command(layout, lock.jars(), SERVER, *arguments, flags=startup.flags(layout)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=layout.home,
            env=java.ENVIRONMENT,
            start_new_session=True,
        )
    threading.Thread(target=child.wait, name="engine-reaper", daemon=True).start()
    return process.remember(layout, child.pid, port, recording)


def _stopped_cleanly(layout: Layout) -> bool:
    """True if it never ran, was stopped by us, or said so itself when the system stopped it."""
    return not layout.process.exists() or not layout.log.exists() or process.closed_its_store(layout)


def _port(layout: Layout) -> int:
    try:
        return int(layout.port.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        port = probe.free_port()
        guard.write(layout.port, str(port))
        return port


def _answered(layout: Layout, running: process.Running) -> bool:
    """Waits for Bolt; False if the process is gone."""
    deadline = time.monotonic() + PATIENCE
    while not probe.answers(running.port):
        if not running.alive:
            return False
        if time.monotonic() > deadline:
            raise EngineError(f"no answer after {PATIENCE:.0f} s: {_last_error(layout.log)}", where=str(layout.log))
        time.sleep(0.05)
    return True


def _reason(log: Path) -> EngineError:
    text = log.read_text(encoding="utf-8", errors="replace")
    if "store_lock" in text or "FileLockException" in text or "StoreLockException" in text:
        return EngineError(
            "the store is locked by another process", where=str(log), hint="one engine per GTM_GRAPH_HOME"
        )
    if "Address already in use" in text or "BindException" in text:
        return EngineError("its port was taken by another program", where=str(log), hint="try again")
    if "No space left on device" in text:
        return EngineError("no disk space", where=str(log))
    return EngineError(f"the engine stopped while starting: {_last_error(log)}", where=str(log))


def _last_error(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    wrong = [line for line in lines if re.search(r"\bERROR\b|^Error|^Caused by|Exception", line)]
    return (wrong or lines or ["it said nothing"])[-1].strip()[:300]
