"""Whether a row's record is live, archived, deleted, merged or erased.

In: ``state`` of a source file. Out: a function that puts the state into claims. Refuses: nothing; a flag that cannot
be read leaves the record live and is set aside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.ends import id_of
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Ground
from graph_service.model.source_spec import StateSpec

Decide = Callable[[Row, Any, list[dict[str, str]]], None]
_boolean = cleaner("boolean")


def state_of(spec: StateSpec, ground: Ground, start: str) -> Decide | None:
    """What puts the state into a row's claims, or None where no column tells it.

    Args:
        spec: as told in the source file.
        ground: the columns.
        start: the record key of this object, without the id.
    """
    flags = [
        (state, path, read)
        for state, paths in (("erased", spec.erased), ("deleted", spec.deleted), ("archived", spec.archived))
        for path in paths or []
        if (read := ground.read(path)) is not None
    ]
    survivor = id_of(spec.merged_into, ground) if spec.merged_into is not None else None
    merged_when = condition(spec.merged_when, ground.columns, unwrap=ground.unwrap) if spec.merged_when else None
    judged = [
        (state, condition(when, ground.columns, unwrap=ground.unwrap))
        for state, when in (
            ("erased", spec.erased_when),
            ("deleted", spec.deleted_when),
            ("archived", spec.archived_when),
        )
        if when
    ]
    if not flags and survivor is None and not judged:
        return None

    def decide(row: Row, claims: Any, aside: list[dict[str, str]]) -> None:
        for state, path, read in flags:
            value = read(row)
            if value is None or value == "" or value is False or is_blank(value):
                continue
            try:
                if _boolean(value):
                    claims["state"] = state
                    break
            except ValueError as refused:
                aside.append({"field": path, "reason": str(refused)})
        for state, holds in judged:
            if claims["state"] == "live" and holds(row):
                claims["state"] = state
        if survivor is None or claims["state"] == "erased" or (merged_when is not None and not merged_when(row)):
            return
        try:
            found = survivor(row)
        except ValueError as refused:
            aside.append({"field": "merged_into", "reason": str(refused)})
            return
        if found is not None and start + found != claims["record"]:
            claims["state"] = "merged"
            claims["merged_into"] = start + found

    return decide
