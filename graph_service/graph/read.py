"""Reads: a named statement, a deadline, plain rows back.

In: statement names and parameters. Out: lists of dictionaries. Refuses: statements that are not under cypher/, and
waiting longer than its deadline (the driver itself has none).
"""

from __future__ import annotations

import asyncio
from typing import Any

import neo4j

from graph_service.errors import DatabaseError, DeadlineExceeded
from graph_service.graph.driver import masked, open_async_driver
from graph_service.graph.statements import statement
from graph_service.graph.token import bookmarks_of

DEADLINE_SECONDS = 2.0


class Reader:
    """Runs named statements on one database, read only.

    Args:
        driver: an open driver of this event loop.
        database: database name.
        after: what every read must have seen.
    """

    def __init__(self, driver: neo4j.AsyncDriver, database: str, after: neo4j.Bookmarks | None = None) -> None:
        self._driver = driver
        self._database = database
        self._after = after

    @classmethod
    def open(cls, uri: str, username: str, password: str, database: str) -> Reader:
        """A reader on a new driver."""
        return cls(open_async_driver(uri, username, password), database)

    def after(self, token: str) -> Reader:
        """The same reader, whose reads wait until they see what the token's write did.

        Raises:
            UsageError: it is no token of ours.
        """
        return Reader(self._driver, self._database, bookmarks_of(token))

    async def close(self) -> None:
        """Close the driver."""
        await self._driver.close()

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def run(self, name: str, /, *, timeout: float = DEADLINE_SECONDS, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a named statement.

        Args:
            name: ``topic/stem`` of a file under cypher/.
            timeout: our own deadline in seconds.
            parameters: the statement's parameters.
        Raises:
            DeadlineExceeded: the deadline passed.
            DatabaseError: the database refused or did not answer.
        """
        return await self.run_text(statement(name).text, name, timeout, parameters)

    async def run_text(self, text: str, name: str, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a statement that ``compose`` wrote; ``name`` stands in errors."""
        try:
            async with asyncio.timeout(timeout):
                return await self._fetch(text, parameters, timeout)
        except TimeoutError:
            raise DeadlineExceeded(f"no answer within {timeout:g} s", where=name) from None
        except DatabaseError:
            raise
        except Exception as error:
            raise masked(error, name) from None

    async def _fetch(self, text: str, parameters: dict[str, Any], timeout: float) -> list[dict[str, Any]]:
        query = neo4j.Query(text, timeout=timeout)
        async with self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, fetch_size=-1, bookmarks=self._after
        ) as session:
            result = await session.run(query, parameters)
            keys = result.keys()
            return [dict(zip(keys, values, strict=True)) async for values in _values(result)]


async def _values(result: neo4j.AsyncResult) -> Any:
    async for record in result:
        yield record.values()
