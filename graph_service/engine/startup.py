"""The start-up cache: the JVM's own record of a run, with which later runs start in half the time.

In: a home whose engine ran without a cache and recorded one as it stopped. Out: JVM flags.
Refuses: nothing; a record that the JVM does not accept is thrown away, and the next run records again.

The first run on a machine records while it works, at no measurable cost, and writes as it stops. So nobody waits at
the first start, and what is recorded is real work: statements compile faster too, not only the server.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from graph_service.engine import java, lock
from graph_service.engine.layout import Layout

SECONDS = 20
"""About how long the writing takes on two cores."""
_KEPT = 2
"""Each takes some 160 MB; two, so that two checkouts do not take turns."""


def flags(layout: Layout) -> tuple[str, ...]:
    """How to start: with the cache, or recording one."""
    kept = _kept(layout)
    if kept.exists():
        return (f"-XX:AOTCache={kept}", "-Xlog:aot*=off")
    return (f"-XX:AOTCacheOutput={_draft(layout)}", "-Xlog:aot*=off")


def recording(layout: Layout) -> bool:
    """True if a start now would record."""
    return not _kept(layout).exists()


def adopt(layout: Layout) -> None:
    """Moves what the last run wrote into the cache, if the JVM accepts it; call it when no engine of this home runs."""
    draft, kept = _draft(layout), _kept(layout)
    if draft.exists() and not kept.exists() and _accepted(layout, draft):
        moved = kept.with_name(f".{kept.name}.{os.getpid()}")
        shutil.move(draft, moved)
        moved.replace(kept)
        newest_first = sorted(layout.cache.glob("startup-*.aot"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[_KEPT:]:
            old.unlink(missing_ok=True)
    for left in layout.home.glob(f"{draft.name}*"):
        left.unlink(missing_ok=True)


def _accepted(layout: Layout, draft: Path) -> bool:
    strict = ("-XX:AOTMode=on", f"-XX:AOTCache={draft}", "-XX:+VerifySharedSpaces", "-Xlog:disable")
    line = java.command(layout, lock.jars(), "-version", flags=strict)
    return subprocess.run(line, env=java.ENVIRONMENT, capture_output=True, check=False).returncode == 0


def _draft(layout: Layout) -> Path:
    return layout.home / "startup.aot"


def _kept(layout: Layout) -> Path:
    """Named by all that the JVM insists on: its own release, its flags, the jars to the time stamp."""
    key = hashlib.sha256("\n".join((str(java.runtime()), *java.FLAGS, str(layout.jars))).encode())
    key.update((java.runtime().parents[1] / "release").read_bytes())
    key.update(layout.checked.read_bytes())
    return layout.cache / f"startup-{key.hexdigest()[:16]}.aot"
