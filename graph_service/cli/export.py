"""``gtm-graph export``: what the graph holds, as files; and evidence taken in again.

In: a new folder. Out: JSON lines or Parquet, and a manifest. Refuses: a folder that holds something else.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.console import counting, emit_json, say
from graph_service.cli.options import Json, session_of
from graph_service.cli.session import Session
from graph_service.errors import UsageError
from graph_service.intake.evidence_in import import_evidence
from graph_service.intake.evidence_out import export_evidence
from graph_service.questions.ask import instant
from graph_service.warehouse.export import export_graph
from graph_service.warehouse.files import Format


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="Everything every source ever said: the backup, the way to another server."),
    ] = False,
    format: Annotated[
        Format | None, typer.Option("--format", help="Of what the graph holds: jsonl (default) or parquet.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write what the graph holds to files: one a noun and link, the crosswalk of ids, the ambiguities."""
    session = session_of(ctx)
    if not evidence:
        _graph(session, folder, format or Format.jsonl, as_json)
        return
    if format not in (None, Format.jsonl):
        raise UsageError("evidence is written as JSON lines", where="--format")
    with session.writer() as writer, counting("evidence out") as tick:
        manifest = export_evidence(writer, session.ids, session.model.version, folder, tick)
    if as_json:
        emit_json(asdict(manifest))
        return
    say(f"{manifest.records:,} records with {manifest.versions:,} versions, {manifest.ledger:,} rows of the ledger")
    say("to take it in elsewhere: the same GTM_GRAPH_SECRET, then `gtm-graph ingest evidence DIR`; keep both safe")


def _graph(session: Session, folder: Path, format: Format, as_json: bool) -> None:
    with session.writer() as writer, counting("graph out") as tick:
        manifest = export_graph(writer, session.model, folder, format, at=instant(session.now), progress=tick)
    if as_json:
        emit_json(asdict(manifest))
        return
    counts = {
        kind: sum(one.rows for name, one in manifest.tables.items() if name.startswith(kind))
        for kind in ("nodes/", "links/", "crosswalk", "ambiguities")
    }
    nodes, links, ids, doubts = counts.values()
    held = f"{nodes:,} nodes, {links:,} links, {ids:,} ids of records, {doubts:,} ambiguities"
    say(f"{held} in {len(manifest.tables)} files")


EVIDENCE = "evidence"
"""Stands in the place of a source for what :func:`export` wrote."""


def take_in_evidence(session: Session, folders: list[Path], as_json: bool) -> None:
    """Take in exports of evidence.

    Args:
        session: whose database is used.
        folders: the exports.
        as_json: for machines.
    Raises:
        UsageError: a folder is no export, was changed, or was made under another secret.
    """
    with session.writer() as writer:
        settler = session.settler(writer)
        for folder in folders:
            with counting("evidence in") as tick:
                came = import_evidence(settler, folder, at=instant(session.now), progress=tick)
            if as_json:
                emit_json(asdict(came))
            else:
                say(f"{came.fresh:,} of {came.versions:,} versions of {came.records:,} records were new")
