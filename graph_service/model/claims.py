"""What one source row says, in our words: the form in which evidence travels and is stored.

In: nothing. Out: the typed dictionaries that ``translate`` makes, ``settle`` folds and the graph keeps as JSON
text. They are dictionaries on purpose: the stored form and the form in memory are the same.
Refuses: nothing; the cross-check against the Model is the translator's work.
"""

from __future__ import annotations

from typing import Any, Literal, Required, TypedDict

SELF = "."
"""Stands for the claiming record itself at an end of a :class:`RefClaim`."""

Clock = Literal["source", "synced", "observed"]
RecordState = Literal["live", "archived", "deleted", "merged", "erased", "unseen"]


def record_key(system: str, object_: str, external_id: str) -> str:
    """The text form of (system, object, external id), unambiguous because the first two hold no bar."""
    return f"{system}|{object_}|{external_id}"


def key_ref(noun: str, kind: str, value: str) -> str:
    """A reference by identity key instead of by record, e.g. an account by domain."""
    return f"key|{noun}|{kind}|{value}"


class RefClaim(TypedDict, total=False):
    """A claim about one link.

    ``from`` and ``to`` are a record key, a :func:`key_ref`, :data:`SELF`, or None: a claim that the end was
    emptied on purpose (only at the end that is not the link's subject).
    """

    link: Required[str]
    """Link type of the model, e.g. ``OWNS``."""
    variant: Required[str]
    """Value of the link's variant property, e.g. ``ACCOUNT_EXECUTIVE``; "" where the link has none."""
    # "from" is a Python keyword, so the two ends are spelled out
    source: Required[str | None]
    """The end the arrow leaves."""
    target: Required[str | None]
    """The end the arrow enters."""
    props: dict[str, Any]
    since: str
    """Stated start (ISO 8601 instant or civil date); absent: first seen."""
    until: str
    """Stated end."""


class StopClaim(TypedDict, total=False):
    """What one stop field of a record says at that time."""

    slot: Required[str]
    """Stable name within the record, e.g. ``hs_email_optout`` or ``topic:42``; versions are folded per slot."""
    active: Required[bool | None]
    """True: stopped. False: the source says not stopped. None: blank, which is unknown, not false."""
    code: Required[str]
    """Stop code of policies/suppression.yaml, e.g. ``UNSUBSCRIBED_ALL_EMAIL``."""
    channels: list[str]
    """Narrows the code's channels; absent: the code's own."""
    purposes: list[str]
    topic: str
    brand: str
    point: str
    """``kind|value`` of the contact point it was given for, e.g. ``email|a@b.example``."""
    since: str
    until: str
    by_subject: bool
    """True: this value was set by an explicit act of the subject (so a False lifts the stop of this slot)."""
    detail: str
    """The vendor's own word, shown in the reason."""


class PermissionClaim(TypedDict, total=False):
    """An act by which the subject allowed something, or a ground that the source records."""

    slot: Required[str]
    ground: Required[Literal["OPT_IN", "CONFIRMED_OPT_IN", "NOTICE", "CUSTOMER", "SCREENED", "RELATIONSHIP"]]
    channel: Required[str]
    purposes: list[str]
    topic: str
    brand: str
    point: str
    since: str
    until: str
    by_subject: bool
    active: bool
    detail: str


class PointClaim(TypedDict, total=False):
    """A contact point the record gives for its person, with facts that stay on the point."""

    kind: Required[Literal["email", "phone"]]
    value: Required[str]
    primary: bool
    facts: dict[str, Any]
    """e.g. ``{"soft_bounces": 3, "label": "mobile", "notice_provided_at": "..."}``"""


class Claims(TypedDict, total=False):
    """Everything one source row claims about one record; only what the row contains."""

    record: Required[str]
    """:func:`record_key` of the record."""
    noun: Required[str | None]
    """Noun of the model this record makes, or None for one that only carries links, stops or facts."""
    state: Required[RecordState]
    merged_into: str
    """Record key of the survivor, where state is merged."""
    absorbed: list[str]
    """Record keys of records that this one took in (HubSpot's merged ids)."""
    created_at: str
    """The source's own creation time."""
    fields: dict[str, Any]
    """Noun field -> value in the model's type; None is the claim that it was emptied. Money is
    ``{"minor": int, "currency": "EUR", "exponent": 2}``."""
    keys: list[str]
    """Identity and contact keys, ``kind|value``: ``email|...``, ``phone|...``, ``domain|...``."""
    same_as: list[str]
    """Declared cross-references: record keys (or external ids of another system) of the same thing."""
    refs: list[RefClaim]
    stops: list[StopClaim]
    permissions: list[PermissionClaim]
    points: list[PointClaim]
    set_aside: list[dict[str, str]]
    """Fields set aside: ``{"field", "reason"}``; the row went on."""


class Translated(TypedDict):
    """One source row after translation: when it was said, and the claims of each record it speaks of."""

    at: str
    """Instant, ``2026-05-01T10:00:00.000000Z``."""
    clock: Clock
    claims: list[Claims]
