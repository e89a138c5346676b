"""A pull of many contacts in pages of 100 from a server on this machine, beside the same rows from a file, in one run.

In: how many contacts. Out: rows per second of both and their ratio, and the memory of either process at a fifth of
the way and at the end. Each load is a process of its own, as people call it, on one engine that is wiped between them;
the server is a third. Ratios count; absolute times are the machine's.

Run: ``python -m bench.pull [--contacts 100000] [--rounds 1]``
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil  # type: ignore[import-untyped]

from bench.ingest import wipe
from graph_service import engine
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.settings import load_settings

PAGE = 100
WARM_UP = 10_000
NAMES = ("email", "firstname", "lastname", "jobtitle", "phone", "lifecyclestage", "hs_email_optout", "country")
AT = "2026-03-01T10:00:00.000Z"


def contact(number: int) -> dict[str, Any]:
    told = {
        "email": f"person{number}@company{number % 5000}.example", "firstname": f"First{number}", "lastname": "Last",
        "jobtitle": "Engineer", "phone": f"+1202555{number % 10000:04d}", "lifecyclestage": "lead",
        "hs_email_optout": "true" if number % 20 == 0 else "false", "country": "US",
    }  # fmt: skip
    return {"id": str(number), "properties": told, "createdAt": AT, "updatedAt": AT, "archived": False}


def stage_of(number: int) -> dict[str, Any]:
    """The history of a contact's stage."""
    return {"propertiesWithHistory": {"lifecyclestage": [{"value": "lead", "timestamp": AT, "sourceType": "FORM"}]}}


def company_of(number: int) -> dict[str, Any]:
    """The company of a contact."""
    types = [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"}]
    return {
        "from": {"id": str(number)},
        "to": [{"toObjectId": 900_000_000 + number % 5_000, "associationTypes": types}],
    }


def serve(contacts: int, port: Any) -> None:
    """The vendor: properties, a list by id, nothing archived; by ids, histories, and who works where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = parse_qs(parts.query)
            body: dict[str, Any]
            if "/properties/" in parts.path:
                body = {"results": [{"name": name} for name in NAMES]}
            elif asked.get("archived") == ["true"]:
                body = {"results": []}
            else:
                after = int(asked.get("after", ["0"])[0])
                last = min(after + PAGE, contacts)
                body = {"results": [contact(number) for number in range(after + 1, last + 1)]}
                if last < contacts:
                    body["paging"] = {"next": {"after": str(last)}}
            self._answer(body)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["inputs"]
            ids = [int(one["id"]) for one in asked]
            if "/associations/" in self.path:
                results = [company_of(number) for number in ids]
            else:
                results = [{"id": str(n), "properties": {"hs_object_id": str(n)}, **stage_of(n)} for n in ids]
            self._answer({"status": "COMPLETE", "results": results})

        def _answer(self, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.value = server.server_port
    server.serve_forever()


class Watch:
    """Memory of a process as it goes on, by how far it is."""

    def __init__(self, process: subprocess.Popen[bytes], stored: Any) -> None:
        self.seen: list[tuple[int, float]] = []
        self._process = psutil.Process(process.pid)
        self._stored = stored
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(1.0):
            try:
                self.seen.append((self._stored(), self._process.memory_info().rss / 2**20))
            except psutil.Error:
                return

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def most(self, upto: int) -> float:
        """The most it held until so many rows were stored."""
        return max((rss for rows, rss in self.seen if rows <= upto), default=0.0)


def timed(words: list[str], environment: dict[str, str], stored: Any) -> tuple[float, Watch, dict[str, Any]]:
    command = [sys.executable, "-m", "graph_service", *words, "--json"]
    started = perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = Watch(process, stored)
    out, err = process.communicate()
    seconds = perf_counter() - started
    watch.stop()
    if process.returncode:
        raise SystemExit(err.decode())
    return seconds, watch, json.loads(out)


def write(folder: Path, contacts: int) -> None:
    """The same records as files."""
    folder.mkdir()
    for name, one in (("contacts", lambda n: {**contact(n), **stage_of(n)}), ("contacts_companies", company_of)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as opened:
            opened.writelines(json.dumps(one(number)) + "\n" for number in range(1, contacts + 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    settings = load_settings()
    settings = settings.model_copy(update={"home": settings.home / "bench"})
    connection = engine.ensure(settings)
    port = multiprocessing.Value("i", 0)
    vendor = multiprocessing.Process(target=serve, args=(chosen.contacts, port), daemon=True)
    vendor.start()
    while not port.value:
        sleep(0.05)
    environment = {
        **os.environ, "GTM_GRAPH_HOME": str(settings.home), "GTM_GRAPH_GRACE": "0", "HUBSPOT_ACCESS_TOKEN": "bench",
        "GTM_GRAPH_PULL_HUBSPOT_URL": f"http://127.0.0.1:{port.value}",
    }  # fmt: skip
    results: list[dict[str, float]] = []
    with (
        Writer.open(connection.uri, connection.username, connection.password, "neo4j") as writer,
        tempfile.TemporaryDirectory() as folder,
    ):
        setup(writer)
        some, all_ = Path(folder) / "some", Path(folder) / "all"
        write(some, min(chosen.contacts, WARM_UP))
        write(all_, chosen.contacts)

        def stored() -> int:
            rows = writer.run_text("MATCH (c:BatchChunk) RETURN sum(c.rows) AS n", "bench")
            return int(rows[0]["n"] or 0)

        by_file, by_pull = ["ingest", "hubspot", str(all_)], ["pull", "hubspot", "--object", "contact"]
        wipe(writer)
        timed(["ingest", "hubspot", str(some)], environment, stored)  # the server plans its statements
        for turn in range(chosen.rounds):
            seconds: dict[str, float] = {}
            memory: dict[str, Watch] = {}
            # the order alternates, for a store grows with what was wiped
            for name, words in sorted({"file": by_file, "pull": by_pull}.items(), reverse=turn % 2 == 1):
                wipe(writer)
                seconds[name], memory[name], receipt = timed(words, environment, stored)
                told = sum(one["accepted"] for one in receipt["objects"] if one["object"] == "contact")
                if told != chosen.contacts:
                    raise SystemExit(f"{name}: {told} rows")
            # a contact is two rows: itself, and where it works
            held = {
                f"{name}_rss_mb_{place}": watch.most(rows)
                for name, watch in memory.items()
                for place, rows in (("at_a_fifth", 2 * chosen.contacts // 5), ("at_the_end", 3 * chosen.contacts))
            }
            results.append({**seconds, **held})
            print(f"round {turn + 1}: {json.dumps({k: round(v, 1) for k, v in results[-1].items()})}", file=sys.stderr)
        wipe(writer)
    vendor.terminate()
    engine.stop(settings)
    middle = {key: sorted(one[key] for one in results)[len(results) // 2] for key in results[0]}
    print(json.dumps({
        "contacts": chosen.contacts,
        "file_rows_per_s": round(chosen.contacts / middle["file"]),
        "pull_rows_per_s": round(chosen.contacts / middle["pull"]),
        "ratio_pull_to_file": round(middle["file"] / middle["pull"], 3),
        **{name: round(value) for name, value in middle.items() if "rss" in name},
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
