"""Who is asking: nobody but this machine, or the holder of a key.

In: ``GTM_GRAPH_AUTH``, a request. Out: :class:`Caller`. Refuses: with 401 who is not known, with 403 who may not; at
start, an open service on an address that others can reach.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection

from graph_service.api.keys import SCOPES, KeyFile
from graph_service.errors import AuthError, SettingsError

NAME_MAX = 200
BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which teams, and what for they may come."""

    actor: str
    teams: tuple[str, ...]
    scopes: frozenset[str]


class Unknown(AuthError):
    """Nobody we know: 401."""

    code = "UNAUTHENTICATED"


class Forbidden(AuthError):
    """Known, but not allowed: 403."""

    code = "FORBIDDEN"


class Auth(Protocol):
    """Tells callers apart."""

    development: bool
    """True where only this machine can ask."""

    def caller(self, request: HTTPConnection) -> Caller:
        """Who sends this request.

        Raises:
            Unknown: no key, or none we know.
            Forbidden: not from here.
        """
        ...


def require(caller: Caller, scope: str) -> None:
    """Refuse a caller without a scope.

    Raises:
        Forbidden: naming the scope.
    """
    if scope not in caller.scopes:
        raise Forbidden(f"this key may not {scope}", hint=f"it needs the scope {scope!r}")


def auth_of(written: str) -> Auth:
    """The doorkeeper that ``GTM_GRAPH_AUTH`` names.

    Raises:
        SettingsError: no such form, or the file cannot be read.
    """
    if written == "open":
        return OpenAuth()
    kind, _, file = written.partition(":")
    if kind != "keys" or not file:
        raise SettingsError("must be 'open' or 'keys:FILE'", where="GTM_GRAPH_AUTH")
    return KeysAuth(KeyFile(Path(file).expanduser()))


def check_host(written: str, host: str) -> None:
    """Refuse to serve openly where others can reach it.

    Args:
        written: ``GTM_GRAPH_AUTH``.
        host: the address to listen on.
    Raises:
        SettingsError: open, and not a loopback address.
    """
    if written == "open" and not is_loopback(host):
        raise SettingsError(
            f"'open' serves this machine only, not {host}", where="GTM_GRAPH_AUTH", hint="use keys:FILE"
        )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class OpenAuth:
    """Everybody on this machine; actor and team are what the headers say.

    A page of another site in this machine's browser is not everybody: its requests name a foreign host or origin.
    """

    development = True

    def caller(self, request: HTTPConnection) -> Caller:
        """See :class:`Auth`."""
        client = request.client.host if request.client else ""
        host = _host(request.headers.get("host", ""))
        if not is_loopback(client) or not is_loopback(host):
            raise Forbidden("this service answers its own machine only", hint="set GTM_GRAPH_AUTH=keys:FILE")
        origin = request.headers.get("origin")
        if origin is not None and not is_loopback(_host(origin.partition("://")[2])):
            raise Forbidden("requests from other sites are refused")
        teams = [name.strip() for name in request.headers.get("x-team", "").split(",")]
        return Caller(
            _name(request.headers.get("x-actor", "")) or "local",
            tuple(_name(team) for team in teams if team),
            frozenset(SCOPES),
        )


class KeysAuth:
    """Holders of a key; actor, teams and scopes are the key's."""

    development = False

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys
        keys.load()

    def caller(self, request: HTTPConnection) -> Caller:
        """See :class:`Auth`."""
        given = request.headers.getlist("authorization")
        if len(given) != 1:
            raise Unknown("a key is needed", hint="Authorization: Bearer <key>")
        scheme, _, key = given[0].partition(" ")
        found = self._keys.find(key.strip()) if scheme.casefold() == BEARER else None
        if found is None:
            raise Unknown("the key is not known")
        return Caller(found.actor, found.teams, found.scopes)


def _host(netloc: str) -> str:
    """The host of ``host:port``, ``[v6]:port`` or ``host``."""
    if netloc.startswith("["):
        return netloc[1:].partition("]")[0]
    return netloc.partition(":")[0]


def _name(text: str) -> str:
    if len(text) > NAME_MAX or not text.isprintable():
        raise Forbidden("X-Actor and X-Team are plain names")
    return text.strip()
