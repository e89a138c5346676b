"""Constraints, indexes and migrations: numbered files under cypher/setup, each run once, in order.

In: a writer. Out: the names of those that ran now. Refuses: nothing; it is safe to repeat.
"""

from __future__ import annotations

from datetime import UTC, datetime

from graph_service.graph import compose
from graph_service.graph.statements import load_statements
from graph_service.graph.write import Writer


def migrations() -> list[str]:
    """Names of all migrations in order."""
    return sorted(name for name in load_statements() if name.startswith("setup/V"))


def setup(writer: Writer) -> list[str]:
    """Run the migrations that did not run yet, and wait for the indexes.

    Args:
        writer: the database.
    """
    done = {row["id"] for row in writer.run("setup/applied")}
    # every start looks, since a new database comes with this index: writing it takes half of each commit, and no
    # statement starts from a relationship's type
    for row in writer.run("setup/relationship_lookup"):
        writer.run_text(compose.drop_index(row["name"]), "setup")
    ran = [name for name in migrations() if name not in done]
    for name in ran:
        writer.run(name)
        writer.run("setup/note_applied", id=name, at=datetime.now(UTC).isoformat())
    if ran:
        writer.run("setup/await_indexes")
    return ran


def missing_migrations(applied: list[str]) -> list[str]:
    """Migrations this version needs and the database does not have."""
    return sorted(set(migrations()) - set(applied))
