"""Every scenario, on a real engine, through every door: Python, GraphQL and the command line."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, get_named_type
from mcp.client import Client

from graph_service.api.mcp import QuestionServer
from graph_service.api.mcp_shape import ADDED, MOST_ITEMS
from graph_service.cli.main import run as run_command
from graph_service.cli.session import DEMO_NOW
from graph_service.engine import Connection
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.graphql.schema import build_schema
from graph_service.graphql.shape import camel
from graph_service.graphql.writing import Writing
from graph_service.graphql.written import MUTATIONS
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import erase
from graph_service.intake.erasing.person import name_person
from graph_service.intake.judge import judge
from graph_service.intake.pipeline import ingest
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.questions.registry import question, to_json
from graph_service.questions.warm import warm_up
from graph_service.secret import deployment_secret
from graph_service.settings import Settings, load_settings
from tests.conftest import wipe
from tests.scenario import Case, Door, cases, mismatches, take_in
from tests.transcripts import CONVERSATIONS, filled, found

CASES = cases()
DOORS = ("python", "graphql", "cli", "mcp")


class PythonDoor:
    """The function itself."""

    name = "python"

    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    def ask(self, name: str, arguments: Mapping[str, Any], now: datetime) -> Any:
        return to_json(self._asks.run(question(name).ask(self._asks.at(now), arguments)))


class GraphQLDoor:
    """One operation that selects every field of the answer."""

    name = "graphql"

    def __init__(self, asks: Asks, model: Model) -> None:
        self._asks = asks
        self._schema = build_schema(model)
        self._now: datetime | None = None
        self._executor = self._schema.executor(asks.reader, self._ask)

    def _ask(self) -> Ask:
        assert self._now is not None
        return self._asks.at(self._now)

    def ask(self, name: str, arguments: Mapping[str, Any], now: datetime) -> Any:
        self._now = now
        schema: GraphQLSchema = self._executor.schema
        assert schema.query_type is not None
        asked = schema.query_type.fields[camel(name)]
        given = {camel(one): _camel_keys(value) for one, value in arguments.items()}
        head = ", ".join(f"${one}: {asked.args[one].type}" for one in given)
        passed = ", ".join(f"{one}: ${one}" for one in given)
        answer = get_named_type(asked.type)
        # GraphQL has no empty parentheses
        taken, handed = (f"({words})" if words else "" for words in (head, passed))
        text = f"query Q{taken} {{ {camel(name)}{handed} {_selection(answer)} }}"
        reply = json.loads(self._asks.run(self._executor.execute(text, given)).body)
        assert "errors" not in reply, reply["errors"]
        return _snake_keys(reply["data"][camel(name)])


class McpDoor:
    """A tool call of the protocol's own client, against a server in this process."""

    name = "mcp"

    def __init__(self, asks: Asks) -> None:
        self._asks = asks
        self._now = datetime.fromisoformat(DEMO_NOW)
        self._server = QuestionServer(lambda: asks.at(self._now))

    def ask(self, name: str, arguments: Mapping[str, Any], now: datetime) -> Any:
        self._now = now
        answer = self._asks.run(self.call(name, {**arguments, "items": MOST_ITEMS}))
        assert not answer.is_error, answer.content
        return {member: value for member, value in answer.structured_content.items() if member not in ADDED}

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Any:
        async with Client(self._server) as client:
            # the client checks answers against the schema that the tool gave
            return await client.call_tool(name, dict(arguments))


class CommandDoor:
    """The words of a command line, in this process."""

    name = "cli"

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
        self._capsys = capsys
        self._patch = monkeypatch
        self._settings = settings

    def ask(self, name: str, arguments: Mapping[str, Any], now: datetime) -> Any:
        assert self._settings.secret is not None
        self._patch.setenv("GTM_GRAPH_HOME", str(self._settings.home))
        self._patch.setenv("GTM_GRAPH_SECRET", self._settings.secret.get_secret_value())
        self._patch.setenv("GTM_GRAPH_NOW", now.isoformat())
        self._patch.delenv("NEO4J_URI", raising=False)
        load_settings.cache_clear()
        try:
            self._capsys.readouterr()
            code = run_command(["ask", name.replace("_", "-"), *_words(arguments), "--json"])
            printed = self._capsys.readouterr()
        finally:
            load_settings.cache_clear()
        assert code == 0, printed.err
        return json.loads(printed.out)


class Asks:
    """What the doors of one session share: an event loop and a reader in it."""

    def __init__(self, model: Model, connection: Connection, settings: Settings) -> None:
        self._runner = asyncio.Runner()
        self._model = model
        self._birth_id = Ids(deployment_secret(settings)).birth
        self.reader = self.run(self._open(connection))

    async def _open(self, connection: Connection) -> Reader:
        return Reader.open(connection.uri, connection.username, connection.password, "neo4j")

    def run(self, asked: Any) -> Any:
        return self._runner.run(asked)

    def at(self, now: datetime) -> Ask:
        return Ask(model=self._model, reader=self.reader, now=now, birth_id=self._birth_id, judge=judge)

    def close(self) -> None:
        self.run(self.reader.close())
        self._runner.close()


def _selection(type_: Any) -> str:
    """Every field of a type, and of the types in it."""
    if not isinstance(type_, GraphQLObjectType):
        return ""
    inner = (f"{name} {_selection(get_named_type(one.type))}".rstrip() for name, one in type_.fields.items())
    return "{ " + " ".join(inner) + " }"


def _camel_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): _camel_keys(one) for name, one in value.items()}
    return [_camel_keys(one) for one in value] if isinstance(value, list) else value


def _snake_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower(): _snake_keys(one) for name, one in value.items()}
    return [_snake_keys(one) for one in value] if isinstance(value, list) else value


def _words(arguments: Mapping[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        for one in value if isinstance(value, list) else [value]:
            yield f"--{name.replace('_', '-')}={_word(one)}"


def _word(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "noun" in value:
        return f"{value['noun']}/{_word({way: one for way, one in value.items() if way != 'noun'})}"
    if "external_id" in value or "system" in value:
        named = value.get("external_id", value)
        return f"{named['system']}:{named['object']}:{named['id']}"
    [(way, text)] = value.items()
    return f"{way}:{text}"


def erased(settler: Settler, email: str, at: str) -> None:
    erase(settler, name_person(settler.writer, settler.ids, email), actor="privacy desk", at=at)


def decided(
    asks: Asks, settler: Settler, name: str, args: Mapping[str, Any], actor: str, teams: list[str], at: str
) -> str:
    when = datetime.fromisoformat(at)
    writing = Writing(asks.at(when), Steward(settler, lambda: when), By(actor, tuple(teams)))
    done = asks.run(MUTATIONS[name].do(writing, {"reason": "as told", **args}))
    assert done.decision is not None, done
    return str(done.decision)


@pytest.fixture(scope="module")
def asks(model: Model, engine: Connection, settings: Settings, open_writer: Writer) -> Iterator[Asks]:
    opened = Asks(model, engine, settings)
    # a deadline is for a server that serves, not for one that is still learning its statements
    opened.run(warm_up(opened.reader))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def graphql_door(asks: Asks, model: Model) -> GraphQLDoor:
    return GraphQLDoor(asks, model)


@pytest.fixture
def doors(
    asks: Asks,
    graphql_door: GraphQLDoor,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Door]:
    every: list[Door] = [PythonDoor(asks), graphql_door, CommandDoor(capsys, monkeypatch, settings), McpDoor(asks)]
    return {door.name: door for door in every}


@pytest.fixture(scope="module")
def given(
    asks: Asks, open_writer: Writer, model: Model, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """Puts what a scenario gives into an otherwise empty graph; neighbours that give the same share it."""
    there: list[Any] = []
    settler = Settler(open_writer, model, Ids(deployment_secret(settings)), 0.0)

    def put(wanted: Any) -> None:
        if there and there[0] == wanted:
            return
        wipe(open_writer)
        there.clear()
        take_in(
            wanted,
            lambda source, paths, seen_at: ingest(settings, model, open_writer, source, paths, observed_at=seen_at),
            lambda email, at: erased(settler, email, at),
            lambda *decision: decided(asks, settler, *decision),
            tmp_path_factory.mktemp("given"),
        )
        # what is searched is written beside the commits
        open_writer.run_text("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()", "await")
        if wanted == "sample":
            # a graph that grew from nothing has its statements planned anew
            asks.run(warm_up(asks.reader))
        there.append(wanted)

    yield put
    wipe(open_writer)


# before the scenarios, whose first ones are about the sample too: so it is taken in once
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_an_agent_with_the_tools_alone_finds_the_facts(conversation: str, given: Any, asks: Asks) -> None:
    given("sample")
    door = McpDoor(asks)
    taken: dict[str, Any] = {}
    for call in CONVERSATIONS[conversation]:
        answer = asks.run(door.call(call.tool, filled(call.arguments, taken)))
        if isinstance(call.expect, str):
            assert answer.is_error
            assert call.expect in answer.content[0].text
            continue
        assert not answer.is_error, answer.content
        wrong = mismatches(call.expect, answer.structured_content)
        assert not wrong, "\n".join([f"{conversation}: {call.tool}", *wrong])
        taken |= {name: found(answer.structured_content, path) for name, path in call.take.items()}


def test_a_book_holds_what_ownership_says(given: Any, asks: Asks) -> None:
    """Over the whole sample: an account is in the books of those whom accountOwnership names, and in no others."""
    given("sample")
    ask = asks.at(datetime.fromisoformat(DEMO_NOW))

    def answer(name: str, **arguments: Any) -> Any:
        return asks.run(question(name).ask(ask, arguments))

    accounts = asks.run(ask.reader.run("lookup/search", query="*:*", nouns=["Account"], reach=1_000, cap=1_000))
    users = asks.run(ask.reader.run("lookup/search", query="*:*", nouns=["User"], reach=1_000, cap=1_000))
    assert (len(accounts), len(users)) == (60, 9)
    owned = {
        (one.owner.id, row["node"]["id"], one.type, one.how)
        for row in accounts
        for one in answer("account_ownership", account={"id": row["node"]["id"]}).owners
        if one.owner.noun == "User"
    }
    booked = set()
    for row in users:
        book = answer("book_of_business", user={"id": row["node"]["id"]}, first=500)
        booked |= {(row["node"]["id"], one.account.id, one.type, one.how) for one in book.accounts}
        pages, after = [], None
        while True:
            page = answer("book_of_business", user={"id": row["node"]["id"]}, first=7, after=after)
            pages += page.accounts
            after = page.page.cursor
            if after is None:
                break
        assert pages == book.accounts
    assert booked == owned


def asked_through(config: pytest.Config) -> Iterator[tuple[Case, str]]:
    """Each ask through one door in turn; `make prove` takes every door for every ask."""
    every = config.getoption("hypothesis_profile", None) == "prove"
    for number, case in enumerate(CASES):
        for place, door in enumerate(DOORS):
            if every or place == number % len(DOORS):
                yield case, door


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"case", "door"} <= set(metafunc.fixturenames):
        pairs = list(asked_through(metafunc.config))
        metafunc.parametrize(("case", "door"), pairs, ids=[f"{case}-{door}" for case, door in pairs])


def test_scenario(case: Case, door: str, given: Any, doors: dict[str, Door]) -> None:
    if case.passed_over:
        pytest.skip(case.passed_over)
    given(case.given)
    answer = doors[door].ask(case.question, case.arguments, case.now)
    wrong = mismatches(case.expect, answer)
    assert not wrong, "\n".join([f"{case} through {door}:", *wrong])


def test_every_situation_of_the_story_is_told():
    told = {case.scenario.split("_")[0] for case in CASES}
    assert {"01", "02", "05", "06", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"} <= told


def test_an_enum_of_an_answer_is_told_by_name(graphql_door: GraphQLDoor) -> None:
    status = graphql_door._executor.schema.type_map["Status"]
    assert isinstance(status, GraphQLEnumType)
    assert set(status.values) == {"OK", "NOT_FOUND", "AMBIGUOUS", "UNKNOWN"}


@pytest.mark.parametrize(
    ("expected", "actual", "fits"),
    [
        ("2026-05-12", "2026-05-12T23:00:00Z", True),
        ("2026-05-12", "2026-05-13T01:00:00+02:00", True),
        ("2026-05-12", "2026-05-12", True),
        ("2026-05-12", "2026-05-13T00:00:00Z", False),
        ("2026-05-12T10:00:00Z", "2026-05-12T12:00:00+02:00", True),
        (True, 1, False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": {"absent": True}}, {}, True),
        ([1, 2], [2, 1], False),
        ({"unordered": [1, 2]}, [2, 1], True),
        ({"unordered": [1]}, [1, 2], False),
        ({"contains": [{"a": 1}, {"a": 1, "b": 2}]}, [{"a": 1, "b": 2}, {"a": 1}], True),
        ({"contains": [{"a": 1}, {"a": 1}]}, [{"a": 1}], False),
        ({"lacks": [{"a": 1}]}, [{"a": 2}], True),
        ({"lacks": [{"a": 1}]}, [{"a": 1, "b": 2}], False),
        ({"empty": True}, [], True),
        ({"empty": True}, [1], False),
        ({"present": True}, None, False),
        ({"regex": "^a+$"}, "aaa", True),
        ({"contains_text": ["É", "b"]}, {"x": "é b"}, True),
        ({"all": [{"contains": [1]}, {"lacks": [2]}]}, [1, 3], True),
        ({"all": [{"contains": [1]}, {"lacks": [2]}]}, [1, 2], False),
    ],
)
def test_matching(expected, actual, fits):
    assert (not mismatches(expected, actual)) is fits
