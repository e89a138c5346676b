"""Stops that people put up, and their release.

In: a :class:`Steward`, who decides, a person or account by our id, or an address nobody has yet. Out:
:class:`Written`. Refuses: what the team may not stop or release (:class:`Refused`, with the rule); to release what is
not there (UsageError).

A stop is hung on the addresses that identify the person, which never move, so that it binds whoever appears later
under one of them; and on every record of theirs that has no such address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from graph_service.errors import UsageError
from graph_service.intake.stewarding.decision import ReleasedStop, Row, Said, Sheet
from graph_service.intake.stewarding.rulings import By, effect_of, overrule_ruling, release_ruling, stop_ruling
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Written, allowed
from graph_service.model.authority import Ruling
from graph_service.model.claims import record_key

MOST = 10_000
"""Records of one address that are looked at."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is not to be contacted.

    Attributes:
        thing: our id of a person or account, if it is known.
        keys: addresses, numbers or domains, as keys (``email|a@b.example``).
    """

    thing: str | None = None
    keys: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """Person or Account."""
        account = self.thing[:3] == "acc" if self.thing else all(key.startswith("domain|") for key in self.keys)
        return "Account" if account else "Person"


def stop_contact(
    steward: Steward,
    by: By,
    *,
    whom: Whom,
    code: str,
    reason: str,
    channels: Sequence[str] = (),
    purposes: Sequence[str] = (),
    topic: str | None = None,
    brand: str | None = None,
    until: str | None = None,
) -> Written:
    """Stop contact with a person or a company.

    Args:
        steward: takes decisions.
        by: who.
        whom: a person or account, or addresses of one who is not known yet.
        code: what is said, e.g. NEVER_CONTACT or ASKED_FOR_SILENCE.
        reason: why.
        channels, purposes: only these; all that the code covers where they are empty.
        topic, brand: only this one.
        until: end; ASKED_FOR_SILENCE ends after 90 days without one.
    Raises:
        Refused: the team may not put up this stop.
        UsageError: no such stop, channel or purpose; nobody is named.
    """
    ruling = allowed(stop_ruling(steward.model, code, whom.noun, by))
    policy = steward.model.policies["suppression"]
    _known("channel", channels, policy.channels)
    _known("purpose", purposes, [*policy.purposes, "MKT"])
    keys, sheets = _hooks(steward, whom)
    said: Said = {"kind": "STOP", "code": code, "keys": keys, "sheets": sheets}
    if channels:
        said["channels"] = list(channels)
    if purposes:
        said["purposes"] = list(purposes)
    if topic:
        said["topic"] = topic
    if brand:
        said["brand"] = brand
    if until is not None:
        said["until"] = until
    return steward.take(by, reason, said, ruling)


def release_contact(
    steward: Steward, by: By, *, whom: Whom, code: str, reason: str, evidence: str | None = None
) -> Written:
    """Take a stop away, wherever it was said.

    Args:
        code: the stop's code.
        reason: why.
        evidence: of a subject's own stop: what shows that it was recorded in error.
    Raises:
        Refused: this is not theirs to release (POLICIES 1.7).
        UsageError: no such stop stands.
    """
    stops = [stop for stop in _standing(steward, whom) if stop["code"] == code]
    if not stops:
        raise UsageError(f"no {code[:60]} stands there", hint="`gtm-graph ask suppression` lists what stands")
    askers = [_asker(steward, stop) for stop in stops]
    rulings = [_released(steward, by, whom, code, asker, evidence) for asker in askers]
    ruling = next((one for one in rulings if not one.allowed), rulings[0])
    allowed(ruling)
    said: Said = {"kind": "RELEASE", "code": code, "effect": effect_of(steward.model, code), "stops": stops}
    if evidence:
        said["evidence"] = evidence
    return steward.take(by, reason, said, ruling)


def overrule_state(
    steward: Steward,
    by: By,
    *,
    whom: Whom,
    code: str,
    about: str | None,
    purposes: Sequence[str],
    until: str,
    reason: str,
) -> Written:
    """Say that a state of a company, a deal or a ticket need not keep one person from a message (POLICIES 1.4).

    Args:
        steward: takes decisions.
        by: who: the owner, or one of the team, that the state's row names.
        whom: the person.
        code: the state, as suppression names it.
        about: our id of what it is about; None where suppression names nothing.
        purposes: for which messages.
        until: end, not later than the policy allows.
        reason: why.
    Raises:
        Refused: it is not theirs to overrule.
        UsageError: no such state or purpose; no end, or one that is past or too late.
    """
    if whom.noun != "Person":
        raise UsageError("a state is overruled for one person")
    ruling = allowed(
        overrule_ruling(
            steward.model, code, by, owns=_owned(steward, by, about),
            of=steward.model.prefixes[about[:3]] if about else "",
        )
    )  # fmt: skip
    policy = steward.model.policies["suppression"]
    if not purposes:
        raise UsageError("a state is overruled for a purpose", hint="one of " + ", ".join(policy.purposes))
    _known("purpose", purposes, policy.purposes)
    steward.check_end(until, steward.model.policies["stewardship"].overrule.most_days)
    keys, sheets = _hooks(steward, whom)
    said: Said = {
        "kind": "OVERRULE", "code": code, "about": steward.anchor(about).key if about else "", "keys": keys,
        "sheets": sheets, "purposes": list(purposes), "until": until,
    }  # fmt: skip
    return steward.take(by, reason, said, ruling)


def _owned(steward: Steward, by: By, about: str | None) -> list[tuple[bool, str | None]]:
    """How the one who decides owns a thing, or the company of it."""
    if about is None or "@" not in by.actor:
        return []
    run = steward.writer.run
    key = f"email|{by.actor.strip().lower()}"
    me = {row["id"] for row in run("stewarding/colleague", key=key, accounts=[], person=None, others=[])}
    rows = _list(run("suppression/owners", ids=[about]))
    return [(row["itself"], row["type"]) for row in rows if row["id"] in me and row["active"] is not False]


def withdrawal_ruling(steward: Steward, by: By, row: Row, reason: str) -> Ruling:
    """Whether somebody may take back a stop or its release: the one is a release, the other a stop put up again."""
    code = row["code"]
    whom = Whom(None, tuple(row.get("keys", ())))
    if row["kind"] == "RELEASE":
        return Ruling(True, "STOP_AGAIN", f"{code} stands again: that may be said by everybody")
    if sheets := row.get("sheets"):
        found = steward.anchors([steward.ids.birth(sheet["record"]) for sheet in sheets])
        things = sorted(thing for one in found for thing in one.things)
        whom = Whom(next((one for one in things if one[:3] in ("per", "acc")), None), whom.keys)
    return _released(steward, by, whom, code, row["actor"], reason)


def _released(steward: Steward, by: By, whom: Whom, code: str, asker: str | None, evidence: str | None) -> Ruling:
    standing = {"ASKER": asker is not None and by.actor.strip().casefold() == asker.casefold()}
    if "@" in by.actor:
        rows = steward.writer.run(
            "stewarding/colleague",
            key=f"email|{by.actor.strip().lower()}",
            accounts=[whom.thing] if whom.thing and whom.noun == "Account" else [],
            person=whom.thing if whom.noun == "Person" else None,
            others=[f"email|{asker.strip().lower()}"] if asker and "@" in asker else [],
        )
        standing |= {"OWNER": any(row["owner"] for row in rows), "MANAGER": any(row["manager"] for row in rows)}
    return release_ruling(steward.model, code, by, standing=standing, evidence=evidence)


def _hooks(steward: Steward, whom: Whom) -> tuple[list[str], list[Sheet]]:
    """The keys and the records that a stop hangs on."""
    keys = set(whom.keys)
    if whom.thing is None:
        if not keys:
            raise UsageError("nobody is named")
        return sorted(keys), []
    if whom.noun == "Account":
        anchor = steward.anchor(whom.thing)
        return sorted(keys), [{"noun": "Account", "record": anchor.key}]
    sheets: list[Sheet] = []
    for row in steward.writer.run("stewarding/person_records", id=whom.thing):
        if row["system"] in steward.model.deciders:
            continue
        keys.update(row["keys"])
        if not row["keys"]:
            sheets.append({"noun": row["noun"], "record": row["key"]})
    return sorted(keys), sheets


def _standing(steward: Steward, whom: Whom) -> list[ReleasedStop]:
    """Every stop that stands on the records and keys of somebody, as the question of suppression finds them."""
    run = steward.writer.run
    keys: set[str] = {*whom.keys}
    rows: list[dict[str, Any]] = []
    if whom.thing is not None and whom.noun == "Account":
        rows += run("suppression/account_records", ids=[whom.thing])
    elif whom.thing is not None:
        rows += run("suppression/people_records", ids=[whom.thing])
        keys |= {row["key"] for row in _list(run("suppression/people_keys", ids=[whom.thing]))}
    rows += run("suppression/key_records", keys=sorted(keys), cap=MOST)
    found: dict[tuple[str, str], ReleasedStop] = {}
    for row in _list(rows):
        record = record_key(row["system"], row["object"], row["external_id"])
        for stop in orjson.loads(row["stops"] or b"[]"):
            if stop["standing"]:
                found[record, stop["slot"]] = {"record": record, "slot": stop["slot"], "code": stop["code"]}
    return [found[key] for key in sorted(found)]


def _list(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for row in rows for one in row["rows"]]


def _asker(steward: Steward, stop: ReleasedStop) -> str | None:
    """Who put up a stop by hand; None for a vendor's."""
    system, _, id_ = stop["record"].split("|", 2)
    if system != steward.model.steward:
        return None
    return steward.decision(id_.partition("#")[0])["actor"]


def _known(what: str, words: Iterable[str], known: Iterable[str]) -> None:
    strange = sorted({*words} - {*known})
    if strange:
        raise UsageError(f"{strange[0][:60]!r} is no {what}", hint="one of " + ", ".join(known))
