"""The answer to ``attribution``: rules, channels, credit.

In: nothing. Out: the types of the answer. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, Truncated, doc
from graph_service.questions.deals import MoneySeen
from graph_service.questions.figures import LeftOutCount
from graph_service.questions.period import Days


class AttributionModel(Enum):
    """By which rule a deal is credited."""

    SOURCE = (
        "A deal belongs to the lead source that the CRM gives it; else to that of the lead it came from; else to that "
        "of the main person with a role on it."
    )
    FIRST_TOUCH = "A deal belongs to the campaign that somebody with a role on it was in first, before it closed."
    LAST_TOUCH = "A deal belongs to the campaign that somebody with a role on it was in last, before it closed."
    LINEAR = "A deal is split evenly over the campaigns that people with a role on it were in before it closed."
    PARTNER = (
        "A deal belongs to the partner that sourced it, by a registration from before its creation; else to the one "
        "that resells it, to several in even parts. Who only had a part in it is listed and gets no credit."
    )


class AttributionChannel(Enum):
    """What a row is."""

    SOURCE = "A lead source."
    CAMPAIGN = "A campaign."
    PARTNER = "A partner company."
    NONE = "Nothing on record by this rule."


class PartnerCredit(Enum):
    """For what a partner is credited."""

    SOURCED = "It registered the deal before the deal was created."
    RESOLD = "It resells the deal, and nobody sourced it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Deals, or parts of deals, and their value."""

    deals: Decimal = field(metadata=doc("How many deals; parts of a deal add up to it"))
    values: list[MoneySeen] = field(metadata=doc("Their value, per currency"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionTotal:
    """What was credited."""

    won: Credit = field(metadata=doc("Deals won with a close date in the period"))
    created: Credit = field(metadata=doc("Deals created in the period, whatever became of them; another set of deals"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionRow(AttributionTotal):
    """What one channel brought; the rows of a column add up to the total."""

    channel: AttributionChannel = field(metadata=doc("SOURCE, CAMPAIGN, PARTNER or NONE"))
    id: str | None = field(metadata=doc("Our id of the campaign or partner"))
    name: str | None = field(metadata=doc("What it is called; null for NONE"))
    credited_for: PartnerCredit | None = field(default=None, metadata=doc("Of a partner: SOURCED or RESOLD"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence(AttributionTotal):
    """What one partner had a part in, whole deals; another partner may have had one in the same. It is no credit."""

    partner: NodeSeen = field(metadata=doc("The partner company"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution(Answer):
    """What brought deals."""

    period: Days = field(metadata=doc("The period"))
    model: AttributionModel = field(default=AttributionModel.SOURCE, metadata=doc("The rule"))
    rows: list[AttributionRow] = field(default_factory=list, metadata=doc("Most deals won first"))
    influenced: list[Influence] = field(
        default_factory=list,
        metadata=doc("Of PARTNER: who had a part in deals without being credited with them; in no row and no total"),
    )
    total: AttributionTotal | None = field(default=None, metadata=doc("All rows together: each deal once a column"))
    left_out: list[LeftOutCount] = field(default_factory=list, metadata=doc("What does not count, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
