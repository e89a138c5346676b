"""What renewalRisk answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, Step, Truncated, doc
from graph_service.questions.deals import DealSeen, MoneySeen, OwnedBy

LEVELS = {"HIGH": 3, "MEDIUM": 2, "LOW": 1}
"""Levels of a risk, the higher the graver."""


class MissingHop(Enum):
    """The hop at which a chain ends before it reaches an owner."""

    IN_TENANT = "No system says in which tenant the workspace lies."
    COVERS_TENANT = "No standing contract covers the tenant."
    SUBSCRIPTION = "No standing contract of the company, or of that name, is on record."
    RENEWS = "No opportunity renews the contract."
    OWNS = "Nobody who is still here owns the renewal."


class RenewalBy(Enum):
    """What makes an opportunity the renewal of a contract."""

    RENEWS = "A system says that it renews this contract."
    ACCOUNT = "It is an open renewal of a company that uses or pays for the contract."


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSeen:
    """A risk that somebody raised and nobody closed."""

    flag: NodeSeen = field(metadata=doc("The risk"))
    reason: str | None = field(metadata=doc("Why it was raised"))
    level: str | None = field(metadata=doc("HIGH, MEDIUM or LOW; null where no system says"))
    opened_at: datetime | None = field(metadata=doc("When it was raised; null where no system says"))
    due: date | None = field(metadata=doc("To be dealt with by then"))
    age_days: int | None = field(metadata=doc("Full days since it was raised, else since it was first seen"))
    systems: list[str] = field(metadata=doc("Who raised it"))
    records: list[RecordSeen] = field(metadata=doc("Its records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChain:
    """One way from a risk towards the owner of a renewal."""

    flag: RiskSeen = field(metadata=doc("The risk"))
    about: NodeSeen = field(metadata=doc("What it is about"))
    workspace: NodeSeen | None = field(metadata=doc("The workspace, where it is about one"))
    tenant: NodeSeen | None = field(metadata=doc("The tenant"))
    subscription: NodeSeen | None = field(metadata=doc("The contract"))
    arr: MoneySeen | None = field(metadata=doc("Its yearly revenue"))
    renews: date | None = field(metadata=doc("When it renews or its term ends"))
    days_left: int | None = field(metadata=doc("Days until then"))
    ends: date | None = field(metadata=doc("Will end then instead of renewing"))
    renewal: DealSeen | None = field(metadata=doc("The opportunity that renews it"))
    renewal_by: RenewalBy | None = field(metadata=doc("RENEWS where a system says so, else ACCOUNT"))
    owners: list[OwnedBy] = field(metadata=doc("Who owns the renewal and is still here"))
    missing: MissingHop | None = field(metadata=doc("The first hop that is missing; null where the chain is whole"))
    text: str = field(metadata=doc("The chain as a sentence"))
    path: list[Step] = field(metadata=doc("Its links, each in the direction of its arrow"))
    records: list[RecordSeen] = field(metadata=doc("Records of the risk, the contract and the renewal"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalRisk(Answer):
    """What endangers a company's renewals, and whose those are."""

    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    risk: str | None = field(default=None, metadata=doc("Derived: the highest level of its inputs; null where none"))
    inputs: list[RiskSeen] = field(default_factory=list, metadata=doc("The open risks that it is derived from"))
    chains: list[RiskChain] = field(default_factory=list, metadata=doc("The gravest first, then the earliest renewal"))
    arr_at_risk: list[MoneySeen] = field(
        default_factory=list, metadata=doc("Yearly revenue of the contracts in the chains, each once, per currency")
    )
    closed: int = field(default=0, metadata=doc("Closed risks that are left out"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut the answer"))
