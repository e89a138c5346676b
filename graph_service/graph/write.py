"""Writes: one transaction at a time, its statements named, its retries idempotent.

In: named or composed statements. Out: rows and counters. Refuses: the driver's own error texts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import Neo4jError

from graph_service.errors import DatabaseError, GtmGraphError
from graph_service.graph.driver import masked, open_driver
from graph_service.graph.statements import statement
from graph_service.graph.token import token_of

Result = TypeVar("Result")
_ATTEMPTS = 6


class Work:
    """One open transaction."""

    def __init__(self, tx: neo4j.Transaction) -> None:
        self._tx = tx
        self._unread: list[neo4j.Result] = []
        self._changes = 0

    @property
    def changes(self) -> int:
        """Nodes, relationships and properties written so far; waits for the server to have written them."""
        self._await()
        return self._changes

    def _await(self) -> None:
        for result in self._unread:
            counters = _let_go(result).counters
            self._changes += (
                counters.nodes_created
                + counters.nodes_deleted
                + counters.relationships_created
                + counters.relationships_deleted
                + counters.properties_set
            )
        self._unread.clear()

    def lock(self) -> None:
        """Be the one writer until this transaction ends.

        Raises:
            DatabaseError: the store is being compacted, so what is written now would be lost.
        """
        closed_at = self.one("settle/lock")
        if closed_at is not None:
            raise DatabaseError(
                f"the store is closed to writers since {closed_at}: it is being compacted",
                hint="try again; if the compaction died, `gtm-graph compact` starts over",
            )

    def rows(self, name: str, /, **parameters: Any) -> list[list[Any]]:
        """The rows of a named statement, each a list in the order of its columns."""
        return self.rows_of(statement(name).text, **parameters)

    def one(self, name: str, /, **parameters: Any) -> Any:
        """The one value of a named statement that returns one row: of thousands, each row would be a message."""
        [[value]] = self.rows(name, **parameters)
        return value

    def rows_of(self, text: str, /, **parameters: Any) -> list[list[Any]]:
        """The rows of a composed statement."""
        result = self._tx.run(text, parameters)
        rows = result.values()
        _let_go(result)
        return rows

    def do(self, name: str, /, **parameters: Any) -> None:
        """Run a named statement for its effect; nothing happens for an empty list of rows."""
        if "rows" in parameters and not parameters["rows"]:
            return
        self.do_text(statement(name).text, **parameters)

    def do_text(self, text: str, /, **parameters: Any) -> None:
        """Send a composed statement for its effect; what is wrong with it is raised by one that comes later.

        The server works on it while the next one is made ready.
        """
        self._unread.append(self._tx.run(text, parameters))

    def end(self) -> None:
        """Make all that was done last."""
        self._await()
        self._tx.commit()


def _let_go(result: neo4j.Result) -> neo4j.ResultSummary:
    """What the server says of a result, whose parameters nobody holds any more.

    The driver's results hold themselves and what they were asked, here a chunk of rows, until Python's collector looks.
    """
    summary = result.consume()
    if summary.parameters:
        summary.parameters.clear()
    return summary


class Writer:
    """Runs units of work on one database.

    Args:
        driver: an open driver.
        database: database name.
    """

    def __init__(self, driver: neo4j.Driver, database: str) -> None:
        self._driver = driver
        self.database = database
        self._mine = threading.local()

    @property
    def token(self) -> str | None:
        """What a reader needs to see the newest unit of work of this thread; None before the first."""
        return token_of([marks]) if (marks := getattr(self._mine, "marks", None)) is not None else None

    @classmethod
    def open(cls, uri: str, username: str, password: str, database: str) -> Writer:
        """A writer on a new driver."""
        return cls(open_driver(uri, username, password), database)

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def work(self, unit: Callable[[Work], Result], name: str) -> Result:
        """Run a unit of work in one transaction; transient failures run it again.

        Args:
            unit: reads and writes; may run more than once, so it must not keep what a failed run did.
            name: what it is, for errors.
        Raises:
            DatabaseError: the database refused or did not answer.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with (
                    self._driver.session(database=self.database, fetch_size=-1) as session,
                    session.begin_transaction() as tx,
                ):
                    work = Work(tx)
                    result = unit(work)
                    work.end()
                    self._mine.marks = session.last_bookmarks()
                    return result
            except GtmGraphError:
                raise
            except Neo4jError as error:
                if not error.is_retryable() or attempt == _ATTEMPTS:
                    raise masked(error, name) from None
            except neo4j.exceptions.DriverError as error:
                raise masked(error, name) from None
        raise AssertionError("unreachable")

    def run(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one named statement in a transaction of its own."""
        return self.run_text(statement(name).text, name, **parameters)

    def run_text(self, text: str, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one composed statement in a transaction of its own."""
        try:
            with self._driver.session(database=self.database, fetch_size=-1) as session:
                result = session.run(text, parameters)
                keys = result.keys()
                return [dict(zip(keys, record.values(), strict=True)) for record in result]
        except (Neo4jError, neo4j.exceptions.DriverError) as error:
            raise masked(error, name) from None
