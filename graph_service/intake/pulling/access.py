"""The way to one vendor: its address, its keys from the environment, a session that waits and tries again.

In: the declaration and the settings. Out: dlt's REST client. Refuses: keys that are missing or hold what no header can,
an address over plain HTTP (but on this machine), and every server but the declared one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote, urlsplit

import requests
from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.sources.helpers.requests.session import Session
from dlt.sources.helpers.rest_client.auth import APIKeyAuth, BearerTokenAuth, HttpBasicAuth, OAuth2ClientCredentials
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.utils import join_url
from pydantic import SecretStr
from requests.auth import AuthBase

from graph_service.errors import SettingsError
from graph_service.intake.pulling.failing import Refused, WrongServer
from graph_service.intake.pulling.patience import Patience, Tell, retrying
from graph_service.model.pull_spec import VARIABLE, BasicAuth, BearerAuth, HeaderAuth, PullSpec, texts

TIMEOUT = (10.0, 120.0)
"""Seconds to connect, and between two parts of an answer."""
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Values = Callable[[list[str]], Mapping[str, SecretStr]]


def url_variable(source: str) -> str:
    """The environment variable that stands in for the declared address of a source."""
    return f"GTM_GRAPH_PULL_{source.upper()}_URL"


class Access:
    """One vendor's API with its keys.

    Args:
        source: the system.
        spec: its declaration.
        values: what the environment says of named variables.
        patience: how long to wait.
        tell: says why it waits.
    Raises:
        SettingsError: a variable that is missing or cannot be sent, an address that is not safe.
    """

    def __init__(self, source: str, spec: PullSpec, values: Values, patience: Patience, tell: Tell) -> None:
        override = values([url_variable(source)]).get(url_variable(source))
        template = override.get_secret_value().strip() if override is not None else spec.url
        told = [template, *texts(spec.auth), *spec.headers.values()]
        needed = [name for text in told for name in VARIABLE.findall(text)]
        known = {name: value.get_secret_value().strip() for name, value in values(needed).items()}
        for name in needed:
            if name not in known:
                raise SettingsError("is not set", where=name, hint=f"a pull of {source} needs it, in the environment")
            if not (known[name].isascii() and known[name].isprintable()):
                raise SettingsError("holds a character that cannot be sent", where=name)
        keys = {known[name] for text in told[1:] for name in VARIABLE.findall(text)}
        self._keys = keys | {quote(key, safe="") for key in keys}
        self.base = _checked(_filled(template, known), source)
        auth = _auth(spec, known, self.base)
        session = Session(timeout=TIMEOUT, raise_for_status=False)
        session.max_redirects = 0
        session.hooks["response"] = [_refuse]
        self.guarded = _Guarded(auth, self.base)
        session.send = retrying(patience, tell, self.guarded).wraps(session.send)  # type: ignore[method-assign]
        if isinstance(auth, OAuth2ClientCredentials):
            auth.session = session
        self.client = RESTClient(
            self.base, headers={name: _filled(text, known) for name, text in spec.headers.items()},
            auth=cast(Any, self.guarded), session=session,
            config=RuntimeConfiguration(dlthub_telemetry=False, log_level="CRITICAL"),
        )  # fmt: skip

    def betrays(self, text: str) -> bool:
        """Whether a text holds one of the keys."""
        return any(key in text for key in self._keys)

    def url_of(self, path: str) -> str:
        """The address of a path."""
        return path if urlsplit(path).scheme else join_url(self.base, path)


def _filled(text: str, known: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda match: known[match[1]], text)


def _checked(url: str, source: str) -> str:
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII) or parts.query or parts.fragment:
        raise SettingsError(
            "is no address to send keys to", where=f"the address of {source}",
            hint="it is https://HOST, or http:// on this machine",
        )  # fmt: skip
    return url.rstrip("/")


def _auth(spec: PullSpec, known: Mapping[str, str], base: str) -> AuthBase:
    told = spec.auth
    if isinstance(told, BearerAuth):
        return BearerTokenAuth(token=_filled(told.token, known))
    if isinstance(told, BasicAuth):
        return HttpBasicAuth(username=_filled(told.username, known), password=_filled(told.password, known))
    if isinstance(told, HeaderAuth):
        return APIKeyAuth(name=told.name, api_key=_filled(told.value, known), location="header")
    return OAuth2ClientCredentials(
        access_token_url=join_url(base, told.path),
        client_id=_filled(told.client_id, known),
        client_secret=_filled(told.client_secret, known),
        default_token_expiration=int(told.lasts.total_seconds()),
    )


def _refuse(response: requests.Response, *_: Any, **__: Any) -> None:
    if response.status_code >= 300:
        raise Refused(response)


class _Guarded(AuthBase):
    """Puts the key into a request, if it goes to the declared server."""

    def __init__(self, inner: AuthBase, base: str) -> None:
        self._inner = inner
        self._base = urlsplit(base)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        to = urlsplit(request.url or "")
        if (to.scheme, to.netloc) != (self._base.scheme, self._base.netloc):
            raise WrongServer
        return self._inner(request)

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Fetch a token again where it is fetched; see :class:`Renewable`."""
        if not isinstance(self._inner, OAuth2ClientCredentials) or request.url == self._inner.access_token_url:
            return False
        self._inner.access_token = None
        self(request)
        return True
