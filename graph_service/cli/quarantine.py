"""``gtm-graph quarantine``: the rows that were refused, with file, line and reason.

In: the graph's quarantine. Out: tables or JSON. Refuses: an id that names no row, or several.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare
from graph_service.errors import UsageError

commands = typer.Typer(no_args_is_help=True, help="Rows that were refused, with file, line and reason.")
_SHORT = 10


@commands.command("list")
def list_rows(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only rows of this system.")] = None,
    batch: Annotated[str | None, typer.Option(help="Only rows of this batch.")] = None,
    first: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many rows.")] = 100,
    as_json: Json = False,
) -> None:
    """Refused rows, newest first, and how many there are by reason."""
    session = session_of(ctx)
    counts = session.rows("lookup/quarantine_counts")
    rows = session.rows("lookup/quarantined", source=source, batch=batch, first=first)
    if as_json:
        emit_json({"counts": counts, "rows": rows})
        return
    if not rows:
        show("no refused rows")
        return
    table = bare("id", "source", "object", "file", "line", "reason")
    for row in rows:
        words = [row["id"][:_SHORT], row["source"], row["object"], row["file"], str(row["line"]), row["reason"]]
        table.add_row(*map(Text, words))
    total = sum(row["rows"] for row in counts)
    show(table, Text(f"{len(rows):,} of {total:,} refused rows", style="dim"))


@commands.command("show")
def show_row(
    ctx: typer.Context,
    row_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")],
    as_json: Json = False,
) -> None:
    """One refused row, as it stood in its file."""
    found = session_of(ctx).rows("lookup/quarantined_row", id=row_id)
    if len(found) != 1:
        many = "several refused rows begin with" if found else "no refused row begins with"
        raise UsageError(f"{many} {row_id!r}", hint="`gtm-graph quarantine list` shows their ids")
    (row,) = found
    if as_json:
        emit_json(row)
        return
    head = f"{row['source']} {row['object']}, {row['file']} line {row['line']}, batch {row['batch']}"
    show(
        Text(head, style="bold"),
        Text(row["reason"], style="yellow"),
        Text(row["row"] or "", no_wrap=True, overflow="ignore"),
    )
