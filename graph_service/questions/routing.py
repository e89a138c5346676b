"""routing: who should get this lead, and by which rule.

In: a lead. Out: :class:`Routing`: the one who gets it, every rule that was tried, who should be told. Refuses: to give
a lead to a queue, to somebody who left, or to one of several companies that share a domain. The rules and their order
stand in policies/routing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_service.questions.active_answer import ActiveOpportunities, ActiveOpportunity, MatchKind
from graph_service.questions.active_opportunities import active_opportunities
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Step,
    Why,
    doc,
    listed,
    node_seen,
    records_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.deals import OwnedBy, owned_by, persons
from graph_service.questions.motion_states import account_states
from graph_service.questions.ownership import account_ownership
from graph_service.questions.ownership_answer import Ownership
from graph_service.questions.question import LEAD, Question
from graph_service.questions.reference import AccountRef, LeadRef
from graph_service.questions.resolve import resolve

_NEAR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTried:
    """One rule of the policy and what it came to."""

    rule: str = field(metadata=doc("OPEN_OPPORTUNITY, ACCOUNT_OWNER, MANAGER or LEAD_OWNER"))
    takes: OwnedBy | None = field(metadata=doc("Whom it names; null where it names nobody"))
    text: str = field(metadata=doc("What it found, in a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing(Answer):
    """Who should get a lead."""

    lead: NodeSeen | None = field(default=None, metadata=doc("The lead"))
    account: NodeSeen | None = field(default=None, metadata=doc("Its company, if one is known"))
    customer: bool | None = field(
        default=None, metadata=doc("Whether the company is a customer; null if none is known")
    )
    assignee: OwnedBy | None = field(default=None, metadata=doc("Who should get it; null where no rule names anybody"))
    rule: str | None = field(default=None, metadata=doc("The rule that decided"))
    tried: list[RuleTried] = field(default_factory=list, metadata=doc("Every rule tried, in the policy's order"))
    tell: list[OwnedBy] = field(default_factory=list, metadata=doc("Who else works on this company or its family"))
    opportunities: list[ActiveOpportunity] = field(
        default_factory=list, metadata=doc("Open opportunities it belongs to, or its company's family has")
    )


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A lead and what stands around it, read once for routing and for a draft.

    Attributes:
        row: the lead's own row.
        open: its open opportunities and companies.
        account: the one company.
        owned: whose that is.
        customer: why the company is a customer, or None.
    """

    node: NodeSeen
    row: Mapping[str, Any]
    open: ActiveOpportunities
    account: NodeSeen | None
    owned: Ownership | None
    customer: str | None

    def records(self, ask: Ask) -> list[RecordSeen]:
        """The lead's records."""
        return records_seen(ask, self.row["records"])


async def lead_facts(ask: Ask, node: NodeSeen) -> LeadFacts:
    """What routing and a draft look at.

    Args:
        ask: who answers.
        node: the lead.
    """
    [row] = await ask.reader.run("pipeline/routing", timeout=PATIENCE, lead=node.id, cap=_NEAR)
    found = await active_opportunities(ask, lead=LeadRef(id=node.id))
    account = found.accounts[0] if len(found.accounts) == 1 else None
    owned = await account_ownership(ask, AccountRef(id=account.id)) if account else None
    states = await account_states(ask, account.id) if account else None
    return LeadFacts(node, row, found, account, owned, states.customer if states else None)


async def routing(ask: Ask, lead: LeadRef) -> Routing:
    """Who should get a lead.

    Args:
        ask: who answers.
        lead: the lead.
    """
    found = await resolve(ask, lead)
    if found.node is None:
        return Routing(**found.envelope(ask, ask.now))
    facts = await lead_facts(ask, found.node)
    tried = await try_rules(ask, facts)
    winner = next((one for one in tried if one.takes), None)
    tell = _tell(facts, winner.takes if winner else None)
    status = Status.OK if winner else Status.AMBIGUOUS if facts.open.candidates else Status.UNKNOWN
    why = [
        Why(rule=one.rule, text=one.text, path=_path(facts, one), records=_records(ask, facts, one)) for one in tried
    ]
    if facts.open.candidates:
        text = (
            f"Several companies share the domain of {shown(found.node)}; none was picked, so no owner of theirs counts."
        )
        why.append(Why(rule="ACCOUNT_AMBIGUOUS", text=text))
    return Routing(
        status=status,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        candidates=facts.open.candidates,
        why=[*found.why, *why],
        lead=found.node,
        account=facts.account,
        customer=facts.customer is not None if facts.account else None,
        assignee=winner.takes if winner else None,
        rule=winner.rule if winner else None,
        tried=tried,
        tell=tell,
        opportunities=facts.open.opportunities,
    )


async def try_rules(ask: Ask, facts: LeadFacts) -> list[RuleTried]:
    """The policy's rules in order, up to the first that names somebody."""
    policy = ask.model.policies["routing"]
    types = policy.customer_types if facts.customer else policy.prospect_types
    managers = await _managers(ask, facts, types)
    rules: dict[str, Callable[[], RuleTried]] = {
        "OPEN_OPPORTUNITY": lambda: _by_opportunity(facts),
        "ACCOUNT_OWNER": lambda: _by_account(facts, types),
        "MANAGER": lambda: _by_manager(managers),
        "LEAD_OWNER": lambda: _by_lead(facts),
    }
    tried: list[RuleTried] = []
    for name in policy.rules:
        tried.append(rules[name]())
        if tried[-1].takes:
            break
    return tried


def _by_opportunity(facts: LeadFacts) -> RuleTried:
    near = [one for one in facts.open.opportunities if one.match is not MatchKind.ACCOUNT_TREE]
    for one in near:
        if people := persons(one.owners):
            text = f"{shown(one.opportunity)} is open and {shown(people[0].owner)}'s: {one.match.clause}."
            return RuleTried(rule="OPEN_OPPORTUNITY", takes=people[0], text=text)
    text = "It belongs to no open opportunity."
    if near:
        text = f"{shown(near[0].opportunity)} is open, but nobody who owns it is still here."
    return RuleTried(rule="OPEN_OPPORTUNITY", takes=None, text=text)


def _by_account(facts: LeadFacts, types: Sequence[str]) -> RuleTried:
    rule = "ACCOUNT_OWNER"
    if facts.account is None or facts.owned is None:
        return RuleTried(rule=rule, takes=None, text="No one company of it is known.")
    name = shown(facts.account)
    for type_ in types:
        for one in facts.owned.owners:
            if one.type == type_ and one.active and not one.placeholder and one.owner.noun == "User":
                takes = OwnedBy(owner=one.owner, type=one.type, active=True, placeholder=None)
                text = f"{shown(one.owner)} is the {type_} of {name} ({one.how.name.lower()})."
                return RuleTried(rule=rule, takes=takes, text=text)
    if facts.owned.unassigned:
        return RuleTried(rule=rule, takes=None, text=f"{name} is known to be nobody's.")
    gone = [shown(one.owner) for one in facts.owned.owners if not one.active and one.type in types]
    if gone:
        return RuleTried(rule=rule, takes=None, text=f"{name} is {listed(gone)}'s, who left.")
    return RuleTried(rule=rule, takes=None, text=f"{name} has no {' and no '.join(types)} on record.")


async def _managers(ask: Ask, facts: LeadFacts, types: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """The managers, still here, of owners of the company who left: (who left, manager)."""
    owners = facts.owned.owners if facts.owned else []
    gone = [one.owner.id for one in owners if not one.active and one.type in types]
    rows = await ask.reader.run("lookup/users", timeout=PATIENCE, ids=gone) if gone else []
    return [
        (row["name"] or row["id"], manager)
        for row in sorted(rows, key=lambda row: gone.index(row["id"]))
        for manager in row["managers"]
        if manager["active"] is not False and not manager["placeholder"]
    ]


def _by_manager(managers: Sequence[tuple[str, Mapping[str, Any]]]) -> RuleTried:
    for who, manager in managers:
        takes = OwnedBy(owner=node_seen(manager, "User"), type="MANAGER", active=True, placeholder=None)
        return RuleTried(rule="MANAGER", takes=takes, text=f"{shown(takes.owner)} led {who}, who left.")
    return RuleTried(rule="MANAGER", takes=None, text="No owner of the company left whose manager is on record.")


def _by_lead(facts: LeadFacts) -> RuleTried:
    owners = [owned_by(one) for one in facts.row["owners"]]
    people = [one for one in persons(owners) if one.owner.noun == "User"]
    if people:
        return RuleTried(rule="LEAD_OWNER", takes=people[0], text=f"{shown(people[0].owner)} owns the lead already.")
    held = listed(f"{shown(one.owner)} ({one.placeholder or 'left'})" for one in owners) if owners else "nobody"
    return RuleTried(rule="LEAD_OWNER", takes=None, text=f"The lead is held by {held}, which is no person still here.")


def _tell(facts: LeadFacts, taken: OwnedBy | None) -> list[OwnedBy]:
    """The people who work on the company or on an open opportunity of its family, but for who gets the lead."""
    people = [owner for one in facts.open.opportunities for owner in persons(one.owners)]
    people += [
        OwnedBy(owner=one.owner, type=one.type, active=True, placeholder=None)
        for one in (facts.owned.owners if facts.owned else ())
        if one.active and not one.placeholder and one.owner.noun == "User"
    ]
    unique = {one.owner.id: one for one in reversed(people) if taken is None or one.owner.id != taken.owner.id}
    return list(unique.values())[::-1]


def _path(facts: LeadFacts, tried: RuleTried) -> list[Step]:
    if tried.takes is None:
        return []
    if tried.rule == "OPEN_OPPORTUNITY":
        return next((one.path for one in facts.open.opportunities if tried.takes in one.owners), [])
    owners = facts.owned.owners if facts.owned else []
    return next((one.path for one in owners if one.owner.id == tried.takes.owner.id), [])


def _records(ask: Ask, facts: LeadFacts, tried: RuleTried) -> list[RecordSeen]:
    if tried.takes is None:
        return []
    if tried.rule == "OPEN_OPPORTUNITY":
        return next((one.records for one in facts.open.opportunities if tried.takes in one.owners), [])
    if tried.rule == "LEAD_OWNER":
        return facts.records(ask)
    owners = facts.owned.owners if facts.owned else []
    return next((one.records for one in owners if one.owner.id == tried.takes.owner.id), [])


ROUTING = Question(
    name="routing",
    doc="Who should get a lead, and by which rule.",
    function=routing,
    docs={"lead": LEAD},
)
