"""What is known about a person before it is judged: plain facts, no database, no policy.

In: rows and the JSON texts on source records. Out: fact dataclasses. Refuses: nothing by raising: what cannot be read
is kept as a fact itself (``unreadable``), because a stop that cannot be read must never look like no stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

_STORED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@dataclass(slots=True)
class StopFact:
    """One stop that a record states.

    Attributes:
        since, until: stored instant text; None where not given or not readable (then it has always stood, never ends).
        since_latest: when it was last given, at the end of the day where only a date is given: no act of that day is
            surely later.
        acted: the source gives the time of the act, so a later act can be told from it.
        only_point: set where the record is reached over a shared key: then it binds on that point alone.
    """

    code: str
    slot: str
    record: str
    system: str
    channels: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    topic: str | None = None
    brand: str | None = None
    point: str | None = None
    since: str | None = None
    since_latest: str | None = None
    until: str | None = None
    acted: bool = False
    standing: bool = True
    unknown: bool = False
    retracted: bool = False
    detail: str | None = None
    only_point: str | None = None


@dataclass(slots=True)
class PermissionFact:
    """One permission or ground that a record states; it holds for its point only."""

    ground: str
    slot: str
    record: str
    system: str
    channel: str
    purposes: tuple[str, ...] | None = None
    topic: str | None = None
    brand: str | None = None
    point: str | None = None
    since: str | None = None
    until: str | None = None
    by_subject: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class OverruledFact:
    """Who may said that a state need not stop this person, for some purposes, until a day."""

    code: str
    about: str
    """Birth id of the record whose thing it is; "" where it is a state of the person."""
    purposes: tuple[str, ...]
    since: str
    until: str
    by: str


@dataclass(slots=True)
class PointFacts:
    """One contact point a person has now, and what is known of it."""

    kind: str
    value: str
    primary: bool = False
    since: str | None = None
    systems: tuple[str, ...] = ()
    shared: str | None = None
    others: bool = False
    """Another person's records hold it too, and it is an identifying key."""
    ours: bool = False
    """It is the address of one of our users."""
    payer_live: bool = False
    """It is the address of a payer of a live subscription."""
    soft_bounces: int = 0
    delivered: str | None = None
    """When mail last arrived there, as far as a source tells."""
    notice: bool = False
    label: str | None = None

    @property
    def key(self) -> str:
        """``email|a@b.example``, the form in which stops name a point."""
        return f"{self.kind.lower()}|{self.value}"


@dataclass(slots=True)
class SubscriptionFacts:
    """A subscription that an account pays for or whose tenant it covers."""

    id: str
    name: str | None
    status: str | None
    started_at: str | None = None
    term_start: str | None = None
    term_end: str | None = None
    renewal_date: str | None = None
    ended_at: str | None = None
    resold: bool = False
    delinquent: bool = False
    """Its payer is delinquent or on credit hold."""


@dataclass(slots=True)
class OpportunityFacts:
    """An opportunity of an account, or one that a person has a role on."""

    id: str
    name: str | None
    kind: str | None
    closed: bool | None
    won: bool | None
    closed_at: str | None = None


@dataclass(slots=True)
class TicketFacts:
    """A support case of an account."""

    id: str
    name: str | None
    severity: str | None
    status: str | None
    solved_at: str | None = None


@dataclass(slots=True)
class RiskFacts:
    """A risk raised about an account, a workspace, a tenant or a subscription of its."""

    id: str
    name: str | None
    status: str | None
    opened_at: str | None = None
    systems: tuple[str, ...] = ()


@dataclass(slots=True)
class AccountFacts:
    """What is known of an account that bears on contacting its people."""

    id: str
    name: str | None = None
    kind: str | None = None
    lifecycle: str | None = None
    managed: bool = False
    domains: tuple[str, ...] = ()
    delinquent: bool = False
    resold: bool = False
    subscriptions: list[SubscriptionFacts] = field(default_factory=list)
    opportunities: list[OpportunityFacts] = field(default_factory=list)
    tickets: list[TicketFacts] = field(default_factory=list)
    risks: list[RiskFacts] = field(default_factory=list)
    stops: list[StopFact] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    family: tuple[str, ...] = ()
    """Ids of the accounts connected over PARENT_OF of any kind, itself among them; one value for all of them."""
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of PARENT_OF -> ids of all accounts above."""
    truncated: bool = False
    """The family was too large to be walked to its end."""
    in_part: bool = False
    """Read as a relative: whether it is a customer or managed is known, what stops a message to it is not."""


@dataclass(slots=True)
class RoleFacts:
    """One role that a person has now."""

    role: str
    noun: str
    target: str
    name: str | None = None
    accounts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    """States of the subscription it names, or of those the billing entity it names pays for."""
    opportunity: OpportunityFacts | None = None


@dataclass(slots=True)
class LeftFacts:
    """An employer a person has left."""

    account: str
    until: str | None
    domains: tuple[str, ...] = ()


@dataclass(slots=True)
class PersonFacts:
    """Everything known of one person, or of an address that nobody has yet."""

    id: str | None
    name: str | None = None
    country: str | None = None
    points: list[PointFacts] = field(default_factory=list)
    stops: list[StopFact] = field(default_factory=list)
    permissions: list[PermissionFact] = field(default_factory=list)
    overruled: list[OverruledFact] = field(default_factory=list)
    accounts: tuple[str, ...] = ()
    """Employers now."""
    maybe_accounts: tuple[str, ...] = ()
    """Several companies share the domain and nothing says which is theirs."""
    left: list[LeftFacts] = field(default_factory=list)
    roles: list[RoleFacts] = field(default_factory=list)
    tickets: list[TicketFacts] = field(default_factory=list)
    """Those they filed."""
    product_accounts: tuple[str, ...] = ()
    """Accounts whose tenants or workspaces they use."""
    product_user: bool = False
    lifecycle: str | None = None
    in_sequence: bool = False
    contested: bool = False
    unreadable: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SourceFacts:
    """What is known of one system's last run."""

    system: str
    last_run_at: str | None
    objects: dict[str, Any] | None
    """None where its state cannot be read."""


@lru_cache(maxsize=65536)
def stored_time(value: str | None, *, end: bool = False) -> str | None:
    """A time in the stored form, so that text order is time order; None where there is none or it cannot be read.

    Args:
        value: instant or civil date text.
        end: a civil date means the end of its day instead of its start.
    """
    if not isinstance(value, str) or not value:
        return None
    if _STORED.fullmatch(value):
        return value
    try:
        if len(value) == 10:
            datetime.fromisoformat(value)
            return value + ("T23:59:59.999999Z" if end else "T00:00:00.000000Z")
        parsed = datetime.fromisoformat(value)
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (ValueError, OverflowError):
        return None
