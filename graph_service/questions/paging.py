"""Long answers in pages: how many items, from where, and the cursor of the next page.

In: ``first`` and ``after`` as a caller gave them. Out: a size, a key to start behind, :class:`Page`. Refuses: sizes out
of bounds, and cursors that another question gave.

A cursor holds the sort key of the last item (a keyset), so a page costs the same wherever it lies, and what is added or
removed between two pages neither repeats nor hides an item that stays.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field

from graph_service.errors import UsageError
from graph_service.questions.answer import doc

MOST = 500
FIRST = "Items on a page, 1 to 500"
AFTER = "The cursor of the page before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page ends and how to get the next."""

    has_next: bool = field(metadata=doc("Whether there are more"))
    cursor: str | None = field(default=None, metadata=doc("Hand it to `after` for the next page; null on the last"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page as a caller wants it; statements take ``after`` and one item more than ``first``.

    Attributes:
        question: whose cursors these are.
        first: items on the page.
        after: sort key of the last item of the page before; empty on the first page.
    """

    question: str
    first: int
    after: str

    def page(self, keys: list[str]) -> Page:
        """The page of some items, of whose sort keys one more than ``first`` was read."""
        if len(keys) <= self.first:
            return Page(has_next=False)
        text = json.dumps([self.question, keys[self.first - 1]], ensure_ascii=False, separators=(",", ":"))
        return Page(has_next=True, cursor=base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def wanted(question: str, first: int, after: str | None) -> Wanted:
    """What page is wanted.

    Args:
        question: name of the question that is asked.
        first: items on the page.
        after: a cursor of the same question, or None.
    Raises:
        UsageError: ``first`` is out of bounds, or ``after`` is no cursor of this question.
    """
    if not 1 <= first <= MOST:
        raise UsageError(f"first is {first}, must be 1 to {MOST}", where="first")
    return Wanted(question, first, _key(question, after) if after else "")


def _key(question: str, cursor: str) -> str:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        asked, key = json.loads(text)
    except (ValueError, binascii.Error, TypeError):
        asked = key = None
    if asked != question or not isinstance(key, str) or not key:
        raise UsageError(f"not a cursor of {question}", where="after", hint="hand in page.cursor as it was given")
    return key
