"""From a reference to the thing it names, or to the several things it might name.

In: an :class:`Ask` and a reference. Out: :class:`Resolved`. Refuses: to pick: a key that several hold, or that may
not identify at all (free mail, shared, role mailbox), gives candidates with what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    node_seen,
    noun_of,
    record_seen,
    records_seen,
)
from graph_service.questions.ask import PATIENCE, Ask
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
        return await _by_birth(ask, ref, ask.birth_id(external_key(ask, ref.external_id)))
    rows = await ask.reader.run("lookup/by_id", timeout=PATIENCE, id=ref.id)
    fitting = [row["node"] for row in rows if noun_of(row["node"]) == ref.noun]
    if fitting:
        return Resolved(node=node_seen(fitting[0]), why=_state(fitting[0]))
    parts = split_noun_id(ref.id or "")
    return await _by_birth(ask, ref, parts[1] if parts else ref.id or "")


async def _by_birth(ask: Ask, ref: Ref, birth: str) -> Resolved:
    rows = await ask.reader.run("lookup/by_record", timeout=PATIENCE, birth=birth)
    found = {node["id"]: node for row in rows for node in _nodes(ref.noun, row)}
    if not found:
        return Resolved(why=[_not_found(ask, ref, rows[0] if rows else None)])
    if len(found) > 1:
        return await _candidates(ask, ref, list(found.values()), f"{ref} is a record of several", [])
    node = next(iter(found.values()))
    return Resolved(node=node_seen(node), why=[*_record_state(ask, rows[0]["record"], node), *_moved(ref, node)])


def _nodes(noun: str, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The node of a row that is of the noun asked for, or the people behind it."""
    own = [row["node"]] if row["node"] else []
    return [node for node in (*own, *row["people"]) if noun_of(node) == noun]


def _record_state(ask: Ask, record: Mapping[str, Any], node: Mapping[str, Any]) -> list[Why]:
    """A record that is gone at its source: five different things to a caller."""
    said = record_seen(ask, record)
    if said.state == "live":
        return []
    text = f"The record {said.object} {said.external_id} is {said.state} in {said.system}; it is part of {node['id']}."
    return [Why(rule="RECORD_STATE", text=text, records=[said])]


def _moved(ref: Ref, node: Mapping[str, Any]) -> list[Why]:
    if ref.id is None or ref.id == node["id"]:
        return []
    return [Why(rule="ID_RESOLVES", text=f"{ref.id} is now part of {node['id']}.")]


def _state(node: Mapping[str, Any]) -> list[Why]:
    if node.get("state") in (None, "live"):
        return []
    text = f"{node['name'] or node['id']} is {node['state']} in every system that knew it."
    return [Why(rule="RECORD_STATE", text=text)]


def _not_found(ask: Ask, ref: Ref, row: Mapping[str, Any] | None) -> Why:
    if row is None:
        return Why(rule="NOT_FOUND", text=f"No {ref.noun} is known as {ref}.")
    said = record_seen(ask, row["record"])
    other = noun_of(row["node"]) if row["node"] else None
    state = f"belongs to a {other}, not to a {ref.noun}" if other else f"is {said.state} and makes no {ref.noun}"
    return Why(rule="NOT_FOUND", text=f"The record {ref} {state}.", records=[said])


async def _by_key(ask: Ask, ref: Ref) -> Resolved:
    kind = ref.identity or ""
    value = clean_key(kind, ref.key or "")
    rows = await ask.reader.run("lookup/by_key", timeout=PATIENCE, key=f"{kind}|{value}", cap=RECORDS_PER_KEY)
    shared = rows[0]["shared"] if rows else None
    held = [(node, row["record"]) for one in rows for row in one["holders"] for node in _nodes(ref.noun, row)]
    alive = [(node, record) for node, record in held if record["state"] not in ("deleted", "erased")] or held
    holders = {node["id"]: node for node, _ in alive}
    if not holders:
        return Resolved(why=[Why(rule="NOT_FOUND", text=f"No {ref.noun} has the {kind} {value}.")])
    if len(holders) == 1 and not shared:
        return Resolved(node=node_seen(next(iter(holders.values()))))
    if shared:
        reason = f"{value} does not identify one {ref.noun}: {_SHARED.get(shared, shared)}"
    else:
        reason = f"{len(holders)} {ref.noun}s hold {value} and no rule decides between them"
    nodes = sorted(holders.values(), key=lambda node: str(node["id"]))[:CANDIDATES]
    return await _candidates(ask, ref, nodes, reason, [record for _, record in alive])


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


async def _candidates(
    ask: Ask, ref: Ref, nodes: list[Mapping[str, Any]], reason: str, records: list[Mapping[str, Any]]
) -> Resolved:
    why = Why(rule="REFERENCE_AMBIGUOUS", text=f"{reason}.", records=records_seen(ask, records)[:CANDIDATES])
    return Resolved(candidates=await candidates_of(ask, ref.noun, nodes), why=[why])


async def candidates_of(ask: Ask, noun: str, nodes: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Several things of one noun with what tells them apart.

    Args:
        ask: who answers.
        noun: their noun.
        nodes: rows with ``id`` and ``name``.
    """
    ids = [node["id"] for node in nodes]
    statement = _DIFFERENCES.get(noun)
    rows = await ask.reader.run(statement, timeout=PATIENCE, ids=ids) if statement else []
    facts = {node["id"]: {"name": str(node["name"])} for node in nodes} | {row["id"]: _facts(row) for row in rows}
    systems = {row["id"]: row.get("systems") for row in (*nodes, *rows)}
    names = sorted({name for known in facts.values() for name in known})
    telling = [name for name in names if len({known.get(name) for known in facts.values()}) > 1]
    return [
        Candidate(
            noun=noun,
            id=node["id"],
            name=node["name"],
            systems=sorted(systems[node["id"]] or []),
            differs=[Difference(what=name, value=facts[node["id"]].get(name)) for name in telling],
        )
        for node in nodes
    ]


def _facts(row: Mapping[str, Any]) -> dict[str, str]:
    """What a statement of differences found, as text; nothing where nothing is on record."""
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in row.items()
        if name not in ("id", "systems") and value
    }
