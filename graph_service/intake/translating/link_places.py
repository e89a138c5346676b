"""The declared links of a row, and which of them it tells where it does not tell them all.

In: ``refs`` of a source file, the columns there are. Out: a function that adds link claims, and ``link_places`` where a
row lacks the columns of one declared link but has those of another of the same type. Refuses: nothing.

A place is what one column (or several that stand in for each other) fills: the account executive, a task's contact.
Declared links of one type are one place where they have the same variant, unless they name records of other objects,
each for itself: those that hold ``when`` are alternatives of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_service.intake.translating.names import Row
from graph_service.intake.translating.refs import AddRefs, Spoke, refs_of
from graph_service.intake.translating.values import Ground
from graph_service.model.claims import RefClaim
from graph_service.model.source_spec import EmitSpec, RefSpec
from graph_service.model.spec import LinkSpec

_ANY = "*"


@dataclass(slots=True)
class _Place:
    """One place of a link: its constant variant (None: each row has its own), its declared links by their number."""

    variant: str | None
    objects: set[str]
    entries: list[int] = field(default_factory=list)


class _Links:
    """The step of one record of a row."""

    def __init__(self, specs: Sequence[RefSpec], adds: Sequence[AddRefs | None], links: Mapping[str, LinkSpec]) -> None:
        self._adds = adds
        self._links = links
        self._in_part: dict[str, list[_Place]] = {}
        for name in dict.fromkeys(spec.link for spec in specs):
            mine = {number: spec for number, spec in enumerate(specs) if spec.link == name}
            places = _places(mine, has_variant=links[name].variant is not None)
            if len(places) > 1 or any(spec.blank == "end" for spec in mine.values()):
                self._in_part[name] = places

    def __call__(self, row: Row, claims: Any, aside: list[dict[str, str]]) -> None:
        found: list[RefClaim] = []
        spoke: list[Spoke] = [add(row, found, aside) if add is not None else "unread" for add in self._adds]
        if found:
            claims["refs"] = found
        said: list[str] = []
        for link, places in self._in_part.items():
            words = [spoke[number] for place in places for number in place.entries]
            if "told" not in words:
                continue
            whole = "unread" not in words
            if whole and any(ref["link"] == link for ref in found):
                continue
            told = [place for place in places if whole or _tells([spoke[number] for number in place.entries])]
            said += self._named(link, places, told)
        if said:
            claims["link_places"] = said

    def _named(self, link: str, places: list[_Place], told: list[_Place]) -> list[str]:
        variant = self._links[link].variant
        others = {place.variant for place in places if place not in told}
        split = sum(place.variant == "" for place in places) > 1
        names: dict[str, None] = {}
        for place in told:
            if place.variant is None:
                # whatever a row may say there, but for what has a column of its own that this one lacks
                free = [one for one in (variant.values if variant else []) if one not in others]
                names.update(dict.fromkeys(f"{link}|{one}" for one in ["", *free]))
            elif split and not place.variant:
                names.update(dict.fromkeys(f"{link}||{one}" for one in sorted(place.objects)))
            else:
                names[f"{link}|{place.variant}"] = None
        return list(names)


def links_of(spec: EmitSpec, ground: Ground, links: Mapping[str, LinkSpec], system: str) -> _Links | None:
    """What adds the link claims of a record, or None where none of their columns is there.

    Args:
        spec: the record as told in the source file.
        ground: the columns.
        links: the links of the model.
        system: the system whose file it is.
    """
    adds = [refs_of(ref, links[ref.link], ground, system, spec.changed_by) for ref in spec.refs]
    return _Links(spec.refs, adds, links) if any(add is not None for add in adds) else None


def _tells(words: list[Spoke]) -> bool:
    return "told" in words or "unread" not in words


def _places(specs: Mapping[int, RefSpec], *, has_variant: bool) -> list[_Place]:
    by_variant: dict[str | None, list[int]] = defaultdict(list)
    for number, spec in specs.items():
        values = spec.variant or []
        constant = str(values[0].const).upper() if len(values) == 1 and values[0].const is not None else None
        by_variant[constant if has_variant else ""].append(number)
    places: list[_Place] = []
    for variant, numbers in by_variant.items():
        alternatives = variant != "" or any(specs[number].when for number in numbers)
        apart: list[_Place] = []
        for number in numbers:
            objects = _objects(specs[number])
            near = [one for one in apart if alternatives or _ANY in one.objects | objects or one.objects & objects]
            joined = _Place(variant, objects.union(*(one.objects for one in near)))
            joined.entries = [*(entry for one in near for entry in one.entries), number]
            apart = [*(one for one in apart if one not in near), joined]
        places += apart
    return places


def _objects(spec: RefSpec) -> set[str]:
    """Objects of the records at the ends of a declared link; :data:`_ANY` where it names no record."""
    found: set[str] = set()
    for end in (spec.source, spec.target):
        if isinstance(end, str):
            continue
        if end.record is None:
            return {_ANY}
        found |= {end.record} if isinstance(end.record, str) else set(end.record.values())
    return found
