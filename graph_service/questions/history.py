"""history: every claim of a field over time, and which of them was effective when, by which rule.

In: a thing, a field and a time. Out: :class:`History`. Refuses: to say what a field was before its evidence starts.

As of a time is the same settling over what had been said by then, under today's model and identities (DESIGN, History).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import orjson

from graph_service.questions.answer import SinceKind, Status, Truncated, Why, day
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.field_evidence import FieldSaid, field_named, judge_of, ruled, said_of, valued
from graph_service.questions.history_answer import EffectiveValue, History
from graph_service.questions.reference import NodeRef
from graph_service.questions.resolve import resolve

MOST_TIMES = 500
"""At most so many instants at which something changed are judged, the newest; each is a settling of the field."""
MOST_SAID = 2_000
_COMPOSED = ("parts", "amounts")
"""What rows add to a field that no row has whole."""

Record = Mapping[str, Any]
One = TypeVar("One", EffectiveValue, FieldSaid)


async def history(ask: Ask, object: NodeRef, field: str, as_of: datetime | None = None) -> History:
    """Every claim of a field of a thing over time.

    Args:
        ask: who answers.
        object: the thing.
        field: name of the field, snake_case or camelCase.
        as_of: only what had been said by then; absent: now.
    Raises:
        UsageError: the noun has no such field.
    """
    at = ask.at(as_of)
    resolved = await resolve(ask, object)
    name = field_named(ask, object.noun, field)
    if resolved.node is None:
        return History(field=name, **resolved.envelope(ask, at))
    rows = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=[resolved.node.id])
    records = [_read(record) for row in rows for record in row["records"]]
    last = instant(at) if as_of is not None else None
    times = sorted(time for time in _times(records, name) if last is None or time <= last)
    effective = _numbered(ask, object.noun, name, _effective(ask, object.noun, name, records, times[-MOST_TIMES:]))
    said = [one for one in said_of(records, name) if as_of is None or (one.at is not None and one.at <= at)]
    names = await _names(ask, [one.actor for one in said])
    first = [at for record in records for at, *_, claims in record["versions"] if _tells(claims, name)]
    starts = moment(min(first, default=None))
    ranks = ask.model.field_ranks[object.noun, name]
    now = effective[-1] if effective else None
    return History(
        status=Status.OK if said or now else Status.UNKNOWN,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        why=[*resolved.why, *_why(resolved.node.name or resolved.node.id, name, now, starts, at)],
        target=resolved.node,
        field=name,
        value=now.value if now else None,
        authority=sorted(ranks, key=ranks.__getitem__),
        evidence_since=starts,
        effective=[_named(one, names) for one in effective],
        said=[_named(one, names) for one in said[-MOST_SAID:]],
        truncated=[*_cut("TIMES", len(times), MOST_TIMES), *_cut("CLAIMS", len(said), MOST_SAID)],
    )


def _read(record: Record) -> dict[str, Any]:
    """A record with its claims read once; each is judged at many times."""
    versions = [[at, seen, clock, hash_, orjson.loads(claims)] for at, seen, clock, hash_, claims in record["versions"]]
    return {**record, "versions": versions}


def _times(records: Iterable[Record], name: str) -> set[str]:
    """The instants at which what counts may have changed: a claim, or the life and death of a record that claims."""
    times: set[str] = set()
    for record in records:
        if any(_tells(claims, name) for *_, claims in record["versions"]):
            mortal = any(claims["state"] not in ("live", "unseen") for *_, claims in record["versions"])
            for at, seen, _, _, claims in record["versions"]:
                if mortal or _tells(claims, name):
                    times.update((at, seen))
    return times


def _tells(claims: Mapping[str, Any], name: str) -> bool:
    return name in claims.get("fields", {}) or any(part in claims for part in _COMPOSED)


def _effective(ask: Ask, noun: str, name: str, records: Sequence[Record], times: Sequence[str]) -> list[EffectiveValue]:
    """What counted from each of those instants on, neighbours that agree made one."""
    spec = ask.model.objects[noun].fields[name]
    judge, by_key = judge_of(ask), {record["key"]: record for record in records}
    exact = {at for record in records for at, _, clock, *_ in record["versions"] if clock == "source"}
    spans: list[EffectiveValue] = []
    before: tuple[Any, ...] | None = None
    for time in times:
        claims = judge(ask.model, noun, name, records, time)
        winners = [claim for claim in claims if claim.effective]
        if not winners and not spans:
            continue
        value = valued(spec, winners)
        outcome = (value, winners[0].record if winners else None)
        if outcome == before:
            continue
        before = outcome
        if spans:
            spans[-1] = replace(spans[-1], until=moment(time))
        winner = by_key[winners[0].record] if winners else {}
        rule, text = ruled(spec, winners, by_key)
        spans.append(
            EffectiveValue(
                value=value,
                since=moment(time),
                since_kind=SinceKind.STATED if time in exact else SinceKind.FIRST_SEEN,
                until=None,
                rule=rule,
                text=text,
                system=winner.get("system"),
                object=winner.get("object"),
                external_id=winner.get("external_id"),
                actor=_actor(winner, name, winners[0].at) if winners else None,
            )
        )
    return spans


def _numbered(ask: Ask, noun: str, name: str, spans: list[EffectiveValue]) -> list[EffectiveValue]:
    """Stages of a lifecycle with the number of their cycle (POLICIES 3)."""
    policy = ask.model.policies["lifecycle"]
    if name not in policy.fields.get(noun, ()):
        return spans
    numbers = policy.cycles(one.value for one in spans)
    return [replace(one, cycle=number) for one, number in zip(spans, numbers, strict=True)]


def _actor(record: Record, name: str, at: str) -> str | None:
    return next((one.actor for one in said_of([record], name) if one.at == moment(at) and one.actor), None)


async def _names(ask: Ask, actors: Iterable[str | None]) -> dict[str, str]:
    """Record key of one of our people -> what they are called."""
    keys = sorted({actor for actor in actors if actor and actor.count("|") >= 2})
    births = {ask.birth_id(key): key for key in keys}
    rows = await ask.reader.run("lookup/nodes_of_records", timeout=PATIENCE, ids=sorted(births)) if births else []
    return {births[row["id"]]: row["name"] for row in rows}


def _named(one: One, names: Mapping[str, str]) -> One:
    return replace(one, actor=names.get(one.actor, one.actor)) if one.actor else one


def _why(thing: str, name: str, now: EffectiveValue | None, starts: datetime | None, at: datetime) -> list[Why]:
    why = []
    if now is not None:
        text = f"The {name} of {thing} counts as it is since {day(now.since)}: {now.text}"
        why.append(Why(rule=now.rule, text=text))
    if starts is None:
        why.append(Why(rule="NO_CLAIM", text=f"No record of {thing} contains the field {name}."))
    elif starts > at:
        text = f"Evidence of the {name} of {thing} starts {starts.isoformat()}; what it was before is unknown."
        why.append(Why(rule="EVIDENCE_STARTS", text=text))
    return why


def _cut(what: str, there: int, most: int) -> list[Truncated]:
    text = f"Only the newest {most:,} of {there:,} are shown."
    return [Truncated(what=what, cap=most, text=text)] if there > most else []
