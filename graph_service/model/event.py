"""The form in which changes travel: one event, how it is stored, and the cursor that names its place.

In: what changed. Out: :class:`Event` and its stored row; cursors. Refuses: a cursor that is none of ours.

An event holds ids, codes and times, and nothing personal: an erasure therefore has nothing to take out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from graph_service.errors import UsageError

CREATED, RETIRED, RESTORED = "CREATED", "RETIRED", "RESTORED"
MERGED, SPLIT, ERASED = "MERGED", "SPLIT", "ERASED"
SUPPRESSED, RELEASED = "SUPPRESSED", "RELEASED"
RESYNC = "RESYNC"
OWN_KINDS = (CREATED, RETIRED, RESTORED, MERGED, SPLIT, ERASED, SUPPRESSED, RELEASED, RESYNC)
"""The kinds that follow from no line of a policy."""
NOW = "now"
"""Stands for the cursor of the newest event."""
_CURSOR = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})")


class Cursor(NamedTuple):
    """A place in the feed: after the event of this number, in the numbering of this epoch."""

    epoch: str
    number: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.number}"


def cursor_of(text: str) -> Cursor:
    """A cursor as it was handed out.

    Raises:
        UsageError: it is none of ours.
    """
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise UsageError("not a cursor", where="after", hint=f"hand in `next` as it was given, or {NOW!r}")
    return Cursor(found[1], int(found[2]))


class CursorExpired(UsageError):
    """Events after this cursor are no longer known."""

    code = RESYNC


@dataclass(frozen=True, slots=True)
class Event:
    """One change.

    Attributes:
        kind: e.g. ``OWNER_CHANGED``.
        noun, thing: what changed, and its id; empty where it is the feed itself.
        what: field, link, or code of a stop.
        variant: of a link, e.g. ``ACCOUNT_EXECUTIVE``.
        before, after: ids or words; empty where there was, or is, none.
        effective: since when it holds, as far as anybody said; not when it was recorded.
        systems, records: who says so, the records by their birth ids.
        why: the reason in a few words.
        stop: of a stop: its id, code, level, channels, purposes, topic, brand and until.
    """

    kind: str
    noun: str
    thing: str
    what: str = ""
    variant: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    effective: str | None = None
    systems: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    why: str = ""
    stop: dict[str, Any] | None = None

    def row(self) -> list[Any]:
        """As stored."""
        return [
            self.kind, self.noun, self.thing, self.what, self.variant, self.before, self.after, self.effective,
            self.systems, self.records, self.why, *([self.stop] if self.stop is not None else ()),
        ]  # fmt: skip


def event_of(row: list[Any]) -> Event:
    """A stored event."""
    kind, noun, thing, what, variant, before, after, effective, systems, records, why, *more = row
    return Event(
        kind, noun, thing, what, variant, tuple(before), tuple(after), effective, tuple(systems), tuple(records), why,
        more[0] if more else None,
    )  # fmt: skip
