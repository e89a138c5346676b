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
    node_seen,
    shown,
    since_kind,
    told,
)
from graph_service.questions.ask import OPEN, PATIENCE, Ask, holds, instant, moment, window
from graph_service.questions.evidence import Evidence, evidence
from graph_service.questions.reference import AccountRef, BuyingGroupRef, OpportunityRef, PersonRef, Ref, WorkspaceRef
from graph_service.questions.resolve import Resolved, resolve
from graph_service.questions.roles_answer import ContactRoles, Employment, RoleSeen

MOST_ROLES = 1_000
MOST_JOBS = 50


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
    target, who = towards.node, whose.node
    anchor = target or who
    assert anchor is not None
    rows = await ask.reader.run(
        "roles/contact_roles",
        timeout=PATIENCE,
        anchor=anchor.id,
        person=who.id if target and who else None,
        cap=MOST_ROLES,
        **window(at, current=current),
    )
    rows, more = rows[:MOST_ROLES], len(rows) > MOST_ROLES
    people = [who.id] if who else sorted({row["person"]["id"] for row in rows})
    worked = await ask.reader.run("roles/employers", timeout=PATIENCE, people=people, cap=MOST_JOBS) if people else []
    links = [row["link"] for row in rows] + [one["link"] for row in worked for one in row["employers"]]
    seen = await evidence(ask, links)
    roles = [role_seen(row, target, seen) for row in rows]
    now, before = _employers(worked, seen, at, current=current)
    unheard = _unheard(worked, roles, now, at) if who else None
    cut = Truncated(what="ROLES", cap=MOST_ROLES, text=f"There are more than {MOST_ROLES} roles; name a person.")
    return ContactRoles(
        status=Status.OK if roles else Status.UNKNOWN,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        why=[*whose.why, *towards.why, *_why(who, target, roles, now, unheard)],
        person=who,
        target=target,
        roles=roles,
        unknown=not roles,
        employers=now,
        former_employers=before,
        truncated=[cut] if more else [],
    )


def role_seen(row: Mapping[str, Any], asked: NodeSeen | None, seen: Evidence) -> RoleSeen:
    """One row (person, target, link, belongs) as a role; ``asked`` is what was asked about, if not the target."""
    person, target, link = node_seen(row["person"], "Person"), node_seen(row["target"]), row["link"]
    path = [_step(person, "HAS_ROLE", link["role"], target, link)]
    if asked is not None:
        path += [_step(target, "FOR_ACCOUNT", None, asked, one) for one in row["belongs"]]
    return RoleSeen(
        person=person,
        role=link["role"],
        primary=link.get("primary"),
        target=target,
        raw=link.get("raw"),
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        until=moment(link.get("until")),
        systems=link.get("systems") or [],
        confidence=link.get("confidence"),
        path=path,
        records=seen.of(link),
    )


def _step(start: NodeSeen, type_: str, variant: str | None, end: NodeSeen, link: Mapping[str, Any]) -> Step:
    since, systems = moment(link.get("since")), link.get("systems") or []
    return Step(start=start, link=type_, variant=variant, end=end, since=since, systems=systems)


def _employers(
    rows: list[dict[str, Any]], seen: Evidence, at: datetime, *, current: bool
) -> tuple[list[Employment], list[Employment]]:
    """Where people work at that time, and where they worked before it."""
    jobs = [(row["id"], one) for row in rows for one in row["employers"]]
    now = [_employment(who, one, seen) for who, one in jobs if holds(one["link"], at, current=current)]
    over = [_employment(who, one, seen) for who, one in jobs if str(one["link"].get("until") or OPEN) <= instant(at)]
    return now, over


def _employment(person_id: str, row: Mapping[str, Any], seen: Evidence) -> Employment:
    link = row["link"]
    return Employment(
        person_id=person_id,
        account=node_seen(row["employer"], "Account"),
        title=link.get("title"),
        primary=link.get("primary"),
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        until=moment(link.get("until")),
        systems=link.get("systems") or [],
        records=seen.of(link),
    )


def _unheard(
    rows: list[dict[str, Any]], roles: list[RoleSeen], employers: list[Employment], at: datetime
) -> datetime | None:
    """When evidence of the person's roles begins, if that is later than the time asked for."""
    if roles or employers:
        return None
    first = min((start for row in rows if (start := moment(row["first_evidence_at"]))), default=None)
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
            text=f"{told(one.systems, 'say')} {shown(one.person)} is {one.role} towards {shown(one.target)} "
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
                text=f"{told(one.systems, 'say')} {shown(person)} works at {shown(one.account)}; "
                "that is employment, not a role.",
                records=one.records,
            )
            for one in employers
        ]
    if unheard:
        why.append(Why(rule="EVIDENCE_STARTS", text=f"Evidence of this person starts {unheard.isoformat()}."))
    return why
