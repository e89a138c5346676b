"""What DESIGN closes is closed on the running server, not only written in a file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest
from neo4j import Driver
from neo4j.exceptions import ClientError, Neo4jError

from graph_service import engine
from graph_service.engine import conf
from graph_service.engine.layout import Layout
from graph_service.settings import Settings


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback, and what it was asked."""
    asked: list[str] = []

    class Note(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a,b\n")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Note)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/rows.csv", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "file:///rows.csv", "file://localhost/etc/passwd", "/etc/passwd"]
)
def test_load_csv_reads_no_file(home: Settings, driver: Driver, url: str) -> None:
    inside = Layout.of(home).closed / "rows.csv"
    inside.write_text("a,b\n", encoding="utf-8")
    try:
        with pytest.raises(Neo4jError):
            driver.execute_query("LOAD CSV FROM $url AS row RETURN row", url=url, database_="neo4j")
    finally:
        inside.unlink()


def test_load_csv_reads_no_address(driver: Driver, listener: tuple[str, list[str]]) -> None:
    url, asked = listener
    for spelling in (url, url.replace("127.0.0.1", "localhost"), url.replace("127.0.0.1", "[::ffff:127.0.0.1]")):
        with pytest.raises(ClientError):
            driver.execute_query("LOAD CSV FROM $url AS row RETURN row", url=spelling, database_="neo4j")
    assert asked == []


def test_the_server_runs_with_the_settings_we_wrote(home: Settings, driver: Driver) -> None:
    wanted = conf.settings(int(Layout.of(home).port.read_text(encoding="utf-8")))
    records = driver.execute_query("SHOW SETTINGS YIELD name, value RETURN name, value", database_="neo4j").records
    found = {record["name"]: record["value"] for record in records}
    shown = {name: value for name, value in wanted.items() if not name.startswith(("internal.", "server.directories."))}
    assert shown.keys() <= found.keys()
    assert {name: _plain(found[name]) for name in shown} == {name: _plain(value) for name, value in shown.items()}
    assert Path(found["server.directories.import"]).name == "import"
    assert found["db.lock.acquisition.timeout"] == "30s"
    assert found["db.transaction.timeout"] == "2m"


def _plain(value: str) -> str:
    """Durations and sizes as the server prints them."""
    printed = {"120s": "2m", "256m": "256.00MiB", "64m": "64.00MiB", "1g": "1.00GiB"}
    return printed.get(value, value).lower()


def test_it_listens_on_loopback_only(home: Settings) -> None:
    connection = engine.ensure(home)
    pid = engine.status(home).pid
    assert pid is not None
    sockets = psutil.Process(pid).net_connections(kind="inet")
    listening = {
        (entry.laddr.ip, entry.laddr.port) for entry in sockets if entry.status == psutil.CONN_LISTEN or not entry.raddr
    }
    port = int(connection.uri.rsplit(":", 1)[1])
    assert {(ip.removeprefix("::ffff:"), found) for ip, found in listening} == {("127.0.0.1", port)}


def test_no_log_quotes_a_value(home: Settings, driver: Driver) -> None:
    marker = "quoted-marker-4711"
    for statement in (
        f"RETURN '{marker}'",
        f"RETURN '{marker}",
        f"RETURN toInteger('{marker}') / 0 + date('{marker}')",
        "RETURN date($value)",
        "CREATE CONSTRAINT once IF NOT EXISTS FOR (o:Once) REQUIRE o.id IS UNIQUE",
        "CREATE (:Once {id: $value})",
        "CREATE (:Once {id: $value})",
    ):
        try:
            driver.execute_query(statement, value=marker, database_="neo4j")
        except Neo4jError:
            continue
    layout = Layout.of(home)
    logs = [layout.log, *(path for path in (layout.home / "logs").rglob("*") if path.is_file())]
    assert [path.name for path in logs if marker in path.read_text(encoding="utf-8", errors="replace")] == []
