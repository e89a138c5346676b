"""One store in the place of another: the end of a compaction.

In: the settings of a home and of the one whose store it shall have, both stopped. Out: the store moved, the old one
deleted. Refuses: while one of the engines runs. A crash in between leaves the old store or the new one, never none.
"""

from __future__ import annotations

import shutil

from graph_service.engine import guard, password, process
from graph_service.engine.layout import Layout
from graph_service.errors import EngineError
from graph_service.settings import Settings

_PATIENCE = 60.0


def twin(settings: Settings, fresh: Settings) -> None:
    """Give a home that never ran the password of another, so that who serves can come back after a swap."""
    guard.write(Layout.of(fresh).password, password.read(Layout.of(settings)), mode=0o600)


def swap(settings: Settings, fresh: Settings) -> None:
    """Give a home the store of another, which then has none; password, port and settings stay.

    Raises:
        EngineError: one of the engines runs, or the other never had a store.
    """
    into, out_of = Layout.of(settings), Layout.of(fresh)
    with guard.held(into.lock, _PATIENCE, "starting or stopping the engine"):
        for layout in (into, out_of):
            if process.find(layout) is not None:
                raise EngineError("the engine runs", where=str(layout.home), hint="stop it first")
        if not out_of.store.is_dir():
            raise EngineError("there is no store", where=str(out_of.store))
        into.store.replace(into.replaced)
        out_of.store.replace(into.store)
        settle_swap(into)


def settle_swap(layout: Layout) -> None:
    """Finish what a swap began; before each start, because a crash may have come in between."""
    if layout.replaced.exists():
        if layout.store.exists():
            shutil.rmtree(layout.replaced)
        else:
            layout.replaced.replace(layout.store)
