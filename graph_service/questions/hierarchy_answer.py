"""What accountHierarchy answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, SinceKind, Truncated, doc


class HierarchyKind(Enum):
    """The four hierarchies; they never conflict with each other."""

    SELLING = "Whom we sell to as one."
    LEGAL = "Who belongs to whom by law."
    BILLING = "Who pays for whom."
    REPORTING = "How figures are summed."


class ParentKnown(Enum):
    """What is known about the direct parent."""

    KNOWN_PARENT = "It has this parent."
    KNOWN_ROOT = "It is known to have none: somebody emptied the field."
    UNKNOWN = "No system ever said: a blank is not a root."
    CONTESTED = "Records of equal authority name different parents; none is picked."
    UNSEEN = "A parent is named that no source has delivered yet."


class RefusedReason(Enum):
    """Why a claimed parent is not in the effective tree."""

    OUTRANKED = "A more trusted system says otherwise."
    CONTESTED = "Equal authority names another one."
    CYCLE = "It would close a cycle."
    SELF = "It names the account itself."
    ULTIMATE_ONLY = "It names the top only, and a nearer parent is known."


@dataclass(frozen=True, slots=True, kw_only=True)
class HierarchyOwner:
    """An owner of record of an account in the tree."""

    owner: NodeSeen = field(metadata=doc("User or team"))
    type: str = field(metadata=doc("Type of ownership"))
    active: bool = field(metadata=doc("False where the user left"))
    placeholder: str | None = field(metadata=doc("QUEUE, INTEGRATION or HOUSE where it is no person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """One account above, nearest first."""

    account: NodeSeen = field(metadata=doc("The account above"))
    depth: int = field(metadata=doc("Levels above, 1 is the direct parent"))
    child_id: str = field(metadata=doc("The account it stands directly over, as far as is known"))
    gap: bool = field(metadata=doc("True where only an ultimate parent is known, so levels between are missing"))
    since: datetime | None = field(metadata=doc("Start of the link"))
    since_kind: SinceKind | None = field(metadata=doc("Stated by the source, or first seen"))
    systems: list[str] = field(metadata=doc("Systems that say so"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Descendant:
    """One account below, nearest first."""

    account: NodeSeen = field(metadata=doc("The account below"))
    depth: int = field(metadata=doc("Levels below"))
    parent_id: str = field(metadata=doc("Its direct parent, as far as is known"))
    gap: bool = field(metadata=doc("True where levels between are missing"))
    since: datetime | None = field(metadata=doc("Start of the link"))
    since_kind: SinceKind | None = field(metadata=doc("Stated by the source, or first seen"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    owners: list[HierarchyOwner] = field(
        metadata=doc("Its owners of record; inheritance is asked with accountOwnership")
    )
    records: list[RecordSeen] = field(metadata=doc("Source records of the link"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedParent:
    """A claimed parent link that is not in the effective tree."""

    parent: NodeSeen = field(metadata=doc("Claimed parent"))
    child: NodeSeen = field(metadata=doc("Claimed child"))
    reason: RefusedReason = field(metadata=doc("Why it is not effective"))
    since: datetime | None = field(metadata=doc("Since when it is claimed"))
    systems: list[str] = field(metadata=doc("Systems that claim it"))
    records: list[RecordSeen] = field(metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An ultimate parent is known, the levels between are not."""

    account: NodeSeen = field(metadata=doc("The account below the gap"))
    ultimate_parent: NodeSeen = field(metadata=doc("The known top"))
    since: datetime | None = field(metadata=doc("Since when it is claimed"))
    systems: list[str] = field(metadata=doc("Systems that say so"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHierarchy(Answer):
    """Who stands over and under an account, in one kind of hierarchy, at one time."""

    kind: HierarchyKind = field(metadata=doc("The hierarchy asked for"))
    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    parent: NodeSeen | None = field(default=None, metadata=doc("The direct parent, if known"))
    parent_known: ParentKnown = field(
        default=ParentKnown.UNKNOWN, metadata=doc("Whether it has a parent, has none, or nobody knows")
    )
    parent_since: datetime | None = field(default=None, metadata=doc("Since when that is so"))
    ultimate_parent: NodeSeen | None = field(
        default=None,
        metadata=doc("The top, only where the whole chain is known; a known root is its own; null if unknown above"),
    )
    highest_known: NodeSeen | None = field(
        default=None, metadata=doc("The topmost ancestor on record, whether or not more stands above it")
    )
    nearest_company: NodeSeen | None = field(
        default=None,
        metadata=doc(
            "The account itself or the nearest above that is a company of its own: with a legal name, an invoice "
            "address of its own, or a domain that its parent has not; null where that is not known"
        ),
    )
    ancestors: list[Ancestor] = field(default_factory=list, metadata=doc("Everything above, nearest first"))
    descendants: list[Descendant] = field(default_factory=list, metadata=doc("Everything below, nearest first"))
    conflicts: list[RefusedParent] = field(
        default_factory=list, metadata=doc("Claims about this account that lost by authority, or that nothing decides")
    )
    refused: list[RefusedParent] = field(
        default_factory=list, metadata=doc("Claims about this account that no tree can hold: cycles, self-parents")
    )
    ultimate_claims: list[RefusedParent] = field(
        default_factory=list,
        metadata=doc("Who names the top of the tree beside a nearer parent, for the account or one above it"),
    )
    gaps: list[Gap] = field(default_factory=list, metadata=doc("Where only an ultimate parent is known"))
    other_kinds: list[HierarchyKind] = field(
        default_factory=list, metadata=doc("Other kinds in which this account has a parent, children or a known root")
    )
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
    evidence_since: datetime | None = field(default=None, metadata=doc("When the first evidence of its parent starts"))
