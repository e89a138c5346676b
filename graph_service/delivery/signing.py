"""Signatures of the Standard Webhooks specification, version 1.

In: a secret, an event's id and body, a time. Out: three headers. Refuses: a secret of another form.

Source: the specification of standard-webhooks, sections on metadata and signatures: ``v1,`` and the base64 of
HMAC-SHA256 over ``id.timestamp.body``, secrets as ``whsec_`` and the base64 of 24 to 64 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from graph_service.errors import SettingsError

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64


def keys_of(secret: str, where: str) -> list[bytes]:
    """The keys of a secret: one, or while it is being changed several, between spaces; each signs every message.

    Args:
        secret: as the environment has it.
        where: name of the variable, for errors.
    Raises:
        SettingsError: it has another form.
    """
    keys: list[bytes] = []
    for word in secret.split():
        try:
            key = base64.b64decode(word.removeprefix(PREFIX), validate=True) if word.startswith(PREFIX) else b""
        except binascii.Error:
            key = b""
        if not SHORTEST <= len(key) <= LONGEST:
            raise SettingsError(
                f"is no signing secret: {PREFIX} and the base64 of {SHORTEST} to {LONGEST} random bytes", where=where
            )
        keys.append(key)
    if not keys:
        raise SettingsError("is not set", where=where, hint="it signs what is sent to a subscriber")
    return keys


def headers(keys: Sequence[bytes], id_: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a message is ours, unchanged and new.

    Args:
        keys: each gives a signature.
        id_: of the event; the same however often it is sent.
        timestamp: of this try, in seconds.
        body: exactly as sent.
    """
    content = f"{id_}.{timestamp}.".encode() + body
    signed = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys]
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{one}" for one in signed),
    }
