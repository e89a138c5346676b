"""renewals: contracts that renew in the next days, what renews them, whose they are, and what is missing.

In: a number of days, one of our people. Out: :class:`Renewals`, the earliest first. Refuses: to call a contract a
renewal that rolls on by itself for terms of a quarter or less, or that is a trial; those are listed as left out.
Amounts are shown per contract and never added up here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.active_answer import LeftOut
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Why,
    doc,
    listed,
    node_seen,
    records_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.deals import (
    DealSeen,
    MoneySeen,
    OwnedBy,
    day_seen,
    money_seen,
    owned_by,
    persons,
    read_deals,
)
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import USER, Question
from graph_service.questions.reference import UserRef
from graph_service.questions.resolve import resolve

MOST_DAYS = 1_100
_NEAR = 20
_SHOWN = 5


class RenewalLack(Enum):
    """What a renewal is missing."""

    RENEWAL_OPPORTUNITY = "No opportunity renews it, and its companies have no open one of kind renewal."
    RENEWS_LINK = "An open renewal of its company is on record, but no system says that it renews this contract."
    ACCOUNT = "No system says which company uses or pays for it."
    OWNER = "Nobody who is still here owns the contract, its renewal or its company."


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSide:
    """A company that uses or pays for a contract."""

    account: NodeSeen = field(metadata=doc("The company"))
    side: str = field(metadata=doc("USES, PAYS, or how it pays for others: RESELLER, PARENT, MARKETPLACE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalDue:
    """One contract that renews."""

    subscription: NodeSeen = field(metadata=doc("The contract"))
    due: date = field(metadata=doc("The day on which it renews"))
    due_by: str = field(metadata=doc("The field that says so: renewal_date or term_end"))
    days_left: int = field(metadata=doc("Days until then"))
    status: str = field(metadata=doc("State of the contract"))
    arr: MoneySeen | None = field(metadata=doc("Yearly recurring revenue, in its own currency"))
    auto_renew: bool | None = field(metadata=doc("Renews by itself; null where no system says"))
    notice_date: date | None = field(metadata=doc("Last day to give notice"))
    cancel_at: date | None = field(metadata=doc("Will end then instead"))
    sides: list[ContractSide] = field(metadata=doc("Who uses it and who pays"))
    opportunities: list[DealSeen] = field(metadata=doc("What renews it; else open renewals of its companies"))
    owners: list[OwnedBy] = field(metadata=doc("Of the renewal, the contract, its companies: the nearest first"))
    lacking: list[RenewalLack] = field(metadata=doc("RENEWAL_OPPORTUNITY, RENEWS_LINK, ACCOUNT, OWNER"))
    records: list[RecordSeen] = field(metadata=doc("Records of the contract"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewals(Answer):
    """Contracts that renew soon."""

    user: NodeSeen | None = field(default=None, metadata=doc("Whose, if one was named"))
    renewals: list[RenewalDue] = field(default_factory=list, metadata=doc("The earliest first"))
    left_out: list[LeftOut] = field(
        default_factory=list, metadata=doc("Contracts of this page that do not count, and why")
    )
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def renewals(
    ask: Ask, days: int = 90, user: UserRef | None = None, first: int = 50, after: str | None = None
) -> Renewals:
    """Contracts that renew within some days.

    Args:
        ask: who answers.
        days: from today so many days ahead, 1 to 1100.
        user: only those that one of our people owns, or whose renewal or company they own.
        first: contracts on the page, those left out included.
        after: cursor of the page before.
    Raises:
        UsageError: ``days``, ``first`` or ``after`` do not fit.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"days is {days}, must be 1 to {MOST_DAYS}", where="days")
    page = wanted("renewals", first, after)
    who = await resolve(ask, user) if user is not None else None
    if who is not None and who.node is None:
        return Renewals(**who.envelope(ask, ask.now))
    states = ask.model.policies["suppression"].states
    today = ask.now.astimezone(UTC).date()
    rows = await ask.reader.run(
        "pipeline/renewals",
        timeout=PATIENCE,
        user=who.node.id if who and who.node else None,
        start=today.isoformat(),
        end=(today + timedelta(days=days)).isoformat(),
        statuses=[*states.customer_statuses, *states.other_statuses],
        after=page.after,
        cap=first + 1,
        beside=_NEAR,
    )
    shown_rows = rows[:first]
    out = {row["sold"]["id"]: reason for row in shown_rows if (reason := _left_out(row["sold"], states))}
    ids = [one["id"] for row in shown_rows for one in row["deals"] if row["sold"]["id"] not in out]
    deals = await read_deals(ask, ids)
    due = [_due(ask, row, deals, today) for row in shown_rows if row["sold"]["id"] not in out]
    left = [
        LeftOut(what=node_seen(row["sold"], "Subscription"), reason=out[row["sold"]["id"]])
        for row in shown_rows
        if row["sold"]["id"] in out
    ]
    return Renewals(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*(who.why if who else []), *_why(due, left, days, more=len(rows) > first)],
        user=who.node if who else None,
        renewals=due,
        left_out=left,
        page=page.page([row["key"] for row in rows]),
    )


def _left_out(sold: Mapping[str, Any], states: Any) -> str | None:
    """Why a contract is no renewal, if it is none."""
    if sold["status"] in states.other_statuses:
        return f"{sold['status']}: nothing was sold yet"
    start, end = day_seen(sold["term_start"]), day_seen(sold["term_end"])
    if start and end and (end - start).days < states.renewal_min_term_days:
        return f"it rolls on by itself every {(end - start).days} days"
    return None


def _due(ask: Ask, row: Mapping[str, Any], known: Mapping[str, DealSeen], today: date) -> RenewalDue:
    sold = row["sold"]
    by_link = [known[one["id"]] for one in row["deals"] if one["by"] == "RENEWS" and one["id"] in known]
    by_account = [known[one["id"]] for one in row["deals"] if one["by"] == "ACCOUNT" and one["id"] in known]
    chosen = by_link or by_account
    users = {one["account"]["id"] for one in row["sides"] if one["side"] in ("USES", "PAYS")}
    near = [owned_by(one) for one in row["owners"] if one["account"] is None]
    near += [owned_by(one) for one in row["owners"] if one["account"] in users]
    near.sort(key=lambda one: (one.type != "CSM", one.type, one.owner.name or "", one.owner.id))
    owners = [owner for deal in chosen for owner in deal.owners] + near
    lacking = []
    if not row["sides"]:
        lacking.append(RenewalLack.ACCOUNT)
    if not by_link:
        lacking.append(RenewalLack.RENEWS_LINK if by_account else RenewalLack.RENEWAL_OPPORTUNITY)
    if not persons(owners):
        lacking.append(RenewalLack.OWNER)
    due = date.fromisoformat(row["due"])
    return RenewalDue(
        subscription=node_seen(sold, "Subscription"),
        due=due,
        due_by=row["by"],
        days_left=(due - today).days,
        status=sold["status"],
        arr=money_seen(sold, "arr"),
        auto_renew=sold["auto_renew"],
        notice_date=day_seen(sold["notice_date"]),
        cancel_at=day_seen(sold["cancel_at"]),
        sides=[ContractSide(account=node_seen(one["account"], "Account"), side=one["side"]) for one in row["sides"]],
        opportunities=chosen,
        owners=list({(one.owner.id, one.type): one for one in reversed(owners)}.values())[::-1],
        lacking=lacking,
        records=records_seen(ask, row["records"]),
    )


def _why(due: Sequence[RenewalDue], left: Sequence[LeftOut], days: int, *, more: bool) -> list[Why]:
    why = [Why(rule="RENEWAL_DUE", text=_said(one), records=one.records) for one in due[:_SHOWN]]
    if not due:
        why.append(Why(rule="NOTHING_DUE", text=f"No contract on this page renews within {days} days."))
    if left:
        names = listed(f"{shown(one.what)} ({one.reason})" for one in left[:_SHOWN])
        text = f"{len(left)} contracts are left out: {names}{' ...' if len(left) > _SHOWN else ''}."
        why.append(Why(rule="LEFT_OUT", text=text))
    if more:
        why.append(Why(rule="MORE", text="There are more; ask on with page.cursor."))
    return why


def _said(one: RenewalDue) -> str:
    of = listed(dict.fromkeys(shown(side.account) for side in one.sides)) if one.sides else "a company nobody names"
    people = persons(one.owners)
    whose = f"{shown(people[0].owner)}'s ({people[0].type})" if people else "nobody's who is still here"
    lacks = f" Missing: {' '.join(lack.value for lack in one.lacking)}" if one.lacking else ""
    by = one.due_by.replace("_", " ")
    return f"{shown(one.subscription)} of {of} renews on {one.due} by its {by}; it is {whose}.{lacks}"


RENEWALS = Question(
    name="renewals",
    doc="Contracts that renew in the next days, with what renews them, whose they are and what is missing.",
    function=renewals,
    docs={
        "days": "From today so many days ahead",
        "user": USER + "; absent: everybody's",
        "first": FIRST,
        "after": AFTER,
    },
)
