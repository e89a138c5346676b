"""ambiguities: what the evidence leaves open, with candidates, evidence, owner, age and decision.

In: filters and a page. Out: :class:`Ambiguities`. Refuses: nouns that the model does not have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.questions.ambiguities_answer import (
    Ambiguities,
    Ambiguity,
    AmbiguityCandidate,
    AmbiguityKind,
    AmbiguityStatus,
    KindCount,
    Ruling,
)
from graph_service.questions.ambiguity_owners import owners_of
from graph_service.questions.answer import NodeSeen, RecordSeen, Status, Why, node_seen, record_seen
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.paging import wanted
from graph_service.questions.won_without_subscription import won_without_subscription

MOST_CANDIDATES = 50
_HOLDERS = 10


async def ambiguities(
    ask: Ask,
    kinds: list[AmbiguityKind] | None = None,
    status: AmbiguityStatus | None = None,
    noun: str | None = None,
    id: str | None = None,
    first: int = 100,
    after: str | None = None,
) -> Ambiguities:
    """What the evidence leaves open, oldest first.

    Args:
        ask: who answers.
        kinds: only these kinds.
        status: only open, or only decided ones.
        noun: only what is about things of this noun; a person's facets count for the person.
        id: only this one.
        first: items on a page.
        after: cursor of the page before.
    Raises:
        UsageError: the page or the cursor does not fit, or there is no such noun.
    """
    page = wanted("ambiguities", first, after)
    about = _noun(ask.model, noun)
    # what comes with time alone is not stored, and nobody decides it: it is over when its evidence is
    timed = (
        AmbiguityKind.WON_WITHOUT_SUBSCRIPTION in (kinds or AmbiguityKind)
        and status is not AmbiguityStatus.DECIDED
        and about in (None, "Account", "Opportunity")
    )
    stored, counts, (won, waiting) = await asyncio.gather(
        ask.reader.run(
            "review/ambiguities",
            timeout=PATIENCE,
            id=id,
            kinds=[one.name for one in kinds] if kinds else None,
            status=status.name.lower() if status else None,
            noun=about,
            after=page.after,
            most=first + 1,
        ),
        ask.reader.run("review/ambiguity_counts", timeout=PATIENCE),
        won_without_subscription(ask, id, page.after, first + 1 if timed else 0),
    )
    named = await _named(ask, stored)
    rows = [(f"{row['doubt']['since']}|{row['doubt']['id']}", _ambiguity(ask, row, named)) for row in stored]
    rows = sorted(rows + won, key=lambda pair: pair[0])
    shown = [one for _, one in rows[:first]]
    missing = id is not None and not shown
    told = [KindCount(kind=AmbiguityKind[o["kind"]], open=o["open"], decided=o["all"] - o["open"]) for o in counts]
    if waiting:
        told.append(KindCount(kind=AmbiguityKind.WON_WITHOUT_SUBSCRIPTION, open=waiting, decided=0))
    why = [Why(rule="NOT_FOUND", text=f"No ambiguity has the id {id}: it may be over.")] if missing else []
    if waiting is None:
        kind = AmbiguityKind.WON_WITHOUT_SUBSCRIPTION.name
        why.append(Why(rule="NOT_LOOKED_FOR", text=f"Whether there are any of {kind} was not found out in time."))
    return Ambiguities(
        status=Status.NOT_FOUND if missing else Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=why,
        ambiguities=shown,
        counts=told,
        page=page.page([key for key, _ in rows]),
    )


def _noun(model: Model, written: str | None) -> str | None:
    if written is None:
        return None
    plain = {name.casefold(): name for name in model.objects}
    try:
        return plain[written.replace("_", "").replace("-", "").casefold()]
    except KeyError:
        raise UsageError(f"no noun is called {written!r}", hint="one of " + ", ".join(model.objects)) from None


@dataclass(frozen=True, slots=True)
class _Named:
    """What candidates are, by record key and by id; for a key, some of those who hold it."""

    records: Mapping[str, AmbiguityCandidate] = field(default_factory=dict)
    nodes: Mapping[str, AmbiguityCandidate] = field(default_factory=dict)
    keys: Mapping[str, tuple[int, list[RecordSeen]]] = field(default_factory=dict)


async def _named(ask: Ask, page: list[dict[str, Any]]) -> _Named:
    words = {word for row in page for word in row["doubt"]["candidates"][:MOST_CANDIDATES]}
    births = {ask.birth_id(word): word for word in words if "|" in word}
    ids = sorted(word for word in words if "|" not in word)
    keys = [row["doubt"]["subject"] for row in page if row["doubt"]["kind"] == "KEY_SHARED_BY_TOO_MANY"]
    if not births and not ids and not keys:
        return _Named()
    [row] = await ask.reader.run(
        "review/named", timeout=PATIENCE, births=sorted(births), ids=ids, keys=keys, most=_HOLDERS
    )
    return _Named(
        records={
            births[one["birth"]]: AmbiguityCandidate(
                node=node_seen(one["node"]) if one["node"] else None, record=record_seen(ask, one["record"])
            )
            for one in row["records"]
        },
        nodes={one["id"]: AmbiguityCandidate(node=node_seen(one), record=None) for one in row["nodes"]},
        keys={one["key"]: (one["holders"], [record_seen(ask, seen) for seen in one["some"]]) for one in row["keys"]},
    )


def _ambiguity(ask: Ask, row: Mapping[str, Any], named: _Named) -> Ambiguity:
    doubt, about = row["doubt"], row["about"]
    kind = AmbiguityKind[doubt["kind"]]
    since = moment(doubt["since"])
    nodes: dict[str, NodeSeen] = {one["node"]["id"]: node_seen(one["node"]) for one in about if one["node"]}
    size, records = row["size"], [record_seen(ask, one["record"]) for one in about]
    if doubt["subject"] in named.keys:
        size, records = named.keys[doubt["subject"]]
    found = {**named.records, **named.nodes}
    return Ambiguity(
        id=doubt["id"],
        kind=kind,
        status=AmbiguityStatus[doubt["status"].upper()],
        text=doubt["text"],
        subject=doubt["subject"],
        about=list(nodes.values()),
        size=size,
        candidates=[found[word] for word in doubt["candidates"][:MOST_CANDIDATES] if word in found],
        evidence=doubt["evidence"],
        records=records,
        owner=owners_of(ask.model, kind, doubt["subject"], {node.noun for node in nodes.values()}),
        since=since,
        age_days=max(0, (ask.now - since).days) if since else None,
        ruling=_ruling(row["decisions"], doubt["evidence"]),
    )


def _ruling(rows: list[dict[str, Any]], evidence: str) -> Ruling | None:
    if not rows:
        return None
    [row] = rows
    return Ruling(
        decision=row["decision"],
        reason=row["reason"],
        actor=row["actor"],
        team=row["team"],
        at=moment(row["at"]),
        holds=row["evidence"] == evidence,
    )
