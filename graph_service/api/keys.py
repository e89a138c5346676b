"""The file of keys: hashes, never keys.

In: a JSON file, plain keys. Out: :class:`Key`. Refuses: a file of another form; a key whose hash is not in it, in the
same time whatever was wrong.

A key is 32 random bytes, so its SHA-256 needs neither salt nor stretching.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph_service.errors import SettingsError, UsageError

SCOPES = ("read", "ingest", "steward")
PREFIX = "gtm"
KEY_MAX = 200


@dataclass(frozen=True, slots=True)
class Key:
    """One key as the file knows it."""

    id: str
    hash: str
    actor: str
    teams: tuple[str, ...]
    scopes: frozenset[str]
    created_at: str

    def to_json(self) -> dict[str, Any]:
        """Its entry in the file."""
        return {
            "id": self.id,
            "hash": self.hash,
            "actor": self.actor,
            "teams": list(self.teams),
            "scopes": [scope for scope in SCOPES if scope in self.scopes],
            "created_at": self.created_at,
        }


class KeyFile:
    """A file of keys, read again when it changes.

    Args:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: Mapping[str, Key] = {}

    def load(self) -> Mapping[str, Key]:
        """All keys by id.

        Raises:
            SettingsError: there is no such file, or it has another form.
        """
        try:
            state = self._path.stat()
        except OSError as error:
            raise SettingsError(
                f"cannot read {self._path}: {error.strerror}", where="GTM_GRAPH_AUTH", hint="`gtm-graph keys` makes one"
            ) from None
        seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        if seen != self._seen:
            self._keys = {key.id: key for key in _read(self._path)}
            self._seen = seen
        return self._keys

    def find(self, plain: str) -> Key | None:
        """The key that was handed in, or None.

        Raises:
            SettingsError: the file has become unreadable; nobody comes in.
        """
        known = self.load()
        parts = plain.split("_")
        id_ = parts[1] if len(parts) == 3 and len(plain) <= KEY_MAX else ""
        key = known.get(id_)
        expected = key.hash if key else "0" * 64
        same = hmac.compare_digest(expected, _hash(plain[:KEY_MAX]))
        return key if key and same else None


def create_key(file: Path, actor: str, teams: Iterable[str], scopes: Iterable[str]) -> str:
    """Make a key and add its hash to the file.

    Args:
        file: made if it is not there, readable by its owner only.
        actor: who holds it.
        teams: their teams.
        scopes: some of ``read``, ``ingest``, ``steward``.
    Returns:
        The key itself, which is written nowhere.
    Raises:
        UsageError: no actor, or an unknown scope.
    """
    wanted = frozenset(scopes)
    unknown = sorted(wanted - set(SCOPES))
    if unknown or not wanted:
        raise UsageError(f"no scope {unknown[0]!r}" if unknown else "no scope", hint="some of " + ", ".join(SCOPES))
    if not actor.strip():
        raise UsageError("a key needs an actor")
    id_ = secrets.token_hex(4)
    plain = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32).replace('_', '-')}"
    made = Key(id_, _hash(plain), actor.strip(), tuple(teams), wanted, datetime.now(UTC).isoformat(timespec="seconds"))
    _write(file, [*_read(file), made] if file.exists() else [made])
    return plain


def list_keys(file: Path) -> list[Key]:
    """The keys of a file, hashes included, oldest first.

    Raises:
        SettingsError: it has another form.
    """
    return _read(file)


def revoke_key(file: Path, id_: str) -> None:
    """Take a key out of the file; a running service notices at the next request.

    Raises:
        UsageError: there is no key of this id.
    """
    keys = _read(file)
    left = [key for key in keys if key.id != id_]
    if len(left) == len(keys):
        raise UsageError(f"no key {id_!r}")
    _write(file, left)


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> list[Key]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = [
            Key(
                str(one["id"]),
                str(one["hash"]),
                str(one["actor"]),
                tuple(str(team) for team in one["teams"]),
                frozenset(str(scope) for scope in one["scopes"]),
                str(one.get("created_at", "")),
            )
            for one in entries
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"{path.name} is no file of keys", where="GTM_GRAPH_AUTH") from None
    if any(not key.scopes <= set(SCOPES) or len(key.hash) != 64 or not key.actor for key in keys):
        raise SettingsError(f"{path.name} has a key without actor, hash or with unknown scopes", where="GTM_GRAPH_AUTH")
    return keys


def _write(path: Path, keys: Iterable[Key]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"keys": [key.to_json() for key in keys]}, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
