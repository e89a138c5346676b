"""How far the reading of one kind of row has come, in the form in which it is kept beside the rows it covers.

In: JSON text of the store. Out: the same, changed. Refuses: nothing; text that does not fit counts as no progress.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson

from graph_service.intake.pulling.paginators import Position


@dataclass(slots=True)
class Listing:
    """A list that is being read.

    Attributes:
        started: when it was begun, by the earlier of our clock and the vendor's.
        begin: time of change from which it asks; None: from the beginning.
        since: what a back-fill was asked for.
        changes: whether it is the list of changes.
        form: hash of its declaration and address.
        at: where the next page is; None: at the first.
        newest: time of change of the newest row so far.
        rows: how many there were.
        pages: how many there were.
    """

    started: str
    begin: str | None
    since: str | None
    changes: bool
    form: str
    at: Position | None = None
    newest: str | None = None
    rows: int = 0
    pages: int = 0


@dataclass(slots=True)
class Progress:
    """What a pull goes on from.

    Attributes:
        cursor: everything that changed before it was read.
        address: the server that it was read from.
        listing: the list that was not read to its end.
    """

    cursor: str | None = None
    address: str | None = None
    listing: Listing | None = None

    def to_text(self) -> str:
        """As JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def of_text(cls, text: str | None) -> Progress:
        """From JSON; what a version before wrote otherwise is no progress, so all is read again."""
        try:
            told = orjson.loads(text or "{}")
            listing = told.pop("listing", None)
            return cls(**told, listing=Listing(**listing) if listing else None)
        except (orjson.JSONDecodeError, TypeError):
            return cls()
