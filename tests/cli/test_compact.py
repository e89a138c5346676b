"""Compaction on an engine of its own: the fresh store never held what was erased; a control search finds what is live."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service import engine
from graph_service.cli.compact import compact_store
from graph_service.cli.erase import erase_named
from graph_service.cli.ingest import take_in
from graph_service.cli.session import Session
from graph_service.errors import DatabaseError, UsageError
from graph_service.graph.write import Writer
from graph_service.settings import Settings
from tests.feed.replaying import told

GONE = "canary of somebody who is erased and longer than sixty characters 7f3a91"
LIVE = "canary of somebody who stays here and longer than sixty characters 2b8c44"
ROWS = f"""Id,IsDeleted,Name,FirstName,LastName,Title,Email,CreatedDate,SystemModstamp
003000000000001AAA,false,Mika Larsen,Mika,Larsen,{GONE},mika@x.example,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
003000000000002AAA,false,Ida Berg,Ida,Berg,{LIVE},ida@x.example,2026-01-02T08:00:00.000Z,2026-02-02T08:00:00.000Z
"""


def hits(folder: Path, word: str) -> int:
    """Files of a store that hold a text, as it is stored: one byte a character, or two."""
    forms = (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    return sum(any(form in path.read_bytes() for form in forms) for path in folder.rglob("*") if path.is_file())


class OwnHome(Session):
    """A session on given settings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.__dict__["settings"] = settings


@pytest.fixture
def session(settings: Settings, tmp_path: Path):
    home = tmp_path / "home"
    opened = OwnHome(settings.model_copy(update={"home": home}))
    yield opened
    engine.stop(opened.settings)


@pytest.mark.long
def test_a_compacted_store_never_held_the_erased(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "Contact.csv"
    file.write_text(ROWS)
    take_in(session, "salesforce", [file], quiet=True)
    store = session.settings.home / "engine" / "data"
    erase_named(session, "mika@x.example", actor="privacy desk", team="privacy", at="2026-06-10T11:00:00.000000Z")
    before = session.connection()
    with Writer.open(before.uri, before.username, before.password, "neo4j") as writer:
        feed = (told(writer), writer.run("feed/head"))
    done = compact_store(session)
    assert (done.records, done.versions) == (1, 1)
    after = session.connection()
    assert (after.uri, after.password) == (before.uri, before.password)
    with Writer.open(after.uri, after.username, after.password, "neo4j") as writer:
        names = writer.run_text("MATCH (p:Person) RETURN p.name AS name", "test")
        assert names == [{"name": "Ida Berg"}]
        # the change feed goes on, so every cursor stays good, and building the store anew told nothing
        assert "ERASED" in {one.kind for one in feed[0]}
        assert (told(writer), writer.run("feed/head")) == feed
        writer.work(lambda work: work.lock(), "test")
    # what the server still has in memory reaches its files
    engine.stop(session.settings)
    assert hits(store, LIVE) > 0
    assert hits(store, GONE) == 0
    assert sorted(path.name for path in session.settings.home.iterdir()) == ["engine"]
    assert not (session.settings.home / "engine" / "data.replaced").exists()
    # the marks came along: the old file brings nobody back
    assert take_in(session, "salesforce", [file], quiet=True).objects[0].erased == 1


def test_writers_are_turned_away_while_the_store_is_closed(writer: Writer) -> None:
    writer.run("settle/close", at="2026-06-10T11:00:00.000000Z")
    with pytest.raises(DatabaseError, match="being compacted"):
        writer.work(lambda work: work.lock(), "test")
    writer.run("settle/close", at=None)
    writer.work(lambda work: work.lock(), "test")


def test_a_foreign_server_is_refused(settings: Settings) -> None:
    foreign = settings.model_copy(update={"neo4j_uri": "neo4j://db.example", "secret": SecretStr("sixteen characters")})
    with pytest.raises(UsageError, match="only the embedded engine"):
        compact_store(OwnHome(foreign))
