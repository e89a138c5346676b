"""Installing: side by side, checked, resumable. The registry is played by a dictionary."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from jgo.maven import Artifact, PythonResolver

from graph_service import engine
from graph_service.engine import fetch, lock
from graph_service.engine.layout import Layout
from graph_service.engine.lock import Jar
from graph_service.errors import EngineError
from graph_service.settings import Settings

CONTENT = {f"part{number}-1.0.jar": f"jar number {number}".encode() for number in range(5)}


class Registry:
    """Serves ``files``, and notes what it was asked for; the place of Maven's own registry."""

    def __init__(self) -> None:
        self.files = dict(CONTENT)
        self.asked: list[str] = []

    def download(self, _resolver: PythonResolver, artifact: Artifact) -> Path:
        self.asked.append(artifact.filename)
        if artifact.filename not in self.files:
            raise requests.ConnectionError("HTTPSConnectionPool(host='registry.example', port=443)")
        path = artifact.cached_path
        assert path is not None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.files[artifact.filename])
        return path


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    rows = tuple(
        Jar("org.example", name.split("-")[0], "1.0", "", len(content), hashlib.sha256(content).hexdigest())
        for name, content in CONTENT.items()
    )
    served = Registry()
    monkeypatch.setattr(lock, "jars", lambda: rows)
    monkeypatch.setattr(PythonResolver, "download", lambda resolver, artifact: served.download(resolver, artifact))
    monkeypatch.setattr("graph_service.engine.fetch.time.sleep", lambda _seconds: None)
    monkeypatch.setenv("M2_REPO", str(tmp_path / "maven"))
    return served


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_installs_once(registry: Registry, fresh: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    jars = engine.install(fresh)
    assert names_in(jars) == sorted(CONTENT)
    assert sorted(registry.asked) == sorted(CONTENT)
    said = capfd.readouterr()
    assert said.out == ""
    assert "5 jars" in said.err
    assert engine.status(fresh).installed
    assert engine.install(fresh) == jars
    assert len(registry.asked) == len(CONTENT)
    assert capfd.readouterr().err == ""


def test_a_jar_that_changed_is_noticed_and_only_that_one_is_fetched(registry: Registry, fresh: Settings) -> None:
    jars = engine.install(fresh)
    registry.asked.clear()
    right = (jars / "part3-1.0.jar").read_bytes()
    (jars / "part3-1.0.jar").write_bytes(right.replace(b"3", b"4"))
    (jars / "part1-1.0.jar").unlink()
    assert not engine.status(fresh).installed
    engine.install(fresh)
    assert sorted(registry.asked) == ["part1-1.0.jar", "part3-1.0.jar"]
    assert (jars / "part3-1.0.jar").read_bytes() == right


def test_a_touched_jar_is_checked_again_but_not_fetched(registry: Registry, fresh: Settings) -> None:
    jars = engine.install(fresh)
    registry.asked.clear()
    os.utime(jars / "part0-1.0.jar", (1, 1))
    assert not engine.status(fresh).installed
    engine.install(fresh)
    assert registry.asked == []


def test_a_wrong_download_never_gets_in_and_what_is_complete_is_kept(registry: Registry, fresh: Settings) -> None:
    registry.files["part2-1.0.jar"] = b"something else"
    with pytest.raises(EngineError) as raised:
        engine.install(fresh)
    assert "wrong checksum" in str(raised.value)
    assert "org.example:part2:1.0" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert registry.asked.count("part2-1.0.jar") == fetch.ATTEMPTS
    jars = Layout.of(fresh).jars
    assert "part2-1.0.jar" not in names_in(jars)
    complete = names_in(jars)
    registry.files["part2-1.0.jar"] = CONTENT["part2-1.0.jar"]
    registry.asked.clear()
    engine.install(fresh)
    assert set(registry.asked) == set(CONTENT) - set(complete)
    assert names_in(Layout.of(fresh).cache) == ["checked", "jars", "lock"]


def test_a_failed_download_names_the_jar_and_no_host(registry: Registry, fresh: Settings) -> None:
    del registry.files["part4-1.0.jar"]
    with pytest.raises(EngineError) as raised:
        engine.install(fresh)
    assert str(raised.value) == (
        "org.example:part4:1.0: broken download, 3 attempts: ConnectionError "
        "(run the same command again: what is complete is kept)"
    )


def test_half_a_download_of_a_run_that_died_is_not_taken(registry: Registry, fresh: Settings) -> None:
    half = Layout.of(fresh).cache / "draft" / "org" / "example" / "part0" / "1.0" / "part0-1.0.jar"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"jar num")
    engine.install(fresh)
    assert registry.asked.count("part0-1.0.jar") == 1


def test_the_local_maven_repository_is_used_as_far_as_it_is_right(
    registry: Registry, fresh: Settings, tmp_path: Path
) -> None:
    for name, content in list(CONTENT.items())[:2]:
        place = tmp_path / "maven" / "org" / "example" / name.split("-")[0] / "1.0" / name
        place.parent.mkdir(parents=True)
        place.write_bytes(content if "0" in name.split("-")[0] else b"broken")
    engine.install(fresh)
    assert sorted(registry.asked) == sorted(set(CONTENT) - {"part0-1.0.jar"})


def test_a_full_disk_is_named_before_anything_is_fetched(
    registry: Registry, fresh: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10_000_000))
    with pytest.raises(EngineError, match="no disk space: 10 MB free, 300 MB needed"):
        engine.install(fresh)
    assert registry.asked == []


def test_the_lock_file_pins_every_jar_by_its_content() -> None:
    rows = lock.jars()
    assert len(rows) == 230
    assert len({row.file for row in rows}) == len(rows)
    assert {len(row.sha256) for row in rows} == {64}
    assert engine.VERSION in {row.version for row in rows if row.artifact == "neo4j"}
    assert [str(row) for row in rows] == sorted(str(row) for row in rows)


def test_a_broken_lock_file_names_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match=r"jars\.lock:7: expected"):
        lock._row("org.example:part 12", 7)
