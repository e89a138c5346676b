"""There is no container engine here: the compose file is checked for its form and for the settings that it passes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.engine import VERSION, conf
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_container_has_the_settings_of_the_embedded_engine(compose: dict[str, Any]) -> None:
    passed = dict(compose["services"]["neo4j"]["environment"])
    assert passed.pop("NEO4J_AUTH").startswith("neo4j/${NEO4J_PASSWORD")
    # http is off in both; addresses and the quick stop are the child process's own
    off = ("server.http.enabled", "server.https.enabled")
    wanted = {**conf.SHARED, **{name: conf.EMBEDDED[name] for name in off}}
    assert passed == {conf.variable(name): value for name, value in wanted.items()}


def test_every_value_is_text(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert {name for name, value in service["environment"].items() if not isinstance(value, str)} == set()


def test_the_variable_of_a_setting_is_spelled_as_the_container_wants_it() -> None:
    assert conf.variable("db.tx_log.rotation.size") == "NEO4J_db_tx__log_rotation_size"


def test_the_same_neo4j(compose: dict[str, Any]) -> None:
    assert compose["services"]["neo4j"]["image"] == f"neo4j:{VERSION}-community"


def test_the_service_waits_for_a_database_that_keeps_its_data(compose: dict[str, Any]) -> None:
    service, neo4j = compose["services"]["service"], compose["services"]["neo4j"]
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert all("test" in one["healthcheck"] for one in (service, neo4j))
    assert neo4j["volumes"] == ["neo4j-data:/data"]
    assert compose["volumes"].keys() == {"neo4j-data"}
    assert "ports" not in neo4j
    assert set(neo4j["networks"]) <= {
        name for name, kind in compose["networks"].items() if (kind or {}).get("internal")
    }
    assert set(service["networks"]) <= set(compose["networks"])
    assert set(service["secrets"]) <= set(compose["secrets"])


def test_the_service_is_told_what_settings_know(compose: dict[str, Any]) -> None:
    known = {field.alias for field in Settings.model_fields.values()}
    passed = compose["services"]["service"]["environment"]
    assert passed.keys() <= known
    # open is for loopback only, and a container is reached from outside
    assert passed["GTM_GRAPH_AUTH"].startswith("keys:")


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"PASSWORD:|SECRET:|AUTH: neo4j", line):
            assert "${" in line


def test_the_image_copies_what_the_checkout_has() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        word
        for line in text.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in line.split()[1:-1]
    ]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def test_the_image_can_be_built_to_pull(compose: dict[str, Any]) -> None:
    """Both files are complete and pinned, for nothing is resolved when the image is built."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (told,) = re.findall(r"^ARG REQUIREMENTS=(\S+)$", dockerfile, re.MULTILINE)
    (other,) = re.findall(r"--build-arg REQUIREMENTS=([\w.-]+)", dockerfile)
    assert compose["services"]["service"]["build"]["args"] == {"REQUIREMENTS": f"${{REQUIREMENTS:-{told}}}"}
    plain, pull, tested = pins(told), pins(other), pins("requirements-dev.txt")
    assert "dlt" in pull and "dlt" not in plain
    # what serves is the same, and what pulls is what the tests pull with
    assert plain.items() <= pull.items() <= tested.items()
