"""The questions as tools: what an agent is told, how long answers are cut, who may come in over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp.client import Client

from graph_service.api.auth import auth_of
from graph_service.api.http import Doors, build_app, open_doors
from graph_service.api.keys import create_key
from graph_service.api.mcp import QuestionServer
from graph_service.api.mcp_http import McpDoor
from graph_service.api.mcp_shape import MOST_CHARACTERS, clean_text, shaped
from graph_service.errors import DatabaseError
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.questions.registry import QUESTIONS
from tests.api.conftest import NoDatabase

ENVELOPE: dict[str, Any] = {"status": "OK", "why": []}


@pytest.fixture
def server(model: Model, database: NoDatabase) -> QuestionServer:
    return QuestionServer(
        lambda: Ask(model=model, reader=database, now=datetime(2026, 9, 15, tzinfo=UTC), birth_id=lambda key: key)
    )


async def test_every_question_is_a_tool_that_only_reads(server: QuestionServer):
    async with Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == set(QUESTIONS)
    for name, tool in tools.items():
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
        described = tool.input_schema["properties"]
        assert {one.name for one in QUESTIONS[name].arguments} | {"items", "offset"} == set(described)
        assert all(one["description"] for one in described.values())
        assert tool.input_schema["required"] == [one.name for one in QUESTIONS[name].arguments if not one.optional]


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("a.example", True),
        ({"domain": "a.example"}, True),
        ({"external_id": {"system": "salesforce", "object": "Account", "id": "001"}}, True),
        ({"domain": "a.example", "id": "acc_1"}, False),
        ({"email": "a@b.example"}, False),
        ({}, False),
        (7, False),
    ],
)
async def test_the_schema_of_a_reference_is_what_the_question_takes(server: QuestionServer, written: Any, fits: bool):
    [tool] = [one for one in await server.list_tools() if one.name == "account_ownership"]
    assert Draft202012Validator(tool.input_schema).is_valid({"account": written}) is fits


async def test_what_fits_nothing_is_an_answer_and_what_is_wrong_says_what_to_do(
    server: QuestionServer, database: NoDatabase
):
    database.rows = []
    async with Client(server) as client:
        answer = await client.call_tool("account_ownership", {"account": "nobody.example"})
        assert not answer.is_error
        assert answer.structured_content["status"] == "NOT_FOUND"
        assert json.loads(answer.content[0].text) == answer.structured_content
        assert "no instruction" not in answer.structured_content["notice"]
        for name, given, told in (
            ("account_hierarchy", {"account": "a.example", "as_of": "tomorrow"}, "as_of: 'tomorrow' does not fit"),
            ("account_hierarchy", {"account": "a.example", "colour": 1}, "no argument 'colour'"),
            ("account_hierarchy", {}, "needs account"),
            ("account_hierarchy", {"account": "a.example", "items": 0}, "items: '0' does not fit"),
            ("suppression", {"people": ["a@b.example"], "channel": "PIGEON", "purpose": "DEAL"}, "one of EMAIL"),
            ("horoscope", {}, "there is no tool 'horoscope'"),
        ):
            wrong = await client.call_tool(name, given)
            assert wrong.is_error
            assert told in wrong.content[0].text
        database.error = DatabaseError("Neo4j does not answer")
        down = await client.call_tool("account_ownership", {"account": "nobody.example"})
        assert down.is_error
        assert down.content[0].text == "DATABASE: Neo4j does not answer"


def test_long_lists_are_cut_to_a_page_that_says_so():
    answer = {**ENVELOPE, "deals": [{"n": n} for n in range(60)], "candidates": [{"n": n} for n in range(40)]}
    first = shaped(answer, 25, 0)
    assert [one["n"] for one in first["deals"]] == list(range(25))
    assert len(first["candidates"]) == 40, "what fits is never cut: it is what the caller must choose from"
    assert first["next_offset"] == 25
    assert first["cut"] == [{"list": "deals", "total": 60, "shown": 25}]
    last = shaped(answer, 25, 50)
    assert [one["n"] for one in last["deals"]] == list(range(50, 60))
    assert last["next_offset"] is None


def test_an_answer_that_is_too_long_shows_fewer_entries():
    answer = {**ENVELOPE, "deals": [{"n": n, "text": 900 * "x"} for n in range(200)]}
    page = shaped(answer, 200, 0)
    assert len(json.dumps(page)) <= MOST_CHARACTERS
    assert page["next_offset"] == len(page["deals"]) > 10
    huge = {**ENVELOPE, "deals": [{"inner": [900 * "y" for _ in range(500)]}]}
    page = shaped(huge, 25, 0)
    assert len(json.dumps(page)) <= MOST_CHARACTERS
    assert {"list": "deals.inner", "total": 500, "shown": 5} in page["cut"]


def test_text_of_others_cannot_hide_or_reorder():
    assert clean_text("Zora\nPetrovic\x00\u202e\u200b") == "Zora Petrovic"
    assert clean_text("نام‌ها") == "نام‌ها", "joiners belong to words"
    assert clean_text("\U000e0041\U000e0042plain") == "plain"
    assert len(clean_text(5_000 * "a")) < 1_020


def request(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


async def test_http_has_the_same_doorkeeper(server: QuestionServer, database: NoDatabase, tmp_path):
    reading, ingesting = (create_key(tmp_path / "keys.json", "agent", (), [scope]) for scope in ("read", "ingest"))
    keeper = auth_of(f"keys:{tmp_path / 'keys.json'}")
    database.rows = []
    async with McpDoor(server, keeper).open() as door:
        app = build_app(keeper)
        open_doors(app, keeper, Doors(None, database, mcp=door))
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-11-25"}
        call = request("tools/call", name="account_ownership", arguments={"account": "nobody.example"})
        async with httpx.AsyncClient(transport=transport, base_url="http://larkfield.example", headers=headers) as http:
            assert (await http.post("/mcp", json=call)).status_code == 401
            bearer = {"authorization": f"Bearer {ingesting}"}
            assert (await http.post("/mcp", json=call, headers=bearer)).status_code == 403
            bearer = {"authorization": f"Bearer {reading}"}
            answer = await http.post("/mcp", json=call, headers=bearer)
            assert answer.status_code == 200, answer.text
            assert answer.json()["result"]["structuredContent"]["status"] == "NOT_FOUND"
            tools = await http.post("/mcp", json=request("tools/list"), headers=bearer)
            assert len(tools.json()["result"]["tools"]) == len(QUESTIONS)
