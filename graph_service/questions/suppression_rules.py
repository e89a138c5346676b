"""The judgement: facts, policy, message to SUPPRESSED, CLEAR or UNKNOWN. Pure.

In: a person's facts, states of companies, what sources lack. Out: :class:`Verdict`. Refuses: CLEAR unless no stop
binds and the contact point, the ground, the sources and the identity are all proven (POLICIES 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen
from graph_service.questions.suppression_answer import Advisory, Decision, Missing, Reason
from graph_service.questions.suppression_ground import Grounds, in_domain, open_role
from graph_service.questions.suppression_motion import MotionRules
from graph_service.questions.suppression_outcome import Outcome, note_stop
from graph_service.questions.suppression_shapes import AccountFacts, PermissionFact, PersonFacts, PointFacts, StopFact
from graph_service.questions.suppression_stops import Message, StopRules

_ORDER = {Decision.CLEAR: 0, Decision.UNKNOWN: 1, Decision.SUPPRESSED: 2}


@dataclass(slots=True)
class Verdict:
    """The judgement about one person."""

    decision: Decision
    point: PointFacts | None = None
    reasons: list[Reason] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    advisories: list[Advisory] = field(default_factory=list)
    ground: str | None = None
    next_allowed_at: datetime | None = None


class Judge:
    """Judges people for one message.

    Args:
        policy: the policy.
        message: what is to be sent.
        accounts: every account that may matter, by id.
        lacking: what the required sources lack, the same for everybody.
    """

    def __init__(
        self,
        policy: SuppressionPolicy,
        message: Message,
        accounts: Mapping[str, AccountFacts],
        lacking: Sequence[Missing],
    ) -> None:
        self.policy = policy
        self.message = message
        self.rules = StopRules(policy, message)
        self.motion = MotionRules(self.rules, accounts)
        self.lacking = lacking
        self.kind = policy.channels[message.channel].point

    def person(self, person: PersonFacts, asked_point: str | None = None) -> Verdict:
        """The verdict on one person.

        Args:
            person: what is known of them.
            asked_point: ``email|...`` or ``phone|...`` of the one point to judge; None: the best they have.
        """
        everywhere = self._everywhere(person)
        points = self._points(person, asked_point)
        verdicts = [self._at_point(person, point, held, everywhere) for point, held in points]
        return min(verdicts, key=lambda one: _ORDER[one.decision])

    def _points(self, person: PersonFacts, asked: str | None) -> list[tuple[PointFacts | None, bool]]:
        if asked is not None:
            mine = next((one for one in person.points if one.key == asked), None)
            kind, _, value = asked.partition("|")
            return [(mine or PointFacts(kind=kind.upper(), value=value), mine is not None and mine.kind == self.kind)]
        if self.kind == "PRODUCT_USER" and person.product_user:
            return [(PointFacts(kind="PRODUCT_USER", value=person.id or ""), True)]
        mine_all = sorted(
            (one for one in person.points if one.kind == self.kind), key=lambda p: (not p.primary, p.value)
        )
        return [(one, True) for one in mine_all] or [(None, False)]

    def _everywhere(self, person: PersonFacts) -> Outcome:
        """What binds the person whatever the contact point."""
        outcome = Outcome()
        for problem in person.unreadable:
            outcome.lacks("EVIDENCE_UNREADABLE", problem)
        if person.contested:
            outcome.lacks("CONTESTED_PERSON", "a decision on who this is: several people's records hold the same keys")
        if any(one.kind == "EMAIL" and (one.ours or self.policy.is_ours(one.value)) for one in person.points):
            note_stop(outcome, self.rules, _derived("OWN_STAFF"), None)
        for account in person.accounts:
            outcome.add(self.motion.of_account(account))
        if not person.accounts:
            self._without_employer(outcome, person)
        if deal := open_role(self.motion, person):
            self.motion.state(outcome, "OPPORTUNITY_ROLE", NodeSeen(noun="Opportunity", id=deal, name=None))
        if person.in_sequence:
            self.motion.state(outcome, "IN_SEQUENCE", None)
        for ticket in person.tickets:
            self.motion.ticket(outcome, ticket, requester=True)
        if self.message.at < self.message.now:
            outcome.lacks("AT_IN_PAST", "ask for now or for a later time: a message of the past cannot be cleared")
        return outcome

    def _without_employer(self, outcome: Outcome, person: PersonFacts) -> None:
        linked = sorted({*person.product_accounts, *(one for role in person.roles for one in role.accounts)})
        for account in linked:
            outcome.add(self.motion.of_account(account))
        if person.lifecycle in self.policy.states.customer_lifecycles:
            self.motion.state(outcome, "CUSTOMER", None, scope="PERSON", detail="the CRM says so of the person")
        maybe = [self.motion.of_account(one) for one in person.maybe_accounts]
        if any(one.reasons or one.missing for one in maybe):
            outcome.lacks("ACCOUNT_AMBIGUOUS", "which of the companies that share the domain the person works for")
        if not linked and not maybe and any(self.motion.stops(code) for code in self.policy.motions):
            outcome.advisories.append(
                Advisory(
                    code="EMPLOYER_UNKNOWN",
                    because="WORKS_AT",
                    text="no employer is on record, so no state of a company was looked at",
                )
            )

    def _at_point(self, person: PersonFacts, point: PointFacts | None, held: bool, everywhere: Outcome) -> Verdict:
        outcome = Outcome()
        outcome.add(everywhere)
        key = point.key if point is not None else None
        stops = person.stops
        alive: list[PermissionFact] = []
        if person.permissions:
            alive = [one for one in person.permissions if self.rules.alive(one, stops, person.permissions)]
        for stop in stops:
            if self.rules.lifted(stop, key, alive) or self._excused(stop, key, person, alive):
                continue
            if self.rules.arrived_since(stop, point):
                self._arrived(outcome, stop, point)
            else:
                note_stop(outcome, self.rules, stop, key)
        if point is not None:
            self._of_point(outcome, person, point)
        if person.overruled:
            self._overrule(outcome, person)
        ground = self._ground(outcome, person, point if held else None, alive)
        outcome.missing += self.lacking
        reasons = outcome.ordered() if outcome.reasons else []
        if reasons:
            ends = [one.until for one in reasons]
            known = [one for one in ends if one is not None]
            later = max(known) if len(known) == len(ends) else None
            return Verdict(Decision.SUPPRESSED, point, reasons, [], outcome.advisories, None, later)
        if outcome.missing or ground is None:
            return Verdict(Decision.UNKNOWN, point, [], outcome.missing, outcome.advisories)
        return Verdict(Decision.CLEAR, point, [], [], outcome.advisories, ground)

    def _of_point(self, outcome: Outcome, person: PersonFacts, point: PointFacts) -> None:
        if point.kind == "EMAIL":
            if point.shared == "ROLE_MAILBOX" or self.policy.is_role_mailbox(point.value):
                note_stop(outcome, self.rules, _derived("ROLE_MAILBOX", point.key), point.key)
            if self._left(person, point):
                note_stop(outcome, self.rules, _derived("LEFT_COMPANY", point.key), point.key)
            if point.soft_bounces > 0 and self.message.channel == "EMAIL":
                text = f"{point.soft_bounces} soft bounces at this address"
                outcome.advisories.append(Advisory(code="SOFT_BOUNCES", because="SOFT_BOUNCES", text=text))
        elif point.kind == "PHONE" and self._maybe_old_number(person, point):
            outcome.lacks("NUMBER_OF_OLD_EMPLOYER", "whether the number is the person's own: they left an employer")
        if point.others:
            outcome.lacks(
                "CONTESTED_PERSON", "a decision on whose address this is: another person's records hold it too"
            )

    def _arrived(self, outcome: Outcome, stop: StopFact, point: PointFacts | None) -> None:
        """Say which stop a later delivery ended."""
        if self.rules.covering(stop) is not None and point is not None and point.delivered is not None:
            text = (
                f"{stop.system}: {self.policy.stops[stop.code].text}, and mail arrived later ({point.delivered[:10]})"
            )
            outcome.advisories.append(Advisory(code="DELIVERED_SINCE", because=stop.code, text=text))

    def _overrule(self, outcome: Outcome, person: PersonFacts) -> None:
        """Take out the states that somebody who may overruled; what anybody said is no state and stays."""
        message, standing = self.message, []
        for reason in outcome.reasons:
            about = reason.about.id.partition("_")[2] if reason.about else ""
            by = next(
                (
                    one
                    for one in person.overruled
                    # a state that a record says outright (record) is overruled at its source
                    if reason.code in self.policy.motions and reason.record is None
                    if (one.code, one.about) == (reason.code, about) and message.purpose in one.purposes
                    if one.since <= message.at < one.until
                ),
                None,
            )
            if by is None:
                standing.append(reason)
                continue
            text = f"{reason.text}; overruled by {by.by} until {by.until[:10]}"
            outcome.advisories.append(Advisory(code="OVERRULED", because=reason.code, text=text, about=reason.about))
        outcome.reasons = standing

    def _left(self, person: PersonFacts, point: PointFacts) -> bool:
        """The address lies in a domain of a company they left, and of none they work for."""
        if not person.left:
            return False
        host = point.value.rpartition("@")[2]
        now = [self.motion.accounts[one] for one in person.accounts if one in self.motion.accounts]
        if any(in_domain(host, account.domains) for account in now):
            return False
        return any(
            in_domain(host, one.domains)
            for one in person.left
            if one.account not in person.accounts and (one.until is None or one.until <= self.message.latest)
        )

    def _maybe_old_number(self, person: PersonFacts, point: PointFacts) -> bool:
        if (point.label or "").lower() in self.policy.personal_phone_labels:
            return False
        gone = [one for one in person.left if one.account not in person.accounts]
        return any(one.until is None or point.since is None or point.since <= one.until for one in gone)

    def _excused(self, stop: StopFact, key: str | None, person: PersonFacts, alive: Sequence[PermissionFact]) -> bool:
        """The one case that a row of the policy excepts."""
        row = self.policy.stops.get(stop.code)
        if row is None or row.unless is None:
            return False
        unless = row.unless
        if unless.purpose not in (None, self.message.purpose) or unless.channel not in (None, self.message.channel):
            return False
        if unless.fact == "LIVE_CONTRACT":
            return any(self.motion.live(one) for one in person.accounts)
        return any(
            one.ground in ("OPT_IN", "CONFIRMED_OPT_IN", "CUSTOMER", "ENQUIRY") and self.rules.covers(one, key)
            for one in alive
        )

    def _ground(
        self, outcome: Outcome, person: PersonFacts, point: PointFacts | None, alive: Sequence[PermissionFact]
    ) -> str | None:
        message = self.message
        if all(self.policy.ways(message.channel, regime, message.purpose) == [] for regime in ("OPT_OUT", "OPT_IN")):
            text = f"{message.purpose} is never sent over {message.channel}"
            outcome.reasons.append(
                Reason(code="NEVER_ON_CHANNEL", level="ADMIN", scope="PERSON", purposes=[message.purpose], text=text)
            )
            return None
        if point is None:
            outcome.lacks("NO_CONTACT_POINT", f"a contact point of the person for {message.channel}")
            return None
        if outcome.reasons:
            return None
        return Grounds(self.motion, person, point, alive).find(outcome)


def _derived(code: str, point: str | None = None) -> StopFact:
    return StopFact(code=code, slot=code, record="", system="", point=point)
