"""The form of schema/policies/suppression.yaml: who may be contacted, as data.

In: plain data read from YAML. Out: one frozen :class:`SuppressionPolicy` with the look-ups that judgement needs.
Refuses: unknown words anywhere: a purpose, channel, level, code, ground or topic that is not declared, a channel or
purpose without a ground row, a required source list that is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, get_args

from pydantic import model_validator

from graph_service.model.suppression_rows import (
    BrandSpec,
    ChannelSpec,
    CompanySpec,
    Ground,
    LevelSpec,
    LimitsSpec,
    MotionSpec,
    OverrulerSpec,
    PolicyPart,
    RegimesSpec,
    RelationSpec,
    SourcesSpec,
    StatesSpec,
    StopSpec,
    TopicSpec,
    Ways,
)

ALL = "ALL"
MARKETING = "MKT"
TOPIC = "TOPIC"
NOT_USED = "NOT_USED"
CONNECTED = "CONNECTED"
ANY = "ANY"
LEVELS = ("SUBJECT", "ADMIN", "USER", "MACHINE")
REGIMES = ("OPT_OUT", "OPT_IN", "CONFIRMED")

_NOT_WORD = re.compile(r"[^a-z0-9]+")


class SuppressionPolicy(PolicyPart):
    """The whole policy; its version stands in every answer."""

    version: str
    company: CompanySpec
    channels: dict[str, ChannelSpec]
    unused_channels: list[str]
    purposes: list[str]
    marketing: list[str]
    levels: dict[Literal["SUBJECT", "ADMIN", "USER", "MACHINE"], LevelSpec]
    stops: dict[str, StopSpec]
    motions_on: list[str]
    motions_elsewhere: str
    motions: dict[str, MotionSpec]
    overrulers: dict[str, OverrulerSpec]
    states: StatesSpec
    regimes: RegimesSpec
    ground_columns: dict[str, list[str]]
    grounds: dict[str, dict[str, dict[str, Ways | Literal["NOT_USED"]]]]
    ground_limits: LimitsSpec
    relationship: dict[str, RelationSpec]
    not_roles: list[str]
    vendor_systems: list[str]
    lifting_grounds: list[str]
    permission_ending_levels: list[str]
    personal_phone_labels: list[str]
    sources: SourcesSpec
    topics: dict[str, TopicSpec]
    brands: dict[str, BrandSpec]
    whole_company_brands: list[str]
    role_mailboxes: list[str]

    @model_validator(mode="after")
    def _holds_together(self) -> SuppressionPolicy:
        for where, words, known in self._word_lists():
            for word in words:
                if word not in known:
                    raise ValueError(f"{where}: {word!r} is not one of {', '.join(sorted(known))}")
        for channel in self.channels:
            if channel not in self.grounds or channel not in self.sources.required:
                raise ValueError(f"{channel} needs a row in grounds and in sources.required")
            rows = self.grounds[channel]
            if set(rows) not in ({ANY}, set(REGIMES)):
                raise ValueError(f"grounds.{channel}: give ANY, or all of {', '.join(REGIMES)}")
            for regime, row in rows.items():
                if set(row) != set(self.ground_columns):
                    raise ValueError(f"grounds.{channel}.{regime}: the columns are {', '.join(self.ground_columns)}")
        columns = [purpose for purposes in self.ground_columns.values() for purpose in purposes]
        if sorted(columns) != sorted(self.purposes):
            raise ValueError("ground_columns: every purpose stands in exactly one column")
        if set(self.levels) != set(LEVELS):
            raise ValueError(f"levels: all of {', '.join(LEVELS)}")
        if wide := [code for code, row in self.stops.items() if row.ends_with_delivery and row.scope != "POINT"]:
            raise ValueError(f"stops.{wide[0]}: a delivery ends what sits on a POINT only")
        if missing := {"OPT_OUT", "MOTION"} - set(self.sources.limits_hours):
            raise ValueError(f"sources.limits_hours: {sorted(missing)[0]} is needed")
        if "default" not in self.relationship:
            raise ValueError("relationship: a default is needed")
        if both := set(self.stops) & set(self.motions):
            raise ValueError(f"{sorted(both)[0]} is both a stop and a motion")
        if any(required == [] for required in self.sources.required.values()):
            raise ValueError("sources.required: an empty list would prove nothing; name systems or CONNECTED")
        names = [name for topic in self.topics.values() for name in topic.aliases] + list(self.topics)
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"topics: {twice!r} names two topics")
        statuses = self.states.customer_statuses + self.states.ended_statuses + self.states.other_statuses
        if len(statuses) != len(set(statuses)) or not set(self.states.live_statuses) <= set(statuses):
            raise ValueError("states: a status is customer, ended or other, one of them; live ones are customer ones")
        return self

    def _word_lists(self) -> Iterable[tuple[str, Iterable[str], set[str]]]:
        purposes, channels = set(self.purposes), set(self.channels)
        yield "marketing", self.marketing, purposes
        yield "motions_on", self.motions_on, channels
        yield "motions_elsewhere", [self.motions_elsewhere], purposes
        yield "grounds", self.grounds, channels
        yield "sources.required", self.sources.required, channels
        yield "relationship", self.relationship, purposes | {"default"}
        yield "states.opportunity_codes", self.states.opportunity_codes.values(), set(self.motions)
        yield "lifting_grounds", self.lifting_grounds, set(get_args(Ground))
        yield "permission_ending_levels", self.permission_ending_levels, set(LEVELS)
        for code, stop in self.stops.items():
            at = f"stops.{code}"
            yield f"{at}.purposes", stop.purposes, purposes | {ALL, MARKETING, TOPIC}
            yield f"{at}.except", [*stop.except_, *stop.advise], purposes
            if isinstance(stop.channels, list):
                yield f"{at}.channels", stop.channels, channels
            if stop.unless is not None:
                yield f"{at}.unless", [stop.unless.purpose] if stop.unless.purpose else [], purposes
                yield f"{at}.unless", [stop.unless.channel] if stop.unless.channel else [], channels
        for code, motion in self.motions.items():
            yield f"motions.{code}", [*motion.effects, *motion.requester, *motion.where_managed], purposes
            yield f"motions.{code}.overrule", motion.overrule, set(self.overrulers)
        for name, topic in self.topics.items():
            yield f"topics.{name}", topic.purposes, purposes
            yield f"topics.{name}.channel", [topic.channel], channels

    def expand(self, words: Iterable[str]) -> frozenset[str]:
        """Purposes written as a list that may hold MKT and ALL."""
        found: set[str] = set()
        for word in words:
            found.update(self.purposes if word == ALL else self.marketing if word == MARKETING else [word])
        return frozenset(found)

    @cached_property
    def all_marketing(self) -> frozenset[str]:
        """The purposes that MKT stands for."""
        return frozenset(self.marketing)

    @cached_property
    def stop_purposes(self) -> dict[str, frozenset[str]]:
        """Code -> purposes it stops; a topic's own are found by its topic."""
        return {
            code: self.expand(word for word in stop.purposes if word != TOPIC) - frozenset(stop.except_)
            for code, stop in self.stops.items()
        }

    @cached_property
    def stop_channels(self) -> dict[str, frozenset[str]]:
        """Code -> channels it stops."""
        return {
            code: frozenset(stop.channels) if isinstance(stop.channels, list) else frozenset(self.channels)
            for code, stop in self.stops.items()
        }

    @cached_property
    def _topic_names(self) -> dict[str, str]:
        return {_slug(word): name for name, topic in self.topics.items() for word in [name, *topic.aliases]}

    @cached_property
    def _brand_names(self) -> dict[str, str]:
        return {_slug(word): name for name, brand in self.brands.items() for word in [name, *brand.aliases]}

    def topic_of(self, written: str, system: str | None = None) -> str | None:
        """The declared topic that a vendor's id or a name means, or None where the policy maps none."""
        return _declared(self._topic_names, written, system)

    def brand_of(self, written: str, system: str | None = None) -> str | None:
        """The declared brand that a vendor's id or a name means, or None."""
        return _declared(self._brand_names, written, system)

    @cached_property
    def _whole(self) -> dict[str, str]:
        return {_slug(word): word for word in self.whole_company_brands}

    def is_whole_company(self, written: str, system: str) -> bool:
        """Whether a vendor's brand id means no brand in particular."""
        return _slug(f"{system}:{written}") in self._whole

    def regime(self, country: str | None, corporate: bool) -> str | None:
        """The regime of a country, or None where the country is not known."""
        if not country:
            return None
        if country in self.regimes.OPT_OUT or (corporate and country in self.regimes.OPT_OUT_CORPORATE):
            return "OPT_OUT"
        return "CONFIRMED" if country in self.regimes.CONFIRMED else self.regimes.default

    @cached_property
    def column_of(self) -> dict[str, str]:
        """Purpose -> its column of the ground table."""
        return {purpose: column for column, purposes in self.ground_columns.items() for purpose in purposes}

    def ways(self, channel: str, regime: str, purpose: str) -> Ways | Literal["NOT_USED"]:
        """The ways to a ground: each a list of facts that must all be on record; ``[[]]`` none needed, ``[]`` never."""
        rows = self.grounds[channel]
        return (rows.get(ANY) or rows[regime])[self.column_of[purpose]]

    def motion_effect(self, code: str, channel: str, purpose: str) -> str | None:
        """S, a or None: what a state does to a purpose on a channel."""
        if channel not in self.motions_on and purpose != self.motions_elsewhere:
            return None
        return self.motions[code].effects.get(purpose)

    @cached_property
    def _mailboxes(self) -> frozenset[str]:
        return frozenset(self.role_mailboxes)

    def is_role_mailbox(self, address: str) -> bool:
        """Whether an address belongs to a role, by what stands before the @."""
        local = address.partition("@")[0].partition("+")[0].lower()
        return local in self._mailboxes

    def is_ours(self, address: str) -> bool:
        """Whether an address is of our own staff or a test address."""
        domain = address.rpartition("@")[2].lower()
        ours = (*self.company.own_domains, *self.company.test_domains)
        return address.lower() in self.company.test_addresses or any(
            domain == one or domain.endswith("." + one) for one in ours
        )


def _slug(text: str) -> str:
    return _NOT_WORD.sub("_", text.lower()).strip("_")


def _declared(names: dict[str, str], written: str, system: str | None) -> str | None:
    if system is not None and (found := names.get(_slug(f"{system}:{written}"))) is not None:
        return found
    return names.get(_slug(written))
