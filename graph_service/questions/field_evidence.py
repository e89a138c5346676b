"""Why a field has its value: every claim about it, who won, and by which rule.

In: an :class:`Ask` with the judge of claims that settling uses, ids of nodes, a field. Out: :class:`FieldEvidence`
per node. Refuses: a field that the noun does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"
from datetime import datetime
from enum import Enum
from typing import Any

import orjson

from graph_service.errors import UsageError
from graph_service.model.spec import FieldSpec
from graph_service.questions.answer import doc
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.judged import Judge, Judged


class ClaimOutcome(Enum):
    """What became of a claim."""

    EFFECTIVE = "It is the value, or a part of it."
    OUTRANKED = "A more trusted system claims the field."
    SUPERSEDED = "Another record of equal trust says so later, or first where the first counts."
    NO_AUTHORITY = "The field's authority does not name this system."
    MERGED = "The record was merged; its survivor speaks."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldClaim:
    """What one record says of the field now."""

    system: str = entry(metadata=doc("System of record"))
    object: str = entry(metadata=doc("The system's own object"))
    external_id: str = entry(metadata=doc("The system's own id"))
    state: str = entry(metadata=doc("live, archived, deleted, merged, erased or unseen"))
    value: Any = entry(metadata=doc("What it says; null: emptied on purpose"))
    at: datetime | None = entry(metadata=doc("Time of the version that says so"))
    since: datetime | None = entry(metadata=doc("Since when it says so"))
    outcome: ClaimOutcome = entry(metadata=doc("What became of the claim"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSaid:
    """One version of one record that contains the field."""

    system: str = entry(metadata=doc("System of record"))
    object: str = entry(metadata=doc("The system's own object"))
    external_id: str = entry(metadata=doc("The system's own id"))
    value: Any = entry(metadata=doc("What it said; null: emptied on purpose"))
    at: datetime | None = entry(metadata=doc("When it was said, or first seen"))
    clock: str = entry(metadata=doc("Whose time that is: source, synced or observed"))
    actor: str | None = entry(default=None, metadata=doc("Who said so, where the source tells; a record key or a name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEvidence:
    """Every claim about a field of one node."""

    noun: str = entry(metadata=doc("Noun of the node"))
    id: str = entry(metadata=doc("Our id of the node"))
    field: str = entry(metadata=doc("The field, as the model calls it"))
    value: Any = entry(metadata=doc("The value that these claims make"))
    rule: str = entry(metadata=doc("Name of the rule: AUTHORITY, UNION, FIRST_WINS or NO_CLAIM"))
    text: str = entry(metadata=doc("The rule as a sentence"))
    authority: list[str] = entry(metadata=doc("Systems in the order of trust"))
    claims: list[FieldClaim] = entry(metadata=doc("What each record says now, the winner first"))
    history: list[FieldSaid] = entry(metadata=doc("What was ever said, newest first"))


async def field_evidence(ask: Ask, ids: Sequence[str], name: str) -> list[FieldEvidence | None]:
    """The evidence of one field of some nodes, in the order asked; None where there is no such node.

    Args:
        ask: who answers; its judge is settling's own.
        ids: our ids, as the graph holds them now.
        name: field name, snake_case or camelCase.
    Raises:
        UsageError: a noun among them has no such field.
    """
    rows = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=list(ids))
    found = {row["id"]: _one(ask, row, name) for row in rows}
    return [found.get(id_) for id_ in ids]


def judge_of(ask: Ask) -> Judge:
    """The judge that a door handed in.

    Raises:
        UsageError: this door has none.
    """
    if ask.judge is None:
        raise UsageError("claims cannot be judged here", hint="give Ask a judge (intake/judge.py)")
    return ask.judge


def field_named(ask: Ask, noun: str, name: str) -> str:
    """A field of a noun as the model writes it.

    Raises:
        UsageError: the noun has no such field.
    """
    specs = ask.model.objects[noun].fields
    found = next((one for one in specs if _plain(one) == _plain(name)), None)
    if found is None:
        raise UsageError(f"{noun} has no field {name[:60]!r}", hint="one of " + ", ".join(specs))
    return found


def _one(ask: Ask, row: Mapping[str, Any], name: str) -> FieldEvidence:
    noun, records = row["noun"], row["records"]
    field_name = field_named(ask, noun, name)
    spec = ask.model.objects[noun].fields[field_name]
    judged = judge_of(ask)(ask.model, noun, field_name, records)
    by_key = {record["key"]: record for record in records}
    winners = [claim for claim in judged if claim.effective]
    best = min((claim.rank for claim in judged if claim.rank is not None), default=None)
    ranks = ask.model.field_ranks[noun, field_name]
    rule, text = ruled(spec, winners, by_key)
    return FieldEvidence(
        noun=noun,
        id=row["id"],
        field=field_name,
        value=valued(spec, winners),
        rule=rule,
        text=text,
        authority=sorted(ranks, key=ranks.__getitem__),
        claims=[_claim(claim, by_key[claim.record], best) for claim in judged],
        history=said_of(records, field_name)[::-1],
    )


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def valued(spec: FieldSpec, winners: Sequence[Judged]) -> Any:
    """The value that the winning claims make."""
    if spec.union:
        return sorted({one for claim in winners for one in claim.value or ()})
    return winners[0].value if winners else None


def ruled(spec: FieldSpec, winners: Sequence[Judged], by_key: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """The rule by which they won: its name, and a sentence."""
    if not winners:
        return "NO_CLAIM", "No record of a trusted system contains this field."
    if spec.union:
        return "UNION", "The values of all trusted systems together."
    trusted = f"{by_key[winners[0].record]['system']} is the most trusted system that claims it"
    if spec.first_wins:
        return "FIRST_WINS", f"{trusted}; within it the first claim counts for ever."
    return "AUTHORITY", f"{trusted}; within it the newest claim of a living record counts."


def _claim(claim: Judged, record: Mapping[str, Any], best: int | None) -> FieldClaim:
    if claim.effective:
        outcome = ClaimOutcome.EFFECTIVE
    elif claim.rank is None:
        outcome = ClaimOutcome.NO_AUTHORITY
    elif record["state"] == "merged":
        outcome = ClaimOutcome.MERGED
    else:
        outcome = ClaimOutcome.SUPERSEDED if claim.rank == best else ClaimOutcome.OUTRANKED
    return FieldClaim(
        system=record["system"],
        object=record["object"],
        external_id=record["external_id"],
        state=record["state"] or "live",
        value=claim.value,
        at=moment(claim.at),
        since=moment(claim.since),
        outcome=outcome,
    )


def said_of(records: Iterable[Mapping[str, Any]], name: str) -> list[FieldSaid]:
    """Every version that contains a field, the oldest first."""
    said: list[tuple[str, str, str, FieldSaid]] = []
    for record in records:
        for at, _, clock, hash_, written in record["versions"]:
            claims = orjson.loads(written) if isinstance(written, str | bytes) else written
            fields = claims.get("fields", {})
            if name in fields and "void" not in claims:
                one = FieldSaid(
                    system=record["system"],
                    object=record["object"],
                    external_id=record["external_id"],
                    value=fields[name],
                    at=moment(at),
                    clock=clock,
                    actor=claims.get("by") or claims.get("decision", {}).get("actor"),
                )
                said.append((at, record["key"], hash_, one))
    return [one for *_, one in sorted(said, key=lambda item: item[:3])]
