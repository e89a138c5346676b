"""contactRoles: what a person is to an account, deal, buying group or workspace; or who is what there.

In: a person, a target, or both, and a time. Out: :class:`ContactRoles`. Refuses: to put a role on a person, and to
call the absence of a role anything but unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    NodeSeen,
    Status,
    Step,
    Truncated,
    Why,
    day,
    listed,
    node_seen,
    records_seen,
    shown,
    since_kind,
)
from graph_service.questions.ask import Ask, instant, moment
from graph_service.questions.reference import AccountRef, BuyingGroupRef, OpportunityRef, PersonRef, Ref, WorkspaceRef
from graph_service.questions.resolve import Resolved, resolve
from graph_service.questions.roles_answer import ContactRoles, Employment, RoleSeen

MOST_ROLES = 1_000


async def contact_roles(
    ask: Ask,
    person: PersonRef | None = None,
    account: AccountRef | None = None,
    opportunity: OpportunityRef | None = None,
    buying_group: BuyingGroupRef | None = None,
    workspace: WorkspaceRef | None = None,
    as_of: datetime | None = None,
) -> ContactRoles:
    """The roles of a person, of everybody towards a target, or of a person towards a target.

    Args:
        ask: who answers.
        person: whose roles; absent: everybody's.
        account: towards this account, its opportunities, buying groups, tenants and billing entities included.
        opportunity: towards this opportunity.
        buying_group: within this buying group.
        workspace: in this workspace.
        as_of: valid time; absent: now.
    Raises:
        UsageError: nothing is named, or more than one target.
    """
    at, current = ask.at(as_of), as_of is None
    targets: list[Ref] = [one for one in (account, opportunity, buying_group, workspace) if one is not None]
    if len(targets) > 1 or (not targets and person is None):
        raise UsageError("name a person, or one of account, opportunity, buyingGroup, workspace, or a person and one")
    whose = await resolve(ask, person) if person is not None else Resolved()
    if person is not None and whose.node is None:
        return ContactRoles(**whose.envelope(ask, at))
    towards = await resolve(ask, targets[0]) if targets else Resolved()
    if targets and towards.node is None:
        return ContactRoles(person=whose.node, **towards.envelope(ask, at))
    rows = await ask.reader.run(
        "roles/contact_roles",
        person=whose.node.id if whose.node else None,
        target=towards.node.id if towards.node else None,
        at=instant(at),
        current=current,
        cap=MOST_ROLES,
    )
    roles = [_role(ask, row, towards.node) for row in rows[:MOST_ROLES]]
    people = [whose.node.id] if whose.node else sorted({one.person.id for one in roles})
    worked = await ask.reader.run("roles/employers", people=people, at=instant(at), current=current) if people else []
    now, before = _employers(ask, worked, at)
    unheard = _unheard(worked, roles, now, at) if whose.node else None
    cut = Truncated(what="ROLES", cap=MOST_ROLES, text=f"There are more than {MOST_ROLES} roles; name a person.")
    return ContactRoles(
        status=Status.OK if roles else Status.UNKNOWN,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        why=[*whose.why, *towards.why, *_why(whose.node, towards.node, roles, now, unheard)],
        person=whose.node,
        target=towards.node,
        roles=roles,
        unknown=not roles,
        employers=now,
        former_employers=before,
        truncated=[cut] if len(rows) > MOST_ROLES else [],
    )


def _role(ask: Ask, row: Mapping[str, Any], asked: NodeSeen | None) -> RoleSeen:
    person, target = node_seen(row["person"]), node_seen(row["target"])
    held = Step(
        start=person,
        link="HAS_ROLE",
        variant=row["role"],
        end=target,
        since=moment(row["since"]),
        systems=row["systems"] or [],
    )
    path = [held]
    if row["belongs"] and asked is not None:
        path.append(
            Step(
                start=target,
                link="FOR_ACCOUNT",
                variant=None,
                end=asked,
                since=moment(row["belongs_since"]),
                systems=row["belongs_systems"] or [],
            )
        )
    return RoleSeen(
        person=person,
        role=row["role"],
        primary=row["primary"],
        target=target,
        raw=row["raw"],
        since=moment(row["since"]),
        since_kind=since_kind(row["since_kind"]),
        until=moment(row["until"]),
        systems=row["systems"] or [],
        confidence=row["confidence"],
        path=path,
        records=records_seen(ask, row["records"]),
    )


def _employers(ask: Ask, rows: list[dict[str, Any]], at: datetime) -> tuple[list[Employment], list[Employment]]:
    every = [_employment(ask, row["id"], one) for row in rows for one in row["employers"]]
    now = [one for one in every if one.until is None or one.until > at]
    return now, [one for one in every if one not in now]


def _employment(ask: Ask, person_id: str, row: Mapping[str, Any]) -> Employment:
    return Employment(
        person_id=person_id,
        account=node_seen(row["account"]),
        title=row["title"],
        primary=row["primary"],
        since=moment(row["since"]),
        since_kind=since_kind(row["since_kind"]),
        until=moment(row["until"]),
        systems=row["systems"] or [],
        records=records_seen(ask, row["records"]),
    )


def _unheard(
    rows: list[dict[str, Any]], roles: list[RoleSeen], employers: list[Employment], at: datetime
) -> datetime | None:
    """When evidence of the person's roles begins, if that is later than the time asked for."""
    if roles or employers:
        return None
    starts = [moment(row[name]) for row in rows for name in ("roles_start", "first_evidence_at")]
    first = min((start for start in starts if start), default=None)
    return first if first and first > at else None


def _why(
    person: NodeSeen | None,
    target: NodeSeen | None,
    roles: list[RoleSeen],
    employers: list[Employment],
    unheard: datetime | None,
) -> list[Why]:
    why = [
        Why(
            rule="ROLE_ON_THE_LINK",
            text=f"{listed(one.systems)} says {shown(one.person)} is {one.role} towards {shown(one.target)} "
            f"since {day(one.since)}" + (f" (written {one.raw!r} there)." if one.raw else "."),
            path=one.path,
            records=one.records,
        )
        for one in roles
    ]
    if not roles:
        who, what = shown(person) if person else "anybody", f" towards {shown(target)}" if target else ""
        why.append(Why(rule="ROLE_UNKNOWN", text=f"No system names a role of {who}{what}; that is unknown, not none."))
    if person:
        why += [
            Why(
                rule="WORKS_AT",
                text=f"{listed(one.systems)} says {shown(person)} works at {shown(one.account)}; "
                "that is employment, not a role.",
                records=one.records,
            )
            for one in employers
        ]
    if unheard:
        why.append(Why(rule="EVIDENCE_STARTS", text=f"Evidence of these roles starts {unheard.isoformat()}."))
    return why
