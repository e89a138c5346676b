"""Parent edges held to a forest: the tree stage of settling, over the touched part of each tree.

In: an open unit of work and what was settled. Out: the same with refused edges set aside, and edges elsewhere in the
tree that must change. Refuses: the lowest edge of each cycle, which stays visible as a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from graph_service.graph import compose
from graph_service.graph.write import Work
from graph_service.intake.settle import Settled
from graph_service.intake.settling.doubts import birth_of
from graph_service.intake.settling.identity import Doubt
from graph_service.intake.settling.links import SettledLink
from graph_service.intake.settling.tree import Edge, refused_children
from graph_service.model.model import Model
from graph_service.model.spec import LinkSpec


@dataclass(slots=True)
class Replanted:
    """Edges outside the touched subjects that change sides.

    Attributes:
        remove: element ids.
        add: what stands there instead.
        healed: subjects of CYCLE ambiguities that are over.
    """

    remove: list[str] = field(default_factory=list)
    add: list[SettledLink] = field(default_factory=list)
    healed: list[str] = field(default_factory=list)


def hold_forest(work: Work, model: Model, settled: Settled, known: Container[str]) -> Replanted:
    """Refuse what would close a cycle, in place.

    Args:
        work: the open transaction; the graph still holds the old edges.
        model: the Model.
        settled: outcome of ``settle``; its links are changed in place.
        known: birth ids that the graph held before; new things alone cannot be part of an old tree.
    """
    replanted = Replanted()
    for spec in model.links.values():
        if spec.tree and spec.variant is not None:
            children = [
                n.id for n in settled.nodes.values() if n.label in (spec.to if spec.subject == "to" else spec.from_)
            ]
            old = any(rid in known for id_ in children for rid in settled.nodes[id_].records)
            for kind in spec.variant.values if children else ():
                new = {
                    x.target: x for x in settled.links if x.type == spec.type and x.props[spec.variant.property] == kind
                }
                if new or old:
                    _hold(work, model, spec, kind, children, new, settled, replanted)
    return replanted


def _hold(
    work: Work,
    model: Model,
    spec: LinkSpec,
    kind: str,
    children: list[str],
    new: dict[str, SettledLink],
    settled: Settled,
    replanted: Replanted,
) -> None:
    assert spec.variant is not None
    prop = spec.variant.property
    starts = sorted({*children, *(link.source for link in new.values())})
    ranks = model.link_ranks[spec.type, kind]

    def edge(parent: str, props: dict[str, Any]) -> Edge:
        rank = min((ranks[s] for s in props.get("systems") or () if s in ranks), default=len(ranks))
        return Edge(parent, rank, props.get("at") or "", props.get("since") or "")

    touched = set(children)
    elsewhere: dict[str, tuple[str, str, str, dict[str, Any]]] = {}
    for child, parent, element, type_, props in work.rows_of(
        compose.tree_above(spec.type, prop), ids=starts, kind=kind
    ):
        if child not in touched:
            elsewhere[child] = (parent, element, type_, props)
    candidates = {child: edge(link.source, link.props) for child, link in new.items()}
    candidates |= {child: edge(parent, props) for child, (parent, _, _, props) in elsewhere.items()}
    refused = refused_children(candidates)
    for child in sorted(refused.keys() & new.keys()):
        link = new[child]
        link.type = f"CLAIMED_{spec.type}"
        link.props["refused"] = "CYCLE"
    settled.doubts += [_doubt(spec, kind, child, refused[child], candidates) for child in sorted(refused)]
    for child, (parent, element, type_, props) in elsewhere.items():
        if (child in refused) == (type_ == spec.type):
            kept = {name: value for name, value in props.items() if name != "refused"}
            replanted.remove.append(element)
            if child in refused:
                link = SettledLink(f"CLAIMED_{spec.type}", parent, child, {**kept, "refused": "CYCLE"})
            else:
                link = SettledLink(spec.type, parent, child, kept)
                replanted.healed.append(_subject(spec, kind, child))
            replanted.add.append(link)


def _subject(spec: LinkSpec, kind: str, child: str) -> str:
    return f"{spec.type}:{kind}|{child}"


def _doubt(spec: LinkSpec, kind: str, child: str, cycle: tuple[str, ...], candidates: dict[str, Edge]) -> Doubt:
    """One per cycle, about the child whose edge is refused; a decision holds until an edge of it changes."""
    text = f"{len(cycle)} {kind.lower()} parents form a cycle; the least trusted edge, the first one's, is refused"
    facts = tuple(f"{one} {candidates[one].parent} {candidates[one].rank}" for one in cycle)
    since = max(candidates[one].since for one in cycle)
    return Doubt("CYCLE", _subject(spec, kind, child), (birth_of(child),), cycle, text, facts, since)


def by_type(links: list[SettledLink]) -> dict[str, list[SettledLink]]:
    """Links grouped by their stored type."""
    grouped: dict[str, list[SettledLink]] = defaultdict(list)
    for link in links:
        grouped[link.type].append(link)
    return grouped
