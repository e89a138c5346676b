"""Stops hang on addresses and numbers too: what every record that shares a key with a person says.

In: people, their own records and keys. Out: their stops, permissions and facts of points, filled in. Refuses: to let
a mailbox or number of many people carry one person's stops to another: there they bind on that point alone.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_evidence import read_overruled, read_permissions, read_points, read_stops
from graph_service.questions.suppression_read import GONE, RecordRow, Stranger, record_row, rows_of
from graph_service.questions.suppression_shapes import OverruledFact, PermissionFact, PersonFacts, PointFacts, StopFact

RECORDS_PER_KEY = 500


@dataclass(slots=True)
class _Record:
    stops: list[StopFact]
    permissions: list[PermissionFact]
    overruled: list[OverruledFact]
    points: str | None
    problems: list[str]


@dataclass(slots=True)
class _Key:
    shared: str | None = None
    records: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    payers: set[str] = field(default_factory=set)
    ours: bool = False
    payer_live: bool = False


class KeyReader:
    """Reads keys for one asking.

    Args:
        ask: whose reader is used.
        policy: the policy, for the states that count as live.
    """

    def __init__(self, ask: Ask, policy: SuppressionPolicy) -> None:
        self._ask = ask
        self._policy = policy
        self._records: dict[str, _Record] = {}
        self._keys: dict[str, _Key] = defaultdict(_Key)

    async def gather(
        self,
        people: Mapping[str, PersonFacts],
        own: Sequence[RecordRow],
        held: Sequence[tuple[str, str]],
        strangers: Sequence[tuple[Stranger, PersonFacts]],
    ) -> None:
        """Fill in stops, permissions and facts of points.

        Args:
            own: (person, record key, texts) of people's own records.
            held: (person, key) of what those hold or held.
            strangers: those who are nobody, with their facts.
        """
        records: dict[str, list[str]] = defaultdict(list)
        keys: dict[str, list[str]] = defaultdict(list)
        for id_, name, texts in own:
            records[id_].append(self._record(name, texts))
        for id_, key in held:
            keys[id_].append(key)
        await self._read({key for _, key in held} | {key for one, _ in strangers for key in one.keys})
        for id_, person in people.items():
            self._fill(person, records[id_], keys[id_])
        for one, person in strangers:
            mine = [self._record(str(one.record[0]), [*one.record[1:], None])] if one.record else []
            self._fill(person, mine, one.keys)

    async def _read(self, keys: Iterable[str]) -> None:
        wanted = sorted(keys)
        said, holders = await asyncio.gather(
            rows_of(self._ask, "key_records", keys=wanted, cap=RECORDS_PER_KEY + 1),
            rows_of(self._ask, "key_holders", keys=wanted, cap=RECORDS_PER_KEY + 1),
        )
        for row in said:
            id_, name, texts = record_row(row)
            self._keys[id_].records.append(self._record(name, texts))
        for row in holders:
            key = self._keys[row["id"]]
            key.shared = row["shared"]
            if row["state"] in GONE:
                continue
            key.ours = key.ours or row["noun"] == "User"
            if row["noun"] == "BillingEntity":
                key.payers.add(row["holder"])
            person = row["person"] or (row["holder"] if row["noun"] == "Person" else None)
            if person is not None:
                key.people.add(person)
        payers = sorted({payer for key in self._keys.values() for payer in key.payers})
        live = {
            row["id"]
            for row in await rows_of(self._ask, "payers", ids=payers)
            if row["status"] in self._policy.states.live_statuses and row["state"] not in GONE
        }
        for key in self._keys.values():
            key.payer_live = bool(key.payers & live)

    def _record(self, name: str, texts: Sequence[Any]) -> str:
        if name not in self._records:
            problems: list[str] = []
            stops, permissions, points = texts
            self._records[name] = _Record(
                read_stops(stops, name, problems),
                read_permissions(permissions, name, problems),
                read_overruled(permissions, name, self._ask.birth_id) if self._decided(name) else [],
                points,
                problems,
            )
        return name

    def _decided(self, name: str) -> bool:
        """Only people overrule: no vendor's record, and no machine's."""
        return name.startswith(self._ask.model.steward + "|")

    def _fill(self, person: PersonFacts, own: Sequence[str], keys: Iterable[str]) -> None:
        points = {point.key: point for point in person.points}
        found = list(dict.fromkeys(own))
        seen = set(found)
        for id_ in keys:
            key = self._keys.get(id_)
            if key is None:
                continue
            if len(key.records) > RECORDS_PER_KEY:
                person.unreadable.append(f"more records hold one {id_.partition('|')[0]} than are looked at")
            if id_ in points:
                _mark(points[id_], key, person.id)
            elif key.ours:
                person.stops.append(StopFact(code="OWN_STAFF", slot="user", record="", system=""))
            for record in key.records:
                if record in seen:
                    continue
                if key.shared is not None:
                    # what others said at a mailbox or number of many binds there, and not the person
                    person.stops += [replace(stop, only_point=id_) for stop in self._records[record].stops]
                    person.unreadable += self._records[record].problems
                else:
                    seen.add(record)
                    found.append(record)
        for record in found:
            facts = self._records[record]
            person.stops += facts.stops
            person.permissions += facts.permissions
            person.overruled += facts.overruled
            person.unreadable += facts.problems
            if facts.points is not None:
                read_points(facts.points, record, points, person.unreadable)


def _mark(point: PointFacts, key: _Key, me: str | None) -> None:
    point.shared = key.shared
    point.ours = key.ours
    point.payer_live = key.payer_live
    # one number may ring at many desks, but one identifying address is one person's
    point.others = point.kind == "EMAIL" and key.shared is None and bool(key.people - {me})
