"""What a vendor is asked: a declared request, its times, and the columns that are worth asking for.

In: a declared request and the list it begins. Out: the request, filled. Refuses: a list of columns that is none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jmespath

from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.filling import filled, instant, written
from graph_service.intake.pulling.pages import Asked
from graph_service.intake.pulling.progress import Listing
from graph_service.model.pull_spec import ReadSpec, RequestSpec


class Asking:
    """The requests of one kind of row.

    Args:
        access: the way to the vendor.
        read: the declaration.
        resource: the vendor's name of the kind of row.
        wanted: chooses columns, of those there are.
    """

    def __init__(self, access: Access, read: ReadSpec, resource: str, wanted: Callable[[list[str]], list[str]]) -> None:
        self._access = access
        self._read = read
        self._resource = resource
        self._wanted = wanted
        self._columns: list[str] | None = None

    def request(self, request: RequestSpec, listing: Listing, times: dict[str, Any]) -> Asked:
        """A request with its placeholders filled.

        Args:
            request: the declaration.
            listing: the list that it begins.
            times: ``start`` and ``end``, where there are any.
        """
        values: dict[str, Any] = {"resource": self._resource, "size": request.size, **times}
        incremental = self._read.incremental
        if incremental is not None:
            until = instant(listing.started)
            if incremental.form == "date":
                until += timedelta(days=1)  # a date ends a range where it begins
            values["until"] = written(until, incremental.form)
            if listing.begin is not None:
                values["since"] = written(instant(listing.begin), incremental.form)
        if self._read.columns is not None:
            values["columns"] = self.columns()
        return Asked(
            request, str(filled(request.path, values, joined=True)), filled(request.params, values, joined=True),
            filled(request.body, values, joined=False),
        )  # fmt: skip

    def columns(self) -> list[str]:
        """The columns to ask for: those that are declared, and of those there are what is read.

        Raises:
            ValueError: the vendor's answer holds no list of names.
        """
        told = self._read.columns
        if told is None:
            return []
        if self._columns is None:
            there: list[str] = []
            if told.path is not None and told.names is not None:
                path = str(filled(told.path, {"resource": self._resource}, joined=True))
                names = jmespath.search(told.names, self._access.client.get(path).json())
                if not isinstance(names, list):
                    raise ValueError("no list of columns")
                there = self._wanted([name for name in names if isinstance(name, str)])
            self._columns = list(dict.fromkeys([*told.fixed, *there]))
        return self._columns
