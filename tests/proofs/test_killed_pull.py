"""``gtm-graph pull`` killed at random moments and called again: the graph of an uninterrupted one, and no evidence twice.

Plain pytest kills twice; `make prove` twenty times. The moments are spread over the time that an uninterrupted one takes.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest

from graph_service.graph.write import Writer
from graph_service.intake.pull import Pull
from graph_service.model.model import Model
from graph_service.settings import Settings
from tests.conftest import ROOT, wipe
from tests.intake.dump import dump
from tests.pull import vendors
from tests.pull.server import Server, serving

COMPANIES, KILLS = 150, 2
SEED = 20260915


@dataclass(frozen=True)
class Scale:
    kills: int
    contacts: int

    @property
    def versions(self) -> int:
        """Records, each told once: companies, contacts, and of each contact where it works."""
        return COMPANIES + 2 * self.contacts

    @property
    def requests(self) -> int:
        """What an uninterrupted pull asks: four lists of columns, two of what is archived, and the pages.

        Beside the pages: histories by fifty ids, and who works where by a hundred.
        """
        pages = -(-COMPANIES // 100) + -(-self.contacts // 100)
        return 6 + pages + -(-COMPANIES // 50) + -(-self.contacts // 50) + -(-self.contacts // 100)


def scale() -> Scale:
    proving = hypothesis.settings.default is not None and hypothesis.settings.default.max_examples >= 5_000
    return Scale(20, 2_600) if proving else Scale(2, 1_300)


def stores(count: int) -> dict[str, list[dict[str, Any]]]:
    at = "2026-03-01T10:00:00Z"
    companies = [
        {
            "id": str(number),
            "properties": {"name": f"Company {number}", "domain": f"c{number}.example"},
            "updatedAt": at,
        }
        for number in range(1, COMPANIES + 1)
    ]
    contacts = [
        {
            "id": str(number),
            "properties": {
                "email": f"p{number}@c{number % COMPANIES + 1}.example", "firstname": f"P{number}",
                "associatedcompanyid": str(number % COMPANIES + 1),
                "hs_email_optout": "true" if number % 7 == 0 else "false",
            },
            "updatedAt": at,
        }
        for number in range(1, count + 1)
    ]  # fmt: skip
    return {"companies": companies, "contacts": contacts, "owners": []}


def command(settings: Settings, server: Server) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, "GTM_GRAPH_HOME": str(settings.home), "GTM_GRAPH_SECRET": "a secret for tests only",
        "GTM_GRAPH_GRACE": "0", "GTM_GRAPH_PULL_HUBSPOT_URL": server.url, "HUBSPOT_ACCESS_TOKEN": "key",
    }  # fmt: skip
    words = [sys.executable, "-m", "graph_service", "pull", "hubspot", "--object", "company", "--object", "contact"]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def killed(settings: Settings, server: Server, delay: float) -> float | None:
    """Pull until so much time passed since its first request; None, or how long it took if it had ended by then."""
    process: list[subprocess.Popen[bytes]] = []
    started = threading.Event()
    begun = len(server.asked)
    first: list[float] = []

    def on_request(number: int) -> None:
        if number == begun + 1:
            first.append(time.monotonic())
            started.wait()
            threading.Timer(delay, process[0].kill).start()

    server.on_request = on_request
    process.append(command(settings, server))
    started.set()
    _, said = process[0].communicate(timeout=300)
    server.on_request = lambda number: None
    assert process[0].returncode in (0, -signal.SIGKILL), said.decode()
    return None if process[0].returncode else time.monotonic() - first[0]


@pytest.mark.long
def test_a_pull_that_is_killed_goes_on(
    settings: Settings, model: Model, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = scale()
    vendor = vendors.hubspot(stores(size.contacts))
    monkeypatch.setenv("HUBSPOT_ACCESS_TOKEN", "key")
    with serving(vendor) as server:
        monkeypatch.setenv("GTM_GRAPH_PULL_HUBSPOT_URL", server.url)
        begun = time.monotonic()
        Pull(model, "hubspot", objects=["company", "contact"]).run(settings, writer)
        seconds = time.monotonic() - begun
        assert len(server.asked) == size.requests
    uninterrupted = timeless(writer)
    assert _versions(writer) == size.versions

    chance = random.Random(SEED)
    kills = 0
    for _ in range(size.kills + 5):
        wipe(writer)
        moments: list[tuple[float, int, int]] = []
        with serving(vendor) as server:
            while len(moments) < KILLS:
                delay = chance.uniform(0.0, seconds)
                if (took := killed(settings, server, delay)) is not None:
                    seconds = min(seconds, took)  # the first one had a cold server
                    break
                stored = writer.run_text("MATCH (b:Bookmark) RETURN count(b) AS n", "test")[0]["n"]
                moments.append((round(delay, 2), _versions(writer), stored))
            process = command(settings, server)
            _, said = process.communicate(timeout=300)
            assert process.returncode == 0, said.decode()
            requests = len(server.asked)
        goes_on = timeless(writer)
        assert _versions(writer) == size.versions
        for part, rows in uninterrupted.items():
            assert goes_on[part] == rows, (part, moments)
        # it went on, and did not begin anew each time
        assert requests < size.requests * (KILLS + 1)
        kills += len(moments)
        told = f"kill {kills}: {requests} requests for {size.requests}; (seconds, versions, bookmarks) when it died"
        sys.stdout.write(f"{told}: {moments}\n")
        sys.stdout.flush()
        if kills >= size.kills:
            return
    raise AssertionError(f"only {kills} of {size.kills} were killed in time")


def timeless(writer: Writer) -> dict[str, list[str]]:
    """The graph, but for when each pull saw where somebody works: HubSpot tells no time of that."""
    seen, own = dump(writer), '"key":"hubspot|contact_company|'
    rows = (re.sub(r'"at":"[^"]*"', '"at":""', row) if own in row else row for row in seen["records"])
    return {**seen, "records": sorted(rows)}


def _versions(writer: Writer) -> int:
    return int(writer.run_text("MATCH (v:RecordVersion) RETURN count(v) AS n", "test")[0]["n"])
