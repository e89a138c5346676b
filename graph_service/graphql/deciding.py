"""Mutations about things: fields, owners, roles, which records are one, ambiguities; and taking a decision back.

In: references and words, who writes. Out: what ``intake/stewarding`` wrote. Refuses: what does not fit (UsageError).
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.graphql.writing import REASON, Mutation, Writing, record_of, run, thing_of, when_of
from graph_service.intake.stewarding import ambiguity, decide
from graph_service.intake.stewarding.withdraw import withdraw as take_back
from graph_service.intake.stewarding.written import Written
from graph_service.questions.question import plain_name
from graph_service.questions.reference import NodeRef, PersonRef, UserRef


class AmbiguityVerdict(Enum):
    """What is decided about an ambiguity."""

    SAME = "The candidates are one thing."
    DIFFERENT = "They are not."
    CHOOSE = "The one chosen candidate is right."
    KEEP = "It stays as it is, and is not asked again while the evidence is the same."


async def set_field(
    writing: Writing, object: NodeRef, field: str, reason: str, value: Any = None, clear: bool = False
) -> Written:
    """Set, or empty, a field of one thing."""
    if (value is None) != clear:
        raise UsageError("give a value, or clear to empty the field", where="value")
    specs = writing.ask.model.objects.get(object.noun)
    name = next((one for one in (specs.fields if specs else ()) if plain_name(one) == plain_name(field)), field)
    thing = await thing_of(writing, object)
    return await run(decide.set_field, writing, thing=thing, field=name, value=value, reason=reason)


async def assign_owner(
    writing: Writing,
    object: NodeRef,
    type: str,
    reason: str,
    owner: UserRef | None = None,
    team: NodeRef | None = None,
    clear: bool = False,
    since: datetime | None = None,
) -> Written:
    """Say who owns something, or that nobody does."""
    if sum((owner is not None, team is not None, clear)) != 1:
        raise UsageError("give an owner, a team, or clear for nobody", where="owner")
    who = owner or team
    thing, whose = await thing_of(writing, object), await thing_of(writing, who) if who is not None else None
    return await run(
        decide.assign_owner, writing, thing=thing, owner=whose, type=type.upper(), since=when_of(since), reason=reason
    )  # fmt: skip


async def assign_role(
    writing: Writing,
    person: PersonRef,
    target: NodeRef,
    role: str,
    reason: str,
    primary: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Written:
    """Give a person a role towards something."""
    who, what = await thing_of(writing, person), await thing_of(writing, target)
    return await run(
        decide.assign_role, writing, person=who, target=what, role=role.upper(), primary=primary, since=when_of(since),
        until=when_of(until), reason=reason,
    )  # fmt: skip


async def link_records(
    writing: Writing,
    first: NodeRef,
    second: NodeRef,
    reason: str,
    link: str | None = None,
    variant: str | None = None,
) -> Written:
    """Say that two records are one thing, or that a link leads from one to the other."""
    ends = await record_of(writing, first), await record_of(writing, second)
    return await run(decide.link_records, writing, **_link(ends, link, variant), reason=reason)


async def unlink_records(
    writing: Writing,
    first: NodeRef,
    second: NodeRef,
    reason: str,
    link: str | None = None,
    variant: str | None = None,
) -> Written:
    """Say that two records are not one thing, or that a place is empty."""
    ends = await record_of(writing, first), await record_of(writing, second)
    return await run(decide.unlink_records, writing, **_link(ends, link, variant), reason=reason)


def _link(ends: tuple[str, str], link: str | None, variant: str | None) -> dict[str, Any]:
    return {
        "first": ends[0], "second": ends[1], "link": link.upper() if link else None, "variant": (variant or "").upper(),
    }  # fmt: skip


async def decide_ambiguity(
    writing: Writing, id: str, decision: AmbiguityVerdict, reason: str, choice: list[str] | None = None
) -> Written:
    """Decide what nothing decided."""
    return await run(
        ambiguity.decide_ambiguity, writing, ambiguity=id, decision=decision.name, choice=choice or (), reason=reason
    )  # fmt: skip


async def withdraw(writing: Writing, decision: str, reason: str) -> Written:
    """Take a decision back."""
    return await run(take_back, writing, decision=decision, reason=reason)


_ENDS = {
    "first": "A record, by its source's id (or by our id, which names the record it was born with)",
    "second": "The other record",
    "reason": REASON,
}
DECIDING = (
    Mutation(
        name="set_field",
        doc="Set a field of one thing, before every system; withdrawable.",
        function=set_field,
        docs={
            "object": "The thing",
            "field": "Name of the field",
            "reason": REASON,
            "value": "The value, in any spelling that the field's type takes",
            "clear": "Empty the field instead",
        },
    ),
    Mutation(
        name="assign_owner",
        doc="Say who owns something, before every system, or that nobody does.",
        function=assign_owner,
        docs={
            "object": "The account, contact, lead, opportunity, subscription, territory or ticket",
            "type": "Kind of ownership, e.g. ACCOUNT_EXECUTIVE or CSM",
            "reason": REASON,
            "owner": "The user",
            "team": "Or the team",
            "clear": "Nobody owns it: unassigned on purpose",
            "since": "Start; absent: now",
        },
    ),
    Mutation(
        name="assign_role",
        doc="Give a person a role towards an account, opportunity, buying group or the like.",
        function=assign_role,
        docs={
            "person": "The person: our id, a source's id, or an e-mail address",
            "target": "Towards what",
            "role": "A word of the closed vocabulary, e.g. CHAMPION",
            "reason": REASON,
            "primary": "Whether they are the main one in it",
            "since": "Start; absent: now",
            "until": "End",
        },
    ),
    Mutation(
        name="link_records",
        doc="Say that two records are one thing; or, with a link, that it leads from the first to the second.",
        function=link_records,
        docs={**_ENDS, "link": "Type of a link, e.g. PARENT_OF", "variant": "Its kind, e.g. SELLING"},
    ),
    Mutation(
        name="unlink_records",
        doc="Say that two records are not one thing, also against a vendor's merge; or that a link's place is empty.",
        function=unlink_records,
        docs={**_ENDS, "link": "Type of a link, e.g. PARENT_OF", "variant": "Its kind, e.g. SELLING"},
    ),
    Mutation(
        name="decide_ambiguity",
        doc="Decide an ambiguity; it comes back only when its evidence changes.",
        function=decide_ambiguity,
        docs={
            "id": "Id of the ambiguity",
            "decision": "SAME, DIFFERENT, CHOOSE or KEEP",
            "reason": REASON,
            "choice": "Candidates it is about; CHOOSE needs exactly one, else all where none is given",
        },
    ),
    Mutation(
        name="withdraw",
        doc="Take a decision back: what it said no longer counts, and what the systems say does again.",
        function=withdraw,
        docs={"decision": "Id of the decision", "reason": REASON},
    ),
)
