"""The environment, read once and only here.

In: environment variables and a ``.env`` file. Out: one immutable :class:`Settings`.
Refuses: a wrong value, in one line that names the variable.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, create_model, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.errors import SettingsError


class Settings(BaseSettings):
    """Everything a process may be told from outside.

    Source: ``CONTRACT.md`` of the project, section Environment.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    neo4j_uri: str | None = Field(default=None, alias="NEO4J_URI")
    neo4j_username: str = Field(default="neo4j", alias="NEO4J_USERNAME")
    neo4j_password: SecretStr | None = Field(default=None, alias="NEO4J_PASSWORD")
    neo4j_database: str = Field(default="neo4j", alias="NEO4J_DATABASE")
    home: Path = Field(default=Path("~/.gtm-graph"), alias="GTM_GRAPH_HOME")
    cache: Path = Field(default=Path("~/.cache/gtm-graph"), alias="GTM_GRAPH_CACHE")
    """What several homes share and anybody may delete: the engine's downloaded jars."""
    model_dir: Path | None = Field(default=None, alias="GTM_GRAPH_MODEL")
    auth: str = Field(default="open", alias="GTM_GRAPH_AUTH")
    secret: SecretStr | None = Field(default=None, alias="GTM_GRAPH_SECRET")
    subscribers: Path | None = Field(default=None, alias="GTM_GRAPH_SUBSCRIBERS")
    """A YAML file of who gets the events of the change feed sent to them; unset: nobody, they ask."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^?#\s]+$", alias="GTM_GRAPH_PUBLIC_URL")
    """The address under which vendors reach this service, which some of them sign; unset: what the request says."""
    log: Literal["debug", "info", "warning", "error"] = Field(default="warning", alias="GTM_GRAPH_LOG")
    now: str | None = Field(default=None, alias="GTM_GRAPH_NOW")
    """A fixed clock for questions (ISO 8601), so that the sample story has one today; unset: the real clock."""
    grace_seconds: float = Field(default=6.0, ge=0, alias="GTM_GRAPH_GRACE")
    """How long a stop-bearing link outlives its replacement, in seconds."""
    snapshot_shrink: float = Field(default=0.2, ge=0, le=1, alias="GTM_GRAPH_SNAPSHOT_SHRINK")
    """The part of a kind's living records that a full snapshot may retire without a person's leave."""

    @field_validator("home", "cache", "model_dir", "subscribers")
    @classmethod
    def _expand(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @field_validator("auth")
    @classmethod
    def _auth_form(cls, value: str) -> str:
        if value != "open" and not value.startswith("keys:"):
            raise ValueError("must be 'open' or 'keys:FILE'")
        return value

    @property
    def embedded(self) -> bool:
        """True when no ``NEO4J_URI`` is given, so the embedded engine is used."""
        return self.neo4j_uri is None


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: naming the variable and what it must be.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(str(first["msg"]), where=str(first["loc"][0])) from None


def named_values(names: Iterable[str]) -> dict[str, SecretStr]:
    """What the environment or ``.env`` says of variables that a source's file names; blank ones are left out.

    Args:
        names: of the variables, e.g. those that hold a vendor's key.
    """
    wanted = list(dict.fromkeys(names))
    fields: dict[str, Any] = {
        f"value_{place}": (SecretStr | None, Field(default=None, alias=name)) for place, name in enumerate(wanted)
    }
    found = create_model("Named", __base__=_Named, **fields)()
    told = {name: getattr(found, f"value_{place}") for place, name in enumerate(wanted)}
    return {name: value for name, value in told.items() if value is not None and value.get_secret_value().strip()}


class _Named(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)


def silence_dlt() -> None:
    """Tell the dlt library, before it is imported, to send no telemetry and to write no log lines of requests."""
    os.environ.update({"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"})
