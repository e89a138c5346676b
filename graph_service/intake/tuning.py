"""How Python itself is set for this work: its collector looks rarely, its threads take turns often.

In: nothing. Out: a context, or a process that is set so. Refuses: nothing.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_running: list[tuple[tuple[int, int, int], float]] = []
"""What was set before the first of the runs that last now; several may, in a service."""
_TURN = 0.000_5
"""Seconds. For each answer of the server, some 50 a chunk, the thread that stores waits for the one that translates to
end its turn; with Python's own 5 ms a chunk took an eighth longer."""


@contextmanager
def set_for_a_run() -> Iterator[None]:
    """A chunk makes a hundred thousand short-lived objects and no cycles: the collector would walk them for nothing."""
    with _lock:
        _running.append(_running[0] if _running else (gc.get_threshold(), sys.getswitchinterval()))
        gc.set_threshold(200_000, 20, 20)
        sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        with _lock:
            collector, turn = _running.pop()
            if not _running:
                gc.set_threshold(*collector)
                sys.setswitchinterval(turn)


def settle_in() -> None:
    """Set a process that serves: what was built until now stays for ever, and large answers have no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
