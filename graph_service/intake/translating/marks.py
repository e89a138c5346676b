"""By what a row shows of which kind it is, and an envelope that it is one.

In: marks of a source file. Out: whether a row has them, and which kind of row has the most telling ones.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_service.intake.translating.names import Row
from graph_service.model.source_spec import RowSpec

_MOST_KNOWN = 4_096
_Path = tuple[str, ...]


def has_marks(row: Row, marks: Mapping[str, str]) -> bool:
    """Whether every member has its word; a word that ends in ``*`` is the beginning of one.

    Args:
        row: the row.
        marks: dotted path of a member -> its word.
    """
    return all(_fits(at_path(row, tuple(path.split("."))), word) for path, word in marks.items())


def at_path(row: Any, path: _Path) -> Any:
    """The member at a path of names, or None."""
    for step in path:
        row = row.get(step) if isinstance(row, dict) else None
    return row


class Marks:
    """The marks of all kinds of row of one source.

    Args:
        objects: the kinds of row.
    """

    def __init__(self, objects: Iterable[RowSpec]) -> None:
        self._told = [(marks, spec) for spec in objects for marks in spec.marks]
        self._paths = list(dict.fromkeys(tuple(path.split(".")) for marks, _ in self._told for path in marks))
        self._known: dict[tuple[Any, ...], RowSpec | None] = {}

    def kind_of(self, row: Row) -> RowSpec | None:
        """The kind of row by its own marks: of those that fit the one with the most, and the longest words."""
        shown = tuple(value if isinstance(value := at_path(row, path), str) else None for path in self._paths)
        if shown not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            fitting = [(marks, spec) for marks, spec in self._told if has_marks(row, marks)]
            self._known[shown] = max(fitting, key=lambda one: _weight(one[0]), default=(None, None))[1]
        return self._known[shown]


def _fits(value: Any, word: str) -> bool:
    if not isinstance(value, str):
        return False
    return value.startswith(word[:-1]) if word.endswith("*") else value == word


def _weight(marks: Mapping[str, str]) -> tuple[int, int]:
    return len(marks), sum(len(word) + (not word.endswith("*")) for word in marks.values())
