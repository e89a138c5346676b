"""How far each subscriber is, kept in the graph, so that a restart goes on where the last one stopped.

In: a writer. Out: :class:`Place`. Refuses: two processes for one subscriber: who holds the place has it for a while,
and holds it again with every step.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson

from graph_service.graph.write import Writer
from graph_service.questions.events import ChangeEvent
from graph_service.questions.plain import to_json

HELD_SECONDS = 90.0
"""Longer than a try may take, three times over."""


@dataclass(slots=True)
class Place:
    """Where one subscriber is.

    Attributes:
        name: of the subscriber.
        cursor: after the last event that is done with; None before the first of all.
        begun: whether the place was chosen.
        attempts: failed tries of the next event.
        next_at: not before this time, in seconds.
        state: ACTIVE, or GONE where the subscriber wants nothing more.
        problem: of the last try.
    """

    name: str
    cursor: str | None = None
    begun: bool = False
    attempts: int = 0
    next_at: float = 0.0
    state: str = "ACTIVE"
    problem: str = ""


class Places:
    """The places of all subscribers.

    Args:
        writer: the database.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._me = uuid4().hex

    def take(self, name: str) -> Place | None:
        """The place of a subscriber, held from now on; None where another process holds it."""
        now = time.time()
        rows = self._writer.run("feed/take_place", name=name, by=self._me, now=now, until=now + HELD_SECONDS)
        return _place(rows[0]) if rows else None

    def keep(self, place: Place) -> bool:
        """Write where a subscriber is; False where another process has taken over, so nothing was written."""
        return bool(
            self._writer.run(
                "feed/keep_place", name=place.name, by=self._me, until=time.time() + HELD_SECONDS,
                cursor=place.cursor, begun=place.begun, attempts=place.attempts, next_at=place.next_at,
                state=place.state, problem=place.problem,
            )
        )  # fmt: skip

    def leave(self, name: str) -> None:
        """Let another process have it at once."""
        self._writer.run("feed/leave_place", name=name, by=self._me)

    def put_aside(self, place: Place, event: ChangeEvent | None, reason: str) -> None:
        """A dead letter: an event that was not taken, or events that were gone before they could be sent."""
        self._writer.run(
            "feed/put_dead_letter",
            id=f"{place.name}|{event.id if event else place.cursor}", name=place.name,
            event=orjson.dumps(to_json(event)).decode() if event else None,
            reason=reason, attempts=place.attempts, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        )  # fmt: skip

    def all(self) -> list[Place]:
        """Every subscriber that was ever sent something."""
        return [_place(row) for row in self._writer.run("feed/places")]

    def resume(self, name: str) -> bool:
        """Send to a subscriber again that wanted nothing more, or waits; False where there is none of the name."""
        return bool(self._writer.run("feed/resume_place", name=name))

    def dead_letters(self, name: str | None = None) -> list[dict[str, Any]]:
        """What was put aside, oldest first."""
        return self._writer.run("feed/dead_letters", name=name)

    def drop_dead_letter(self, id_: str) -> None:
        """It was taken after all."""
        self._writer.run("feed/drop_dead_letter", id=id_)


def _place(row: dict[str, Any]) -> Place:
    return Place(
        row["name"], row["cursor"], bool(row["begun"]), row["attempts"] or 0, row["next_at"] or 0.0,
        row["state"] or "ACTIVE", row["problem"] or "",
    )  # fmt: skip
