"""What accountBrief answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from graph_service.questions.answer import Answer, NodeSeen, Truncated, doc
from graph_service.questions.deals import DealSeen, MoneySeen
from graph_service.questions.motion_conflicts import Collision
from graph_service.questions.motion_states import MotionState
from graph_service.questions.ownership_answer import Mine, Owner
from graph_service.questions.stages import StageSaid
from graph_service.questions.suppression_answer import ContactPointSeen, Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountProfile:
    """What the company is."""

    industry: str | None = field(metadata=doc("Line of business"))
    employees: int | None = field(metadata=doc("Number of employees"))
    hq_country: str | None = field(metadata=doc("Country of the head office"))
    segment: str | None = field(metadata=doc("Segment for planning"))
    icp_tier: str | None = field(metadata=doc("Fit with the ideal customer profile"))
    domains: list[str] = field(metadata=doc("Its domains"))
    parent: NodeSeen | None = field(metadata=doc("Its selling parent; ask accountHierarchy for the tree"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSeen:
    """One contract of the company."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    status: str | None = field(metadata=doc("Its state"))
    arr: MoneySeen | None = field(metadata=doc("Yearly recurring revenue, in its own currency"))
    renews: date | None = field(metadata=doc("Next renewal, else the end of the term"))
    cancel_at: date | None = field(metadata=doc("Will end then"))
    sides: list[str] = field(metadata=doc("USES, PAYS, RESELLER ...: what the company has to do with it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSeen:
    """One open support case."""

    ticket: NodeSeen = field(metadata=doc("The case, with its subject"))
    status: str | None = field(metadata=doc("Its state"))
    severity: str | None = field(metadata=doc("Its priority"))
    opened_at: datetime | None = field(metadata=doc("When it was opened"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySeen:
    """One thing that happened."""

    id: str = field(metadata=doc("Our id"))
    kind: str | None = field(metadata=doc("EMAIL, CALL, MEETING, TASK, NOTE or a vendor's word"))
    at: datetime | None = field(metadata=doc("When"))
    direction: str | None = field(metadata=doc("IN from them, OUT to them; null where no system says"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTowards:
    """One role, in short."""

    role: str = field(metadata=doc("e.g. CHAMPION"))
    towards: NodeSeen = field(metadata=doc("Towards what"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """One person to talk to, and whether one may."""

    person: NodeSeen = field(metadata=doc("Who"))
    title: str | None = field(metadata=doc("Job title there"))
    roles: list[RoleTowards] = field(metadata=doc("Roles towards the company and its open deals"))
    decision: Decision = field(metadata=doc("SUPPRESSED, CLEAR or UNKNOWN"))
    may_contact: bool = field(metadata=doc("True on CLEAR only"))
    contact_point: ContactPointSeen | None = field(metadata=doc("The address or number judged"))
    because: list[str] = field(
        metadata=doc("What stops it, or keeps it from being CLEAR; ask suppression for the whole")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBrief(Answer):
    """What to read before a call."""

    account: NodeSeen | None = field(default=None, metadata=doc("The company"))
    profile: AccountProfile | None = field(default=None, metadata=doc("What it is"))
    mine: Mine | None = field(default=None, metadata=doc("Whether it is the user's; null where no user was named"))
    owners: list[Owner] = field(default_factory=list, metadata=doc("Every owner, by type"))
    unassigned: bool = field(default=False, metadata=doc("True where it is known to be nobody's"))
    customer: str | None = field(default=None, metadata=doc("Why it is a customer now; null where nothing says so"))
    stages: list[StageSaid] = field(default_factory=list, metadata=doc("Stage of the account, by system"))
    opportunities: list[DealSeen] = field(default_factory=list, metadata=doc("Its open opportunities"))
    contracts: list[ContractSeen] = field(default_factory=list, metadata=doc("Its contracts, the next to renew first"))
    tickets: list[TicketSeen] = field(default_factory=list, metadata=doc("Its open support cases, the newest first"))
    activities: list[ActivitySeen] = field(default_factory=list, metadata=doc("The five newest things that happened"))
    last_activity_at: datetime | None = field(default=None, metadata=doc("Newest activity that a CRM reports"))
    states: list[MotionState] = field(default_factory=list, metadata=doc("Risk and what else stops messages"))
    collisions: list[Collision] = field(default_factory=list, metadata=doc("What gets in the way of what"))
    channel: str = field(default="", metadata=doc("The channel judged for the people below"))
    purpose: str = field(default="", metadata=doc("The purpose judged for the people below"))
    people: list[Reachable] = field(default_factory=list, metadata=doc("Whom one may contact, those with a role first"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
