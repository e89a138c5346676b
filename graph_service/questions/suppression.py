"""May these people be contacted, over this channel, for this purpose, now or at a later time?

In: people, or the people of accounts or of a campaign; a message. Out: one decision each, in the order asked.
Refuses: to answer CLEAR for anybody whose facts could not be read in time: they are UNKNOWN, with the code. No cache.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from graph_service.errors import DeadlineExceeded, GtmGraphError, UsageError
from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen, Status, Why
from graph_service.questions.ask import Ask, instant
from graph_service.questions.reference import AccountRef, PersonRef
from graph_service.questions.suppression_accounts import read_accounts
from graph_service.questions.suppression_answer import (
    Channel,
    ContactPointSeen,
    DecidedBy,
    Decision,
    Missing,
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
from graph_service.questions.suppression_facts import linked_accounts, read_people, read_sources
from graph_service.questions.suppression_overrule import name_overrulers
from graph_service.questions.suppression_rules import Judge, Verdict
from graph_service.questions.suppression_shapes import AccountFacts, PersonFacts
from graph_service.questions.suppression_sources import lacking_sources
from graph_service.questions.suppression_stops import Message

QUESTION_SECONDS = 5.0
PIECE = 2_500
"""People judged per round, so that an expired deadline still answers those before."""
TURN = 100
"""People judged at a stretch, so that one question does not hold up the others of a server."""


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
        code = _code(error)
        asked, point = [], None
        decisions = [_unanswered(str(one)[:200], Status.UNKNOWN, code, version) for one in people]
    if isinstance(asked, Unfound):
        return _answer(ask, when, message, version, [], asked.status, asked)
    decisions += await _decisions(ask, policy, message, asked, point, end, version)
    return _answer(ask, when, message, version, decisions, Status.OK, None)


async def _decisions(
    ask: Ask,
    policy: SuppressionPolicy,
    message: Message,
    asked: Sequence[Asked],
    point: str | None,
    end: float,
    version: str,
) -> list[PersonDecision]:
    """The decisions, piece by piece: what the next one needs is read while one is judged."""
    pieces = [asked[start : start + PIECE] for start in range(0, len(asked), PIECE)]
    companies: dict[str, AccountFacts] = {}
    decisions: list[PersonDecision] = []
    ahead: asyncio.Task[_Facts | str] | None = None
    try:
        for n, piece in enumerate(pieces):
            facts = await (ahead or _read(ask, policy, message, piece, companies, end))
            if n + 1 < len(pieces):
                ahead = asyncio.create_task(_read(ask, policy, message, pieces[n + 1], companies, end))
            decisions += await _judged(ask, policy, piece, facts, point, end, version)
    finally:
        if ahead is not None:
            ahead.cancel()
    return decisions


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the people of a piece, and who judges them."""

    known: dict[str, PersonFacts]
    strangers: list[PersonFacts]
    judge: Judge


async def _read(
    ask: Ask,
    policy: SuppressionPolicy,
    message: Message,
    asked: Sequence[Asked],
    companies: dict[str, AccountFacts],
    end: float,
) -> _Facts | str:
    """What is known of some of the people, or the code of why it could not be read in time."""
    try:
        async with asyncio.timeout_at(end):
            strangers = [one.stranger for one in asked if one.stranger is not None]
            ids = [id_ for one in asked for id_ in one.people]
            (known, alone), sources = await asyncio.gather(read_people(ask, policy, ids, strangers), read_sources(ask))
            linked = linked_accounts([*known.values(), *alone])
            families = message.purpose in policy.motions["FAMILY_CUSTOMER"].effects
            await read_accounts(ask, policy, linked, companies, families=families)
        lacking = lacking_sources(policy, message.channel, message.purpose, ask.now, sources)
        return _Facts(known, alone, Judge(policy, message, companies, lacking))
    except Exception as error:
        return _code(error)


async def _judged(
    ask: Ask,
    policy: SuppressionPolicy,
    asked: Sequence[Asked],
    facts: _Facts | str,
    point: str | None,
    end: float,
    version: str,
) -> list[PersonDecision]:
    """The decisions on some of the people; UNKNOWN for all of them if their facts could not be read."""
    if isinstance(facts, str):
        # fail closed, whatever it was: nobody of this piece is CLEAR
        return [_unanswered(one.written, one.status, facts, version) for one in asked]
    nobody = iter(facts.strangers)
    decisions: list[PersonDecision] = []
    for n, one in enumerate(asked):
        if n % TURN == 0:
            # others on this loop have their turn, and what is read ahead goes on
            await asyncio.sleep(0)
        stranger = next(nobody) if one.stranger is not None else None
        decisions.append(_decide(policy, facts.judge, one, facts.known, stranger, point, version))
    return await name_overrulers(ask, policy, decisions, end)


def _decide(
    policy: SuppressionPolicy,
    judge: Judge,
    one: Asked,
    known: dict[str, PersonFacts],
    stranger: PersonFacts | None,
    point: str | None,
    version: str,
) -> PersonDecision:
    """The decision on one reference: that of its person, or the strictest of all candidates."""
    try:
        if one.problem is not None:
            missing = [Missing(code="NOT_A_PERSON", settle=f"a reference to a person: {one.problem}")]
            return _decision(one, None, Verdict(Decision.UNKNOWN, missing=missing), version)
        asked_point = point
        if asked_point is None and one.point is not None and judge.kind == "EMAIL":
            asked_point = one.point
        if stranger is not None:
            verdict = judge.person(stranger, asked_point or (one.point if judge.kind == "EMAIL" else None))
            missing = [Missing(code="NOT_FOUND", settle="nobody is known under this reference"), *verdict.missing]
            return _decision(one, None, _at_best_unknown(verdict, missing), version)
        found = [known[id_] for id_ in one.people if id_ in known]
        if not found or len(found) != len(one.people):
            missing = [Missing(code="NOT_FOUND", settle="nobody is known under this reference")]
            return _decision(one, None, Verdict(Decision.UNKNOWN, missing=missing), version)
        verdicts = [judge.person(person, asked_point) for person in found]
        if len(found) == 1:
            return _decision(one, found[0], verdicts[0], version)
        missing = [Missing(code="AMBIGUOUS", settle=f"{len(found)} people fit this reference: ask by id")]
        worst = next((v for v in verdicts if v.decision is Decision.SUPPRESSED), verdicts[0])
        for other in verdicts:
            if other is not worst:
                worst.reasons += [reason for reason in other.reasons if reason not in worst.reasons]
        return _decision(one, None, _at_best_unknown(worst, missing), version)
    except Exception as error:
        return _unanswered(one.written, one.status, _code(error), version)


def _at_best_unknown(verdict: Verdict, missing: list[Missing]) -> Verdict:
    if verdict.decision is Decision.SUPPRESSED:
        return verdict
    return Verdict(Decision.UNKNOWN, verdict.point, [], missing, verdict.advisories)


def _decision(one: Asked, person: PersonFacts | None, verdict: Verdict, version: str) -> PersonDecision:
    winner = verdict.reasons[0] if verdict.reasons else None
    seen = NodeSeen(noun="Person", id=person.id, name=person.name) if person and person.id else None
    point = verdict.point
    return PersonDecision(
        asked=one.written,
        status=one.status,
        person=seen,
        contact_point=ContactPointSeen(kind=point.kind, value=point.value) if point else None,
        decision=verdict.decision,
        may_contact=verdict.decision is Decision.CLEAR,
        reasons=verdict.reasons,
        decided_by=DecidedBy(level=winner.level, code=winner.code) if winner else None,
        ground=verdict.ground,
        missing=verdict.missing,
        advisories=verdict.advisories,
        next_allowed_at=verdict.next_allowed_at,
        policy_version=version,
        why=_why(verdict),
    )


def _why(verdict: Verdict) -> list[Why]:
    if verdict.reasons:
        return [Why(rule=reason.code, text=reason.text) for reason in verdict.reasons]
    if verdict.missing:
        return [Why(rule=one.code, text=f"Not proven; what would settle it: {one.settle}.") for one in verdict.missing]
    ground = (verdict.ground or "").replace("_", " ").lower()
    return [Why(rule="CLEAR", text=f"No stop binds, every required source is complete and fresh; ground: {ground}.")]


def _unanswered(written: str, status: Status, code: str, version: str) -> PersonDecision:
    verdict = Verdict(Decision.UNKNOWN, missing=[Missing(code=code, settle="ask again: it was not answered in time")])
    if code != "DEADLINE":
        verdict.missing = [Missing(code=code, settle="ask again: what is known could not be read")]
    decision = _decision(Asked(written=written), None, verdict, version)
    return PersonDecision(
        **{name: getattr(decision, name) for name in decision.__dataclass_fields__ if name != "status"}, status=status
    )


def _code(error: BaseException) -> str:
    if isinstance(error, TimeoutError | DeadlineExceeded):
        return "DEADLINE"
    return error.code if isinstance(error, GtmGraphError) else "INTERNAL"


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
