"""Webhooks: ``POST /webhooks/{source}``, signed by the vendor, answered with a receipt.

In: one body with events, its signature. Out: the receipt of the run that stored them; what need not be waited for is
finished after the answer, because vendors give up after seconds and send again. Refuses: with 404 a source without
webhooks, with 503 one whose secret is not set, with 413 a body too large, with 401 what is not proven to be the
vendor's, with 400 what is no JSON. Nothing of a refused request is stored.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import SecretStr
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.body import BadRequest, read_body
from graph_service.api.graphql_http import JSON, refusal
from graph_service.api.webhook_signature import BadSignature, Sent, verify
from graph_service.errors import GtmGraphError
from graph_service.model.webhook_spec import WebhookSpec

BODY_MAX = 2 * 1024 * 1024
"""HubSpot sends up to a hundred events at once, others one: tens of kilobytes."""


class NotHere(GtmGraphError):
    """No webhooks of this source: 404."""

    code = "NOT_FOUND"
    status = 404


class NoSecret(GtmGraphError):
    """Its secret is not set, so nothing can be proven: 503, and the vendor sends again later."""

    code = "NOT_CONFIGURED"
    status = 503


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What stands behind the door.

    Attributes:
        specs: by source, those that have webhooks.
        secrets: environment variable -> its value, those that are set.
        store: (source, file) -> receipt; runs in a thread.
        finish: does what the stored left to do; runs in a thread.
        public_url: what vendors call instead of this service's own address; None: what the request says.
        now: the real present, whatever time questions live in.
    """

    specs: Mapping[str, WebhookSpec]
    secrets: Mapping[str, SecretStr]
    store: Callable[[str, Path], dict[str, Any]]
    finish: Callable[[], None]
    public_url: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class WebhookDoor:
    """The endpoint /webhooks. Who signs is let in: a vendor has no key of ours."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._behind = webhooks
        # a large file that is being taken in elsewhere is not waited for: it lets others write between its chunks
        self._turn = asyncio.Lock()
        self._finishing = False
        self._more = False

    async def answer(self, request: Request) -> Response:
        """Take one delivery in."""
        source = request.path_params["source"]
        try:
            spec = self._spec(source)
            secrets = self._secrets(spec)
            body = await read_body(request, BODY_MAX)
            sent = Sent(request.method, _uri(request, self._behind.public_url), request.headers, body)
            verify(sent, spec.signature, secrets, self._behind.now())
            receipt = await self._store(source, body)
        except BadSignature as error:
            answered = refusal(error)
            answered.headers["www-authenticate"] = "HMAC"
            return answered
        except GtmGraphError as error:
            return refusal(error)
        return Response(orjson.dumps(receipt), media_type=JSON, background=BackgroundTask(self._finish))

    def _spec(self, source: str) -> WebhookSpec:
        spec = self._behind.specs.get(source)
        if spec is None:
            known = ", ".join(sorted(self._behind.specs)) or "none"
            raise NotHere("this source has no webhooks", hint=f"there are: {known}")
        return spec

    def _secrets(self, spec: WebhookSpec) -> list[str]:
        found = self._behind.secrets.get(spec.secret)
        if found is None:
            raise NoSecret("the secret of these webhooks is not set", hint=f"set {spec.secret} and start again")
        return found.get_secret_value().split()

    async def _store(self, source: str, body: bytes) -> dict[str, Any]:
        try:
            orjson.loads(body)
        except orjson.JSONDecodeError:
            raise BadRequest("the body is no JSON") from None
        with tempfile.TemporaryDirectory(prefix="gtm-graph-webhook-") as folder:
            file = Path(folder) / "webhook.json"
            await asyncio.to_thread(file.write_bytes, body)
            async with self._turn:
                return await asyncio.to_thread(self._behind.store, source, file)

    async def _finish(self) -> None:
        """Finish what is left, one at a time; a delivery meanwhile makes it go on."""
        self._more = True
        if self._finishing:
            return
        self._finishing = True
        try:
            while self._more:
                self._more = False
                # what cannot be done now is written down, and the next run begins with it
                with suppress(GtmGraphError):
                    await asyncio.to_thread(self._behind.finish)
        finally:
            self._finishing = False


def _uri(request: Request, public_url: str | None) -> str:
    """The address that was called, as it was written: the server decodes its path, so that is taken from before."""
    raw = request.scope.get("raw_path")
    path = raw.decode("latin-1").partition("?")[0] if isinstance(raw, bytes) else quote(request.scope["path"])
    query = request.scope.get("query_string", b"").decode("latin-1")
    start = public_url.rstrip("/") if public_url else f"{request.url.scheme}://{request.headers.get('host', '')}"
    return f"{start}{path}?{query}" if query else f"{start}{path}"
