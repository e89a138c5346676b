"""Whether a webhook comes from who signed it, just now, and with these bytes.

In: the signature's form in the source file, the secrets, a request's parts, the present. Out: nothing.
Refuses: a missing, wrong or expired signature, in one line that quotes no signature and no secret.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from graph_service.errors import GtmGraphError
from graph_service.model.webhook_spec import SignatureSpec

_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_MOST_SIGNATURES = 16


class BadSignature(GtmGraphError):
    """A webhook that is not proven to be its vendor's: 401."""

    code = "BAD_SIGNATURE"
    status = 401


class Headers(Protocol):
    """Headers by name, whatever its case."""

    def get(self, name: str, /) -> str | None:
        """The value of a header."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent.

    Attributes:
        method: in upper case.
        uri: the whole address as the vendor called it, still percent-encoded, without fragment.
        headers: the request's.
        body: its bytes, untouched.
    """

    method: str
    uri: str
    headers: Headers
    body: bytes


def verify(sent: Sent, spec: SignatureSpec, secrets: Sequence[str], now: datetime) -> None:
    """Take note that a request is its vendor's.

    Args:
        sent: the request.
        spec: how the vendor signs.
        secrets: those in force; one is enough.
        now: the present.
    Raises:
        BadSignature: it is not proven.
    """
    written = sent.headers.get(spec.header)
    if not written:
        raise BadSignature(f"there is no header {spec.header}", hint="is the webhook signed?")
    told = _members(written) if spec.member is not None else {}
    signatures = told.get(spec.member, []) if spec.member is not None else [written.strip()]
    if not signatures:
        raise BadSignature(f"there is no {spec.member}= in the header {spec.header}")
    timestamp = _timestamp(sent.headers, spec, told)
    _check_age(timestamp, spec, now)
    signed = b"".join(_part(part, sent, spec, timestamp) for part in spec.of)
    expected = [_encoded(hmac.digest(secret.encode(), signed, sha256), spec) for secret in secrets]
    # every pair is compared, so that the time taken tells nothing about which one fits
    fits = [
        hmac.compare_digest(one.encode(), given.encode("utf-8", "replace"))
        for one in expected
        for given in signatures[:_MOST_SIGNATURES]
    ]
    if not any(fits):
        raise BadSignature(
            "the signature does not fit the request",
            hint="is the secret this webhook's, and GTM_GRAPH_PUBLIC_URL the address that the vendor calls?"
            if "uri" in spec.of
            else "is the secret this webhook's?",
        )


def _members(header: str) -> dict[str, list[str]]:
    """``t=1,v1=a,v1=b`` by name."""
    found: dict[str, list[str]] = {}
    for item in header.split(","):
        name, _, value = item.strip().partition("=")
        found.setdefault(name, []).append(value)
    return found


def _timestamp(headers: Headers, spec: SignatureSpec, told: Mapping[str, list[str]]) -> str:
    """The time of signing exactly as it was written, for it is part of what is signed."""
    if spec.timestamp_header is not None:
        found, place = headers.get(spec.timestamp_header), f"header {spec.timestamp_header}"
    else:
        values = told.get(spec.timestamp_member or "", [])
        # two times could be checked one and signed the other
        found, place = values[0] if len(values) == 1 else None, f"one {spec.timestamp_member}= in {spec.header}"
    if not found:
        raise BadSignature(f"there is no {place}")
    return found


def _check_age(timestamp: str, spec: SignatureSpec, now: datetime) -> None:
    try:
        if spec.timestamp == "iso":
            signed_at = datetime.fromisoformat(timestamp)
        elif timestamp.isascii() and timestamp.isdigit():
            signed_at = datetime.fromtimestamp(int(timestamp) / (1000 if spec.timestamp == "milliseconds" else 1), UTC)
        else:
            raise ValueError
        if signed_at.tzinfo is None:
            raise ValueError
    except (ValueError, OverflowError, OSError):
        raise BadSignature("the time of signing cannot be read") from None
    if abs(now - signed_at) > spec.tolerance:
        seconds = int(spec.tolerance / timedelta(seconds=1))
        raise BadSignature(f"signed more than {seconds} s from now", hint="is this machine's clock right?")


def _part(part: str, sent: Sent, spec: SignatureSpec, timestamp: str) -> bytes:
    if part == "body":
        return sent.body
    if part == "uri":
        return _decoded(sent.uri, spec.uri_decoded).encode()
    return {"method": sent.method, "timestamp": timestamp}.get(part, part).encode("utf-8", "replace")


def _decoded(uri: str, characters: str) -> str:
    """The URI with some of its percent-encoded characters written plainly."""

    def plain(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in characters else match[0]

    return _ENCODED.sub(plain, uri) if characters else uri


def _encoded(digest: bytes, spec: SignatureSpec) -> str:
    return digest.hex() if spec.encoding == "hex" else b64encode(digest).decode()
