"""dlt's paginators, one for each declared kind, that can also say where the next page is and begin there again.

In: a declared kind of paging, and where a page was. Out: a paginator, and a request that begins there.
Refuses: a list by offset that moved while it was read.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from dlt.common import jsonpath
from dlt.sources.helpers.rest_client import paginators as dlt
from requests import Request, Response

from graph_service.intake.hashing import content_hash
from graph_service.intake.pulling.failing import PagesMoved
from graph_service.model import pages_spec as spec

Position = dict[str, Any]
"""Where a page is, as JSON."""


class Placed(Protocol):
    """A paginator that knows where it is."""

    def position(self) -> Position | None:
        """Where the next page is; None after the last."""


def _says(response: Response, path: str | None) -> bool | None:
    """A truth value in a page; None where the path is not declared, or leads nowhere."""
    found = jsonpath.find_values(path, response.json()) if path is not None else []
    return bool(found[0]) if found else None


class _One(dlt.SinglePagePaginator):
    def position(self) -> Position | None:
        return None


class _Cursor(dlt.JSONResponseCursorPaginator):
    def __init__(self, told: spec.CursorPages, elsewhere: str | None) -> None:
        super().__init__(
            told.cursor, told.param, told.body, stop_after_empty_page=told.stop_when_empty, has_more_path=told.has_more
        )
        self._told = told
        self._elsewhere = elsewhere

    def position(self) -> Position | None:
        return {"cursor": self._next_reference} if self.has_next_page else None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        super().update_state(response, data)
        if _says(response, self._told.until):
            self._has_next_page = False

    def update_request(self, request: Request) -> None:
        if self.has_next_page:
            self.put(request, self._next_reference)

    def put(self, request: Request, mark: Any) -> None:
        """Ask for the page of a mark."""
        if self._elsewhere is not None:
            request.url, request.params, request.json = self._elsewhere, None, {}
        if self._told.param is not None:
            request.params = {**cast(dict[str, Any], request.params or {}), self._told.param: mark}
        else:
            assert self._told.body is not None
            request.json = _with(request.json or {}, self._told.body.split("."), mark)


class _NextUrl(dlt.JSONLinkPaginator):
    def __init__(self, told: spec.NextUrlPages) -> None:
        super().__init__(told.url)
        self._told = told

    def position(self) -> Position | None:
        return {"url": self._next_reference} if self.has_next_page else None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        super().update_state(response, data)
        if _says(response, self._told.until) or _says(response, self._told.has_more) is False:
            self._has_next_page = False


class _Link(dlt.HeaderLinkPaginator):
    def position(self) -> Position | None:
        return {"url": self._next_reference} if self.has_next_page else None


class _Offset(dlt.OffsetPaginator):
    def __init__(self, told: spec.OffsetPages, size: int, at: Position) -> None:
        super().__init__(size, at.get("offset", 0), told.param, told.limit, total_path=None)
        self._overlap = told.overlap
        self._seen: list[str] = at.get("seen", [])

    def position(self) -> Position | None:
        return {"offset": self.current_value, "seen": self._seen} if self.has_next_page else None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        rows = [content_hash(row) for row in data or ()]
        if self._seen and rows[: len(self._seen)] != self._seen:
            raise PagesMoved
        new = len(rows) - len(self._seen)
        self._has_next_page = new > 0
        self._seen = rows[-self._overlap :]
        self.current_value += len(rows) - len(self._seen)


class _Number(dlt.PageNumberPaginator):
    def __init__(self, told: spec.NumberPages, at: Position) -> None:
        super().__init__(told.first, at.get("page", told.first), told.param, told.total)

    def position(self) -> Position | None:
        return {"page": self.current_value} if self.has_next_page else None


def paginator_of(told: spec.Pages, size: int | None, elsewhere: str | None, at: Position) -> dlt.BasePaginator:
    """The paginator of a kind of paging.

    Args:
        told: the kind.
        size: rows a page.
        elsewhere: address of further pages, where they have one of their own.
        at: where to begin; empty for the first page.
    """
    if isinstance(told, spec.CursorPages):
        return _Cursor(told, elsewhere)
    if isinstance(told, spec.NextUrlPages):
        return _NextUrl(told)
    if isinstance(told, spec.LinkPages):
        return _Link()
    if isinstance(told, spec.OffsetPages):
        return _Offset(told, size or 1, at)
    if isinstance(told, spec.NumberPages):
        return _Number(told, at)
    return _One()


def begin(paginator: dlt.BasePaginator, request: Request, at: Position) -> None:
    """Make a request ask for the page at a position.

    Args:
        paginator: of this list.
        request: of the first page; changed.
        at: the position; empty for the first page.
    """
    if "url" in at:
        request.url, request.params = at["url"], None
    elif "cursor" in at:
        cast(_Cursor, paginator).put(request, at["cursor"])


def _with(part: Any, path: list[str], value: Any) -> Any:
    """A copy of a body with one member set; numbers step into lists."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, list):
        return [_with(item, rest, value) if str(place) == step else item for place, item in enumerate(part)]
    held = part if isinstance(part, dict) else {}
    return {**held, step: _with(held.get(step), rest, value)}
