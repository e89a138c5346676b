"""Stops the engine.

In: settings. Out: whether there was one to stop.
Refuses: a server that does not go in time.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time

from graph_service.engine import guard, process, startup
from graph_service.engine.layout import Layout
from graph_service.engine.progress import Voice
from graph_service.errors import EngineError
from graph_service.settings import Settings

PATIENCE = 180.0
"""Seconds that a clean stop may take; one that writes the start-up cache takes longest."""


def stop(settings: Settings, progress: bool = True) -> bool:
    """Stops this home's engine and waits until it is gone.

    Returns:
        False if none ran.

    Raises:
        EngineError: it does not go.
    """
    layout = Layout.of(settings)
    if not layout.home.exists():
        return False
    with guard.held(layout.lock, PATIENCE, "starting or stopping the engine"):
        running = process.find(layout)
        if running is None:
            return False
        writes = running.recording and startup.recording(layout)
        extra = f", and writing its start-up cache, once (about {startup.SECONDS} s)" if writes else ""
        Voice(progress).say(f"Stopping Neo4j{extra} ...")
        _send(running, signal.SIGTERM)
        _wait(layout, running)
        layout.process.unlink(missing_ok=True)
        startup.adopt(layout)
        return True


def _wait(layout: Layout, running: process.Running) -> None:
    deadline = time.monotonic() + PATIENCE
    while running.alive:
        if running.recording and not startup.recording(layout) and process.closed_its_store(layout):
            _send(running, signal.SIGKILL)  # another engine has written the start-up cache meanwhile
        if time.monotonic() > deadline:
            raise EngineError(f"process {running.pid} does not stop", where=str(layout.log))
        time.sleep(0.02)


def _send(running: process.Running, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(running.pid, what)
