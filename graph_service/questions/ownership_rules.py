"""The rules of ownership, over rows that a statement found.

In: the nodes and owners that ``ownership/account_ownership`` or ``ownership/ownership`` found. Out: owners, vacancies,
conflicts. Refuses: to inherit over an owner that was ever named, cleared or is a placeholder, and to let
a territory stand before an owner of record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from graph_service.questions.answer import NodeSeen, Step, node_seen, shown, since_kind, told
from graph_service.questions.ask import holds, instant, moment
from graph_service.questions.evidence import Evidence
from graph_service.questions.ownership_answer import (
    How,
    Owner,
    OwnerConflict,
    OwnerConflictReason,
    Vacancy,
    VacancyReason,
)
from graph_service.questions.slots import Emptiness, SlotState, slot_states

MEMBER = "MEMBER"
"""Being on the account team is help, not responsibility: it is neither inherited nor counted as sole."""
EXECUTIVE = "ACCOUNT_EXECUTIVE"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rules look at: the time, and the records behind links.

    Attributes:
        at: valid time.
        current: the present is asked for.
        seen: the records behind links.
        members: team id -> rows of its people.
    """

    at: datetime
    current: bool
    seen: Evidence
    members: Mapping[str, list[Row]]

    def held(self, node: Row) -> list[Row]:
        """Owners of record of a node at that time."""
        return [one for one in node["owners"] if one["how"] != "CLAIMED_OWNS" and self.holds(one["link"])]

    def lost(self, node: Row) -> list[Row]:
        """Claims to own a node that are not effective."""
        return [one for one in node["owners"] if one["how"] == "CLAIMED_OWNS" and self.holds(one["link"])]

    def holds(self, link: Row) -> bool:
        """Whether a link is in force at that time."""
        return holds(link, self.at, current=self.current)

    def slots(self, node: Row) -> dict[str, SlotState]:
        """The slots of a node that are about its owners."""
        states = slot_states(node["slots"], self.at, current=self.current)
        return {key: slot for key, slot in states.items() if key.startswith("OWNS:")}

    def named(self, node: Row) -> set[str]:
        """Types of ownership about which somebody had said something by then; all others were never filled."""
        when = instant(self.at)
        said = {
            str(one["link"]["type"])
            for one in node["owners"]
            if self.holds(one["link"]) or str(one["link"].get("since") or "") <= when
        }
        return said | {key.partition(":")[2] for key in self.slots(node)}


def direct(scene: Scene, target: NodeSeen, nodes: Iterable[Row]) -> list[Owner]:
    """Owners of record of a thing and its facets, and the members of a team that is one."""
    owners: list[Owner] = []
    for node in nodes:
        owned = node_seen(node, target.noun if node["id"] == target.id else None)
        facet = [] if owned.id == target.id else [Step(start=owned, link="IS_PERSON", variant=None, end=target)]
        for row in scene.held(node):
            step = _owns(row, owned)
            owners.append(_owner(scene, row, How.DIRECT, row["link"]["type"], [step, *facet]))
            for member in scene.members.get(row["id"], ()):
                if scene.holds(member["link"]):
                    path = [_step(member, "MEMBER_OF", node_seen(row)), step, *facet]
                    owners.append(_owner(scene, member, How.TEAM, row["link"]["type"], path))
    return owners


def _owner(scene: Scene, row: Row, how: How, type_: str, path: list[Step]) -> Owner:
    link = row["link"]
    return Owner(
        owner=node_seen(row),
        type=type_,
        how=how,
        active=_active(scene, row),
        placeholder=row["placeholder"],
        orphaned=False,
        path=path,
        systems=link.get("systems") or [],
        since=moment(link.get("since")),
        since_kind=since_kind(link.get("since_kind")),
        records=scene.seen.of(link, row.get("covers") or {}),
    )


def _active(scene: Scene, row: Row) -> bool | None:
    """Whether an owner is one who can act: a user that no source says has left; at a past time only where known."""
    if row["active"] is None and not scene.current and "User" in row["labels"]:
        return None
    return row["active"] is not False


def _owns(row: Row, owned: NodeSeen) -> Step:
    return _step(row, "OWNS", owned, row["link"]["type"])


def _step(row: Row, link: str, end: NodeSeen, variant: str | None = None) -> Step:
    return Step(
        start=node_seen(row),
        link=link,
        variant=variant,
        end=end,
        since=moment(row["link"].get("since")),
        systems=row["link"].get("systems") or [],
    )


def inherited(scene: Scene, account: NodeSeen, chain: list[Row]) -> list[Owner]:
    """Per type that was never filled here: the owners of the nearest selling ancestor at which it ever was.

    Args:
        scene: the time and the records.
        account: the account.
        chain: the account and its ancestors, nearest first.
    """
    closed = {MEMBER, *scene.named(chain[0])}
    owners: list[Owner] = []
    nodes = {account.id: account}
    steps: list[Step] = []
    links: list[Row] = []
    for above in chain[1:]:
        if above["link"].get("gap") or above["link"].get("ultimate"):
            break  # nobody knows whose the levels between are
        ancestor = nodes[above["id"]] = node_seen(above, "Account")
        up = {"id": above["id"], "name": above["name"], "labels": ["Account"], "link": above["link"]}
        steps = [_step(up, "PARENT_OF", nodes[above["near"]], "SELLING"), *steps]
        links = [above["link"], *links]
        owners += [
            replace(
                _owner(scene, one, How.INHERITED, one["link"]["type"], [_owns(one, ancestor), *steps]),
                inherited_from=ancestor,
                records=scene.seen.of(one["link"], *links),
            )
            for one in scene.held(above)
            if one["link"]["type"] not in closed and not one["placeholder"]
        ]
        closed |= scene.named(above)
    return owners


def territorial(
    scene: Scene, account: NodeSeen, rows: Iterable[Row], owners: list[Owner], slots: Mapping[str, SlotState]
) -> tuple[list[Owner], list[OwnerConflict]]:
    """Owners through a territory where nobody of record is there, and the mismatch where somebody else is."""
    found: list[Owner] = []
    conflicts: list[OwnerConflict] = []
    rows = [row for row in rows if _covering(scene, row)]
    covering: dict[str, set[str]] = {}
    for row in rows:
        covering.setdefault(_territory_type(row), set()).add(row["id"])
    for row in rows:
        type_ = _territory_type(row)
        slot = slots.get(f"OWNS:{type_}")
        record = [one for one in owners if one.type == type_ and not one.placeholder]
        if slot and slot.state is not Emptiness.CLEARED:
            continue
        if not record:
            found.append(_through_territory(scene, account, row, type_))
        elif not covering[type_] & {one.owner.id for one in record}:
            conflicts.append(_outside(scene, account, row, type_, record[0]))
    return found, conflicts


def _covering(scene: Scene, row: Row) -> bool:
    return row["territory"]["active"] is not False and scene.holds(row["covers"]) and scene.holds(row["link"])


def _territory_type(row: Row) -> str:
    # sources that list who works a territory do not say as what; a patch is worked by account executives
    return EXECUTIVE if row["link"]["type"] in (None, MEMBER) else str(row["link"]["type"])


def _through_territory(scene: Scene, account: NodeSeen, row: Row, type_: str) -> Owner:
    territory = {**row["territory"], "labels": ["Territory"], "link": row["covers"]}
    path = [_owns(row, node_seen(territory)), _step(territory, "COVERS", account)]
    return _owner(scene, row, How.TERRITORY, type_, path)


def _outside(scene: Scene, account: NodeSeen, row: Row, type_: str, of_record: Owner) -> OwnerConflict:
    territory = node_seen(row["territory"], "Territory")
    text = (
        f"{shown(of_record.owner)} owns {shown(account)}, but it lies in the territory {shown(territory)}, "
        f"which is {shown(node_seen(row))}'s; the owner of record counts."
    )
    return replace(
        _conflict(scene, row, OwnerConflictReason.OWNER_OUTSIDE_TERRITORY, type_, text),
        territory=territory,
        since=moment(row["covers"].get("since")),
        systems=row["covers"].get("systems") or [],
    )


def _conflict(scene: Scene, row: Row, reason: OwnerConflictReason, type_: str, text: str) -> OwnerConflict:
    link = row["link"]
    return OwnerConflict(
        reason=reason,
        type=type_,
        owner=node_seen(row),
        text=text,
        since=moment(link.get("since")),
        systems=link.get("systems") or [],
        records=scene.seen.of(link, row.get("covers") or {}),
    )


def lost_claims(scene: Scene, nodes: Iterable[Row]) -> list[OwnerConflict]:
    """Claims that are not effective, because authority said otherwise or could not decide."""
    conflicts: list[OwnerConflict] = []
    for node in nodes:
        for row in scene.lost(node):
            reason = OwnerConflictReason.__members__.get(row["link"]["refused"])
            if reason:
                type_ = row["link"]["type"]
                whose = node["name"] or node["id"]
                said = told(row["link"].get("systems") or [], "name")
                text = f"{said} {shown(node_seen(row))} the {type_} of {whose}: {reason.value}"
                conflicts.append(_conflict(scene, row, reason, type_, text))
    return conflicts


def employer_mismatches(
    scene: Scene, target: NodeSeen, rows: Iterable[Row], owners: list[Owner]
) -> list[OwnerConflict]:
    """Employers whose account executive is not one of the person's."""
    executives = {one.owner.id: one for one in owners if one.type == EXECUTIVE and not one.placeholder}
    rows = [row for row in rows if scene.holds(row["link"]) and scene.holds(row["works"])]
    agreeing = {row["employer"]["id"] for row in rows if row["id"] in executives}
    first = next(iter(executives.values()), None)
    conflicts: list[OwnerConflict] = []
    for row in rows:
        if first and row["employer"]["id"] not in agreeing:
            employer = node_seen(row["employer"], "Account")
            text = f"{shown(target)} is {shown(first.owner)}'s, but {shown(employer)} is {shown(node_seen(row))}'s."
            reason = OwnerConflictReason.CONTACT_OWNER_DIFFERS
            conflicts.append(replace(_conflict(scene, row, reason, EXECUTIVE, text), account=employer))
    return conflicts


def orphans(owners: list[Owner]) -> list[Owner]:
    """The owners, with those marked who left without anybody active in their type."""
    active = {one.type for one in owners if one.active is not False and not one.placeholder}
    return [
        replace(one, orphaned=True) if one.active is False and not one.placeholder and one.type not in active else one
        for one in owners
    ]


def vacancies(owners: list[Owner], slots: Mapping[str, SlotState], seen: Evidence) -> list[Vacancy]:
    """Types known to be empty: cleared, or held by nobody but a placeholder."""
    empty = [
        Vacancy(
            type=key.partition(":")[2],
            reason=VacancyReason.CLEARED,
            by=seen.by(slot),
            since=slot.since,
            systems=[slot.system] if slot.system else [],
            records=seen.of_slot(slot),
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
