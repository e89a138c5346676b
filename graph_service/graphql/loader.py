"""Fields asked apart, gathered: all rows of one selection are read at once.

In: keys, one at a time. Out: values. Refuses: nothing; a failing batch fails each of its keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(Generic[K, V]):
    """Waits one turn of the event loop, then reads all keys that were asked meanwhile.

    Args:
        read: reads many keys, in their order.
    """

    def __init__(self, read: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._read = read
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._tasks: set[asyncio.Task[None]] = set()  # the event loop itself holds tasks weakly

    def load(self, key: K) -> asyncio.Future[V]:
        """The value of a key, together with those of the others."""
        known = self._waiting.get(key)
        if known is not None:
            return known
        loop = asyncio.get_running_loop()
        future: asyncio.Future[V] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._start)
        self._waiting[key] = future
        return future

    def _start(self) -> None:
        batch, self._waiting = self._waiting, {}
        task = asyncio.ensure_future(self._fill(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fill(self, batch: dict[K, asyncio.Future[V]]) -> None:
        try:
            values = await self._read(list(batch))
        except Exception as error:
            for future in batch.values():
                if not future.cancelled():
                    future.set_exception(error)
            return
        for future, value in zip(batch.values(), values, strict=True):
            if not future.cancelled():
                future.set_result(value)
