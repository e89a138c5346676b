"""People or companies with what was ever said of their stage: read in pages, each told as its run through the stages.

In: a noun and its stage field. Out: :class:`Told` per person or company. Refuses: our own staff and test addresses;
they are counted as left out, as are those without a stage, without a day, or with a move that is not allowed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import orjson

from graph_service.model.policies import LifecyclePolicy
from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen, Truncated, node_seen
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.cohorts import SILENT, Run, run_of, said_of
from graph_service.questions.figures import LeftOuts, NotCounted

MOST = 200_000
_PAGE = 1_000
_LAST = "~"
"""Behind every character of an id."""
_KNOWN = ("Contact", "Lead")


class Counting(Enum):
    """Whose stages are counted."""

    PEOPLE = "Contacts, as people: records of one human are one."
    ACCOUNTS = "Companies, by the stage of the motion NEW that a CRM gives them."


@dataclass(frozen=True, slots=True)
class Told:
    """One person or company."""

    node: NodeSeen
    run: Run
    segment: str | None
    source: str | None


@dataclass(slots=True)
class Read:
    """What reading found beside those told.

    Attributes:
        any_dated: whether anybody entered a stage on a known day, whenever.
    """

    left: LeftOuts = field(default_factory=LeftOuts)
    truncated: list[Truncated] = field(default_factory=list)
    any_dated: bool = False


async def rows_of(ask: Ask, noun: str, names: Sequence[str], read: Read) -> AsyncIterator[Mapping[str, Any]]:
    """Things of a noun with the versions that tell one of some fields; our own staff are counted and passed over.

    Args:
        ask: who answers.
        noun: Person or Account.
        names: fields of their records.
        read: where what is left out is noted.
    """
    policy: SuppressionPolicy = ask.model.policies["suppression"]
    prefix = ask.model.objects[noun].prefix + "_"
    needles = [f'"{name}"' for name in names]
    after, seen = prefix, 0
    while True:
        rows = await ask.reader.run(
            "funnel/funnel", timeout=PATIENCE, after=after, before=prefix + _LAST, needles=needles, cap=_PAGE
        )
        for row in rows:
            if any(policy.is_ours(one) for one in row["emails"]):
                read.left.add(NotCounted.OWN_STAFF, node_seen(row))
            else:
                yield row
        seen += len(rows)
        if len(rows) < _PAGE:
            return
        if seen >= MOST:
            read.truncated.append(
                Truncated(what=noun.upper(), cap=MOST, text=f"Only the first {MOST:,} were read; figures are too low.")
            )
            return
        after = rows[-1]["id"]


async def runs(ask: Ask, counting: Counting, read: Read) -> AsyncIterator[Told]:
    """Everybody who has a stage, as a run through the stages.

    Args:
        ask: who answers.
        counting: people or companies.
        read: where what is left out is noted.
    """
    policy: LifecyclePolicy = ask.model.policies["lifecycle"]
    noun = "Person" if counting is Counting.PEOPLE else "Account"
    of = "Contact" if counting is Counting.PEOPLE else "Account"
    [name, *_] = policy.fields[of]
    ranks = ask.model.field_ranks[of, name]
    sources = ask.model.field_ranks["Contact", "lead_source"]
    async for row in rows_of(ask, noun, (name, "lead_source"), read):
        node = node_seen(row, noun)
        said = said_of(row["records"], name, ranks)
        run = run_of(policy, said)
        if not run.cycles:
            if any(one.stage in policy.aside for one in said):
                read.left.add(NotCounted.UNDATED, node)
            elif counting is Counting.ACCOUNTS or any(one["noun"] in _KNOWN for one in row["records"]):
                read.left.add(NotCounted.NO_STAGE, node)
            continue
        if run.undated:
            read.left.add(NotCounted.UNDATED, node)
        if run.illegal:
            read.left.add(NotCounted.ILLEGAL_TRANSITION, node)
        read.any_dated |= any(entry.day is not None for cycle in run.cycles for entry in cycle.entries)
        segment = row["segment"] or next(iter(row["segments"]), None)
        first = first_said(row["records"], "lead_source", sources)
        yield Told(node=node, run=run, segment=segment, source=first[0] if first else None)


def first_said(
    records: Sequence[Mapping[str, Any]], name: str, ranks: Mapping[str, int]
) -> tuple[str, Mapping[str, Any]] | None:
    """What the most trusted system first said of a field, and the fields that it said it with; first wins for ever.

    Args:
        records: rows with ``system``, ``state`` and ``versions``.
        name: the field.
        ranks: systems that have a say, by trust.
    """
    best: tuple[tuple[int, str, str], str, Mapping[str, Any]] | None = None
    for record in records:
        if record["system"] not in ranks or (record["state"] or "live") in SILENT:
            continue
        for at, _, written in record["versions"]:
            claims = orjson.loads(written)
            fields = claims.get("fields", {})
            value = str(fields.get(name) or "").strip()
            if value and "void" not in claims:
                key = (ranks[record["system"]], str(at), value)
                if best is None or key < best[0]:
                    best = (key, value, fields)
    return (best[1], best[2]) if best else None
