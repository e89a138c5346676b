"""Delivery against a real receiver on this machine: order, retries, dead letters, restarts."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from graph_service.delivery.deliver import Delivery, Subscriber, backoff
from graph_service.delivery.places import Place
from graph_service.delivery.sending import Sender, is_public, wait_of
from graph_service.delivery.signing import headers, keys_of
from graph_service.errors import SettingsError
from graph_service.model.event import Event
from graph_service.model.subscriber_spec import RetrySpec, SubscriberSpec
from graph_service.questions.events import ChangeEvent
from tests.feed.receiver import KEY, SECRET, Receiver, receiving, signed

EPOCH = "0123abcd"
SOON = RetrySpec(attempts=3, first_seconds=0.01, most_seconds=0.05)


class Feed:
    """A feed in memory, read as the statements read it."""

    def __init__(self, *events: Event, first: int = 1) -> None:
        self.first = first
        self.events = list(events)

    async def run(self, name: str, /, *, timeout: float = 0, **given: Any) -> list[dict[str, Any]]:
        last = self.first + len(self.events) - 1
        if name == "feed/head":
            return [{"epoch": EPOCH, "last": last}]
        batches = [
            [number, "2026-09-15T09:00:00.000000Z", "b", orjson.dumps([one.row()]).decode()]
            for number, one in enumerate(self.events, self.first)
            if given["after"] < number <= given["until"]
        ]
        return [{"epoch": EPOCH, "last": last, "first": self.first, "batches": batches}]


class Kept:
    """Places in memory; a second one on the same notes is the next process."""

    def __init__(self, notes: dict[str, Place] | None = None) -> None:
        self.notes = notes if notes is not None else {}
        self.letters: list[tuple[str | None, str, int]] = []

    def take(self, name: str) -> Place | None:
        return replace(self.notes.setdefault(name, Place(name)))

    def keep(self, place: Place) -> bool:
        self.notes[place.name] = replace(place)
        return True

    def leave(self, name: str) -> None: ...

    def put_aside(self, place: Place, event: ChangeEvent | None, reason: str) -> None:
        self.letters.append((event.id if event else None, reason, place.attempts))


def stage(thing: str, noun: str = "Contact", kind: str = "STAGE_CHANGED") -> Event:
    return Event(kind, noun, thing, "lifecycle_stage", after=("MQL",), why="hubspot says so")


def to(receiver: Receiver, name: str = "marketing", **more: Any) -> Subscriber:
    given = {"url": receiver.url, "secret": "HOOK", "private": True, "from": "oldest", "retry": SOON, **more}
    return Subscriber(name, SubscriberSpec(**given), [KEY])


async def deliver(subscriber: Subscriber, feed: Feed, kept: Kept, *, turns: int = 12) -> None:
    async with Sender() as sender:
        delivery = Delivery([subscriber], feed, kept, sender)  # type: ignore[arg-type]
        for _ in range(turns):
            wait = await delivery.turn(subscriber)
            await asyncio.sleep(min(wait, 0.06))


def number(*numbers: int) -> list[str]:
    return [f"{EPOCH}-{one}" for one in numbers]


async def test_each_event_is_sent_once_in_order_and_signed():
    async with receiving() as receiver:
        kept = Kept()
        await deliver(to(receiver), Feed(stage("con_1"), stage("con_2"), stage("con_3")), kept)
        assert receiver.ids == number(1, 2, 3)
        for sent, body in receiver.got:
            assert sent["webhook-signature"] == signed(sent, body)
            assert abs(int(sent["webhook-timestamp"]) - time.time()) < 60
            assert sent["content-type"] == "application/json"
        message = orjson.loads(receiver.got[0][1])
        assert (message["type"], message["timestamp"]) == ("STAGE_CHANGED", "2026-09-15T09:00:00Z")
        assert (message["data"]["thing"], message["data"]["after"]) == ("con_1", ["MQL"])
        assert kept.notes["marketing"].cursor == number(3)[0]


async def test_only_what_is_wanted_and_always_a_resync():
    async with receiving() as receiver:
        feed = Feed(
            stage("con_1"), stage("acc_1", "Account"), stage("con_2", kind="CREATED"), Event("RESYNC", "", "", why="anew"),
        )  # fmt: skip
        await deliver(to(receiver, kinds=["STAGE_CHANGED"], nouns=["Contact"]), feed, Kept())
        assert receiver.ids == number(1, 4)


async def test_who_is_new_begins_now_unless_told_otherwise():
    async with receiving() as receiver:
        feed, kept = Feed(stage("con_1")), Kept()
        await deliver(to(receiver, **{"from": "now"}), feed, kept, turns=2)
        feed.events.append(stage("con_2"))
        await deliver(to(receiver, **{"from": "now"}), feed, kept, turns=2)
        assert receiver.ids == number(2)


async def test_what_fails_is_sent_again_with_the_same_id_before_anything_later():
    async with receiving([(500, {}), None, (301, {"location": "http://127.0.0.1:1/"})]) as receiver:
        kept = Kept()
        retry = SOON.model_copy(update={"attempts": 5})
        await deliver(to(receiver, timeout_seconds=0.2, retry=retry), Feed(stage("con_1"), stage("con_2")), kept)
        assert receiver.ids == number(1, 1, 1, 1, 2)
        assert kept.letters == []


async def test_after_the_last_try_it_is_a_dead_letter_and_the_next_goes_on():
    async with receiving([(400, {})] * 3) as receiver:
        kept = Kept()
        await deliver(to(receiver), Feed(stage("con_1"), stage("con_2")), kept)
        assert receiver.ids == number(1, 1, 1, 2)
        assert kept.letters == [(number(1)[0], "answered 400", 3)]


async def test_who_asks_to_be_left_alone_is():
    async with receiving([(429, {"retry-after": "120"})]) as receiver:
        kept = Kept()
        await deliver(to(receiver), Feed(stage("con_1")), kept, turns=3)
        assert len(receiver.got) == 1
        assert 100 < kept.notes["marketing"].next_at - time.time() <= 120


async def test_who_is_gone_gets_nothing_more():
    async with receiving([(410, {})]) as receiver:
        kept = Kept()
        await deliver(to(receiver), Feed(stage("con_1"), stage("con_2")), kept, turns=4)
        assert (len(receiver.got), kept.notes["marketing"].state) == (1, "GONE")


async def test_a_restart_goes_on_with_the_event_that_was_not_taken():
    async with receiving([(204, {}), (503, {})]) as receiver:
        feed, kept = Feed(stage("con_1"), stage("con_2"), stage("con_3")), Kept()
        await deliver(to(receiver), feed, kept, turns=1)
        assert receiver.ids == number(1, 2)
        await deliver(to(receiver), feed, Kept(kept.notes))
        assert receiver.ids == number(1, 2, 2, 3)


async def test_events_that_were_dropped_unsent_leave_a_dead_letter():
    async with receiving() as receiver:
        kept = Kept({"marketing": Place("marketing", number(2)[0], begun=True)})
        await deliver(to(receiver), Feed(stage("con_9"), first=9), kept)
        assert receiver.ids == number(9)
        [(event, reason, _)] = kept.letters
        assert event is None and "6 events after this cursor are no longer kept" in reason


async def test_one_who_does_not_answer_holds_up_no_other():
    async with receiving([None] * 50) as silent, receiving() as other, Sender() as sender:
        feed, kept = Feed(stage("con_1")), Kept()
        both = [to(silent, "silent", timeout_seconds=5), to(other, "other")]
        task = asyncio.create_task(Delivery(both, feed, kept, sender).run())  # type: ignore[arg-type]
        async with asyncio.timeout(4):
            while not other.got:  # noqa: ASYNC110 - the receiver only keeps a list
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_this_machine_and_private_networks_are_refused_unless_allowed():
    async with receiving() as receiver:
        kept = Kept()
        await deliver(to(receiver, private=False), Feed(stage("con_1")), kept, turns=1)
        assert receiver.got == []
        assert "not public" in kept.notes["marketing"].problem


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False), ("224.0.0.1", False), ("0.0.0.0", False),
        ("8.8.8.8", True), ("2001:4860:4860::8888", True),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool):
    assert is_public(address) is public


def test_a_signature_of_the_specification():
    # the example that the specification's libraries are tested with
    keys = keys_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "HOOK")
    made = headers(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    both = headers(keys_of(f"{SECRET} whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "HOOK"), "a", 1, b"{}")
    assert len(both["webhook-signature"].split()) == 2, "while a secret is being changed both sign"


@pytest.mark.parametrize("secret", ["", "whsec_", "plain", "whsec_c2hvcnQ=", "whsec_!!!!"])
def test_a_weak_secret_is_refused(secret: str):
    with pytest.raises(SettingsError, match="HOOK"):
        keys_of(secret, "HOOK")


def test_waits_grow_and_are_bounded():
    assert all(2.5 <= backoff(1, 5, 3600) <= 5 and 40 <= backoff(3, 5, 3600) <= 80 for _ in range(50))
    assert backoff(40, 5, 3600) <= 3600
    now = datetime(2026, 9, 15, 9, tzinfo=UTC)
    assert wait_of("120", now) == 120
    assert wait_of("Tue, 15 Sep 2026 09:01:00 GMT", now) == 60
    assert (wait_of("soon", now), wait_of("-5", now), wait_of("nan", now), wait_of("1e9", now)) == (0, 0, 0, 86_400)
