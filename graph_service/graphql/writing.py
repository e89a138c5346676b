"""What a mutation is to every door: its name, its function, what it is given and what it answers.

In: references and words as a caller wrote them, who writes. Out: :class:`Decided`: done, or refused with the rule's
name. Refuses: what does not fit (UsageError). Things are found as questions find them; what is decided is judged and
written by ``intake/stewarding``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any

from graph_service.errors import UsageError
from graph_service.intake.hashing import content_hash
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Refused, Written
from graph_service.questions.answer import Candidate, doc
from graph_service.questions.ask import Ask, Token, instant
from graph_service.questions.question import Signature
from graph_service.questions.reference import NodeRef, Ref
from graph_service.questions.resolve import Resolved, external_key, resolve


@dataclass(frozen=True, slots=True)
class Writing:
    """What a mutation is given: who answers, who takes decisions in, who decides."""

    ask: Ask
    steward: Steward
    by: By


class WriteStatus(Enum):
    """What became of a write; expected outcomes are answers, not errors."""

    DONE = "It is written."
    REFUSED = "A rule forbids it to this team; see rule, text and teams."
    NOT_FOUND = "Nothing is known under a reference."
    AMBIGUOUS = "Several things fit a reference; see candidates."


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What every mutation answers."""

    status: WriteStatus = field(metadata=doc("DONE, REFUSED, NOT_FOUND or AMBIGUOUS"))
    rule: str = field(metadata=doc("Name of the rule that allowed or refused it"))
    text: str = field(metadata=doc("The rule as a sentence"))
    decision: str | None = field(default=None, metadata=doc("Id of the decision; hand it to withdraw"))
    system: str | None = field(default=None, metadata=doc("steward, or proposal where a machine proposed it"))
    teams: list[str] = field(default_factory=list, metadata=doc("Where REFUSED: the teams that may"))
    candidates: list[Candidate] = field(default_factory=list, metadata=doc("Where AMBIGUOUS: what fits"))
    token: Token | None = field(default=None, metadata=doc("Hand it to `after` of a later read to see this write"))
    model_version: str = field(metadata=doc("Version of the model and policies that judged"))


class Unresolved(Exception):
    """A reference that names no single thing; it becomes the answer."""

    def __init__(self, found: Resolved) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True, kw_only=True)
class Mutation(Signature):
    """One mutation: its function and what may be written."""

    function: Callable[..., Awaitable[Written]]

    async def do(self, writing: Writing, written: Mapping[str, Any]) -> Decided:
        """Do it.

        Args:
            writing: who answers, who writes.
            written: arguments as a caller wrote them, or already typed.
        Raises:
            UsageError: an argument is unknown, missing or does not fit.
        """
        version = writing.ask.model.version
        if writing.by.request:
            by = replace(writing.by, asked=content_hash([self.name, written]))
            writing = replace(writing, by=by)
        try:
            done = await asyncio.to_thread(writing.steward.taken, writing.by)
            if done is None:
                done = await self.function(writing, **self.typed(written))
        except Refused as refused:
            ruling = refused.ruling
            return Decided(
                status=WriteStatus.REFUSED, rule=ruling.rule, text=ruling.text, teams=list(ruling.teams),
                model_version=version,
            )  # fmt: skip
        except Unresolved as unresolved:
            found = unresolved.found
            status = WriteStatus.AMBIGUOUS if found.candidates else WriteStatus.NOT_FOUND
            (why,) = found.why[:1]
            return Decided(
                status=status, rule=why.rule, text=why.text, candidates=found.candidates, model_version=version
            )  # fmt: skip
        return Decided(
            status=WriteStatus.DONE, rule=done.rule, text=done.text, decision=done.id, system=done.system,
            token=Token(done.token) if done.token else None, model_version=version,
        )  # fmt: skip


async def thing_of(writing: Writing, ref: Ref) -> str:
    """Our id of what a reference names."""
    found = await resolve(writing.ask, ref)
    if found.node is None:
        raise Unresolved(found)
    return found.node.id


async def record_of(writing: Writing, ref: NodeRef) -> str:
    """Birth id of the record that a reference names: of an id, the record it was born with, wherever it is now."""
    if ref.external_id:
        await thing_of(writing, ref)
        return writing.ask.birth_id(external_key(writing.ask, ref.external_id))
    if ref.id is None:
        raise UsageError("one record is needed, and a key may have several", hint="give an id or an external id")
    await thing_of(writing, ref)
    return ref.id.partition("_")[2] or ref.id


async def run(work: Callable[..., Written], writing: Writing, **given: Any) -> Written:
    """Do the work of a mutation beside the event loop; it waits for the one writer."""
    return await asyncio.to_thread(partial(work, writing.steward, writing.by, **given))


def when_of(at: datetime | None) -> str | None:
    """A stated time as it is stored."""
    return None if at is None else instant(at)


REASON = "Why; kept with the decision and shown with what it does"
