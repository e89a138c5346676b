"""How the pages of a vendor's list follow one another, as a source file declares it: a closed list of kinds.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, and a kind of paging without what it needs.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from graph_service.model.value_spec import Told

_SPAN = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _span(value: Any) -> Any:
    """``5m`` as a length of time."""
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else value


Span = Annotated[timedelta, BeforeValidator(_span, json_schema_input_type=str)]
"""A number with ``s``, ``m``, ``h`` or ``d``."""


class OnePage(Told):
    """Everything in one answer."""

    kind: Literal["one"]


class CursorPages(Told):
    """An answer holds the mark of the next page."""

    kind: Literal["cursor"]
    cursor: str
    """JSONPath of the mark, e.g. ``paging.next.after``; ``data[-1].id`` is the last row's id."""
    param: str | None = None
    """Query parameter that takes it back."""
    body: str | None = None
    """Or the member of the body; numbers step into lists (``filterGroups.0.filters.1.value``)."""
    elsewhere: str | None = None
    """Path of further pages where they are asked of another resource, with nothing but the mark in the body."""
    has_more: str | None = None
    until: str | None = None
    stop_when_empty: bool = False
    """The mark comes also with the last page; an empty page is the end."""

    @model_validator(mode="after")
    def _one_place(self) -> CursorPages:
        if (self.param is None) == (self.body is None):
            raise ValueError("a cursor goes back in param or in body")
        if self.elsewhere is not None and self.body is None:
            raise ValueError("elsewhere takes the cursor in the body")
        return self


class NextUrlPages(Told):
    """An answer holds the URL of the next page."""

    kind: Literal["next_url"]
    url: str
    has_more: str | None = None
    """JSONPath of a truth value: false ends the list."""
    until: str | None = None
    """JSONPath of a truth value: true ends the list."""


class LinkPages(Told):
    """The ``Link`` header holds it, as ``rel=next``."""

    kind: Literal["link"]


class OffsetPages(Told):
    """Pages by the number of rows before them. Rows that vanish meanwhile would hide others, so pages overlap, and a
    page that does not begin with what the one before ended with starts the list again."""

    kind: Literal["offset"]
    param: str = "offset"
    limit: str = "limit"
    overlap: int = Field(default=1, ge=1)
    """Rows that each page has in common with the one before."""


class NumberPages(Told):
    """Pages by their number. Only for lists that do not change while they are read."""

    kind: Literal["number"]
    param: str = "page"
    first: int = 1
    total: str | None = None
    """JSONPath of the number of pages; without one an empty page ends the list."""


class WindowPages(Told):
    """Archives of files, one for each stretch of time."""

    kind: Literal["archive"]
    every: Span
    """Length of a stretch; ``{start}`` and ``{end}`` are its first and its last ``step``."""
    step: Span = timedelta(hours=1)
    delay: Span = timedelta(0)
    """How long after its end a stretch is complete."""
    empty: list[int] = Field(default_factory=list)
    """Status codes by which the vendor says that there is nothing."""


Pages = Annotated[
    OnePage | CursorPages | NextUrlPages | LinkPages | OffsetPages | NumberPages | WindowPages,
    Field(discriminator="kind"),
]
