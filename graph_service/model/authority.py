"""Who may write what by hand: the one judgement that the question ``canWrite`` and every mutation share.

In: the Model, what is to be written, the teams of who writes. Out: :class:`Ruling`, with the rule's name. Refuses:
names that the Model does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.model.policies import LifecyclePolicy
from graph_service.model.spec import FieldSpec

EVERYBODY = "*"
"""Stands in a list of teams for every team, and for who is in none."""


@dataclass(frozen=True, slots=True)
class Deal:
    """How far the opportunity is whose field is to be written.

    Attributes:
        stage: as the CRM names it; None: not known.
        closed: whether it is closed, whatever its stage is called.
    """

    stage: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a write is allowed, and why.

    Attributes:
        allowed: whether it is.
        rule: name of the rule that decided.
        text: the reason as a sentence.
        systems: systems that are believed about it, in the order of trust.
        teams: teams that may write it.
    """

    allowed: bool
    rule: str
    text: str
    systems: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


def among(teams: Iterable[str], owners: Iterable[str]) -> bool:
    """Whether one of a caller's teams is among those that own something."""
    owning = {owner.casefold() for owner in owners}
    return EVERYBODY in owning or any(team.strip().casefold() in owning for team in teams)


def field_ruling(
    model: Model,
    noun: str,
    field: str,
    teams: Sequence[str],
    value: object = None,
    *,
    proposal: bool = False,
    deal: Deal | None = None,
) -> Ruling:
    """Whether a field may be written by hand.

    Args:
        model: the Model.
        noun, field: the field.
        teams: teams of who writes.
        value: what is to be written, where it matters (a stage has owners of its own).
        proposal: a machine or an agent proposes it, which needs no team and outranks nobody.
        deal: how far the thing is, for a field that is locked after a stage.
    Raises:
        UsageError: no such noun or field.
    """
    spec = field_of(model, noun, field)
    place = f"{noun}.{field}"
    systems = model.systems(spec.authority, by_hand=spec.by_hand)
    person = model.objects[noun].facet_of
    every = tuple(dict.fromkeys([*spec.teams, *(team for owners in spec.teams_of.values() for team in owners)]))
    if not spec.by_hand:
        text = f"{place} is kept by {_listed(systems)} alone: money and usage are never written by hand"
        return Ruling(False, "NOT_BY_HAND", text, systems)
    if model.objects[noun].from_keys:
        return Ruling(False, "NOT_BY_HAND", f"{noun} follows from its key alone", systems)
    if person is not None and field in model.objects[person].fields:
        text = f"a {noun} shows what its own system says; write {person}.{field}"
        return Ruling(False, "FACET_SHOWS_ITS_SYSTEM", text, systems)
    lock = _lock(model, spec, place, deal or Deal())
    if lock.locked:
        return Ruling(False, "LOCKED_AFTER_STAGE", lock.text, systems, every)
    if proposal:
        text = f"a proposal for {place} fills a blank and outranks nobody{lock.text}"
        return Ruling(True, "PROPOSAL", text, systems, every)
    owners = tuple(spec.teams_of.get(str(value), spec.teams)) if value is not None else every
    if among(teams, owners):
        return Ruling(True, "TEAM_OWNS_FIELD", f"{place} is written by {_listed(owners)}{lock.text}", systems, owners)
    what = f"{place} = {value}" if value is not None and str(value) in spec.teams_of else place
    text = f"{what} is written by {_listed(owners)}, not by {_named(teams)}"
    return Ruling(False, "TEAM_DOES_NOT_OWN_FIELD", text, systems, owners)


@dataclass(frozen=True, slots=True)
class _Lock:
    locked: bool
    text: str = ""


def _lock(model: Model, spec: FieldSpec, place: str, deal: Deal) -> _Lock:
    """Whether a field is locked by the stage of its thing; a stage that nobody placed locks nothing, and is named."""
    last = spec.locked_after_stage
    if last is None:
        return _Lock(False)
    policy = model.policies.get("lifecycle")
    step = policy.deal_step(deal.stage) if isinstance(policy, LifecyclePolicy) else None
    where = f"it is in {deal.stage}" if deal.stage else "it is closed"
    if deal.closed or (step is not None and step > last):
        return _Lock(True, f"{place} is locked for everybody once the deal is past stage {last}, and {where}")
    text = f"; it is locked once the deal is past stage {last}"
    if deal.stage is None:
        return _Lock(False, f"{text}, and its stage is not known here")
    if step is None:
        return _Lock(False, f"{text}, and where {deal.stage} stands is not known (deal_stages in lifecycle.yaml)")
    return _Lock(False, f"{text}; {deal.stage} is stage {step}")


def link_ruling(
    model: Model, link: str, variant: str, nouns: Iterable[str], teams: Sequence[str], *, proposal: bool = False
) -> Ruling:
    """Whether a link may be written by hand.

    Args:
        model: the Model.
        link, variant: the link; an empty variant where it has none.
        nouns: the nouns at its ends, as far as they are known; some teams own a link only there.
        teams: teams of who writes.
        proposal: a machine or an agent proposes it.
    Raises:
        UsageError: no such link or variant.
    """
    spec = model.links.get(link)
    if spec is None:
        raise UsageError(f"the model has no link {link!r}", hint="one of " + ", ".join(model.links))
    known = spec.variant.values if spec.variant else [""]
    if variant not in known:
        raise UsageError(f"{link} has no {variant!r}", hint="one of " + ", ".join(known) if spec.variant else None)
    told = spec.authority_of(variant)
    systems = model.systems(told.systems, by_hand=told.by_hand)
    place = f"{link} {variant}".strip()
    if spec.derived or not told.by_hand:
        return Ruling(False, "NOT_BY_HAND", f"{place} is never written by hand", systems)
    if proposal:
        text = f"a proposal for {place} fills a blank and outranks nobody"
        return Ruling(True, "PROPOSAL", text, systems, tuple(told.teams))
    narrower = [told.teams_of[noun] for noun in nouns if noun in told.teams_of]
    owners = tuple(dict.fromkeys(team for one in narrower for team in one)) if narrower else tuple(told.teams)
    if among(teams, owners):
        return Ruling(True, "TEAM_OWNS_LINK", f"{place} is written by {_listed(owners)}", systems, owners)
    text = f"{place} is written by {_listed(owners)}, not by {_named(teams)}"
    return Ruling(False, "TEAM_DOES_NOT_OWN_LINK", text, systems, owners)


def identity_ruling(model: Model, noun: str, teams: Sequence[str], *, proposal: bool = False) -> Ruling:
    """Whether somebody may say that records are, or are not, one thing of this noun.

    Raises:
        UsageError: no such noun.
    """
    spec = model.objects.get(noun)
    if spec is None:
        raise UsageError(f"the model has no noun {noun!r}", hint="one of " + ", ".join(model.objects))
    owners = tuple(spec.identity.teams)
    place = f"the identity of {noun}"
    systems = (model.steward,)
    if not owners:
        return Ruling(False, "NOT_BY_HAND", f"{place} is never decided by hand", systems)
    if proposal:
        text = f"{place} is decided by people: a proposal joins and parts nothing"
        return Ruling(False, "PEOPLE_DECIDE", text, systems, owners)
    if among(teams, owners):
        return Ruling(True, "TEAM_OWNS_IDENTITY", f"{place} is decided by {_listed(owners)}", systems, owners)
    text = f"{place} is decided by {_listed(owners)}, not by {_named(teams)}"
    return Ruling(False, "TEAM_DOES_NOT_OWN_IDENTITY", text, systems, owners)


def field_of(model: Model, noun: str, field: str) -> FieldSpec:
    """A field of a noun.

    Raises:
        UsageError: no such noun or field.
    """
    spec = model.objects.get(noun)
    if spec is None:
        raise UsageError(f"the model has no noun {noun!r}", hint="one of " + ", ".join(model.objects))
    if field not in spec.fields:
        raise UsageError(f"{noun} has no field {field!r}", hint="one of " + ", ".join(spec.fields))
    return spec.fields[field]


def _listed(words: Sequence[str]) -> str:
    return ", ".join("everybody" if word == EVERYBODY else word for word in words) or "nobody"


def _named(teams: Sequence[str]) -> str:
    return _listed([team for team in teams if team.strip()]) if any(team.strip() for team in teams) else "no team"
