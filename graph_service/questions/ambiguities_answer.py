"""What ambiguities answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, doc
from graph_service.questions.paging import Page


class AmbiguityKind(Enum):
    """What is left open."""

    CONTESTED_KEY = "Two live records of one system hold one key: twins, or one thing twice. The key joins nothing."
    CONTESTED_IDENTITY = "Joining records would join what cannot be one, so the weakest ties were dropped."
    COMPONENT_TOO_LARGE = "More records hang together than can be one thing, so what ties them is taken for shared."
    KEY_SHARED_BY_TOO_MANY = "More records hold a key than can be one thing, so it identifies nothing."
    CONTESTED_LINK = "Records of equal authority name different ends of a link that can have one only."
    CYCLE = "Parents form a cycle; the least trusted edge of it is refused."
    SELF = "A thing is named as its own parent, manager and the like; that is refused."
    ILLEGAL_TRANSITION = "A stage moved in a way the lifecycle does not allow; the earlier stage stays."
    RETRACTED_WITHOUT_ACT = "A source no longer says a stop, and no act of the person says why; the stop stands."
    UNMAPPED_CONSENT = "A column looks like consent and nothing reads it; those for whom it is true are UNKNOWN."
    WON_WITHOUT_SUBSCRIPTION = "A deal was won long ago and no paid subscription followed: a customer, or none."
    UNMAPPED_ROLE = "A source's word for a role has no word of ours; it is kept as OTHER."


class AmbiguityStatus(Enum):
    """Whether somebody has to look at it."""

    OPEN = "Nobody decided it, or its evidence has changed since."
    DECIDED = "Somebody decided it, on the evidence as it still stands."


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguityCandidate:
    """One of those between which somebody must decide."""

    node: NodeSeen | None = field(metadata=doc("What it is now; null where its record makes nothing"))
    record: RecordSeen | None = field(metadata=doc("The source record that says so; null where it is a node"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What somebody decided."""

    decision: str = field(metadata=doc("The decision in a word"))
    reason: str | None = field(metadata=doc("Why, in the words of who decided"))
    actor: str | None = field(metadata=doc("Who decided"))
    team: str | None = field(metadata=doc("For which team"))
    at: datetime | None = field(metadata=doc("When"))
    holds: bool = field(metadata=doc("False where the evidence has changed since, so that it is open again"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """Several right answers, none picked."""

    id: str = field(metadata=doc("Its id; it follows from what it is about, so it stays"))
    kind: AmbiguityKind = field(metadata=doc("What is left open"))
    status: AmbiguityStatus = field(metadata=doc("OPEN or DECIDED"))
    text: str = field(metadata=doc("It in a sentence"))
    subject: str = field(metadata=doc("The key, link or column it is about"))
    about: list[NodeSeen] = field(metadata=doc("The things it is about, at most 20"))
    size: int = field(metadata=doc("How many records show it"))
    candidates: list[AmbiguityCandidate] = field(metadata=doc("Between which to decide, at most 50"))
    evidence: str = field(metadata=doc("Hash of what a decision rests on; a decision holds while it is the same"))
    records: list[RecordSeen] = field(metadata=doc("Records that show it, at most 20"))
    owner: list[str] = field(metadata=doc("Teams that may decide it"))
    since: datetime | None = field(metadata=doc("Since when the evidence shows it"))
    age_days: int | None = field(metadata=doc("How many days that is"))
    ruling: Ruling | None = field(metadata=doc("The last decision about it, if there was one"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """How many there are of a kind."""

    kind: AmbiguityKind = field(metadata=doc("The kind"))
    open: int = field(metadata=doc("Open ones"))
    decided: int = field(metadata=doc("Decided ones"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguities(Answer):
    """The doubts on the list, oldest first."""

    ambiguities: list[Ambiguity] = field(default_factory=list, metadata=doc("This page of them"))
    counts: list[KindCount] = field(default_factory=list, metadata=doc("All there are, whatever was filtered"))
    page: Page | None = field(default=None, metadata=doc("Where this page ends"))
