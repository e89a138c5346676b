"""What the service and the command line open alike: a database that answers and is set up, and a clock.

In: :class:`Settings`. Out: a connection, a prepared database, the present.
Refuses: a foreign database without a password or this version's constraints, a ``GTM_GRAPH_NOW`` that is no time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from graph_service import engine
from graph_service.errors import DatabaseError, SettingsError
from graph_service.graph.setup import missing_migrations, setup
from graph_service.graph.write import Writer
from graph_service.settings import Settings


def connect(settings: Settings) -> engine.Connection:
    """How to reach the database; the embedded engine is installed and started where need be.

    Raises:
        SettingsError: a foreign database without a password.
        EngineError: the embedded one does not start.
    """
    if settings.neo4j_uri is None:
        return engine.ensure(settings)
    if settings.neo4j_password is None:
        raise SettingsError("is not set", where="NEO4J_PASSWORD", hint="NEO4J_URI is")
    return engine.Connection(settings.neo4j_uri, settings.neo4j_username, settings.neo4j_password.get_secret_value())


def prepare(settings: Settings, writer: Writer) -> None:
    """Make sure that the database has its constraints; the embedded one is set up on the way.

    Raises:
        DatabaseError: a foreign database that is not set up for this version.
    """
    if settings.embedded:
        setup(writer)
    elif missing_migrations([row["id"] for row in writer.run("setup/applied")]):
        raise DatabaseError("the database is not set up for this version", hint="run `gtm-graph setup`")


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The clock of questions: ``GTM_GRAPH_NOW``, else the real one.

    Raises:
        SettingsError: ``GTM_GRAPH_NOW`` is no time.
    """
    if not settings.now:
        return lambda: datetime.now(UTC)
    try:
        fixed = datetime.fromisoformat(settings.now)
    except ValueError:
        raise SettingsError("is no time", where="GTM_GRAPH_NOW", hint="2026-09-15T09:00:00Z") from None
    fixed = fixed if fixed.tzinfo else fixed.replace(tzinfo=UTC)
    return lambda: fixed
