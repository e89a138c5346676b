"""The evidence of records, as the pure parts of settling see it.

In: nothing. Out: :class:`Version`, :class:`RecordEvidence` and, folded, :class:`RecordView`. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph_service.model.claims import Claims, PermissionClaim, PointClaim


@dataclass(slots=True)
class Version:
    """One thing a source said about a record, once.

    Attributes:
        at: instant it was said (source clock), synced or first observed.
        last_seen: the same, or the newest observation of equal content where there is no source clock.
        clock: ``source``, ``synced`` or ``observed``.
        hash: hash of the source row.
        claims: the row in our words.
    """

    at: str
    last_seen: str
    clock: str
    hash: str
    claims: Claims


@dataclass(slots=True)
class RecordEvidence:
    """All versions of one record.

    Attributes:
        rid: birth id.
        key: ``system|object|external id``.
    """

    rid: str
    key: str
    versions: list[Version]


@dataclass(slots=True)
class FieldView:
    """What one record says of one field now: its value, when it said so, and since when."""

    value: Any
    at: str
    since: str


@dataclass(slots=True)
class Span:
    """One link claimed by one record over a stretch of time.

    Attributes:
        link, variant: type and variant of the link.
        source, target: record key, key reference, SELF or None (emptied on purpose).
        since, since_kind: start, and whether it was STATED or FIRST_SEEN.
        until: end, or None while it lasts.
        at: time of the newest version that says so.
    """

    link: str
    variant: str
    source: str | None
    target: str | None
    props: dict[str, Any]
    since: str
    since_kind: str
    until: str | None
    at: str


@dataclass(slots=True)
class PointView:
    """A contact point that a record gave, and whether it still does."""

    claim: PointClaim
    since: str
    since_kind: str
    until: str | None


@dataclass(slots=True)
class RecordView:
    """One record folded: what it says now, and the history of its links and stops."""

    rid: str
    key: str
    system: str
    object: str
    noun: str | None
    state: str
    merged_into: str | None
    absorbed: list[str]
    created_at: str | None
    first_at: str
    last_at: str
    fields: dict[str, FieldView]
    keys: list[str]
    former_keys: list[str]
    same_as: list[str]
    spans: list[Span]
    points: list[PointView]
    stops: list[dict[str, Any]] = field(default_factory=list)
    permissions: list[PermissionClaim] = field(default_factory=list)
