"""The form of the file of GTM_GRAPH_SUBSCRIBERS: who gets events of the change feed sent to them.

In: a YAML file. Out: :class:`SubscriberSpec` by name. Refuses: unknown fields, addresses that are no http or https
addresses, kinds and nouns that the model does not have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from graph_service.errors import SettingsError
from graph_service.model.model import Model
from graph_service.model.yaml_file import read_yaml


class RetrySpec(BaseModel):
    """How often, and how soon, an event is tried again that a subscriber did not take."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int = Field(default=9, ge=1, le=50)
    """After so many the event is put aside as a dead letter, and the next one is sent."""
    first_seconds: float = Field(default=5, gt=0)
    """Wait after the first failure; each further wait is four times as long, less a random part of up to a half."""
    most_seconds: float = Field(default=14_400, gt=0, le=86_400)


class SubscriberSpec(BaseModel):
    """One subscriber."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    url: str
    secret: str = Field(pattern=r"^[A-Z_][A-Z0-9_]*$")
    """Name of the environment variable with the signing secret; the secret itself stands in no file."""
    kinds: list[str] = Field(default_factory=list)
    """Only these events; empty: all. RESYNC is always sent."""
    nouns: list[str] = Field(default_factory=list)
    """Only events about these nouns; empty: all."""
    from_: Literal["now", "oldest"] = Field(default="now", alias="from")
    """Where a subscriber begins who was never sent anything."""
    private: bool = False
    """True: the address may be this machine or one of a private network."""
    timeout_seconds: float = Field(default=15, gt=0, le=30)
    retry: RetrySpec = RetrySpec()

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an http or https address")
        if parts.username is not None or parts.password is not None:
            raise ValueError("must not hold a user name or password; every message is signed")
        return url


class SubscribersSpec(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subscribers: dict[str, SubscriberSpec] = Field(min_length=1)


def load_subscribers(path: Path, model: Model) -> dict[str, SubscriberSpec]:
    """The subscribers of a file.

    Args:
        path: the file.
        model: which events and nouns there are.
    Raises:
        SettingsError: it cannot be read.
        ModelError: naming file, line and what does not fit.
    """
    if not path.is_file():
        raise SettingsError(f"no such file: {path}", where="GTM_GRAPH_SUBSCRIBERS")
    file = read_yaml(path)
    found = file.parse(SubscribersSpec).subscribers
    kinds = model.policies["feed"].kinds if "feed" in model.policies else ()
    for name, one in found.items():
        for kind in one.kinds:
            if kind not in kinds:
                raise file.fail(
                    ("subscribers", name, "kinds"), f"{kind!r} is no event", hint="one of " + ", ".join(kinds)
                )
        for noun in one.nouns:
            if noun not in model.objects:
                raise file.fail(("subscribers", name, "nouns"), f"{noun!r} is no noun")
    return found
