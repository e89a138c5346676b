"""What expansion answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, RecordSeen, Truncated, doc
from graph_service.questions.deals import MoneySeen


class MovementKind(Enum):
    """What became of a company's yearly recurring revenue in one currency."""

    NEW = "It was no customer before."
    REACTIVATION = "It had been a customer, was none on the first day, and is one again."
    EXPANSION = "It was a customer, and pays more."
    CONTRACTION = "It pays less, and still something."
    CHURN = "It pays nothing any more."


class ArrLeftOutReason(Enum):
    """Why something is in no figure."""

    AMOUNT_UNKNOWN = "A contract was in force on one of the days, and nobody had said what it was worth then."
    CURRENCY_CHANGED = "It ended in one currency and began in another: unlike currencies are not compared."
    NO_ACCOUNT = "No system says whose contract it is."
    UNALLOCATED = "Several companies use what a reseller pays for, and nobody says in which shares."
    RECORD_DELETED = "Its record was deleted at the source, and no date says when the contract ended."
    SEGMENT_UNKNOWN = "No system had said its segment by then."


class SideMeasure(Enum):
    """What a system's figure is a figure of."""

    ARR = "Yearly recurring revenue by the system that bills it."
    ARR_COPY = "A copy of it that another system keeps: shown beside, never added."
    CONTRACT_VALUE_WON = "Contract value of what was won between the days, by the CRM: not yearly revenue."


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrFigures:
    """One currency: from the first day to the last."""

    currency: str = field(metadata=doc("ISO 4217"))
    customers: int = field(metadata=doc("Companies that paid something on the first day: the cohort of the rates"))
    arr_from: Decimal = field(metadata=doc("What the cohort paid a year on the first day"))
    new: Decimal = field(metadata=doc("From companies that were no customers before"))
    reactivation: Decimal = field(metadata=doc("From companies that had been customers once"))
    expansion: Decimal = field(metadata=doc("More from the cohort"))
    contraction: Decimal = field(metadata=doc("Less from those of the cohort that stayed"))
    churn: Decimal = field(metadata=doc("Lost with those that left"))
    arr_to: Decimal = field(metadata=doc("What all of them pay on the last day: the sum of the above"))
    nrr: Decimal | None = field(metadata=doc("Net revenue retention: 1.0000 is what there was; null over nothing"))
    grr: Decimal | None = field(metadata=doc("Gross revenue retention, without expansion; null over nothing"))
    no_rate_because: str | None = field(metadata=doc("Why there is no rate"))
    by_term: int = field(
        metadata=doc("Contracts whose worth on a day is known only by the term they were in, which was read later")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrMovement:
    """One company in one currency."""

    kind: MovementKind = field(metadata=doc("NEW, REACTIVATION, EXPANSION, CONTRACTION or CHURN"))
    account: NodeSeen = field(metadata=doc("The company; of what is resold, who uses it"))
    segment: str | None = field(metadata=doc("Its segment as of the first day; of one that is new, as of the last"))
    currency: str = field(metadata=doc("ISO 4217"))
    arr_from: Decimal = field(metadata=doc("On the first day"))
    arr_to: Decimal = field(metadata=doc("On the last day"))
    because: str = field(metadata=doc("What made it, in a sentence"))
    subscriptions: list[NodeSeen] = field(metadata=doc("Its contracts in this currency"))
    records: list[RecordSeen] = field(metadata=doc("Their records, the newest first"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrLeftOut:
    """Something that is in no figure."""

    reason: ArrLeftOutReason = field(metadata=doc("Why"))
    text: str = field(metadata=doc("The same as a sentence"))
    account: NodeSeen | None = field(metadata=doc("The company, if one is known"))
    currency: str | None = field(metadata=doc("ISO 4217"))
    arr_from: Decimal | None = field(metadata=doc("On the first day, where it is known"))
    arr_to: Decimal | None = field(metadata=doc("On the last day, where it is known"))
    subscriptions: list[NodeSeen] = field(metadata=doc("The contracts"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrLeftOutCount:
    """How much is left out for one reason."""

    reason: ArrLeftOutReason = field(metadata=doc("Why"))
    count: int = field(metadata=doc("How many companies and currencies, or contracts of nobody"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutArr:
    """A contract in force of which something makes no yearly revenue."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    account: NodeSeen | None = field(metadata=doc("Whose, if it is known"))
    because: list[str] = field(metadata=doc("Its items that make none, each with the reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledEnd:
    """A contract that still counts and will end."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    account: NodeSeen | None = field(metadata=doc("Whose"))
    ends: date = field(metadata=doc("The day on which it ends"))
    arr: MoneySeen = field(metadata=doc("What then falls away"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrSide:
    """What one system says, beside the others."""

    system: str = field(metadata=doc("The system"))
    measure: SideMeasure = field(metadata=doc("ARR, ARR_COPY or CONTRACT_VALUE_WON"))
    kind: str | None = field(metadata=doc("Of what was won: NEW, EXPANSION, RENEWAL or UNCLASSIFIED"))
    currency: str = field(metadata=doc("ISO 4217"))
    at_from: Decimal | None = field(metadata=doc("Of ARR: on the first day, as said by then"))
    at_to: Decimal | None = field(metadata=doc("Of ARR: on the last day"))
    won: Decimal | None = field(metadata=doc("Of what was won: its contract value"))
    contracts: int = field(metadata=doc("Contracts or deals with a figure"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion(Answer):
    """ARR from one day to another: movements, retention, and what is in no figure."""

    segment: str | None = field(default=None, metadata=doc("Only companies of this segment, if one was named"))
    from_at: datetime | None = field(default=None, metadata=doc("The first day"))
    to_at: datetime | None = field(default=None, metadata=doc("The last day"))
    currencies: list[ArrFigures] = field(default_factory=list, metadata=doc("One a currency; never added up"))
    movements: list[ArrMovement] = field(default_factory=list, metadata=doc("What moved, by currency, most first"))
    left_out: list[ArrLeftOut] = field(default_factory=list, metadata=doc("In no figure, and why"))
    left_out_counts: list[ArrLeftOutCount] = field(default_factory=list, metadata=doc("How many, by reason"))
    without_arr: list[WithoutArr] = field(default_factory=list, metadata=doc("What makes no yearly revenue"))
    scheduled: list[ScheduledEnd] = field(default_factory=list, metadata=doc("Counted, and going to end"))
    sides: list[ArrSide] = field(default_factory=list, metadata=doc("Each system's figures, side by side"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
