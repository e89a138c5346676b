"""The earlier values that a row carries with it, each as the row of a history table that would tell the same.

In: ``unfold`` of a source file. Out: a function from a row to history rows. Refuses: nothing; a time that cannot be
read stands in its history row as it was, which then has no time of its own and is set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Ground
from graph_service.model.history_spec import UnfoldSpec
from graph_service.model.source_spec import RowSpec

_instant = cleaner("instant")


def unfolding(spec: UnfoldSpec, into: RowSpec, ground: Ground) -> Callable[[Row], Iterator[Row]]:
    """What unfolds rows.

    Args:
        spec: as told in the source file.
        into: the kind of row of the history table.
        ground: the columns of the rows that carry history.
    """
    assert into.pivot is not None
    id_name, name_name, value_name = into.pivot.id[0], into.pivot.name[0], into.pivot.value[0]
    clock = (into.at or ["at"])[0]
    ids = [read for path in spec.id if (read := ground.read(path)) is not None]
    lists = ground.read(spec.path)
    entered = [
        (name, [(value, read) for value, paths in told.items() for path in paths if (read := ground.read(path))])
        for name, told in spec.entered.items()
    ]
    entered = [(name, told) for name, told in entered if told]

    def unfold(row: Row) -> Iterator[Row]:
        past = lists(row) if lists is not None else None
        if not entered and not isinstance(past, dict):
            return
        own = next((found for read in ids if not is_blank(found := read(row))), None)
        told_at: dict[str, set[str]] = {}
        for name, said in past.items() if isinstance(past, dict) else ():
            if name in spec.without or not isinstance(said, list):
                continue
            for one in said:
                if isinstance(one, dict):
                    told_at.setdefault(name, set()).add(_at(one.get(clock)))
                    yield {id_name: own, name_name: name, **one}
        for name, told in entered:
            # of several values at one instant the last in their order was reached
            reached = {_at(when): value for value, read in told if not is_blank(when := read(row))}
            for at, value in reached.items():
                if at not in told_at.get(name, ()):
                    yield {id_name: own, name_name: name, value_name: value, clock: at}

    return unfold


def _at(value: Any) -> str:
    """A time in one spelling, whatever the shape it came in, so that one fact told twice is one row."""
    try:
        return str(_instant(value))
    except (ValueError, TypeError):
        return str(value)
