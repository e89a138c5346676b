"""On which ground a message may rest (POLICIES 1.5). Pure.

In: a person's facts, the point, the permissions alive, the states of companies. Out: the ground, or what is missing.
Refuses: a ground given for another address, an older one than its limit, a region that is only assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import phonenumbers

from graph_service.model.suppression_policy import NOT_USED, REGIMES
from graph_service.questions.suppression_motion import MotionRules, open_deals
from graph_service.questions.suppression_outcome import Outcome
from graph_service.questions.suppression_shapes import PermissionFact, PersonFacts, PointFacts
from graph_service.questions.suppression_stops import months_before, shifted

NONE_NEEDED = "NONE_NEEDED"
_OPT_INS = ("OPT_IN", "CONFIRMED_OPT_IN")
_DEAL_NOUNS = ("Opportunity", "BuyingGroup")
_SETTLE = {
    "OPT_IN": "an opt-in by the person for this address and topic",
    "CONFIRMED_OPT_IN": "a confirmed opt-in by the person for this address and topic",
    "SENDER_TOPIC_OPT_IN": "an opt-in to this sender and topic",
    "AD_CONSENT": "a consent to ads",
    "NOTICE": "the vendor's notice to the person",
    "NO_VENDOR_ADDRESS": "a source other than an enrichment vendor for the address",
    "CUSTOMER": "an address obtained in a sale to a customer of the last months",
    "RELATIONSHIP": "a role or product use at a company with a live subscription that fits the purpose",
    "SCREENED": "a screening of the number against the do-not-call registers, not older than its limit",
    "ENQUIRY": "an enquiry of their own, not older than its limit",
    "NUMBER_GIVEN": "the number given for this purpose",
    "PRODUCT_USER": "use of the product",
}


class Grounds:
    """Looks for a ground for one message to one point of one person.

    Args:
        motion: states of companies, the policy and the message.
        person: the person.
        point: the contact point.
        permissions: the permissions that are alive.
    """

    def __init__(
        self, motion: MotionRules, person: PersonFacts, point: PointFacts, permissions: Sequence[PermissionFact]
    ) -> None:
        self.motion = motion
        self.rules = motion.rules
        self.policy = motion.policy
        self.message = motion.message
        self.person = person
        self.point = point
        self.permissions = permissions

    def find(self, outcome: Outcome) -> str | None:
        """The ground's name, or None after noting what is missing."""
        channel, purpose = self.message.channel, self.message.purpose
        country = self.country()
        regime = self.policy.regime(country, self._corporate())
        found: dict[str, str | None] = {}
        for one in [regime] if regime else REGIMES:
            ways = self.policy.ways(channel, one, purpose)
            if ways == NOT_USED:
                outcome.lacks("CHANNEL_NOT_USED", f"{channel} is not used for {purpose}: use another channel")
                return None
            found[one] = next((self._name(way) for way in ways if all(self._has(fact) for fact in way)), None)
        if all(found.values()):
            return next(iter(found.values()))
        if any(found.values()):
            outcome.lacks("REGION_UNKNOWN", "the country of the contact point or of the person")
            return None
        wanted = self.policy.ways(channel, next(iter(found)), purpose)
        told = " or ".join(" with ".join(_SETTLE[fact] for fact in way) for way in wanted if wanted != NOT_USED)
        where = f" ({country}, {regime})" if regime else ""
        outcome.lacks("NO_PERMISSION_ON_RECORD", f"{told}{where}")
        return None

    def country(self) -> str | None:
        """The region of the contact point, else of the person."""
        return (phone_region(self.point.value) if self.point.kind == "PHONE" else None) or self.person.country

    @staticmethod
    def _name(way: Sequence[str]) -> str:
        return "+".join(fact for fact in way if fact != "NO_VENDOR_ADDRESS") or NONE_NEEDED

    def _corporate(self) -> bool:
        """An address in a domain of the company they work for."""
        if self.point.kind != "EMAIL" or self.point.shared is not None:
            return False
        host = self.point.value.rpartition("@")[2]
        known = [self.motion.accounts[one] for one in self.person.accounts if one in self.motion.accounts]
        return any(in_domain(host, account.domains) for account in known)

    def _has(self, fact: str) -> bool:
        if fact in _OPT_INS:
            return self._opted_in(_OPT_INS[_OPT_INS.index(fact) :])
        if fact == "SENDER_TOPIC_OPT_IN":
            return self._sender_topic()
        if fact == "AD_CONSENT":
            return self._opted_in(_OPT_INS)
        if fact == "NOTICE":
            return self.point.notice or any(
                one.ground == "NOTICE" and one.point == self.point.key for one in self.permissions
            )
        if fact == "NO_VENDOR_ADDRESS":
            return any(system not in self.policy.vendor_systems for system in self.point.systems)
        if fact == "CUSTOMER":
            return self._customer()
        if fact == "RELATIONSHIP":
            return self._relationship()
        if fact == "SCREENED":
            return self._recorded("SCREENED", shifted(self.message.at, days=-self.policy.ground_limits.screened_days))
        if fact == "ENQUIRY":
            months = self.policy.ground_limits.enquiry_months
            return self._recorded("ENQUIRY", months_before(self.message.at, months), by_subject=True)
        if fact == "NUMBER_GIVEN":
            return self._given()
        return fact == "PRODUCT_USER" and self.person.product_user

    def _opted_in(self, grounds: Sequence[str]) -> bool:
        return any(
            one.by_subject and one.ground in grounds and self.rules.covers(one, self.point.key)
            for one in self.permissions
        )

    def _sender_topic(self) -> bool:
        message = self.message
        for one in self.permissions:
            if not one.by_subject or one.ground not in _OPT_INS or not self.rules.covers(one, self.point.key):
                continue
            anybody = one.brand is None or self.policy.is_whole_company(one.brand, one.system)
            # a sender's own permission was compared above; one of nobody in particular serves nobody in particular
            if anybody == (message.brand_written is None) and (one.topic is None) == (message.topic_written is None):
                return True
        return False

    def _recorded(self, ground: str, not_before: str, *, by_subject: bool = False) -> bool:
        return any(
            one.ground == ground
            and one.point == self.point.key
            and one.channel == self.message.channel
            and (one.by_subject or not by_subject)
            and (one.since or "") > not_before
            and (one.purposes is None or self.message.purpose in self.policy.expand(one.purposes))
            for one in self.permissions
        )

    def _given(self) -> bool:
        return any(
            one.ground == "RELATIONSHIP" and one.purposes is not None and self.rules.covers(one, self.point.key)
            for one in self.permissions
        )

    def _customer(self) -> bool:
        limits = self.policy.ground_limits
        since = months_before(self.message.at, limits.customer_months)
        if self.country() in limits.enquiry_as_customer and self._has("ENQUIRY"):
            return True
        sold = [one for one in self.permissions if one.ground == "CUSTOMER" and self.rules.covers(one, self.point.key)]
        return bool(sold) and (
            any((one.since or "") > since for one in sold)
            or any(self.motion.customer_within(one, limits.customer_months) for one in self.person.accounts)
        )

    def _relationship(self) -> bool:
        policy, motion, person = self.policy, self.motion, self.person
        relation = policy.relationship.get(self.message.purpose, policy.relationship["default"])
        if relation.payer_address and self.point.payer_live:
            return True
        if self.point.kind == "EMAIL" and (policy.is_role_mailbox(self.point.value) or self.point.shared):
            # nobody in particular reads it, so nobody's role there is a ground
            return False
        gone = {one.account for one in person.left} - set(person.accounts)
        if relation.product_user and any(motion.live(one) for one in person.product_accounts if one not in gone):
            return True
        if relation.open_opportunity and (open_role(motion, person) or self._given()):
            return True
        for role in person.roles:
            fits = role.role not in policy.not_roles if relation.roles == "ANY" else role.role in relation.roles
            if not fits or (role.noun in _DEAL_NOUNS and not relation.deal_roles):
                continue
            if gone.intersection(role.accounts):
                continue
            if any(one in policy.states.live_statuses for one in role.statuses):
                return True
            if any(motion.live(one) for one in role.accounts):
                return True
        return False


def open_role(motion: MotionRules, person: PersonFacts) -> str | None:
    """The opportunity that is open and on which, or in whose buying group, the person has a role."""
    for role in person.roles:
        if role.noun == "Opportunity" and role.opportunity is not None:
            if role.opportunity.closed is not True and role.opportunity.won is not True:
                return role.target
        elif role.noun == "BuyingGroup" and (deals := open_deals(motion, role.accounts)):
            return deals[0].id
    return None


def in_domain(host: str, domains: Sequence[str]) -> bool:
    """Whether a host is one of these domains or lies under one."""
    return any(host == one or host.endswith("." + one) for one in domains)


@lru_cache(maxsize=65536)
def phone_region(number: str) -> str | None:
    """The country of a number in international form, or None where its code is not one country's."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return region if region and len(region) == 2 and region.isalpha() else None
