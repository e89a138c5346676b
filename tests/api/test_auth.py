"""Who may come in, at every door."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from graph_service.api.auth import auth_of, check_host
from graph_service.api.keys import KeyFile, create_key, list_keys, revoke_key
from graph_service.errors import SettingsError, UsageError
from tests.api.conftest import Client

ASK = {"query": "{ __typename }"}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_open_serves_this_machine(host: str):
    check_host("open", host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "graph.example", ""])
def test_open_is_refused_where_others_can_reach_it(host: str):
    with pytest.raises(SettingsError, match="GTM_GRAPH_AUTH"):
        check_host("open", host)
    check_host("keys:some-file", host)


@pytest.mark.parametrize(
    ("peer", "host", "headers", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", {}, 200),
        ("::1", "[::1]:8000", {}, 200),
        ("127.0.0.1", "localhost", {"origin": "http://localhost:3000"}, 200),
        ("10.0.0.7", "127.0.0.1:8000", {}, 403),
        ("127.0.0.1", "graph.example", {}, 403),  # a name that somebody else points at this machine
        ("127.0.0.1", "127.0.0.1", {"origin": "https://evil.example"}, 403),
        ("127.0.0.1", "127.0.0.1", {"origin": "null"}, 403),
        ("127.0.0.1", "127.0.0.1", {"x-actor": "a" * 201}, 403),
        ("127.0.0.1", "127.0.0.1", {"x-actor": "Anna Auer", "x-team": "sales, CS"}, 200),
    ],
)
async def test_open_answers_this_machine_only(
    peer: str, host: str, headers: dict[str, str], status: int, client: Client
):
    async with client(peer=peer, host=host) as http:
        assert (await http.post("/graphql", json=ASK, headers=headers)).status_code == status
        assert (await http.post("/ingest/hubspot/contacts", json=[], headers=headers)).status_code == status
        assert (await http.get("/metrics", headers=headers)).status_code == status


async def test_a_key_opens_the_doors_of_its_scopes(keys: Path, client: Client):
    read = create_key(keys, "reader", ["sales"], ["read"])
    write = create_key(keys, "loader", [], ["ingest"])
    async with client(f"keys:{keys}", peer="10.0.0.7", host="graph.example") as http:
        assert (await http.post("/graphql", json=ASK, headers=bearer(read))).status_code == 200
        assert (await http.post("/graphql", json=ASK, headers=bearer(write))).status_code == 403
        assert (await http.post("/ingest/hubspot/contacts", json=[], headers=bearer(write))).status_code == 200
        refused = await http.post("/ingest/hubspot/contacts", json=[], headers=bearer(read))
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert (await http.get("/metrics", headers=bearer(read))).status_code == 200
        assert (await http.get("/metrics")).status_code == 401
        assert (await http.get("/graphql", headers={"accept": "text/html"})).status_code != 200, (
            "the IDE is for development"
        )
        assert (await http.get("/graphql/ide/page.js")).status_code == 404
        for door in ("/health", "/ready"):
            assert (await http.get(door)).status_code == 200


async def test_without_a_key_nobody_comes_in(keys: Path, client: Client):
    key = create_key(keys, "reader", [], ["read"])
    prefix, id_, secret = key.split("_")
    other = f"{prefix}_{id_}_{'A' * len(secret)}"
    wrong = [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": key},
        {"authorization": f"Basic {key}"},
        {"x-actor": "admin"},
        *map(bearer, ["", key + "x", key[:-1], other, f"{prefix}_ffffffff_{secret}", "x" * 100_000]),
        bearer(list_keys(keys)[0].hash),
    ]
    async with client(f"keys:{keys}") as http:
        for headers in wrong:
            answer = await http.post("/graphql", json=ASK, headers=headers)
            assert answer.status_code == 401, headers
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        both = [("authorization", f"Bearer {key}"), ("authorization", "Bearer other")]
        assert (await http.post("/graphql", json=ASK, headers=both)).status_code == 401
        assert (await http.post("/graphql", json=ASK, headers={"authorization": f"bearer {key}"})).status_code == 200


async def test_a_revoked_key_is_refused_by_a_running_service(keys: Path, client: Client):
    key = create_key(keys, "reader", [], ["read"])
    create_key(keys, "other", [], ["read"])
    async with client(f"keys:{keys}") as http:
        assert (await http.post("/graphql", json=ASK, headers=bearer(key))).status_code == 200
        revoke_key(keys, key.split("_")[1])
        assert (await http.post("/graphql", json=ASK, headers=bearer(key))).status_code == 401
        keys.write_text("half a fi", encoding="utf-8")  # noqa: ASYNC240
        assert (await http.post("/graphql", json=ASK, headers=bearer(key))).status_code == 503, "nobody comes in"


def test_the_file_holds_hashes_only_and_is_its_owners(keys: Path):
    key = create_key(keys, "Anna", ["sales ops"], ["steward", "read"])
    text = keys.read_text(encoding="utf-8")
    assert key.split("_")[2] not in text
    assert stat.S_IMODE(os.stat(keys).st_mode) == 0o600
    [entry] = json.loads(text)["keys"]
    assert (entry["actor"], entry["teams"], entry["scopes"]) == ("Anna", ["sales ops"], ["read", "steward"])
    found = KeyFile(keys).find(key)
    assert found
    assert (found.actor, found.teams, sorted(found.scopes)) == ("Anna", ("sales ops",), ["read", "steward"])


@pytest.mark.parametrize(("actor", "scopes"), [("a", ["write"]), ("a", []), (" ", ["read"])])
def test_a_key_needs_an_actor_and_known_scopes(actor: str, scopes: list[str], keys: Path):
    with pytest.raises(UsageError):
        create_key(keys, actor, [], scopes)
    assert not keys.exists()


def test_revoking_an_unknown_key_is_said(keys: Path):
    create_key(keys, "a", [], ["read"])
    with pytest.raises(UsageError):
        revoke_key(keys, "nobody")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": 1}',
        '{"keys": [{"id": "a"}]}',
        '{"keys": [{"id": "a", "hash": "00", "actor": "x", "teams": [], "scopes": ["read"]}]}',
        '{"keys": [{"id": "a", "hash": "' + "0" * 64 + '", "actor": "x", "teams": [], "scopes": ["all"]}]}',
    ],
)
def test_a_broken_file_keeps_the_service_from_starting(text: str, keys: Path):
    keys.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="GTM_GRAPH_AUTH"):
        auth_of(f"keys:{keys}")


def test_a_missing_file_keeps_the_service_from_starting(tmp_path: Path):
    with pytest.raises(SettingsError, match="GTM_GRAPH_AUTH"):
        auth_of(f"keys:{tmp_path / 'none.json'}")
