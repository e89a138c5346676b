"""The whole service on a real engine: a record goes in over HTTP, and a question about it comes out with its why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from graph_service.engine import Connection
from graph_service.graph.write import Writer
from graph_service.settings import Settings
from tests.api.conftest import living

PROPERTIES = {"name": "Nordwind AG", "domain": "nordwind.example", "hs_lastmodifieddate": "2026-08-01T10:00:00Z"}
COMPANY = {
    "id": "9001",
    "properties": PROPERTIES,
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-08-01T10:00:00Z",
    "archived": False,
}


@pytest.fixture
async def http(settings: Settings, engine: Connection, writer: Writer) -> AsyncIterator[httpx.AsyncClient]:
    async with living(settings) as opened:
        yield opened


async def test_from_a_record_to_an_answer(http: httpx.AsyncClient):
    assert (await http.get("/ready")).json() == {"status": "ok"}
    received = await http.post("/ingest/hubspot/companies", json={"results": [COMPANY]})
    assert received.status_code == 200, received.text
    [file] = received.json()["objects"]
    assert (file["read"], file["accepted"], file["refused"]) == (1, 1, 0)
    again = (await http.post("/ingest/hubspot/companies", json={"results": [COMPANY]})).json()["objects"][0]
    assert (again["accepted"], again["unchanged"]) == (0, 1)

    async def ask(query: str) -> Any:
        body = (await http.post("/graphql", json={"query": query})).json()
        assert "errors" not in body, body
        return body["data"]

    data = await ask(
        '{ account(ref: {domain: "nordwind.example"}) { id name sources { system object externalId }'
        ' evidence(field: "name") { value claims { system outcome } } } }'
    )
    account = data["account"]
    assert account["name"] == "Nordwind AG"
    [source] = account["sources"]
    assert (source["system"], source["externalId"]) == ("hubspot", "9001")
    assert account["evidence"] == {"value": "Nordwind AG", "claims": [{"system": "hubspot", "outcome": "EFFECTIVE"}]}
    by_record = f'{{externalId: {{system: "hubspot", object: "{source["object"]}", id: "9001"}}}}'
    assert (await ask(f"{{ account(ref: {by_record}) {{ id }} }}"))["account"]["id"] == account["id"]
    owned = (await ask(f"{{ accountOwnership(account: {by_record}) {{ status asOf why {{ rule }} }} }}"))[
        "accountOwnership"
    ]
    assert owned["asOf"] == "2026-09-15T09:00:00Z", "the fixed clock of the tests"


async def test_a_write_is_read_back_and_sent_again_is_the_same_write(http: httpx.AsyncClient):
    assert (await http.post("/ingest/hubspot/companies", json={"results": [COMPANY]})).status_code == 200
    told = 'object: {noun: "Account", domain: "nordwind.example"}, field: "industry", value: "Wind", reason: "it is so"'
    write = {"query": f"mutation {{ setField({told}) {{ status rule decision token }} }}"}
    sent = {"Idempotency-Key": "lost-1", "X-Team": "sales ops", "X-Actor": "ana@larkfield.example"}

    async def written() -> Any:
        # a server that plans its first statements may be late; to send it again is what the key is for
        for _ in range(10):
            body = (await http.post("/graphql", json=write, headers=sent)).json()
            if body.get("data") or body["errors"][0]["extensions"]["code"] != "DEADLINE":
                break
        return body

    first, second = await written(), await written()
    assert first["data"]["setField"]["rule"] in ("TEAM_OWNS_FIELD", "ALREADY_TAKEN"), first
    assert second["data"]["setField"]["rule"] == "ALREADY_TAKEN", second
    assert second["data"]["setField"]["decision"] == first["data"]["setField"]["decision"]
    after = {"X-After": first["data"]["setField"]["token"]}
    query = '{ account(ref: {domain: "nordwind.example"}) { industry } }'
    body = (await http.post("/graphql", json={"query": query}, headers=after)).json()
    assert body == {"data": {"account": {"industry": "Wind"}}}
    other = {"query": write["query"].replace("Wind", "Water")}
    refused = (await http.post("/graphql", json=other, headers=sent)).json()
    assert "used for another write" in refused["errors"][0]["message"]


async def test_what_the_pipeline_refuses_is_said(http: httpx.AsyncClient):
    unknown = await http.post("/ingest/nosuch/companies", json=[])
    assert (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")
    broken = await http.post(
        "/ingest/hubspot/companies", content=b'{"id": "1"}\n{"id', headers={"content-type": "application/x-ndjson"}
    )
    assert broken.status_code == 200
    assert broken.json()["objects"][0]["refused"] == 1


async def test_many_at_once_get_each_their_own_answer(http: httpx.AsyncClient):
    rows = [
        {**COMPANY, "id": str(n), "properties": {**PROPERTIES, "domain": f"c{n}.example", "name": f"C{n}"}}
        for n in range(20)
    ]
    assert (await http.post("/ingest/hubspot/companies", json={"results": rows})).status_code == 200

    async def name_of(number: int) -> str:
        query = "query($d: String!) { account(ref: {domain: $d}) { name } }"
        body = (await http.post("/graphql", json={"query": query, "variables": {"d": f"c{number}.example"}})).json()
        found: str = body["data"]["account"]["name"]
        return found

    assert await asyncio.gather(*map(name_of, range(20))) == [f"C{n}" for n in range(20)]
