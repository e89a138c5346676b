"""What a run did, in the form callers rely on.

In: counts. Out: :class:`Receipt`. Refuses: nothing. For every file read = accepted + unchanged + refused + erased.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import GtmGraphError


@dataclass(slots=True)
class FileReceipt:
    """One file of one object."""

    object: str
    file: str
    read: int = 0
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    erased: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    """``field: reason`` -> count."""
    incomplete: bool = False
    reason: str | None = None
    """Why the file could not be read to its end."""
    dangling: Counter[str] = field(default_factory=Counter)
    consent_columns_unmapped: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The form of CONTRACT.md."""
        return {
            "object": self.object,
            "file": self.file,
            "read": self.read,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "erased": self.erased,
            "fields_set_aside": sum(self.set_aside.values()),
            "set_aside": dict(sorted(self.set_aside.items())),
            "incomplete": self.incomplete,
            **({"reason": self.reason} if self.reason else {}),
            "dangling": {link: count for link, count in sorted(self.dangling.items()) if count},
            "consent_columns_unmapped": self.consent_columns_unmapped,
        }


@dataclass(slots=True)
class SnapshotReceipt:
    """What a full snapshot did to one kind of record."""

    object: str
    at: str
    """When it was taken."""
    members: int = 0
    """Records it holds."""
    live: int = 0
    """Records that lived before it."""
    retired: int = 0
    """Records that it does not hold and that lived until then; of a snapshot not applied: that would go."""
    returned: int = 0
    """Records that an earlier one retired and this one holds."""
    applied: bool = False
    reason: str | None = None
    """Why it was not applied."""
    allowed: str | None = None
    """Why a person let it shrink."""

    def to_json(self) -> dict[str, Any]:
        """The counts, and why where there is a why."""
        told = {"reason": self.reason, "allowed": self.allowed}
        counts = {name: getattr(self, name) for name in ("object", "at", "members", "live", "retired", "returned")}
        return {**counts, "applied": self.applied, **{name: why for name, why in told.items() if why}}


@dataclass(slots=True)
class Receipt:
    """One run."""

    source: str
    batch: str
    objects: list[FileReceipt] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    dry_run: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    """Time by stage."""
    snapshots: list[SnapshotReceipt] = field(default_factory=list)
    messages: dict[str, int] = field(default_factory=dict)
    """Of message formats: kind of message -> how many came; rows, and what is neither row nor state."""
    passed_over: dict[str, int] = field(default_factory=dict)
    """Of message formats: stream that is no kind of row of the source -> its records."""
    refusal: GtmGraphError | None = None
    """Why nothing was retired, where a person has to decide or try again; the rows are taken in."""

    @property
    def exit_code(self) -> int:
        """0 done, 1 where a snapshot was refused, 3 done with refused rows or an incomplete file."""
        if self.refusal is not None:
            return 1
        return 3 if any(one.refused or one.incomplete for one in self.objects) else 0

    def to_json(self) -> dict[str, Any]:
        """The form of CONTRACT.md."""
        return {
            "source": self.source,
            "batch": self.batch,
            **({"dry_run": True} if self.dry_run else {}),
            "objects": [one.to_json() for one in self.objects],
            "ignored": self.ignored,
            **({"messages": self.messages, "ignored_records": self.passed_over} if self.messages else {}),
            **({"snapshots": [one.to_json() for one in self.snapshots]} if self.snapshots else {}),
            **({"error": str(self.refusal)} if self.refusal is not None else {}),
            "seconds": {stage: round(value, 3) for stage, value in self.seconds.items()},
        }
