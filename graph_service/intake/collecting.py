"""Python's own collector, told to look rarely while a run lasts.

In: nothing. Out: a context. Refuses: nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def rare_collections() -> Iterator[None]:
    """A chunk makes a hundred thousand short-lived objects and no cycles: the collector would walk them for nothing."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
