"""The Model: everything schema/ says, compiled once and never changed.

In: parsed specs. Out: :class:`Model` with the look-ups that other rooms need. Refuses: nothing; ``load`` has checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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
        sources: system -> its file.
        policies: file stem -> parsed policy (``suppression``, ``roles``, ...).
        version: hash of all files; every answer names it.
    """

    objects: Mapping[str, ObjectSpec]
    links: Mapping[str, LinkSpec]
    groups: Mapping[str, tuple[str, ...]]
    steward: str
    sources: Mapping[str, SourceSpec]
    policies: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""

    def systems(self, authority: list[str]) -> tuple[str, ...]:
        """An authority list with its groups written out: systems in the order of trust, each once, steward first."""
        names = [self.steward]
        for word in authority:
            names.extend(self.groups.get(word, (word,)))
        return tuple(dict.fromkeys(names))

    @cached_property
    def field_ranks(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(noun, field) -> system -> rank, 0 the most trusted."""
        return {
            (noun, name): {system: rank for rank, system in enumerate(self.systems(spec.authority))}
            for noun, object_spec in self.objects.items()
            for name, spec in object_spec.fields.items()
        }

    @cached_property
    def link_ranks(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(link type, variant) -> system -> rank, 0 the most trusted."""
        ranks: dict[tuple[str, str], Mapping[str, int]] = {}
        for type_, spec in self.links.items():
            for variant in spec.variant.values if spec.variant else [""]:
                systems = self.systems(spec.authority_of(variant).systems)
                ranks[type_, variant] = {system: rank for rank, system in enumerate(systems)}
        return ranks

    @cached_property
    def person_facets(self) -> frozenset[str]:
        """Nouns that are facets."""
        return frozenset(name for name, spec in self.objects.items() if spec.facet_of)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Id prefix -> noun name."""
        return {spec.prefix: name for name, spec in self.objects.items()}
