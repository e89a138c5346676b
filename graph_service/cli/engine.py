"""``gtm-graph engine``: the embedded Neo4j of this home.

In: a verb. Out: its state. Refuses: what ``graph_service.engine`` refuses.
"""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.table import Table

from graph_service import engine
from graph_service.cli.console import emit_json, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.shell import run_shell
from graph_service.errors import UsageError
from graph_service.settings import Settings

commands = typer.Typer(no_args_is_help=True, help="The embedded Neo4j of this GTM_GRAPH_HOME.")


def _settings(ctx: typer.Context) -> Settings:
    settings = session_of(ctx).settings
    if not settings.embedded:
        raise UsageError("NEO4J_URI names another Neo4j", hint="unset it to use the embedded engine")
    return settings


@commands.command()
def install(ctx: typer.Context) -> None:
    """Download Neo4j, checked by sha256; what is complete is kept."""
    place = engine.install(_settings(ctx))
    say(f"Neo4j {engine.VERSION} is installed in {place}")


@commands.command()
def start(ctx: typer.Context) -> None:
    """Install what is missing and start it; says where it answers."""
    connection = engine.ensure(_settings(ctx))
    say(f"Neo4j {engine.VERSION} answers at {connection.uri}")


@commands.command()
def stop(ctx: typer.Context) -> None:
    """Stop it cleanly."""
    say("stopped" if engine.stop(_settings(ctx)) else "no engine was running")


@commands.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Whether it is installed and running, where, and how large its store is."""
    found = engine.status(_settings(ctx))
    if as_json:
        emit_json({**asdict(found), "home": str(found.home), "log": str(found.log)})
        return
    state = "answers" if found.answers else "starting" if found.running else "stopped"
    table = Table.grid(padding=(0, 2))
    table.add_row("Neo4j", f"{found.version}, {'installed' if found.installed else 'not installed'}")
    table.add_row("state", f"{state} (process {found.pid})" if found.pid else state)
    if found.uri:
        table.add_row("address", found.uri)
    table.add_row("store", f"{found.store_bytes / 1_000_000:,.1f} MB in {found.home}")
    show(table)


@commands.command()
def shell(ctx: typer.Context) -> None:
    """Read with Cypher: statements end with a semicolon; `:quit` or Ctrl-D leaves. Nothing can be changed."""
    session = session_of(ctx)
    _settings(ctx)
    run_shell(session.connection(), session.settings.neo4j_database)
