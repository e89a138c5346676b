"""The feed through its doors: HTTP, GraphQL, the command line; and what a cursor of another time is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from graph_service.api.auth import auth_of
from graph_service.api.events import EventsDoor
from graph_service.api.http import Doors, build_app, open_doors
from graph_service.cli.main import app as command_line
from graph_service.cli.session import Session
from graph_service.delivery.deliver import Delivery
from graph_service.delivery.places import Places
from graph_service.delivery.sending import Sender
from graph_service.engine import Connection
from graph_service.errors import ModelError, UsageError
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.graphql.schema import build_schema
from graph_service.intake.feeding.carry import carry
from graph_service.model.event import CursorExpired
from graph_service.model.model import Model
from graph_service.model.subscriber_spec import load_subscribers
from graph_service.questions.ask import Ask
from graph_service.questions.events import events
from graph_service.settings import Settings
from tests.conftest import wipe
from tests.feed.receiver import KEY, receiving
from tests.feed.test_delivery import to
from tests.intake.test_settling_graph import Graph, account, contact, owner, prepared

NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)


@pytest.fixture
async def reader(engine: Connection) -> AsyncIterator[Reader]:
    async with Reader.open(engine.uri, engine.username, engine.password, "neo4j") as opened:
        yield opened


@pytest.fixture
def graph(writer: Writer, model: Model) -> Graph:
    made = Graph(writer, model)
    user = {"record": "salesforce|User|U1", "noun": "User", "state": "live", "fields": {"name": "Ana"}}
    made.say(prepared(user, 0))
    made.say(account("A", "A", 1, refs=[owner("U1")]), account("B", "B", 1))
    made.say(contact("1", "maria@x.example", 1))
    return made


def asking(model: Model, reader: Reader) -> Ask:
    return Ask(model, reader, NOW, lambda key: key)


async def test_pages_and_kinds_and_cursors(graph: Graph, model: Model, reader: Reader):
    ask = asking(model, reader)
    whole = await events(ask)
    assert [one.kind for one in whole.events] == ["CREATED", "CREATED", "OWNER_CHANGED", "CREATED"]
    assert (whole.more, whole.dropped, whole.next) == (False, 0, whole.events[-1].id)
    page, after = [], None
    while True:
        one = await events(ask, after, 1)
        page += one.events
        after = one.next
        if not one.more:
            break
    assert page == whole.events
    some = await events(ask, kinds=["OWNER_CHANGED"])
    assert [one.kind for one in some.events] == ["OWNER_CHANGED"]
    assert (await events(ask, some.next, kinds=["OWNER_CHANGED"])).events == []
    assert some.next == whole.next, "what was looked through need not be looked through again"
    head = await events(ask, "now")
    assert (head.events, head.next) == ([], whole.next)
    for wrong in ("x", "0-1", "now-1"):
        with pytest.raises(UsageError, match="not a cursor"):
            await events(ask, wrong)
    with pytest.raises(UsageError, match="no event is of the kind"):
        await events(ask, kinds=["NEVER"])


async def test_a_cursor_of_another_time_is_told_to_start_again(graph: Graph, model: Model, reader: Reader):
    ask = asking(model, reader)
    last = (await events(ask)).next
    assert last is not None
    epoch, number = last.split("-")
    for wrong, why in ((f"ffffffff-{number}", "built anew"), (f"{epoch}-99", "built anew")):
        with pytest.raises(CursorExpired, match=why):
            await events(ask, wrong)
    graph.rows("MATCH (b:ChangeBatch) WITH b ORDER BY b.to LIMIT 1 DELETE b")
    with pytest.raises(CursorExpired, match="3 events after this cursor are no longer kept"):
        await events(ask, f"{epoch}-0")
    assert (await events(ask)).dropped == 3
    wipe(graph.writer)
    with pytest.raises(CursorExpired):
        await events(ask, last)
    assert (await events(ask)).next is None


@asynccontextmanager
async def serving(model: Model, reader: Reader, auth: str = "open") -> AsyncIterator[httpx.AsyncClient]:
    keeper = auth_of(auth)
    app = build_app(keeper)
    open_doors(app, keeper, Doors(None, reader, events=EventsDoor(lambda: asking(model, reader), keeper)))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


async def test_over_http(graph: Graph, model: Model, reader: Reader):
    async with serving(model, reader) as http:
        first = (await http.get("/events", params={"limit": 2})).json()
        assert (len(first["events"]), first["more"], first["dropped"]) == (2, True, 0)
        rest = (await http.get("/events", params={"after": first["next"], "kinds": "CREATED,OWNER_CHANGED"})).json()
        assert ([one["kind"] for one in rest["events"]], rest["more"]) == (["OWNER_CHANGED", "CREATED"], False)
        waiting = asyncio.create_task(http.get("/events", params={"after": rest["next"], "wait": 20}))
        await asyncio.sleep(0.7)
        assert not waiting.done()
        await asyncio.to_thread(graph.say, account("C", "C", 1))
        assert [one["kind"] for one in (await waiting).json()["events"]] == ["CREATED"]
        old = await http.get("/events", params={"after": "ffffffff-1"})
        assert (old.status_code, old.json()["errors"][0]["extensions"]["code"]) == (410, "RESYNC")
        for wrong in (
            {"after": "x"},
            {"limit": "0"},
            {"limit": "many"},
            {"kinds": "X"},
            {"wait": "inf"},
            {"since": "1"},
        ):
            assert (await http.get("/events", params=wrong)).status_code == 400, wrong


async def test_over_http_only_with_a_key(graph: Graph, model: Model, reader: Reader, tmp_path: Any):
    (tmp_path / "keys.json").write_text('{"keys": []}')
    async with serving(model, reader, f"keys:{tmp_path / 'keys.json'}") as http:
        assert (await http.get("/events")).status_code == 401


async def test_over_graphql(graph: Graph, model: Model, reader: Reader):
    executor = build_schema(model).executor(reader, lambda: asking(model, reader))
    text = 'query($a: String) { events(after: $a, first: 2, kinds: ["CREATED"]) { next more events { id kind noun thing before after stop { code } } } }'
    reply = json.loads((await executor.execute(text)).body)["data"]["events"]
    assert [one["noun"] for one in reply["events"]] == ["Account", "Account"]
    refused = json.loads((await executor.execute(text, {"a": "ffffffff-1"})).body)
    assert refused["errors"][0]["extensions"]["code"] == "RESYNC"


def test_on_the_command_line(graph: Graph, settings: Settings, tmp_path: Any):
    session = Session()
    session.__dict__["settings"] = settings

    def run(*words: str) -> Any:
        from graph_service.cli.events import commands

        return CliRunner().invoke(commands, list(words), obj=session)

    told = json.loads(run("--json", "--first", "2").stdout)
    assert ([one["kind"] for one in told["events"]], told["more"]) == (["CREATED", "CREATED"], True)
    shown = run("--after", told["next"]).stdout
    assert "OWNER_CHANGED" in shown and "--after" in shown
    assert json.loads(run("positions", "--json").stdout) == []
    assert "no dead letters" in run("dead-letters", "list").stdout
    assert isinstance(run("resume", "nobody").exception, UsageError)
    assert "events" in CliRunner().invoke(command_line, ["--help"]).stdout


async def test_delivered_from_the_real_feed_and_resumed_by_another_process(graph: Graph, model: Model, reader: Reader):
    async with receiving([(204, {}), (204, {}), (500, {})]) as receiver, Sender() as sender:
        first, second = Places(graph.writer), Places(graph.writer)
        one = to(receiver)
        assert await Delivery([one], reader, first, sender).turn(one) > 0
        [place] = first.all()
        assert (len(receiver.got), place.attempts, place.problem) == (3, 1, "answered 500")
        assert second.take("marketing") is None, "one process at a time"
        assert second.keep(place) is False
        first.leave("marketing")
        await asyncio.sleep(0.05)
        while len(receiver.got) < 5:
            await Delivery([one], reader, second, sender).turn(one)
        created, owner_changed = "CREATED", "OWNER_CHANGED"
        kinds = [event["kind"] for event in receiver.events]
        assert kinds == [created, created, owner_changed, owner_changed, created]
        assert receiver.ids[2] == receiver.ids[3]
        assert first.keep(place) is False, "who lost the place writes nothing"
        assert KEY


def test_dead_letters_are_kept_and_taken_off(graph: Graph):
    places = Places(graph.writer)
    place = places.take("marketing")
    assert place is not None
    place.cursor, place.state = "0123abcd-7", "GONE"
    places.keep(place)
    places.put_aside(place, None, "gone")
    places.put_aside(place, None, "gone")
    [letter] = places.dead_letters("marketing")
    assert (letter["id"], letter["reason"]) == ("marketing|0123abcd-7", "gone")
    assert places.dead_letters("other") == []
    places.drop_dead_letter(letter["id"])
    assert places.dead_letters() == []
    assert places.resume("marketing") and places.all()[0].state == "ACTIVE"


class Old:
    """A store that is gone, as far as it was read."""

    def __init__(self, writer: Writer) -> None:
        self._state = writer.run("feed/state")
        self._batches = writer.run("feed/batch_page", after=0, most=1_000)

    def run(self, name: str, /, **given: Any) -> list[dict[str, Any]]:
        return self._state if name == "feed/state" else [one for one in self._batches if one["to"] > given["after"]]

    def run_text(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
        return [{"id": "marketing", "props": {"id": "marketing", "cursor": "0123abcd-3", "begun": True}}]


async def test_a_store_built_anew_goes_on_with_the_feed(graph: Graph, model: Model, reader: Reader):
    ask = asking(model, reader)
    before = await events(ask)
    old: Any = Old(graph.writer)
    wipe(graph.writer)
    carry(old, graph.writer, model)
    assert (await events(ask)).events == before.events
    assert Places(graph.writer).all()[0].cursor == "0123abcd-3"
    graph.say(account("C", "C", 1))
    [added] = (await events(ask, before.next)).events
    assert added.id.endswith("-5")


async def test_a_store_built_under_another_model_says_so_to_every_cursor(graph: Graph, model: Model, reader: Reader):
    ask = asking(model, reader)
    before = (await events(ask)).next
    graph.writer.run("feed/settled_under", model="another")
    old: Any = Old(graph.writer)
    wipe(graph.writer)
    carry(old, graph.writer, model)
    with pytest.raises(CursorExpired):
        await events(ask, before)
    [anew] = (await events(ask)).events
    assert (anew.kind, anew.thing) == ("RESYNC", None)
    assert anew.id.endswith("-5"), "numbers never restart lower"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("subscribers: {}", "at least 1"),
        ("subscribers: {a: {url: 'ftp://x.example', secret: HOOK}}", "http or https"),
        ("subscribers: {a: {url: 'https://u:p@x.example', secret: HOOK}}", "user name"),
        ("subscribers: {a: {url: 'https://x.example', secret: whsec_abc}}", "pattern"),
        ("subscribers: {a: {url: 'https://x.example', secret: HOOK, kinds: [NEVER]}}", "'NEVER' is no event"),
        ("subscribers: {a: {url: 'https://x.example', secret: HOOK, nouns: [Horse]}}", "'Horse' is no noun"),
    ],
)
def test_a_wrong_file_of_subscribers_is_refused(model: Model, tmp_path: Any, text: str, wrong: str):
    (tmp_path / "s.yaml").write_text(text)
    with pytest.raises(ModelError, match=wrong):
        load_subscribers(tmp_path / "s.yaml", model)
