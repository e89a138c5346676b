"""Each subscriber in its own time: its events in their order, the next only when one is taken or put aside.

In: subscribers, the feed, a sender. Out: messages sent. Refuses: to pass over anything in silence: what was not taken
is a dead letter, and events that were dropped from the feed unsent leave one too.

An event may be sent twice, after a crash or an answer that was lost; its ``webhook-id`` is the same.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from graph_service.delivery.places import HELD_SECONDS, Place, Places
from graph_service.delivery.sending import Outcome, Sender
from graph_service.delivery.signing import headers, keys_of
from graph_service.errors import GtmGraphError
from graph_service.graph.write import Writer
from graph_service.model.event import NOW, RESYNC, CursorExpired
from graph_service.model.model import Model
from graph_service.model.subscriber_spec import SubscriberSpec, load_subscribers
from graph_service.questions.ask import Reads
from graph_service.questions.events import ChangeEvent, read
from graph_service.questions.plain import to_json
from graph_service.settings import named_values

PAGE = 100
KEPT_EVERY_SECONDS = 1.0
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
GONE_SECONDS = 30.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One subscriber with its keys."""

    name: str
    spec: SubscriberSpec
    keys: Sequence[bytes]


def subscribers(file: Path | None, model: Model) -> list[Subscriber]:
    """The subscribers of GTM_GRAPH_SUBSCRIBERS, with the secrets that the environment has.

    Args:
        file: its value; nobody where it is None.
        model: which events there are.
    Raises:
        SettingsError: no such file; a secret is missing or has another form.
        ModelError: the file does not hold together.
    """
    specs = load_subscribers(file, model) if file is not None else {}
    known = named_values(spec.secret for spec in specs.values())
    secrets = {name: value.get_secret_value() for name, value in known.items()}
    return [Subscriber(name, one, keys_of(secrets.get(one.secret, ""), one.secret)) for name, one in specs.items()]


class Delivery:
    """Brings events to subscribers until it is cancelled.

    Args:
        to: the subscribers.
        reader: reads the feed.
        places: how far each is.
        sender: sends.
    """

    def __init__(self, to: Sequence[Subscriber], reader: Reads, places: Places, sender: Sender) -> None:
        self._to, self._reader, self._places, self._sender = to, reader, places, sender
        self._held: dict[str, tuple[Place, float]] = {}

    async def run(self) -> None:
        """All of them side by side: one that does not answer holds up no other."""
        await asyncio.gather(*(self._serve(one) for one in self._to))

    async def _serve(self, to: Subscriber) -> None:
        try:
            while True:
                wait = await self.turn(to)
                await asyncio.sleep(wait)
        finally:
            # even when the loop is ending: the next process need not wait
            await asyncio.shield(asyncio.to_thread(self._places.leave, to.name))

    async def turn(self, to: Subscriber) -> float:
        """Send what there is to one subscriber.

        Returns:
            Seconds until it is worth looking again; 0 where there is more.
        """
        try:
            place = await self._take(to.name)
            if place is None:
                return TROUBLE_SECONDS
            if place.state == "GONE":
                return GONE_SECONDS
            if (left := place.next_at - time.time()) > 0:
                return min(left, TROUBLE_SECONDS)
            return await self._send_on(to, place)
        except GtmGraphError as error:
            _log.warning("delivery_waits", webhook=to.name, code=error.code)
        except Exception as error:
            # of one subscriber; the others must not stop
            _log.error("delivery_failed", webhook=to.name, kind=type(error).__name__)
        self._held.pop(to.name, None)
        return TROUBLE_SECONDS

    async def _take(self, name: str) -> Place | None:
        """The place of a subscriber; who holds it and has nothing to wait for need not ask for it every second."""
        place, until = self._held.get(name, (None, 0.0))
        if place is None or place.state == "GONE" or place.next_at > time.time() or until < time.time():
            place = await asyncio.to_thread(self._places.take, name)
            self._hold(name, place)
        return place

    def _hold(self, name: str, place: Place | None) -> None:
        if place is None:
            self._held.pop(name, None)
        else:
            self._held[name] = place, time.time() + HELD_SECONDS / 3

    async def _send_on(self, to: Subscriber, place: Place) -> float:
        if not place.begun:
            at = NOW if to.spec.from_ == "now" else None
            place.cursor = str(end) if at and (end := (await read(self._reader, at, 1)).end) else None
            place.begun = True
            await self._keep(place)
        try:
            stretch = await read(self._reader, place.cursor, PAGE, to.spec.kinds)
        except CursorExpired as expired:
            await asyncio.to_thread(self._places.put_aside, place, None, f"events were never sent: {expired.message}")
            place.cursor, place.attempts = None, 0
            await self._keep(place)
            return 0.0
        kept = time.monotonic()
        for event in stretch.events:
            if event.kind == RESYNC or not to.spec.nouns or event.noun in to.spec.nouns:
                wait = await self._one(to, place, event)
                if wait is not None:
                    await self._keep(place)
                    return wait
            place.cursor, place.attempts, place.problem = event.id, 0, ""
            if time.monotonic() - kept > KEPT_EVERY_SECONDS:
                if not await self._keep(place):
                    return TROUBLE_SECONDS
                kept = time.monotonic()
        if stretch.end is not None and (stretch.events or place.cursor != str(stretch.end)):
            place.cursor = str(stretch.end)
            if not await self._keep(place):
                return TROUBLE_SECONDS
        return 0.0 if stretch.more else IDLE_SECONDS

    async def _one(self, to: Subscriber, place: Place, event: ChangeEvent) -> float | None:
        """Try one event; None where it is done with, else how long to wait before it is tried again."""
        outcome = await send_event(self._sender, to, to_json(event))
        if outcome.taken:
            return None
        place.attempts, place.problem = place.attempts + 1, outcome.problem
        _log.warning(
            "webhook_failed", webhook=to.name, event_id=event.id, attempts=place.attempts, problem=outcome.problem
        )
        if outcome.gone:
            place.state = "GONE"
            return GONE_SECONDS
        retry = to.spec.retry
        if place.attempts >= retry.attempts:
            await asyncio.to_thread(self._places.put_aside, place, event, outcome.problem)
            return None
        wait = max(backoff(place.attempts, retry.first_seconds, retry.most_seconds), outcome.wait)
        place.next_at = time.time() + wait
        return min(wait, TROUBLE_SECONDS)

    async def _keep(self, place: Place) -> bool:
        kept = await asyncio.to_thread(self._places.keep, place)
        self._hold(place.name, place if kept else None)
        return kept


@asynccontextmanager
async def delivering(to: Sequence[Subscriber], reader: Reads, writer: Writer) -> AsyncIterator[None]:
    """Deliver beside whatever else is done.

    Args:
        to: the subscribers; nothing is done for nobody.
        reader: reads the feed.
        writer: keeps how far each is.
    """
    if not to:
        yield
        return
    async with Sender() as sender:
        task = asyncio.create_task(Delivery(to, reader, Places(writer), sender).run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def send_event(sender: Sender, to: Subscriber, event: Mapping[str, Any]) -> Outcome:
    """Sign and send one event, once.

    Args:
        sender: sends.
        to: the subscriber.
        event: as JSON.
    """
    body = orjson.dumps({"type": event["kind"], "timestamp": event["at"], "data": event})
    signed = headers(to.keys, event["id"], int(time.time()), body)
    spec = to.spec
    return await sender.send(spec.url, signed, body, seconds=spec.timeout_seconds, private=spec.private)


def backoff(attempts: int, first: float, most: float) -> float:
    """Seconds to wait after so many failures: longer each time, and never the same for all at once."""
    return min(first * 4.0 ** min(attempts - 1, 20), most) * random.uniform(0.5, 1.0)
