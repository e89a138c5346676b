"""Settling without a database: every record at once, so that it is what the graph must come to in any order.

In: sayings. Out: one canonical value. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import orjson

from graph_service.intake.settle import settle
from graph_service.intake.settling.evidence import RecordEvidence, RecordView, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.identity import Identity, join, key_shared
from graph_service.intake.settling.links import AMBIGUOUS_END, SettledLink
from graph_service.intake.settling.tree import Edge, refused_children
from graph_service.intake.settling.versions import absorb
from graph_service.model.claims import Claims
from graph_service.model.load import load_model
from graph_service.model.model import Model
from tests.intake.generators import IDS, Saying

MODEL = load_model()


def folded(story: Iterable[Saying]) -> dict[str, RecordView]:
    """Birth id -> what a record says, over all its sayings."""
    versions: dict[str, list[Version]] = {}
    for said in story:
        one = said.prepared(0)
        copied: Claims = orjson.loads(orjson.dumps(one.claims))
        absorb(versions.setdefault(said.record, []), Version(one.at, one.at, one.clock, one.hash, copied))
    return {IDS.birth(key): fold(RecordEvidence(IDS.birth(key), key, known)) for key, known in versions.items()}


def outcome(story: Iterable[Saying], model: Model = MODEL) -> dict[str, list[str]]:
    """Everything that a story settles to: nouns, links, stops, doubts."""
    views = folded(story)
    nouns = {rid: view for rid, view in views.items() if view.noun is not None}
    identity = join(model, nouns)
    attached = [(view, span) for view in views.values() if view.noun is None for span in view.spans]
    settled = settle(
        model, nouns, identity, attached, views, nouns, _Resolver(model, nouns, identity), lambda key: "cpt_" + IDS.birth(key)
    )  # fmt: skip
    doubts = [(d.kind, d.subject, d.records, d.candidates, d.text) for d in settled.doubts]
    doubts += [("CYCLE", child, (), (), "") for child in _forest(model, settled.links)]
    return {
        "nodes": sorted(f"{n.label} {n.id} {orjson.dumps(n.props, option=orjson.OPT_SORT_KEYS)!r}" for n in settled.nodes.values()),
        "links": sorted(str(link.identity) for link in settled.links),
        "records": sorted(str((v.key, v.state, v.noun, v.keys, v.former_keys, v.stops, v.permissions, v.points)) for v in views.values()),
        "doubts": sorted(str(doubt) for doubt in doubts),
    }  # fmt: skip


class _Resolver:
    """What a far end is, as intake's resolver says it."""

    def __init__(self, model: Model, views: dict[str, RecordView], identity: Identity) -> None:
        self._model, self._views, self._identity = model, views, identity

    def __call__(self, ref: str, nouns: list[str]) -> str | None:
        if not ref.startswith("key|"):
            return self._end(IDS.birth(ref), nouns)
        key = ref.split("|", 2)[2]
        holders = [rid for rid, view in self._views.items() if key in view.keys and not key_shared(key)]
        found = {end for rid in holders if (end := self._end(rid, nouns))}
        return AMBIGUOUS_END if len(found) > 1 else next(iter(found), None)

    def _end(self, rid: str, nouns: list[str]) -> str | None:
        view = self._views.get(rid)
        if view is None or view.noun is None:
            return None
        if view.noun in nouns:
            return self._identity.noun_of[rid]
        return self._identity.person_of.get(rid) if self._model.objects[view.noun].facet_of in nouns else None


def _forest(model: Model, links: list[SettledLink]) -> list[str]:
    """Refuse the lowest edge of each cycle, in place; the children that lost their parent."""
    lost: list[str] = []
    by_kind: dict[tuple[str, str], list[SettledLink]] = defaultdict(list)
    for link in links:
        spec = model.links.get(link.type)
        if spec is not None and spec.tree and spec.variant is not None:
            by_kind[link.type, link.props[spec.variant.property]].append(link)
    for (type_, kind), same in by_kind.items():
        ranks = model.link_ranks[type_, kind]
        edges = {x.target: Edge(x.source, min(ranks[s] for s in x.props["systems"]), x.props["at"]) for x in same}
        refused = refused_children(edges)
        for link in same:
            if link.target in refused:
                link.type, link.props["refused"] = f"CLAIMED_{type_}", "CYCLE"
                lost.append(link.target)
    return lost
