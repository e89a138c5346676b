"""Decisions taken back.

In: a :class:`Steward`, who decides, the id of a decision. Out: :class:`Written`. Refuses: who could not have taken the
decision (:class:`Refused`, with the rule); a decision that is not there, or was withdrawn before (UsageError).
"""

from __future__ import annotations

from graph_service.intake.stewarding.contact import withdrawal_ruling
from graph_service.intake.stewarding.decision import Row, Said
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Written, allowed, refuse
from graph_service.model.authority import Ruling, field_ruling, identity_ruling, link_ruling


def withdraw(steward: Steward, by: By, *, decision: str, reason: str) -> Written:
    """Take a decision back; what it said no longer counts from now on, and what others say does again.

    Args:
        steward: takes decisions.
        by: who: the same person, or a team that could have taken it; for a stop, who may release it.
        decision: its id.
        reason: why.
    Raises:
        Refused: it is not theirs to withdraw.
        UsageError: there is no such decision, or it was withdrawn before.
    """
    row = steward.decision(decision)
    if by.proposal and not row.get("proposal"):
        raise refuse("PEOPLE_DECIDE", "a decision of a person is withdrawn by people")
    return steward.take_back(row, by, reason, allowed(_ruling(steward, by, row, reason)))


def _ruling(steward: Steward, by: By, row: Row, reason: str) -> Ruling:
    if row["kind"] in ("STOP", "RELEASE"):
        return withdrawal_ruling(steward, by, row, reason)
    if row["kind"] == "OVERRULE":
        return Ruling(True, "STATE_STOPS_AGAIN", "that a state stops again may be said by everybody")
    if row["actor"].casefold() == by.actor.strip().casefold():
        return Ruling(True, "OWN_DECISION", "who decided may take it back")
    return _as_if_taken(steward, by, row)


def _as_if_taken(steward: Steward, by: By, said: Said) -> Ruling:
    model = steward.model
    match said["kind"]:
        case "FIELD":
            return field_ruling(model, said["noun"], said["field"], by.teams, said["value"])
        case "LINK":
            ends = [key for key in (said["source"], said["target"]) if key and not key.startswith("key|")]
            found = steward.anchors([steward.ids.birth(key) for key in ends])
            return link_ruling(model, said["link"], said["variant"], [one.noun or "" for one in found], by.teams)
        case "SAME" | "APART":
            return identity_ruling(model, said["noun"], by.teams)
        case _:
            rulings = [_as_if_taken(steward, by, effect) for effect in said["effects"]]
            kept = Ruling(True, "DECISION_KEPT", "that it stays as it was may be taken back by everybody")
            return next((one for one in rulings if not one.allowed), rulings[0] if rulings else kept)
