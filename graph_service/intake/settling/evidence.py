"""The evidence of records, as the pure parts of settling see it.

In: nothing. Out: :class:`Version`, :class:`RecordEvidence` and, folded, :class:`RecordView`. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph_service.model.claims import AmbiguityDecision, Claims, PermissionClaim, PointClaim


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
    """What one record says of one field now: its value, when it said so, and since when; and what it said before."""

    value: Any
    at: str
    since: str
    past: FieldView | None = None


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
    until_without_merge: str | None = None
    merged: bool = False
    """True: only the record's merge ended it, at ``until``; without the merge it ends as told above, or lasts."""


@dataclass(slots=True)
class PointView:
    """A contact point that a record gave, and whether it still does."""

    claim: PointClaim
    since: str
    since_kind: str
    until: str | None


@dataclass(slots=True)
class RecordView:
    """One record folded: what it says now, and the history of its links and stops.

    ``parts`` and ``amounts`` are what rows told of it piece by piece, ``parts_at`` is the time of the newest piece.
    """

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
    decides: AmbiguityDecision | None = None
    """Of a decision: the ambiguity it is about, and what it says."""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    amounts: dict[str, dict[str, float]] = field(default_factory=dict)
    parts_at: str = ""
    apart: bool = False
    """Of a decision: the records it names are not one thing."""
    parted: bool = False
    """The vendor merged it into another record and a steward said that it is not that one."""

    @property
    def standing(self) -> str:
        """Its state for settling: a merge that a steward undid leaves it as it was."""
        return "live" if self.parted else self.state

    def part(self) -> None:
        """Undo the merge: what it ended lasts as long as the record said."""
        self.parted = True
        for span in self.spans:
            if span.merged:
                span.until, span.merged = span.until_without_merge, False
