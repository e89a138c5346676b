"""Stops the engine.

In: settings. Out: whether there was one to stop.
Refuses: a server that does not go in time.
"""

from __future__ import annotations

import contextlib
import os
import signal

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
        extra = f", and writing its start-up cache, once (about {startup.SECONDS} s)" if running.recording else ""
        Voice(progress).say(f"Stopping Neo4j{extra} ...")
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGTERM)
        if not running.wait_gone(PATIENCE):
            raise EngineError(f"process {running.pid} does not stop", where=str(layout.log))
        layout.process.unlink(missing_ok=True)
        startup.adopt(layout)
        return True
