"""What the question "may we contact them" answers, person by person.

In: nothing. Out: the dataclasses of the answer. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from graph_service.questions.answer import Answer, NodeSeen, SinceKind, Status, Why, doc


class Channel(Enum):
    """The way to reach somebody."""

    EMAIL = "E-mail"
    PHONE = "A call"
    SMS = "SMS, MMS, RCS, messaging apps"
    POST = "A letter"
    ADS = "Ads aimed at the person"
    IN_APP = "In the product, with push"


class Purpose(Enum):
    """What the message is for; a message of two purposes needs CLEAR for both."""

    PROSPECTING = "To win them as a customer"
    MARKETING_NEWSLETTER = "A newsletter"
    EVENT_INVITE = "An invitation to an event"
    CUSTOMER_MARKETING = "To sell a customer more; also a promotion inside a service message"
    RENEWAL = "About the renewal of a contract"
    SERVICE = "To serve the contract"
    BILLING = "About an invoice or payment"
    DEAL = "One to one, in an open opportunity or an answered thread"
    SURVEY = "A survey"
    LEGAL_NOTICE = "An incident, a change of terms, a recall"


class Decision(Enum):
    """Three values, because not knowing is no permission."""

    SUPPRESSED = "Somebody or a rule said stop."
    CLEAR = "No stop, and everything that a contact needs is proven."
    UNKNOWN = "Nobody said stop, but that they may be contacted is not proven."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPointSeen:
    """The address or number the decision is about."""

    kind: str = field(metadata=doc("EMAIL, PHONE, POSTAL or PRODUCT_USER"))
    value: str = field(metadata=doc("Normalised value"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One stop that binds this message."""

    code: str = field(metadata=doc("Which stop: a row of the policy"))
    level: str = field(metadata=doc("Who speaks: SUBJECT, ADMIN, USER or MACHINE"))
    scope: str = field(metadata=doc("What it sits on: POINT, PERSON, ACCOUNT or TREE"))
    system: str | None = field(default=None, metadata=doc("System that says so; null where several or a rule do"))
    record: str | None = field(default=None, metadata=doc("The record that says so, as system|object|id"))
    about: NodeSeen | None = field(default=None, metadata=doc("The account, opportunity or ticket it comes from"))
    since: datetime | None = field(default=None, metadata=doc("Since when"))
    since_kind: SinceKind | None = field(default=None, metadata=doc("Whether the start was given or first seen"))
    until: datetime | None = field(default=None, metadata=doc("Until when, where it ends by itself"))
    topic: str | None = field(default=None, metadata=doc("The topic it is limited to; ask again naming another one"))
    brand: str | None = field(default=None, metadata=doc("The brand it is limited to"))
    purposes: list[str] = field(default_factory=list, metadata=doc("Purposes it stops on this channel"))
    text: str = field(default="", metadata=doc("The reason as a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What keeps the answer from being CLEAR although nobody said stop."""

    code: str = field(metadata=doc("What is missing"))
    settle: str = field(metadata=doc("What would settle it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """Something to know that does not change the decision."""

    code: str = field(metadata=doc("e.g. FAMILY_CUSTOMER, OPEN_OPPORTUNITY, TELL_OWNER, SOFT_BOUNCES, COMPLAINED"))
    because: str = field(metadata=doc("The fact behind it: a stop or state of the policy"))
    text: str = field(metadata=doc("The same as a sentence"))
    about: NodeSeen | None = field(default=None, metadata=doc("What it comes from"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBy:
    """The winner among the binding stops."""

    level: str = field(metadata=doc("Its level"))
    code: str = field(metadata=doc("Its code"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruler:
    """Who may overrule the winner, for a purpose, with a reason and an end date."""

    who: str = field(metadata=doc("In words or as a kind of owner, e.g. ACCOUNT_EXECUTIVE"))
    user: NodeSeen | None = field(default=None, metadata=doc("The user or team that is this now, where known"))
    active: bool | None = field(default=None, metadata=doc("False: they have left"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDecision:
    """The decision about one reference that was asked."""

    asked: str = field(metadata=doc("The reference as it was asked"))
    status: Status = field(metadata=doc("Whether the reference names one person"))
    person: NodeSeen | None = field(default=None, metadata=doc("The person; null where not found or ambiguous"))
    contact_point: ContactPointSeen | None = field(default=None, metadata=doc("The address or number judged"))
    decision: Decision = field(metadata=doc("SUPPRESSED, CLEAR or UNKNOWN"))
    may_contact: bool = field(metadata=doc("True on CLEAR only"))
    reasons: list[Reason] = field(default_factory=list, metadata=doc("Every binding stop, the winner first"))
    decided_by: DecidedBy | None = field(default=None, metadata=doc("Level and code of the winner"))
    overrule: list[Overruler] = field(default_factory=list, metadata=doc("Who may overrule the winner"))
    ground: str | None = field(default=None, metadata=doc("The ground on which CLEAR rests; NONE_NEEDED where none is"))
    missing: list[Missing] = field(default_factory=list, metadata=doc("What keeps it from CLEAR"))
    advisories: list[Advisory] = field(default_factory=list, metadata=doc("To know, without effect"))
    next_allowed_at: datetime | None = field(
        default=None, metadata=doc("When the last binding stop ends by itself, if all of them do")
    )
    policy_version: str = field(metadata=doc("Version of the policy that judged"))
    why: list[Why] = field(default_factory=list, metadata=doc("Rules and the records they rest on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionAnswer(Answer):
    """Whom one may contact, in the order asked."""

    channel: str = field(metadata=doc("The channel asked for"))
    purpose: str = field(metadata=doc("The purpose asked for"))
    decisions: list[PersonDecision] = field(default_factory=list, metadata=doc("One per reference, in the order asked"))
    policy_version: str = field(metadata=doc("Version of the policy that judged"))
