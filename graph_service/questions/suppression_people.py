"""Decisions on the people asked about, piece by piece: what the next piece needs is read while one is judged.

In: the people, a message, a deadline. Out: one decision each, in the order asked. Refuses: to answer CLEAR for anybody
whose facts could not be read in time, whatever the error was: they are UNKNOWN, with its code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph_service.errors import DeadlineExceeded, GtmGraphError
from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen, Status, Why
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_accounts import read_accounts
from graph_service.questions.suppression_answer import ContactPointSeen, DecidedBy, Decision, Missing, PersonDecision
from graph_service.questions.suppression_asked import Asked
from graph_service.questions.suppression_facts import linked_accounts, read_people, read_sources
from graph_service.questions.suppression_overrule import name_overrulers
from graph_service.questions.suppression_rules import Judge, Verdict
from graph_service.questions.suppression_shapes import AccountFacts, PersonFacts
from graph_service.questions.suppression_sources import lacking_sources
from graph_service.questions.suppression_stops import Message

PIECE = 2_500
"""People judged per round, so that an expired deadline still answers those before."""
TURN = 100
"""People judged at a stretch, so that one question does not hold up the others of a server."""


async def decisions_on(
    ask: Ask,
    policy: SuppressionPolicy,
    message: Message,
    asked: Sequence[Asked],
    point: str | None,
    end: float,
    version: str,
) -> list[PersonDecision]:
    """The decisions, in the order asked.

    Args:
        ask: who answers.
        policy, message: what is judged, and by which rules.
        asked: the people, found or not.
        point: the one address or number to be used, or None.
        end: the question's deadline, on the loop's clock.
        version: of the policy.
    """
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
        return code_of(error)


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
        return [unanswered(one.written, one.status, facts, version) for one in asked]
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
        return unanswered(one.written, one.status, code_of(error), version)


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


def unanswered(written: str, status: Status, code: str, version: str) -> PersonDecision:
    """UNKNOWN, for a code.

    Args:
        written: the reference, as asked.
        status: what became of it.
        code: why nothing was found out.
        version: of the policy.
    """
    why = "it was not answered in time" if code == "DEADLINE" else "what is known could not be read"
    verdict = Verdict(Decision.UNKNOWN, missing=[Missing(code=code, settle=f"ask again: {why}")])
    return replace(_decision(Asked(written=written), None, verdict, version), status=status)


def code_of(error: BaseException) -> str:
    """Why nothing was found out, as a code."""
    if isinstance(error, TimeoutError | DeadlineExceeded):
        return "DEADLINE"
    return error.code if isinstance(error, GtmGraphError) else "INTERNAL"
