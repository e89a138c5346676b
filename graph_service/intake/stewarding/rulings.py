"""Who may stop contact, and who may let it go again (POLICIES 1.3, 1.7).

In: the Model's policies, a stop, who decides. Out: :class:`~graph_service.model.authority.Ruling`. Refuses: nothing by
raising; a ruling says no, with the rule's name. Fields, links and identity are judged in ``model/authority``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.errors import UsageError
from graph_service.model.authority import Ruling, among
from graph_service.model.model import Model


@dataclass(frozen=True, slots=True)
class By:
    """Who decides.

    Attributes:
        actor: name or work address.
        teams: teams they are in.
        proposal: True for a machine or an agent, whose word is a proposal.
        request: what the caller calls this write; sent again under the same name it is the same decision.
        asked: hash of what is asked under that name.
    """

    actor: str
    teams: tuple[str, ...] = ()
    proposal: bool = False
    request: str = ""
    asked: str = ""


def stop_ruling(model: Model, code: str, noun: str, by: By) -> Ruling:
    """Whether somebody may put up a stop.

    Args:
        model: its policies.
        code: stop code.
        noun: Person or Account.
        by: who.
    Raises:
        UsageError: no stop of this code is put up by hand, or not on this noun.
    """
    known = model.policies["stewardship"].stops
    if code not in known:
        raise UsageError(f"{code!r} is no stop that people put up", hint="one of " + ", ".join(known))
    spec = known[code]
    if noun not in spec.on:
        raise UsageError(f"{code} is no stop of a {noun}", hint="it is one of a " + " or a ".join(spec.on))
    teams = tuple(spec.teams)
    if among(by.teams, teams):
        return Ruling(True, "TEAM_MAY_STOP", f"{code} is put up by {_listed(teams)}", teams=teams)
    text = f"{code} is put up by {_listed(teams)}, not by {_listed(by.teams)}"
    return Ruling(False, "TEAM_MAY_NOT_STOP", text, teams=teams)


def release_ruling(model: Model, code: str, by: By, *, standing: Mapping[str, bool], evidence: str | None) -> Ruling:
    """Whether somebody may take a stop away.

    Args:
        model: its policies.
        code: the stop's code.
        by: who.
        standing: ASKER, MANAGER, OWNER -> whether they are that.
        evidence: what shows that it was recorded in error.
    """
    level = level_of(model, code)
    spec = model.policies["stewardship"].release[level]
    teams = tuple(spec.teams)
    who = _listed([*(team for team in teams), *(_PEOPLE[one] for one in spec.people)])
    if level == "MACHINE":
        text = f"{code} ends with the fact behind it: change that at its source"
        if code in model.policies["suppression"].motions:
            text += ", or overrule it (overruleState) for one purpose, until a day"
        return Ruling(False, "FACT_ENDS_IT", text)
    if by.proposal:
        text = f"a stop is taken away by people: {who}"
        return Ruling(False, "PEOPLE_DECIDE", text, teams=teams)
    if not among(by.teams, teams) and not any(standing.get(one) for one in spec.people):
        rule = "ONLY_THE_SUBJECT_OR_PRIVACY" if level == "SUBJECT" else "NOT_YOURS_TO_RELEASE"
        own = "the person's own later act, or a correction with evidence by " if level == "SUBJECT" else ""
        return Ruling(False, rule, f"{code} ({level}) is taken away by {own}{who}", teams=teams)
    if spec.evidence and not (evidence or "").strip():
        text = f"{code} ({level}) is only taken away as an error, and what shows the error must be named"
        return Ruling(False, "EVIDENCE_NEEDED", text, teams=teams)
    return Ruling(True, f"RELEASE_{level}", f"{code} ({level}) is taken away by {who}", teams=teams)


def overrule_ruling(model: Model, code: str, by: By, *, owns: Sequence[tuple[bool, str | None]], of: str) -> Ruling:
    """Whether somebody may overrule a state of a company, a deal or a ticket.

    Args:
        model: its policies.
        code: the state.
        by: who.
        owns: how they own what it is about: (the thing itself and not its company, type of ownership).
        of: noun of what it is about, "" for a person.
    Raises:
        UsageError: no state of this code.
    """
    policy = model.policies["suppression"]
    if code not in policy.motions:
        raise UsageError(f"{code[:60]!r} is no state", hint="one of " + ", ".join(policy.motions))
    kinds = policy.motions[code].overrule
    who = _listed([kind.replace("_", " ").lower() for kind in kinds])
    if by.proposal:
        return Ruling(False, "PEOPLE_DECIDE", f"a state is overruled by people: {who}")
    for kind in kinds:
        meant = policy.overrulers[kind]
        owner = any(meant.is_owner(itself=itself, of=of, type=type_) for itself, type_ in owns)
        if owner or among(by.teams, meant.teams):
            return Ruling(True, f"OVERRULED_BY_{kind}", f"{code} may be overruled by: {who}")
    teams = tuple(team for kind in kinds for team in policy.overrulers[kind].teams)
    return Ruling(False, "NOT_YOURS_TO_OVERRULE", f"{code} may be overruled by: {who}", teams=teams)


def level_of(model: Model, code: str) -> str:
    """The level of a stop; one that the policy does not know is an admin's."""
    policy = model.policies["suppression"]
    if code in policy.stops:
        return str(policy.stops[code].level)
    return "MACHINE" if code in policy.motions else "ADMIN"


def effect_of(model: Model, code: str) -> Any:
    """What a release says of the stop: LIFTED or ERROR."""
    return model.policies["stewardship"].release[level_of(model, code)].effect


_PEOPLE = {"ASKER": "who asked for it", "MANAGER": "their manager", "OWNER": "the account's owner"}


def _listed(words: Sequence[str]) -> str:
    return ", ".join("everybody" if word == "*" else word for word in words) or "nobody"
