"""A subscriber on this machine that answers what it is told to, and keeps what it was sent."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes at least").decode()
KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


@dataclass
class Receiver:
    """What came, and the answers that are still to be given; 204 when they have run out."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    """Status and headers, or None for no answer at all."""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body)["data"] for _, body in self.got]


def signed(headers: dict[str, str], body: bytes, key: bytes = KEY) -> str:
    """What a receiver computes by the specification."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


@asynccontextmanager
async def receiving(answers: Iterable[tuple[int, dict[str, str]] | None] = ()) -> AsyncIterator[Receiver]:
    """A receiver while the context lasts."""
    receiver = Receiver(answers=list(answers))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            headers = {
                name.strip().lower(): value.strip()
                for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:] if line)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            receiver.got.append((headers, body))
            answer = receiver.answers.pop(0) if receiver.answers else (204, {})
            if answer is None:
                await asyncio.sleep(30)
                return
            status, more = answer
            lines = [f"HTTP/1.1 {status} Said", "content-length: 0", "connection: close"]
            lines += [f"{name}: {value}" for name, value in more.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
