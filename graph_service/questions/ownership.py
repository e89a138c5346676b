"""Ownership: whose an account, person, lead, opportunity or subscription is, and whether an account is mine.

In: references and a time. Out: :class:`Ownership`, :class:`IsMine`. Refuses: to fill by inheritance what was emptied
on purpose, is held by a placeholder or belongs to somebody who left; to pick between claims of equal authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import Candidate, NodeSeen, Status, Truncated, Why
from graph_service.questions.ask import Ask, instant, moment
from graph_service.questions.ownership_answer import (
    How,
    IsMine,
    Mine,
    Owner,
    OwnerConflict,
    OwnerConflictReason,
    Ownership,
    Vacancy,
)
from graph_service.questions.ownership_rules import (
    EXECUTIVE,
    MEMBER,
    direct,
    employer_mismatches,
    ever_named,
    inherited,
    lost_claims,
    orphans,
    owner_slots,
    territorial,
    vacancies,
)
from graph_service.questions.ownership_why import reasons, verdict
from graph_service.questions.reference import (
    AccountRef,
    LeadRef,
    OpportunityRef,
    PersonRef,
    Ref,
    SubscriptionRef,
    UserRef,
)
from graph_service.questions.resolve import Resolved, resolve
from graph_service.questions.slots import Emptiness, SlotState, sayers, slot_start

MOST_OWNERS = 200


async def account_ownership(ask: Ask, account: AccountRef, as_of: datetime | None = None) -> Ownership:
    """Whose an account is: every owner by type, inherited and territorial ones included.

    Args:
        ask: who answers.
        account: the account.
        as_of: valid time; absent: now. Whether a user is active is known for now only.
    """
    at, current = ask.at(as_of), as_of is None
    resolved = await resolve(ask, account)
    if resolved.node is None:
        return Ownership(**resolved.envelope(ask, at))
    node = resolved.node
    [row] = await ask.reader.run(
        "ownership/account_ownership", account=node.id, at=instant(at), current=current, cap=MOST_OWNERS
    )
    slots = owner_slots(row["account"]["slots"], at, current=current)
    owners = direct(ask, node, row["owners"])
    named = ever_named(owners, slots, row["ended"])
    owners += inherited(ask, node, row, named, at, current=current)
    territory, mismatches = territorial(ask, node, row["territories"], owners, slots)
    owners += territory
    return await _answer(ask, resolved, row["account"], row, owners, slots, mismatches, at)


async def ownership(
    ask: Ask,
    account: AccountRef | None = None,
    person: PersonRef | None = None,
    lead: LeadRef | None = None,
    opportunity: OpportunityRef | None = None,
    subscription: SubscriptionRef | None = None,
    as_of: datetime | None = None,
) -> Ownership:
    """Whose a thing is; exactly one is named.

    Args:
        ask: who answers.
        account: as :func:`account_ownership`.
        person: owners of the person's contacts and leads; where the employer is somebody else's, that is listed.
        lead: a lead.
        opportunity: an opportunity.
        subscription: a subscription.
        as_of: valid time; absent: now.
    Raises:
        UsageError: not exactly one is named.
    """
    given: list[Ref] = [one for one in (account, person, lead, opportunity, subscription) if one is not None]
    if len(given) != 1:
        raise UsageError("name exactly one of account, person, lead, opportunity, subscription")
    if account is not None:
        return await account_ownership(ask, account, as_of)
    return await node_ownership(ask, given[0], as_of)


async def node_ownership(ask: Ask, ref: Ref, as_of: datetime | None = None) -> Ownership:
    """Whose any owned thing is that has neither tree nor territory.

    Args:
        ask: who answers.
        ref: the thing.
        as_of: valid time; absent: now.
    """
    at, current = ask.at(as_of), as_of is None
    resolved = await resolve(ask, ref)
    if resolved.node is None:
        return Ownership(**resolved.envelope(ask, at))
    node = resolved.node
    [row] = await ask.reader.run(
        "ownership/ownership", target=node.id, at=instant(at), current=current, cap=MOST_OWNERS
    )
    owners = direct(ask, node, row["owners"])
    slots: dict[str, SlotState] = {}
    for one in (*row["facets"], row["target"]):
        slots |= owner_slots(one["slots"], at, current=current)
    mismatches = employer_mismatches(ask, node, row["employers"], owners)
    return await _answer(ask, resolved, row["target"], row, owners, slots, mismatches, at)


async def _answer(
    ask: Ask,
    resolved: Resolved,
    target: Mapping[str, Any],
    row: Mapping[str, Any],
    owners: list[Owner],
    slots: dict[str, SlotState],
    mismatches: list[OwnerConflict],
    at: datetime,
) -> Ownership:
    """The answer from judged owners: vacancies, departures, conflicts, and the why of each."""
    assert resolved.node is not None
    node = resolved.node
    owners = orphans(owners)
    empty = vacancies(owners, slots, await sayers(ask, slots.values()))
    conflicts = mismatches + lost_claims(ask, node, row["claims"])
    because = _because(node, owners, empty)
    starts = [row["evidence_starts"], *(slot_start(target["slots"], key) for key in slots)]
    evidence = moment(min(filter(None, starts), default=None))
    contested = {key.partition(":")[2] for key, slot in slots.items() if slot.state is Emptiness.CONTESTED}
    status = _status(owners, empty, contested)
    return Ownership(
        status=status,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        candidates=_claimants(conflicts) if status is Status.AMBIGUOUS else [],
        why=[*resolved.why, *reasons(node, owners, empty, conflicts, slots, evidence, at)],
        target=node,
        owners=owners,
        unassigned=because is not None,
        unassigned_because=because,
        vacancies=empty,
        orphaned=any(one.orphaned for one in owners),
        conflicts=conflicts,
        truncated=_cuts(row),
        evidence_since=evidence,
    )


def _because(node: NodeSeen, owners: list[Owner], empty: list[Vacancy]) -> Vacancy | None:
    """The vacancy that makes the thing nobody's: of its account executive; elsewhere of any type if nobody has it."""
    executive = next((one for one in empty if one.type == EXECUTIVE), None)
    if node.noun == "Account" or (executive is None and any(not one.placeholder for one in owners)):
        return executive
    if any(one.type == EXECUTIVE and not one.placeholder for one in owners):
        return None
    return executive or next(iter(empty), None)


def _status(owners: list[Owner], empty: list[Vacancy], contested: set[str]) -> Status:
    people = [one for one in owners if not one.placeholder]
    if EXECUTIVE in contested or (contested and not people):
        return Status.AMBIGUOUS
    return Status.OK if people or empty else Status.UNKNOWN


def _claimants(conflicts: list[OwnerConflict]) -> list[Candidate]:
    return [
        Candidate(noun=one.owner.noun, id=one.owner.id, name=one.owner.name, systems=one.systems)
        for one in conflicts
        if one.reason is OwnerConflictReason.CONTESTED
    ]


def _cuts(row: Mapping[str, Any]) -> list[Truncated]:
    full = [name for name in ("owners", "claims", "territories", "employers") if len(row.get(name, ())) >= MOST_OWNERS]
    return [
        Truncated(what=name.upper(), cap=MOST_OWNERS, text=f"There may be more than {MOST_OWNERS} {name}.")
        for name in full
    ]


async def is_mine(ask: Ask, user: UserRef, account: AccountRef) -> IsMine:
    """Whether an account is a user's: YES, SHARED, DISPUTED or NO.

    Args:
        ask: who answers.
        user: one of our people.
        account: the account.
    """
    who = await resolve(ask, user)
    if who.node is None:
        return IsMine(**who.envelope(ask, ask.now))
    owned = await account_ownership(ask, account)
    envelope: dict[str, Any] = {
        "as_of": owned.as_of,
        "model_version": owned.model_version,
        "token": owned.token,
        "candidates": owned.candidates,
        "user": who.node,
        "account": owned.target,
        "owners": owned.owners,
        "unassigned": owned.unassigned,
        "conflicts": owned.conflicts,
    }
    if owned.target is None:
        return IsMine(status=owned.status, why=owned.why, **envelope)
    answer, types = _mine(who.node, owned)
    if answer is Mine.NO and owned.status is Status.UNKNOWN:
        why = Why(rule="OWNER_UNKNOWN", text="Nobody is on record as an owner, so nobody can say whose it is.")
        return IsMine(status=Status.UNKNOWN, why=[why, *owned.why], **envelope)
    why = verdict(answer, who.node, owned.target, types, owned)
    return IsMine(status=Status.OK, answer=answer, types=types, why=[why, *owned.why], **envelope | {"candidates": []})


def _mine(user: NodeSeen, owned: Ownership) -> tuple[Mine, list[str]]:
    """The strongest of YES, SHARED, DISPUTED that holds in any type, and the types."""
    people = [one for one in owned.owners if one.active and not one.placeholder and one.owner.noun == "User"]
    # a team is its members; it counts as somebody itself only where it has none
    members = {one.type for one in people if one.how is How.TEAM}
    people += [one for one in owned.owners if one.owner.noun == "Team" and one.type not in members]
    mine = sorted({one.type for one in people if one.owner.id == user.id})
    sole = [type_ for type_ in mine if type_ != MEMBER and len({o.owner.id for o in people if o.type == type_}) == 1]
    if sole:
        return Mine.YES, sole
    if mine:
        return Mine.SHARED, mine
    disputed = sorted(
        {one.type for one in owned.conflicts if one.reason is OwnerConflictReason.CONTESTED and one.owner.id == user.id}
    )
    return (Mine.DISPUTED, disputed) if disputed else (Mine.NO, [])
