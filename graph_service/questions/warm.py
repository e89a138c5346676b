"""Statements planned before anybody waits for them.

A server that has just started plans its first statements in seconds each, a plan that a deadline cuts short is not
kept, and the plan cache tells apart the kinds and sizes of parameters. So each statement is run once with parameters
as questions give them, that match nothing.

In: a reader. Out: the statements that could not be planned. Refuses: nothing; what cannot be planned now is planned
when it is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from graph_service.errors import DatabaseError
from graph_service.graph.statements import Statement, load_statements
from graph_service.questions.ask import OPEN, Reads

TOPICS = (
    "lookup", "ownership", "hierarchy", "roles", "suppression", "pipeline", "usage", "money", "expansion", "funnel",
    "model",
)  # fmt: skip
AT_ONCE = 2
SECONDS = 60.0

_ID = "nil_" + 24 * "a"
_KEY = "email|nobody.at.all@nowhere.invalid"
_SAMPLES: dict[str, Any] = {
    "at": "2026-01-01T00:00:00.000000Z",
    "since": OPEN,
    "kind": "SELLING",
    "key": _KEY,
    "birth": 24 * "a",
    "keys": [_KEY],
    "kinds": ["SELLING", "LEGAL"],
    "severe": ["urgent", "high"],
    "doubts": ["CONTESTED_KEY"],
    "refs": [{"n": 0, "id": _ID, "birth": 24 * "a"}],
    "ids": [_ID],
    "places": [_ID],
    "tenants": [_ID],
    "stretches": [{"n": 0, "id": _ID, "start": "2026-01-01", "end": "2026-01-02"}],
    "people": [_ID],
    "teams": [_ID],
    "accounts": [_ID],
    "family": [_ID],
    "near": [_ID],
    "leads": [_ID],
    "nouns": ["Account"],
    "live": ["ACTIVE"],
    "statuses": ["ACTIVE"],
    "ignored": ["FORECAST_PLACEHOLDER"],
    "resold": ["RESELLER"],
    "trial": ["TRIAL"],
    "systems": ["warehouse"],
    "closed": ["CLOSED"],
    "no_buyers": ["PARTNER"],
    "needles": ["stage"],
    "says": ["CUSTOMER"],
}
_NUMBERS = frozenset({"cap", "depth", "claims", "reach", "beside", "growth", "least"})


def samples(statement: Statement) -> Iterator[dict[str, Any]]:
    """Parameters as questions give them: one set, and one more per parameter that may be null."""
    given = {name: 1 if name in _NUMBERS else _SAMPLES.get(name, _ID) for name in statement.params}
    yield given
    for name, doc in statement.params.items():
        if "null" in doc:
            yield {**given, name: None}


async def warm_up(reader: Reads, topics: tuple[str, ...] = TOPICS) -> list[str]:
    """Have the server plan the statements of some topics.

    Args:
        reader: runs named statements.
        topics: folders under cypher/ whose statements only read.
    Returns:
        Names of the statements that the server refused or did not plan in time; they are tried again when asked.
    """
    gate = asyncio.Semaphore(AT_ONCE)

    async def failed(statement: Statement) -> bool:
        async with gate:
            try:
                for given in samples(statement):
                    await reader.run(statement.name, timeout=SECONDS, **given)
            except DatabaseError:
                return True
        return False

    wanted = [one for name, one in load_statements().items() if name.partition("/")[0] in topics]
    answers = await asyncio.gather(*(failed(one) for one in wanted))
    return [one.name for one, bad in zip(wanted, answers, strict=True) if bad]
