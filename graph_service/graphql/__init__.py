"""GraphQL: types made from the Model, and the compiler from an operation to one statement.

In: the Model and a reader. Out: a schema that answers operations. Refuses: operations beyond the limits.
"""

from __future__ import annotations

from pathlib import Path


def ide_dir() -> Path:
    """The directory of the IDE's files."""
    return Path(__file__).parent / "ide"
