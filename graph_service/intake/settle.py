"""Evidence of closed components to what the graph should say about them. Pure.

In: the Model, folded records, their identity, and what the far ends of their claims are. Out: :class:`Settled`:
nodes, links, slots, doubts. Refuses: nothing; every doubt is an ambiguity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph_service.intake.hashing import content_hash
from graph_service.intake.settling.beginning import in_time
from graph_service.intake.settling.composed import compose
from graph_service.intake.settling.doubts import link_doubts
from graph_service.intake.settling.evidence import RecordView, Span
from graph_service.intake.settling.identity import Doubt, Identity
from graph_service.intake.settling.links import (
    AMBIGUOUS_END,
    UNSEEN,
    EndedClaim,
    SettledLink,
    settle_links,
)
from graph_service.intake.settling.values import choose
from graph_service.model.claims import SELF
from graph_service.model.model import Model

Resolve = Callable[[str, list[str]], str | None]
"""(record key or key reference, nouns allowed at that end) -> id, None for unseen, AMBIGUOUS_END for contested."""


@dataclass(slots=True)
class SettledNode:
    """One noun as the graph should hold it: label, id and properties (money already split)."""

    label: str
    id: str
    props: dict[str, Any]
    records: list[str]
    _digest: str | None = None

    @property
    def digest(self) -> str:
        """Hash of its properties, made when first asked for: by then they are final."""
        if self._digest is None:
            self._digest = content_hash(self.props)
        return self._digest


@dataclass(slots=True)
class Settled:
    """What the graph should say about the settled subjects."""

    nodes: dict[str, SettledNode] = field(default_factory=dict)
    links: list[SettledLink] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    person_links: dict[str, SettledLink] = field(default_factory=dict)
    """Id of a facet -> its IS_PERSON, which is among the links too."""


def settle(
    model: Model,
    views: Mapping[str, RecordView],
    identity: Identity,
    attached: Iterable[tuple[RecordView, Span]],
    changed: Container[str],
    regrouped: Container[str],
    resolve: Resolve,
    point_id: Callable[[str], str],
) -> Settled:
    """Settle the nouns that a change affects, with their links.

    Args:
        model: the Model.
        views: birth id -> folded record of those nouns.
        identity: which records are which noun.
        attached: spans of other records whose subject is one of those nouns (link-only records, both ends named).
        changed: birth ids of the records that changed.
        regrouped: birth ids of those, and of all that are or were one thing with one of them; a noun without such a
            record, and without a changed claim at it, stays as it is.
        resolve: what a far end is.
        point_id: shown id of the contact point of a key.
    """
    settled = Settled(doubts=list(identity.doubts))
    for view in views.values():
        compose(model, view)
    claims: dict[str, list[EndedClaim]] = defaultdict(list)
    affected = {shown for shown, records in identity.members.items() if any(view.rid in regrouped for view in records)}
    for view, span in attached:
        near = _claim(model, view, span, identity, resolve, claims)
        if near is not None and view.rid in changed:
            affected.add(near)
    for shown, records in identity.members.items():
        if shown not in affected:
            continue
        node = _node(model, shown, records, identity.decisions.get(shown, ()))
        settled.nodes[shown] = node
        if model.objects[node.label].derived_from:
            _points(settled, node, records, point_id)
        if model.objects[node.label].facet_of:
            settled.person_links[shown] = _is_person(node, records, identity)
            settled.links.append(settled.person_links[shown])
    for view in views.values():
        for span in view.spans:
            _claim(model, view, span, identity, resolve, claims)
    for shown, node in settled.nodes.items():
        result = settle_links(model, shown, in_time(model, node.props, claims.get(shown, ())))
        settled.links += result.links
        node.props["slots"] = orjson.dumps(result.slots, option=orjson.OPT_SORT_KEYS).decode() if result.slots else None
        if result.contested or any(link.props.get("refused") == "SELF" for link in result.links):
            key = min(view.key for view in identity.members[shown])
            settled.doubts += link_doubts(shown, key, result.links, result.contested)
    return settled


def _node(model: Model, shown: str, records: list[RecordView], decisions: Iterable[RecordView]) -> SettledNode:
    label = model.prefixes[shown[:3]]
    spec = model.objects[label]
    props: dict[str, Any] = {}
    for name, value in choose(model, label, [*records, *decisions]).items():
        if spec.fields[name].type == "money":
            money = value or {}
            props[f"{name}_minor"] = money.get("minor")
            props[f"{name}_currency"] = money.get("currency")
            props[f"{name}_exponent"] = money.get("exponent")
        else:
            props[name] = value
    states = {view.standing for view in records}
    props["state"] = next((s for s in ("live", "archived", "deleted", "merged", "erased") if s in states), "live")
    props["systems"] = sorted({view.system for view in records})
    props["first_evidence_at"] = min(view.first_at for view in records)
    return SettledNode(label, shown, props, [view.rid for view in (*records, *decisions)])


def _points(settled: Settled, person: SettledNode, records: list[RecordView], point_id: Callable[[str], str]) -> None:
    """Contact points of a person: open ones on the hot type, given-up ones as history."""
    held: dict[tuple[str, bool], dict[str, Any]] = {}
    for view in records:
        for point in view.points:
            key = f"{point.claim['kind']}|{point.claim['value']}"
            now = point.until is None and view.standing in ("live", "archived")
            known = held.setdefault((key, now), {"since": point.since, "since_kind": point.since_kind, "systems": []})
            if point.since < known["since"]:
                known.update(since=point.since, since_kind=point.since_kind)
            known["systems"] = sorted({*known["systems"], view.system})
            known["primary"] = bool(known.get("primary")) or bool(point.claim.get("primary"))
            if not now:
                known["until"] = max(known.get("until", ""), point.until or view.last_at)
    for (key, now), props in sorted(held.items()):
        kind, _, value = key.partition("|")
        shown = point_id(key)
        settled.nodes.setdefault(shown, SettledNode("ContactPoint", shown, {"kind": kind.upper(), "value": value}, []))
        if now or (key, True) not in held:
            settled.links.append(SettledLink("HAS_POINT" if now else "WAS_HAS_POINT", person.id, shown, props))


def _is_person(facet: SettledNode, records: list[RecordView], identity: Identity) -> SettledLink:
    method = identity.method_of[records[0].rid]
    return SettledLink(
        "IS_PERSON",
        facet.id,
        identity.person_of[records[0].rid],
        {
            "method": method,
            "confidence": "high",
            "since": facet.props["first_evidence_at"],
            "since_kind": "FIRST_SEEN",
            "systems": facet.props["systems"],
            "records": sorted(view.rid for view in records),
        },
    )


def _claim(
    model: Model,
    view: RecordView,
    span: Span,
    identity: Identity,
    resolve: Resolve,
    claims: dict[str, list[EndedClaim]],
) -> str | None:
    spec = model.links[span.link]
    near_ref, near_nouns = (span.source, spec.from_) if spec.subject == "from" else (span.target, spec.to)
    far_ref, far_nouns = (span.target, spec.to) if spec.subject == "from" else (span.source, spec.from_)
    near = _own(view, near_nouns, identity, model) if near_ref == SELF else near_ref and resolve(near_ref, near_nouns)
    if near is None or near not in identity.members:
        return None
    far: str | None
    if far_ref is None:
        far = None
    elif far_ref == SELF:
        far = _own(view, far_nouns, identity, model)
    else:
        far = resolve(far_ref, far_nouns) or UNSEEN
    claims[near].append(
        EndedClaim(
            near=near,
            far=far,
            link=span.link,
            variant=span.variant,
            props=span.props,
            since=span.since,
            since_kind=span.since_kind,
            until=span.until,
            at=span.at,
            rid=view.rid,
            record=view.key,
            system=view.system,
            decision=view.system == model.steward,
        )
    )
    return near


def _own(view: RecordView, nouns: list[str], identity: Identity, model: Model) -> str | None:
    """The noun of the claiming record that fits an end: itself, or the person behind it."""
    if view.noun in nouns:
        return identity.noun_of.get(view.rid)
    if view.noun is not None and model.objects[view.noun].facet_of in nouns:
        return identity.person_of.get(view.rid)
    return None


__all__ = ["AMBIGUOUS_END", "Resolve", "Settled", "SettledNode", "settle"]
