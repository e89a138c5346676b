"""The claims about one slot cut into stretches of time, and who decides each.

In: spans with their ends resolved, and the order of trust. Out: stretches with winners, and those who lost. Refuses:
picking between two records of one rank that contradict each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

OPEN = "~"
"""Later than any instant; stands for "until now" in comparisons."""


@dataclass(slots=True)
class EndedClaim:
    """One span with its ends resolved.

    Attributes:
        near: id of the subject.
        far: id of the other end; None where it was emptied on purpose; :data:`UNSEEN` where its record never came.
        rid, record, system: who says so.
        decision: a person decided it; of two decisions the newer counts.
    """

    near: str
    far: str | None
    link: str
    variant: str
    props: dict[str, Any]
    since: str
    since_kind: str
    until: str | None
    at: str
    rid: str
    record: str
    system: str
    decision: bool = False


UNSEEN = "?"
"""The far end of a claim whose record was never received."""
AMBIGUOUS_END = "??"
"""The far end of a claim by key that several things hold."""
ULTIMATE = "ultimate"
"""The property of a claim that names the top of a tree only; the levels between are a gap."""
ULTIMATE_ONLY = "ULTIMATE_ONLY"
"""Why such a claim is not effective: a nearer end is known."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who decides a slot over one stretch of time, and who else speaks; no winners where nothing decides."""

    start: str
    end: str
    winners: list[EndedClaim]
    others: list[EndedClaim]


def stretches(claims: list[EndedClaim], times: list[str], ranks: Mapping[str, int]) -> list[Stretch]:
    """Who decides, between each two neighbouring times.

    Args:
        claims: spans at one slot.
        times: every instant at which any of them starts or ends, in order.
        ranks: system -> rank, 0 the most trusted.
    """
    found: list[Stretch] = []
    for start, end in itertools.pairwise(times):
        active = [c for c in claims if c.since <= start and (c.until or OPEN) >= end]
        if active:
            top = min(ranks[c.system] for c in active)
            winners = _agreeing([c for c in active if ranks[c.system] == top])
            found.append(Stretch(start, end, winners, [c for c in active if c not in winners]))
    return found


def beside(
    near: str, near_ends: list[Stretch], tops: list[Stretch], ranks: Mapping[str, int]
) -> tuple[list[Stretch], list[Stretch], list[tuple[Stretch, str, str | None]]]:
    """Which nearer ends and which tops count, and which tops do not, with the reason and the end that counts instead.

    Args:
        near: id of the subject; who names it as its own parent has named no nearer end.
        near_ends, tops: stretches cut at the same times.
        ranks: system -> rank, 0 the most trusted.
    """
    kept = {one.start: one for one in near_ends}
    heard: list[Stretch] = []
    unheard: list[tuple[Stretch, str, str | None]] = []
    for top in tops:
        nearer = kept.get(top.start)
        end = nearer.winners[0].far if nearer and nearer.winners else UNSEEN
        if nearer is None or end in (UNSEEN, AMBIGUOUS_END, near):
            heard.append(top)
        elif end is not None:
            unheard.append((top, ULTIMATE_ONLY, end))
        elif _rank(top, ranks) <= _rank(nearer, ranks):
            # who empties the nearer end and names a top says that the levels between are not known
            del kept[top.start]
            heard.append(top)
        else:
            unheard.append((top, "OUTRANKED", None))
    return list(kept.values()), heard, unheard


def _rank(stretch: Stretch, ranks: Mapping[str, int]) -> int:
    return min(ranks[claim.system] for claim in (stretch.winners or stretch.others))


def _agreeing(leading: list[EndedClaim]) -> list[EndedClaim]:
    """The claims of the top rank that win together, or none where two of them contradict each other.

    Several versions of one record were folded before, so two claims here are two records. An end that is named beats
    nothing; two different ends said by two records of one rank are nobody's to pick, but people change their mind.
    """
    ends = {claim.far for claim in leading}
    if len(ends) == 1:
        return leading
    if len({claim.rid for claim in leading}) == 1 or all(claim.decision for claim in leading):
        newest = max(leading, key=lambda c: (c.at, c.since, c.record, c.far or ""))
        return [c for c in leading if c.far == newest.far]
    return []


def merged(cut: list[Stretch]) -> list[Stretch]:
    """Neighbouring stretches with one outcome become one; the newest stretch says who speaks for it."""
    whole: list[Stretch] = []
    for one in cut:
        if whole:
            before = whole[-1]
            same = bool(before.winners) == bool(one.winners) and (
                not one.winners or before.winners[0].far == one.winners[0].far
            )
            if before.end == one.start and same:
                whole[-1] = replace(one, start=before.start)
                continue
        whole.append(one)
    return whole
