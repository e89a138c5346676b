"""Ownership: whose an account, person, lead, opportunity or subscription is, and whether an account is mine.

In: references and a time. Out: :class:`Ownership`, :class:`IsMine`. Refuses: to fill by inheritance what was emptied
on purpose, is held by a placeholder or belongs to somebody who left; to pick between claims of equal authority.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import Candidate, NodeSeen, Status, Truncated, Why
from graph_service.questions.as_of import values_at
from graph_service.questions.ask import PATIENCE, Ask, holds, moment, window
from graph_service.questions.evidence import evidence
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
    Row,
    Scene,
    direct,
    employer_mismatches,
    inherited,
    lost_claims,
    orphans,
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
from graph_service.questions.slots import Emptiness, SlotState, slot_keys, slot_start, slot_states

MOST_OWNERS = 200


async def account_ownership(ask: Ask, account: AccountRef, as_of: datetime | None = None) -> Ownership:
    """Whose an account is: every owner by type, inherited and territorial ones included.

    Args:
        ask: who answers.
        account: the account.
        as_of: valid time; absent: now.
    """
    at, current = ask.at(as_of), as_of is None
    resolved = await resolve(ask, account)
    if resolved.node is None:
        return Ownership(**resolved.envelope(ask, at))
    [row] = await ask.reader.run(
        "ownership/account_ownership",
        timeout=PATIENCE,
        account=resolved.node.id,
        cap=MOST_OWNERS,
        **window(at, current=current),
    )
    chain, territories = row["chain"], row["territories"]
    await _as_then(ask, at, current, chain, territories)
    scene = await _scene(ask, at, current, chain, [*territories])
    slots = scene.slots(chain[0])
    owners = direct(scene, resolved.node, chain[:1])
    owners += inherited(scene, resolved.node, chain)
    through, mismatches = territorial(scene, resolved.node, territories, owners, slots)
    return _answer(ask, resolved, scene, chain[:1], owners + through, slots, mismatches)


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
    [row] = await ask.reader.run("ownership/ownership", timeout=PATIENCE, target=resolved.node.id, cap=MOST_OWNERS)
    chain, employers = row["chain"], row["employers"]
    await _as_then(ask, at, current, chain, employers)
    scene = await _scene(ask, at, current, chain, employers)
    owners = direct(scene, resolved.node, chain)
    slots = {key: slot for node in reversed(chain) for key, slot in scene.slots(node).items()}
    mismatches = employer_mismatches(scene, resolved.node, employers, owners)
    return _answer(ask, resolved, scene, chain, owners, slots, mismatches)


async def _as_then(ask: Ask, at: datetime, current: bool, chain: list[Row], others: list[Row]) -> None:
    """Turn whether users and territories are active, and who is a placeholder, into what it was at a past time."""
    if current:
        return
    rows = [one for node in chain for one in node["owners"]] + others
    rows += [one["territory"] for one in others if "territory" in one]
    rows = [row for row in rows if "active" in row]
    then = await values_at(ask, [row["id"] for row in rows], ("active", "placeholder"), at)
    for row in rows:
        row.update({name: value for name, value in then.get(row["id"], {}).items() if name in row})


async def _scene(ask: Ask, at: datetime, current: bool, chain: list[Row], others: list[Row]) -> Scene:
    """The members of teams that own, and the records behind every link that may count."""
    links = [one["link"] for node in chain for one in node["owners"]] + [one["link"] for one in others]
    links = [link for link in links if holds(link, at, current=current)]
    links += [one["covers"] for one in others if "covers" in one] + [one["link"] for one in chain if one.get("link")]
    slots = [slot for node in chain for slot in slot_states(node["slots"], at, current=current).values()]
    seen = await evidence(ask, links, slots)
    teams = sorted({one["id"] for node in chain for one in node["owners"] if "Team" in one["labels"]})
    members: dict[str, list[Row]] = {}
    if teams:
        for row in await ask.reader.run(
            "ownership/team_members", timeout=PATIENCE, teams=teams[:MOST_OWNERS], cap=MOST_OWNERS
        ):
            members.setdefault(row["team"], []).append(row)
        await _as_then(ask, at, current, [], [row for rows in members.values() for row in rows])
    return Scene(at=at, current=current, seen=seen, members=members)


def _answer(
    ask: Ask,
    resolved: Resolved,
    scene: Scene,
    nodes: list[Row],
    owners: list[Owner],
    slots: dict[str, SlotState],
    mismatches: list[OwnerConflict],
) -> Ownership:
    """The answer from judged owners: vacancies, departures, conflicts, and the why of each."""
    assert resolved.node is not None
    node = resolved.node
    owners = orphans(owners)
    empty = vacancies(owners, slots, scene.seen)
    conflicts = mismatches + lost_claims(scene, nodes)
    because = _because(node, owners, empty)
    starts = _starts(nodes)
    contested = {key.partition(":")[2] for key, slot in slots.items() if slot.state is Emptiness.CONTESTED}
    status = _status(owners, empty, contested)
    return Ownership(
        status=status,
        as_of=scene.at,
        model_version=ask.model.version,
        token=ask.token,
        candidates=_claimants(conflicts) if status is Status.AMBIGUOUS else [],
        why=[*resolved.why, *reasons(node, owners, empty, conflicts, slots, starts, scene.at)],
        target=node,
        owners=owners,
        unassigned=because is not None,
        unassigned_because=because,
        vacancies=empty,
        orphaned=any(one.orphaned for one in owners),
        conflicts=conflicts,
        truncated=_cuts(nodes),
        evidence_since=starts,
    )


def _starts(nodes: list[Row]) -> datetime | None:
    """When the first evidence of an owner starts; where none was ever named, the first evidence of the thing."""
    linked = [one["link"].get("since") for node in nodes for one in node["owners"]]
    emptied = [slot_start(node["slots"], key) for node in nodes for key in slot_keys(node["slots"]) if "OWNS:" in key]
    known = [node["first_evidence_at"] for node in nodes]
    return moment(min(filter(None, (*linked, *emptied)), default=None) or min(filter(None, known), default=None))


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


def _cuts(nodes: list[Row]) -> list[Truncated]:
    if all(len(node["owners"]) < MOST_OWNERS for node in nodes):
        return []
    text = f"There may be more than {MOST_OWNERS} present and former owners."
    return [Truncated(what="OWNERS", cap=MOST_OWNERS, text=text)]


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
