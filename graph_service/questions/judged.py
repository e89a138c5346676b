"""Settling's judgement of claims, as questions are handed it.

In: nothing. Out: the form of the judge and of what it says. Refuses: nothing.

Questions and intake do not know each other, so whoever opens a door hands the judge in (``intake/judge.py``); an
explanation can therefore never differ from what was settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from graph_service.model.model import Model


class Judged(Protocol):
    """One record's claim about a field, judged."""

    @property
    def record(self) -> str:
        """Key of the record."""
        ...

    @property
    def value(self) -> Any:
        """What it says; None: it was emptied on purpose."""
        ...

    @property
    def at(self) -> str:
        """Time of the version that says so."""
        ...

    @property
    def since(self) -> str:
        """Since when it says so."""
        ...

    @property
    def rank(self) -> int | None:
        """Place in the field's authority; None: no say."""
        ...

    @property
    def effective(self) -> bool:
        """Whether it won."""
        ...


class Judge(Protocol):
    """The judge of claims."""

    def __call__(
        self, model: Model, noun: str, field: str, records: Iterable[Mapping[str, Any]], at: str | None = None
    ) -> Sequence[Judged]:
        """Every claim about a field, the winner first; only what had been said by ``at``, if that is given."""
        ...
