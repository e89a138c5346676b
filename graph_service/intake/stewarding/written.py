"""What a mutation answers: done, or refused with the rule's name.

In: nothing. Out: :class:`Written` and :class:`Refused`. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.model.authority import Ruling


@dataclass(frozen=True, slots=True)
class Written:
    """A decision that was taken.

    Attributes:
        id: of the decision; with it the decision is withdrawn.
        rule, text: why it was allowed.
        token: what a later read hands over to see it.
        system: ``steward``, or ``proposal``.
    """

    id: str
    rule: str
    text: str
    token: str | None
    system: str


class Refused(Exception):
    """A decision that a rule forbids; doors answer it, it is no failure.

    Args:
        ruling: the rule that says no.
    """

    def __init__(self, ruling: Ruling) -> None:
        super().__init__(ruling.text)
        self.ruling = ruling


def allowed(ruling: Ruling) -> Ruling:
    """The ruling, if it allows.

    Raises:
        Refused: it does not.
    """
    if not ruling.allowed:
        raise Refused(ruling)
    return ruling


def refuse(rule: str, text: str) -> Refused:
    """A refusal by a rule that knows no teams."""
    return Refused(Ruling(False, rule, text))
