"""buyingGroupCoverage: which roles a purchase needs, which are filled, which are missing.

In: a buying group, an opportunity or an account. Out: :class:`Coverage`. Refuses: to fill a place with a role that
somebody has elsewhere (at the company, on another deal): that is shown as near. Which roles a purchase needs stands in
policies/roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Answer,
    Candidate,
    Difference,
    NodeSeen,
    Status,
    Truncated,
    Why,
    doc,
    listed,
    node_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.evidence import Evidence, evidence
from graph_service.questions.question import ACCOUNT, OPPORTUNITY, Question
from graph_service.questions.reference import AccountRef, BuyingGroupRef, OpportunityRef, Ref
from graph_service.questions.resolve import Resolved, resolve
from graph_service.questions.roles import role_seen
from graph_service.questions.roles_answer import RoleSeen

MOST = 500


class RoleTemplate(Enum):
    """Which purchase it is: what roles it needs."""

    NEW = "The first purchase"
    EXPANSION = "A customer buys more"
    RENEWAL = "A contract goes on"


class RolePlaceState(Enum):
    """How a place of the template stands."""

    FILLED = "Somebody has one of its roles towards this purchase."
    NEAR = "Nobody here; somebody has one of its roles at the company or in a buying group of it."
    MISSING = "Nobody on record has one of its roles."


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePlace:
    """One place of the template; any of its roles fills it."""

    roles: list[str] = field(metadata=doc("The roles, any of which fills it"))
    required: bool = field(metadata=doc("False where it is good to have"))
    state: RolePlaceState = field(metadata=doc("FILLED, NEAR or MISSING"))
    by: list[RoleSeen] = field(metadata=doc("Who fills it"))
    near: list[RoleSeen] = field(metadata=doc("Who has such a role nearby: the first to ask"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Answer):
    """How the people of a purchase cover the roles it needs."""

    target: NodeSeen | None = field(default=None, metadata=doc("The buying group, opportunity or account"))
    account: NodeSeen | None = field(default=None, metadata=doc("The company that buys"))
    template: RoleTemplate | None = field(default=None, metadata=doc("Which purchase it was judged as"))
    covered: bool | None = field(default=None, metadata=doc("True where every required place is filled"))
    required: list[RolePlace] = field(default_factory=list, metadata=doc("Places that must be filled"))
    optional: list[RolePlace] = field(default_factory=list, metadata=doc("Places that are good to have filled"))
    filled: list[str] = field(default_factory=list, metadata=doc("Required roles that are filled"))
    missing: list[str] = field(default_factory=list, metadata=doc("Required places nobody fills; `or` between roles"))
    members: list[NodeSeen] = field(default_factory=list, metadata=doc("Everybody with a role or in the buying group"))
    others: list[RoleSeen] = field(default_factory=list, metadata=doc("Roles here that fill no place, e.g. a BLOCKER"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def buying_group_coverage(
    ask: Ask,
    buying_group: BuyingGroupRef | None = None,
    account: AccountRef | None = None,
    opportunity: OpportunityRef | None = None,
    template: RoleTemplate | None = None,
) -> Coverage:
    """Which roles are filled and which are missing; exactly one target is named.

    Args:
        ask: who answers.
        buying_group: by its own template.
        account: by its one open opportunity or buying group; several are AMBIGUOUS; none: by whether it is a customer.
        opportunity: by its kind.
        template: judge as this purchase, whatever the records say.
    Raises:
        UsageError: not exactly one target is named.
    """
    given: list[Ref] = [one for one in (buying_group, account, opportunity) if one is not None]
    if len(given) != 1:
        raise UsageError("name exactly one of buyingGroup, account, opportunity")
    found = await resolve(ask, given[0])
    if found.node is None:
        return Coverage(**found.envelope(ask, ask.now))
    live = list(ask.model.policies["suppression"].states.live_statuses)
    [row] = await ask.reader.run("roles/purchases", timeout=PATIENCE, target=found.node.id, live=live, cap=MOST)
    deals = [one for one in row["deals"] if one["kind"] in RoleTemplate.__members__]
    if found.node.noun == "Account" and template is None and len(deals) + len(row["groups"]) > 1:
        return _several(ask, found, deals, row["groups"])
    target = found.node
    if target.noun == "Account" and template is None and (one := next(iter([*row["groups"], *deals]), None)):
        target = NodeSeen(noun="BuyingGroup" if one in row["groups"] else "Opportunity", id=one["id"], name=one["name"])
        row = {**row, "account": {"id": found.node.id, "name": found.node.name}, "target": one}
    purchase, why = _template(target, row, template)
    if purchase is None:
        return Coverage(**{**found.envelope(ask, ask.now), "status": Status.UNKNOWN, "why": [why]}, target=target)
    near = [row["account"]["id"]] if row["account"] else []
    if target.noun != "BuyingGroup":
        near += [one["id"] for one in row["groups"]]
    things = await ask.reader.run(
        "roles/buying_group_coverage", timeout=PATIENCE, target=target.id, near=near, cap=MOST + 1
    )
    seen = await evidence(ask, [one["link"] for thing in things for one in (*thing["roles"], *thing["members"])])
    return _judge(ask, target, row, purchase, [*found.why, why], things, seen)


def _template(target: NodeSeen, row: Mapping[str, Any], asked: RoleTemplate | None) -> tuple[RoleTemplate | None, Why]:
    """Which purchase it is, and why."""
    if asked is not None:
        return asked, Why(rule="TEMPLATE_ASKED", text=f"Judged as {asked.name}, as asked.")
    said = row["target"].get("template") or row["target"].get("kind")
    if target.noun == "Account":
        purchase = RoleTemplate.EXPANSION if row["live"] else RoleTemplate.NEW
        state = "a contract is live" if row["live"] else "no contract is live"
        text = (
            f"{shown(target)} has no open opportunity and no buying group; {state}, so it is judged as {purchase.name}."
        )
        return purchase, Why(rule="TEMPLATE_BY_CUSTOMER", text=text)
    if said in RoleTemplate.__members__:
        return RoleTemplate[said], Why(rule="TEMPLATE_BY_KIND", text=f"{shown(target)} is of kind {said}.")
    text = f"{shown(target)} is of kind {said or 'unknown'}, which has no template of roles; name one to judge it by."
    return None, Why(rule="TEMPLATE_UNKNOWN", text=text)


def _several(ask: Ask, found: Resolved, deals: Sequence[Any], groups: Sequence[Any]) -> Coverage:
    """An account that buys several things at once: which one is meant is the caller's to say."""
    candidates = [
        Candidate(noun=noun, id=one["id"], name=one["name"], differs=[Difference(what="kind", value=one[kind])])
        for noun, rows, kind in (("Opportunity", deals, "kind"), ("BuyingGroup", groups, "template"))
        for one in rows
    ]
    assert found.node
    text = f"{shown(found.node)} buys {len(candidates)} things at once; ask with one of them, or name a template."
    envelope = found.envelope(ask, ask.now) | {"status": Status.AMBIGUOUS, "candidates": candidates}
    return Coverage(**envelope | {"why": [Why(rule="SEVERAL_PURCHASES", text=text)]}, target=found.node)


def _judge(
    ask: Ask,
    target: NodeSeen,
    row: Mapping[str, Any],
    purchase: RoleTemplate,
    why: list[Why],
    things: Sequence[Mapping[str, Any]],
    seen: Evidence,
) -> Coverage:
    here: list[RoleSeen] = []
    near: list[RoleSeen] = []
    people: dict[str, NodeSeen] = {}
    for thing in things:
        own = thing["thing"]["id"] == target.id
        of = node_seen(thing["thing"])
        roles = [
            role_seen({**one, "target": thing["thing"], "belongs": []}, None, seen) for one in thing["roles"][:MOST]
        ]
        (here if own else near).extend(roles)
        if own or of.noun == "BuyingGroup":
            members = [node_seen(one["person"], "Person") for one in thing["members"][:MOST]]
            people |= {one.id: one for one in (*(role.person for role in roles), *members)}
    wants = ask.model.policies["roles"].templates[purchase.name]
    required = [_place(roles, True, here, near) for roles in wants.get("required", ())]
    optional = [_place(roles, False, here, near) for roles in wants.get("optional", ())]
    used = {role for place in (*required, *optional) for role in place.roles}
    missing = [" or ".join(one.roles) for one in required if one.state is not RolePlaceState.FILLED]
    cut = any(len(thing["roles"]) > MOST or len(thing["members"]) > MOST for thing in things)
    return Coverage(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*why, _verdict(target, purchase, required, missing), *(_near_why(one) for one in required if one.near)],
        target=target,
        account=node_seen(row["account"], "Account") if row["account"] else None,
        template=purchase,
        covered=not missing,
        required=required,
        optional=optional,
        filled=sorted({role.role for one in required for role in one.by}),
        missing=missing,
        members=sorted(people.values(), key=lambda one: (one.name or "", one.id)),
        others=[one for one in here if one.role not in used],
        truncated=[Truncated(what="ROLES", cap=MOST, text=f"More than {MOST} people have a role here.")] if cut else [],
    )


def _place(roles: str | list[str], required: bool, here: Iterable[RoleSeen], near: Iterable[RoleSeen]) -> RolePlace:
    wanted = [roles] if isinstance(roles, str) else list(roles)
    by = [one for one in here if one.role in wanted]
    close = [] if by else [one for one in near if one.role in wanted]
    state = RolePlaceState.FILLED if by else RolePlaceState.NEAR if close else RolePlaceState.MISSING
    return RolePlace(roles=wanted, required=required, state=state, by=by, near=close)


def _verdict(target: NodeSeen, purchase: RoleTemplate, required: Sequence[RolePlace], missing: Sequence[str]) -> Why:
    name, needed = shown(target), f"A purchase of kind {purchase.name} needs {len(required)} places"
    if not missing:
        return Why(rule="COVERED", text=f"{needed}; {name} has somebody in each of them.")
    text = f"{needed}; {name} lacks {listed(missing)}. A role that nobody names is unknown, not refused."
    return Why(rule="NOT_COVERED", text=text)


def _near_why(place: RolePlace) -> Why:
    who = listed(f"{shown(one.person)} ({one.role} towards {shown(one.target)})" for one in place.near[:3])
    text = f"For {' or '.join(place.roles)} ask {who} first: the role is on record elsewhere, not for this purchase."
    return Why(rule="ROLE_NEAR", text=text, records=[record for one in place.near[:3] for record in one.records])


BUYING_GROUP_COVERAGE = Question(
    name="buying_group_coverage",
    doc="Which roles a purchase needs, which are filled and which are missing; name exactly one target.",
    function=buying_group_coverage,
    docs={
        "buying_group": "The buying group: our id or a source's id",
        "account": ACCOUNT,
        "opportunity": OPPORTUNITY,
        "template": "Judge as NEW, EXPANSION or RENEWAL, whatever the records say",
    },
)
