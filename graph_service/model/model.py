"""The Model: everything schema/ says, compiled once and never changed.

In: parsed specs. Out: :class:`Model` with the look-ups that other rooms need. Refuses: nothing; ``load`` has checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graph_service.model.part_spec import ComposedSpec, LendSpec
from graph_service.model.source_spec import SourceSpec
from graph_service.model.spec import LinkSpec, ObjectSpec


@dataclass(frozen=True, eq=False)
class Model:
    """What exists: nouns, links, sources, policies, and whom to believe.

    Attributes:
        objects: noun name -> spec.
        links: link type -> spec.
        groups: short name -> systems in the order of trust.
        steward: the system name of people's own decisions.
        proposal: the system name of what machines and agents propose.
        sources: system -> its file.
        policies: file stem -> parsed policy (``suppression``, ``roles``, ...).
        version: hash of all files; every answer names it.
    """

    objects: Mapping[str, ObjectSpec]
    links: Mapping[str, LinkSpec]
    groups: Mapping[str, tuple[str, ...]]
    steward: str
    proposal: str
    sources: Mapping[str, SourceSpec]
    policies: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""

    def systems(self, authority: list[str], *, by_hand: bool = True) -> tuple[str, ...]:
        """An authority list with its groups written out: systems in the order of trust, each once.

        Args:
            authority: systems and groups.
            by_hand: people may decide, so the steward stands first; a machine's proposal stands last, so it only fills
                what nobody claims.
        """
        names = [self.steward] if by_hand else []
        for word in authority:
            names.extend(self.groups.get(word, (word,)))
        return tuple(dict.fromkeys([*names, self.proposal] if by_hand else names))

    @cached_property
    def field_ranks(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(noun, field) -> system -> rank, 0 the most trusted."""
        return {
            (noun, name): {s: rank for rank, s in enumerate(self.systems(spec.authority, by_hand=spec.by_hand))}
            for noun, object_spec in self.objects.items()
            for name, spec in object_spec.fields.items()
        }

    @cached_property
    def link_ranks(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(link type, variant) -> system -> rank, 0 the most trusted."""
        ranks: dict[tuple[str, str], Mapping[str, int]] = {}
        for type_, spec in self.links.items():
            for variant in spec.variant.values if spec.variant else [""]:
                told = spec.authority_of(variant)
                systems = self.systems(told.systems, by_hand=told.by_hand)
                ranks[type_, variant] = {system: rank for rank, system in enumerate(systems)}
        return ranks

    @cached_property
    def deciders(self) -> frozenset[str]:
        """The systems whose records are decisions about other systems' records, and no records of things."""
        return frozenset((self.steward, self.proposal))

    @cached_property
    def composed(self) -> Mapping[tuple[str, str], ComposedSpec]:
        """(system, object) -> the fields made of parts that rows told of its records."""
        return {
            (system, emit.object): emit.composed
            for system, source in self.sources.items()
            for row in source.objects
            for emit in (row, *row.also)
            if emit.composed is not None
        }

    @cached_property
    def lends(self) -> Mapping[str, Mapping[str, LendSpec]]:
        """System -> object -> the parts that its records lend to those that use them."""
        return {
            system: {
                emit.object: emit.lends for row in source.objects for emit in (row, *row.also) if emit.lends is not None
            }
            for system, source in self.sources.items()
        }

    @cached_property
    def person_facets(self) -> frozenset[str]:
        """Nouns that are facets."""
        return frozenset(name for name, spec in self.objects.items() if spec.facet_of)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Id prefix -> noun name."""
        return {spec.prefix: name for name, spec in self.objects.items()}
