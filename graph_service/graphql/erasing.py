"""The mutation that erases a person.

In: a person, who orders it. Out: what ``intake/stewarding`` did. Refuses: what does not fit (UsageError).
"""

from __future__ import annotations

from graph_service.errors import UsageError
from graph_service.graphql.writing import REASON, Mutation, Unresolved, Writing, run
from graph_service.intake.erase import Erasure
from graph_service.intake.stewarding import erasure
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Written
from graph_service.questions.ask import instant
from graph_service.questions.reference import PersonRef
from graph_service.questions.resolve import external_key, resolve


async def erase_person(writing: Writing, person: PersonRef, reason: str) -> Written:
    """Erase a person."""
    if person.email is not None:
        written = person.email
    elif person.external_id is not None:
        written = external_key(writing.ask, person.external_id)
    else:
        found = await resolve(writing.ask, person)
        if found.node is None:
            raise Unresolved(found)
        written = found.node.id
    return await run(_erase, writing, person=written, reason=reason, at=instant(writing.ask.now))


def _erase(steward: Steward, by: By, *, person: str, reason: str, at: str) -> Written:
    if not reason.strip():
        raise UsageError("a reason is needed", where="reason")
    ruling, done = erasure.erase_person(steward, by, person=person, reason=reason, at=at)
    return Written(done.id, ruling.rule, said(done), steward.writer.token, "steward")


def said(done: Erasure) -> str:
    """What was done, and what cannot be promised, in a few sentences."""
    parts = [
        f"{done.records:,} records erased, {done.cleaned:,} of others cleaned, {done.quarantined:,} refused rows gone",
        f"{done.addresses:,} addresses and numbers may not come back",
    ]
    if done.kept:
        parts.append(f"{done.kept:,} stay with others who hold them too")
    if done.mentions:
        parts.append(f"the full name still stands in free text of {', '.join(done.mentions[:20])}")
    return ". ".join([*parts, "Not promised: " + "; ".join(done.not_promised)])


ERASING = (
    Mutation(
        name="erase_person",
        doc="Erase a person for good: evidence, values, indexes, refused rows; keyed hashes stay and keep them out.",
        function=erase_person,
        docs={"person": "The person; an address nobody holds is closed to them all the same", "reason": REASON},
    ),
)
