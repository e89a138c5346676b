"""What the state of a company, a deal or a ticket does to a message (POLICIES 1.4). Pure.

In: account facts, the policy, the message. Out: an :class:`Outcome` per account, made once per message; the states
that grounds need (customer now, live contract). Refuses: to read an unknown state as harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph_service.questions.answer import NodeSeen, SinceKind
from graph_service.questions.ask import moment
from graph_service.questions.suppression_answer import Advisory, Reason
from graph_service.questions.suppression_outcome import Outcome, note_stop
from graph_service.questions.suppression_shapes import (
    AccountFacts,
    OpportunityFacts,
    StopFact,
    SubscriptionFacts,
    TicketFacts,
    stored_time,
)
from graph_service.questions.suppression_stops import StopRules, months_before, shifted
from graph_service.questions.suppression_won import unproven_win


class MotionRules:
    """Judges states against one message.

    Args:
        rules: policy and message.
        accounts: every account that may matter, by id.
    """

    def __init__(self, rules: StopRules, accounts: Mapping[str, AccountFacts]) -> None:
        self.rules = rules
        self.policy = rules.policy
        self.states = rules.policy.states
        self.message = rules.message
        self.accounts = accounts
        self._done: dict[str, Outcome] = {}
        self._families: dict[str, tuple[bool, list[AccountFacts]]] = {}

    def of_account(self, account_id: str) -> Outcome:
        """What an account does to the message, whoever of its people gets it."""
        if account_id not in self._done:
            self._done[account_id] = self._judge(account_id)
        return self._done[account_id]

    def state(
        self,
        outcome: Outcome,
        code: str,
        about: NodeSeen | None,
        *,
        scope: str | None = None,
        effects: Mapping[str, str] | None = None,
        since: str | None = None,
        until: str | None = None,
        detail: str = "",
    ) -> None:
        """Note a state under its row of the matrix; ``effects`` overrides the row's."""
        row = self.policy.motions[code]
        if effects is None:
            effect = self.policy.motion_effect(code, self.message.channel, self.message.purpose)
        else:
            on = self.message.channel in self.policy.motions_on or self.message.purpose == self.policy.motions_elsewhere
            effect = effects.get(self.message.purpose) if on else None
        if effect is None or (until is not None and until <= self.message.at):
            return
        text = row.text + (f": {detail}" if detail else "")
        if effect == "a":
            outcome.advisories.append(Advisory(code=row.advisory, because=code, text=text, about=about))
            return
        outcome.reasons.append(
            Reason(
                code=code,
                level="MACHINE",
                scope=scope or row.scope,
                about=about,
                since=moment(stored_time(since)),
                since_kind=SinceKind.STATED if since else None,
                until=moment(until),
                purposes=sorted(name for name, one in (effects or row.effects).items() if one == "S"),
                text=text,
            )
        )

    def stops(self, code: str) -> bool:
        """Whether this state would stop the message; then not knowing it counts."""
        return self.policy.motion_effect(code, self.message.channel, self.message.purpose) == "S"

    # states -----------------------------------------------------------------------------------------------------

    def customer_since(self, account: AccountFacts) -> tuple[bool, str | None, str] | None:
        """What makes the account a customer now (by contract or not, since when, in words), or None."""
        states, at = self.states, self.message.at
        for one in account.subscriptions:
            if one.status in states.customer_statuses and not _ended(one, at):
                return True, one.started_at, f"subscription {one.name or one.id} is {one.status}"
        edge = shifted(at, days=-states.closed_won_days)
        for deal in account.opportunities:
            if deal.won and (deal.kind is None or deal.kind in states.won_kinds):
                closed = stored_time(deal.closed_at, end=True)
                if closed is None or closed > edge:
                    return False, deal.closed_at, f"{deal.name or deal.id} was won a short time ago"
        if account.kind in states.customer_kinds or account.lifecycle in states.customer_lifecycles:
            return False, None, "the CRM says so"
        return None

    def live(self, account_id: str) -> bool:
        """Whether the account has a live subscription that messages may rest on."""
        account = self.accounts.get(account_id)
        return account is not None and any(
            one.status in self.states.live_statuses
            and not _ended(one, self.message.at)
            and (one.started_at is None or (stored_time(one.started_at) or "~") <= self.message.at)
            for one in account.subscriptions
        )

    def customer_within(self, account_id: str, months: int) -> bool:
        """Whether the account is a customer by contract, or was one less than so many months ago."""
        account = self.accounts.get(account_id)
        edge = months_before(self.message.at, months)
        return account is not None and (
            self.live(account_id)
            or any(
                one.status in self.states.ended_statuses and (stored_time(one.ended_at) or "") > edge
                for one in account.subscriptions
            )
        )

    # one account ------------------------------------------------------------------------------------------------

    def _judge(self, account_id: str) -> Outcome:
        outcome = Outcome()
        account = self.accounts.get(account_id)
        if account is None or account.in_part:
            outcome.lacks("ACCOUNT_NOT_READ", "ask again: what is known of the employer could not be read")
            return outcome
        seen = _account(account)
        for problem in account.unreadable:
            outcome.lacks("EVIDENCE_UNREADABLE", problem)
        for stop in account.stops:
            note_stop(outcome, self.rules, stop, None, about=seen, scope="ACCOUNT")
        self._above(outcome, account)
        self._kind(outcome, account, seen)
        self._contract(outcome, account, seen)
        self._family(outcome, account)
        for deal in account.opportunities:
            if code := self.open_code(deal):
                self.state(outcome, code, _seen("Opportunity", deal), detail=deal.name or "")
        for ticket in account.tickets:
            self.ticket(outcome, ticket)
        for risk in account.risks:
            # what is not known to be closed is open
            if risk.status not in self.states.risk_closed:
                detail = ", ".join(filter(None, (risk.name, *risk.systems)))
                self.state(outcome, "CHURN_RISK", seen, since=risk.opened_at, detail=detail)
        if account.resold or any(one.resold for one in account.subscriptions if not _ended(one, self.message.at)):
            self.state(outcome, "PARTNER_DEAL", seen, detail=account.name or "")
        return outcome

    def _above(self, outcome: Outcome, account: AccountFacts) -> None:
        for kind, above in account.above.items():
            for upper in above:
                facts = self.accounts.get(upper)
                if facts is None:
                    continue
                for stop in facts.stops:
                    row = self.policy.stops.get(stop.code)
                    if row is not None and kind in row.down:
                        note_stop(outcome, self.rules, stop, None, about=_account(facts), scope="TREE")
                if facts.in_part:
                    outcome.lacks("ACCOUNT_NOT_READ", "ask again: what is known of a company above could not be read")
                if facts.unreadable:
                    outcome.lacks("EVIDENCE_UNREADABLE", facts.unreadable[0])

    def _kind(self, outcome: Outcome, account: AccountFacts, seen: NodeSeen) -> None:
        for kinds, code in ((self.states.competitor_kinds, "COMPETITOR"), (self.states.own_kinds, "OWN_STAFF")):
            if account.kind in kinds:
                stop = StopFact(code=code, slot="kind", record="", system="")
                note_stop(outcome, self.rules, stop, None, about=seen, scope="ACCOUNT")

    def _contract(self, outcome: Outcome, account: AccountFacts, seen: NodeSeen) -> None:
        states, at = self.states, self.message.at
        customer = self.customer_since(account)
        if customer is not None:
            _, since, detail = customer
            self.state(outcome, "CUSTOMER", seen, since=since, detail=f"{account.name or account.id}, {detail}")
        elif self.stops("CUSTOMER") and (win := unproven_win(account, states, at)):
            outcome.lacks("WON_WITHOUT_SUBSCRIPTION", win.settle(account.name or account.id))
        known = {*states.customer_statuses, *states.ended_statuses, *states.other_statuses}
        if self.stops("CUSTOMER") and any(one.status not in known for one in account.subscriptions):
            outcome.lacks("SUBSCRIPTION_STATE_UNKNOWN", "the state of a subscription of the account")
        for one in account.subscriptions:
            if one.status in states.customer_statuses and not _ended(one, at):
                if one.status in states.past_due_statuses or one.delinquent:
                    self.state(outcome, "PAST_DUE", seen, detail=f"subscription {one.name or one.id}")
                if due := self._renews_soon(one):
                    detail = f"subscription {one.name or one.id}, term ends {due[:10]}"
                    self.state(outcome, "RENEWAL_IN_PROGRESS", seen, detail=detail)
        if account.delinquent:
            self.state(outcome, "PAST_DUE", seen, detail=account.name or "")
        if customer is None or not customer[0]:
            self._former(outcome, account, seen)

    def _former(self, outcome: Outcome, account: AccountFacts, seen: NodeSeen) -> None:
        ended = [
            one for one in account.subscriptions
            if one.status in self.states.ended_statuses or _ended(one, self.message.at)
        ]  # fmt: skip
        if not ended:
            return
        ends = [stored_time(one.ended_at, end=True) for one in ended]
        if any(end is None for end in ends) and self.stops("FORMER_CUSTOMER"):
            outcome.lacks("CONTRACT_END_UNKNOWN", "the day on which the account's last subscription ended")
        last = max((end for end in ends if end is not None), default=None)
        if last is not None:
            until = shifted(last, days=self.states.former_customer_days)
            self.state(outcome, "FORMER_CUSTOMER", seen, since=last, until=until, detail=account.name or "")

    def _renews_soon(self, one: SubscriptionFacts) -> str | None:
        start, end = stored_time(one.term_start), stored_time(one.term_end, end=True)
        rolling = self.states.renewal_min_term_days
        if start is not None and end is not None and end <= shifted(start, days=rolling):
            return None
        edge = shifted(self.message.at, days=self.states.renewal_window_days)
        due = [when for when in (end, stored_time(one.renewal_date, end=True)) if when is not None and when <= edge]
        return min(due, default=None)

    def _family(self, outcome: Outcome, account: AccountFacts) -> None:
        row = self.policy.motions["FAMILY_CUSTOMER"]
        effects = {**row.effects, **row.where_managed}
        if self.message.purpose not in effects:
            return
        if account.truncated:
            outcome.lacks("TREE_TOO_LARGE", "the family of companies was too large to be walked to its end")
        if not account.family:
            return
        managed, customers = self._family_of(account.family)
        others = [one for one in customers[:2] if one is not account]
        if others:
            first = others[0].name or others[0].id
            self.state(
                outcome, "FAMILY_CUSTOMER", _account(others[0]), scope="TREE",
                effects=effects if managed or account.managed else row.effects, detail=first,
            )  # fmt: skip

    def _family_of(self, family: tuple[str, ...]) -> tuple[bool, list[AccountFacts]]:
        """Whether a family is marked as managed, and its customers; looked at once, however many ask."""
        # families do not overlap, so any one member names them
        if family[0] not in self._families:
            known = [self.accounts[one] for one in family if one in self.accounts]
            customers = [one for one in known if self.customer_since(one) is not None]
            self._families[family[0]] = any(one.managed for one in known), customers
        return self._families[family[0]]

    def open_code(self, deal: OpportunityFacts) -> str | None:
        """The state that an opportunity makes while it is open; one that may be open counts as open."""
        if deal.closed is True or deal.won is True or deal.kind in self.states.opportunity_ignored:
            return None
        return self.states.opportunity_codes.get(deal.kind or "UNCLASSIFIED", "OPEN_UNCLASSIFIED")

    def ticket(self, outcome: Outcome, ticket: TicketFacts, *, requester: bool = False) -> None:
        """What a severe ticket does, to the company's people or, more, to who filed it."""
        if ticket.severity not in self.states.severe:
            return
        row = self.policy.motions["SEVERE_TICKET"]
        effects = {**row.effects, **row.requester} if requester else row.effects
        about, scope = _seen("Ticket", ticket), "PERSON" if requester else "ACCOUNT"
        until = None
        if ticket.status in self.states.ticket_closed:
            solved = stored_time(ticket.solved_at, end=True)
            if solved is None:
                if effects.get(self.message.purpose) == "S":
                    outcome.lacks("TICKET_END_UNKNOWN", f"when ticket {ticket.id} was solved")
                return
            until = shifted(solved, days=row.lingers_days)
        self.state(outcome, "SEVERE_TICKET", about, scope=scope, effects=effects, until=until, detail=ticket.name or "")


def open_deals(rules: MotionRules, account_ids: Iterable[str]) -> list[OpportunityFacts]:
    """The open opportunities of some accounts."""
    known = [rules.accounts[one] for one in account_ids if one in rules.accounts]
    return [deal for account in known for deal in account.opportunities if rules.open_code(deal)]


def _ended(one: SubscriptionFacts, at: str) -> bool:
    end = stored_time(one.ended_at, end=True)
    return end is not None and end <= at


def _account(account: AccountFacts) -> NodeSeen:
    return NodeSeen(noun="Account", id=account.id, name=account.name)


def _seen(noun: str, thing: OpportunityFacts | TicketFacts) -> NodeSeen:
    return NodeSeen(noun=noun, id=thing.id, name=thing.name)
