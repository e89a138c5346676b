"""The decision that cannot be taken back: a person is erased.

In: a person, who orders it. Out: :class:`Written`, and what was done. Refuses: teams that may not, machines, and a
reference that names several people or none.
"""

from __future__ import annotations

from graph_service.intake.erase import Erasure, erase
from graph_service.intake.erasing.person import name_person
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import allowed
from graph_service.model.authority import Ruling, among
from graph_service.model.model import Model


def erase_ruling(model: Model, by: By) -> Ruling:
    """Whether somebody may order an erasure.

    Args:
        model: its stewardship policy.
        by: who.
    """
    teams = tuple(model.policies["stewardship"].erase.teams)
    if by.proposal:
        return Ruling(False, "PEOPLE_DECIDE", "an erasure is ordered by people", teams=teams)
    if among(by.teams, teams):
        return Ruling(True, "TEAM_MAY_ERASE", f"an erasure is ordered by {' or '.join(teams)}", teams=teams)
    return Ruling(False, "TEAM_MAY_NOT_ERASE", f"an erasure is ordered by {' or '.join(teams)}", teams=teams)


def erase_person(
    steward: Steward, by: By, *, person: str, reason: str, at: str, order: str | None = None, embedded: bool = True
) -> tuple[Ruling, Erasure]:
    """Erase one person.

    Args:
        steward: takes it into the graph.
        by: who orders it.
        person: an e-mail address, one of our ids, or ``system|object|id``.
        reason: why; kept with the order, without the person's name.
        at: when, as stored times are written.
        order: id of the order; the same id does nothing again.
        embedded: whether the server is our own child.
    Raises:
        Refused: their team may not.
        UsageError: nobody, or several people, are named.
    """
    ruling = allowed(erase_ruling(steward.model, by))
    named = name_person(steward.writer, steward.ids, person)
    done = erase(
        steward.settler, named, actor=by.actor, team=", ".join(by.teams), reason=reason, at=at, order=order,
        embedded=embedded,
    )  # fmt: skip
    return ruling, done
