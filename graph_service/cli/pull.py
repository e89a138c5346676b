"""``gtm-graph pull``: a source's API into the graph, with a receipt.

In: a source, perhaps a time to go back to. Out: the receipt; exit 3 where rows were refused or something could not be
read to its end, 1 where nothing could. Refuses: what ``intake.pull`` refuses.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from graph_service.cli.console import counting, emit_json, one_line, say, show
from graph_service.cli.ingest import receipt_parts
from graph_service.cli.options import Json, session_of
from graph_service.intake.pull import Pull


def pull(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help="System of record whose file declares its API, e.g. hubspot.")],
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Read once more what changed since then [default: go on].")
    ] = None,
    object_: Annotated[
        list[str] | None, typer.Option("--object", metavar="NAME", help="Only this kind of row; repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in what changed in a system of record, from its API; safe to break off and to repeat."""
    session = session_of(ctx)
    planned = Pull(
        session.model, source, since=since, objects=object_, tell=lambda line: say(escape(one_line(line)))
    )  # fmt: skip
    with session.writer() as writer, counting(f"pull {source}") as tick:
        receipt = planned.run(session.settings, writer, tick)
    if as_json:
        emit_json(receipt.to_json())
    else:
        show(*receipt_parts(receipt))
    failed = [one for one in receipt.objects if one.incomplete]
    for one in failed:
        say(escape(one_line(f"error: {one.reason}")))
    if failed and not any(one.read or not one.incomplete for one in receipt.objects):
        raise typer.Exit(1)
    raise typer.Exit(receipt.exit_code)
