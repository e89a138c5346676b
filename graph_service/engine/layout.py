"""Where the engine keeps its things: one place for paths.

In: :class:`Settings`. Out: :class:`Layout`, the paths of one home and of the cache that homes share.
Refuses: nothing; it only names, it does not touch the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph_service.settings import Settings

VERSION = "2026.09.0"
"""The Neo4j Community release that ``jars.lock`` pins."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one engine."""

    home: Path
    """``--home-dir`` of the server: configuration, store, logs, all under ``GTM_GRAPH_HOME``."""
    cache: Path
    """Jars and start-up caches, shared by all homes."""

    @classmethod
    def of(cls, settings: Settings) -> Layout:
        """The layout for these settings."""
        return cls(home=settings.home / "engine", cache=settings.cache / f"neo4j-{VERSION}")

    @property
    def jars(self) -> Path:
        """Every jar of the lock file, checked."""
        return self.cache / "jars"

    @property
    def checked(self) -> Path:
        """What the jars looked like when their checksums were last right."""
        return self.cache / "checked"

    @property
    def conf(self) -> Path:
        """The generated configuration, written anew at each start."""
        return self.home / "conf" / "neo4j.conf"

    @property
    def closed(self) -> Path:
        """The empty folder that LOAD CSV would be confined to, if it were open."""
        return self.home / "import"

    @property
    def store(self) -> Path:
        """The databases and their transaction logs."""
        return self.home / "data"

    @property
    def replaced(self) -> Path:
        """A store that another has taken the place of, until it is deleted."""
        return self.home / "data.replaced"

    @property
    def password(self) -> Path:
        """The generated password, readable by its owner only."""
        return self.home / "password"

    @property
    def port(self) -> Path:
        """The Bolt port, chosen once."""
        return self.home / "port"

    @property
    def process(self) -> Path:
        """Which process runs; absent after a clean stop."""
        return self.home / "process.json"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops this engine."""
        return self.home / "lock"

    @property
    def log(self) -> Path:
        """What the server prints; the run before it is kept beside it as ``.1``."""
        return self.home / "engine.log"
