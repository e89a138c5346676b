"""What usage answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, Truncated, doc
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import Days
from graph_service.questions.usage_places import Rollup


class UsageGap(Enum):
    """Why usage is linked to no company."""

    NO_ACCOUNT = "No system says whose the tenant is, or was then."
    NO_TENANT = "No system says in which tenant the workspace lies, or lay then."


class UsageLeft(Enum):
    """Why usage is left out of the total."""

    INTERNAL = "Our own use, or a test's."
    OTHER_SYSTEM = "A system that is trusted more counts the same metric there; figures of two are never added."
    OTHER_ACCOUNT = "The place was another company's then."


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotal:
    """A metric over everything within; metrics are never added to each other."""

    metric: str = field(metadata=doc("The metric"))
    value: float = field(metadata=doc("How much"))
    systems: list[str] = field(metadata=doc("The systems whose figures count"))
    rollups: int = field(metadata=doc("Daily figures added"))
    last_day: date | None = field(metadata=doc("The last day with a figure"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLevel:
    """One level on the way up, directly before what lies within it."""

    metric: str = field(metadata=doc("The metric"))
    node: NodeSeen = field(metadata=doc("Account, tenant or workspace"))
    depth: int = field(metadata=doc("Steps below the account asked about, 0 is that account itself"))
    parent_id: str | None = field(metadata=doc("The level that it is counted into"))
    own: float = field(metadata=doc("Counted at itself, at nothing within it"))
    value: float = field(metadata=doc("With everything within it"))
    systems: list[str] = field(metadata=doc("Systems whose figures count at itself"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageUnlinked:
    """Usage that belongs to no company, as far as systems say; it may be this one's."""

    metric: str = field(metadata=doc("The metric"))
    node: NodeSeen = field(metadata=doc("The tenant or workspace"))
    value: float = field(metadata=doc("How much, with the workspaces in it"))
    reason: UsageGap = field(metadata=doc("NO_ACCOUNT or NO_TENANT"))
    text: str = field(metadata=doc("The reason as a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLeftOut:
    """Usage that is not in the total, and why."""

    metric: str = field(metadata=doc("The metric"))
    node: NodeSeen = field(metadata=doc("The tenant or workspace"))
    value: float = field(metadata=doc("How much"))
    reason: UsageLeft = field(metadata=doc("INTERNAL, OTHER_SYSTEM or OTHER_ACCOUNT"))
    text: str = field(metadata=doc("The reason as a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageClaim:
    """What somebody makes of the usage; it stands beside the figures and never changes them."""

    kind: str = field(metadata=doc("RISK, INTENT, HEALTH or FIT"))
    about: NodeSeen = field(metadata=doc("Account, tenant or workspace"))
    value: str = field(metadata=doc("What is claimed, in the words or the scale of the system"))
    systems: list[str] = field(metadata=doc("Who claims it"))
    at: datetime | None = field(metadata=doc("Time of the version that counts"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Answer):
    """How much an account, or a tree of accounts, used the product in some days."""

    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    rollup: Rollup = field(default=Rollup.SELF, metadata=doc("SELF or TREE"))
    kind: HierarchyKind = field(default=HierarchyKind.SELLING, metadata=doc("Of which tree"))
    period: Days | None = field(default=None, metadata=doc("The days that count"))
    metric: str | None = field(default=None, metadata=doc("The metric asked for; null for all"))
    total: float | None = field(default=None, metadata=doc("Of the metric asked for; null where it is not one metric"))
    totals: list[UsageTotal] = field(default_factory=list, metadata=doc("One a metric"))
    levels: list[UsageLevel] = field(default_factory=list, metadata=doc("Account, tenants, workspaces, as a tree"))
    unlinked: list[UsageUnlinked] = field(default_factory=list, metadata=doc("The rest that has no company"))
    left_out: list[UsageLeftOut] = field(default_factory=list, metadata=doc("Not in the total, and why"))
    claims: list[UsageClaim] = field(default_factory=list, metadata=doc("Risk, intent, health, fit: beside the usage"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut the answer"))
