"""Long results in pages, in the order of their ids: what is read again and again until nothing comes.

In: a read that takes the id behind which it starts. Out: its pages. Refuses: nothing. A keyset, so that a page costs
the same wherever it lies, and memory is that of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Page = list[dict[str, Any]]


def pages(read: Callable[[str], Page], most: int = 1) -> Iterator[Page]:
    """Every page that is not empty.

    Args:
        read: rows behind an id, in the order of their ``id``; from the start for an empty text.
        most: rows of a full page; after one with fewer nothing is read, since nothing can come.
    """
    after = ""
    while page := read(after):
        yield page
        if len(page) < most:
            return
        after = page[-1]["id"]
