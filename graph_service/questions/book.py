"""bookOfBusiness: every account of one of our people, by type of ownership, page by page.

In: a user. Out: :class:`BookOfBusiness`. Refuses: to leave out how an account came to be theirs; what is inherited or
only lies in their territory is said to be so. By the same rules as accountOwnership: an account is in the book of those
whom that question names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    SinceKind,
    Status,
    Why,
    doc,
    node_seen,
    shown,
    since_kind,
)
from graph_service.questions.ask import PATIENCE, Ask, moment, window
from graph_service.questions.evidence import Evidence, evidence
from graph_service.questions.ownership_answer import How
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import USER, Question
from graph_service.questions.reference import UserRef
from graph_service.questions.resolve import resolve
from graph_service.questions.slots import Emptiness, slot_states


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """One account in one type of ownership."""

    account: NodeSeen = field(metadata=doc("The account"))
    domain: str | None = field(metadata=doc("Its domain to show"))
    type: str = field(metadata=doc("ACCOUNT_EXECUTIVE, SDR, CSM ..."))
    how: How = field(metadata=doc("DIRECT, INHERITED, TERRITORY or TEAM"))
    through: NodeSeen | None = field(metadata=doc("The ancestor, territory or team, where it is not direct"))
    since: datetime | None = field(metadata=doc("Since when"))
    since_kind: SinceKind | None = field(metadata=doc("Stated by the source, or first seen"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    records: list[RecordSeen] = field(metadata=doc("Their records"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOfBusiness(Answer):
    """The accounts of a user; an account owned in two types is there twice."""

    user: NodeSeen | None = field(default=None, metadata=doc("Whose book"))
    active: bool = field(default=True, metadata=doc("False where they left: the accounts are orphaned"))
    placeholder: str | None = field(default=None, metadata=doc("QUEUE, INTEGRATION or HOUSE where it is no person"))
    accounts: list[BookEntry] = field(
        default_factory=list, metadata=doc("By type of ownership, then how, then name of the account")
    )
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def book_of_business(ask: Ask, user: UserRef, first: int = 50, after: str | None = None) -> BookOfBusiness:
    """The accounts of a user.

    Args:
        ask: who answers.
        user: one of our people, or a queue or integration user.
        first: entries on the page.
        after: cursor of the page before.
    Raises:
        UsageError: ``first`` or ``after`` do not fit.
    """
    page = wanted("book_of_business", first, after)
    who = await resolve(ask, user)
    if who.node is None:
        return BookOfBusiness(**who.envelope(ask, ask.now))
    [facts] = await ask.reader.run("lookup/users", timeout=PATIENCE, ids=[who.node.id])
    rows = await ask.reader.run(
        "ownership/book_of_business",
        timeout=PATIENCE,
        user=who.node.id,
        after=page.after,
        cap=first + 1,
        **window(ask.now, current=True),
    )
    seen = await evidence(ask, [link for row in rows[:first] for link in (row["link"], row["second"]) if link])
    entries = [_entry(row, seen) for row in rows[:first] if _theirs(row, ask.now)]
    return BookOfBusiness(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*who.why, *_why(who.node, facts, entries, more=len(rows) > first, later=bool(page.after))],
        user=who.node,
        active=facts["active"] is not False,
        placeholder=facts["placeholder"],
        accounts=entries,
        page=page.page([row["key"] for row in rows]),
    )


def _theirs(row: Mapping[str, Any], at: datetime) -> bool:
    """A territory fills what is empty; not what is contested, or names somebody who has not been delivered yet."""
    if row["how"] != How.TERRITORY.name:
        return True
    slot = slot_states(row["account"]["slots"], at, current=True).get(f"OWNS:{row['type']}")
    return slot is None or slot.state is Emptiness.CLEARED


def _entry(row: Mapping[str, Any], seen: Evidence) -> BookEntry:
    link = row["link"]
    return BookEntry(
        account=node_seen(row["account"], "Account"),
        domain=row["account"]["primary_domain"],
        type=row["type"],
        how=How[row["how"]],
        through=node_seen(row["through"]) if row["through"] else None,
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        systems=link.get("systems") or [],
        records=seen.of(link, row["second"] or {}),
    )


def _why(user: NodeSeen, facts: Mapping[str, Any], entries: list[BookEntry], *, more: bool, later: bool) -> list[Why]:
    name = shown(user)
    why = []
    if facts["active"] is False:
        text = f"{name} left; they stay the owner of record, and accounts that nobody active shares are orphaned."
        why.append(Why(rule="OWNER_DEPARTED", text=text))
    if facts["placeholder"]:
        text = f"{name} is a {facts['placeholder'].lower()} and no person: what it holds is unassigned."
        why.append(Why(rule="UNASSIGNED_PLACEHOLDER", text=text))
    if not entries and not later:
        why.append(Why(rule="BOOK_EMPTY", text=f"No system names {name} the owner of an account, in any type."))
        return why
    counts = {how: sum(one.how is how for one in entries) for how in How}
    said = ", ".join(f"{count} {how.name.lower()}" for how, count in counts.items() if count)
    text = f"On this page: {said or 'none'}; {'there are more' if more else 'there are no more'}."
    why.append(Why(rule="BOOK_BY_OWNERSHIP", text=text))
    return why


BOOK_OF_BUSINESS = Question(
    name="book_of_business",
    doc="Every account of one of our people, by type of ownership.",
    function=book_of_business,
    docs={"user": USER, "first": FIRST, "after": AFTER},
)
