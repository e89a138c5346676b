"""Patience with a server that just started: what it was too late for is planned without a deadline, then asked again.

In: a question. Out: its answer. Refuses: nothing. A server spends the first run of a statement on planning it, which
on a small machine takes longer than a question may; the plan is kept, so the second run is quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from graph_service.errors import DatabaseError, DeadlineExceeded
from graph_service.questions.answer import Answer
from graph_service.questions.ask import Ask, Reads
from graph_service.questions.registry import Question

PLANNING_SECONDS = 60.0
ROUNDS = 6
"""A question sends its statements in a few waves, and each wave shows its late ones only when it is reached."""


class LateOnes:
    """A reader that remembers which statements were too late.

    Args:
        reader: the one to use.
    """

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self.statements: list[tuple[str | None, str, dict[str, Any]]] = []
        """The text of a composed statement or None, its name, its parameters."""

    async def run(self, name: str, /, *, timeout: float = 2.0, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of the statement, under the deadline that the question set."""
        try:
            return await self._reader.run(name, timeout=timeout, **parameters)
        except (DeadlineExceeded, asyncio.CancelledError):
            self.statements.append((None, name, parameters))
            raise

    async def run_text(self, text: str, name: str, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a composed statement, under the deadline that the question set."""
        try:
            return await self._reader.run_text(text, name, timeout, parameters)
        except (DeadlineExceeded, asyncio.CancelledError):
            self.statements.append((text, name, parameters))
            raise

    def after(self, token: str) -> LateOnes:
        """The same, whose reads see what the token's write did."""
        later = LateOnes(self._reader.after(token))
        later.statements = self.statements
        return later

    async def plan(self) -> None:
        """Run what was late once more, with all the time it needs."""
        for text, name, parameters in self.statements:
            with suppress(DatabaseError):
                if text is None:
                    await self._reader.run(name, timeout=PLANNING_SECONDS, **parameters)
                else:
                    await self._reader.run_text(text, name, PLANNING_SECONDS, parameters)


async def ask_patiently(ask: Ask, question: Question, written: Mapping[str, Any]) -> Answer:
    """The answer of a question, not spoiled by a server that is still warming up.

    Args:
        ask: who answers.
        question: what is asked.
        written: its arguments as written.
    Raises:
        DeadlineExceeded: it is too slow even with its plans made.
    """
    for _ in range(ROUNDS):
        late = LateOnes(ask.reader)
        with suppress(DeadlineExceeded):
            answer = await question.ask(replace(ask, reader=late), written)
            if not late.statements:
                return answer
        await late.plan()
    return await question.ask(ask, written)
