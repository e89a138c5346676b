"""What a batch touches: its records, closed over keys, merges and links, as evidence in memory.

In: an open unit of work and the birth ids that changed. Out: :class:`Touched`: folded records, what the graph holds
for them now, and what hangs on them. Refuses: to expand a key that more than 50 records hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.settling.evidence import RecordEvidence, RecordView, Span, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.identity import MAX_HOLDERS, Identity, join, key_shared
from graph_service.model.claims import SELF
from graph_service.model.model import Model


@dataclass(slots=True)
class Known:
    """What the graph holds of one record before this transaction.

    Attributes:
        state: ``unseen`` where it was only referred to.
        stops: what it says of stops, JSON text.
        versions: its stored versions.
        keys: key id -> ``HAS_KEY`` or ``HAD_KEY`` and the element id of that link.
        refs: (end, birth id or key id) of its references.
        nouns: ids of the nouns it makes -> element id of the OF link; two while a retirement waits its grace.
        people: ids behind its facet.
    """

    state: str
    stops: str | None
    versions: list[Version]
    keys: dict[tuple[str, str], str]
    refs: set[tuple[str, str]]
    nouns: dict[str, str]
    people: list[str]


@dataclass(slots=True)
class Touched:
    """The closed neighbourhood of a change.

    Attributes:
        views: birth id -> folded record, those that make a noun.
        others: birth id -> folded record, those that only carry links, stops or facts.
        known: birth id -> what the graph holds.
        attached: the spans of those others, each with its record.
        keys: ids of the identifying keys that the graph held before.
        identity: which of them are one thing.
    """

    views: dict[str, RecordView] = field(default_factory=dict)
    others: dict[str, RecordView] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    attached: list[tuple[RecordView, Span]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    identity: Identity = field(default_factory=Identity)

    @property
    def records(self) -> dict[str, RecordView]:
        """All of them."""
        return {**self.views, **self.others}


def read_known(work: Work, ids: Iterable[str]) -> dict[str, Known]:
    """What the graph holds of records, seen or unseen."""
    known: dict[str, Known] = {}
    for rid, state, stops, versions, links, people in work.one("evidence/records", ids=list(ids)):
        known[rid] = Known(
            state=state,
            stops=stops,
            versions=[
                Version(at, seen, clock, hash_, orjson.loads(claims)) for at, seen, clock, hash_, claims in versions
            ],
            keys={(type_, to): element for type_, _, to, element in links if type_ in ("HAS_KEY", "HAD_KEY")},
            refs={(end, to) for type_, end, to, _ in links if type_ == "REFERS_TO"},
            nouns={to: element for type_, _, to, element in links if type_ == "OF"},
            people=people,
        )
    return known


def identify(
    work: Work,
    model: Model,
    ids: Ids,
    changed: dict[str, RecordEvidence],
    known: dict[str, Known],
) -> Touched:
    """Close the changed records over everything that settles together with them, and join.

    Args:
        work: the open transaction, which holds the writer lock.
        model: the Model.
        ids: makes birth ids.
        changed: birth id -> evidence, new versions included.
        known: what the graph holds of those.
    """
    # a record of the chunk that says nothing new is not settled, so what it makes must not count as given up
    touched = Touched(known={rid: one for rid, one in known.items() if rid in changed})
    folded = {rid: fold(evidence) for rid, evidence in changed.items()}
    too_many: set[str] = set()
    keys_done: set[str] = set()
    fresh = {rid for rid in folded if rid not in known}
    while folded:
        frontier = list(folded)
        for rid, view in folded.items():
            (touched.views if view.noun is not None else touched.others)[rid] = view
        wanted: set[str] = set()
        _from_graph(work, [rid for rid in frontier if rid not in fresh], wanted)
        _from_keys(work, model, folded, touched, keys_done, too_many, wanted)
        for view in folded.values():
            wanted.update(ids.birth(key) for key in (*view.absorbed, *view.same_as))
            if view.merged_into:
                wanted.add(ids.birth(view.merged_into))
            if view.noun is None:
                wanted.update(ids.birth(ref) for ref in _subjects(model, view) if not ref.startswith("key|"))
        wanted -= touched.views.keys() | touched.others.keys()
        folded = _load(work, wanted, touched)
    touched.attached = [(view, span) for view in touched.others.values() for span in view.spans]
    touched.identity = join(model, touched.views, frozenset(too_many))
    return touched


def _subjects(model: Model, view: RecordView) -> Iterable[str]:
    for span in view.spans:
        ref = span.source if model.links[span.link].subject == "from" else span.target
        if ref is not None and ref != SELF:
            yield ref


def _from_graph(work: Work, frontier: list[str], wanted: set[str]) -> None:
    if frontier:
        wanted.update(work.one("evidence/mates", ids=frontier))
        wanted.update(work.one("evidence/attached", ids=frontier))


def _from_keys(
    work: Work,
    model: Model,
    folded: dict[str, RecordView],
    touched: Touched,
    done: set[str],
    too_many: set[str],
    wanted: set[str],
) -> None:
    keys = {
        key
        for view in folded.values()
        if view.noun is not None and (kinds := _kinds(model, view.noun))
        for key in (*view.keys, *view.former_keys)
        if key.partition("|")[0] in kinds and not key_shared(key)
    } - done
    if not keys:
        return
    done |= keys
    # the graph still says that those who give a key up now hold it
    leaving = sum(1 for view in folded.values() if view.former_keys)
    for key, holders in work.one("evidence/key_holders", keys=sorted(keys), most=MAX_HOLDERS + 1 + leaving):
        touched.keys.add(key)
        held = [rid for rid in holders if rid not in touched.views or key in touched.views[rid].keys]
        if len(held) > MAX_HOLDERS:
            too_many.add(key)
        else:
            wanted.update(held)


def _kinds(model: Model, noun: str) -> list[str]:
    spec = model.objects[noun]
    return list(model.objects[spec.facet_of].identity.keys if spec.facet_of else spec.identity.keys)


def _load(work: Work, wanted: set[str], touched: Touched) -> dict[str, RecordView]:
    if not wanted:
        return {}
    found = read_known(work, sorted(wanted))
    touched.known.update(found)
    folded: dict[str, RecordView] = {}
    for rid, one in found.items():
        if one.versions:
            folded[rid] = fold(RecordEvidence(rid, one.versions[0].claims["record"], one.versions))
    return folded


def view_rows(view: RecordView) -> list[Any]:
    """The stored columns of what a record says now: stops, permissions and facts of points as JSON text."""
    points = [point.claim for point in view.points if point.until is None and point.claim.get("facts")]
    return [
        orjson.dumps(view.stops).decode() if view.stops else None,
        orjson.dumps(view.permissions).decode() if view.permissions else None,
        orjson.dumps(points).decode() if points else None,
    ]
