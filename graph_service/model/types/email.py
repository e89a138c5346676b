"""E-mail addresses in one spelling, so that no spelling of an opted-out address reads as another person.

In: a cell. Out: the address: lower-case, NFKC, punycode domain, plus tag kept.
Refuses: hashes and other text without @, several addresses in one cell, hosts without a dot. No DNS.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graph_service.model.types import role_names
from graph_service.model.types.domain import ascii_host
from graph_service.model.types.text import as_text, compact

# What this matches needs no closer look: ASCII dot-atom, plain host labels, a letter-only last label.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@)(?=.{3,254}\Z)(?!['`])[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.ASCII,
)
_HASH = re.compile(r"[0-9a-fA-F]{32,128}|[A-Za-z0-9+/_-]{20,}={0,2}", re.ASCII)
_NAMED = re.compile(r"<\s*([^<>]*@[^<>]*?)\s*>\s*\Z")
_AROUND_AT = re.compile(r"\s*@\s*")
_DOMAIN_DOT = re.compile(r"\s*[.\u3002\uff0e\uff61]\s*")
_WITHIN = re.compile(r"[^\s<>()\[\],;:|/\"']+@[^\s<>()\[\],;:|/\"']+")
_SEPARATOR = re.compile(r'[;,\n\r\t|]+(?=(?:[^"]*"[^"]*")*[^"]*\Z)')


def clean(value: object) -> str:
    """The one spelling of an address.

    Args:
        value: an address, bare, as ``mailto:`` link, or as ``"Maria" <maria@x.example>``.

    Raises:
        ValueError: why it is no address; the reason does not quote it.
    """
    if isinstance(value, str):
        quick = value.strip().lower() if value.isascii() else ""
        if _PLAIN.fullmatch(quick):
            return quick
    return _normal(as_text(value))


def clean_many(value: object) -> list[str]:
    """The addresses of a cell that may hold several, each once, in their order.

    Args:
        value: a list, or text with ``;``, ``,`` or line ends between addresses. What is no address is left out as
            long as there is one that is: an unreadable second address must not cost the first its stops.

    Raises:
        ValueError: where no address is found.
    """
    found: dict[str, None] = {}
    reason = "no address"
    for part in split_many(value):
        try:
            found[clean(part)] = None
        except ValueError as error:
            reason = str(error)
    if not found:
        raise ValueError(reason)
    return list(found)


def split_many(value: object) -> list[str]:
    """The parts of a cell that may hold several addresses, uncleaned; separators within quotes do not count.

    Args:
        value: a list or text.

    Raises:
        ValueError: for an object, or a list within the list.
    """
    if isinstance(value, (list, tuple)):
        return [part for item in value for part in split_many(as_text(item))]
    return [part for part in (piece.strip() for piece in _SEPARATOR.split(as_text(value))) if part]


def within(text: str) -> list[str]:
    """The addresses somewhere within a text, cleaned, each once.

    Args:
        text: any text; what looks like an address and is none is passed over.
    """
    found: dict[str, None] = {}
    for part in _WITHIN.findall(text):
        try:
            found[clean(part)] = None
        except ValueError:
            continue
    return list(found)


@lru_cache(maxsize=16_384)
def _normal(raw: str) -> str:
    """The slow road: everything that is not plain ASCII without decoration."""
    text = compact(raw)
    named = _NAMED.search(text)
    if named:
        # a name may be the address once more; another address before it is another person's
        if "@" in text[: named.start()] and within(text[: named.start()]) not in ([], within(named[1])):
            raise ValueError("several addresses in one cell")
        text = named[1]
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    text = text.strip(" <>`,;'").rstrip(".").strip()
    text = text.replace("\uff20", "@").replace("\ufe6b", "@")
    if "@" not in text:
        raise ValueError("a hash or an id, not an address" if _HASH.fullmatch(text) else "no @: not an address")
    local, _, host = _AROUND_AT.sub("@", text).rpartition("@")
    if "@" in local and not (local[:1] == '"' == local[-1:]):
        raise ValueError("several addresses in one cell" if re.search(r"[\s;,/|]", local) else "more than one @")
    host = _DOMAIN_DOT.sub(".", host).rstrip(".")
    if "." not in host or host.startswith("["):
        raise ValueError("an address at a host without a dot" if host[:1] != "[" else "an address at an IP address")
    try:
        host = ascii_host(host)
    except ValueError:
        raise ValueError("not a host name after the @") from None
    # İ, fullwidth letters, ligatures and ß are the same mailbox to the people who type them
    local = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", local).casefold()).replace("i\u0307", "i")
    return _checked(local, host)


def _checked(local: str, host: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # here: a quarter of a second of start-up

    try:
        found = validate_email(
            f"{local}@{host}", check_deliverability=False, globally_deliverable=False, allow_quoted_local=True
        )
    except EmailNotValidError:
        raise ValueError("not an address") from None
    name = found.ascii_domain.lower()
    if not name.rpartition(".")[2][:1].isalpha():
        raise ValueError("not a host name after the @")
    return f"{found.local_part}@{name}"


def host_of(address: str) -> str:
    """The host of a cleaned address.

    Args:
        address: as :func:`clean` gives it.
    """
    return address.rpartition("@")[2]


ROLES = frozenset(role_names.ROLES.split())
_NARROWER = frozenset(role_names.NARROWER.split())
_TOKENS = re.compile(r"[._-]+")


def role_mailbox(address: str) -> bool:
    """Tell whether an address belongs to a function, not to a person, so that it may not identify one.

    Args:
        address: as :func:`clean` gives it. Every word of its local part must be a role or narrow one:
            ``sales-emea@`` is a role, ``sales.maria@`` is not.
    """
    local = address.rpartition("@")[0].partition("+")[0].lower()
    if local in ROLES:
        return True
    joined = _TOKENS.sub("", local).rstrip("0123456789")
    if joined in ROLES:
        return True
    tokens = [token.rstrip("0123456789") for token in _TOKENS.split(local)]
    return any(token in ROLES for token in tokens) and all(not t or t in ROLES or t in _NARROWER for t in tokens)
