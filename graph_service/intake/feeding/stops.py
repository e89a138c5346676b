"""Stops that begin or end to bind somebody, in one transaction.

In: an open unit of work before and after it writes. Out: SUPPRESSED and RELEASED. Refuses: to tell what is not known
(a blank consent), and an address or a vendor's own words: an address is named by the id of its contact point.

A stop hangs on addresses, so it may bind somebody because it begins, because they take an address on, or because two
people turn out to be one. So what binds whom is read before and after, of those addresses where any of it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from graph_service.graph.ids import Ids, noun_id
from graph_service.graph.write import Work
from graph_service.intake.identify import Known, Touched
from graph_service.intake.settling.evidence import RecordView
from graph_service.intake.settling.identity import key_shared
from graph_service.model.event import RELEASED, SUPPRESSED, Event
from graph_service.model.model import Model

MOST_HOLDERS = 200
"""An address with more holders is nobody's; only its contact point is named."""
CONTACT_KEYS = ("email|", "phone|")


class Bond(NamedTuple):
    """A thing bound by the stop of one slot of one record."""

    thing: str
    record: str
    slot: str


class Stops:
    """Looks when it is made, and again when it is asked.

    Args:
        work: the open transaction, which has written nothing yet.
        model, ids: what stops mean, and how ids are made.
        touched: the records and what the graph held of them.
    """

    def __init__(self, work: Work, model: Model, ids: Ids, touched: Touched) -> None:
        self._work, self._model, self._ids, self._touched = work, model, ids, touched
        self._policy = model.policies["suppression"]
        self._records = touched.records
        self._keys: list[str] = []
        self._bearers: list[str] = []
        looked_at: set[str] = set()
        hot: set[str] = set()
        for rid, view in self._records.items():
            known = touched.known.get(rid)
            told = bool(view.stops) or (known is not None and known.stops is not None)
            if not self._changes(rid, view, known, told):
                continue
            keys = {key for key in (*view.keys, *view.former_keys) if key.startswith(CONTACT_KEYS)}
            if known is not None:
                keys |= {key for _, key in known.keys if key.startswith(CONTACT_KEYS)}
            if told and (_standing(view.stops) or (known is not None and _standing(_read(known.stops)))):
                hot |= keys
                self._bearers.append(rid)
            looked_at |= keys if known is not None else {key for key in keys if not self._is_new(key)}
        if looked_at:
            hot.update(row[0] for row in work.rows("feed/stops", keys=sorted(looked_at)))
        self._keys = sorted(hot)
        self._before = self._bonds() if hot or self._bearers else {}

    def events(self, gone: set[str]) -> Iterator[Event]:
        """What changed, once all is written.

        Args:
            gone: ids that are no more, of which this is not told.
        """
        if not self._keys and not self._bearers:
            return
        after = self._bonds()
        stood = {bond[1:] for bond in self._before}
        stands = {bond[1:] for bond in after}
        for bond in sorted(after.keys() - self._before.keys()):
            why = "the stop is new" if bond[1:] not in stood else "the address or the person is stopped already"
            yield self._event(SUPPRESSED, bond, *after[bond], why)
        for bond in sorted(self._before.keys() - after.keys()):
            if bond.thing not in gone:
                why = "the stop is over" if bond[1:] not in stands else "who was stopped is somebody else"
                yield self._event(RELEASED, bond, *self._before[bond], why)

    def _changes(self, rid: str, view: RecordView, known: Known | None, told: bool) -> bool:
        """Whether a record's stops may bind others than before, or its holder be bound by others'."""
        if known is None or known.state == "unseen":
            return True
        if told and (orjson.dumps(view.stops).decode() if view.stops else None) != known.stops:
            return True
        have = {key for _, key in known.keys if key.startswith(CONTACT_KEYS)}
        if have != {key for key in (*view.keys, *view.former_keys) if key.startswith(CONTACT_KEYS)}:
            return True
        identity = self._touched.identity
        shown, person = identity.noun_of.get(rid), identity.person_of.get(rid)
        return any(one != shown for one in known.nouns) or any(one != person for one in known.people)

    def _is_new(self, key: str) -> bool:
        """Whether an address is certainly not in the graph yet."""
        return key.startswith("email|") and key_shared(key) is None and key not in self._touched.keys

    # -- what binds whom

    def _bonds(self) -> dict[Bond, tuple[str, dict[str, Any]]]:
        """Each bond with the system that says so, and the stop."""
        found: dict[Bond, tuple[str, dict[str, Any]]] = {}
        holders: dict[str, list[str]] = {}
        rows = self._work.rows("feed/stops", keys=self._keys) if self._keys else []
        if rows:
            keys = sorted({row[0] for row in rows})
            holders = dict(self._work.rows("feed/persons", keys=keys, most=MOST_HOLDERS))
        for key, record, system, stops in rows:
            point = noun_id("cpt", self._ids.birth("point|" + key))
            for stop, scope in self._binding(_read(stops)):
                if scope == "PERSON":
                    things = [point, *holders.get(key, ())]
                else:
                    things = [point] if scope == "POINT" and stop.get("point", key) == key else []
                for thing in things:
                    found[Bond(thing, record, stop["slot"])] = system, stop
        bearers = self._work.rows("feed/bearers", ids=self._bearers) if self._bearers else []
        for record, system, stops, things in bearers:
            for stop, scope in self._binding(_read(stops)):
                for thing in things if scope != "POINT" else ():
                    found[Bond(thing, record, stop["slot"])] = system, stop
        return found

    def _binding(self, stops: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
        for stop in _standing(stops):
            spec = self._policy.stops.get(stop["code"]) or self._policy.motions.get(stop["code"])
            if spec is None or getattr(spec, "effect", "") == "UNKNOWN":
                continue
            if getattr(spec, "ends_with_flag", False) and "retracted_without_act" in stop:
                continue
            yield stop, spec.scope

    # -- as an event

    def _event(self, kind: str, bond: Bond, system: str, stop: dict[str, Any], why: str) -> Event:
        code = stop["code"]
        spec = self._policy.stops.get(code)
        channels: Iterable[str] = stop.get("channels") or self._policy.stop_channels.get(code, ())
        topic = self._policy.topic_of(stop["topic"], system) if "topic" in stop else None
        brand = self._policy.brand_of(stop["brand"], system) if "brand" in stop else None
        if spec is not None and spec.channels == "TOPIC" and topic is not None and "channels" not in stop:
            channels = [self._policy.topics[topic].channel]
        purposes = self._policy.stop_purposes.get(code, frozenset())
        if "purposes" in stop:
            purposes = self._policy.expand(stop["purposes"])
        elif spec is not None and topic is not None and "TOPIC" in spec.purposes:
            purposes = frozenset(self._policy.topics[topic].purposes)
        elif spec is None:
            effects = self._policy.motions[code].effects
            purposes = frozenset(purpose for purpose, effect in effects.items() if effect == "S")
        told = {
            # a slot may be named by an address
            "id": self._ids.birth(f"stop|{bond.record}|{bond.slot}"), "code": code,
            "level": spec.level if spec is not None else None, "channels": sorted(channels),
            "purposes": sorted(purposes), "topic": topic, "brand": brand,
            "until": _until(stop, spec.lasts_days if spec is not None else None),
        }  # fmt: skip
        return Event(
            kind, self._model.prefixes[bond.thing[:3]], bond.thing, code,
            before=(code,) if kind == RELEASED else (), after=(code,) if kind == SUPPRESSED else (),
            effective=stop["since"] if kind == SUPPRESSED else self._ended(bond), systems=(system,),
            records=(bond.record,), why=why, stop=told,
        )  # fmt: skip

    def _ended(self, bond: Bond) -> str | None:
        view = self._records.get(bond.record)
        now = next((stop for stop in view.stops if stop["slot"] == bond.slot), None) if view is not None else None
        return now.get("until") if now is not None and not now["standing"] else None


def _read(text: str | None) -> list[dict[str, Any]]:
    return orjson.loads(text) if text else []


def _standing(stops: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [stop for stop in stops if stop["standing"]]


def _until(stop: dict[str, Any], days: int | None) -> str | None:
    """When it ends by itself, if it does; no event tells that the time has come."""
    if "until" in stop or days is None:
        return stop.get("until")
    try:
        end = datetime.fromisoformat(stop["since"]) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return end.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
