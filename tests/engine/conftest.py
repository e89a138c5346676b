"""One running engine for the tests of this room, in a home of its own; the jars are those of the machine's cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from graph_service import engine
from graph_service.settings import Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a home whose engine is stopped at the end; the name holds what paths may hold."""
    settings = Settings(GTM_GRAPH_HOME=tmp_path_factory.mktemp("engine") / "a hömé")
    yield settings
    engine.stop(settings)


@pytest.fixture
def driver(home: Settings) -> Iterator[Driver]:
    """A driver to the running engine of ``home``."""
    connection = engine.ensure(home)
    with GraphDatabase.driver(connection.uri, auth=(connection.username, connection.password)) as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    """Settings of a home and a cache that hold nothing; nothing may be downloaded or started with them."""
    return Settings(GTM_GRAPH_HOME=tmp_path / "home", GTM_GRAPH_CACHE=tmp_path / "cache")
