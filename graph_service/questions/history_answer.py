"""The answer of ``history``.

In: nothing. Out: its dataclasses. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"
from datetime import datetime
from typing import Any

from graph_service.questions.answer import Answer, NodeSeen, SinceKind, Truncated, doc
from graph_service.questions.field_evidence import FieldSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveValue:
    """A value over the time in which it was effective, with who said it and by which rule it counted."""

    value: Any = entry(metadata=doc("The value; null: emptied on purpose, or no trusted claim stands"))
    since: datetime | None = entry(metadata=doc("From when it counted"))
    since_kind: SinceKind = entry(metadata=doc("Whether the source gave that time or it is when it was first seen"))
    until: datetime | None = entry(metadata=doc("Until when; null while it counts"))
    rule: str = entry(metadata=doc("By which rule: AUTHORITY, UNION, FIRST_WINS or NO_CLAIM"))
    text: str = entry(metadata=doc("The rule as a sentence"))
    system: str | None = entry(metadata=doc("System of the winning claim"))
    object: str | None = entry(metadata=doc("Its object"))
    external_id: str | None = entry(metadata=doc("Its id there"))
    actor: str | None = entry(metadata=doc("Who said so, where the source tells"))
    cycle: int | None = entry(default=None, metadata=doc("Of a lifecycle stage: number of the cycle it belongs to"))


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Answer):
    """Every claim of a field over time, and which was effective when."""

    target: NodeSeen | None = entry(default=None, metadata=doc("The thing asked about"))
    field: str | None = entry(default=None, metadata=doc("The field, as the model calls it"))
    value: Any = entry(default=None, metadata=doc("What was effective at that time"))
    authority: list[str] = entry(default_factory=list, metadata=doc("Systems in the order of trust, as of today"))
    evidence_since: datetime | None = entry(default=None, metadata=doc("When evidence of the field starts"))
    effective: list[EffectiveValue] = entry(default_factory=list, metadata=doc("What counted when, the oldest first"))
    said: list[FieldSaid] = entry(default_factory=list, metadata=doc("Every claim, the oldest first"))
    truncated: list[Truncated] = entry(default_factory=list, metadata=doc("Caps that cut this answer"))
