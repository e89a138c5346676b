"""One driver per process, with the settings that keep it honest.

In: a URI, a user, a password. Out: driver objects for ``read`` and ``write``. Refuses: the driver's own error texts,
which quote values: they are turned into our errors by class and code only.
"""

from __future__ import annotations

from typing import Any

import neo4j
from neo4j.exceptions import AuthError as Neo4jAuthError
from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from graph_service.errors import DatabaseError

POOL_SIZE = 12
CONNECT_SECONDS = 5.0
ACQUIRE_SECONDS = 5.0
RETRY_SECONDS = 3.0

CONFIG: dict[str, Any] = {
    "max_connection_pool_size": POOL_SIZE,
    "connection_timeout": CONNECT_SECONDS,
    "connection_acquisition_timeout": ACQUIRE_SECONDS,
    "max_transaction_retry_time": RETRY_SECONDS,
    "liveness_check_timeout": 0,
    "notifications_min_severity": "OFF",
    "telemetry_disabled": True,
    "keep_alive": True,
}


def open_driver(uri: str, username: str, password: str) -> neo4j.Driver:
    """A driver for writers (one thread at a time a session)."""
    try:
        return neo4j.GraphDatabase.driver(uri, auth=(username, password), **CONFIG)
    except (ConfigurationError, ValueError) as error:
        raise DatabaseError("NEO4J_URI is not a Bolt address", hint="bolt://host:7687 or neo4j://host:7687") from error


def open_async_driver(uri: str, username: str, password: str) -> neo4j.AsyncDriver:
    """A driver for readers on an event loop."""
    try:
        return neo4j.AsyncGraphDatabase.driver(uri, auth=(username, password), **CONFIG)
    except (ConfigurationError, ValueError) as error:
        raise DatabaseError("NEO4J_URI is not a Bolt address", hint="bolt://host:7687 or neo4j://host:7687") from error


def masked(error: Exception, doing: str) -> DatabaseError:
    """Our error for a driver's error: its class and code, never its text.

    Args:
        error: what the driver raised.
        doing: name of the statement or step.
    """
    if isinstance(error, Neo4jAuthError):
        return DatabaseError("Neo4j refused the user name or password", where=doing, hint="see NEO4J_PASSWORD")
    if isinstance(error, ServiceUnavailable):
        return DatabaseError("Neo4j does not answer", where=doing, hint="is it running? see `gtm-graph engine status`")
    if isinstance(error, Neo4jError):
        return DatabaseError(f"Neo4j refused: {error.code}", where=doing)
    if isinstance(error, DriverError):
        return DatabaseError(f"the connection failed: {type(error).__name__}", where=doing)
    return DatabaseError(f"{type(error).__name__}", where=doing)
