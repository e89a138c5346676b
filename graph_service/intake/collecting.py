"""Python's own collector, told to look rarely: while runs last, and in a service.

In: nothing. Out: a context, or a process that is set so. Refuses: nothing.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_running: list[tuple[int, int, int]] = []
"""What was set before the first of the runs that last now; several may, in a service."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """A chunk makes a hundred thousand short-lived objects and no cycles: the collector would walk them for nothing."""
    with _lock:
        _running.append(_running[0] if _running else gc.get_threshold())
        gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        with _lock:
            before = _running.pop()
            if not _running:
                gc.set_threshold(*before)


def settle_in() -> None:
    """Set a process that serves: what was built until now stays for ever, and large answers have no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
