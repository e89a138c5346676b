"""What every question is given: the model, a way to read, a clock.

In: the pieces a door holds. Out: :class:`Ask`. Refuses: a clock without a zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.questions.judged import Judge


class Token(str):
    """What a write hands out, so that a later read can say: not before that."""


PATIENCE = 10.0
"""Seconds a statement may take here. A server that has just started plans its first statements slowly, and a plan
that is given up is planned again from the start."""


class Reads(Protocol):
    """The one thing a question asks of the database: run a named statement."""

    async def run(
        self,
        name: str,
        /,
        *,
        timeout: float = ...,
        **parameters: Any,
    ) -> list[dict[str, Any]]:
        """The rows of the statement ``name`` of cypher/.

        Raises:
            DeadlineExceeded: it took longer than ``timeout`` seconds.
            DatabaseError: the database did not answer.
        """
        ...

    async def run_text(self, text: str, name: str, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a statement that graph/compose wrote from the Model; ``name`` stands in errors.

        Raises:
            DeadlineExceeded: it took longer than ``timeout`` seconds.
            DatabaseError: the database did not answer.
        """
        ...

    def after(self, token: str) -> Reads:
        """The same reader, whose reads see what the token's write did.

        Raises:
            UsageError: it is no token.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One asking: who answers (model, reader), when (now), and how ids are made.

    Args:
        model: the compiled model; its policies are ``model.policies``.
        reader: runs named statements.
        now: the present, with a zone; the sample story fixes it.
        birth_id: record key (``system|object|external id``) to birth id, the keyed hash of graph/ids.
        token: what the caller said it must have seen.
        judge: settling's judgement of claims, for questions about a field's evidence and about past times.
    """

    model: Model
    reader: Reads
    now: datetime
    birth_id: Callable[[str], str]
    token: Token | None = None
    judge: Judge | None = None

    def after(self, token: Token) -> Ask:
        """The same asking, whose reads see what the token's write did.

        Raises:
            UsageError: it is no token.
        """
        return replace(self, reader=self.reader.after(token), token=token)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise UsageError("the clock of a question needs a time zone")

    def at(self, as_of: datetime | None) -> datetime:
        """The valid time asked for: ``as_of``, or the present.

        Raises:
            UsageError: ``as_of`` has no zone.
        """
        if as_of is None:
            return self.now
        if as_of.tzinfo is None:
            raise UsageError("asOf needs a time zone", hint="write it as 2026-03-31T00:00:00Z")
        return as_of


def instant(when: datetime) -> str:
    """The stored text form of an instant: UTC, fixed width, so that text order is time order."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str | None) -> datetime | None:
    """A stored time as a datetime; a civil date is its midnight in UTC."""
    if not text:
        return None
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


OPEN = "9999-12-31T23:59:59.999999Z"
"""Later than every stored instant. As long as one: the server plans a statement anew for texts of another size."""


def window(at: datetime, *, current: bool) -> dict[str, str]:
    """The parameters by which statements cut links to a valid time.

    What holds now is what settling left open: it may have been first seen after a clock that is held still.
    """
    return {"at": instant(at), "since": OPEN if current else instant(at)}


def holds(link: Mapping[str, Any], at: datetime, *, current: bool) -> bool:
    """Whether a link, or an entry of a slot, is in force at a time.

    Args:
        link: its ``since``, ``since_kind`` and ``until``.
        at: valid time.
        current: the present is asked for; an open link that was first seen after a clock held still counts then.
    """
    when, since, until = instant(at), str(link.get("since") or ""), link.get("until")
    if until is not None and str(until) <= when:
        return False
    return since <= when or (current and until is None and link.get("since_kind") != "STATED")
