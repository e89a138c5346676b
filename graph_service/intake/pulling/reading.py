"""One kind of row, read from where the last pull ended to now: its rows, and bookmarks between them.

In: a declared reading, the progress that is stored, perhaps a time to go back to. Out: rows in the order of the pages,
and after each page a bookmark. Refuses: a list that does not end, or that moves each time it is read.

Nothing is lost when a list changes while it is read: marks and URLs of vendors are stable, offsets overlap and are
checked, and the next pull begins before the newest row by ``lookback``, or, where rows come in no order, before this
one's start. A row that is read twice is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import requests

from graph_service.intake.decode.rows import BadRow, Bookmark, FileUnreadable, RawRow
from graph_service.intake.hashing import content_hash
from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.archive import archive, stretches
from graph_service.intake.pulling.asking import Asking
from graph_service.intake.pulling.beside import Beside, BesideRow
from graph_service.intake.pulling.failing import (
    Absent,
    MarkExpired,
    PagesMoved,
    Refused,
    WrongServer,
    is_answer,
    told,
)
from graph_service.intake.pulling.filling import filled, instant, stamp, written
from graph_service.intake.pulling.pages import Asked, pages
from graph_service.intake.pulling.patience import Patience, Tell
from graph_service.intake.pulling.progress import Listing, Progress
from graph_service.intake.row_query import row_query
from graph_service.intake.translating.cleaning import cleaner
from graph_service.model.pages_spec import WindowPages
from graph_service.model.pull_spec import BesideSpec, PullSpec, ReadSpec, RequestSpec

RESTARTS = 3
_instant = cleaner("instant")
Item = RawRow | BadRow | Bookmark


@dataclass(frozen=True, slots=True)
class Vendor:
    """What all readings of one source share."""

    source: str
    spec: PullSpec
    access: Access
    patience: Patience
    tell: Tell
    now: Callable[[], datetime]


class Reading:
    """One kind of row of one source.

    Args:
        vendor: whose it is.
        read: its declaration.
        object_: kind of row.
        progress: where it goes on; changed.
        since: a time to go back to.
        wanted: chooses the columns that are asked for.
    """

    def __init__(
        self,
        vendor: Vendor,
        read: ReadSpec,
        object_: str,
        progress: Progress,
        since: str | None,
        wanted: Callable[[list[str]], list[str]],
    ) -> None:
        self._vendor = vendor
        self._read = read
        self._resource = read.objects[object_]
        self._object = object_
        self.name = read.name_of(object_)
        self._progress = progress
        self._since = since
        self._asking = Asking(vendor.access, read, self._resource, wanted)
        self._beside = Beside(vendor.access, read.beside, self._more, self._say)
        self._field = row_query(read.incremental.field) if read.incremental and read.incremental.field else None
        self.listing = self._open()

    @property
    def path(self) -> str:
        """The path that is asked."""
        return str(filled(self._request().path, {"resource": self._resource}, joined=True))

    def rows(self) -> Iterator[Item]:
        """Everything there is to read.

        Raises:
            FileUnreadable: it could not be read to its end.
            Absent: the account has no such thing.
        """
        for _ in range(1 + RESTARTS):
            try:
                yield from self._list()
                return
            except MarkExpired:
                self._again("the vendor no longer knows the next page")
            except PagesMoved:
                self._again("the list changed while it was read")
            except requests.exceptions.InvalidJSONError:
                self._say("a page was cut, or is no JSON: asks for it again")
            except (requests.RequestException, WrongServer, ValueError) as error:
                if isinstance(error, Refused) and not self.listing.rows and is_answer(error, self._read.absent):
                    raise Absent from None
                raise told(error, self._where(), self._vendor.spec.code, self._vendor.access.betrays) from None
            except FileUnreadable as error:
                if error.where is None:
                    error.where = self._where()
                raise
        raise FileUnreadable(
            f"tried {1 + RESTARTS} times: pages moved, were lost or are no JSON",
            where=self._where(),
            hint="pull again when the vendor is quiet: it goes on from here",
        )

    def _open(self) -> Listing:
        """The list to read: the one that broke off, or a new one."""
        now = self._vendor.now()
        progress, left = self._progress, self._progress.listing
        if progress.address not in (None, self._vendor.access.base):
            self._say("was read from another address before: begins anew")
            progress.cursor, left = None, None
        progress.address = self._vendor.access.base
        if left is not None:
            since = self._since
            covers = since is None or since == left.since or left.begin is None or left.begin <= since
            if left.form == self._form(left.changes) and covers:
                self._say(f"goes on after {left.rows:,} rows")
                return left
            if since is None:
                lost = f"; the back-fill since {left.since} has to be asked for again" if left.since else ""
                self._say(f"is declared otherwise than when it broke off: begins at its last end{lost}")
        # never later than the last end, or what changed in between would be read by nobody
        begins = [one for one in (self._since, self._after(progress.cursor)) if one is not None]
        return self._new(now, min(begins, default=None), self._since)

    def _new(self, now: datetime, begin: str | None, since: str | None) -> Listing:
        incremental = self._read.incremental
        if incremental is None and since is not None:
            self._say("cannot be asked for changes since a time: is read whole")
        if incremental is None:
            begin = None
        elif begin is None and incremental.start is not None:
            begin = _start(incremental.start, now)
            if incremental.start.endswith("d"):
                self._say(f"begins at {begin}; --since goes further back")
        changes = begin is not None and self._read.changes is not None
        return Listing(stamp(now), begin, since, changes, self._form(changes))

    def _after(self, cursor: str | None) -> str | None:
        """Where to begin after everything before a time was read."""
        incremental = self._read.incremental
        if cursor is None or incremental is None:
            return None
        return stamp(instant(cursor) - incremental.lookback)

    def _again(self, why: str) -> None:
        """Begin the list again, after what of it is known to be complete."""
        listing = self.listing
        complete = listing.newest if self._in_order() else None
        begin = self._after(complete) or listing.begin
        self._say(f"{why}: begins again" + (f" at {begin}" if begin else ""))
        started = instant(listing.started)
        self.listing = self._progress.listing = self._new(started, begin, listing.since)

    def _form(self, changes: bool) -> str:
        request = self._read.changes if changes else self._read.list
        assert request is not None
        return content_hash([self._vendor.access.base, self._resource, request.model_dump(mode="json")])

    def _request(self) -> RequestSpec:
        return (self._read.changes if self.listing.changes else None) or self._read.list

    def _in_order(self) -> bool:
        """Whether all that changed before the newest row was read by then."""
        incremental = self._read.incremental
        return incremental is not None and (incremental.ordered or isinstance(self._request().pages, WindowPages))

    def _list(self) -> Iterator[Item]:
        request = self._request()
        if isinstance(request.pages, WindowPages):
            yield from self._archives(request, request.pages)
        else:
            yield from self._pages(request)
        listing, incremental = self.listing, self._read.incremental
        if incremental is not None:
            reached = listing.newest if self._in_order() else listing.started
            self._progress.cursor = max(filter(None, (self._progress.cursor, reached)), default=None)
        self._progress.listing = None
        yield self._bookmark()

    def _pages(self, request: RequestSpec) -> Iterator[Item]:
        listing = self.listing
        for page in pages(self._vendor.access, self._asking.request(request, listing, {}), listing.at):
            if not listing.pages and page.served is not None:
                listing.started = min(listing.started, stamp(page.served))
            yield from self._page(self._beside.of(page.rows))
            if page.next is None:
                return
            if page.next == listing.at:
                raise ValueError("a page that leads to itself")
            listing.at = page.next
            yield self._turn()

    def _archives(self, request: RequestSpec, windows: WindowPages) -> Iterator[Item]:
        listing, incremental = self.listing, self._read.incremental
        assert listing.begin is not None and incremental is not None
        begin = instant(listing.at["start"]) if listing.at else instant(listing.begin)
        for stretch in stretches(windows, begin, instant(listing.started)):
            last = max(stretch.begin, stretch.end - windows.step)
            values = {"start": written(stretch.begin, incremental.form), "end": written(last, incremental.form)}
            with archive(
                self._vendor.access, self._asking.request(request, listing, values), self._vendor.patience
            ) as rows:
                yield from self._page(rows)
            listing.newest = stamp(stretch.end)
            listing.at = {"start": listing.newest}
            yield self._turn()

    def _more(self, told_beside: BesideSpec, inputs: list[dict[str, Any]]) -> Asked:
        return self._asking.request(told_beside.ask, self.listing, {"inputs": inputs})

    def _page(self, rows: Iterator[RawRow | BadRow]) -> Iterator[Item]:
        listing = self.listing
        fill = self._read.columns is not None and self._read.columns.fill
        for row in rows:
            listing.rows += 1
            if isinstance(row, BadRow | BesideRow):
                yield replace(row, line=listing.rows)
                continue
            self._note(row.data)
            data = {**dict.fromkeys(self._asking.columns()), **row.data} if fill else row.data
            yield RawRow(listing.rows, data)

    def _turn(self) -> Bookmark:
        self.listing.pages += 1
        self._progress.listing = self.listing
        if self._in_order() and self.listing.since is None and self.listing.newest:
            self._progress.cursor = max(filter(None, (self._progress.cursor, self.listing.newest)))
        return self._bookmark()

    def _bookmark(self) -> Bookmark:
        progress = self._progress
        if progress.listing is not None and self._vendor.access.betrays(str(progress.listing.at)):
            # a vendor that writes the key into its links: such a list cannot go on in the middle
            progress = replace(progress, listing=None)
        return Bookmark(
            f"{self._vendor.source}|{self.name}", self._vendor.source, self._object, progress.to_text()
        )  # fmt: skip

    def _note(self, row: dict[str, Any]) -> None:
        """The time of change of a row, where rows come by it; one in the future counts as now."""
        if self._field is None or isinstance(self._request().pages, WindowPages):
            return
        try:
            changed: str = _instant(self._field(row))
        except (ValueError, TypeError):
            return
        self.listing.newest = max(filter(None, (self.listing.newest, min(changed, self.listing.started))))

    def _where(self) -> str:
        return f"{self._vendor.source} {self.name}, page {self.listing.pages + 1}"

    def _say(self, text: str) -> None:
        self._vendor.tell(f"{self._vendor.source} {self.name}: {text}")


def _start(told_start: str, now: datetime) -> str:
    if told_start.endswith("d"):
        return stamp(now - timedelta(days=int(told_start[:-1])))
    return stamp(instant(told_start))
