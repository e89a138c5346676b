"""One real embedded Neo4j for the whole session, in a home of its own under the checkout.

Fixture strategy: ``engine`` is a running server; ``writer`` is an empty, set-up database (wiped before each test that
asks for it); anything smaller is built inline by the test.
"""

from __future__ import annotations

import fcntl
import itertools
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pydantic import SecretStr

from graph_service import engine as embedded
from graph_service.engine import Connection
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.questions import suppression, suppression_asked, suppression_read
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
HOMES = ROOT / ".gtm-graph"
# `make prove` takes the second; a test that sets its own number of examples keeps it
hypothesis.settings.register_profile("default", max_examples=200, deadline=None)
hypothesis.settings.register_profile("prove", max_examples=5_000, deadline=None)


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """Deadlines that a busy machine meets; tests of deadlines set their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "QUESTION_SECONDS", 60.0)
        patch.setattr(suppression_asked, "STATEMENT_SECONDS", 30.0)
        patch.setattr(suppression_read, "STATEMENT_SECONDS", 30.0)
        yield


@pytest.fixture(scope="session")
def test_home() -> Iterator[Path]:
    """A home that no other session uses at the same time: the first whose lock is free."""
    HOMES.mkdir(exist_ok=True)
    for number in itertools.count(1):
        with (HOMES / f"test-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield HOMES / f"test-{number}"
            return


@pytest.fixture(scope="session")
def settings(test_home: Path) -> Settings:
    """Settings of the test home, whatever the environment says."""
    return Settings(
        NEO4J_URI=None, GTM_GRAPH_HOME=test_home, GTM_GRAPH_GRACE=0, GTM_GRAPH_SECRET=SecretStr("a secret for tests only"),
        GTM_GRAPH_NOW="2026-09-15T09:00:00Z", GTM_GRAPH_MODEL=None, GTM_GRAPH_AUTH="open",
    )  # type: ignore[call-arg]  # fmt: skip


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Connection]:
    """A running server; one that was running before is left running."""
    was_running = embedded.status(settings).running
    yield embedded.ensure(settings, progress=False)
    if not was_running:
        embedded.stop(settings)


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped model."""
    return load_model()


@pytest.fixture(scope="session")
def open_writer(engine: Connection) -> Iterator[Writer]:
    """A writer on a set-up database."""
    with Writer.open(engine.uri, engine.username, engine.password, "neo4j") as opened:
        setup(opened)
        yield opened


@pytest.fixture
def writer(open_writer: Writer) -> Writer:
    """The same on an empty database."""
    wipe(open_writer)
    return open_writer


def wipe(writer: Writer) -> None:
    """Delete everything but the notes of which migrations ran."""
    while writer.run_text(
        "MATCH (n) WHERE NOT n:Migration WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS n", "wipe"
    )[0]["n"]:
        pass
