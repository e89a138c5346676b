"""The form of schema/policies/definitions.yaml: words that teams mean differently, as predicates over the graph.

In: plain data read from YAML. Out: one frozen :class:`DefinitionsPolicy`. Refuses: unknown words, a predicate told in
two ways, and (:func:`problem`) nouns, links and fields that the model does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from graph_service.model.spec import LinkSpec, ObjectSpec

_STEP = re.compile(r"(?P<way>[<>])(?P<link>[A-Z][A-Z_]*)(?:\[(?P<variant>[A-Z_]+)\])?(?::(?P<noun>[A-Za-z]+))?")
_NUMBERS = ("int", "float", "money")
_TIMES = ("date", "datetime")
Word = bool | int | float | str


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Step(_Part):
    """One link of a path: along its arrow or against it, one variant or all, to one noun or any."""

    out: bool
    link: str
    variant: str | None = None
    noun: str | None = None

    @classmethod
    def read(cls, written: object) -> Step:
        """A step as it is written, e.g. ``<OWNS[CSM]:User``.

        Raises:
            ValueError: it is none.
        """
        found = _STEP.fullmatch(str(written))
        if found is None:
            raise ValueError(f"{written!r} is no step; write >TYPE:Noun or <TYPE[KIND]:Noun")
        return cls(out=found["way"] == ">", link=found["link"], variant=found["variant"], noun=found["noun"])


class FieldTest(_Part):
    """What a field must be; exactly one of these."""

    among: list[Word] | None = None
    not_: list[Word] | None = Field(default=None, alias="not")
    above: float | None = None
    least: float | None = None
    filled: bool | None = None
    days: int | None = Field(default=None, ge=1)
    from_today: bool | None = None
    past_step: int | None = Field(default=None, ge=1)
    """Of an opportunity's stage: none of the first so many steps of ``deal_stages`` in policies/lifecycle.yaml."""

    @model_validator(mode="after")
    def _one(self) -> FieldTest:
        if len(self.model_fields_set) != 1:
            raise ValueError(
                "a condition is one of a value, a list, not, above, least, filled, days, from_today, past_step"
            )
        return self


class Recorded(_Part):
    """A record of the thing."""

    by: list[str] = Field(min_length=1)
    state: list[str] = ["live"]


class Linked(_Part):
    """Something at the end of a path."""

    path: list[str] = Field(min_length=1)
    where: Holds | None = None

    @field_validator("path")
    @classmethod
    def _steps(cls, value: list[str]) -> list[str]:
        return [one for one in value if Step.read(one)]

    @property
    def steps(self) -> list[Step]:
        """The path, read."""
        return [Step.read(one) for one in self.path]


class Holds(_Part):
    """A predicate; exactly one of these."""

    all: list[Holds] | None = None
    any: list[Holds] | None = None
    not_: Holds | None = Field(default=None, alias="not")
    field: dict[str, FieldTest | Word | list[Word]] | None = None
    recorded: Recorded | None = None
    linked: Linked | None = None

    @model_validator(mode="after")
    def _one(self) -> Holds:
        if len(self.model_fields_set) != 1:
            raise ValueError("a predicate is one of all, any, not, field, recorded, linked")
        return self

    @property
    def tests(self) -> dict[str, FieldTest]:
        """The conditions on fields, a plain value being one of a list."""
        return {
            name: one if isinstance(one, FieldTest) else FieldTest(among=one if isinstance(one, list) else [one])
            for name, one in (self.field or {}).items()
        }

    @property
    def parts(self) -> list[Holds]:
        """The predicates it is put together from, of the same thing."""
        return [*(self.all or ()), *(self.any or ()), *([self.not_] if self.not_ else [])]


class TeamDefinition(_Part):
    """What one team means."""

    says: str
    holds: Holds


class TermSpec(_Part):
    """One word."""

    doc: str
    noun: str
    account: str | None = None
    """The step by which to come from the thing to its company; absent: it is one."""
    among: Holds | None = None
    """Only things of which this holds are looked at."""
    teams: dict[str, TeamDefinition] = Field(min_length=2)

    @field_validator("account")
    @classmethod
    def _step(cls, value: str | None) -> str | None:
        return value if value is None or Step.read(value) else None

    @property
    def to_account(self) -> Step | None:
        """That step, read."""
        return Step.read(self.account) if self.account else None


class DefinitionsPolicy(_Part):
    """The whole policy."""

    terms: dict[str, TermSpec] = {}

    def problems(
        self, objects: Mapping[str, ObjectSpec], links: Mapping[str, LinkSpec], systems: set[str]
    ) -> Iterator[str]:
        """What the model does not have; nothing where it holds together.

        Args:
            objects: the model's nouns.
            links: its links.
            systems: its systems and groups of systems.
        """
        for name, term in self.terms.items():
            if term.noun not in objects:
                yield f"{name}: {term.noun!r} is no noun"
                continue
            steps = [term.to_account] if term.to_account else []
            predicates = [*([term.among] if term.among else []), *(one.holds for one in term.teams.values())]
            for problem in (
                *_path(steps, {term.noun}, objects, links)[1],
                *(told for one in predicates for told in _check(one, {term.noun}, objects, links, systems)),
            ):
                yield f"{name}: {problem}"


def _check(
    holds: Holds,
    nouns: set[str],
    objects: Mapping[str, ObjectSpec],
    links: Mapping[str, LinkSpec],
    systems: set[str],
) -> Iterator[str]:
    for part in holds.parts:
        yield from _check(part, nouns, objects, links, systems)
    for name, test in holds.tests.items():
        for noun in sorted(nouns):
            spec = objects[noun].fields.get(name)
            if spec is None:
                yield f"{noun} has no field {name!r}"
            elif (test.above is not None or test.least is not None) and spec.type not in _NUMBERS:
                yield f"{noun}.{name} is no number"
            elif (test.days is not None or test.from_today is not None) and spec.type not in _TIMES:
                yield f"{noun}.{name} is no time"
            elif test.past_step is not None and (noun, name) != ("Opportunity", "stage"):
                yield f"{noun}.{name} is no stage of an opportunity"
            elif (test.among is not None or test.not_ is not None) and spec.type == "money":
                yield f"{noun}.{name} is money: compare it with above or least"
    for word in holds.recorded.by if holds.recorded else ():
        if word not in systems:
            yield f"{word!r} is no system and no group"
    if holds.linked is not None:
        ends, problems = _path(holds.linked.steps, nouns, objects, links)
        yield from problems
        if holds.linked.where is not None and not problems:
            yield from _check(holds.linked.where, ends, objects, links, systems)


def _path(
    path: list[Step], nouns: set[str], objects: Mapping[str, ObjectSpec], links: Mapping[str, LinkSpec]
) -> tuple[set[str], list[str]]:
    """The nouns at the end of a path, and what is wrong with it."""
    at = nouns
    for step in path:
        spec = links.get(step.link)
        if spec is None:
            return at, [f"{step.link!r} is no link"]
        near, far = (spec.from_, spec.to) if step.out else (spec.to, spec.from_)
        if not at & set(near):
            return at, [f"no {step.link} {'leaves' if step.out else 'enters'} {' or '.join(sorted(at))}"]
        if step.noun is not None and step.noun not in far:
            return at, [f"{step.link} has no {step.noun!r} at that end"]
        if step.variant is not None and (spec.variant is None or step.variant not in spec.variant.values):
            return at, [f"{step.link} has no kind {step.variant!r}"]
        at = {step.noun} if step.noun else set(far)
    return at, []
