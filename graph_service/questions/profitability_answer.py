"""What profitability answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, Truncated, doc
from graph_service.questions.period import Days


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitSum:
    """One currency over the whole period."""

    currency: str = field(metadata=doc("ISO 4217"))
    revenue: Decimal = field(metadata=doc("Revenue of the days that count"))
    cost: Decimal | None = field(metadata=doc("Cost to serve; null where none in this currency is on record"))
    margin: Decimal | None = field(metadata=doc("Revenue less cost; null where either is not known in full"))
    margin_rate: Decimal | None = field(metadata=doc("Margin by revenue, 1 is all of it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitMonth:
    """One month in one currency."""

    month: date = field(metadata=doc("Its first day"))
    currency: str = field(metadata=doc("ISO 4217"))
    revenue: Decimal = field(metadata=doc("Revenue of its days that count"))
    cost: Decimal | None = field(metadata=doc("Cost to serve; null where none in this currency is on record"))
    margin: Decimal | None = field(metadata=doc("Revenue less cost; null where either is not known in full"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowCost:
    """What a workflow cost in one currency."""

    workflow: str | None = field(metadata=doc("The workflow; null where the cost names none"))
    kind: str | None = field(metadata=doc("What was paid for: compute, support, model tokens"))
    currency: str = field(metadata=doc("ISO 4217"))
    cost: Decimal = field(metadata=doc("Cost to serve"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueRow:
    """Revenue that a contract made in the period."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    currency: str = field(metadata=doc("ISO 4217"))
    arr: Decimal = field(metadata=doc("The yearly revenue that it is reckoned from: this account's part"))
    days: int = field(metadata=doc("Days in effect"))
    revenue: Decimal = field(metadata=doc("Day by day, a year's revenue by the days of that year"))
    by: str = field(metadata=doc("TENANT where the account's tenant uses it, PAYER where it covers no tenant"))
    assumed: bool = field(metadata=doc("True where its revenue is first told after the period"))
    records: list[RecordSeen] = field(metadata=doc("Records of the contract"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """One cost to serve."""

    what: NodeSeen = field(metadata=doc("The account, tenant or workspace that caused it"))
    month: date = field(metadata=doc("First day of its month"))
    kind: str | None = field(metadata=doc("What was paid for"))
    workflow: str | None = field(metadata=doc("The workflow"))
    currency: str = field(metadata=doc("ISO 4217"))
    cost: Decimal = field(metadata=doc("How much"))
    records: list[RecordSeen] = field(metadata=doc("Its records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfitLeftOut:
    """Revenue or cost that is not in the sums, and why."""

    what: NodeSeen = field(metadata=doc("A contract, or what caused a cost"))
    currency: str | None = field(metadata=doc("ISO 4217"))
    amount: Decimal | None = field(metadata=doc("How much, where that is known"))
    reason: str = field(metadata=doc("Why"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profitability(Answer):
    """Revenue less cost to serve of one account."""

    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    period: Days | None = field(default=None, metadata=doc("The days that count"))
    sums: list[ProfitSum] = field(default_factory=list, metadata=doc("One a currency; they are never added"))
    months: list[ProfitMonth] = field(default_factory=list, metadata=doc("The same by month"))
    workflows: list[WorkflowCost] = field(default_factory=list, metadata=doc("Cost by workflow and kind"))
    revenues: list[RevenueRow] = field(default_factory=list, metadata=doc("Revenue by contract"))
    costs: list[CostRow] = field(default_factory=list, metadata=doc("Each cost"))
    months_without_cost: list[date] = field(
        default_factory=list, metadata=doc("Months of the period, by their first day, of which no cost is on record")
    )
    left_out: list[ProfitLeftOut] = field(default_factory=list, metadata=doc("Not in the sums, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut the answer"))
