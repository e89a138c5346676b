"""search: things by the words of their names, addresses and domains.

In: text as somebody types it, in any script. Out: :class:`Search`, best first. Refuses: to decide: the first hit is the
likeliest reading of a text and no answer to "which one is it"; that is what ``resolve`` is for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Truncated,
    Why,
    doc,
    node_seen,
    records_seen,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.question import Question
from graph_service.questions.search_words import lucene

MOST = 100
REACH = 2_000
"""Hits looked at: the best of them are shown."""


class SearchNoun(Enum):
    """The nouns that can be searched."""

    Account = "Companies"
    Person = "People"
    User = "Our people"
    Team = "Our teams and queues"
    Opportunity = "Deals"
    BuyingGroup = "Buying groups"
    Campaign = "Campaigns"
    Workspace = "Workspaces of the product"
    Tenant = "Tenants of the product"
    Subscription = "Contracts"
    BillingEntity = "Who is invoiced"
    Territory = "Patches"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One thing that fits the text."""

    node: NodeSeen = field(metadata=doc("The thing; ask on with its id"))
    score: float = field(metadata=doc("How well it fits, comparable within one answer only"))
    detail: str | None = field(metadata=doc("Its address or domain"))
    places: list[NodeSeen] = field(metadata=doc("Where it belongs: employers, account, selling parent"))
    systems: list[str] = field(metadata=doc("Systems that know it"))
    state: str = field(metadata=doc("live, or how it is gone: archived, deleted, merged"))
    records: list[RecordSeen] = field(metadata=doc("Some of its records, with their age"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Answer):
    """What fits a text, best first."""

    hits: list[SearchHit] = field(default_factory=list, metadata=doc("Best first"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut this answer"))


async def search(ask: Ask, text: str, nouns: list[SearchNoun] | None = None, first: int = 20) -> Search:
    """Find things by their words.

    Args:
        ask: who answers.
        text: what to look for.
        nouns: only things of these nouns; absent: all that can be searched.
        first: hits shown, 1 to 100.
    Raises:
        UsageError: the text has no word, or ``first`` is out of bounds.
    """
    if not 1 <= first <= MOST:
        raise UsageError(f"first is {first}, must be 1 to {MOST}", where="first")
    rows = await find(ask, text, nouns or list(SearchNoun), first + 1)
    more = Truncated(what="HITS", cap=first, text=f"There are more than {first} hits; add a word, or name nouns.")
    hits = [_hit(ask, row) for row in rows[:first]]
    told = f"{len(hits)} fit the words; the order is likeness of text and decides nothing."
    if not hits:
        told = "No name, address or domain has these words; what was loaded a moment ago may follow within a second."
    return Search(
        status=Status.OK if hits else Status.NOT_FOUND,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[Why(rule="FULL_TEXT", text=told)],
        hits=hits,
        truncated=[more] if len(rows) > first else [],
    )


async def find(ask: Ask, text: str, nouns: list[SearchNoun], cap: int) -> list[dict[str, Any]]:
    """Rows of what fits a text, best first.

    Raises:
        UsageError: the text has no word.
    """
    given = {"query": lucene(text), "nouns": [one.name for one in nouns], "reach": REACH, "cap": cap}
    return await ask.reader.run("lookup/search", timeout=PATIENCE, **given)


def _hit(ask: Ask, row: dict[str, Any]) -> SearchHit:
    node = row["node"]
    return SearchHit(
        node=node_seen(node),
        score=round(float(row["score"]), 3),
        detail=node.get("email") or node.get("primary_domain"),
        places=[node_seen(one) for one in row["places"]],
        systems=node["systems"] or [],
        state=node["state"] or "live",
        records=records_seen(ask, row["records"]),
    )


SEARCH = Question(
    name="search",
    doc="Things by the words of their names, addresses and domains, in any script.",
    function=search,
    docs={
        "text": "Words to look for; the beginning of a word is enough",
        "nouns": "Only things of these nouns: Account, Person, User, Opportunity ...",
        "first": "Hits shown, 1 to 100",
    },
)
