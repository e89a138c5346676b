"""Health, metrics, the IDE page and ingest over HTTP."""

from __future__ import annotations

import gzip
import re

import pytest

from graph_service.errors import DatabaseError
from graph_service.graphql import ide_dir
from tests.api.conftest import Client, NoDatabase


async def test_health_is_the_process_and_ready_is_the_database(client: Client, database: NoDatabase):
    async with client() as http:
        assert (await http.get("/ready")).status_code == 200
        database.rows = database.rows[1:]
        missing = await http.get("/ready")
        assert (missing.status_code, missing.json()["code"]) == (503, "NOT_SET_UP")
        database.error = DatabaseError("Neo4j does not answer", where="bolt://secret-host:7687")
        down = await http.get("/ready")
        assert (down.status_code, down.json()) == (503, {"status": "unavailable", "code": "DATABASE"})
        assert (await http.get("/health")).json() == {"status": "ok"}


async def test_requests_and_operations_are_counted(client: Client):
    async with client() as http:
        await http.post("/graphql", json={"query": "{ __typename }"})
        await http.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})
        await http.post("/graphql", json={"query": "{ nothing }"})
        await http.get("/no/such/maria@nordwind.example")
        text = (await http.get("/metrics")).text
    assert re.search(r'gtm_graph_operations_total\{road="completed"\} [1-9]', text)
    assert re.search(r'gtm_graph_operations_total\{road="compiled"\} [1-9]', text)
    assert re.search(r'gtm_graph_operations_total\{road="refused"\} [1-9]', text)
    assert re.search(r'gtm_graph_requests_total\{route="/graphql",status="200"\} [1-9]', text)
    assert 'route="other",status="404"' in text
    assert "maria" not in text


async def test_the_ide_needs_no_network(client: Client):
    async with client() as http:
        page = await http.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert page.status_code == 200
        assert "script-src 'self'" in page.headers["content-security-policy"]
        links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert len(links) == 6
        for link in links:
            assert link.startswith("/graphql/ide/"), "nothing from elsewhere"
            asset = await http.get(link)
            assert asset.status_code == 200
            assert len(asset.content) > 50
        assert b"GraphiQL" in (await http.get("/graphql/ide/graphiql.min.js")).content
        for name in ("nothing.js", "..%2f__init__.py", "index.html", "LICENSES.txt"):
            assert (await http.get(f"/graphql/ide/{name}")).status_code == 404


def test_what_is_vendored_names_its_licence_and_no_cdn():
    licences = (ide_dir() / "LICENSES.txt").read_text(encoding="utf-8")
    assert licences.count("MIT License") >= 2
    for file in ide_dir().glob("*.gz"):
        assert file.name.removesuffix(".gz") in licences
        assert b"sourceMappingURL" not in gzip.decompress(file.read_bytes())


async def test_ingest_streams_a_body_to_the_pipeline(
    client: Client, received: list[tuple[str, str, bytes, str | None]]
):
    async def lines():
        for number in range(3):
            yield b'{"id": %d}\n' % number

    async with client() as http:
        answer = await http.post(
            "/ingest/hubspot/contacts?batchId=b1", content=lines(), headers={"content-type": "application/x-ndjson"}
        )
        assert (answer.status_code, answer.json()["batch"]) == (200, "b1")
        assert received == [("hubspot", "contacts", b'{"id": 0}\n{"id": 1}\n{"id": 2}\n', "b1")]
        for kind, encoding in (("text/plain", ""), ("application/json", "gzip")):
            headers = {"content-type": kind, "content-encoding": encoding} if encoding else {"content-type": kind}
            assert (await http.post("/ingest/hubspot/contacts", content=b"[]", headers=headers)).status_code == 415
        assert (await http.get("/ingest/hubspot/contacts")).status_code == 405
        assert (await http.post("/ingest/hubspot/contacts?snapshot=yes", json=[])).status_code == 400
        assert len(received) == 1
        assert (await http.post("/ingest/hubspot/contacts?batchId=b2&snapshot=true", json=[])).status_code == 200
        assert received[1][3] == "b2 is all there is"


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/"])
async def test_there_are_no_other_pages(path: str, client: Client):
    async with client() as http:
        assert (await http.get(path)).status_code == 404
