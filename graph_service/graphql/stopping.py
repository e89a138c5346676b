"""Mutations about contact: a stop, and its release.

In: a person, an address or a company, who writes. Out: what ``intake/stewarding`` wrote. Refuses: what does not fit
(UsageError).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from graph_service.errors import UsageError
from graph_service.graphql.writing import REASON, Mutation, Unresolved, Writing, run, thing_of, when_of
from graph_service.intake.stewarding import contact
from graph_service.intake.stewarding.contact import Whom
from graph_service.intake.stewarding.written import Written
from graph_service.model.types import phone
from graph_service.questions.ask import instant
from graph_service.questions.reference import AccountRef, NodeRef, PersonRef, Ref
from graph_service.questions.resolve import clean_key, resolve


async def stop_contact(
    writing: Writing,
    stop: str,
    reason: str,
    person: PersonRef | None = None,
    account: AccountRef | None = None,
    contact_point: str | None = None,
    channels: list[str] | None = None,
    purposes: list[str] | None = None,
    topic: str | None = None,
    brand: str | None = None,
    until: datetime | None = None,
) -> Written:
    """Stop contact with a person, an address or a company."""
    whom = await _whom(writing, person, account, contact_point, unknown=True)
    return await run(
        contact.stop_contact, writing, whom=whom, code=stop.upper(), reason=reason, channels=_upper(channels),
        purposes=_upper(purposes), topic=topic, brand=brand, until=when_of(until),
    )  # fmt: skip


async def release_contact(
    writing: Writing,
    stop: str,
    reason: str,
    person: PersonRef | None = None,
    account: AccountRef | None = None,
    contact_point: str | None = None,
    evidence: str | None = None,
) -> Written:
    """Take a stop away, where that is allowed."""
    whom = await _whom(writing, person, account, contact_point, unknown=True)
    return await run(
        contact.release_contact, writing, whom=whom, code=stop.upper(), reason=reason, evidence=evidence
    )  # fmt: skip


async def overrule_state(
    writing: Writing,
    person: PersonRef,
    state: str,
    purposes: list[str],
    until: datetime,
    reason: str,
    about: NodeRef | None = None,
) -> Written:
    """Say that a state of a company, a deal or a ticket need not keep a person from a message."""
    whom = Whom(await thing_of(writing, person))
    thing = await thing_of(writing, about) if about is not None else None
    return await run(
        contact.overrule_state, writing, whom=whom, code=state.upper(), about=thing, purposes=_upper(purposes),
        until=instant(until), reason=reason,
    )  # fmt: skip


def _upper(words: Sequence[str] | None) -> list[str]:
    return [word.upper() for word in words or ()]


async def _whom(
    writing: Writing, person: PersonRef | None, account: AccountRef | None, point: str | None, *, unknown: bool
) -> Whom:
    """Who is named; an address that nobody has yet names whoever appears under it."""
    if sum(one is not None for one in (person, account, point)) != 1:
        raise UsageError("name one of person, account and contact_point")
    if point is not None:
        return Whom(None, (_point_key(point),))
    ref: Ref = person or account  # type: ignore[assignment]
    found = await resolve(writing.ask, ref)
    if found.node is not None:
        return Whom(found.node.id)
    if ref.key is not None and unknown and not (account is not None and found.candidates):
        # of several who hold an address nobody is left out: it is stopped itself
        kind = str(ref.identity)
        return Whom(None, (f"{kind}|{clean_key(kind, ref.key)}",))
    raise Unresolved(found)


def _point_key(written: str) -> str:
    if "@" in written:
        return f"email|{clean_key('email', written)}"
    try:
        return f"phone|{phone.clean(written)}"
    except ValueError as reason:
        raise UsageError(f"not a contact point: {reason}", hint="an e-mail address, or +49 30 123456") from None


_STOP = (
    "What is said: NEVER_CONTACT, OBJECTS_TO_MARKETING, ASKED_FOR_SILENCE, BLOCK_LIST, LEGAL_HOLD, SANCTION, "
    "DO_NOT_CALL, UNSUBSCRIBED_ALL_EMAIL, TOPIC_UNSUBSCRIBED ..."
)
_WHOM = {
    "person": "The person: our id, a source's id, or an e-mail address, which nobody need have yet",
    "account": "Or a company: our id, a source's id, or a domain",
    "contact_point": "Or one address or number, whoever holds it",
}
STOPPING = (
    Mutation(
        name="stop_contact",
        doc="Stop contact with a person, an address or a company; it binds whoever appears later under the address.",
        function=stop_contact,
        docs={
            "stop": _STOP,
            "reason": REASON,
            **_WHOM,
            "channels": "Only these channels; absent: all that the stop covers",
            "purposes": "Only these purposes; absent: all that the stop covers",
            "topic": "Only this topic",
            "brand": "Only this brand",
            "until": "End; ASKED_FOR_SILENCE ends after 90 days without one",
        },
    ),
    Mutation(
        name="release_contact",
        doc="Take a stop away: a colleague's or an admin's by those who may, a person's own only as a proven error.",
        function=release_contact,
        docs={
            "stop": "Code of the stop, as suppression names it",
            "reason": REASON,
            **_WHOM,
            "evidence": "Of a person's own stop: what shows that it was recorded in error",
        },
    ),
    Mutation(
        name="overrule_state",
        doc="Say that a state (a deal, a renewal, a ticket) need not keep one person from a message, until a day.",
        function=overrule_state,
        docs={
            "person": "The person: our id, a source's id or an e-mail address",
            "state": "The state, as suppression names it among its reasons, e.g. OPEN_NEW_BUSINESS or CUSTOMER",
            "purposes": "The messages that may be sent all the same",
            "until": "End, at most 90 days ahead",
            "reason": REASON,
            "about": "What the state is of, as suppression names it: the account, opportunity or ticket",
        },
    ),
)
