"""What contactRoles answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, SinceKind, Step, Truncated, doc


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSeen:
    """One role of one person towards one target; the role lives on this link, never on the person."""

    person: NodeSeen = field(metadata=doc("Who"))
    role: str = field(
        metadata=doc("Role of the closed vocabulary, e.g. CHAMPION; OTHER keeps the vendor's word in raw")
    )
    primary: bool | None = field(metadata=doc("True for the main person in this role; null where no system says"))
    target: NodeSeen = field(metadata=doc("Towards what"))
    raw: str | None = field(metadata=doc("The vendor's word"))
    since: datetime | None = field(metadata=doc("Since when"))
    since_kind: SinceKind | None = field(metadata=doc("Stated by the source, or first seen"))
    until: datetime | None = field(metadata=doc("Until when, where it ended or an end is stated"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    confidence: str | None = field(metadata=doc("low where the source names no deal"))
    path: list[Step] = field(default_factory=list, metadata=doc("Links from the person to what was asked about"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Where a person works or worked."""

    person_id: str = field(metadata=doc("Our id of the person"))
    account: NodeSeen = field(metadata=doc("The employer"))
    title: str | None = field(metadata=doc("Job title there"))
    primary: bool | None = field(metadata=doc("True for the main employer"))
    since: datetime | None = field(metadata=doc("Since when"))
    since_kind: SinceKind | None = field(metadata=doc("Stated by the source, or first seen"))
    until: datetime | None = field(metadata=doc("Until when, where it ended"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    records: list[RecordSeen] = field(metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRoles(Answer):
    """The roles of a person, or of everybody towards a target, at one time."""

    person: NodeSeen | None = field(default=None, metadata=doc("The person asked about"))
    target: NodeSeen | None = field(default=None, metadata=doc("The target asked about"))
    roles: list[RoleSeen] = field(default_factory=list, metadata=doc("One entry per role and target"))
    unknown: bool = field(
        default=False, metadata=doc("True where no system names a role: that is not knowing, not having none")
    )
    employers: list[Employment] = field(default_factory=list, metadata=doc("Where they work then"))
    former_employers: list[Employment] = field(default_factory=list, metadata=doc("Where they worked before"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
