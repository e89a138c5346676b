"""Where the shipped data files are: beside the package in a checkout, inside it in a wheel.

In: nothing. Out: directories. Refuses: an installation that lost its data files.
"""

from __future__ import annotations

from pathlib import Path

from graph_service.errors import ModelError

_PACKAGE = Path(__file__).resolve().parent.parent


def _data_dir(name: str) -> Path:
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ModelError(f"the installation has no {name}/ directory", hint="install the package again")


def schema_dir() -> Path:
    """The directory with objects/, links/, sources/ and policies/."""
    return _data_dir("schema")


def cypher_dir() -> Path:
    """The directory with every statement we send."""
    return _data_dir("cypher")


def samples_dir() -> Path:
    """The directory with the sample company."""
    return _data_dir("samples")
