"""Which parent edges must be refused so that every tree stays a tree.

In: candidate edges (each child has at most one parent of a kind). Out: the children whose edge is refused. Refuses:
in each cycle the edge lowest by (authority, clock, key), looked at afresh each time (DESIGN, Settle, Tree).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """One candidate edge.

    Attributes:
        parent: id of the parent.
        rank: authority of the best system behind it, 0 the most trusted.
        at: newest instant at which it was said.
        since: start of the link.
    """

    parent: str
    rank: int
    at: str
    since: str = ""


def refused_children(candidates: Mapping[str, Edge]) -> dict[str, tuple[str, ...]]:
    """Children whose edge closes a cycle and is the lowest of it, each with that cycle from it upwards.

    Args:
        candidates: child id -> its candidate edge. As each child has one parent, a component has at most one cycle.
    """
    refused: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for start in sorted(candidates):
        path: dict[str, None] = {}
        node = start
        while node in candidates and node not in seen and node not in path:
            path[node] = None
            node = candidates[node].parent
        if node in path:
            walked = list(path)
            cycle = walked[walked.index(node) :]
            lowest = max(cycle, key=lambda child: _lowness(candidates[child], child))
            place = cycle.index(lowest)
            refused[lowest] = (*cycle[place:], *cycle[:place])
        seen.update(path)
    return refused


def _lowness(edge: Edge, child: str) -> tuple[int, str, str]:
    # the oldest statement of the least trusted system is the lowest; nine's complement turns old into large
    return edge.rank, edge.at.translate(_COMPLEMENT), child


_COMPLEMENT = str.maketrans("0123456789", "9876543210")
