"""What the questions of ownership answer: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, SinceKind, Step, Truncated, doc


class How(Enum):
    """How somebody came to own a thing."""

    DIRECT = "A system of record says so."
    INHERITED = "Nobody was ever named here; the nearest selling ancestor is theirs."
    TERRITORY = "Nobody of record is there; the account lies in their territory."
    TEAM = "They belong to the team that owns it."


class VacancyReason(Enum):
    """Why a thing is known to have no owner."""

    CLEARED = "The owner was emptied on purpose."
    PLACEHOLDER = "A queue, an integration or a house user holds it."


class OwnerConflictReason(Enum):
    """In what way the sources disagree."""

    OWNER_OUTSIDE_TERRITORY = "The owner of record is not the owner of the territory."
    OUTRANKED = "A more trusted system names another owner."
    CONTESTED = "Records of equal authority name different owners; none is picked."
    CONTACT_OWNER_DIFFERS = "The person's owner is not the owner of their employer."


class Mine(Enum):
    """Whether an account is a user's."""

    YES = "The sole active owner of a type."
    NO = "No owner of any type."
    SHARED = "One of several active owners of a type."
    DISPUTED = "Named by a claim that authority cannot decide."


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody who owns a thing, in one type of ownership."""

    owner: NodeSeen = field(metadata=doc("User or team"))
    type: str = field(metadata=doc("ACCOUNT_EXECUTIVE, SDR, CSM ..."))
    how: How = field(metadata=doc("DIRECT, INHERITED, TERRITORY or TEAM"))
    active: bool | None = field(metadata=doc("False where the user left; null where unknown for a past time"))
    placeholder: str | None = field(metadata=doc("QUEUE, INTEGRATION or HOUSE where it is no person"))
    orphaned: bool = field(metadata=doc("True where they left and nobody active owns it in this type"))
    inherited_from: NodeSeen | None = field(default=None, metadata=doc("The ancestor, where inherited"))
    path: list[Step] = field(default_factory=list, metadata=doc("Links from the owner to the thing"))
    systems: list[str] = field(default_factory=list, metadata=doc("Systems that say so"))
    since: datetime | None = field(default=None, metadata=doc("Since when"))
    since_kind: SinceKind | None = field(default=None, metadata=doc("Stated by the source, or first seen"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A type of ownership that is known to be empty; inheritance may not fill it."""

    type: str = field(metadata=doc("Type of ownership"))
    reason: VacancyReason = field(metadata=doc("CLEARED or PLACEHOLDER"))
    by: str | None = field(metadata=doc("Who emptied it, or the placeholder that holds it"))
    since: datetime | None = field(metadata=doc("Since when"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    records: list[RecordSeen] = field(metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerConflict:
    """A claim to ownership that is not effective, or a mismatch to look at."""

    reason: OwnerConflictReason = field(metadata=doc("In what way they disagree"))
    type: str = field(metadata=doc("Type of ownership"))
    owner: NodeSeen = field(metadata=doc("Whom the losing side names"))
    text: str = field(metadata=doc("The disagreement in a sentence"))
    territory: NodeSeen | None = field(default=None, metadata=doc("The territory, where it is about one"))
    account: NodeSeen | None = field(default=None, metadata=doc("The employer, where it is about one"))
    since: datetime | None = field(default=None, metadata=doc("Since when it is claimed"))
    systems: list[str] = field(default_factory=list, metadata=doc("Systems that claim it"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership(Answer):
    """Whose a thing is: every owner by type, and what is known to be nobody's."""

    target: NodeSeen | None = field(default=None, metadata=doc("What was asked about"))
    owners: list[Owner] = field(default_factory=list, metadata=doc("Every owner, by type"))
    unassigned: bool = field(
        default=False, metadata=doc("True where it is known to be nobody's: cleared, or held by a placeholder")
    )
    unassigned_because: Vacancy | None = field(default=None, metadata=doc("Why it is nobody's, by whom, since when"))
    vacancies: list[Vacancy] = field(default_factory=list, metadata=doc("Every type known to be empty"))
    orphaned: bool = field(default=False, metadata=doc("True where an owner left and nobody active took over"))
    conflicts: list[OwnerConflict] = field(default_factory=list, metadata=doc("Where the sources disagree"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
    evidence_since: datetime | None = field(default=None, metadata=doc("When the first evidence of an owner starts"))


@dataclass(frozen=True, slots=True, kw_only=True)
class IsMine(Answer):
    """Whether an account is a user's, and in which types of ownership."""

    answer: Mine | None = field(default=None, metadata=doc("YES, NO, SHARED or DISPUTED; null where nobody can say"))
    user: NodeSeen | None = field(default=None, metadata=doc("The user"))
    account: NodeSeen | None = field(default=None, metadata=doc("The account"))
    types: list[str] = field(default_factory=list, metadata=doc("Types of ownership in which it is theirs"))
    owners: list[Owner] = field(default_factory=list, metadata=doc("Every owner of the account"))
    unassigned: bool = field(default=False, metadata=doc("True where the account is known to be nobody's"))
    conflicts: list[OwnerConflict] = field(default_factory=list, metadata=doc("Where the sources disagree"))
