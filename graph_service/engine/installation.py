"""Installs the server: every jar of the lock file, checked, in the cache that homes share.

In: ``jars.lock``. Out: the cache's ``jars`` folder.
Refuses: a jar whose sha256 is not the locked one, a full disk, a download that fails again and again.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from graph_service.engine import guard, java, lock
from graph_service.engine.fetch import fetch, sha256
from graph_service.engine.layout import VERSION, Layout
from graph_service.engine.progress import Voice
from graph_service.settings import Settings

WORKERS = 16
_SPARE = 300_000_000
"""Room for the start-up cache beside the jars."""


def install(settings: Settings, progress: bool = True) -> Path:
    """Makes sure that every jar is there and right; downloads those that are not.

    Files that changed since they were last checked are checked again by sha256.

    Returns:
        The folder with the jars.

    Raises:
        EngineError: see the head of this module.
    """
    layout = Layout.of(settings)
    java.runtime()
    if not installed(layout):
        with guard.held(layout.cache / "lock", 600, "installing the engine"):
            if not installed(layout):
                _complete(layout, Voice(progress))
    return layout.jars


def installed(layout: Layout) -> bool:
    """True if every jar is as it was when last checked."""
    try:
        return layout.checked.read_text(encoding="utf-8") == _fingerprint(layout)
    except OSError:
        return False


def _complete(layout: Layout, voice: Voice) -> None:
    layout.jars.mkdir(parents=True, exist_ok=True)
    wanted = [jar for jar in lock.jars() if not _right(layout.jars / jar.file, jar)]
    if wanted:
        total = sum(jar.size for jar in wanted)
        guard.room(layout.cache, total + _SPARE)
        with voice.bar(f"Neo4j {VERSION}: {len(wanted)} jars", total) as bar:
            _side_by_side(wanted, layout, bar.advance)
    guard.write(layout.checked, _fingerprint(layout))


def _side_by_side(wanted: list[lock.Jar], layout: Layout, done: Callable[[int], None]) -> None:
    draft = layout.cache / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = {pool.submit(fetch, jar, draft, layout.jars): jar for jar in sorted(wanted, key=lambda jar: -jar.size)}
        try:
            for job in as_completed(jobs):
                job.result()
                done(jobs[job].size)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    shutil.rmtree(draft, ignore_errors=True)


def _right(path: Path, jar: lock.Jar) -> bool:
    return path.is_file() and path.stat().st_size == jar.size and sha256(path) == jar.sha256


def _fingerprint(layout: Layout) -> str:
    digest = hashlib.sha256()
    for jar in lock.jars():
        stat = (layout.jars / jar.file).stat()
        digest.update(f"{jar.file} {jar.sha256} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
