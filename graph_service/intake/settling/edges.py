"""Ties between records: what says that two of them are one thing, and how much it is worth.

In: folded records, decisions. Out: :class:`Edge`, and components over edges. Refuses: nothing; what a tie joins is
judged in ``identity``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_service.intake.settling.decisions import Decided
from graph_service.intake.settling.evidence import RecordView

STEWARD, VENDOR_MERGE, CROSS_REFERENCE, KEY = 0, 1, 2, 3
METHODS = {STEWARD: "STEWARD", VENDOR_MERGE: "VENDOR_MERGE", CROSS_REFERENCE: "CROSS_REFERENCE"}


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie; the smaller its rank, the more it is worth."""

    rank: int
    left: str
    right: str
    why: str


def declared_ties(records: Iterable[RecordView], by_key: Mapping[str, str], rank: int) -> Iterable[Edge]:
    """What vendors' merges (rank VENDOR_MERGE) or cross-references of these records tie together."""
    own = {view.rid for view in records}
    for view in records:
        if rank == VENDOR_MERGE:
            others = [*view.absorbed, *([view.merged_into] if view.merged_into else [])]
        else:
            others = view.same_as
        for other in others:
            rid = by_key.get(other)
            if rid is not None and rid in own and rid != view.rid:
                yield Edge(rank, min(view.rid, rid), max(view.rid, rid), METHODS[rank])


def decided_ties(records: Iterable[RecordView], said: Decided) -> list[Edge]:
    """What stewards tied together among these records."""
    if not said.together:
        return []
    own = {view.rid for view in records}
    return [
        Edge(STEWARD, left, right, METHODS[STEWARD])
        for left, right in sorted(said.together)
        if left in own and right in own
    ]


def roots_of(rids: Iterable[str], edges: Iterable[Edge]) -> dict[str, str]:
    """Union-find: birth id -> a name of its component."""
    parent = {rid: rid for rid in rids}

    def find(rid: str) -> str:
        while parent.setdefault(rid, rid) != rid:
            parent[rid] = rid = parent[parent[rid]]
        return rid

    for edge in edges:
        left, right = find(edge.left), find(edge.right)
        if left != right:
            parent[max(left, right)] = min(left, right)
    return {rid: find(rid) for rid in parent}
