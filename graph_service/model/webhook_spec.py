"""What a source file says of the webhooks its vendor sends: how they are signed, and what kind of row a body holds.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, a signature that does not cover the body and its time, variables of our own as a secret.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator, model_validator

from graph_service.model.pages_spec import Span
from graph_service.model.value_spec import Names, Told

_OURS = ("GTM_GRAPH_", "NEO4J_")
_COVERED = ("body", "timestamp")


class SignatureSpec(Told):
    """An HMAC-SHA256 over parts of the request, and when it was made."""

    header: str
    """Header with the signature."""
    member: str | None = None
    """The header is a list of ``name=value`` and the signatures, one or several, have this name; others are ignored."""
    encoding: Literal["base64", "hex"]
    of: list[Literal["method", "uri", "timestamp", "body", "."]] = Field(min_length=2)
    """What is signed, in this order, glued together; ``.`` is a full stop."""
    timestamp_header: str | None = None
    """Header with the time of signing."""
    timestamp_member: str | None = None
    """Or the name under which the signature's own header tells it."""
    timestamp: Literal["seconds", "milliseconds", "iso"]
    tolerance: Span = timedelta(minutes=5)
    """How far that time may be from ours; further away, a request is a recording played again."""
    uri_decoded: str = ""
    """Characters that the vendor writes plainly in the URI that it signs, though they come percent-encoded."""

    @model_validator(mode="after")
    def _safe(self) -> SignatureSpec:
        missing = [part for part in _COVERED if part not in self.of]
        if missing:
            raise ValueError(f"of: a signature that does not cover the {missing[0]} proves nothing")
        if (self.timestamp_header is None) == (self.timestamp_member is None):
            raise ValueError("the time of signing is in timestamp_header or in timestamp_member")
        if self.timestamp_member is not None and self.member is None:
            raise ValueError("timestamp_member needs member: only a list of names and values has it")
        return self


class WebhookSpec(Told):
    """The webhooks of one vendor, for ``POST /webhooks/{source}``."""

    secret: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    """Environment variable with the secret; while it is changed, the old and the new one, with a space between."""
    signature: SignatureSpec
    object: str
    """Kind of row of a body whose own marks tell no other."""
    drop: Names = Field(default_factory=list)
    """Members of a row about its sending, e.g. the number of the attempt; they are not part of what it says."""

    @field_validator("secret")
    @classmethod
    def _theirs(cls, value: str) -> str:
        if value.startswith(_OURS):
            raise ValueError(f"{value} is a setting of this service, no vendor's secret")
        return value
