"""Cursors: of one question only, and never guessed at."""

from __future__ import annotations

import pytest

from graph_service.errors import UsageError
from graph_service.questions.paging import MOST, wanted


def test_a_cursor_starts_behind_the_last_item_shown():
    first = wanted("book_of_business", 2, None)
    assert first.after == ""
    page = first.page(["a|1", "b|2", "株|3"])
    assert page.has_next
    assert wanted("book_of_business", 2, page.cursor).after == "b|2"
    last = wanted("book_of_business", 3, None).page(["a|1", "b|2", "株|3"])
    assert (last.has_next, last.cursor) == (False, None)


def test_a_cursor_of_another_question_is_refused():
    cursor = wanted("renewals", 1, None).page(["a", "b"]).cursor
    with pytest.raises(UsageError, match=r"after: not a cursor of stale_deals"):
        wanted("stale_deals", 1, cursor)


@pytest.mark.parametrize("written", ["x", "%%%", "bnVsbA", "W10", "WyJyZW5ld2FscyJd", "\u00e9", "a" * 10_000])
def test_what_is_no_cursor_is_wrong_use(written):
    with pytest.raises(UsageError, match="not a cursor"):
        wanted("renewals", 1, written)


@pytest.mark.parametrize("first", [0, -1, MOST + 1])
def test_a_page_has_bounds(first):
    with pytest.raises(UsageError, match="must be 1 to 500"):
        wanted("renewals", first, None)
