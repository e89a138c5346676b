"""The form of schema/policies/feed.yaml: which changes are told.

In: plain data read from YAML. Out: one frozen :class:`FeedPolicy` with the look-ups that the writer needs. Refuses: an
event of a name that the feed itself uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph_service.model.event import OWN_KINDS

if TYPE_CHECKING:
    from graph_service.model.model import Model


class RetentionSpec(BaseModel):
    """How long events are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: float = Field(gt=0)
    events: int = Field(ge=1_000)


class FeedPolicy(BaseModel):
    """The whole policy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    retention: RetentionSpec
    things: list[str]
    """Nouns of which it is told that one came, went or came back."""
    fields: dict[str, dict[str, list[str]]]
    """Event -> noun -> fields whose effective value it tells."""
    links: dict[str, list[str]]
    """Event -> links whose ends it tells, of their subject."""

    @model_validator(mode="after")
    def _names(self) -> FeedPolicy:
        for kind in (*self.fields, *self.links):
            if kind in OWN_KINDS:
                raise ValueError(f"{kind} is told by the feed itself")
        told = [type_ for types in self.links.values() for type_ in types]
        if twice := next((one for one in told if told.count(one) > 1), None):
            raise ValueError(f"links: {twice} is told twice")
        return self

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of event there can be."""
        return tuple(dict.fromkeys((*OWN_KINDS, *self.fields, *self.links)))

    @cached_property
    def fields_of(self) -> Mapping[str, Mapping[str, str]]:
        """Noun -> field -> event."""
        found: dict[str, dict[str, str]] = {}
        for kind, nouns in self.fields.items():
            for noun, names in nouns.items():
                found.setdefault(noun, {}).update(dict.fromkeys(names, kind))
        return found

    @cached_property
    def kind_of_link(self) -> Mapping[str, str]:
        """Link -> event."""
        return {type_: kind for kind, types in self.links.items() for type_ in types}

    def nouns(self, model: Model) -> frozenset[str]:
        """Nouns whose ids stand in any event, so that it is told too what becomes of their ids."""
        ends = (noun for type_ in self.kind_of_link for noun in (*model.links[type_].from_, *model.links[type_].to))
        return frozenset((*self.things, *self.fields_of, *ends))

    def problems(self, model: Model) -> list[tuple[tuple[str, ...], str]]:
        """What does not fit the rest of the model: (place in the file, what is wrong)."""
        found: list[tuple[tuple[str, ...], str]] = [
            (("things",), f"{noun!r} is no noun") for noun in self.things if noun not in model.objects
        ]
        for kind, nouns in self.fields.items():
            for noun, names in nouns.items():
                place = ("fields", kind, noun)
                spec = model.objects.get(noun)
                if spec is None:
                    found.append((place, f"{noun!r} is no noun"))
                    continue
                for name in names:
                    field = spec.fields.get(name)
                    if field is None:
                        found.append((place, f"{noun} has no field {name!r}"))
                    elif field.personal or field.type not in ("enum", "string"):
                        found.append((place, f"{noun}.{name}: only words that are not personal are told"))
        for kind, types in self.links.items():
            found += [(("links", kind), f"{one!r} is no link") for one in types if one not in model.links]
        return found
