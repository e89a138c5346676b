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
    decision: str
    """Record key of a steward's decision about this slot of another system's record: it stands while ``active`` is
    False, and reaches what was stopped up to ``since``."""
    effect: Literal["LIFTED", "ERROR"]
    """What that decision says: the stop ends there, or it was never given."""


class PermissionClaim(TypedDict, total=False):
    """An act by which the subject allowed something, or a ground that the source records."""

    slot: Required[str]
    ground: Required[
        Literal["OPT_IN", "CONFIRMED_OPT_IN", "NOTICE", "CUSTOMER", "SCREENED", "RELATIONSHIP", "ENQUIRY", "OVERRULED"]
    ]
    """OVERRULED is no ground: who may said that the state ``code`` of ``about`` is not to stop this person."""
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
    code: str
    about: str
    """Record key of the company, deal or ticket whose state is overruled."""


class PointClaim(TypedDict, total=False):
    """A contact point the record gives for its person, with facts that stay on the point."""

    kind: Required[Literal["email", "phone"]]
    value: Required[str]
    primary: bool
    facts: dict[str, Any]
    """e.g. ``{"soft_bounces": 3, "label": "mobile", "notice_provided_at": "..."}``"""


def place_of(point: PointClaim) -> str:
    """Which of a record's contact points it is, whatever its value: the primary address, the mobile number."""
    primary = "primary" if point.get("primary") else ""
    return f"{point['kind']}|{primary}|{point.get('facts', {}).get('label', '')}"


class SnapshotClaim(TypedDict):
    """What a full snapshot says of a record that it did not hold, or that it held again."""

    present: str | None
    """Time of the newest snapshot known to have held the record."""


class AmbiguityDecision(TypedDict, total=False):
    """What a person decided about an ambiguity, and on which evidence: it holds as long as that is unchanged."""

    ambiguity: Required[str]
    """Its id."""
    evidence: Required[str]
    """Hash of the evidence that the person saw."""
    decision: Required[str]
    reason: str
    actor: str
    team: str
    at: str


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
    by: str
    """Record key of who wrote the row, where the source tells."""
    fields: dict[str, Any]
    """Noun field -> value in the model's type; None is the claim that it was emptied. Money is
    ``{"minor": int, "currency": "EUR", "exponent": 2}``."""
    keys: list[str]
    """Identity and contact keys, ``kind|value``: ``email|...``, ``phone|...``, ``domain|...``."""
    near_keys: list[str]
    """Keys that stand near the record and identify nothing, such as several addresses in one cell; its stops bind
    them."""
    more_keys: list[str]
    """Keys that stand beside those, whichever row named them."""
    same_as: list[str]
    """Declared cross-references: record keys (or external ids of another system) of the same thing. Of a decision: the
    records it is about."""
    replaces: list[str]
    """Which of ``absorbed`` and ``same_as`` this row tells whole: what earlier rows told of them is taken back."""
    apart: bool
    """True: the records in ``same_as`` are not one thing, whatever keys and vendors say (decisions only)."""
    emptied: list[str]
    """Fields and links emptied on purpose though this record never filled them; a blank cell is no such claim."""
    decision: dict[str, Any]
    """Who decided what and why (decisions only): kind, actor, teams, reason and what it takes to withdraw it."""
    refs: list[RefClaim]
    stops: list[StopClaim]
    permissions: list[PermissionClaim]
    points: list[PointClaim]
    places: list[str]
    """:func:`place_of` the points that the row has columns for, where it lacks those of others: it ends only these."""
    link_places: list[str]
    """Of links that the row tells in part: what it tells of them, ``OWNS|CSM`` or, by the object of an end,
    ``TOUCHES||Contact``; it ends only these. A link that is not named here is told whole by any claim about it."""
    edition: int
    """The source's own number of this saying, where it numbers them: the greater one is later, whatever the times."""
    parts: dict[str, dict[str, Any]]
    """Name -> id -> facts of one part of the record, or None where the part is gone. Each part is folded by itself, so
    that many rows can tell one record (the items of a subscription)."""
    amounts: dict[str, dict[str, float]]
    """Name -> id -> what one row adds to a sum (the events of a day); an id counts once, with its greatest amount."""
    kind: str
    """Kind of row that said it, where that is not the record's object; needed to read the row again."""
    mentioned: bool
    """The row is about something else: what is said alike is one version with when it was first and last said."""
    snapshot: SnapshotClaim
    """Set where no row but a full snapshot speaks of the record."""
    void: bool
    """True: under the present mapping its row says nothing of this record any more; it is kept and does not count."""
    decides: AmbiguityDecision
    """About an ambiguity (decisions only)."""
    set_aside: list[dict[str, str]]
    """Fields set aside: ``{"field", "reason"}``; the row went on."""


class Translated(TypedDict):
    """One source row after translation: when it was said, and the claims of each record it speaks of."""

    at: str
    """Instant, ``2026-05-01T10:00:00.000000Z``."""
    clock: Clock
    claims: list[Claims]
