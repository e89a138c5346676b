"""motionConflicts: what runs towards a company at once, and where one gets in the way of the other.

In: an account. Out: :class:`MotionConflicts`: open opportunities, campaigns, sequences, stages by system, collisions.
Refuses: to settle a disagreement of stages; it says who says what and which rule counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Truncated,
    Why,
    doc,
    listed,
    node_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.deals import DealSeen, persons, read_deals
from graph_service.questions.motion_states import AccountStates, MotionState, account_states
from graph_service.questions.question import ACCOUNT, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.stages import StageSaid, stages_said

MOST = 100
REACH = 10_000
STAGE_FIELDS = ("kind", "lifecycle_new")
_CUSTOMER_WORDS = frozenset({"CUSTOMER", "EVANGELIST"})
_PROSPECT_WORDS = frozenset({"PROSPECT", "SUBSCRIBER", "LEAD", "MQL", "PQL", "SQL", "OPPORTUNITY"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRunning:
    """A campaign that people of the company are in."""

    campaign: NodeSeen = field(metadata=doc("The campaign"))
    state: str | None = field(metadata=doc("Its state in the source's words"))
    people: int = field(metadata=doc("How many people of the company are in it"))
    some: list[NodeSeen] = field(metadata=doc("The newest of them, at most five"))
    since: datetime | None = field(metadata=doc("When the newest was put in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Two things that get in each other's way."""

    code: str = field(metadata=doc("CAMPAIGN_AGAINST_STATE, SEQUENCE_AGAINST_STATE, PROSPECT_AND_CUSTOMER ..."))
    text: str = field(metadata=doc("What collides, in a sentence"))
    between: list[NodeSeen] = field(metadata=doc("The things themselves"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Records that say so"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionConflicts(Answer):
    """What runs towards a company, and what collides."""

    account: NodeSeen | None = field(default=None, metadata=doc("The company"))
    customer: str | None = field(default=None, metadata=doc("Why it is a customer now; null where nothing says so"))
    opportunities: list[DealSeen] = field(default_factory=list, metadata=doc("Its open opportunities"))
    campaigns: list[CampaignRunning] = field(default_factory=list, metadata=doc("Campaigns that its people are in"))
    sequences: list[NodeSeen] = field(default_factory=list, metadata=doc("Its people in a sales sequence"))
    stages: list[StageSaid] = field(default_factory=list, metadata=doc("Stage of the account, by system"))
    states: list[MotionState] = field(
        default_factory=list, metadata=doc("States that stop messages, by the suppression policy")
    )
    collisions: list[Collision] = field(default_factory=list, metadata=doc("What gets in the way of what"))
    unknown: list[str] = field(default_factory=list, metadata=doc("What would have to be known for certainty"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def motion_conflicts(ask: Ask, account: AccountRef) -> MotionConflicts:
    """What runs towards a company, and what collides.

    Args:
        ask: who answers.
        account: the company.
    """
    found = await resolve(ask, account)
    if found.node is None:
        return MotionConflicts(**found.envelope(ask, ask.now))
    node = found.node
    [row] = await ask.reader.run("pipeline/motion_conflicts", timeout=PATIENCE, account=node.id, reach=REACH, cap=MOST)
    known = await account_states(ask, node.id)
    stages = await stages_said(ask, node.id, STAGE_FIELDS)
    deals = list((await read_deals(ask, row["deals"][:MOST])).values())
    campaigns = [_campaign(one) for one in row["campaigns"][:MOST]]
    sequences = [node_seen(one, "Person") for one in row["sequences"][:MOST]]
    states = known.states if known else []
    collisions = [
        *_running(node, states, campaigns, sequences),
        *_stages(node, stages, known),
        *_deals(node, deals, known),
    ]
    return MotionConflicts(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*found.why, *_why(node, states, collisions)],
        account=node,
        customer=known.customer if known else None,
        opportunities=deals,
        campaigns=campaigns,
        sequences=sequences,
        stages=stages,
        states=states,
        collisions=collisions,
        unknown=known.unknown if known else [],
        truncated=[
            Truncated(what=name.upper(), cap=MOST, text=f"There are more than {MOST} {name}.")
            for name in ("deals", "campaigns", "sequences")
            if len(row[name]) > MOST
        ],
    )


def _campaign(row: Mapping[str, Any]) -> CampaignRunning:
    return CampaignRunning(
        campaign=node_seen(row["campaign"], "Campaign"),
        state=row["campaign"]["status"],
        people=row["people"],
        some=[node_seen(one, "Person") for one in row["some"]],
        since=moment(row["newest"]),
    )


def _running(
    account: NodeSeen, states: Iterable[MotionState], campaigns: Sequence[CampaignRunning], sequences: list[NodeSeen]
) -> list[Collision]:
    """Campaigns and sequences that go on although a state stops prospecting."""
    against = [one for one in states if "PROSPECTING" in one.stops]
    if not against:
        return []
    because = listed(one.text for one in against[:3])
    about = [one.about for one in against if one.about]
    found = [
        Collision(
            code="CAMPAIGN_AGAINST_STATE",
            text=f"{one.people} of {shown(account)} are in the campaign {shown(one.campaign)}, while {because}: "
            "prospecting is stopped. What the campaign is for no record says; ask suppression for its members.",
            between=[one.campaign, *about],
        )
        for one in campaigns
    ]
    if sequences:
        names = listed(shown(one) for one in sequences[:3])
        text = f"{names} of {shown(account)} are in a sales sequence, while {because}: prospecting is stopped."
        found.append(Collision(code="SEQUENCE_AGAINST_STATE", text=text, between=[*sequences, *about]))
    return found


def _stages(account: NodeSeen, stages: Sequence[StageSaid], known: AccountStates | None) -> list[Collision]:
    """A company that some call a prospect and that is a customer."""
    prospect = [one for one in stages if one.value in _PROSPECT_WORDS]
    customer = [one for one in stages if one.value in _CUSTOMER_WORDS]
    live = known.customer if known and known.customer and not customer else None
    if not prospect or not (customer or live):
        return []
    says = listed(sorted({f"{one.system} ({one.value})" for one in prospect}))
    other = listed(sorted({f"{one.system} ({one.value})" for one in customer})) if customer else live
    text = f"{shown(account)} is a prospect by {says} and a customer by {other}; for prospecting the customer counts."
    records = [one.record for one in (*prospect, *customer)]
    return [Collision(code="PROSPECT_AND_CUSTOMER", text=text, between=[account], records=records)]


def _deals(account: NodeSeen, deals: Sequence[DealSeen], known: AccountStates | None) -> list[Collision]:
    """Opportunities that get in each other's way."""
    found = []
    new = [one for one in deals if one.kind == "NEW"]
    if new and known and known.customer:
        names = listed(shown(one.opportunity) for one in new)
        text = f"{names} is new business, but {shown(account)} is a customer already: {known.customer}."
        found.append(Collision(code="NEW_BUSINESS_WITH_CUSTOMER", text=text, between=[one.opportunity for one in new]))
    kinds = sorted({one.kind for one in deals if one.kind in ("NEW", "EXPANSION", "RENEWAL", "UNCLASSIFIED")})
    if len(kinds) > 1:
        text = f"{shown(account)} has open opportunities of the kinds {listed(kinds)} at once."
        found.append(Collision(code="SEVERAL_MOTIONS", text=text, between=[one.opportunity for one in deals]))
    for kind in kinds:
        same = [one for one in deals if one.kind == kind]
        whose = {owner.owner.id: owner.owner for one in same for owner in persons(one.owners)}
        if len(same) > 1 and len(whose) > 1:
            names = listed(sorted(shown(one) for one in whose.values()))
            text = f"{len(same)} open opportunities of kind {kind} belong to different people: {names}."
            found.append(Collision(code="SEVERAL_SELLERS", text=text, between=[one.opportunity for one in same]))
    return found


def _why(account: NodeSeen, states: Iterable[MotionState], collisions: Sequence[Collision]) -> list[Why]:
    why = [Why(rule=one.code, text=one.text, records=one.records) for one in collisions]
    if not why:
        why.append(Why(rule="NO_COLLISION", text=f"Nothing on record about {shown(account)} collides."))
    return why + [
        Why(rule=one.code, text=f"State: {one.text}. It stops {listed(one.stops)}.") for one in states if one.stops
    ]


MOTION_CONFLICTS = Question(
    name="motion_conflicts",
    doc="What runs towards a company at once (deals, campaigns, sequences, stages by system) and what collides.",
    function=motion_conflicts,
    docs={"account": ACCOUNT},
)
