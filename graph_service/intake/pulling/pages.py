"""The pages of one list, from the first or from where a pull broke off.

In: a request and where to begin. Out: each page's rows, read as strictly as those of a file, and where the next page
is. Refuses: a page without its list, and what the vendor refuses.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import jmespath
from requests import Request, Response

from graph_service.intake.decode import json_document
from graph_service.intake.decode.rows import BadRow, RawRow
from graph_service.intake.decode.strict_json import parse_object
from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.failing import MarkExpired, Refused, is_answer
from graph_service.intake.pulling.paginators import Placed, Position, begin, paginator_of
from graph_service.model.pages_spec import CursorPages
from graph_service.model.pull_spec import RequestSpec


@dataclass(frozen=True, slots=True)
class Page:
    """One answer.

    Attributes:
        rows: its rows.
        next: where the next page is; None: this is the last.
        served: the vendor's clock.
    """

    rows: list[RawRow | BadRow]
    next: Position | None
    served: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose placeholders are filled."""

    spec: RequestSpec
    path: str
    params: dict[str, Any]
    body: dict[str, Any] | None


def pages(access: Access, asked: Asked, at: Position | None) -> Iterator[Page]:
    """The pages of a list, each fetched when it is wanted.

    Args:
        access: the way to the vendor.
        asked: the first page's request.
        at: where to begin; None: at the first page.
    Raises:
        MarkExpired: the vendor does not know the page's mark any more.
        PagesMoved: the list changed while it was read.
        requests.RequestException: the vendor did not give the page.
        ValueError: a page is not as declared.
    """
    told = asked.spec.pages
    elsewhere = access.url_of(told.elsewhere) if isinstance(told, CursorPages) and told.elsewhere else None
    paginator = paginator_of(told, asked.spec.size, elsewhere, at or {})
    first: Any = Request(
        asked.spec.method, access.url_of(asked.path), params=asked.params or None, json=copy.deepcopy(asked.body)
    )
    begin(paginator, first, at or {})
    following = at is not None
    found = access.client.paginate(
        first.url, asked.spec.method, params=first.params or None, json=first.json or None,
        paginator=paginator, data_selector=asked.spec.rows or "$", hooks={"response": []},
    )  # fmt: skip
    while True:
        try:
            page = next(found, None)
        except Refused as refused:
            if following and is_answer(refused, asked.spec.expired):
                raise MarkExpired from None
            raise
        if page is None:
            return
        yield Page(_rows(page.response, asked.spec.rows), cast(Placed, paginator).position(), _served(page.response))
        following = True


def _rows(response: Response, member: str | None) -> list[RawRow | BadRow]:
    """The rows of a page; each is refused on its own where it is no strict JSON."""
    if member is None:
        return list(json_document.decode(iter((response.content,))))
    held = jmespath.search(member, response.json())
    if not isinstance(held, list):
        raise ValueError("the page has no list of this name")
    if "." in member:
        return [
            RawRow(1, row) if isinstance(row, dict) else BadRow(1, "not a JSON object", "")
            for row in jmespath.search(member, parse_object(response.content))
        ]
    return list(json_document.decode(iter((response.content,)), keys=frozenset({member}))) if held else []


def _served(response: Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return None
