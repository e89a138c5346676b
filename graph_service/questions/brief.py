"""accountBrief: what to read before a call - whose it is, how far, what runs, what is at risk, whom one may contact.

In: an account, one of our people, a channel and a purpose. Out: :class:`AccountBrief`, put together from the questions
that own each part. Refuses: to have a judgement of its own: ownership, states and permissions are those questions'.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from graph_service.questions.answer import NodeSeen, Status, Truncated, Why, listed, node_seen, shown
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.brief_answer import (
    AccountBrief,
    AccountProfile,
    ActivitySeen,
    ContractSeen,
    Reachable,
    RoleTowards,
    TicketSeen,
)
from graph_service.questions.deals import day_seen, money_seen
from graph_service.questions.motion_conflicts import MotionConflicts, motion_conflicts
from graph_service.questions.ownership import account_ownership, is_mine
from graph_service.questions.ownership_answer import IsMine, Ownership
from graph_service.questions.question import ACCOUNT, USER, Question
from graph_service.questions.reference import AccountRef, PersonRef, UserRef
from graph_service.questions.resolve import resolve
from graph_service.questions.suppression import suppression
from graph_service.questions.suppression_answer import Channel, PersonDecision, Purpose

MOST = 50


async def account_brief(
    ask: Ask,
    account: AccountRef,
    user: UserRef | None = None,
    channel: Channel = Channel.EMAIL,
    purpose: Purpose | None = None,
) -> AccountBrief:
    """What to read before a call.

    Args:
        ask: who answers.
        account: the company.
        user: one of our people: is it theirs?
        channel: how its people would be reached.
        purpose: what for; absent: DEAL with an open opportunity, else SERVICE for a customer, else PROSPECTING.
    """
    found = await resolve(ask, account)
    if found.node is None:
        return AccountBrief(**found.envelope(ask, ask.now))
    ref = AccountRef(id=found.node.id)
    [row], owned, motion = await asyncio.gather(
        ask.reader.run("pipeline/account_brief", timeout=PATIENCE, account=found.node.id, cap=MOST),
        is_mine(ask, user, ref) if user is not None else account_ownership(ask, ref),
        motion_conflicts(ask, ref),
    )
    if isinstance(owned, IsMine) and owned.user is None:
        # the user is not one of ours, or several: that is the answer
        given = {"status": owned.status, "candidates": owned.candidates, "why": owned.why}
        return AccountBrief(**found.envelope(ask, ask.now) | given)
    what_for = purpose or _purpose(motion)
    people = row["people"][:MOST]
    decisions = await _decisions(ask, people, channel, what_for)
    reachable = [_reachable(one, decided) for one, decided in zip(people, decisions, strict=True)]
    profile = row["account"]
    return AccountBrief(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*found.why, *_why(found.node, owned, motion, reachable, channel, what_for)],
        account=found.node,
        profile=AccountProfile(
            **{name: profile[name] for name in ("industry", "employees", "hq_country", "segment", "icp_tier")},
            domains=sorted({*(profile["domains"] or []), *filter(None, [profile["primary_domain"]])}),
            parent=node_seen(row["parents"][0], "Account") if row["parents"] else None,
        ),
        mine=owned.answer if isinstance(owned, IsMine) else None,
        owners=owned.owners,
        unassigned=owned.unassigned,
        customer=motion.customer,
        stages=motion.stages,
        opportunities=motion.opportunities,
        contracts=[_contract(one) for one in row["contracts"][:MOST]],
        tickets=[_ticket(one) for one in row["tickets"][:MOST]],
        activities=[ActivitySeen(**{**one, "at": moment(one["at"])}) for one in row["activities"]],
        last_activity_at=moment(profile["last_activity_at"]),
        states=motion.states,
        collisions=motion.collisions,
        channel=channel.name,
        purpose=what_for.name,
        people=reachable,
        truncated=motion.truncated + [
            Truncated(what=name.upper(), cap=MOST, text=f"There are more than {MOST} {name}.")
            for name in ("contracts", "tickets", "people")
            if len(row[name]) > MOST
        ],
    )  # fmt: skip


def _purpose(motion: MotionConflicts) -> Purpose:
    """What a call would be for, by what runs."""
    if motion.opportunities:
        return Purpose.DEAL
    return Purpose.SERVICE if motion.customer else Purpose.PROSPECTING


async def _decisions(
    ask: Ask, people: list[Mapping[str, Any]], channel: Channel, purpose: Purpose
) -> list[PersonDecision]:
    if not people:
        return []
    refs = [PersonRef(id=one["id"]) for one in people]
    return (await suppression(ask, people=refs, channel=channel, purpose=purpose)).decisions


def _reachable(row: Mapping[str, Any], decided: PersonDecision) -> Reachable:
    because = [one.text or one.code for one in decided.reasons]
    return Reachable(
        person=node_seen(row, "Person"),
        title=row["title"],
        roles=[RoleTowards(role=one["role"], towards=node_seen(one["towards"])) for one in row["roles"]],
        decision=decided.decision,
        may_contact=decided.may_contact,
        contact_point=decided.contact_point,
        because=because or [one.settle for one in decided.missing],
    )


def _contract(row: Mapping[str, Any]) -> ContractSeen:
    return ContractSeen(
        subscription=node_seen(row, "Subscription"),
        status=row["status"],
        arr=money_seen(row, "arr"),
        renews=day_seen(row["renewal_date"] or row["term_end"]),
        cancel_at=day_seen(row["cancel_at"]),
        sides=sorted(set(row["sides"])),
    )


def _ticket(row: Mapping[str, Any]) -> TicketSeen:
    return TicketSeen(
        ticket=node_seen(row, "Ticket"),
        status=row["status"],
        severity=row["severity"],
        opened_at=moment(row["opened_at"]),
    )


def _why(
    account: NodeSeen,
    owned: Ownership | IsMine,
    motion: MotionConflicts,
    people: list[Reachable],
    channel: Channel,
    purpose: Purpose,
) -> list[Why]:
    clear = [one for one in people if one.may_contact]
    names = listed(shown(one.person) for one in clear[:5]) if clear else "nobody"
    more = f" and {len(clear) - 5} more" if len(clear) > 5 else ""
    said = f"Of {len(people)} people of {shown(account)} one may contact {names}{more}"
    text = f"{said} by {channel.name} for {purpose.name}."
    return [*owned.why[:3], *motion.why[:5], Why(rule="WHOM_TO_CONTACT", text=text)]


ACCOUNT_BRIEF = Question(
    name="account_brief",
    doc="What to read before a call: owners, stages, open opportunities, contracts, risk, and whom one may contact.",
    function=account_brief,
    docs={
        "account": ACCOUNT,
        "user": USER + "; is the account theirs?",
        "channel": "How its people would be reached: EMAIL, PHONE ...",
        "purpose": "What for; absent: DEAL with an open opportunity, else SERVICE for a customer, else PROSPECTING",
    },
)
