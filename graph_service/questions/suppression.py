"""May these people be contacted, over this channel, for this purpose, now or at a later time?

In: people, or the people of accounts or of a campaign; a message. Out: one decision each, in the order asked.
Refuses: to answer CLEAR for anybody whose facts could not be read in time: they are UNKNOWN, with the code. No cache.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from graph_service.errors import UsageError
from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import Status, Why
from graph_service.questions.ask import Ask, instant
from graph_service.questions.reference import AccountRef, PersonRef
from graph_service.questions.suppression_answer import (
    Channel,
    Decision,
    PersonDecision,
    Purpose,
    SuppressionAnswer,
)
from graph_service.questions.suppression_asked import (
    Asked,
    CampaignRef,
    Unfound,
    account_people,
    campaign_people,
    people_asked,
)
from graph_service.questions.suppression_asked import point_asked as point_of
from graph_service.questions.suppression_people import code_of, decisions_on, unanswered
from graph_service.questions.suppression_stops import Message

QUESTION_SECONDS = 5.0


async def suppression(
    ask: Ask,
    *,
    people: list[PersonRef] | None = None,
    accounts: list[AccountRef] | None = None,
    campaign: CampaignRef | None = None,
    channel: Channel,
    purpose: Purpose,
    topic: str | None = None,
    brand: str | None = None,
    contact_point: str | None = None,
    at: datetime | None = None,
) -> SuppressionAnswer:
    """Whether each person may be contacted.

    Args:
        ask: who answers, and when.
        people: up to 10,000 references; an address that nobody has yet may be asked too.
        accounts: or companies, whose people are asked about.
        campaign: or a campaign, whose members are.
        channel: the way to reach them.
        purpose: what the message is for.
        topic: the subscription the message belongs to; naming none is being bound by the stops of all.
        brand: the brand or business unit that sends; naming none likewise.
        contact_point: the one address or number (or the id of its node) to be used; none: the best each person has.
        at: when it is to be sent; none: now.
    Raises:
        UsageError: not exactly one of people, accounts and campaign, too many people, no contact point.
    """
    policy = _policy(ask)
    when = ask.at(at)
    message = _message(policy, ask, channel, purpose, topic, brand, when)
    if sum(one is not None for one in (people, accounts, campaign)) != 1:
        raise UsageError("give exactly one of people, accounts and campaign")
    version = f"{policy.version}+{ask.model.version}" if ask.model.version else policy.version
    asked: list[Asked] | Unfound
    end = asyncio.get_running_loop().time() + QUESTION_SECONDS
    decisions: list[PersonDecision] = []
    try:
        async with asyncio.timeout_at(end):
            if people is not None:
                asked = await people_asked(ask, people)
            elif accounts is not None:
                asked = await account_people(ask, accounts)
            else:
                asked = await campaign_people(ask, campaign)
            point = await point_of(ask, contact_point)
    except UsageError:
        raise
    except Exception as error:
        if people is None:
            # whose people they are is not known, so there is nobody to answer about
            raise
        code = code_of(error)
        asked, point = [], None
        decisions = [unanswered(str(one)[:200], Status.UNKNOWN, code, version) for one in people]
    if isinstance(asked, Unfound):
        return _answer(ask, when, message, version, [], asked.status, asked)
    decisions += await decisions_on(ask, policy, message, asked, point, end, version)
    return _answer(ask, when, message, version, decisions, Status.OK, None)


def _policy(ask: Ask) -> SuppressionPolicy:
    policy = ask.model.policies.get("suppression")
    if not isinstance(policy, SuppressionPolicy):
        raise UsageError("the model has no suppression policy", hint="policies/suppression.yaml")
    return policy


def _message(
    policy: SuppressionPolicy,
    ask: Ask,
    channel: Channel,
    purpose: Purpose,
    topic: str | None,
    brand: str | None,
    when: datetime,
) -> Message:
    return Message(
        channel=channel.name,
        purpose=purpose.name,
        at=instant(when),
        now=instant(ask.now.astimezone(UTC)),
        topic=policy.topic_of(topic) if topic else None,
        topic_written=topic or None,
        brand=policy.brand_of(brand) if brand else None,
        brand_written=brand or None,
    )


def _answer(
    ask: Ask,
    when: datetime,
    message: Message,
    version: str,
    decisions: list[PersonDecision],
    status: Status,
    unfound: Unfound | None,
) -> SuppressionAnswer:
    counts = {one: sum(decision.decision is one for decision in decisions) for one in Decision}
    said = ", ".join(f"{count} {one.name}" for one, count in counts.items() if count) or "nobody to judge"
    why = [Why(rule="SUPPRESSION_POLICY", text=f"Policy {version}: {said}.")]
    return SuppressionAnswer(
        status=status,
        as_of=when,
        model_version=ask.model.version,
        token=ask.token,
        candidates=unfound.candidates if unfound else [],
        why=unfound.why if unfound else why,
        channel=message.channel,
        purpose=message.purpose,
        decisions=decisions,
        policy_version=version,
    )
