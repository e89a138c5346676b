"""dealDraft: what an opportunity made of this lead would hold, and what stands against making it.

In: a lead. Out: :class:`DealDraft`. Refuses: to be ready while the company is not one company, nobody gets the deal, or
an open opportunity has the lead already. Nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.questions.active_answer import MatchKind
from graph_service.questions.answer import Answer, NodeSeen, Status, Why, doc, node_seen, shown
from graph_service.questions.ask import Ask
from graph_service.questions.deals import OwnedBy
from graph_service.questions.question import LEAD, Question
from graph_service.questions.reference import LeadRef
from graph_service.questions.resolve import resolve
from graph_service.questions.routing import LeadFacts, lead_facts, try_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNote:
    """One thing that stands against making the opportunity."""

    code: str = field(
        metadata=doc("ALREADY_IN_A_DEAL, ALREADY_CONVERTED, ACCOUNT_UNKNOWN, ACCOUNT_AMBIGUOUS, NO_OWNER ...")
    )
    text: str = field(metadata=doc("What it is, and what would settle it"))
    about: NodeSeen | None = field(default=None, metadata=doc("The thing it is about"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DealDraft(Answer):
    """An opportunity that could be made of a lead."""

    lead: NodeSeen | None = field(default=None, metadata=doc("The lead"))
    ready: bool | None = field(default=None, metadata=doc("True where nothing stands against it"))
    against: list[DraftNote] = field(default_factory=list, metadata=doc("What stands against it"))
    to_know: list[DraftNote] = field(default_factory=list, metadata=doc("What to know without effect"))
    name: str | None = field(default=None, metadata=doc("A name for the opportunity"))
    kind: str | None = field(default=None, metadata=doc("NEW, or EXPANSION where the company is a customer"))
    account: NodeSeen | None = field(default=None, metadata=doc("The company"))
    contact: NodeSeen | None = field(default=None, metadata=doc("The person behind the lead"))
    owner: OwnedBy | None = field(default=None, metadata=doc("Who should own it, as routing says"))
    owner_rule: str | None = field(default=None, metadata=doc("The rule of routing that says so"))
    source: str | None = field(default=None, metadata=doc("Where the lead came from"))
    source_detail: str | None = field(default=None, metadata=doc("The finer source"))


async def deal_draft(ask: Ask, lead: LeadRef) -> DealDraft:
    """An opportunity that could be made of a lead.

    Args:
        ask: who answers.
        lead: the lead.
    """
    found = await resolve(ask, lead)
    if found.node is None:
        return DealDraft(**found.envelope(ask, ask.now))
    facts = await lead_facts(ask, found.node)
    winner = next((one for one in await try_rules(ask, facts) if one.takes), None)
    people = facts.row["people"]
    kind = None if facts.account is None else "EXPANSION" if facts.customer else "NEW"
    against = _against(facts, owned=winner is not None)
    name = f"{shown(facts.account)} - {shown(found.node)}" if facts.account else None
    why = [Why(rule=one.code, text=one.text) for one in against]
    if not against:
        text = f"An opportunity of kind {kind} with {name and shown(facts.account or found.node)} can be made."
        why = [Why(rule="READY", text=text, records=facts.records(ask))]
    if winner:
        why.append(Why(rule=winner.rule, text=f"Owner: {winner.text}"))
    if facts.customer and facts.account:
        why.append(Why(rule="CUSTOMER", text=f"{shown(facts.account)} is a customer: {facts.customer}."))
    return DealDraft(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        candidates=facts.open.candidates,
        why=[*found.why, *why],
        lead=found.node,
        ready=not against,
        against=against,
        to_know=_to_know(facts),
        name=name,
        kind=kind,
        account=facts.account,
        contact=node_seen(people[0], "Person") if len(people) == 1 else None,
        owner=winner.takes if winner else None,
        owner_rule=winner.rule if winner else None,
        source=facts.row["lead"]["lead_source"],
        source_detail=facts.row["lead"]["lead_source_detail"],
    )


def _against(facts: LeadFacts, *, owned: bool) -> list[DraftNote]:
    found = []
    became = [node_seen(one) for one in facts.row["became"]]
    if facts.row["lead"]["is_converted"] or became:
        deal = next((one for one in became if one.noun == "Opportunity"), None)
        text = f"The lead was converted{f' into {shown(deal)}' if deal else ''}; work on with what it became."
        found.append(DraftNote(code="ALREADY_CONVERTED", text=text, about=deal or next(iter(became), None)))
    for one in facts.open.opportunities:
        if one.match is not MatchKind.ACCOUNT_TREE:
            text = f"{shown(one.opportunity)} is open, and {one.match.clause}; add the person to it instead."
            found.append(DraftNote(code="ALREADY_IN_A_DEAL", text=text, about=one.opportunity))
    if facts.open.candidates:
        text = f"{len(facts.open.candidates)} companies share the domain; link the lead to one of them first."
        found.append(DraftNote(code="ACCOUNT_AMBIGUOUS", text=text))
    elif facts.account is None:
        several = len(facts.open.accounts)
        text = f"{several} companies are on record" if several else "No company is on record"
        found.append(DraftNote(code="ACCOUNT_UNKNOWN", text=f"{text}; link the lead to the one that buys first."))
    if len(facts.row["people"]) != 1:
        found.append(
            DraftNote(code="CONTACT_UNKNOWN", text="An opportunity needs a contact, and the lead names no person.")
        )
    if not owned:
        found.append(DraftNote(code="NO_OWNER", text="No rule of routing names anybody; assign the lead first."))
    return found


def _to_know(facts: LeadFacts) -> list[DraftNote]:
    return [
        DraftNote(
            code="FAMILY_OPPORTUNITY",
            text=f"{shown(one.opportunity)} of the same family is open; tell its owner.",
            about=one.opportunity,
        )
        for one in facts.open.opportunities
        if one.match is MatchKind.ACCOUNT_TREE
    ]


DEAL_DRAFT = Question(
    name="deal_draft",
    doc="What an opportunity made of a lead would hold, and what stands against making it.",
    function=deal_draft,
    docs={"lead": LEAD},
)
