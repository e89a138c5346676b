"""From a reference to the thing it names, or to the several things it might name.

In: an :class:`Ask` and a reference. Out: :class:`Resolved`. Refuses: to pick: a key that several hold, or that may
not identify at all (free mail, shared, role mailbox), gives candidates with what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph_service.errors import UsageError
from graph_service.graph.ids import split_noun_id
from graph_service.model.claims import record_key
from graph_service.model.types import crm_id, domain, email
from graph_service.questions.answer import (
    Candidate,
    Difference,
    NodeSeen,
    Status,
    Why,
    record_seen,
    records_seen,
)
from graph_service.questions.ask import Ask
from graph_service.questions.reference import ExternalId, Ref

CANDIDATES = 50
"""More than this many holders of one key tell a caller nothing."""
RECORDS_PER_KEY = 1_000

_DIFFERENCES = {"Account": "lookup/account_candidates", "Person": "lookup/person_candidates"}
_SHARED = {
    "FREE_MAIL": "it is a free mail provider's domain",
    "SHARED_DOMAIN": "several companies share it",
    "ROLE_MAILBOX": "it is a role mailbox, not one person's",
    "TOO_MANY": "too many records hold it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a reference names: one node, or several candidates, or nothing.

    Attributes:
        node: the one thing, if it is one.
        candidates: the several things, if nothing decides.
        why: how it was found, or why not.
    """

    node: NodeSeen | None = None
    candidates: list[Candidate] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)

    @property
    def status(self) -> Status:
        """OK with one node, AMBIGUOUS with candidates, else NOT_FOUND."""
        if self.node:
            return Status.OK
        return Status.AMBIGUOUS if self.candidates else Status.NOT_FOUND

    def envelope(self, ask: Ask, at: datetime) -> dict[str, Any]:
        """The envelope of an answer that stops here because the reference named no single thing."""
        return {
            "status": self.status,
            "as_of": at,
            "model_version": ask.model.version,
            "token": ask.token,
            "candidates": self.candidates,
            "why": self.why,
        }


async def resolve(ask: Ask, ref: Ref) -> Resolved:
    """Find what a reference names.

    Args:
        ask: who answers.
        ref: by id (birth ids of merged records too), by external id, or by identity key.
    Raises:
        UsageError: the noun is not in the model, or the key is no e-mail address or domain.
    """
    if ref.noun not in ask.model.objects:
        raise UsageError(f"the model has no noun {ref.noun!r}")
    if ref.key is not None:
        return await _by_key(ask, ref)
    return await _by_id(ask, ref)


async def _by_id(ask: Ask, ref: Ref) -> Resolved:
    if ref.external_id:
        birth = ask.birth_id(external_key(ask, ref.external_id))
    else:
        parts = split_noun_id(ref.id or "")
        birth = parts[1] if parts else (ref.id or "")
    rows = await ask.reader.run("lookup/by_id", id=ref.id, birth=birth, noun=ref.noun)
    found = {row["id"]: row for row in rows if row["id"]}
    if len(found) == 1:
        row = next(iter(found.values()))
        return Resolved(node=NodeSeen(noun=ref.noun, id=row["id"], name=row["name"]), why=_named_by(ask, ref, row))
    if found:
        return await _candidates(ask, ref, list(found.values()), f"{ref} is a record of several")
    return Resolved(why=[_not_found(ask, ref, rows[0] if rows else {})])


def _named_by(ask: Ask, ref: Ref, row: Mapping[str, Any]) -> list[Why]:
    """Only what a caller would not expect: the record is gone at its source, or the id is an older one."""
    record = row["record"]
    if record and (record["state"] or "live") != "live":
        said = record_seen(ask, record)
        text = (
            f"The record {said.object} {said.external_id} is {said.state} in {said.system}; it is part of {row['id']}."
        )
        return [Why(rule="RECORD_STATE", text=text, records=[said])]
    if ref.id and ref.id != row["id"]:
        return [Why(rule="ID_RESOLVES", text=f"{ref.id} is now part of {row['id']}.")]
    return []


def _not_found(ask: Ask, ref: Ref, row: Mapping[str, Any]) -> Why:
    record = row.get("record")
    if record:
        said = record_seen(ask, record)
        other = row.get("found_noun")
        state = f"belongs to a {other}, not to a {ref.noun}" if other else f"is {said.state} and makes no {ref.noun}"
        return Why(rule="NOT_FOUND", text=f"The record {ref} {state}.", records=[said])
    if row.get("found_noun"):
        return Why(rule="NOT_FOUND", text=f"{ref} is a {row['found_noun']}, not a {ref.noun}.")
    return Why(rule="NOT_FOUND", text=f"No {ref.noun} is known as {ref}.")


async def _by_key(ask: Ask, ref: Ref) -> Resolved:
    kind = ref.identity or ""
    value = clean_key(kind, ref.key or "")
    rows = await ask.reader.run(
        "lookup/by_key", key=f"{kind}|{value}", noun=ref.noun, records=RECORDS_PER_KEY, cap=CANDIDATES
    )
    shared = rows[0]["shared"] if rows else None
    holders = [row for row in rows if row["id"]]
    alive = [row for row in holders if any(one["state"] not in ("deleted", "erased") for one in row["records"])]
    holders = alive or holders
    if not holders:
        return Resolved(why=[Why(rule="NOT_FOUND", text=f"No {ref.noun} has the {kind} {value}.")])
    if len(holders) == 1 and not shared:
        row = holders[0]
        return Resolved(node=NodeSeen(noun=ref.noun, id=row["id"], name=row["name"]))
    if shared:
        reason = f"{value} does not identify one {ref.noun}: {_SHARED.get(shared, shared)}"
    else:
        reason = f"{len(holders)} hold {value} and no rule decides between them"
    return await _candidates(ask, ref, holders, reason)


def clean_key(kind: str, written: str) -> str:
    """The normal form of an identity key.

    Raises:
        UsageError: it is no e-mail address, or no domain.
    """
    try:
        return domain.clean(written) if kind == "domain" else email.clean(written)
    except ValueError as reason:
        noun = "a domain" if kind == "domain" else "an e-mail address"
        raise UsageError(f"not {noun}: {reason}", where=repr(written[:100])) from None


def external_key(ask: Ask, named: ExternalId) -> str:
    """The record key of an external id in the spelling that intake gave it.

    Object names are compared without case; a CRM id of 15 characters names the record of its 18.
    """
    source = ask.model.sources.get(named.system)
    written = named.id.strip()
    for row in source.objects if source else ():
        for one in (row, *row.also):
            if one.object.casefold() == named.object.casefold():
                if any(value.clean == "crm_id" for value in one.id):
                    with suppress(ValueError):
                        written = crm_id.clean(written)
                return record_key(named.system, one.object, written)
    return record_key(named.system, named.object, written)


async def _candidates(ask: Ask, ref: Ref, rows: list[dict[str, Any]], reason: str) -> Resolved:
    ids = [row["id"] for row in rows]
    statement = _DIFFERENCES.get(ref.noun)
    details = {row["id"]: row for row in await ask.reader.run(statement, ids=ids)} if statement else {}
    facts = {row["id"]: _facts(details.get(row["id"], row)) for row in rows}
    names = sorted({name for known in facts.values() for name in known})
    telling = [name for name in names if len({known.get(name) for known in facts.values()}) > 1]
    candidates = [
        Candidate(
            noun=ref.noun,
            id=row["id"],
            name=row["name"],
            systems=sorted(row["systems"] or []),
            differs=[Difference(what=name, value=facts[row["id"]].get(name)) for name in telling],
        )
        for row in rows
    ]
    records = records_seen(ask, (one for row in rows for one in row.get("records", ())))[:CANDIDATES]
    return Resolved(candidates=candidates, why=[Why(rule="REFERENCE_AMBIGUOUS", text=f"{reason}.", records=records)])


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    facts = {name: value for name, value in row.items() if name not in ("id", "systems", "shared") and value}
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in facts.items()
        if not (isinstance(value, list) and value and isinstance(value[0], dict)) and not isinstance(value, dict)
    }
