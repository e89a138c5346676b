"""Why a field has its value: every claim about it, who won, and by which rule.

In: an :class:`Ask`, ids of nodes, a field, and the judge of claims that settling uses. Out: :class:`FieldEvidence`
per node. Refuses: a field that the noun does not have.

The judge is handed in, because questions and intake do not know each other; so an explanation can never differ from
what was settled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

import orjson

from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.model.spec import FieldSpec
from graph_service.questions.answer import doc
from graph_service.questions.ask import PATIENCE, Ask, moment


class Judged(Protocol):
    """One record's claim, judged by settling."""

    @property
    def record(self) -> str:
        """Key of the record."""
        ...

    @property
    def value(self) -> Any:
        """What it says; None: it was emptied on purpose."""
        ...

    @property
    def at(self) -> str:
        """Time of the version that says so."""
        ...

    @property
    def since(self) -> str:
        """Since when it says so."""
        ...

    @property
    def rank(self) -> int | None:
        """Place in the field's authority; None: no say."""
        ...

    @property
    def effective(self) -> bool:
        """Whether it won."""
        ...


Judge = Callable[[Model, str, str, Iterable[Mapping[str, Any]]], Sequence[Judged]]
"""(model, noun, field, records with their versions) -> every claim, the winner first."""


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


async def field_evidence(ask: Ask, ids: Sequence[str], name: str, judge: Judge) -> list[FieldEvidence | None]:
    """The evidence of one field of some nodes, in the order asked; None where there is no such node.

    Args:
        ask: who answers.
        ids: our ids, as the graph holds them now.
        name: field name, snake_case or camelCase.
        judge: settling's own judgement of claims.
    Raises:
        UsageError: a noun among them has no such field.
    """
    rows = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=list(ids))
    found = {row["id"]: _one(ask, row, name, judge) for row in rows}
    return [found.get(id_) for id_ in ids]


def _one(ask: Ask, row: Mapping[str, Any], name: str, judge: Judge) -> FieldEvidence:
    noun, records = row["noun"], row["records"]
    specs = ask.model.objects[noun].fields
    field_name = next((one for one in specs if _plain(one) == _plain(name)), None)
    if field_name is None:
        raise UsageError(f"{noun} has no field {name[:60]!r}", hint="one of " + ", ".join(specs))
    spec = specs[field_name]
    judged = judge(ask.model, noun, field_name, records)
    by_key = {record["key"]: record for record in records}
    winners = [claim for claim in judged if claim.effective]
    best = min((claim.rank for claim in judged if claim.rank is not None), default=None)
    authority = list(ask.model.systems(spec.authority))
    rule, text = _rule(spec, winners, by_key)
    return FieldEvidence(
        noun=noun,
        id=row["id"],
        field=field_name,
        value=_value(spec, winners),
        rule=rule,
        text=text,
        authority=authority,
        claims=[_claim(claim, by_key[claim.record], best) for claim in judged],
        history=_history(records, field_name),
    )


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _value(spec: FieldSpec, winners: Sequence[Judged]) -> Any:
    if spec.union:
        return sorted({one for claim in winners for one in claim.value or ()})
    return winners[0].value if winners else None


def _rule(spec: FieldSpec, winners: Sequence[Judged], by_key: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
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


def _history(records: Iterable[Mapping[str, Any]], name: str) -> list[FieldSaid]:
    said: list[tuple[str, str, FieldSaid]] = []
    for record in records:
        for at, _, clock, _, claims in record["versions"]:
            fields = orjson.loads(claims).get("fields", {})
            if name in fields:
                one = FieldSaid(
                    system=record["system"],
                    object=record["object"],
                    external_id=record["external_id"],
                    value=fields[name],
                    at=moment(at),
                    clock=clock,
                )
                said.append((at, record["key"], one))
    return [one for _, _, one in sorted(said, key=lambda item: item[:2], reverse=True)]
