"""``gtm-graph export``: what the graph holds, as files; and evidence taken in again.

In: a new folder. Out: JSON lines and a manifest. Refuses: a folder that holds something.
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
from graph_service.graph.ids import Ids
from graph_service.intake.chunk import Settler
from graph_service.intake.evidence_in import import_evidence
from graph_service.intake.evidence_out import export_evidence
from graph_service.questions.ask import instant
from graph_service.secret import deployment_secret


def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="Everything every source ever said: the backup, the way to another server."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write what the graph holds to files."""
    if not evidence:
        raise UsageError("say what to export", hint="--evidence")
    session = session_of(ctx)
    with session.writer() as writer, counting("evidence out") as tick:
        ids = Ids(deployment_secret(session.settings))
        manifest = export_evidence(writer, ids, session.model.version, folder, tick)
    if as_json:
        emit_json(asdict(manifest))
        return
    say(f"{manifest.records:,} records with {manifest.versions:,} versions, {manifest.ledger:,} rows of the ledger")
    say("to take it in elsewhere: the same GTM_GRAPH_SECRET, then `gtm-graph ingest evidence DIR`; keep both safe")


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
        ids = Ids(deployment_secret(session.settings))
        settler = Settler(writer, session.model, ids, session.settings.grace_seconds)
        for folder in folders:
            with counting("evidence in") as tick:
                came = import_evidence(settler, folder, at=instant(session.now), progress=tick)
            if as_json:
                emit_json(asdict(came))
            else:
                say(f"{came.fresh:,} of {came.versions:,} versions of {came.records:,} records were new")
