"""The lock file: which jars make up the server.

In: ``jars.lock`` beside this module. Out: :class:`Jar` rows, in class path order.
Refuses: a line that is not a coordinate, a size and a sha256.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graph_service.errors import EngineError


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: its Maven coordinate, its size in bytes, its checksum."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def file(self) -> str:
        """The name of its file."""
        suffix = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{suffix}.jar"

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}" + (f":{self.classifier}" if self.classifier else "")


@lru_cache(maxsize=1)
def jars() -> tuple[Jar, ...]:
    """Every jar of the lock file.

    Raises:
        EngineError: naming the line that cannot be read.
    """
    text = files("graph_service.engine").joinpath("jars.lock").read_text(encoding="utf-8")
    return tuple(
        _row(line, number)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    )


def _row(line: str, number: int) -> Jar:
    try:
        coordinate, size, sha256 = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        return Jar(group, artifact, version, "".join(classifier), int(size), sha256)
    except ValueError:
        raise EngineError(
            "expected 'group:artifact:version[:classifier] bytes sha256'", where=f"jars.lock:{number}"
        ) from None
