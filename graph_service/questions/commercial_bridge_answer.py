"""What commercialBridge answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, Truncated, doc
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import Days
from graph_service.questions.usage_places import Rollup


class Allocation(Enum):
    """How far a contract's revenue is told apart by tenants."""

    ALLOCATED = "Each tenant's part is known."
    UNALLOCATED = "It covers several tenants and shares do not say how; it is never split."
    WITHOUT_TENANT = "No system says which tenant it covers."


class Unpaid(Enum):
    """Why usage has no payer."""

    NO_SUBSCRIPTION = "No contract covers the tenant."
    LEFT_OUT = "Only contracts that make no revenue cover the tenant."
    NO_PAYER = "No system says who pays for the contract that covers the tenant."
    NO_TENANT = "No system says in which tenant the workspace lies."


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerSeen:
    """Who pays."""

    entity: NodeSeen = field(metadata=doc("The billing entity"))
    relation: str = field(metadata=doc("DIRECT, PARENT, RESELLER or MARKETPLACE"))
    account: NodeSeen | None = field(metadata=doc("The company it is; null where no system says"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrRow:
    """A contract that makes yearly revenue, by its payer; each once."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    status: str | None = field(metadata=doc("Its state"))
    currency: str = field(metadata=doc("ISO 4217"))
    arr: Decimal = field(metadata=doc("Yearly recurring revenue"))
    payer: PayerSeen | None = field(metadata=doc("Who pays; null where no system says"))
    other_payers: list[PayerSeen] = field(metadata=doc("Further payers, where systems name several"))
    invoiced_to: list[NodeSeen] = field(metadata=doc("Billing entities that get the invoice"))
    consuming_accounts: list[NodeSeen] = field(metadata=doc("Companies whose tenants it covers"))
    allocation: Allocation = field(metadata=doc("ALLOCATED, UNALLOCATED or WITHOUT_TENANT"))
    allocation_text: str = field(metadata=doc("Why so, as a sentence"))
    paid_here: bool = field(metadata=doc("Whether a company asked about pays"))
    used_here: bool = field(metadata=doc("Whether a tenant of a company asked about is covered"))
    ends: date | None = field(metadata=doc("Will end then: scheduled churn"))
    records: list[RecordSeen] = field(metadata=doc("Records of the contract"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricValue:
    """A figure of one metric; metrics are never added."""

    metric: str = field(metadata=doc("The metric"))
    value: float = field(metadata=doc("How much"))
    system: str = field(metadata=doc("Whose figure"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """A tenant of the companies asked about, or one that they pay for, with what it used."""

    tenant: NodeSeen = field(metadata=doc("The tenant, or a workspace that lies in none"))
    account: NodeSeen | None = field(metadata=doc("Whose it is"))
    here: bool = field(metadata=doc("Whether that is a company asked about"))
    usage: list[MetricValue] = field(metadata=doc("What it used in the period, each metric apart"))
    subscriptions: list[NodeSeen] = field(metadata=doc("Contracts with revenue that cover it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedRow:
    """One contract and one tenant that it covers."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    payer: NodeSeen | None = field(metadata=doc("The billing entity that pays"))
    tenant: NodeSeen = field(metadata=doc("The tenant"))
    account: NodeSeen | None = field(metadata=doc("Whose the tenant is"))
    here: bool = field(metadata=doc("Whether that is a company asked about"))
    share: Decimal | None = field(metadata=doc("As told; null where nobody told one"))
    currency: str = field(metadata=doc("ISO 4217"))
    arr: Decimal | None = field(metadata=doc("The tenant's part; null where it is not allocated"))
    usage: list[MetricValue] = field(metadata=doc("What the tenant used in the period"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidUsage:
    """Usage that nobody pays for, as far as systems say."""

    tenant: NodeSeen = field(metadata=doc("The tenant or workspace"))
    account: NodeSeen | None = field(metadata=doc("Whose it is"))
    usage: list[MetricValue] = field(metadata=doc("What it used in the period"))
    reason: Unpaid = field(metadata=doc("NO_SUBSCRIPTION, LEFT_OUT, NO_PAYER or NO_TENANT"))
    text: str = field(metadata=doc("The reason as a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSum:
    """One currency. ``arr`` is ``used_here + used_elsewhere + unallocated + without_tenant``."""

    currency: str = field(metadata=doc("ISO 4217"))
    arr: Decimal = field(metadata=doc("Every contract that a company asked about pays for or uses, once"))
    paid_here: Decimal = field(metadata=doc("Of it, what companies asked about pay"))
    used_here: Decimal = field(metadata=doc("Of it, what is allocated to their tenants"))
    used_elsewhere: Decimal = field(metadata=doc("Of it, what is allocated to others' tenants"))
    unallocated: Decimal = field(metadata=doc("Of it, what covers several tenants without shares"))
    without_tenant: Decimal = field(metadata=doc("Of it, what covers no tenant on record"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueLeftOut:
    """A contract, or an item of one, that makes no yearly revenue."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    item: str | None = field(metadata=doc("The item's id at its source; null where it is the whole contract"))
    reason: str = field(metadata=doc("Metered, one-time, trialing, paused, ended ..."))


@dataclass(frozen=True, slots=True, kw_only=True)
class CommercialBridge(Answer):
    """Revenue by who pays, joined with usage by tenant, and the rest on both sides."""

    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    rollup: Rollup = field(default=Rollup.SELF, metadata=doc("SELF or TREE"))
    kind: HierarchyKind = field(default=HierarchyKind.SELLING, metadata=doc("Of which tree"))
    period: Days | None = field(default=None, metadata=doc("The days of the usage; revenue is that of now"))
    sums: list[BridgeSum] = field(default_factory=list, metadata=doc("One a currency"))
    arr_rows: list[ArrRow] = field(default_factory=list, metadata=doc("Revenue by contract and payer, by currency"))
    usage_rows: list[UsageRow] = field(default_factory=list, metadata=doc("Usage by tenant"))
    joined: list[JoinedRow] = field(default_factory=list, metadata=doc("Contract and tenant"))
    arr_without_tenant: list[ArrRow] = field(default_factory=list, metadata=doc("Revenue that covers no tenant"))
    usage_without_payer: list[UnpaidUsage] = field(default_factory=list, metadata=doc("Usage without revenue"))
    left_out: list[RevenueLeftOut] = field(default_factory=list, metadata=doc("What makes no revenue, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut the answer"))
