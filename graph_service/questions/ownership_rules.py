"""The rules of ownership, over rows that a statement found.

In: the row of ``ownership/account_ownership`` or ``ownership/ownership``, and what the slots say. Out: owners,
vacancies, conflicts. Refuses: to inherit over an owner that was ever named, cleared or is a placeholder, and to let
a territory stand before an owner of record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from graph_service.questions.answer import NodeSeen, Step, node_seen, records_seen, shown, since_kind
from graph_service.questions.ask import Ask, moment
from graph_service.questions.ownership_answer import (
    How,
    Owner,
    OwnerConflict,
    OwnerConflictReason,
    Vacancy,
    VacancyReason,
)
from graph_service.questions.slots import Emptiness, Sayers, SlotState, slot_states

MEMBER = "MEMBER"
"""Being on the account team is help, not responsibility: it is neither inherited nor counted as sole."""
EXECUTIVE = "ACCOUNT_EXECUTIVE"

Row = Mapping[str, Any]


def direct(ask: Ask, target: NodeSeen, rows: Iterable[Row]) -> list[Owner]:
    """Owners of record, and the members of a team that is one."""
    owners: list[Owner] = []
    for row in rows:
        owned = node_seen(row["owned"]) if "owned" in row else target
        step = _owns(row, owned)
        facet = [] if owned.id == target.id else [Step(start=owned, link="IS_PERSON", variant=None, end=target)]
        owners.append(_owner(ask, row, How.DIRECT, row["type"], [step, *facet]))
        for member in row["members"]:
            joined = Step(
                start=node_seen(member),
                link="MEMBER_OF",
                variant=None,
                end=node_seen(row),
                since=moment(member["since"]),
                systems=member["systems"] or [],
            )
            through = {**member, "records": row["records"]}
            owners.append(_owner(ask, through, How.TEAM, row["type"], [joined, step, *facet]))
    return owners


def _owner(ask: Ask, row: Row, how: How, type_: str, path: list[Step]) -> Owner:
    return Owner(
        owner=node_seen(row),
        type=type_,
        how=how,
        active=row["active"] is not False,
        placeholder=row["placeholder"],
        orphaned=False,
        path=path,
        systems=row["systems"] or [],
        since=moment(row["since"]),
        since_kind=since_kind(row["since_kind"]),
        records=records_seen(ask, row["records"]),
    )


def _owns(row: Row, owned: NodeSeen) -> Step:
    return Step(
        start=node_seen(row),
        link="OWNS",
        variant=row["type"],
        end=owned,
        since=moment(row["since"]),
        systems=row["systems"] or [],
    )


def ever_named(owners: Iterable[Owner], slots: Mapping[str, SlotState], ended: Iterable[str]) -> set[str]:
    """Types of ownership about which somebody ever said something; all others were never filled."""
    return {owner.type for owner in owners} | {key.partition(":")[2] for key in slots} | set(ended)


def inherited(ask: Ask, account: NodeSeen, row: Row, named: set[str], at: datetime, *, current: bool) -> list[Owner]:
    """Per type that was never filled here: the owners of the nearest selling ancestor at which it ever was.

    Args:
        ask: who answers.
        account: the account.
        row: the statement's row.
        named: types that were ever named at the account itself.
        at: valid time.
        current: the present is asked for.
    """
    closed, owners = {MEMBER, *named}, []
    nodes = {account.id: account}
    steps: list[Step] = []
    for above in row["ancestors"]:
        ancestor = nodes[above["id"]] = node_seen(above)
        steps.insert(
            0,
            Step(
                start=ancestor,
                link="PARENT_OF",
                variant="SELLING",
                end=nodes[above["near"]],
                since=moment(above["since"]),
                systems=above["systems"] or [],
            ),
        )
        here = [one for one in above["owners"] if one["type"] not in closed]
        owners += [
            replace(
                _owner(ask, one, How.INHERITED, one["type"], [_owns(one, ancestor), *steps]),
                inherited_from=ancestor,
            )
            for one in here
            if not one["placeholder"]
        ]
        slots = slot_states(above["slots"], at, current=current)
        closed |= {one["type"] for one in here} | ever_named((), _of_owns(slots), above["ended"])
    return owners


def _of_owns(slots: Mapping[str, SlotState]) -> dict[str, SlotState]:
    return {key: slot for key, slot in slots.items() if key.startswith("OWNS:")}


def owner_slots(text: str | None, at: datetime, *, current: bool) -> dict[str, SlotState]:
    """The slots of a node that are about its owners."""
    return _of_owns(slot_states(text, at, current=current))


def territorial(
    ask: Ask, account: NodeSeen, rows: Iterable[Row], owners: list[Owner], slots: Mapping[str, SlotState]
) -> tuple[list[Owner], list[OwnerConflict]]:
    """Owners through a territory where nobody of record is there, and the mismatch where somebody else is."""
    found: list[Owner] = []
    conflicts: list[OwnerConflict] = []
    rows = list(rows)
    covering: dict[str, set[str]] = {}
    for row in rows:
        covering.setdefault(_territory_type(row), set()).add(row["id"])
    for row in rows:
        type_ = _territory_type(row)
        slot = slots.get(f"OWNS:{type_}")
        record = [one for one in owners if one.type == type_ and not one.placeholder and one.how is not How.TERRITORY]
        if slot and slot.state is not Emptiness.CLEARED:
            continue
        if not record:
            found.append(_through_territory(ask, account, row, type_))
        elif not covering[type_] & {one.owner.id for one in record}:
            conflicts.append(_outside(ask, account, row, type_, record[0]))
    return found, conflicts


def _territory_type(row: Row) -> str:
    # sources that list who works a territory do not say as what; a patch is worked by account executives
    return EXECUTIVE if row["type"] in (None, MEMBER) else row["type"]


def _through_territory(ask: Ask, account: NodeSeen, row: Row, type_: str) -> Owner:
    territory = node_seen(row["territory"])
    covers = Step(
        start=territory,
        link="COVERS",
        variant=None,
        end=account,
        since=moment(row["covered_since"]),
        systems=row["covered_systems"] or [],
    )
    return _owner(ask, row, How.TERRITORY, type_, [_owns(row, territory), covers])


def _outside(ask: Ask, account: NodeSeen, row: Row, type_: str, of_record: Owner) -> OwnerConflict:
    territory = node_seen(row["territory"])
    text = (
        f"{shown(of_record.owner)} owns {shown(account)}, but it lies in the territory {shown(territory)}, "
        f"which is {shown(node_seen(row))}'s; the owner of record counts."
    )
    return OwnerConflict(
        reason=OwnerConflictReason.OWNER_OUTSIDE_TERRITORY,
        type=type_,
        owner=node_seen(row),
        text=text,
        territory=territory,
        since=moment(row["covered_since"]),
        systems=row["covered_systems"] or [],
        records=records_seen(ask, row["records"]),
    )


def lost_claims(ask: Ask, target: NodeSeen, rows: Iterable[Row]) -> list[OwnerConflict]:
    """Claims that are not effective, because authority said otherwise or could not decide."""
    return [
        OwnerConflict(
            reason=OwnerConflictReason[row["refused"]],
            type=row["type"],
            owner=node_seen(row),
            text=f"{' and '.join(row['systems'] or ['a source'])} names {shown(node_seen(row))} the {row['type']} of "
            f"{shown(target)}: {OwnerConflictReason[row['refused']].value}",
            since=moment(row["since"]),
            systems=row["systems"] or [],
            records=records_seen(ask, row["records"]),
        )
        for row in rows
        if row["refused"] in OwnerConflictReason.__members__
    ]


def employer_mismatches(ask: Ask, target: NodeSeen, rows: Iterable[Row], owners: list[Owner]) -> list[OwnerConflict]:
    """Employers whose account executive is not one of the person's."""
    executives = {one.owner.id: one for one in owners if one.type == EXECUTIVE and not one.placeholder}
    rows = list(rows)
    agreeing = {row["employer"]["id"] for row in rows if row["id"] in executives}
    first = next(iter(executives.values()), None)
    return [
        OwnerConflict(
            reason=OwnerConflictReason.CONTACT_OWNER_DIFFERS,
            type=EXECUTIVE,
            owner=node_seen(row),
            text=f"{shown(target)} is {shown(first.owner)}'s, but {shown(node_seen(row['employer']))} "
            f"is {shown(node_seen(row))}'s.",
            account=node_seen(row["employer"]),
            since=moment(row["since"]),
            systems=row["systems"] or [],
            records=records_seen(ask, row["records"]),
        )
        for row in rows
        if first and row["employer"]["id"] not in agreeing
    ]


def orphans(owners: list[Owner]) -> list[Owner]:
    """The owners, with those marked who left without anybody active in their type."""
    active = {one.type for one in owners if one.active and not one.placeholder}
    return [
        replace(one, orphaned=True) if not one.active and not one.placeholder and one.type not in active else one
        for one in owners
    ]


def vacancies(owners: list[Owner], slots: Mapping[str, SlotState], said: Sayers) -> list[Vacancy]:
    """Types known to be empty: cleared, or held by nobody but a placeholder."""
    empty = [
        Vacancy(
            type=key.partition(":")[2],
            reason=VacancyReason.CLEARED,
            by=said.by(slot),
            since=slot.since,
            systems=[slot.system] if slot.system else [],
            records=said.record(slot),
        )
        for key, slot in sorted(slots.items())
        if slot.state is Emptiness.CLEARED
    ]
    people = {one.type for one in owners if not one.placeholder and one.how in (How.DIRECT, How.TEAM)}
    held = {one.type: one for one in owners if one.placeholder and one.type not in people}
    return empty + [
        Vacancy(
            type=type_,
            reason=VacancyReason.PLACEHOLDER,
            by=shown(one.owner),
            since=one.since,
            systems=one.systems,
            records=one.records,
        )
        for type_, one in sorted(held.items())
    ]
