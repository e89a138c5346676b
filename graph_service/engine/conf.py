"""The server's configuration, said once for the embedded engine and for the container.

In: a port. Out: ``neo4j.conf`` as text, and the same settings as ``NEO4J_`` variables for ``docker-compose.yml``.
Refuses: nothing; the server itself refuses an unknown setting, because validation is strict.
"""

from __future__ import annotations

SHARED: dict[str, str] = {
    "server.memory.heap.initial_size": "256m",
    "server.memory.heap.max_size": "1g",
    "server.memory.pagecache.size": "256m",
    # The tail that must be replayed after a kill stays short, and old logs do not pile up.
    "db.checkpoint.interval.time": "20s",
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "64m",
    "db.tx_log.rotation.retention_policy": "keep_none",
    # Endless by default.
    "db.lock.acquisition.timeout": "30s",
    "db.transaction.timeout": "120s",
    # LOAD CSV reads no file and no address.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "server.directories.import": "import",  # below the server's home; stays empty
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    # No values in logs.
    "db.logs.query.enabled": "OFF",
    "db.logs.query.obfuscate_literals": "true",
    "db.logs.query.obfuscate_errors": "true",
    "db.logs.query.parameter_logging_enabled": "false",
    # Nothing about this machine leaves it.
    "dbms.usage_report.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    "server.fleet_discovery.enabled": "false",
    "server.config.strict_validation.enabled": "true",
}
"""What holds wherever we run the server ourselves."""

EMBEDDED: dict[str, str] = {
    "server.default_listen_address": "127.0.0.1",
    "server.default_advertised_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    # Without it a stop waits ten seconds for stragglers.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
}
"""What holds for the child process only."""


def settings(port: int) -> dict[str, str]:
    """Every setting of the embedded engine."""
    return {
        **SHARED,
        **EMBEDDED,
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
    }


def render(values: dict[str, str]) -> str:
    """``neo4j.conf`` as text."""
    head = "# Generated at each start; edits are lost.\n"
    return head + "".join(f"{name}={value}\n" for name, value in values.items())


def variable(name: str) -> str:
    """The environment variable by which a Neo4j container takes the setting ``name``."""
    return "NEO4J_" + name.replace("_", "__").replace(".", "_")
