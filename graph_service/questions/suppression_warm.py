"""Lets the server plan the statements of suppression before anybody waits for them.

In: a reader. Out: nothing; the server keeps the plans. Refuses: nothing: a server that does not answer is found out by
the first question. A cold server needs longer for its first plans than a question may take, and would answer UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.errors import DatabaseError
from graph_service.graph.statements import load_statements
from graph_service.questions.ask import Reads

PATIENCE = 30.0
_PARAMETERS: Mapping[str, Any] = {
    "ids": ["nobody"],
    "keys": ["email|nobody"],
    "refs": [{"n": 0, "id": "nobody", "birth": "nobody"}],
    "births": ["nobody"],
    "kinds": ["LEGAL"],
    "severe": ["URGENT"],
    "doubts": ["CONTESTED_IDENTITY"],
    "cap": 1,
}


async def warm_suppression(reader: Reads) -> None:
    """Run every statement of cypher/suppression once, for nobody.

    Args:
        reader: runs named statements.
    """
    for name, one in load_statements().items():
        if name.startswith("suppression/"):
            given = {param: _PARAMETERS.get(param, "nobody") for param in one.params}
            try:
                await reader.run(name, timeout=PATIENCE, **given)
            except DatabaseError:
                return
