"""The form of schema/policies/stewardship.yaml: who may stop and release contact by hand.

In: plain data read from YAML. Out: one frozen :class:`StewardshipPolicy`. Refuses: unknown words.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HandStopSpec(_Part):
    """A stop that people may put up."""

    teams: list[str] = Field(min_length=1)
    on: list[Literal["Person", "Account"]] = Field(min_length=1)


class ReleaseSpec(_Part):
    """Who may take a stop of one level away, and what that says of it."""

    teams: list[str]
    people: list[Literal["ASKER", "MANAGER", "OWNER"]] = Field(default_factory=list)
    evidence: bool = False
    """True: what shows that the stop was recorded in error must be named."""
    effect: Literal["LIFTED", "ERROR"]
    """It ends now, or it was never given."""


class EraseSpec(_Part):
    """Who may order an erasure."""

    teams: list[str] = Field(min_length=1)


class OverruleSpec(_Part):
    """How long a state may be overruled."""

    most_days: int = Field(ge=1)


class StewardshipPolicy(_Part):
    """The whole policy."""

    stops: dict[str, HandStopSpec]
    """Stop code of policies/suppression.yaml -> who may put it up, on what."""
    release: dict[Literal["SUBJECT", "ADMIN", "USER", "MACHINE"], ReleaseSpec]
    overrule: OverruleSpec
    erase: EraseSpec
