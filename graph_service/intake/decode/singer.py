"""Singer messages: what a tap writes on standard output.

In: one message as decoded from its line. Out: a row, a state, a note, or a bad row. Refuses: as bad rows, what is no
message, and records that are only named (BATCH), because what they name is not read.

Source: the Singer specification 0.3.0, and the messages that taps made with the Singer SDK send beside it.
"""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.intake.decode.rows import BadRow, Note, RawRow, StreamRow, StreamState, shown

EXTRACTED_AT = "_sdc_extracted_at"
"""Column that the row is given with ``time_extracted``, as Singer targets name it."""
TYPES = frozenset({"SCHEMA", "RECORD", "STATE", "ACTIVATE_VERSION", "BATCH"})


def read(raw: RawRow) -> StreamRow | StreamState | Note | BadRow:
    """What one message says.

    Args:
        raw: the message.
    """
    said = raw.data
    kind = said.get("type")
    stream = said.get("stream")
    if kind == "STATE" and "value" in said:
        return StreamState(raw.line, orjson.dumps(said["value"]).decode())
    if kind == "ACTIVATE_VERSION" and isinstance(stream, str):
        return Note(str(kind), stream)
    if kind == "SCHEMA" and isinstance(stream, str):
        return Note("SCHEMA", stream, _columns(said.get("schema")))
    if kind == "RECORD" and isinstance(stream, str) and isinstance(said.get("record"), dict):
        row: dict[str, Any] = said["record"]
        at = said.get("time_extracted")
        return StreamRow(raw.line, {EXTRACTED_AT: at, **row} if at else row, stream)
    reason = "no Singer message"
    if kind == "BATCH":
        reason = "records in files beside the stream are not read: tell the tap to send no batches"
    return BadRow(raw.line, reason, shown(orjson.dumps(said)))


def _columns(schema: Any) -> tuple[str, ...]:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return tuple(properties) if isinstance(properties, dict) else ()
