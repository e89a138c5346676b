"""Airbyte messages: what a source connector writes on standard output.

In: one message as decoded from its line. Out: a row, a state, a note, or a bad row. Refuses: as bad rows, what is no
message.

Source: the Airbyte protocol, version 0. A state is passed on as it came, because it is the platform's and not ours.
"""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.intake.decode.rows import BadRow, Note, RawRow, StreamRow, StreamState, shown

EXTRACTED_AT = "_airbyte_extracted_at"
"""Column that the row is given with ``emitted_at``, as Airbyte's destinations name it."""
OTHERS = frozenset({"LOG", "TRACE", "SPEC", "CONNECTION_STATUS", "CATALOG", "CONTROL"})


def read(raw: RawRow) -> StreamRow | StreamState | Note | BadRow:
    """What one message says.

    Args:
        raw: the message.
    """
    said = raw.data
    kind = said.get("type")
    if kind == "STATE" and isinstance(said.get("state"), dict):
        return StreamState(raw.line, orjson.dumps(said).decode())
    if kind == "TRACE" and isinstance(said.get("trace"), dict) and said["trace"].get("type") == "ERROR":
        return Note("TRACE ERROR")
    if kind in OTHERS:
        return Note(str(kind))
    record: Any = said.get("record")
    if kind == "RECORD" and isinstance(record, dict):
        row, stream, at = record.get("data"), record.get("stream"), record.get("emitted_at")
        if isinstance(row, dict) and isinstance(stream, str):
            return StreamRow(raw.line, {EXTRACTED_AT: at, **row} if at else row, stream)
    return BadRow(raw.line, "no Airbyte message", shown(orjson.dumps(said)))
