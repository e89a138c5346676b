"""A deal that was won long ago and that no subscription followed: nobody knows whether that company is a customer.

In: an account's facts, the policy. Out: :class:`UnprovenWin`. Refuses: to call such a company a customer, or none: who
is no longer a customer by the deal alone is not proven to be a prospect either (POLICIES 3). Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.model.suppression_rows import StatesSpec
from graph_service.questions.suppression_shapes import AccountFacts, OpportunityFacts, stored_time
from graph_service.questions.suppression_stops import shifted


@dataclass(frozen=True, slots=True)
class UnprovenWin:
    """The newest deal won there.

    Attributes:
        deal: it.
        days: for so many days it made a customer.
    """

    deal: OpportunityFacts
    days: int

    def settle(self, company: str) -> str:
        """What would settle whether a company is a customer, in words."""
        return settles(company, self.deal.name or self.deal.id, self.deal.closed_at or "", self.days)


def settles(company: str, deal: str, closed_at: str, days: int) -> str:
    """What would settle whether a company is a customer.

    Args:
        company, deal: their names.
        closed_at: when the deal was won.
        days: for so many days it made a customer.
    """
    return (
        f"whether {company} is a customer: {deal} was won on {closed_at[:10]} and no paid subscription was seen in "
        f"{days} days or since. A billing record that pays for one, or a subscription that covers its tenant, settles "
        "it; or a correction of the deal: its kind, its company, that it was won"
    )


def unproven_win(account: AccountFacts, states: StatesSpec, at: str) -> UnprovenWin | None:
    """The deal by which alone a company was a customer until its days were over; None where there is none.

    Args:
        account: what is known of it.
        states: how states are read.
        at: the time, as stored text.
    """
    won = [one for one in account.opportunities if one.won and (one.kind is None or one.kind in states.won_kinds)]
    closed = [stored_time(one.closed_at, end=True) for one in won]
    if not won or None in closed:
        # one without a date still counts
        return None
    last, deal = max(zip((str(one) for one in closed), won, strict=True), key=lambda pair: (pair[0], pair[1].id))
    if shifted(last, days=states.closed_won_days) > at:
        return None
    day = (deal.closed_at or "")[:10]
    for one in account.subscriptions:
        # one that ended before belongs to an earlier sale; a trial is none
        if one.status not in states.other_statuses and (one.ended_at is None or one.ended_at[:10] >= day):
            return None
    return UnprovenWin(deal, states.closed_won_days)
