"""Fetches one jar through ``jgo``, so that the machine's own Maven settings hold.

In: a row of the lock file. Out: its file in place, whole and checked.
Refuses: another content than the locked one; a download that fails again and again.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.engine.lock import Jar
from graph_service.errors import EngineError

if TYPE_CHECKING:
    from jgo.maven import Artifact

ATTEMPTS = 3
_AGAIN = "run the same command again: what is complete is kept"


def fetch(jar: Jar, draft: Path, target: Path) -> None:
    """Puts ``jar`` into folder ``target``: from the local Maven repository if it has it, else by way of ``draft``.

    Raises:
        EngineError: see the head of this module.
    """
    if _copied(jar, draft, target):
        return
    failure = ""
    for attempt in range(ATTEMPTS):
        time.sleep(attempt)
        artifact = _artifact(jar, draft)
        try:
            found = artifact.resolve()
        except (
            Exception
        ) as error:  # whatever jgo's HTTP library raises; its text names addresses, so it is not repeated
            failure = _why(error)
        else:
            if sha256(found) == jar.sha256:
                found.replace(target / jar.file)
                return
            failure = "wrong checksum: not the locked file"
        if artifact.cached_path is not None:
            artifact.cached_path.unlink(missing_ok=True)
    raise EngineError(f"broken download, {ATTEMPTS} attempts: {failure}", where=str(jar), hint=_AGAIN)


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _artifact(jar: Jar, repository: Path, offline: bool = False) -> Artifact:
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    places = GlobalSettings.load().repositories or None
    context = MavenContext(repo_cache=repository, remote_repos=places, timeout=60, offline=offline)
    return context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)


def _copied(jar: Jar, draft: Path, target: Path) -> bool:
    from jgo.config import GlobalSettings

    local = _artifact(jar, GlobalSettings.load().repo_cache, offline=True).cached_path
    if local is None or not local.is_file() or sha256(local) != jar.sha256:
        return False
    draft.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(local, draft / jar.file)
    (draft / jar.file).replace(target / jar.file)
    return True


def _why(error: Exception) -> str:
    name = type(error).__name__
    if isinstance(error, RuntimeError):
        return "not found"
    return "timed out" if "Timeout" in name else name
