"""Rows of the statements of cypher/suppression, with the deadline that each of them has.

In: a statement's name and parameters. Out: rows, and the few forms that several readers share. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.questions.ask import Ask
from graph_service.questions.suppression_shapes import TicketFacts

STATEMENT_SECONDS = 2.0
GONE = ("deleted", "merged", "erased")
"""States of a node that is no longer a fact."""
Row = dict[str, Any]
RecordRow = tuple[str, str, list[str | None]]
"""(id of what it was found for, record key, [stops, permissions, points])."""


@dataclass(slots=True)
class Stranger:
    """An address or a record that belongs to no person: its stops count all the same.

    Attributes:
        keys: ``email|...`` and ``phone|...`` keys.
        record: [record key, stops text, permissions text], or None.
        birth: birth id of the record it was asked by, which may be an erased person's.
    """

    keys: list[str]
    record: Sequence[str | None] | None = None
    birth: str | None = None


async def rows_of(ask: Ask, name: str, **parameters: Any) -> list[Row]:
    """The rows of a statement of cypher/suppression; nothing is sent where nothing is asked about.

    These statements give one record that holds all rows: ten thousand records cost seconds to receive, one does not.
    """
    if any(value == [] for value in parameters.values()):
        return []
    [record] = await ask.reader.run(f"suppression/{name}", timeout=STATEMENT_SECONDS, **parameters)
    rows: list[Row] = record["rows"]
    return rows


def record_row(row: Row) -> RecordRow:
    """The record of a statement's row."""
    name = f"{row['system']}|{row['object']}|{row['external_id']}"
    return row["id"], name, [row["stops"], row.get("permissions"), row.get("points")]


def ticket_facts(row: Row) -> TicketFacts:
    """A ticket of a statement's row."""
    return TicketFacts(row["ticket"], row["name"], row["severity"], row["status"], row["solved_at"])
