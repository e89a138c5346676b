"""What a settled outcome changes, in the words of the feed: things, fields and links. Pure.

In: what the graph held of some nouns and what it should hold. Out: events. Refuses: to tell what did not become so: a
claim that lost, an illegal move of a stage, a link that only waits to be retired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from graph_service.graph.ids import Ids
from graph_service.intake.forest import Replanted
from graph_service.intake.identify import Touched
from graph_service.intake.settle import Settled, SettledNode
from graph_service.intake.settling.evidence import RecordView
from graph_service.intake.settling.links import SettledLink
from graph_service.intake.settling.values import claims_of
from graph_service.model.event import CREATED, RESTORED, RETIRED, Event
from graph_service.model.feed_policy import FeedPolicy
from graph_service.model.model import Model

Slot = tuple[str, str, str]
"""Id of the subject, type of the link, variant."""


class Held(Protocol):
    """What the graph held of one noun: hash of its properties, and the links whose subject it is."""

    @property
    def hash(self) -> str | None:
        """See the class."""
        ...

    @property
    def links(self) -> Sequence[tuple[str, SettledLink]]:
        """See the class."""
        ...


@dataclass(slots=True)
class Words:
    """State and told fields of a noun as they stood."""

    state: str | None
    fields: Mapping[str, str | None]


@dataclass(slots=True)
class Difference:
    """Both sides.

    Attributes:
        model, policy, ids: what is told, and how ids are made.
        touched, settled: what was looked at, and what the graph should hold.
        existing: id -> what it held.
        gone: ids that no record makes any more.
        retire: whether what carries stops goes too.
        words: id -> what stood in the told fields, of nouns that change.
    """

    model: Model
    policy: FeedPolicy
    ids: Ids
    touched: Touched
    settled: Settled
    existing: Mapping[str, Held]
    gone: set[str]
    retire: bool
    words: Mapping[str, Words] = field(default_factory=dict)

    def changing(self) -> list[str]:
        """Ids of nouns whose told words may change, so that they must be read before they are written."""
        told = {*self.policy.things, *self.policy.fields_of}
        return [
            node.id
            for node in self.settled.nodes.values()
            if node.label in told and (held := self.existing.get(node.id)) is not None and held.hash != node.digest
        ]

    def events(self, replanted: Replanted) -> Iterator[Event]:
        """All of them, in no order."""
        for node in self.settled.nodes.values():
            yield from self._of_noun(node)
        yield from self._of_links()
        yield from self._of_replanted(replanted)

    # -- nouns

    def _of_noun(self, node: SettledNode) -> Iterator[Event]:
        fields = self.policy.fields_of.get(node.label, {})
        thing = node.label in self.policy.things
        if not fields and not thing:
            return
        before = self.words.get(node.id)
        if before is None:
            held = self.existing.get(node.id)
            if held is not None:
                return
            before = Words(None, {})
        if thing and before.state != (state := node.props["state"]):
            kind = CREATED if before.state is None else RESTORED if state == "live" else RETIRED
            yield Event(
                kind, node.label, node.id, before=_word(before.state), after=(state,),
                effective=node.props["first_evidence_at"] if kind == CREATED else None,
                systems=tuple(node.props["systems"]), records=tuple(sorted(node.records)),
                why=f"its records are {state}",
            )  # fmt: skip
        for name, kind in fields.items():
            old, new = before.fields.get(name), node.props.get(name)
            if old != new:
                yield self._of_field(kind, node, name, old, new)

    def _of_field(self, kind: str, node: SettledNode, name: str, old: str | None, new: str | None) -> Event:
        systems, records, since = tuple(node.props["systems"]), tuple(sorted(node.records)), None
        won = _winner(self.model, node, name, self._views(node.id))
        if won is not None:
            system, record, since = won
            systems, records = (system,), (record,)
        why = f"{systems[0]} says so" if won else "nobody says it any more"
        if won and new is None:
            why = f"emptied in {systems[0]}"
        elif won and systems[0] == self.model.steward:
            why = "a person decided so"
        return Event(
            kind, node.label, node.id, what=name, before=_word(old), after=_word(new), effective=since,
            systems=systems, records=records, why=why,
        )  # fmt: skip

    def _views(self, shown: str) -> list[RecordView]:
        identity = self.touched.identity
        return [*identity.members.get(shown, ()), *identity.decisions.get(shown, ())]

    # -- links

    def _of_links(self) -> Iterator[Event]:
        kinds = self.policy.kind_of_link
        now: dict[Slot, dict[str, SettledLink]] = defaultdict(dict)
        for link in self.settled.links:
            if link.type in kinds:
                slot, far = self._slot(link)
                now[slot][far] = link
        then: dict[Slot, dict[str, SettledLink]] = defaultdict(dict)
        for shown, held in self.existing.items():
            if shown not in self.gone:
                for _, link in held.links:
                    if link.type in kinds:
                        slot, far = self._slot(link)
                        then[slot][far] = link
        for slot in now.keys() | then.keys():
            old, new = then.get(slot, {}), now.get(slot, {})
            if self.model.links[slot[1]].carries_stops and not self.retire:
                # it is still there, and goes a grace later
                new = {**old, **new}
            if old.keys() != new.keys():
                yield self._of_slot(slot, old, new)

    def _slot(self, link: SettledLink) -> tuple[Slot, str]:
        spec = self.model.links[link.type.removeprefix("WAS_").removeprefix("CLAIMED_")]
        variant = link.props[spec.variant.property] if spec.variant else ""
        near, far = (link.source, link.target) if spec.subject == "from" else (link.target, link.source)
        return (near, spec.type, variant), far

    def _of_slot(self, slot: Slot, old: Mapping[str, SettledLink], new: Mapping[str, SettledLink]) -> Event:
        shown, type_, variant = slot
        came = [link for far, link in new.items() if far not in old]
        if came:
            best = max(came, key=lambda link: (link.props["since"], link.target, link.source))
            systems, records, effective = best.props["systems"], best.props["records"], best.props["since"]
            why = f"{' and '.join(systems)} {'say' if len(systems) > 1 else 'says'} so"
            if self.model.steward in systems:
                why = "a person decided so"
        else:
            systems, records, effective, why = self._ended(slot, [old[far] for far in old.keys() - new.keys()])
        return Event(
            self.policy.kind_of_link[type_], self.model.prefixes[shown[:3]], shown, type_, variant,
            tuple(sorted(old)), tuple(sorted(new)), effective, tuple(systems), tuple(records), why,
        )  # fmt: skip

    def _ended(self, slot: Slot, ended: list[SettledLink]) -> tuple[Sequence[str], Sequence[str], str | None, str]:
        """Who says that a link is over, since when, and why."""
        shown, type_, variant = slot
        name = f"{type_}:{variant}" if variant else type_
        node = self.settled.nodes.get(shown)
        slots: dict[str, list[dict[str, Any]]] = orjson.loads((node and node.props.get("slots")) or "{}")
        for entry in slots.get(name, ()):
            if entry["until"] is None:
                why = _STATES.get(entry["state"], entry["state"].lower()).format(system=entry["system"])
                return [entry["system"]], [self.ids.birth(entry["record"])], entry["since"], why
        for link in self.settled.links:
            if link.type == f"CLAIMED_{type_}" and link.props["refused"] == "CYCLE" and self._slot(link)[0] == slot:
                return link.props["systems"], link.props["records"], None, "it would close a cycle, and is refused"
        ends = {self._slot(link)[1] for link in ended}
        were = [
            link
            for link in self.settled.links
            if link.type == f"WAS_{type_}" and (found := self._slot(link))[0] == slot and found[1] in ends
        ]
        last = max(were, key=lambda link: (link.props["until"], link.source, link.target), default=None)
        if last is None:
            return ended[0].props["systems"], ended[0].props["records"], None, "nobody says it any more"
        return last.props["systems"], last.props["records"], last.props["until"], "it ended"

    def _of_replanted(self, replanted: Replanted) -> Iterator[Event]:
        """Parent edges elsewhere in a tree that lose to a cycle, or no longer do."""
        for link in replanted.add:
            (shown, type_, variant), far = self._slot(link)
            kind = self.policy.kind_of_link.get(type_)
            if kind is None:
                continue
            heals = link.type == type_
            before, after = ((), (far,)) if heals else ((far,), ())
            yield Event(
                kind, self.model.prefixes[shown[:3]], shown, type_, variant, before, after,
                link.props["since"] if heals else None, tuple(link.props["systems"]), tuple(link.props["records"]),
                "the cycle that it closed is over" if heals else "it would close a cycle, and is refused",
            )  # fmt: skip


_STATES = {
    "CLEARED": "emptied in {system}",
    "CONTESTED": "records of one rank contradict each other",
    "UNSEEN": "the record that {system} names never came",
    "AMBIGUOUS": "several things answer to what {system} names",
}


def _winner(model: Model, node: SettledNode, name: str, views: list[RecordView]) -> tuple[str, str, str] | None:
    """System, record and start of the claim that is effective."""
    if len(views) == 1 and (said := views[0].fields.get(name)) is not None and said.past is None:
        return views[0].system, views[0].rid, said.since
    claim = next((one for one in claims_of(model, node.label, name, views) if one.effective), None)
    if claim is None:
        return None
    return claim.system, next(view.rid for view in views if view.key == claim.record), claim.since


def _word(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def ordered(events: Iterable[Event]) -> list[Event]:
    """Events of one transaction: what comes first, then what changes, then ids that end, when nothing names them any
    more; the rest by name, so that equal changes are told equally."""
    return sorted(events, key=lambda one: (_RANK.get(one.kind, 3), one.thing, one.kind, one.what, one.variant))


_RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("CREATED", "RESTORED", "SUPPRESSED", "", "RELEASED", "RETIRED", "SPLIT", "MERGED", "ERASED")
    )
}
