"""A vendor on this machine: answers as it is told to, breaks as it is told to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]
    body: Any

    def one(self, name: str, default: str = "") -> str:
        return self.params.get(name, [default])[0]


@dataclass
class Reply:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """The connection breaks off in the middle of the body."""

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answer = Callable[[Asked], Reply]


@dataclass
class Server:
    url: str
    answer: Answer
    asked: list[Asked] = field(default_factory=list)
    faults: list[Reply] = field(default_factory=list)
    """Given instead of an answer, one after the other; their place is chosen by ``fault_at``."""
    fault_at: int = 0
    """So many requests are answered first."""
    on_request: Callable[[int], None] = lambda number: None

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            parts = urlsplit(self.path)
            kind = self.headers.get("Content-Type", "")
            body: Any = json.loads(raw) if raw and "json" in kind else raw.decode()
            asked = Asked(self.command, parts.path, parse_qs(parts.query), dict(self.headers), body)
            with lock:
                server.asked.append(asked)
                number = len(server.asked)
                reply = server.faults.pop(0) if server.faults and number > server.fault_at else server.answer(asked)
            server.on_request(number)
            data = reply.bytes()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if reply.cut else data)
            if reply.cut:
                self.wfile.flush()
                self.close_connection = True

        do_GET = do_POST = _serve

        def log_message(self, *_: Any) -> None:
            pass

    class Http(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a killed client leaves in the middle of an answer

    http = Http(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_port}", answer)
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
