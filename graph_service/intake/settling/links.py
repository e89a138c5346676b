"""The links of one subject: what holds now, what held once, what was claimed and lost.

In: the Model, the spans that records claim at this subject, with both ends resolved. Out: settled links and the
slots that are not a link (emptied, contested, unseen). Refuses: picking between two records of one rank that
contradict each other (that is an ambiguity), a link from a thing to itself.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from graph_service.model.model import Model
from graph_service.model.spec import LinkSpec

OPEN = "~"
"""Later than any instant; stands for "until now" in comparisons."""


@dataclass(slots=True)
class EndedClaim:
    """One span with its ends resolved.

    Attributes:
        near: id of the subject.
        far: id of the other end; None where it was emptied on purpose; :data:`UNSEEN` where its record never came.
        rid, record, system: who says so.
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


UNSEEN = "?"
"""The far end of a claim whose record was never received."""
AMBIGUOUS_END = "??"
"""The far end of a claim by key that several things hold."""


@dataclass(slots=True)
class SettledLink:
    """One relationship as the graph should hold it.

    Attributes:
        type: ``X``, ``WAS_X`` or ``CLAIMED_X``.
        source, target: ids of the ends.
        props: all properties.
    """

    type: str
    source: str
    target: str
    props: dict[str, Any]

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells two links of the graph apart, properties included."""
        return self.type, self.source, self.target, tuple(sorted((k, str(v)) for k, v in self.props.items()))


@dataclass(slots=True)
class SubjectLinks:
    """The outcome for one subject."""

    links: list[SettledLink] = field(default_factory=list)
    slots: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    contested: list[tuple[str, str, tuple[EndedClaim, ...]]] = field(default_factory=list)


def settle_links(model: Model, near: str, claims: Iterable[EndedClaim]) -> SubjectLinks:
    """Settle all links whose slot is at one subject.

    Args:
        model: the Model.
        near: id of the subject.
        claims: spans at that subject.
    """
    result = SubjectLinks()
    by_slot: dict[tuple[str, str], list[EndedClaim]] = defaultdict(list)
    for claim in claims:
        by_slot[claim.link, claim.variant].append(claim)
    for (link, variant), said in sorted(by_slot.items()):
        spec = model.links[link]
        ranks = model.link_ranks[link, variant]
        heard = [claim for claim in said if claim.system in ranks]
        if spec.single(variant):
            _single(spec, variant, near, heard, ranks, result)
        else:
            _many(spec, variant, near, heard, ranks, result)
    return result


def _single(
    spec: LinkSpec,
    variant: str,
    near: str,
    claims: list[EndedClaim],
    ranks: dict[str, int] | Any,
    result: SubjectLinks,
) -> None:
    """Sweep over the times at which anything changed; at each stretch authority decides."""
    times = sorted({time for c in claims for time in (c.since, c.until or OPEN)})
    stretches: list[tuple[str, str, list[EndedClaim], list[EndedClaim]]] = []
    for start, end in itertools.pairwise(times):
        active = [c for c in claims if c.since <= start and (c.until or OPEN) >= end]
        if not active:
            continue
        top = min(ranks[c.system] for c in active)
        leading = [c for c in active if ranks[c.system] == top]
        winners = _agreeing(leading)
        others = [c for c in active if c not in winners]
        stretches.append((start, end, winners, others))
    for start, end, winners, others in _merged(stretches):
        now = end == OPEN
        until = None if now else end
        slot = f"{spec.type}:{variant}" if variant else spec.type
        far = winners[0].far if winners else None
        if not winners:
            _say(result, slot, "CONTESTED", start, until, others[0])
            if now:
                result.contested.append((spec.type, variant, tuple(others)))
        elif far is None:
            _say(result, slot, "CLEARED", start, until, winners[0])
        elif far == UNSEEN:
            _say(result, slot, "UNSEEN", start, until, winners[0])
        elif far == AMBIGUOUS_END:
            _say(result, slot, "AMBIGUOUS", start, until, winners[0])
        elif far == near:
            _claimed(spec, variant, near, winners, "SELF", result, until)
        else:
            result.links.append(_link(spec, variant, near, far, winners, start, until, spec.type if now else None))
        if now:
            lost = [c for c in others if c.far not in (None, UNSEEN, AMBIGUOUS_END) and c.far != far]
            for other in sorted({c.far for c in lost if c.far}):
                same = [c for c in lost if c.far == other]
                _claimed(spec, variant, near, same, "OUTRANKED" if winners else "CONTESTED", result, None)


def _agreeing(leading: list[EndedClaim]) -> list[EndedClaim]:
    """The claims of the top rank that win together, or none where two of them contradict each other.

    Several versions of one record were folded before, so two claims here are two records. An end that is named beats
    nothing; two different ends said by two records of one rank are nobody's to pick.
    """
    ends = {claim.far for claim in leading}
    if len(ends) == 1:
        return leading
    if len({claim.rid for claim in leading}) == 1:
        newest = max(leading, key=lambda c: (c.at, c.since, c.far or ""))
        return [c for c in leading if c.far == newest.far]
    return []


def _merged(
    stretches: list[tuple[str, str, list[EndedClaim], list[EndedClaim]]],
) -> list[tuple[str, str, list[EndedClaim], list[EndedClaim]]]:
    """Neighbouring stretches with one outcome become one; the newest stretch says who speaks for it."""
    merged: list[tuple[str, str, list[EndedClaim], list[EndedClaim]]] = []
    for start, end, winners, others in stretches:
        if merged:
            before = merged[-1]
            same = bool(before[2]) == bool(winners) and (not winners or before[2][0].far == winners[0].far)
            if before[1] == start and same:
                merged[-1] = (before[0], end, winners, others)
                continue
        merged.append((start, end, winners, others))
    return merged


def _say(result: SubjectLinks, slot: str, state: str, since: str, until: str | None, claim: EndedClaim) -> None:
    entry = {
        "state": state,
        "since": since,
        "since_kind": claim.since_kind,
        "until": until,
        "system": claim.system,
        "record": claim.record,
    }
    if "by" in claim.props:
        entry["by"] = claim.props["by"]
    result.slots.setdefault(slot, []).append(entry)


def _many(
    spec: LinkSpec,
    variant: str,
    near: str,
    claims: list[EndedClaim],
    ranks: dict[str, int] | Any,
    result: SubjectLinks,
) -> None:
    by_far: dict[str, list[EndedClaim]] = defaultdict(list)
    for claim in claims:
        if claim.far is not None and claim.far not in (UNSEEN, AMBIGUOUS_END):
            by_far[claim.far].append(claim)
    for far, said in sorted(by_far.items()):
        if far == near:
            _claimed(spec, variant, near, said, "SELF", result, None)
            continue
        for start, until, together in _unions(said):
            best = sorted(together, key=lambda c: (ranks[c.system], c.record))
            result.links.append(_link(spec, variant, near, far, best, start, until, None if until else spec.type))


def _unions(claims: list[EndedClaim]) -> list[tuple[str, str | None, list[EndedClaim]]]:
    """Overlapping stretches of several records as one."""
    unions: list[tuple[str, str, list[EndedClaim]]] = []
    for claim in sorted(claims, key=lambda c: (c.since, c.until or OPEN, c.record)):
        end = claim.until or OPEN
        if unions and claim.since <= unions[-1][1]:
            start, before, together = unions[-1]
            unions[-1] = (start, max(before, end), [*together, claim])
        else:
            unions.append((claim.since, end, [claim]))
    # who speaks for an open stretch are those who still say so
    return [
        (start, None if end == OPEN else end, [c for c in said if end != OPEN or c.until is None] or said)
        for start, end, said in unions
    ]


def _link(
    spec: LinkSpec,
    variant: str,
    near: str,
    far: str,
    claims: list[EndedClaim],
    since: str,
    until: str | None,
    type_: str | None,
) -> SettledLink:
    source, target = (near, far) if spec.subject == "from" else (far, near)
    props: dict[str, Any] = {}
    for claim in reversed(claims):
        props.update({name: value for name, value in claim.props.items() if value is not None})
    first = min(claims, key=lambda c: (c.since, c.record))
    props |= {
        "since": since,
        "since_kind": first.since_kind,
        "systems": sorted({claim.system for claim in claims}),
        "records": sorted({claim.rid for claim in claims}),
        "at": max(claim.at for claim in claims),
    }
    if until is not None:
        props["until"] = until
    if spec.variant is not None:
        props[spec.variant.property] = variant
    return SettledLink(type_ or f"WAS_{spec.type}", source, target, props)


def _claimed(
    spec: LinkSpec,
    variant: str,
    near: str,
    claims: list[EndedClaim],
    why: str,
    result: SubjectLinks,
    until: str | None,
) -> None:
    if until is not None or not claims or not claims[0].far:
        return
    start = min(claim.since for claim in claims)
    lost = _link(spec, variant, near, claims[0].far, claims, start, None, f"CLAIMED_{spec.type}")
    lost.props["refused"] = why
    result.links.append(lost)
