"""``gtm-graph rebuild``: the graph settled again from its evidence.

In: whether to look only. Out: what differed; exit 1 where ``--check`` found a difference. Refuses: nothing.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.console import counting, emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare, counted
from graph_service.intake import rebuild as work
from graph_service.intake.rebuild import Rebuilt
from graph_service.questions.ask import instant

_SHOWN_CHARS = 60


def rebuild(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Say what would differ, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Settle everything again from evidence, with the present model, while reads go on."""
    session = session_of(ctx)
    with session.writer() as writer, counting("rebuild" if not check else "compare") as tick:
        report = work.rebuild(
            writer, session.model, session.ids, session.settings.grace_seconds,
            at=instant(session.now), check=check, progress=tick,
        )  # fmt: skip
    if as_json:
        emit_json(report.to_json())
    else:
        show(*report_parts(report))
    raise typer.Exit(1 if check and report.differences.writes else 0)


def report_parts(report: Rebuilt) -> list[RenderableType]:
    """A rebuild for a person: counts, then examples."""
    found = report.differences
    looked = counted(report.records, "record")
    if not found.writes:
        head = f"{looked}: the graph says what its evidence says"
    else:
        head = f"{looked}: {counted(found.writes, 'write')} {'would be made' if report.check else 'made'}"
    parts: list[RenderableType] = [Text(head, style="bold")]
    table = bare("what", "added", "changed", "removed")
    for name, counts in (*sorted(found.nouns.items()), *sorted(found.links.items())):
        table.add_row(Text(name), *(f"{counts[how]:,}" for how in ("added", "changed", "removed")))
    for name, count in (*sorted(found.fields.items()), *sorted(found.others.items())):
        table.add_row(Text(name), "", f"{count:,}", "")
    if table.row_count:
        parts.append(table)
    for _, kept in sorted(found.examples.items()):
        parts.extend(
            Text(f"{one.what} of {one.id}: {_short(one.before)} -> {_short(one.after)}", style="dim") for one in kept
        )
    parts.extend(
        Text(f"{what}: {counted(count, 'row')} that its file now refuses stay as they were read", style="yellow")
        for what, count in report.unreadable.items()
    )
    if report.not_followed:
        told = f"{counted(report.not_followed, 'record')} that refer to what would change were not looked at"
        parts.append(Text(told, style="yellow"))
    return parts


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "..."
