"""A signed webhook through the whole service: the secret of the environment, the pipeline, and an answer about it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from graph_service.engine import Connection
from graph_service.graph.write import Writer
from graph_service.settings import Settings
from tests.api.conftest import living

SECRET = "whsec_of_the_test"
EVENT = {
    "id": "evt_1", "object": "event", "created": 1780272000, "type": "customer.updated",
    "data": {"object": {"id": "cus_1", "object": "customer", "created": 1777593600, "name": "Meridian", "metadata": {}}},
}  # fmt: skip


@pytest.fixture
async def http(
    settings: Settings, engine: Connection, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
    monkeypatch.delenv("ZENDESK_WEBHOOK_SECRET", raising=False)
    async with living(settings) as opened:
        yield opened


async def test_a_signed_event_is_stored_and_asked_for(http: httpx.AsyncClient, writer: Writer):
    body = json.dumps(EVENT).encode()
    now = int(time.time())
    digest = hmac.new(SECRET.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    forged = {"stripe-signature": f"t={now},v1={'0' * 64}"}
    assert (await http.post("/webhooks/stripe", content=body, headers=forged)).status_code == 401
    assert writer.run_text("MATCH (n:SourceRecord) RETURN count(n) AS n", "test") == [{"n": 0}]
    receipts = [
        (await http.post("/webhooks/stripe", content=body, headers={"stripe-signature": f"t={now},v1={digest}"})).json()
        for _ in range(2)
    ]
    assert [[(one["object"], one["accepted"], one["unchanged"]) for one in receipt["objects"]] for receipt in receipts] == [
        [("customer", 1, 0)],
        [("customer", 0, 1)],
    ]  # fmt: skip
    versions = writer.run_text(
        "MATCH (:SourceRecord {object: 'customer'})-[:HAS_VERSION]->{0,1}(v:RecordVersion) RETURN v.told_at AS at, v.clock AS clock",
        "test",
    )
    assert versions == [{"at": "2026-06-01T00:00:00.000001Z", "clock": "source"}]
    query = '{ billingEntity(ref: {externalId: {system: "stripe", object: "customer", id: "cus_1"}}) { name } }'
    answer = (await http.post("/graphql", json={"query": query})).json()
    assert answer == {"data": {"billingEntity": {"name": "Meridian"}}}
    unset = await http.post("/webhooks/zendesk", content=b"{}")
    assert (unset.status_code, unset.json()["errors"][0]["extensions"]["code"]) == (503, "NOT_CONFIGURED")


async def test_when_it_was_observed_can_be_told(http: httpx.AsyncClient, writer: Writer):
    company = {"id": "9001", "properties": {"name": "Nordwind AG"}}
    told = await http.post("/ingest/hubspot/companies?observedAt=2026-05-01T00:00:00Z", json=[company])
    assert told.status_code == 200, told.text
    rows = writer.run_text("MATCH (v:RecordVersion) RETURN v.told_at AS at, v.clock AS clock", "test")
    assert rows == [{"at": "2026-05-01T00:00:00.000000Z", "clock": "observed"}]
    for wrong in ("observedAt=yesterday", "observed_at=2026-05-01", "batchId=a&batchId=b"):
        assert (await http.post(f"/ingest/hubspot/companies?{wrong}", json=[company])).status_code == 400
