"""Web addresses.

In: text with or without scheme. Out: an http(s) URL with lower-case ASCII host. Refuses: every other scheme.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from graph_service.model.types.domain import ascii_host
from graph_service.model.types.text import compact

LIMIT = 2_000
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):(?!\d+(?:[/?#]|\Z))", re.IGNORECASE)
# what may stand in a URL as it is; "%" so that nothing is encoded twice
_KEPT = "!#$%&'()*+,/:;=?@[]~._-"


@lru_cache(maxsize=16_384)
def _normal(text: str) -> str:
    scheme = _SCHEME.match(text)
    if scheme is None:
        text = "https://" + text.lstrip("/")
    elif scheme[1].lower() not in ("http", "https"):
        raise ValueError("not a web address (http or https)")
    try:
        parts = urlsplit(text)
        port = parts.port
        host = ascii_host(parts.hostname or "")
    except ValueError:
        raise ValueError("not a web address") from None
    if "." not in host or any(char.isspace() for char in parts.netloc):
        raise ValueError("a web address without a host")
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    # credentials and fragment are dropped: the one is a secret, the other never reaches a server
    path = quote(parts.path, safe=_KEPT)
    url = urlunsplit((parts.scheme, host, "" if path == "/" else path, quote(parts.query, safe=_KEPT), ""))
    if len(url) > LIMIT:
        raise ValueError("a web address too long to keep")
    return url


def clean(value: object) -> str:
    """A web address in one form.

    Args:
        value: such as ``www.meridian.example`` or ``https://meridian.example/about``.

    Raises:
        ValueError: another scheme (``javascript:``), no host, or too long.
    """
    return _normal(compact(value))
