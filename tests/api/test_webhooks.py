"""Signed webhooks at the door: what is proven is stored once and answered with its receipt, anything else is not.

Signatures written out here were made with openssl, not by the program.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from graph_service.api.auth import auth_of
from graph_service.api.http import Doors, build_app, open_doors
from graph_service.api.webhook_http import BODY_MAX, Webhooks
from graph_service.api.webhook_signature import BadSignature, Sent, verify
from graph_service.errors import DatabaseError
from graph_service.model.model import Model
from graph_service.model.webhook_spec import SignatureSpec, WebhookSpec

NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
SECONDS = "1789462800"
PUBLIC = "https://graph.larkfield.example"
SECRETS = {
    "HUBSPOT_CLIENT_SECRET": "c1ient-5ecret",
    "STRIPE_WEBHOOK_SECRET": "whsec_old whsec_new",
    "ZENDESK_WEBHOOK_SECRET": "dGhpc19zZWNyZXQ=",
}
DELETION = b'[{"eventId":1,"subscriptionType":"contact.deletion","objectId":301,"occurredAt":1789459200000}]'
EVENT = b'{"object":"event","id":"evt_1"}'
OLD = "e1ac6bba6e61731f8e94ec4d16c138bee59beb0ebf95d1eac2f6e090d1669342"
NEW = "a0edd23cec50294ea1c64027a85912ea6f646a4cba2b8a96411b99015a8f2a4a"
STRIPE = {"stripe-signature": f"t={SECONDS},v1={OLD},v0=6ffbb59b"}


def hubspot(body: bytes, path: str = "/webhooks/hubspot", at: datetime = NOW) -> dict[str, str]:
    millis = str(int(at.timestamp() * 1000))
    signed = f"POST{PUBLIC}{path}".encode() + body + millis.encode()
    digest = hmac.digest(SECRETS["HUBSPOT_CLIENT_SECRET"].encode(), signed, hashlib.sha256)
    return {"x-hubspot-signature-v3": base64.b64encode(digest).decode(), "x-hubspot-request-timestamp": millis}


def zendesk(body: bytes, at: str = "2026-09-15T09:00:00Z") -> dict[str, str]:
    digest = hmac.digest(SECRETS["ZENDESK_WEBHOOK_SECRET"].encode(), at.encode() + body, hashlib.sha256)
    return {
        "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": at,
    }


class Behind:
    """Keeps what comes through the door."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, bytes]] = []
        self.finished = 0
        self.error: Exception | None = None

    def store(self, source: str, file: Path) -> dict[str, Any]:
        if self.error:
            raise self.error
        self.stored.append((source, file.read_bytes()))
        return {"source": source, "objects": []}

    def finish(self) -> None:
        self.finished += 1


Client = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def client(model: Model, behind: Behind) -> Client:
    specs = {name: source.webhook for name, source in model.sources.items() if source.webhook is not None}

    @asynccontextmanager
    async def opened(
        secrets: dict[str, str] = SECRETS, public: str | None = PUBLIC
    ) -> AsyncIterator[httpx.AsyncClient]:
        kept = {name: SecretStr(value) for name, value in secrets.items()}
        hooks = Webhooks(specs, kept, behind.store, behind.finish, public, lambda: NOW)
        keeper = auth_of("open")
        app = build_app(keeper)
        open_doors(app, keeper, Doors(None, None, webhooks=hooks))  # type: ignore[arg-type]
        # a vendor calls from elsewhere and has no key of ours
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("203.0.113.9", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="https://inside.larkfield.example") as http:
            yield http

    return opened


async def test_what_is_signed_is_stored_and_answered_with_a_receipt(client: Client, behind: Behind):
    async with client() as http:
        answers = [
            await http.post("/webhooks/hubspot", content=DELETION, headers=hubspot(DELETION)),
            await http.post("/webhooks/stripe", content=EVENT, headers=STRIPE),
            await http.post("/webhooks/zendesk", content=b'{"type": "x"}', headers=zendesk(b'{"type": "x"}')),
        ]
    assert [(one.status_code, one.json()["source"]) for one in answers] == [
        (200, "hubspot"),
        (200, "stripe"),
        (200, "zendesk"),
    ]
    assert behind.stored == [("hubspot", DELETION), ("stripe", EVENT), ("zendesk", b'{"type": "x"}')]
    assert behind.finished == 3


async def test_hubspot_signs_the_address_that_it_calls(client: Client, behind: Behind):
    # POST, the address with %2F decoded and %20 not, the body, 1789462800000
    signature = "DpbuIwziXjPbzQEOLClhWmUrDL56uA7J698p8ZgliBU="
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": f"{SECONDS}000"}
    path = "/webhooks/hubspot?team=a%2Fb%20c"
    async with client() as http:
        assert (await http.post(path, content=DELETION, headers=headers)).status_code == 200
        elsewhere = await http.post("/webhooks/hubspot?team=other", content=DELETION, headers=headers)
        assert elsewhere.status_code == 401
        assert "GTM_GRAPH_PUBLIC_URL" in elsewhere.json()["errors"][0]["message"]
    async with client(public=None) as http:
        assert (await http.post(path, content=DELETION, headers=headers)).status_code == 401
        host = {**headers, "host": "graph.larkfield.example"}
        assert (await http.post(path, content=DELETION, headers=host)).status_code == 200
    assert len(behind.stored) == 2


async def test_stripe_signs_once_for_each_secret_in_force(client: Client, behind: Behind):
    async with client() as http:
        for signed in (f"v1={OLD}", f"v1={NEW}", f"v1={'0' * 64},v1={NEW}", f"v1={'0' * 64}, v1={OLD}"):
            answer = await http.post(
                "/webhooks/stripe", content=EVENT, headers={"stripe-signature": f"t={SECONDS},{signed}"}
            )
            assert answer.status_code == 200, signed
        # an older scheme proves nothing, and neither does a time that is not the signed one
        for header in (f"t={SECONDS},v0={OLD}", f"v1={OLD}", f"t=1789462801,v1={OLD}", f"t=1,t={SECONDS},v1={OLD}", ""):
            answer = await http.post("/webhooks/stripe", content=EVENT, headers={"stripe-signature": header})
            assert answer.status_code == 401, header
    assert len(behind.stored) == 4


@pytest.mark.parametrize(
    ("path", "content", "headers"),
    [
        ("/webhooks/hubspot", DELETION + b" ", hubspot(DELETION)),
        ("/webhooks/hubspot", DELETION, {}),
        ("/webhooks/hubspot", DELETION, {**hubspot(DELETION), "x-hubspot-request-timestamp": ""}),
        ("/webhooks/hubspot", DELETION, {**hubspot(DELETION), "x-hubspot-request-timestamp": "soon"}),
        ("/webhooks/hubspot", DELETION, {**hubspot(DELETION), "x-hubspot-request-timestamp": "9" * 40}),
        ("/webhooks/hubspot", DELETION, {**hubspot(DELETION), "x-hubspot-signature-v3": "\u00e9\u00e9"}),
        ("/webhooks/hubspot", DELETION, hubspot(DELETION, at=NOW - timedelta(seconds=301))),
        ("/webhooks/hubspot", DELETION, hubspot(DELETION, at=NOW + timedelta(seconds=301))),
        ("/webhooks/stripe", EVENT.replace(b"evt_1", b"evt_2"), STRIPE),
        ("/webhooks/stripe", EVENT, hubspot(EVENT)),
        ("/webhooks/zendesk", b"{}", zendesk(b"{ }")),
        ("/webhooks/zendesk", b"{}", zendesk(b"{}", at="2026-09-15T08:54:59Z")),
        ("/webhooks/zendesk", b"{}", zendesk(b"{}", at="2026-09-15T09:00:00")),
    ],
)
async def test_what_is_not_proven_is_refused_and_not_stored(
    client: Client, behind: Behind, path: str, content: bytes, headers: dict[str, str]
):
    async with client() as http:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer = await http.post(path, content=content, headers=raw)
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["extensions"]["code"]) == (401, "BAD_SIGNATURE")
    assert answer.headers["www-authenticate"] == "HMAC"
    assert not any(secret in answer.text for secrets in SECRETS.values() for secret in secrets.split())
    assert (behind.stored, behind.finished) == ([], 0)


async def test_five_minutes_are_in_time(client: Client):
    async with client() as http:
        late = hubspot(DELETION, at=NOW - timedelta(seconds=300))
        assert (await http.post("/webhooks/hubspot", content=DELETION, headers=late)).status_code == 200


async def test_a_door_says_why_it_is_closed(client: Client, behind: Behind):
    async with client({}) as http:
        unset = await http.post("/webhooks/stripe", content=EVENT, headers=STRIPE)
        assert (unset.status_code, unset.json()["errors"][0]["extensions"]["code"]) == (503, "NOT_CONFIGURED")
        assert "STRIPE_WEBHOOK_SECRET" in unset.json()["errors"][0]["message"]
    async with client() as http:
        for source in ("salesforce", "nothing"):
            none = await http.post(f"/webhooks/{source}", content=b"{}")
            assert (none.status_code, none.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
            assert "hubspot, stripe, zendesk" in none.json()["errors"][0]["message"]
        assert (await http.get("/webhooks/stripe")).status_code == 405
        big = b" " * (BODY_MAX + 1)
        assert (await http.post("/webhooks/hubspot", content=big, headers=hubspot(big))).status_code == 413
        broken = DELETION[:-1]
        assert (await http.post("/webhooks/hubspot", content=broken, headers=hubspot(broken))).status_code == 400
        assert behind.stored == []
        # the vendor sends again what the database could not take
        behind.error = DatabaseError("Neo4j does not answer")
        assert (await http.post("/webhooks/stripe", content=EVENT, headers=STRIPE)).status_code == 503


async def test_what_is_left_is_finished_after_the_answer_and_one_at_a_time(client: Client, behind: Behind):
    running: list[int] = []

    def slow() -> None:
        running.append(1)
        assert len(running) == 1
        asyncio.run(asyncio.sleep(0.05))
        running.pop()
        behind.finished += 1

    behind.finish = slow  # type: ignore[method-assign]
    async with client() as http:
        sent = [http.post("/webhooks/hubspot", content=DELETION, headers=hubspot(DELETION)) for _ in range(5)]
        assert {one.status_code for one in await asyncio.gather(*sent)} == {200}
    assert 1 <= behind.finished <= 5


def test_a_signature_covers_the_body_and_its_time():
    whole = {"header": "X", "encoding": "hex", "of": ["timestamp", "body"], "timestamp": "iso", "timestamp_header": "T"}
    SignatureSpec.model_validate(whole)
    for change in ({"of": ["method", "body"]}, {"of": ["timestamp", "uri"]}, {"timestamp_header": None}, {"kind": "x"}):
        with pytest.raises(ValidationError):
            SignatureSpec.model_validate({**whole, **change})
    with pytest.raises(ValidationError, match="setting of this service"):
        WebhookSpec.model_validate({"secret": "GTM_GRAPH_SECRET", "signature": whole, "object": "event"})


def test_a_vendor_that_nobody_shipped_signs_in_its_own_way():
    spec = SignatureSpec.model_validate(
        {"header": "X-Sig", "encoding": "hex", "of": ["method", ".", "timestamp", ".", "body"], "timestamp": "seconds",
         "timestamp_header": "X-At"}
    )  # fmt: skip
    digest = hmac.new(b"s", f"POST.{SECONDS}.{json.dumps({})}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Sig": digest, "X-At": SECONDS}
    verify(Sent("POST", "", headers, b"{}"), spec, ["s"], NOW)
    with pytest.raises(BadSignature):
        verify(Sent("PUT", "", headers, b"{}"), spec, ["s"], NOW)
