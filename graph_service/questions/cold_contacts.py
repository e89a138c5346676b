"""coldContacts: people nobody has been in touch with for some days.

In: a number of days; a company, or one of our people. Out: :class:`ColdContacts`, the coldest first. Refuses: to call
somebody cold of whom no activity is on record at all: that is not knowing, and said so. Whether they may be written to
is another question: ask suppression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Why,
    day,
    doc,
    node_seen,
    records_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.deals import OwnedBy, owned_by
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import ACCOUNT, USER, Question
from graph_service.questions.reference import AccountRef, Ref, UserRef
from graph_service.questions.resolve import resolve

MOST_DAYS = 3_650
_NEAR = 10
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdContact:
    """One person and how long nobody was in touch."""

    person: NodeSeen = field(metadata=doc("Who"))
    email: str | None = field(metadata=doc("Address to show; ask suppression before it is used"))
    last_activity_at: datetime | None = field(metadata=doc("Newest activity; null where none is on record"))
    cold_days: int | None = field(metadata=doc("Full days since; null where none is on record: unknown, not cold"))
    employers: list[NodeSeen] = field(metadata=doc("Where they work, the main one first"))
    owners: list[OwnedBy] = field(metadata=doc("Who owns the person's records or the employer"))
    records: list[RecordSeen] = field(metadata=doc("Records of the person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdContacts(Answer):
    """People nobody has been in touch with."""

    about: NodeSeen | None = field(default=None, metadata=doc("The company or user asked about, if one was"))
    contacts: list[ColdContact] = field(
        default_factory=list, metadata=doc("The coldest first; those without any activity on record last")
    )
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def cold_contacts(
    ask: Ask,
    days: int = 90,
    account: AccountRef | None = None,
    user: UserRef | None = None,
    first: int = 50,
    after: str | None = None,
) -> ColdContacts:
    """People without activity for some days.

    Args:
        ask: who answers.
        days: no activity for at least so many days, 1 to 3650.
        account: people who work there.
        user: people of the accounts and contacts of one of ours; neither: everybody with an activity on record.
        first: people on the page.
        after: cursor of the page before.
    Raises:
        UsageError: ``days``, ``first`` or ``after`` do not fit, or account and user are both named.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"days is {days}, must be 1 to {MOST_DAYS}", where="days")
    if account is not None and user is not None:
        raise UsageError("name account or user, not both")
    page = wanted("cold_contacts", first, after)
    named: Ref | None = account or user
    found = await resolve(ask, named) if named is not None else None
    if found is not None and found.node is None:
        return ColdContacts(**found.envelope(ask, ask.now))
    edge = instant(ask.now - timedelta(days=days))
    node = found.node if found else None
    if node is not None:
        rows = await ask.reader.run(
            "pipeline/cold_contacts",
            timeout=PATIENCE,
            account=node.id if account else None,
            user=node.id if user else None,
            before=edge,
            after=page.after,
            cap=first + 1,
        )
    else:
        oldest = page.after.partition("|")[0]
        given = {"oldest": oldest, "before": edge, "after": page.after, "cap": first + 1}
        rows = await ask.reader.run("pipeline/coldest_contacts", timeout=PATIENCE, **given)
    ids = [row["id"] for row in rows[:first]]
    seen = await ask.reader.run("pipeline/people", timeout=PATIENCE, ids=ids, cap=_NEAR) if ids else []
    people = {row["person"]["id"]: row for row in seen}
    contacts = [_cold(ask, people[row["id"]], row["last"]) for row in rows[:first] if row["id"] in people]
    return ColdContacts(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*(found.why if found else []), *_why(contacts, days, node, more=len(rows) > first)],
        about=node,
        contacts=contacts,
        page=page.page([row["key"] for row in rows]),
    )


def _cold(ask: Ask, row: Mapping[str, Any], last: str | None) -> ColdContact:
    when = moment(last)
    return ColdContact(
        person=node_seen(row["person"], "Person"),
        email=row["person"]["email"],
        last_activity_at=when,
        cold_days=(ask.now - when).days if when else None,
        employers=[node_seen(one, "Account") for one in row["employers"]],
        owners=[owned_by(one) for one in row["owners"]],
        records=records_seen(ask, row["records"]),
    )


def _why(contacts: list[ColdContact], days: int, about: NodeSeen | None, *, more: bool) -> list[Why]:
    of = f" of {shown(about)}" if about else ""
    cold = [one for one in contacts if one.last_activity_at]
    why = [
        Why(
            rule="COLD",
            text=f"The newest activity with {shown(one.person)} is of {day(one.last_activity_at)}, "
            f"{one.cold_days} days ago.",
            records=one.records,
        )
        for one in cold[:_SHOWN]
    ]
    silent = len(contacts) - len(cold)
    if silent:
        text = f"Of {silent} people on this page no activity is on record: unknown, not cold."
        why.append(Why(rule="ACTIVITY_UNKNOWN", text=text))
    if not contacts:
        why.append(Why(rule="NOBODY_COLD", text=f"Nobody{of} with an activity on record is {days} days without one."))
    if about is None:
        text = "People without any activity on record are not listed; name an account or a user to see them."
        why.append(Why(rule="ACTIVITY_UNKNOWN", text=text))
    if more:
        why.append(Why(rule="MORE", text="There are more; ask on with page.cursor."))
    return why


COLD_CONTACTS = Question(
    name="cold_contacts",
    doc="People nobody has been in touch with for some days, the coldest first.",
    function=cold_contacts,
    docs={
        "days": "No activity for at least so many days",
        "account": ACCOUNT + "; its people",
        "user": USER + "; the people of their accounts and contacts",
        "first": FIRST,
        "after": AFTER,
    },
)
