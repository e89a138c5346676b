"""Settling's own judgement of every claim about a field, now or as of a time; an explanation cannot differ from it.

In: the Model and the stored versions of a thing's records. Out: claims, the winner first. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph_service.intake.settling.composed import compose
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.values import Claim, claims_of
from graph_service.intake.settling.versions import known_at
from graph_service.model.model import Model


def judge(
    model: Model, noun: str, field: str, records: Iterable[Mapping[str, Any]], at: str | None = None
) -> Sequence[Claim]:
    """Every claim about a field, judged.

    Args:
        model: the Model.
        noun: noun of the thing.
        field: name of the field.
        records: ``id``, ``key`` and ``versions`` [at, last seen, clock, hash, claims] of its records of today.
        at: only what had been said by then; absent: everything.
    """
    views = []
    for record in records:
        versions = [Version(row[0], row[1], row[2], row[3], _read(row[4])) for row in record["versions"]]
        if at is not None:
            versions = known_at(versions, at)
        if versions:
            view = fold(RecordEvidence(record["id"], record["key"], versions))
            compose(model, view)
            views.append(view)
    return claims_of(model, noun, field, views)


def _read(claims: Any) -> Any:
    # read once where a history judges the same versions many times
    return orjson.loads(claims) if isinstance(claims, str | bytes) else claims
