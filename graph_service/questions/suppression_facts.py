"""Fetches what is known of people in a handful of statements, however many they are.

In: an :class:`Ask`, ids of people, addresses that nobody has. Out: person facts. Refuses: to leave out silently what
could not be read: it stays with its person as ``unreadable``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_evidence import read_permissions, read_points, read_state, read_stops
from graph_service.questions.suppression_shapes import (
    LeftFacts,
    OpportunityFacts,
    PermissionFact,
    PersonFacts,
    PointFacts,
    RoleFacts,
    SourceFacts,
    StopFact,
    TicketFacts,
    stored_time,
)

RECORDS_PER_PERSON = 1_000
RECORDS_PER_KEY = 500
STATEMENT_SECONDS = 2.0
_GONE = ("deleted", "merged", "erased")
_DOUBTS = ["CONTESTED_IDENTITY", "CONTESTED_PERSON", "CONTESTED_KEY"]


@dataclass(slots=True)
class Stranger:
    """An address or a record that belongs to no person: its stops count all the same.

    Attributes:
        keys: ``email|...`` and ``phone|...`` keys.
        record: [record key, stops text, permissions text], or None.
    """

    keys: list[str]
    record: Sequence[str | None] | None = None


@dataclass(slots=True)
class _Record:
    stops: list[StopFact]
    permissions: list[PermissionFact]
    points: str | None
    problems: list[str]


@dataclass(slots=True)
class _Key:
    shared: str | None = None
    records: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    ours: bool = False
    payer_live: bool = False
    more: bool = False


class FactReader:
    """Reads facts of people for one asking.

    Args:
        ask: whose reader is used.
        policy: the policy, for the states that count.
    """

    def __init__(self, ask: Ask, policy: SuppressionPolicy) -> None:
        self._run = ask.reader.run
        self._policy = policy
        self._records: dict[str, _Record] = {}
        self._keys: dict[str, _Key] = {}

    async def people(
        self, ids: Sequence[str], strangers: Sequence[Stranger]
    ) -> tuple[dict[str, PersonFacts], list[PersonFacts]]:
        """The facts of people by id, and of strangers in their order.

        Raises:
            DatabaseError: a statement did not answer.
        """
        asked = list(dict.fromkeys(ids))
        who, roles, evidence = await asyncio.gather(
            self._read("people_facts", ids=asked),
            self._read("people_roles", ids=asked, severe=self._policy.states.severe),
            self._read("people_evidence", ids=asked, doubts=_DOUBTS),
        )
        known = {row["id"]: row for row in evidence}
        keys = {key for row in evidence for key in row["keys"]} | {key for one in strangers for key in one.keys}
        await self._read_keys(sorted(keys))
        people = {row["id"]: self._person(row) for row in who}
        for row in roles:
            _add_roles(people[row["id"]], row)
        for id_, person in people.items():
            if id_ in known:
                self._add_evidence(person, known[id_])
            else:
                person.unreadable.append("what its records say was not found: ask again")
        alone = [self._stranger(one) for one in strangers]
        await self._employers_by_domain([person for person in [*people.values(), *alone] if not person.accounts])
        return people, alone

    async def sources(self) -> list[SourceFacts]:
        """The state of every system ever loaded."""
        rows = await self._read("sources")
        return [SourceFacts(row["system"], stored_time(row["last_run_at"]), read_state(row["objects"])) for row in rows]

    async def _read(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        if any(value == [] for value in parameters.values()):
            return []
        return await self._run(f"suppression/{name}", timeout=STATEMENT_SECONDS, **parameters)

    async def _read_keys(self, keys: Sequence[str]) -> None:
        rows = await self._read("keys", keys=keys, live=self._policy.states.live_statuses, cap=RECORDS_PER_KEY)
        for row in rows:
            one = _Key(shared=row["shared"])
            one.more = len(row["records"]) > RECORDS_PER_KEY
            for record in row["records"]:
                one.records.append(self._record(record))
            for person, ours, payer in row["holders"]:
                one.ours = one.ours or bool(ours)
                one.payer_live = one.payer_live or bool(payer)
                if person is not None:
                    one.people.add(person)
            self._keys[row["id"]] = one

    def _record(self, row: Sequence[Any]) -> str:
        name = row[0] if isinstance(row[0], str) else "?|?|?"
        if name not in self._records:
            problems: list[str] = []
            self._records[name] = _Record(
                read_stops(row[1], name, problems),
                read_permissions(row[2], name, problems),
                row[3] if len(row) > 3 else None,
                problems,
            )
        return name

    # people -----------------------------------------------------------------------------------------------------

    def _person(self, row: Mapping[str, Any]) -> PersonFacts:
        facets = [one for one in row["facets"] if one[3] not in _GONE]
        stages = self._policy.states.customer_lifecycles
        current = {id_ for id_, active, *_ in row["employers"] if active is not False}
        current.update(row["lead_accounts"])
        left = [
            LeftFacts(account=id_, until=stored_time(until), domains=tuple(domains or ()))
            for id_, until, domains in [
                *([id_, until, domains] for id_, active, until, domains in row["employers"] if active is False),
                *row["former"],
            ]
            if id_ not in current
        ]
        return PersonFacts(
            id=row["id"],
            name=row["name"],
            country=row["country"],
            points=[
                PointFacts(
                    kind=kind,
                    value=value,
                    primary=bool(primary),
                    since=stored_time(since),
                    systems=tuple(systems or ()),
                )
                for kind, value, primary, since, systems in row["points"]
            ],
            accounts=tuple(sorted(current)),
            left=left,
            product_user=any(one[0] for one in facets),
            lifecycle=next((one[1] for one in facets if one[1] in stages), None),
            in_sequence=any(one[2] is True for one in facets),
        )

    def _add_evidence(self, person: PersonFacts, row: Mapping[str, Any]) -> None:
        person.contested = bool(row["contested"])
        if len(row["records"]) > RECORDS_PER_PERSON or len(row["keys"]) > RECORDS_PER_PERSON:
            person.unreadable.append("the person has more records than are looked at")
        own = [self._record(record) for record in row["records"]]
        self._gather(person, own, row["keys"])

    def _stranger(self, one: Stranger) -> PersonFacts:
        points = [
            PointFacts(kind=kind.upper(), value=value) for kind, _, value in (key.partition("|") for key in one.keys)
        ]
        person = PersonFacts(id=None, points=points)
        own = [self._record([*one.record, None])] if one.record else []
        self._gather(person, own, one.keys)
        return person

    def _gather(self, person: PersonFacts, own: Sequence[str], keys: Iterable[str]) -> None:
        """Stops and permissions of the person's records and of every record that shares a key with them."""
        points = {point.key: point for point in person.points}
        seen = set(own)
        found = list(own)
        for id_ in keys:
            key = self._keys.get(id_)
            if key is None:
                continue
            if key.more:
                person.unreadable.append(f"more records hold one key than are looked at ({id_.partition('|')[0]})")
            if id_ in points:
                _mark(points[id_], key, person.id)
            elif id_.startswith("email|") and key.ours:
                person.stops.append(StopFact(code="OWN_STAFF", slot="user", record="", system=""))
            for record in key.records:
                if record in seen:
                    continue
                if key.shared is not None:
                    # a mailbox or number of many: what others said there binds there, and not the person
                    person.stops += [replace(stop, only_point=id_) for stop in self._records[record].stops]
                    person.unreadable += self._records[record].problems
                else:
                    seen.add(record)
                    found.append(record)
        for record in found:
            facts = self._records[record]
            person.stops += facts.stops
            person.permissions += facts.permissions
            person.unreadable += facts.problems
            if facts.points is not None:
                read_points(facts.points, record, points, person.unreadable)

    async def _employers_by_domain(self, people: Sequence[PersonFacts]) -> None:
        wanted = {person_index: _domain_keys(person) for person_index, person in enumerate(people)}
        keys = sorted({key for hosts in wanted.values() for host in hosts for key in host})
        rows = {row["id"]: row["accounts"] for row in await self._read("domains", keys=keys)}
        for index, hosts in wanted.items():
            person = people[index]
            gone = {one.account for one in person.left}
            found: list[str] = []
            for host in hosts:
                accounts: list[str] = next((rows[key] for key in host if rows.get(key)), [])
                found += [one for one in accounts if one not in found and one not in gone]
            if len(found) == 1:
                person.accounts = (found[0],)
            else:
                person.maybe_accounts = tuple(sorted(found))


def _mark(point: PointFacts, key: _Key, me: str | None) -> None:
    point.shared = key.shared
    point.ours = key.ours
    point.payer_live = key.payer_live
    # one number may ring at many desks, but one identifying address is one person's
    point.others = point.kind == "EMAIL" and key.shared is None and bool(key.people - {me})


def _domain_keys(person: PersonFacts) -> list[list[str]]:
    """Per address the domain keys it may lie under, the longest first."""
    hosts = {point.value.rpartition("@")[2] for point in person.points if point.kind == "EMAIL"}
    return [
        ["domain|" + ".".join(labels[start:]) for start in range(len(labels) - 1)]
        for labels in (host.split(".") for host in sorted(hosts))
    ]


def _add_roles(person: PersonFacts, row: Mapping[str, Any]) -> None:
    person.product_accounts = tuple(sorted(set(row["product_accounts"])))
    for role, noun, target, name, accounts, statuses, deal in row["roles"]:
        person.roles.append(
            RoleFacts(
                role=role,
                noun=noun,
                target=target,
                name=name,
                accounts=tuple(sorted(set(accounts))),
                statuses=tuple(one for one in statuses if one),
                opportunity=OpportunityFacts(id=target, name=name, kind=deal[0], closed=deal[1], won=deal[2])
                if deal
                else None,
            )
        )
    person.tickets = [TicketFacts(*ticket) for ticket in row["tickets"]]


def linked_accounts(people: Iterable[PersonFacts]) -> set[str]:
    """Every account that bears on these people."""
    found: set[str] = set()
    for person in people:
        found.update(person.accounts, person.maybe_accounts, person.product_accounts)
        found.update(one for role in person.roles for one in role.accounts)
    return found
