"""Which policy files there are, and the form of each.

In: nothing. Out: :data:`POLICY_SPECS`. Refuses: role words outside the closed vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph_service.model.definitions_policy import DefinitionsPolicy
from graph_service.model.feed_policy import FeedPolicy
from graph_service.model.stewardship_policy import StewardshipPolicy
from graph_service.model.suppression_policy import SuppressionPolicy


class MappingPolicy(BaseModel):
    """Vendors' words and ours: ``mappings`` is system -> word -> ours; ``*`` stands for every other word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mappings: dict[str, dict[str, str]]


class RolesPolicy(MappingPolicy):
    """policies/roles.yaml: the closed role vocabulary, role templates and vendors' words for roles."""

    vocabulary: dict[str, str]
    templates: dict[str, dict[str, list[str | list[str]]]] = {}
    """Template -> required and optional roles; a list inside is "one of these"."""

    @model_validator(mode="after")
    def _closed(self) -> RolesPolicy:
        for system, words in self.mappings.items():
            for word, role in words.items():
                if role and role not in self.vocabulary:
                    raise ValueError(f"mappings.{system}.{word}: {role!r} is not in the vocabulary")
        return self


class LifecyclePolicy(MappingPolicy):
    """policies/lifecycle.yaml: vendors' words for stages, and how a stage may move."""

    fields: dict[str, list[str]] = {}
    """Noun -> its fields that hold a stage."""
    order: list[list[str]] = []
    """Stages from first to last, those of one step together; who is in one may move to it or any later one."""
    aside: dict[str, str] = {}
    """A stage outside the order -> the stage that who leaves it counts as having."""
    moves: dict[str, list[str]] = {}
    """Stage -> where else it may move."""
    opens: list[str] = []
    """Each entry into one of these opens a cycle; it ends with a stage of ``closes``, or one outside the order."""
    closes: list[str] = []
    deal_stages: list[list[str]] = []
    """Stages of an opportunity from first to last, as the CRMs call them; those of one step together."""
    young_days: int = Field(default=90, ge=0)
    """For so many days after it entered a stage a cycle is too young to be judged."""

    @model_validator(mode="after")
    def _known(self) -> LifecyclePolicy:
        stages = {*self.aside, *(stage for step in self.order for stage in step)}
        for stage in (*self.aside.values(), *self.moves, *(to for row in self.moves.values() for to in row),
                      *self.opens, *self.closes):  # fmt: skip
            if stage not in stages:
                raise ValueError(f"{stage!r} is no stage of order or aside")
        deals = [stage.casefold() for step in self.deal_stages for stage in step]
        if twice := next((stage for stage in deals if deals.count(stage) > 1), None):
            raise ValueError(f"deal_stages: {twice!r} stands there twice")
        return self

    @cached_property
    def steps(self) -> dict[str, int]:
        """Stage -> its place in the order."""
        return {stage: rank for rank, step in enumerate(self.order) for stage in step}

    def deal_step(self, stage: str | None) -> int | None:
        """The step of an opportunity's stage, the first being 1; None where nobody said where it stands."""
        word = (stage or "").strip().casefold()
        places = (place for place, step in enumerate(self.deal_stages, 1) if word in map(str.casefold, step))
        return next(places, None)

    def legal(self, before: str | None, after: str | None) -> bool:
        """Whether a stage may move so; what is no stage may become any and come from any."""
        ranks = self.steps
        start = ranks.get(self.aside.get(before or "", before or ""))
        if start is None or (after not in ranks and after not in self.aside):
            return True
        return after in self.moves.get(before or "", ()) or (after in ranks and ranks[after] >= start)

    def cycles(self, stages: Iterable[str | None]) -> list[int | None]:
        """The number of the cycle that each stage belongs to; None before the first and between two.

        Args:
            stages: as they were entered, the oldest first.
        """
        numbers: list[int | None] = []
        opened, last = False, 0
        for stage in stages:
            if stage in self.opens:
                opened, last = True, last + 1
            numbers.append(last if opened else None)
            if stage in self.closes or stage in self.aside:
                opened = False
        return numbers


class RoutingPolicy(BaseModel):
    """policies/routing.yaml: who gets a lead, by which rule first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: list[Literal["OPEN_OPPORTUNITY", "ACCOUNT_OWNER", "MANAGER", "LEAD_OWNER"]] = Field(min_length=1)
    customer_types: list[str] = Field(min_length=1)
    prospect_types: list[str] = Field(min_length=1)


class CalendarPolicy(BaseModel):
    """policies/calendar.yaml: the fiscal year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fiscal_year_starts: int = Field(default=1, ge=1, le=12)
    named_after: Literal["START", "END"] = "END"


POLICY_SPECS: dict[str, type[BaseModel]] = {
    "suppression": SuppressionPolicy,
    "stewardship": StewardshipPolicy,
    "roles": RolesPolicy,
    "lifecycle": LifecyclePolicy,
    "routing": RoutingPolicy,
    "calendar": CalendarPolicy,
    "feed": FeedPolicy,
    "definitions": DefinitionsPolicy,
}
