"""Which process is our engine: told apart from a stranger that was given the same number.

In: the process file of a home. Out: :class:`Running`, if it still runs.
Refuses: nothing; a file that cannot be read counts as absent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import psutil  # type: ignore[import-untyped,unused-ignore]

from graph_service.engine import guard
from graph_service.engine.layout import Layout


@dataclass(frozen=True, slots=True)
class Running:
    """A live engine."""

    pid: int
    started: float
    """Its start, in seconds since 1970, as the system tells it."""
    port: int
    recording: bool
    """It writes a start-up cache as it stops, which takes a while."""

    @property
    def alive(self) -> bool:
        """True if this very process still runs."""
        try:
            process = psutil.Process(self.pid)
            return bool(process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - self.started) < 1.0)
        except psutil.Error:
            return False


def remember(layout: Layout, pid: int, port: int, recording: bool) -> Running:
    """Writes down that ``pid`` is this home's engine."""
    running = Running(pid, psutil.Process(pid).create_time(), port, recording)
    guard.write(layout.process, json.dumps(asdict(running)))
    return running


def current(layout: Layout) -> Running | None:
    """This home's engine as it was written down, if it runs."""
    try:
        running = Running(**json.loads(layout.process.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return running if running.alive else None


def find(layout: Layout) -> Running | None:
    """This home's engine, also one that was not written down because its starter died in the moment between."""
    return current(layout) or _unwritten(layout)


def _unwritten(layout: Layout) -> Running | None:
    mark = home_argument(layout)
    for process in psutil.process_iter(["pid", "cmdline", "status"]):
        line = process.info["cmdline"] or []
        if mark in line and process.info["status"] != psutil.STATUS_ZOMBIE:
            port = int(layout.port.read_text(encoding="utf-8"))
            return remember(layout, process.info["pid"], port, any("AOTCacheOutput" in argument for argument in line))
    return None


def closed_its_store(layout: Layout) -> bool:
    """True if the last run said that it closed everything; what its JVM does after that is of no account."""
    return " Stopped." in layout.log.read_text(encoding="utf-8", errors="replace")


def home_argument(layout: Layout) -> str:
    """The argument by which the server is told its home, and by which we know it again."""
    return f"--home-dir={layout.home}"
