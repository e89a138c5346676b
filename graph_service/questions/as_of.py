"""What fields of nodes were at a past time, by the same judgement that settled what they are now.

In: ids of nodes, names of fields, a time. Out: values, None where nothing was known by then. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from graph_service.questions.ask import PATIENCE, Ask, instant
from graph_service.questions.field_evidence import judge_of, valued

PAGE = 200
"""Nodes whose evidence is read at once."""


async def values_at(ask: Ask, ids: Iterable[str], names: Sequence[str], at: datetime) -> dict[str, dict[str, Any]]:
    """Fields of nodes as of a time; a node without evidence by then has None in each.

    Args:
        ask: who answers; its judge is settling's own.
        ids: our ids.
        names: the fields; those that a noun does not have are left out for it.
        at: the time.
    """
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), PAGE):
        rows = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=wanted[start : start + PAGE])
        for row in rows:
            fields = ask.model.objects[row["noun"]].fields
            values: dict[str, Any] = {}
            for name in (one for one in names if one in fields):
                claims = judge_of(ask)(ask.model, row["noun"], name, row["records"], instant(at))
                values[name] = valued(fields[name], [claim for claim in claims if claim.effective])
            found[row["id"]] = values
    return found
