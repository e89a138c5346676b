"""``gtm-graph quarantine``: the rows that were refused, with file, line and reason.

In: the graph's quarantine. Out: tables or JSON. Refuses: an id that names no row, or several.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
from rich.text import Text

from graph_service.cli.console import emit_json, one_line, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare, counted
from graph_service.cli.session import Session
from graph_service.errors import UsageError
from graph_service.intake.pipeline import ingest

commands = typer.Typer(no_args_is_help=True, help="Rows that were refused, with file, line and reason.")
_SHORT = 10
MOST_RETRIED = 10_000


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
    counts = session.rows("ledger/quarantine_counts")
    rows = session.rows("ledger/quarantined", source=source, batch=batch, first=first)
    if as_json:
        emit_json({"counts": counts, "rows": [{key: row[key] for key in row if key != "row"} for row in rows]})
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
    found = session_of(ctx).rows("ledger/quarantined_row", id=row_id)
    if len(found) != 1:
        many = "several refused rows begin with" if found else "no refused row begins with"
        raise UsageError(f"{many} {row_id!r}", hint="`gtm-graph quarantine list` shows their ids")
    (row,) = found
    if as_json:
        emit_json(row)
        return
    head = f"{row['source']} {row['object']}, {row['file']} line {row['line']}, batch {row['batch']}"
    show(Text(head, style="bold"), Text(row["reason"], style="yellow"))
    # one line as it stood, without what a terminal would obey
    sys.stdout.write(one_line(row["row"] or "") + "\n")


@commands.command()
def retry(
    ctx: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only rows of this system.")] = None,
    batch: Annotated[str | None, typer.Option(help="Only rows of this batch.")] = None,
    as_json: Json = False,
) -> None:
    """Take in refused rows again, after the source's file was mended; those that still do not fit stay."""
    done = retry_rows(session_of(ctx), source, batch)
    if as_json:
        emit_json(done)
    else:
        say(f"{counted(done['taken_in'], 'row')} taken in, {done['left']:,} left in quarantine")
    raise typer.Exit(3 if done["left"] else 0)


def retry_rows(session: Session, source: str | None, batch: str | None) -> dict[str, int]:
    """Try each row on its own without writing, then take in those that fit and let them go.

    Args:
        session: whose database is used.
        source: only rows of this system.
        batch: only rows of this batch.
    """
    rows = session.rows("ledger/quarantined", source=source, batch=batch, first=MOST_RETRIED)
    taken = 0
    with session.writer() as writer, TemporaryDirectory() as folder:
        for row in rows:
            text = row["row"] or ""
            if not text.startswith("{") or not _is_json(text):
                continue  # a line that could not be read is no row yet, and one that was too long is not kept whole
            file = Path(folder) / "row.jsonl"
            file.write_text(text + "\n", encoding="utf-8")
            run = partial(
                ingest, session.settings, session.model, writer, row["source"], [file], object=row["object"],
                observed_at=row["at"],
            )  # fmt: skip
            # what is of no kind of row (a message of a tap, an object that the file no longer has) stays
            with suppress(UsageError):
                if run(dry_run=True).exit_code == 0 and run().exit_code == 0:
                    writer.run("ledger/drop_quarantined", ids=[row["id"]])
                    taken += 1
    return {"taken_in": taken, "left": len(rows) - taken}


def _is_json(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False
