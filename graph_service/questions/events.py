"""What changed since: the events of the change feed, in order, each in its place.

In: a cursor, or none for the oldest event that is kept. Out: events, and the cursor to go on with. Refuses: a cursor
whose events are no longer known (RESYNC): who reads on would have missed something in silence.

Whoever keeps the cursor only after having acted gets every event at least once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from graph_service.errors import UsageError
from graph_service.model.event import NOW, RESYNC, Cursor, CursorExpired, cursor_of, event_of
from graph_service.questions.answer import Answer, Status, doc
from graph_service.questions.ask import PATIENCE, Ask, Reads, moment
from graph_service.questions.paging import FIRST, MOST
from graph_service.questions.question import Question

LOOKED_THROUGH = 5_000
"""So many events are looked through for those of some kinds, before an answer comes with what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTold:
    """A stop that an event is about."""

    id: str = field(metadata=doc("Names the stop: its release has the same"))
    code: str = field(metadata=doc("Code of the policy, e.g. UNSUBSCRIBED_ALL_EMAIL"))
    level: str | None = field(metadata=doc("SUBJECT, ADMIN, USER or MACHINE; null for a state of a motion"))
    channels: list[str] = field(metadata=doc("Channels that it stops"))
    purposes: list[str] = field(metadata=doc("Purposes that it stops"))
    topic: str | None = field(
        metadata=doc("The one topic it is about; null: all, or one that the policy does not know")
    )
    brand: str | None = field(
        metadata=doc("The one brand it is about; null: all, or one that the policy does not know")
    )
    until: datetime | None = field(metadata=doc("When it ends by itself; no event tells that the time has come"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEvent:
    """One change, as it was committed."""

    id: str = field(metadata=doc("Names the event; as `after` it asks for what came later"))
    kind: str = field(metadata=doc("OWNER_CHANGED, STAGE_CHANGED, SUPPRESSED, MERGED ... (docs/events.md)"))
    at: datetime | None = field(metadata=doc("When it was recorded here"))
    effective: datetime | None = field(metadata=doc("Since when it holds, where somebody says so"))
    noun: str | None = field(metadata=doc("Noun of what changed; null where it is the feed itself"))
    thing: str | None = field(metadata=doc("Our id of what changed"))
    what: str | None = field(metadata=doc("The field or link, or the code of the stop"))
    variant: str | None = field(metadata=doc("Of a link, e.g. ACCOUNT_EXECUTIVE, SELLING or CHAMPION"))
    before: list[str] = field(metadata=doc("Ids or words that held until then; empty: none"))
    after: list[str] = field(metadata=doc("Ids or words that hold from then on; empty: none"))
    systems: list[str] = field(metadata=doc("Systems that say so"))
    records: list[str] = field(metadata=doc("Their records, by our ids of them"))
    batch: str = field(metadata=doc("The run that brought it"))
    why: str = field(metadata=doc("The reason in a few words"))
    stop: StopTold | None = field(metadata=doc("Of SUPPRESSED and RELEASED: the stop"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Events(Answer):
    """A page of the change feed."""

    events: list[ChangeEvent] = field(metadata=doc("In the order in which they were committed"))
    next: str | None = field(metadata=doc("Hand it to `after` to go on; null while nothing was ever told"))
    more: bool = field(metadata=doc("Whether there are events behind `next` already"))
    dropped: int = field(metadata=doc("Where no cursor was given: older events that are no longer kept"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events of a stretch of the feed, and where it ends."""

    events: list[ChangeEvent]
    end: Cursor | None
    more: bool
    dropped: int = 0


async def events(ask: Ask, after: str | None = None, first: int = 100, kinds: list[str] | None = None) -> Events:
    """What changed after a cursor.

    Args:
        ask: who asks.
        after: a cursor, ``now`` for that of the newest event, or None for the oldest that is kept.
        first: at most so many.
        kinds: only these.
    Raises:
        UsageError: no such kind, no cursor, or a page out of bounds.
        CursorExpired: events after the cursor are no longer known.
    """
    known = ask.model.policies["feed"].kinds if "feed" in ask.model.policies else ()
    for kind in kinds or ():
        if kind not in known:
            raise UsageError(f"no event is of the kind {kind[:60]!r}", where="kinds", hint="one of " + ", ".join(known))
    found = await read(ask.reader, after, first, set(kinds or ()))
    return Events(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        events=found.events,
        next=str(found.end) if found.end else None,
        more=found.more,
        dropped=found.dropped,
    )


async def read(reader: Reads, after: str | None, first: int, kinds: Collection[str] = ()) -> Stretch:
    """Events after a cursor.

    Args:
        reader: the database.
        after: see :func:`events`.
        first: at most so many.
        kinds: only these and RESYNC; empty: all.
    Raises:
        UsageError: no cursor, or a page out of bounds.
        CursorExpired: events after the cursor are no longer known.
    """
    if not 1 <= first <= MOST:
        raise UsageError(f"first is {first}, must be 1 to {MOST}", where="first")
    if after == NOW:
        head = await reader.run("feed/head", timeout=PATIENCE)
        return Stretch([], Cursor(head[0]["epoch"], head[0]["last"]) if head else None, False)
    given = cursor_of(after) if after else None
    stretch = max(first, LOOKED_THROUGH) if kinds else first
    start = given.number if given else await _oldest(reader)
    rows = await reader.run("feed/events", timeout=PATIENCE, after=start, until=start + stretch)
    if not rows:
        if given is not None:
            raise _expired("there is no feed here yet")
        return Stretch([], None, False)
    [feed] = rows
    if given is not None:
        _check(given, feed)
    wanted = {*kinds, RESYNC} if kinds else None
    found: list[ChangeEvent] = []
    end = min(start + stretch, max(feed["last"], start))
    for number, told in _numbered(feed, start, end):
        if wanted is None or told.kind in wanted:
            found.append(told)
            if len(found) == first:
                end = number
                break
    return Stretch(found, Cursor(feed["epoch"], end), end < feed["last"], 0 if given else start)


async def _oldest(reader: Reads) -> int:
    """The number before the oldest event that is kept."""
    rows = await reader.run("feed/events", timeout=PATIENCE, after=0, until=0)
    return _kept_from(rows[0]) if rows else 0


def _kept_from(feed: dict[str, Any]) -> int:
    return int(feed["first"]) - 1 if feed["first"] is not None else int(feed["last"])


def _check(given: Cursor, feed: dict[str, Any]) -> None:
    if given.epoch != feed["epoch"] or given.number > feed["last"]:
        raise _expired("the store was built anew since this cursor was given")
    if given.number < _kept_from(feed):
        raise _expired(f"{_kept_from(feed) - given.number:,} events after this cursor are no longer kept")


def _expired(why: str) -> CursorExpired:
    return CursorExpired(
        why,
        where="after",
        hint=f"ask with after={NOW}, take the state from an export or a query, go on from that cursor",
    )


def _numbered(feed: dict[str, Any], start: int, end: int) -> Any:
    for first, at, batch, text in feed["batches"]:
        if first > end:
            return
        for number, row in enumerate(orjson.loads(text), first):
            if start < number <= end:
                yield number, _told(Cursor(feed["epoch"], number), at, batch, row)


def _told(place: Cursor, at: str, batch: str, row: list[Any]) -> ChangeEvent:
    one = event_of(row)
    stop = one.stop
    return ChangeEvent(
        id=str(place),
        kind=one.kind,
        at=moment(at),
        effective=moment(one.effective),
        noun=one.noun or None,
        thing=one.thing or None,
        what=one.what or None,
        variant=one.variant or None,
        before=list(one.before),
        after=list(one.after),
        systems=list(one.systems),
        records=list(one.records),
        batch=batch,
        why=one.why,
        stop=StopTold(**{**stop, "until": moment(stop["until"])}) if stop is not None else None,
    )


EVENTS = Question(
    name="events",
    doc="What changed since: owners, stages, parents, roles, stops, merges, in order and with a cursor.",
    function=events,
    docs={
        "after": f"The cursor of the page before, or '{NOW}' for that of the newest event; absent: the oldest kept",
        "first": FIRST,
        "kinds": "Only these kinds, e.g. STAGE_CHANGED and SUPPRESSED",
    },
)
