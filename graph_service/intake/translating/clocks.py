"""When a row was said: by the source's own clock, else by that of the copy, else when it was seen.

In: ``at``, ``turn`` and ``synced`` of a source file, the columns there are. Out: a function from a row to a time and
whose it is. Refuses: nothing; a time that cannot be read is told with its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import Clock
from graph_service.model.reading_spec import ReadingSpec
from graph_service.model.source_spec import RowSpec

LOADERS = ("_airbyte_extracted_at", "_airbyte_emitted_at", "_sdc_extracted_at")
"""Columns in which loaders of any vendor's rows write when they copied a row."""
Said = tuple[str, Clock, str | None]
"""A time, whose it is, and why a better one could not be read."""
_instant = cleaner("instant")
_WHOLE = ".000000Z"
_MOST = 999_999


def clocks_of(spec: RowSpec, reading: ReadingSpec, ground: Ground) -> Callable[[Row, str], Said]:
    """What tells when rows of one kind were said.

    Args:
        spec: the kind of row.
        reading: what holds for every kind.
        ground: the columns.
    """
    clocks: list[tuple[Clock, Callable[[Row], Any]]] = []
    told: tuple[tuple[Clock, list[str]], ...] = (
        ("source", [*(spec.at or []), *reading.at]),
        ("synced", [*(spec.synced or []), *reading.synced, *LOADERS]),
    )
    for clock, paths in told:
        clocks += [(clock, read) for path in dict.fromkeys(paths) if (read := ground.read(path)) is not None]
    turn = value_of(reading.turn, ground, cleaner("integer")) if reading.turn is not None else None

    def said(row: Row, observed_at: str) -> Said:
        refused = None
        for clock, read in clocks:
            value = read(row)
            if value is None or value == "" or is_blank(value):
                continue
            try:
                at = _instant(value)
            except ValueError as error:
                refused = str(error)
                continue
            return (_turned(at, turn, row) if turn is not None and clock == "source" else at), clock, refused
        return observed_at, "observed", refused

    return said


def _turned(at: str, turn: Get, row: Row) -> str:
    """The time with the row's place among what was said in the same second."""
    if not at.endswith(_WHOLE):
        return at
    try:
        place = turn(row)
    except ValueError:
        return at
    return f"{at[: -len(_WHOLE)]}.{min(max(place or 0, 0), _MOST):06d}Z"
