"""The embedded Neo4j: a real server as a child process, with no Docker and no system Java.

In: :class:`Settings`. Out: a :class:`Connection`; the driver that uses it lives in ``graph/``.
Refuses: with one line (:class:`EngineError`) whatever keeps the server from being installed, started or stopped.
"""

from graph_service.engine.installation import install
from graph_service.engine.launch import Connection, start
from graph_service.engine.launch import start as ensure
from graph_service.engine.layout import VERSION
from graph_service.engine.report import EngineStatus, status
from graph_service.engine.shutdown import stop
from graph_service.engine.swap import swap, twin

__all__ = ["VERSION", "Connection", "EngineStatus", "ensure", "install", "start", "status", "stop", "swap", "twin"]
