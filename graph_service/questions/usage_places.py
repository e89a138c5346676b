"""Whose a tenant or workspace was on each day: the links of a company tree and its places, cut into stretches of days.

In: an account, a kind of tree, days. Out: :class:`Scope`, and of each place the :class:`Stretch` of days in which one
company had it. Refuses: to carry what holds today back into a past in which something else is on record.

A day belongs to what was linked at its end. A link is carried back before it was first told only where nothing older
about the thing is on record; such a stretch says that it is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Any

from graph_service.questions.answer import NodeSeen, Truncated, node_seen
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.period import Days
from graph_service.questions.slots import slot_start

MOST_LINKS = 5_000
MOST_PLACES = 10_000
Row = Mapping[str, Any]


class Rollup(Enum):
    """Whether only the account counts, or what stands under it too."""

    SELF = "The account alone."
    TREE = "The account and every account under it, of one kind."


@dataclass(frozen=True, slots=True)
class Held:
    """One end of a slot over some days: from ``start``, up to but without ``end``."""

    start: date
    end: date
    to: Row
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant or workspace with what it belonged to, and when.

    Attributes:
        accounts: what its own links name.
        tenants: of a workspace, its tenants, each with the accounts of that tenant.
    """

    node: NodeSeen
    internal: bool
    accounts: tuple[Held, ...]
    tenants: tuple[tuple[Held, tuple[Held, ...]], ...] = ()

    def tenant_on(self, day: date) -> tuple[Held, tuple[Held, ...]] | None:
        """The tenant in which a workspace lay on a day, with whose that tenant was over time."""
        return next((one for one in self.tenants if one[0].start <= day < one[0].end), None)

    def account_on(self, day: date) -> NodeSeen | None:
        """Whose the place was on a day: its tenant's, else by its own link."""
        inside = self.tenant_on(day)
        held = (held_on(inside[1], day) if inside else None) or held_on(self.accounts, day)
        return node_seen(held.to, "Account") if held else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place over days in which nothing about its belonging changed.

    Attributes:
        account: whose it was; None where nobody's on record.
        tenant: the tenant that it lay in, of a workspace.
        line: ids of the accounts from the one asked about down to ``account``; empty where that is not within.
        assumed: a link was carried back to before it was first told.
        told_twice: another account that the workspace's own link names.
        records: birth ids of the records that say so.
    """

    place: NodeSeen
    days: Days
    account: NodeSeen | None = None
    tenant: NodeSeen | None = None
    line: tuple[str, ...] = ()
    internal: bool = False
    assumed: bool = False
    told_twice: NodeSeen | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A company, what stands under it, and the places of all of them.

    Attributes:
        root: the company.
        accounts: every company within at some time of the days, by id.
        parents: child id -> its parents over time.
    """

    root: NodeSeen
    accounts: Mapping[str, NodeSeen]
    parents: Mapping[str, Sequence[Held]]
    places: Sequence[Place]
    truncated: list[Truncated] = field(default_factory=list)

    def line(self, account: str, day: date) -> tuple[str, ...]:
        """From the company asked about down to one of its accounts on a day; empty where it was not under it."""
        chain = [account]
        while chain[-1] != self.root.id:
            over = held_on(self.parents.get(chain[-1], ()), day)
            if over is None or over.to["id"] in chain:
                return ()
            chain.append(over.to["id"])
        return tuple(reversed(chain))


async def read_scope(ask: Ask, root: NodeSeen, rollup: Rollup, kind: str, days: Days) -> Scope:
    """A company with the places that it, or what stood under it, had in some days.

    Args:
        ask: who answers.
        root: the company.
        rollup: alone, or with what stands under it.
        kind: of which tree.
        days: what ended before them is left away.
    """
    rows: list[dict[str, Any]] = []
    if rollup is Rollup.TREE:
        rows = await ask.reader.run(
            "usage/family", timeout=PATIENCE, account=root.id, kind=kind, start=days.since, cap=MOST_LINKS
        )
    truncated = _cut("ACCOUNTS", MOST_LINKS, len(rows))
    parents: dict[str, list[Held]] = {}
    nodes = {root.id: root}
    for row in rows[:MOST_LINKS]:
        child = row["child"]
        nodes[child["id"]] = node_seen(child, "Account")
        asked = slot_start(child["slots"], f"PARENT_OF:{kind}")
        first = min(filter(None, (row["first"], asked)), default=None)
        [one] = holds_over([{"link": row["link"], "to": {"id": row["parent"]}}], child["first_evidence_at"], first)
        parents.setdefault(child["id"], []).append(one)
    return await with_places(ask, Scope(root, nodes, parents, [], truncated), ())


async def with_places(ask: Ask, scope: Scope, beside: Iterable[str]) -> Scope:
    """The same companies with their places, and with those of others beside.

    Args:
        ask: who answers.
        scope: a company and what is within.
        beside: ids of further companies, which are not within.
    """
    ids = sorted({*scope.accounts, *beside})
    if scope.places and len(ids) == len(scope.accounts):
        return scope
    found = await ask.reader.run("usage/places", timeout=PATIENCE, ids=ids, cap=MOST_PLACES)
    places = [_place(row) for row in found[:MOST_PLACES]]
    return replace(scope, places=places, truncated=scope.truncated + _cut("PLACES", MOST_PLACES, len(found)))


def _cut(what: str, cap: int, found: int) -> list[Truncated]:
    if found <= cap:
        return []
    return [Truncated(what=what, cap=cap, text=f"There are more than {cap} {what.lower()}; the rest is not counted.")]


def _place(row: Row) -> Place:
    place = row["place"]
    return Place(
        node_seen(place),
        bool(place["internal"]),
        _accounts(row["accounts"], place),
        tuple(
            (held, _accounts(one["accounts"], one["to"]))
            for one in row["tenants"]
            for held in holds_over([one], place["first_evidence_at"], _first(row["tenants"], place, "IN_TENANT"))
        ),
    )


def _accounts(rows: Sequence[Row], thing: Row) -> tuple[Held, ...]:
    return tuple(holds_over(rows, thing["first_evidence_at"], _first(rows, thing, "FOR_ACCOUNT")))


def _first(rows: Sequence[Row], thing: Row, slot: str) -> str | None:
    """When anything was first said of a slot."""
    said = [one["link"]["since"] for one in rows]
    return min(filter(None, [*said, slot_start(thing["slots"], slot)]), default=None)


def holds_over(rows: Iterable[Row], evidence: str | None, first: str | None) -> Iterator[Held]:
    """The days over which links held.

    Args:
        rows: ``link`` with its dates, and ``to``.
        evidence: when anything about the thing was first told.
        first: when anything about the slot was first told; that link alone may be carried back.
    """
    for row in rows:
        link = row["link"]
        since, until = str(link.get("since") or ""), link.get("until")
        back = since <= (first or since) and (link.get("since_kind") != "STATED" or since <= (evidence or since))
        start = date.min if back or not since else date.fromisoformat(since[:10])
        end = date.fromisoformat(until[:10]) if until else date.max
        if start < end:
            said = {"told": since[:10], "records": link.get("records") or ()}
            yield Held(start, end, {**row["to"], **said}, assumed=back)


def held_on(slot: Iterable[Held], day: date) -> Held | None:
    """What a slot held on a day."""
    return next((one for one in slot if one.start <= day < one.end), None)


def stretches(scope: Scope, days: Days) -> list[Stretch]:
    """Every place over the days, cut where something about its belonging changed.

    Args:
        scope: a company with its places.
        days: the days that count.
    """
    turns = {turn for slot in scope.parents.values() for one in slot for turn in (one.start, one.end)}
    found: list[Stretch] = []
    for place in scope.places:
        own = {turn for one in place.accounts for turn in (one.start, one.end)}
        for held, accounts in place.tenants:
            own |= {turn for one in (held, *accounts) for turn in (one.start, one.end)}
        edges = sorted({days.start, days.end, *(turn for turn in turns | own if days.start < turn < days.end)})
        parts = [_on(scope, place, Days(label=days.label, start=start, end=end)) for start, end in pairwise(edges)]
        found.extend(_joined(parts))
    return found


def _on(scope: Scope, place: Place, days: Days) -> Stretch:
    """Where a place belonged on some days, through which nothing changed."""
    day = days.start
    inside = place.tenant_on(day)
    own, of_tenant = held_on(place.accounts, day), held_on(inside[1], day) if inside else None
    whose = of_tenant or own
    links = [one for one in (whose, inside[0] if inside else None) if one]
    told = {str(one.to["told"]) for one in links if one.assumed}
    made = Stretch(
        place.node,
        days,
        tenant=node_seen(inside[0].to, "Tenant") if inside else None,
        internal=place.internal or bool(inside and inside[0].to.get("internal")),
        assumed=any(day.isoformat() < one for one in told),
        records=tuple(birth for one in links for birth in one.to["records"]),
    )
    if whose is None:
        return made
    twice = own if of_tenant and own and own.to["id"] != of_tenant.to["id"] else None
    account = node_seen(whose.to, "Account")
    line = scope.line(account.id, day)
    return replace(made, account=account, line=line, told_twice=node_seen(twice.to, "Account") if twice else None)


def _joined(parts: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours between which nothing changed, as one."""
    joined: list[Stretch] = []
    for part in parts:
        if joined and replace(joined[-1], days=part.days) == part:
            days = Days(label=part.days.label, start=joined[-1].days.start, end=part.days.end)
            joined[-1] = replace(part, days=days)
        else:
            joined.append(part)
    return joined
