"""Our own stable ids: keyed hashes, so that an id tells nothing and never changes.

In: record keys, key values and the deployment's secret. Out: ids. Refuses: nothing.
"""

from __future__ import annotations

import hashlib

_BYTES = 12  # 24 hexadecimal characters; a collision among 10^9 records is less likely than 1 in 10^10


class Ids:
    """Makes ids under one secret.

    Args:
        secret: key of the hash, 16 to 64 bytes.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret[:64]

    def birth(self, key: str) -> str:
        """The birth id of a record: keyed hash of ``system|object|external id`` (BLAKE2b, RFC 7693)."""
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_BYTES, key=self._secret).hexdigest()

    def key(self, key: str) -> str:
        """The keyed hash that stays of a contact key (``email|a@b.example``) after erasure."""
        return self.birth("key|" + key)


def noun_id(prefix: str, birth_id: str) -> str:
    """The shown id of a noun: its prefix and the birth id of its oldest record."""
    return f"{prefix}_{birth_id}"


def split_noun_id(value: str) -> tuple[str, str] | None:
    """Prefix and birth id of a shown id, or None where the text has another form."""
    prefix, _, birth = value.partition("_")
    return (prefix, birth) if len(prefix) == 3 and birth else None
