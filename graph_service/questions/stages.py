"""What each system says of one thing's stage: the claims side by side, winner or not.

In: ids of nodes and names of fields. Out: :class:`StageSaid` per record that says something. Refuses: to judge; which
value counts is on the node itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"
from datetime import datetime

import orjson

from graph_service.questions.answer import RecordSeen, doc, record_seen
from graph_service.questions.ask import PATIENCE, Ask, moment

_SILENT = ("deleted", "erased", "merged")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSaid:
    """What one record says."""

    field: str = entry(metadata=doc("Which field: kind, lifecycle_new ..."))
    system: str = entry(metadata=doc("System of record"))
    value: str = entry(metadata=doc("What it says"))
    at: datetime | None = entry(metadata=doc("Time of the version that says so"))
    record: RecordSeen = entry(metadata=doc("The record"))


async def stages_said(ask: Ask, node: str, names: Sequence[str]) -> list[StageSaid]:
    """What the records of a node say of some fields now, by field and system.

    Args:
        ask: who answers.
        node: our id.
        names: the fields.
    """
    rows = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=[node])
    said = [
        StageSaid(field=name, system=record["system"], value=str(value), at=moment(at), record=record_seen(ask, seen))
        for row in rows
        for record in row["records"]
        if (record["state"] or "live") not in _SILENT
        for name, (at, value) in _newest(record["versions"], names).items()
        for seen in [{**record, "at": at}]
        if value is not None
    ]
    return sorted(said, key=lambda one: (names.index(one.field), one.system, one.record.external_id))


def _newest(versions: Sequence[Sequence[object]], names: Sequence[str]) -> dict[str, tuple[str, object]]:
    """Field -> time and value of the newest version that contains it; versions may hold a part of the fields only."""
    found: dict[str, tuple[str, object]] = {}
    for at, *_, claims in sorted(versions, key=lambda one: str(one[0])):
        fields = orjson.loads(str(claims)).get("fields", {})
        found.update({name: (str(at), fields[name]) for name in names if name in fields})
    return found
