"""objectMap: what exists on one page: nouns and links, how many there are, and which systems feed each.

In: the Model, and the store's counters. Out: :class:`ObjectMap`. Refuses: nothing. :func:`static_map` is the same
without a database.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from graph_service.errors import DeadlineExceeded
from graph_service.graph import compose
from graph_service.model.model import Model
from graph_service.questions.answer import Answer, Status, Why, doc
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class NounFeed:
    """One system that tells of a noun."""

    system: str = field(metadata=doc("The system"))
    objects: list[str] = field(metadata=doc("Its own objects that become this noun"))
    connected: bool | None = field(metadata=doc("Whether it ever delivered anything; null where nobody looked"))
    last_run_at: datetime | None = field(metadata=doc("When it last did"))
    records: int | None = field(metadata=doc("Its records of this noun; null where nobody counted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NounOnMap:
    """One noun."""

    noun: str = field(metadata=doc("Its name"))
    meaning: str = field(metadata=doc("What it is"))
    identity: list[str] = field(metadata=doc("Keys that identify it besides the ids of its sources"))
    facet_of: str | None = field(metadata=doc("What one system knows of another noun: which"))
    made_of: list[str] = field(metadata=doc("The facets it is made of; it has no records of its own"))
    fields: int = field(metadata=doc("How many fields it has"))
    links: list[str] = field(metadata=doc("Its links, by their names as fields"))
    count: int | None = field(metadata=doc("How many there are; null where nobody counted"))
    fed_by: list[NounFeed] = field(metadata=doc("The systems that tell of it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOnMap:
    """One link type."""

    type: str = field(metadata=doc("Its type"))
    meaning: str = field(metadata=doc("What it says"))
    from_nouns: list[str] = field(metadata=doc("Where its arrow leaves"))
    to_nouns: list[str] = field(metadata=doc("Where its arrow enters"))
    variants: list[str] = field(metadata=doc("Its kinds; empty where it has one"))
    count: int | None = field(metadata=doc("How many hold now; null where nobody counted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectMap(Answer):
    """What exists."""

    nouns: list[NounOnMap] = field(default_factory=list, metadata=doc("Every noun of the model, by name"))
    links: list[LinkOnMap] = field(default_factory=list, metadata=doc("Every link type of the model, by name"))
    nodes: int | None = field(default=None, metadata=doc("How many things there are in all"))
    relationships: int | None = field(default=None, metadata=doc("How many links hold in all"))


async def object_map(ask: Ask) -> ObjectMap:
    """What exists, live.

    Args:
        ask: who answers.
    """
    counted, runs, records = await asyncio.gather(
        ask.reader.run_text(compose.counts(ask.model), "object map, counted", PATIENCE, {}),
        ask.reader.run("ledger/source_overview", timeout=PATIENCE),
        _records(ask),
    )
    counts = {row["name"]: row["count"] for row in counted}
    nouns = nouns_on_map(ask.model, counts, {row["source"]: row["last_run_at"] for row in runs}, records)
    links = links_on_map(ask.model, counts)
    nodes, relationships = (sum(one.count or 0 for one in rows) for rows in (nouns, links))
    filled = sum(1 for one in nouns if one.count)
    text = (
        f"{nodes:,} things of {filled} nouns and {relationships:,} links, told by "
        f"{len(runs)} of {len(ask.model.sources)} declared systems."
    )
    why = [Why(rule="COUNTED", text=text)]
    if records is None:
        text = "The records of each system were not counted: that took too long; `gtm-graph sources` counts them."
        why.append(Why(rule="NOT_COUNTED", text=text))
    return ObjectMap(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=why,
        nouns=nouns,
        links=links,
        nodes=nodes,
        relationships=relationships,
    )


async def _records(ask: Ask) -> dict[tuple[str, str], int] | None:
    """(noun, system) -> records; None where the store is too large to count in time."""
    try:
        rows = await ask.reader.run("model/object_map", timeout=PATIENCE)
    except DeadlineExceeded:
        return None
    return {(row["noun"], row["system"]): row["records"] for row in rows}


def static_map(model: Model, now: datetime) -> ObjectMap:
    """What exists by the model alone, without a database.

    Args:
        model: the Model.
        now: for the answer.
    """
    return ObjectMap(
        status=Status.OK,
        as_of=now,
        model_version=model.version,
        nouns=nouns_on_map(model, {}, None, None),
        links=links_on_map(model, {}),
    )


def nouns_on_map(
    model: Model,
    counts: Mapping[str, int],
    runs: Mapping[str, str] | None,
    records: Mapping[tuple[str, str], int] | None,
) -> list[NounOnMap]:
    """The nouns.

    Args:
        model: the Model.
        counts: noun -> how many.
        runs: system -> last run; None where nobody looked.
        records: (noun, system) -> records; None where nobody counted.
    """
    feeds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for system, source in model.sources.items():
        for row in source.objects:
            for emit in (row, *row.also):
                if emit.noun and emit.object not in feeds[emit.noun][system]:
                    feeds[emit.noun][system].append(emit.object)
    return [
        NounOnMap(
            noun=name,
            meaning=spec.doc,
            identity=list(spec.identity.keys) or list(spec.from_keys),
            facet_of=spec.facet_of,
            made_of=list(spec.derived_from),
            fields=len(spec.fields),
            links=sorted(
                {link.names.from_ for link in model.links.values() if name in link.from_}
                | {link.names.to for link in model.links.values() if name in link.to}
            ),
            count=counts.get(name),
            fed_by=[
                NounFeed(
                    system=system,
                    objects=objects,
                    connected=None if runs is None else system in runs,
                    last_run_at=moment(runs.get(system)) if runs else None,
                    records=None if records is None else records.get((name, system), 0),
                )
                for system, objects in sorted(feeds[name].items())
            ],
        )
        for name, spec in model.objects.items()
    ]


def links_on_map(model: Model, counts: Mapping[str, int]) -> list[LinkOnMap]:
    """The link types.

    Args:
        model: the Model.
        counts: type -> how many.
    """
    return [
        LinkOnMap(
            type=type_,
            meaning=spec.doc,
            from_nouns=list(spec.from_),
            to_nouns=list(spec.to),
            variants=list(spec.variant.values) if spec.variant else [],
            count=counts.get(type_),
        )
        for type_, spec in model.links.items()
    ]


OBJECT_MAP = Question(
    name="object_map",
    doc="What exists on one page: nouns and links, how many there are, and which systems feed each.",
    function=object_map,
    docs={},
)
