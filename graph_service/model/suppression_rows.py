"""The rows of schema/policies/suppression.yaml, one class per table.

In: plain data read from YAML. Out: frozen pydantic models. Refuses: unknown fields and words outside fixed lists
(whether rows fit each other is checked in ``suppression_policy``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Ground = Literal[
    "OPT_IN", "CONFIRMED_OPT_IN", "SENDER_TOPIC_OPT_IN", "AD_CONSENT", "NOTICE", "NO_VENDOR_ADDRESS", "CUSTOMER",
    "RELATIONSHIP", "SCREENED", "ENQUIRY", "NUMBER_GIVEN", "PRODUCT_USER",
]  # fmt: skip
Ways = list[list[Ground]]
Scope = Literal["PERSON", "POINT", "ACCOUNT", "TREE"]


class PolicyPart(BaseModel):
    """What all rows share: no unknown fields, no change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChannelSpec(PolicyPart):
    """A way to reach somebody and the kind of contact point it needs."""

    point: Literal["EMAIL", "PHONE", "POSTAL", "PRODUCT_USER"]


class LevelSpec(PolicyPart):
    """Who may overrule a stop of this level, in words."""

    overrule: list[str]


class UnlessSpec(PolicyPart):
    """The one case in which a stop does not bind."""

    fact: Literal["LIVE_CONTRACT", "OTHER_GROUND"]
    purpose: str | None = None
    channel: str | None = None


class StopSpec(PolicyPart):
    """One row of the table of stops (POLICIES 1.3)."""

    level: Literal["SUBJECT", "ADMIN", "USER", "MACHINE"]
    channels: list[str] | Literal["ALL", "TOPIC"]
    purposes: list[str]
    except_: list[str] = Field(default_factory=list, alias="except")
    scope: Scope
    down: list[str] = Field(default_factory=list)
    """Kinds of PARENT_OF over which a stop of a company binds those below."""
    effect: Literal["SUPPRESSED", "UNKNOWN"] = "SUPPRESSED"
    advise: dict[str, str] = Field(default_factory=dict)
    unless: UnlessSpec | None = None
    ends_permissions: bool = True
    ends_with_flag: bool = False
    """True: a fact about a point that is over when its source no longer says so; no act of anybody is needed."""
    ends_with_delivery: bool = False
    """True: over for an address at which mail arrived later, where the source states when the stop was given."""
    lasts_days: int | None = Field(default=None, gt=0)
    """How long it stands where the source gives no end."""
    text: str
    settle: str = "a look at the record named"


class MotionSpec(PolicyPart):
    """One row of the motion matrix (POLICIES 1.4)."""

    scope: Scope
    effects: dict[str, Literal["S", "a"]]
    requester: dict[str, Literal["S", "a"]] = Field(default_factory=dict)
    where_managed: dict[str, Literal["S", "a"]] = Field(default_factory=dict)
    advisory: str = "TELL_OWNER"
    overrule: list[str] = Field(min_length=1)
    lingers_days: int = Field(default=0, ge=0)
    text: str


class OverrulerSpec(PolicyPart):
    """Who is meant by a word of ``overrule``; nobody where it says nothing."""

    owns: Literal["OPPORTUNITY", "ACCOUNT"] | None = None
    """Whoever owns the opportunity itself, or the company that the state is of."""
    type: str | None = None
    """Only owners of this type."""
    teams: list[str] = Field(default_factory=list)

    def is_owner(self, *, itself: bool, of: str, type: str | None) -> bool:
        """Whether an owner is meant.

        Args:
            itself: they own the very thing whose state it is, and not only its company.
            of: noun of that thing.
            type: kind of ownership.
        """
        if self.owns == "OPPORTUNITY":
            return itself and of == "Opportunity"
        return self.owns == "ACCOUNT" and type == self.type


class StatesSpec(PolicyPart):
    """How states of accounts are read off the graph."""

    customer_statuses: list[str]
    live_statuses: list[str]
    ended_statuses: list[str]
    other_statuses: list[str]
    past_due_statuses: list[str]
    closed_won_days: int
    customer_kinds: list[str]
    competitor_kinds: list[str]
    own_kinds: list[str]
    customer_lifecycles: list[str]
    former_customer_days: int
    renewal_window_days: int
    renewal_min_term_days: int
    severe: list[str]
    ticket_closed: list[str]
    risk_closed: list[str]
    resold_relations: list[str]
    opportunity_codes: dict[str, str]
    opportunity_ignored: list[str]
    won_kinds: list[str]


class RegimesSpec(PolicyPart):
    """Countries by what their law asks for before a message."""

    OPT_OUT: list[str]
    OPT_OUT_CORPORATE: list[str]
    CONFIRMED: list[str]
    default: Literal["OPT_IN"]


class LimitsSpec(PolicyPart):
    """How long a ground holds."""

    screened_days: int
    customer_months: int
    enquiry_months: int
    enquiry_as_customer: list[str]


class RelationSpec(PolicyPart):
    """Who stands in the relationship a purpose needs."""

    product_user: bool
    roles: list[str] | Literal["ANY"]
    payer_address: bool = False
    open_opportunity: bool = False
    deal_roles: bool = False


class SourcesSpec(PolicyPart):
    """What must be loaded, complete and fresh before anything is CLEAR."""

    limits_hours: dict[str, int]
    required: dict[str, list[str] | Literal["CONNECTED"]]
    motion: list[str]


class TopicSpec(PolicyPart):
    """A subscription of one channel and the purposes it stands for."""

    channel: str
    purposes: list[str] = Field(min_length=1)
    aliases: list[str] = Field(default_factory=list)
    """Vendors' ids (``system:id``) and other names."""


class BrandSpec(PolicyPart):
    """A brand or business unit."""

    aliases: list[str] = Field(default_factory=list)


class CompanySpec(PolicyPart):
    """What is ours: people there are staff, never prospects."""

    own_domains: list[str]
    test_domains: list[str] = Field(default_factory=list)
    test_addresses: list[str] = Field(default_factory=list)
