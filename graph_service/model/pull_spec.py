"""What a source file says of its vendor's API: where it is, who may ask, and how each kind of row is paged through.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, secrets over plain HTTP, variables of our own in a vendor's request.

Two kinds of placeholder: ``{UPPER_CASE}`` is an environment variable (in ``url``, ``auth`` and ``headers`` only),
``{lower_case}`` is what the pull itself knows: ``{resource}``, ``{since}``, ``{until}``, ``{start}``, ``{end}``,
``{size}``, ``{columns}``, ``{inputs}``. A parameter of which a placeholder has no value is left out of the request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from graph_service.model.pages_spec import OffsetPages, Pages, Span, WindowPages
from graph_service.model.value_spec import Told

VARIABLE = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
KNOWN = frozenset({"resource", "since", "until", "start", "end", "size", "columns", "inputs"})
_OURS = ("GTM_GRAPH_", "NEO4J_")
TimeForm = Literal["iso", "iso_seconds", "epoch", "epoch_ms", "date", "hour"]
"""``2026-05-01T10:00:00.000Z``; without fractions; seconds; milliseconds; ``2026-05-01``; ``20260501T10``."""


class BearerAuth(Told):
    """``Authorization: Bearer ...``."""

    kind: Literal["bearer"]
    token: str


class BasicAuth(Told):
    """User name and password."""

    kind: Literal["basic"]
    username: str
    password: str


class HeaderAuth(Told):
    """A key in a header of its own."""

    kind: Literal["header"]
    name: str
    value: str


class OAuthAuth(Told):
    """OAuth 2 client credentials: a token is fetched, and fetched again when it runs out."""

    kind: Literal["oauth"]
    path: str
    """Where tokens are given, on the same server."""
    client_id: str
    client_secret: str
    lasts: Span = timedelta(hours=1)
    """How long a token is used where the answer does not say."""


Auth = Annotated[BearerAuth | BasicAuth | HeaderAuth | OAuthAuth, Field(discriminator="kind")]


class AnswerSpec(Told):
    """How an answer of the vendor that is no success is known."""

    status: list[int]
    code: str | None = None
    """What must stand in the answer as well, where the status alone does not tell."""


class RequestSpec(Told):
    """One request and how its pages follow."""

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    body: dict[str, Any] | None = None
    rows: str | None = Field(default=None, pattern=r"^\w+(\.\w+)*$")
    """Member of a page with the rows; absent: the page is the list."""
    pages: Pages
    size: int | None = Field(default=None, ge=1)
    """Rows a page."""
    expired: AnswerSpec | None = None
    """It says that the mark of a page is no longer good: the list begins again."""

    @model_validator(mode="after")
    def _whole(self) -> RequestSpec:
        if isinstance(self.pages, OffsetPages) and (self.size is None or self.size <= self.pages.overlap):
            raise ValueError("pages by offset need a size greater than their overlap")
        unknown = {name for text in texts(self) for name in PLACEHOLDER.findall(text)} - KNOWN
        if unknown:
            raise ValueError(f"no placeholder {sorted(unknown)[0]!r}; there are " + ", ".join(sorted(KNOWN)))
        if any(VARIABLE.search(text) for text in texts(self)):
            raise ValueError("environment variables stand in url, auth and headers only")
        return self


class ColumnsSpec(Told):
    """Which columns are asked for, where the vendor gives only those that are named."""

    path: str | None = None
    """A request that lists what there is; of that, what this file reads and what looks like consent is asked for."""
    names: str | None = None
    """JMESPath of the names in its answer."""
    fixed: list[str] = Field(default_factory=list)
    """Columns asked for in any case."""
    fill: bool = False
    """The vendor leaves blank columns out of its answers, so one that was asked for and is not there is blank."""

    @model_validator(mode="after")
    def _told(self) -> ColumnsSpec:
        if (self.path is None) != (self.names is None) or not (self.path or self.fixed):
            raise ValueError("columns are {path, names}, or fixed, or both")
        return self


class IncrementalSpec(Told):
    """How the rows that changed are asked for."""

    form: TimeForm
    """How ``{since}`` and its like are written."""
    field: str | None = None
    """JMESPath of the time of change in a row; needed where ``ordered``."""
    ordered: bool = False
    """Rows come by that time, oldest first: what was read so far need not be asked for again."""
    lookback: Span = timedelta(minutes=5)
    """How far before the newest row the next pull begins: what vendors' clocks and indexes may be late by."""
    start: str | None = Field(default=None, pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d+d)$")
    """Where the first pull begins if the request needs a beginning: an instant, or so many days ago."""

    @model_validator(mode="after")
    def _ordered_by_something(self) -> IncrementalSpec:
        if self.ordered and self.field is None:
            raise ValueError("rows that come in order need the field they are ordered by")
        return self


class BesideSpec(Told):
    """What the vendor does not give with the rows of a list, asked for by their ids, page by page."""

    object: str | None = None
    """Kind of row of this file that the answers are."""
    take: str | None = None
    """Or the member of an answer that is put into the row it is of."""
    ask: RequestSpec
    """``{inputs}`` in its body is the list of ids, ``[{"id": ...}]``; ``size`` is how many it may hold."""
    id: str = "id"
    """JMESPath of the id in a row of the list."""
    of: str = Field(default="id", pattern=r"^\w+(\.\w+)*$")
    """Where an answer says whose it is."""
    whole: str | None = None
    """Member of an answer that is a whole list: of an id without an answer it is empty."""
    more: str | None = None
    """JMESPath of the mark in an answer whose list goes on; it goes back with the id, as ``after``."""
    absent: AnswerSpec | None = None
    """It says that the key has no right to it: it is left out, and said so."""

    @model_validator(mode="after")
    def _one_kind(self) -> BesideSpec:
        if (self.object is None) == (self.take is None):
            raise ValueError("what is asked for beside is rows of an object, or a member to take")
        if self.more is not None and self.whole is None:
            raise ValueError("a list that goes on needs `whole`, its member")
        if "{inputs}" not in texts(self.ask):
            raise ValueError("a request for ids needs {inputs} in its body")
        return self


def _same_names(value: Any) -> Any:
    names = [value] if isinstance(value, str) else value
    return {name: name for name in names} if isinstance(names, list) else value


Resources = Annotated[
    dict[str, str], BeforeValidator(_same_names, json_schema_input_type=dict[str, str] | list[str] | str)
]


class ReadSpec(Told):
    """One way in which kinds of row are read."""

    objects: Resources
    """Kind of row of this file -> ``{resource}``, the vendor's name of it; a list where they are the same."""
    variant: str | None = Field(default=None, pattern=r"^[a-z_]+$")
    """Tells a second way of reading the same kind apart, e.g. ``archived``."""
    list: RequestSpec
    """All rows, or those since ``{since}`` if it says so."""
    changes: RequestSpec | None = None
    """Asked instead of ``list`` when there is a time to begin from."""
    beside: tuple[BesideSpec, ...] = ()
    """More about the rows of each page, whichever request gave it."""
    columns: ColumnsSpec | None = None
    incremental: IncrementalSpec | None = None
    absent: AnswerSpec | None = None
    """It says that this account has no such thing, or the key no right to it: it is left out, and said so."""

    @model_validator(mode="after")
    def _agreed(self) -> ReadSpec:
        asked = {
            name
            for one in (self.list, self.changes)
            if one
            for text in texts(one)
            for name in PLACEHOLDER.findall(text)
        }
        if asked & {"since", "until", "start", "end"} and self.incremental is None:
            raise ValueError("times in a request need `incremental`, which says how they are written")
        if "columns" in asked and self.columns is None:
            raise ValueError("{columns} needs `columns`")
        if self.changes is not None and self.incremental is None:
            raise ValueError("changes need `incremental`")
        if isinstance(self.list.pages, WindowPages) and not (self.incremental and self.incremental.start):
            raise ValueError("an archive needs `incremental.start`")
        return self

    def name_of(self, object_: str) -> str:
        """How this reading of a kind of row is called, e.g. ``contact:archived``."""
        return f"{object_}:{self.variant}" if self.variant else object_


class PullSpec(Told):
    """A vendor's API."""

    url: str
    """What every path is added to."""
    auth: Auth
    headers: dict[str, str] = Field(default_factory=dict)
    code: str | None = None
    """JMESPath of the vendor's own code of an error, shown where it is one word."""
    reads: Annotated[list[ReadSpec], Field(min_length=1)]

    @model_validator(mode="after")
    def _safe(self) -> PullSpec:
        if not self.url.startswith("https://") and not VARIABLE.match(self.url):
            raise ValueError("url: must begin with https://, for secrets are sent there")
        ours = sorted(name for name in self.variables if name.startswith(_OURS))
        if ours:
            raise ValueError(f"{ours[0]} is a setting of this service and is sent to nobody")
        return self

    @property
    def variables(self) -> list[str]:
        """The environment variables that a pull needs, in the order of the file."""
        told = [self.url, *texts(self.auth), *self.headers.values()]
        return list(dict.fromkeys(name for text in told for name in VARIABLE.findall(text)))


def texts(part: Any) -> Iterator[str]:
    """Every text in a part of a file."""
    if isinstance(part, Told):
        part = part.model_dump(mode="json")
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for item in part.values():
            yield from texts(item)
    elif isinstance(part, list):
        for item in part:
            yield from texts(item)


__all__ = ["PullSpec", "ReadSpec", "RequestSpec"]
