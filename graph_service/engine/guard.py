"""Guards around the disk: one worker at a time, and room to work in.

In: paths. Out: held locks, atomic files.
Refuses: a lock that another process holds too long; a disk that is too full.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_service.errors import EngineError


@contextmanager
def held(lock: Path, seconds: float, doing: str) -> Iterator[None]:
    """Holds ``lock`` across processes; the system lets go of it when its holder dies.

    Raises:
        EngineError: somebody else held it for longer than ``seconds``.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with lock.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EngineError(
                        f"another process has been {doing} for {seconds:.0f} s", where=str(lock)
                    ) from None
                time.sleep(0.05)
        yield


def room(folder: Path, needed: int) -> None:
    """Checks that ``folder``'s disk has ``needed`` bytes free.

    Raises:
        EngineError: it has not.
    """
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise EngineError(
            f"no disk space: {free / 1e6:.0f} MB free, {needed / 1e6:.0f} MB needed",
            where=str(folder),
            hint="free some, or move it with GTM_GRAPH_HOME and GTM_GRAPH_CACHE",
        )


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a small file whole or not at all, with these permissions from its first moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
