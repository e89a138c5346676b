"""A prompt that reads the graph with Cypher, for whoever wants to look behind an answer.

In: statements from standard input. Out: their rows. Refuses: writes; the session is opened for reading only.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rich.markup import escape
from rich.table import Table

from graph_service.cli.console import fail, show
from graph_service.engine import Connection
from graph_service.errors import DatabaseError
from graph_service.graph.read import Reader

TIMEOUT_SECONDS = 30.0
_SHOWN = 200


def run_shell(connection: Connection, database: str) -> None:
    """Ask, print, ask again, until the input ends.

    Args:
        connection: of a running server.
        database: its database.
    """
    with suppress(ImportError):
        import readline  # noqa: F401  # gives input() its line editing and history
    with asyncio.Runner() as runner:
        reader = Reader.open(connection.uri, connection.username, connection.password, database)
        try:
            for text in _statements():
                try:
                    rows = runner.run(reader.run_text(text, "shell", TIMEOUT_SECONDS, {}))
                except DatabaseError as error:
                    fail(error)
                else:
                    show(_table(rows))
        finally:
            runner.run(reader.close())


def _statements() -> Iterator[str]:
    pending: list[str] = []
    while True:
        try:
            prompt = ("      > " if pending else "cypher> ") if sys.stdin.isatty() else ""
            line = input(prompt).strip()
        except EOFError:
            return
        except KeyboardInterrupt:
            pending.clear()
            continue
        if line in {":quit", ":exit"}:
            return
        if line:
            pending.append(line)
        if line.endswith(";"):
            yield "\n".join(pending).removesuffix(";")
            pending.clear()


def _table(rows: list[dict[str, Any]]) -> Table | str:
    if not rows:
        return "no rows"
    table = Table(title_justify="left", caption_justify="left")
    for name in rows[0]:
        table.add_column(escape(name), overflow="fold")
    for row in rows[:_SHOWN]:
        table.add_row(*(escape(_text(value)) for value in row.values()))
    table.caption = f"{len(rows)} rows" + (f", {_SHOWN} shown" if len(rows) > _SHOWN else "")
    return table


def _text(value: Any) -> str:
    """A value as a person reads it; nodes and links by their label or type and their properties."""
    if value is None:
        return ""
    if hasattr(value, "labels"):
        return f"(:{':'.join(sorted(value.labels))} {dict(value.items())})"
    if hasattr(value, "type") and hasattr(value, "items"):
        return f"[:{value.type} {dict(value.items())}]"
    return str(value)
