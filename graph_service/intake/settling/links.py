"""The links of one subject: what holds now, what held once, what was claimed and lost.

In: the Model, the spans that records claim at this subject, with both ends resolved. Out: settled links and the
slots that are not a link (emptied, contested, unseen). Refuses: picking between two records of one rank that
contradict each other (that is an ambiguity), a link from a thing to itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.intake.settling.stretches import (
    AMBIGUOUS_END,
    OPEN,
    ULTIMATE,
    UNSEEN,
    EndedClaim,
    Stretch,
    beside,
    merged,
    stretches,
)
from graph_service.model.model import Model
from graph_service.model.spec import LinkSpec


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
    contested: list[tuple[str, str, str, tuple[EndedClaim, ...]]] = field(default_factory=list)
    """Type, variant, since when, and the claims between which nothing decides."""


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
        # who speaks for several must not depend on who came first
        heard = sorted(
            (claim for claim in said if claim.system in ranks),
            key=lambda c: (ranks[c.system], c.record, c.since, c.until or OPEN, c.far or ""),
        )
        proposed = [claim for claim in heard if claim.system == model.proposal]
        heard = [claim for claim in heard if claim.system != model.proposal]
        if spec.single(variant):
            _single(spec, variant, near, heard, ranks, result)
        else:
            _many(spec, variant, near, heard, ranks, result)
        if proposed:
            # a machine may fill a blank field; a role, an owner or a parent is for people and their systems to give
            there = {end for link in result.links if link.type == spec.type for end in (link.source, link.target)}
            unheard = [claim for claim in proposed if claim.until is None and claim.far not in there]
            _lost(spec, variant, near, unheard, near, "PROPOSED", result)
    return result


def _single(
    spec: LinkSpec,
    variant: str,
    near: str,
    claims: list[EndedClaim],
    ranks: Mapping[str, int],
    result: SubjectLinks,
) -> None:
    """Sweep over the times at which anything changed; at each stretch authority decides.

    Who names only the top of a tree does not speak against who names a nearer end: that is heard where no nearer end
    is known, and is a gap then.
    """
    times = sorted({time for c in claims for time in (c.since, c.until or OPEN)})
    near_ends = stretches([c for c in claims if not c.props.get(ULTIMATE)], times, ranks)
    tops = stretches([c for c in claims if c.props.get(ULTIMATE) and c.far is not None], times, ranks)
    if tops:
        near_ends, tops, unheard = beside(near, near_ends, tops, ranks)
        _emit(spec, variant, near, tops, result, top=True)
        for one, why, won in unheard:
            if one.end == OPEN:
                _lost(spec, variant, near, one.winners or one.others, won, why, result)
    _emit(spec, variant, near, near_ends, result)


def _emit(
    spec: LinkSpec, variant: str, near: str, cut: list[Stretch], result: SubjectLinks, *, top: bool = False
) -> None:
    """What one line of claims says of a slot: links, and the states that are none."""
    slot = f"{spec.type}:{variant}" if variant else spec.type
    for one in merged(cut):
        start, end, winners, others = one.start, one.end, one.winners, one.others
        now = end == OPEN
        until = None if now else end
        far = winners[0].far if winners else None
        if not winners:
            _say(result, slot, "CONTESTED", start, until, others[0])
            if now:
                result.contested.append((spec.type, variant, start, tuple(others)))
        elif far is None:
            _say(result, slot, "CLEARED", start, until, winners[0])
        elif far == UNSEEN:
            _say(result, slot, "UNSEEN", start, until, winners[0])
        elif far == AMBIGUOUS_END:
            _say(result, slot, "AMBIGUOUS", start, until, winners[0])
        elif far == near and top:
            # who names a thing its own top says that nothing stands over it
            _say(result, slot, "CLEARED", start, until, winners[0])
        elif far == near:
            _claimed(spec, variant, near, winners, "SELF", result, until)
        else:
            result.links.append(_link(spec, variant, near, far, winners, start, until, spec.type if now else None))
        if now:
            _lost(spec, variant, near, others, far, "OUTRANKED" if winners else "CONTESTED", result)


def _lost(
    spec: LinkSpec,
    variant: str,
    near: str,
    claims: list[EndedClaim],
    won: str | None,
    why: str,
    result: SubjectLinks,
) -> None:
    """Claims that are not effective now, one for each end they name."""
    lost = [c for c in claims if c.far not in (None, UNSEEN, AMBIGUOUS_END) and c.far != won]
    for far in sorted({c.far for c in lost if c.far}):
        _claimed(spec, variant, near, [c for c in lost if c.far == far], why, result, None)


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
    ranks: Mapping[str, int],
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


__all__ = ["AMBIGUOUS_END", "UNSEEN", "EndedClaim", "SettledLink", "SubjectLinks", "settle_links"]
