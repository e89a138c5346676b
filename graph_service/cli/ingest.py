"""``gtm-graph ingest``: files of a source into the graph, with a receipt.

In: a source, files, folders or ``-``. Out: the receipt; exit 3 where rows were refused or a file could not be read to
its end. Refuses: an unknown source or object, paths that do not exist, a snapshot that would retire too much.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.console import counting, emit_json, note, show
from graph_service.cli.export import EVIDENCE, take_in_evidence
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare, counted
from graph_service.cli.session import Session
from graph_service.cli.standard_input import streams_of
from graph_service.errors import UsageError
from graph_service.intake.pipeline import Plan
from graph_service.intake.pipeline import ingest as run_pipeline
from graph_service.intake.receipt import FileReceipt, Receipt, SnapshotReceipt
from graph_service.intake.shrink import Allowed

_COUNTS = ("read", "accepted", "unchanged", "refused", "erased")
_SHOWN_REASONS = 3


def ingest(
    ctx: typer.Context,
    source: Annotated[
        str, typer.Argument(help="System of record, e.g. salesforce; `gtm-graph model show` lists them.")
    ],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    object_: Annotated[
        str | None, typer.Option("--object", metavar="NAME", help="The object, where the file's name does not say it.")
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="csv, jsonl, json, parquet; or messages of a tap: singer, airbyte [default: by the content]",
        ),
    ] = None,
    batch_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Id of this run; repeatable with the same content.")
    ] = None,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The files are all there is: what they do not hold is retired.")
    ] = False,
    allow_shrink: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Let a snapshot retire more than the guard lets pass; kept, with --actor."),
    ] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="Who gives that leave.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and translate everything, write nothing.")] = False,
    observed_at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="When the files were made, for rows without a clock of their own [default: now]."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in records of a source, or, as `ingest evidence DIR`, an export of evidence; safe to repeat."""
    if source == EVIDENCE:
        take_in_evidence(session_of(ctx), paths, as_json)
        return
    streams = streams_of(paths, object_, format_)
    if streams is not None and snapshot:
        raise UsageError("messages are no snapshot", where="--snapshot", hint="they tell what changed")
    receipt = take_in(
        session_of(ctx), source, streams.plan if streams is not None else paths, object_=object_,
        format_=format_, batch_id=batch_id, dry_run=dry_run,
        observed_at=observed_at, snapshot=snapshot, allowed=_leave(snapshot, allow_shrink, actor),
    )  # fmt: skip
    if streams is not None:
        # standard output is the sender's: its states, and nothing else
        receipt.messages, receipt.passed_over = dict(streams.counts), dict(streams.passed_over)
        note(receipt.to_json() if as_json else receipt_parts(receipt))
    elif as_json:
        emit_json(receipt.to_json())
    else:
        show(*receipt_parts(receipt))
    if receipt.refusal is not None:
        raise receipt.refusal
    raise typer.Exit(receipt.exit_code)


def _leave(snapshot: bool, reason: str | None, actor: str | None) -> Allowed | None:
    if reason is None:
        return None
    if not snapshot:
        raise UsageError("only a snapshot retires anything", where="--allow-shrink", hint="add --snapshot")
    if not (actor and reason.strip()):
        raise UsageError("needs a reason, and who gives it", where="--allow-shrink", hint="add --actor NAME")
    return Allowed(actor, reason)


def take_in(
    session: Session,
    source: str,
    paths: list[Path] | Plan,
    *,
    object_: str | None = None,
    format_: str | None = None,
    batch_id: str | None = None,
    dry_run: bool = False,
    observed_at: str | None = None,
    snapshot: bool = False,
    allowed: Allowed | None = None,
    quiet: bool = False,
) -> Receipt:
    """Run the pipeline with a counter on standard error; ``quiet`` leaves out its title where there is no terminal."""
    with session.writer() as writer, counting(source, quiet) as tick:
        return run_pipeline(
            session.settings,
            session.model,
            writer,
            source,
            paths,
            object=object_,
            format=format_,
            batch_id=batch_id,
            dry_run=dry_run,
            observed_at=observed_at,
            snapshot=snapshot,
            allowed=allowed,
            progress=tick,
        )


def receipt_parts(receipt: Receipt) -> list[RenderableType]:
    """A receipt for a person: a row a file, then what needs attention."""
    noted = " (dry run: nothing was written)" if receipt.dry_run else ""
    parts: list[RenderableType] = [Text(f"{receipt.source}, batch {receipt.batch}{noted}", style="bold")]
    table = bare("object", "file", *_COUNTS)
    for column in table.columns[2:]:
        column.justify = "right"
    for one in receipt.objects:
        style = "yellow" if one.refused or one.incomplete else None
        table.add_row(Text(one.object), Text(one.file), *(f"{getattr(one, name):,}" for name in _COUNTS), style=style)
    parts.append(table)
    for one in receipt.objects:
        parts.extend(Text(f"{one.object} ({one.file}): {note}", style="yellow") for note in _notes(one))
    parts.extend(_retired(one) for one in receipt.snapshots)
    if receipt.messages:
        parts.append(Text("messages: " + ", ".join(f"{n:,} {kind}" for kind, n in sorted(receipt.messages.items()))))
    if receipt.ignored:
        counts = receipt.passed_over
        named = (f"{name} ({counted(counts[name], 'record')})" if name in counts else name for name in receipt.ignored)
        parts.append(Text("not taken: " + ", ".join(named), style="dim"))
    return parts


def _notes(one: FileReceipt) -> list[str]:
    notes = []
    if one.incomplete:
        notes.append(f"not read to its end: {one.reason or 'broken'}; what was read counts")
    if one.refused:
        notes.append(f"{counted(one.refused, 'row')} refused: `gtm-graph quarantine list` says why")
    if one.set_aside:
        most = ", ".join(f"{count:,} x {reason}" for reason, count in one.set_aside.most_common(_SHOWN_REASONS))
        more = ", ..." if len(one.set_aside) > _SHOWN_REASONS else ""
        notes.append(f"{counted(sum(one.set_aside.values()), 'field')} set aside ({most}{more})")
    if +one.dangling:
        notes.append("ends not seen yet: " + ", ".join(f"{count:,} {link}" for link, count in (+one.dangling).items()))
    if one.consent_columns_unmapped:
        notes.append("columns that look like consent and are not mapped: " + ", ".join(one.consent_columns_unmapped))
    return notes


def _retired(one: SnapshotReceipt) -> Text:
    if not one.applied:
        return Text(f"snapshot of {one.object}: nothing retired: {one.reason}", style="yellow")
    back = f", {one.returned:,} came back" if one.returned else ""
    return Text(f"snapshot of {one.object} as of {one.at}: {one.retired:,} of {one.live:,} records retired{back}")
