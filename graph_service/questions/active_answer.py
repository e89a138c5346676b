"""What activeOpportunities answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, Step, Truncated, doc
from graph_service.questions.deals import DealSeen


class MatchKind(Enum):
    """How an opportunity belongs to what was asked about."""

    PERSON = "The person has a role on it."
    BUYING_GROUP = "The person is in a buying group of its company."
    ACCOUNT = "It is the company's."
    ACCOUNT_TREE = "It is another company's of the same selling family."

    @property
    def clause(self) -> str:
        """The same within a sentence."""
        return self.value[0].lower() + self.value[1:-1]


class FoundBy(Enum):
    """What led to the person or company."""

    RECORD = "A record of the person or lead itself."
    EMAIL = "An address that several hold, or that names somebody else's record."
    DOMAIN = "The domain of the address alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveOpportunity(DealSeen):
    """One open opportunity, and why it counts here."""

    match: MatchKind = field(metadata=doc("PERSON, BUYING_GROUP, ACCOUNT or ACCOUNT_TREE: the nearest that holds"))
    found_by: FoundBy = field(metadata=doc("RECORD, EMAIL or DOMAIN: what led there"))
    path: list[Step] = field(default_factory=list, metadata=doc("Links that were walked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that was found and does not count."""

    what: NodeSeen = field(metadata=doc("What it is"))
    reason: str = field(metadata=doc("Why it does not count"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveOpportunities(Answer):
    """The open opportunities of a person, address, domain or lead."""

    person: NodeSeen | None = field(default=None, metadata=doc("The person, if one is known"))
    accounts: list[NodeSeen] = field(default_factory=list, metadata=doc("The companies that were looked at"))
    opportunities: list[ActiveOpportunity] = field(
        default_factory=list, metadata=doc("Each once, the nearest kind of match first")
    )
    left_out: list[LeftOut] = field(default_factory=list, metadata=doc("Found, but not counted, and why"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))
