"""The why of ownership: each owner, vacancy and conflict as a rule in a plain sentence.

In: judged owners, vacancies, conflicts. Out: :class:`Why` entries. Refuses: nothing; the judgement is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from graph_service.questions.answer import NodeSeen, Why, day, listed, shown, told
from graph_service.questions.ownership_answer import (
    How,
    Mine,
    Owner,
    OwnerConflict,
    Ownership,
    Vacancy,
    VacancyReason,
)
from graph_service.questions.slots import Emptiness, SlotState


def reasons(
    target: NodeSeen,
    owners: Iterable[Owner],
    empty: Iterable[Vacancy],
    conflicts: Iterable[OwnerConflict],
    slots: Mapping[str, SlotState],
    evidence: datetime | None,
    at: datetime,
) -> list[Why]:
    """Every reason, owners first."""
    why = [_of_owner(target, one) for one in owners]
    why += [_departed(target, one) for one in owners if one.orphaned]
    why += [_of_vacancy(target, one) for one in empty]
    why += [_of_slot(target, slot) for slot in slots.values() if slot.state is not Emptiness.CLEARED]
    why += [Why(rule=one.reason.name, text=one.text, records=one.records) for one in conflicts]
    if not why:
        text = f"No system ever named an owner of {shown(target)}, and none is inherited or covers it."
        why = [Why(rule="OWNER_NEVER_FILLED", text=text)]
    if evidence and evidence > at:
        why.append(Why(rule="EVIDENCE_STARTS", text=f"Evidence of its owners starts {evidence.isoformat()}."))
    return why


def _of_owner(target: NodeSeen, one: Owner) -> Why:
    name, thing = shown(one.owner), shown(target)
    match one.how:
        case How.DIRECT:
            rule = "OWNER_OF_RECORD"
            text = f"{told(one.systems, 'name')} {name} the {one.type} of {thing} since {day(one.since)}."
        case How.TEAM:
            rule = "OWNER_BY_TEAM"
            text = f"{name} belongs to the team that is the {one.type} of {thing}."
        case How.INHERITED:
            above = shown(one.inherited_from) if one.inherited_from else "an ancestor"
            rule = "OWNER_INHERITED"
            text = (
                f"The {one.type} of {thing} was never filled; the nearest selling ancestor with one is {above}, "
                f"which is {name}'s."
            )
        case How.TERRITORY:
            rule = "OWNER_BY_TERRITORY"
            text = f"Nobody of record is the {one.type} of {thing}; it lies in a territory of {name}."
    return Why(rule=rule, text=text, path=one.path, records=one.records)


def _departed(target: NodeSeen, one: Owner) -> Why:
    text = (
        f"{shown(one.owner)} is no longer active and nobody else is the {one.type} of {shown(target)}: it is orphaned. "
        "An owner who left is still the owner of record; nothing is inherited over them."
    )
    return Why(rule="OWNER_DEPARTED", text=text)


def _of_vacancy(target: NodeSeen, one: Vacancy) -> Why:
    if one.reason is VacancyReason.CLEARED:
        by = f" by {one.by}" if one.by else ""
        said = f"The {one.type} of {shown(target)} was emptied in {listed(one.systems)} on {day(one.since)}{by}"
    else:
        said = f"The {one.type} of {shown(target)} is {one.by}, which is no person"
    text = f"{said}: it is unassigned, and inheritance fills nothing."
    return Why(rule=f"UNASSIGNED_{one.reason.name}", text=text, records=one.records)


def _of_slot(target: NodeSeen, slot: SlotState) -> Why:
    type_ = slot.key.partition(":")[2]
    text = f"The {type_} of {shown(target)}: {slot.state.value}"
    return Why(rule=f"OWNER_{slot.state.name}", text=text)


def verdict(answer: Mine, user: NodeSeen, account: NodeSeen, types: list[str], owned: Ownership) -> Why:
    """Why an account is a user's, or not."""
    name, thing = shown(user), shown(account)
    match answer:
        case Mine.YES:
            text = f"{name} is the only active {listed(types)} of {thing}; owners of other types do not share it."
        case Mine.SHARED:
            text = f"{name} is one of several active owners of {thing} as {listed(types)}."
        case Mine.DISPUTED:
            text = f"{name} is named {listed(types)} of {thing} by a claim that authority cannot decide."
        case Mine.NO:
            others = sorted({shown(one.owner) for one in owned.owners if not one.placeholder})
            text = f"{name} owns {thing} in no type; on record are {listed(others or ['nobody'])}."
    path = [step for one in owned.owners if one.owner.id == user.id for step in one.path]
    return Why(rule=f"MINE_{answer.name}", text=text, path=path)
