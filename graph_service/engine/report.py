"""Tells how the engine is, without changing anything.

In: settings. Out: :class:`EngineStatus`.
Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph_service.engine import probe, process
from graph_service.engine.installation import installed
from graph_service.engine.layout import VERSION, Layout
from graph_service.settings import Settings


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How the engine of one home is."""

    version: str
    installed: bool
    running: bool
    answers: bool
    pid: int | None
    uri: str | None
    home: Path
    log: Path
    store_bytes: int


def status(settings: Settings) -> EngineStatus:
    """How this home's engine is, as a person or a program would ask."""
    layout = Layout.of(settings)
    running = process.find(layout)
    files = (path for path in layout.store.rglob("*") if path.is_file()) if layout.store.exists() else ()
    return EngineStatus(
        version=VERSION,
        installed=installed(layout),
        running=running is not None,
        answers=running is not None and probe.answers(running.port),
        pid=running.pid if running else None,
        uri=f"bolt://{probe.LOOPBACK}:{running.port}" if running else None,
        home=layout.home,
        log=layout.log,
        store_bytes=sum(path.stat().st_size for path in files),
    )
