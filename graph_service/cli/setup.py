"""``gtm-graph setup``: the database gets its constraints, indexes and migrations; safe to repeat.

In: nothing. Out: what ran. Refuses: a broken model or statement, before the database is touched.
"""

from __future__ import annotations

import typer

from graph_service.cli.console import say
from graph_service.cli.options import session_of
from graph_service.cli.session import Session
from graph_service.graph.setup import setup as run_migrations
from graph_service.graph.statements import load_statements
from graph_service.graph.write import Writer


def setup(ctx: typer.Context) -> None:
    """Constraints, indexes, migrations and a check of the model; safe to repeat."""
    ran = set_up(session_of(ctx))
    say(f"{len(ran)} migrations ran" if ran else "nothing to do: the database is up to date")


def set_up(session: Session) -> list[str]:
    """Check the model and the statements, then run what the database lacks; the names of what ran."""
    model = session.model
    say(f"model {model.version} and {len(load_statements())} statements hold together")
    to = session.connection()
    with Writer.open(to.uri, to.username, to.password, session.settings.neo4j_database) as writer:
        return run_migrations(writer)
