"""GraphQL over HTTP: what its specification asks for (the checks of the graphql-http audit), and what is no request."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pytest

from graph_service.api.graphql_http import GRAPHQL_RESPONSE, JSON, accepted
from graph_service.errors import DeadlineExceeded
from tests.api.conftest import Client, NoDatabase

ASK = {"query": "{ __typename }"}


async def post(
    client: Client, body: Any = None, *, raw: bytes | None = None, accept: str | None = JSON, **headers: str
) -> httpx.Response:
    sent = {"content-type": JSON, "accept": accept, **{k.replace("_", "-"): v for k, v in headers.items()}}
    async with client() as http:
        http.headers.pop("accept")
        content = raw if raw is not None else json.dumps(body).encode()
        return await http.post("/graphql", content=content, headers={k: v for k, v in sent.items() if v})


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_RESPONSE])
async def test_it_answers_in_the_type_that_was_asked_for(client: Client, accept: str):
    answer = await post(client, ASK, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{JSON}, {GRAPHQL_RESPONSE};q=0.9", JSON),
        (f"{JSON};q=0.5, {GRAPHQL_RESPONSE}; charset=utf-8", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, {JSON}", JSON),
        (f"{GRAPHQL_RESPONSE};q=oops", None),
        ("text/html", None),
        ("APPLICATION/JSON", JSON),
    ],
)
def test_media_types(accept: str | None, media: str | None):
    assert accepted(accept) == media


async def test_a_type_we_do_not_have_is_refused(client: Client):
    assert (await post(client, ASK, accept="text/csv")).status_code == 406


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{ __typename", "variables": None},
        {"query": "{ nothing }"},
        {"query": "query($n: Int!) { users(first: $n) { totalCount } }", "variables": {"n": "x"}},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "{ __typename }", "operationName": "Nobody"},
        {"query": ""},
        {"query": "type X { a: Int }"},
        {"query": "subscription { x }"},
        {"query": "mutation { x }"},
    ],
)
async def test_a_refused_operation(body: dict[str, Any], client: Client):
    old = await post(client, body, accept=JSON)
    new = await post(client, body, accept=GRAPHQL_RESPONSE)
    assert (old.status_code, new.status_code) == (200, 400)
    assert old.json() == new.json()
    assert set(new.json()) == {"errors"}, "no data: it was not begun"
    assert new.json()["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'"x"',
        b"null",
        b"1",
        b"true",
        b"[]",
        b'[{"query":"{ __typename }"}]',
        b'{"query":"\xff\xfe"}',
        '{"query":"{ __typename }"}'.encode("utf-16"),
        b'{"query":"{ __typename }","variables":{"a":NaN}}',
        b'{"query":"{ __typename }","variables":{"a":1e999}}',
        b'{"query":"{ __typename }","variables":{"a":' + b"1" * 5000 + b"}}",
        b'{"query":"{ __typename }","variables":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"query":"{ a }","query":"{ __typename }"}',
        b'{"query":"{ __typename }","variables":{"a":{"b":1,"b":2}}}',
        b'{"query":"query($e:ID!){account(ref:{id:$e}){id}}","variables":{"e":"\\ud800"}}',
        b"{}",
        b'{"query":null}',
        b'{"query":1}',
        b'{"query":true}',
        b'{"query":["{ __typename }"]}',
        b'{"query":{}}',
        b'{"query":"{ __typename }","variables":"{}"}',
        b'{"query":"{ __typename }","variables":[1]}',
        b'{"query":"{ __typename }","variables":0}',
        b'{"query":"{ __typename }","operationName":1}',
        b'{"query":"{ __typename }","operationName":["a"]}',
        b'{"query":"{ __typename }","extensions":"x"}',
        b'{"query":"{ __typename }","extensions":[1]}',
        b'{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}',
    ],
)
async def test_a_body_that_is_no_request(raw: bytes, client: Client):
    for accept in (JSON, GRAPHQL_RESPONSE):
        answer = await post(client, raw=raw, accept=accept)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize(
    "members",
    [{"variables": None, "operationName": None, "extensions": None}, {"variables": {}, "extensions": {"a": 1}}],
)
async def test_members_that_may_be_null(members: dict[str, Any], client: Client):
    answer = await post(client, {**ASK, **members}, accept=GRAPHQL_RESPONSE)
    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "text/application/json",
        "text/plain; application/json",
        "application/json; charset=latin-1",
        "application/jsonp",
    ],
)
async def test_only_json_in_utf_8_is_taken(content_type: str, client: Client):
    assert (await post(client, ASK, content_type=content_type)).status_code == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"'])
async def test_utf_8_may_be_said(content_type: str, client: Client):
    assert (await post(client, ASK, content_type=content_type)).status_code == 200


async def test_compressed_and_large_bodies_are_refused(client: Client):
    assert (await post(client, raw=gzip.compress(json.dumps(ASK).encode()), content_encoding="gzip")).status_code == 415
    large = json.dumps({"query": "{ __typename" + "," * 2_100_000 + " }"}).encode()
    assert (await post(client, raw=large)).status_code == 413

    async def unannounced():
        for _ in range(300):
            yield b"," * 10_000

    async with client() as http:
        assert (await http.post("/graphql", content=unannounced(), headers={"content-type": JSON})).status_code == 413


async def test_get_is_for_queries(client: Client):
    async with client() as http:
        found = await http.get(
            "/graphql", params={"query": "query A { __typename } query B { b: __typename }", "operationName": "B"}
        )
        assert (found.status_code, found.json()) == (200, {"data": {"b": "Query"}})
        variables = {"query": "query($x: Boolean!) { __typename @include(if: $x) }", "variables": '{"x": false}'}
        assert (await http.get("/graphql", params=variables)).json() == {"data": {}}
        for bad in ({"variables": "{x"}, {"variables": "1"}, {"extensions": "[]"}):
            assert (await http.get("/graphql", params={**ASK, **bad})).status_code == 400
        assert (await http.get("/graphql?query={a}&query={__typename}")).status_code == 400
        assert (await http.get("/graphql")).status_code == 400
        refused = await http.get("/graphql", params={"query": "mutation { x }"}, headers={"accept": GRAPHQL_RESPONSE})
        assert refused.status_code == 400
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = await http.request(method, "/graphql")
            assert (answer.status_code, answer.headers["allow"]) == (
                405,
                "GET, HEAD, POST",
            ) or answer.status_code == 405


async def test_a_database_that_does_not_answer_is_an_error_with_a_code(client: Client, database: NoDatabase):
    database.error = DeadlineExceeded("no answer within 2 s", where="graphql")
    answer = await post(client, {"query": "{ users { totalCount } }"}, accept=GRAPHQL_RESPONSE)
    assert answer.status_code == 200, "it was begun"
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["extensions"]["code"] == "DEADLINE"


async def test_what_was_not_foreseen_is_masked(client: Client, database: NoDatabase, caplog: pytest.LogCaptureFixture):
    database.error = RuntimeError("password hunter2 of maria@nordwind.example")
    for query in ("{ users { totalCount } }", "{ __typename users { totalCount } }"):
        answer = await post(client, {"query": query})
        shown = answer.json()["errors"][0]
        assert shown["extensions"]["code"] == "INTERNAL"
        assert len(shown["extensions"]["errorId"]) == 12
        assert "hunter2" not in answer.text
    assert "hunter2" not in caplog.text
    assert "maria@" not in caplog.text


async def test_a_bomb_of_fragments_costs_nothing(client: Client):
    parts = ['query { account(ref: {id: "1"}) { ...F0 } }']
    parts += [f"fragment F{n} on Account {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    text = " ".join([*parts, "fragment F60 on Account { id }"])
    answer = await post(client, {"query": text})
    assert answer.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert answer.elapsed.total_seconds() < 5


async def test_a_request_has_a_deadline(client: Client, database: NoDatabase, monkeypatch: pytest.MonkeyPatch):
    import asyncio

    from graph_service.api import graphql_http

    async def endless(*_: Any) -> list[dict[str, Any]]:
        await asyncio.sleep(60)
        raise AssertionError("it was not ended")

    monkeypatch.setattr(database, "run_text", endless)
    monkeypatch.setattr(graphql_http.GraphQLDoor.__init__, "__defaults__", (0.05,))
    answer = await post(client, {"query": "{ users { totalCount } }"})
    assert answer.status_code == 504
    assert answer.json()["errors"][0]["extensions"]["code"] == "DEADLINE"
