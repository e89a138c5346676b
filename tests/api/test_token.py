"""Tokens of writes: opaque, and nothing else is taken for one."""

from __future__ import annotations

import neo4j
import pytest

from graph_service.errors import UsageError
from graph_service.graph.token import bookmarks_of, token_of

RAW = ["FB:kcwQabc", "FB:kcwQdef"]


def test_a_token_gives_its_bookmarks_back() -> None:
    token = token_of([neo4j.Bookmarks.from_raw_values(RAW)])
    assert token is not None
    assert all(one not in token for one in RAW)
    assert bookmarks_of(token).raw_values == frozenset(RAW)
    assert token_of([]) is None


@pytest.mark.parametrize(
    "text", ["", "nonsense", "r1.", "r1.!!!", "r1.eyJhIjoxfQ", "r1.WzFd", "r2.W10", "r1." + "W" * 5_000]
)
def test_anything_else_is_no_token(text: str) -> None:
    with pytest.raises(UsageError, match="not a token"):
        bookmarks_of(text)
