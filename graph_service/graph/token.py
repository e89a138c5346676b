"""Tokens: what a write hands out so that a later read sees it, on whatever member of a cluster it lands.

In: the driver's bookmarks. Out: opaque text, and back. Refuses: text that is no token of ours.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable

import neo4j

from graph_service.errors import UsageError

MOST = 20
LONGEST = 4_000
_MARK = "r1."


def token_of(bookmarks: Iterable[neo4j.Bookmarks]) -> str | None:
    """The token of some bookmarks; None where there are none."""
    raw = sorted({value for one in bookmarks for value in one.raw_values})
    if not raw:
        return None
    return _MARK + base64.urlsafe_b64encode(json.dumps(raw[-MOST:]).encode()).decode().rstrip("=")


def bookmarks_of(token: str) -> neo4j.Bookmarks:
    """The bookmarks of a token.

    Raises:
        UsageError: it is no token of ours.
    """
    wrong = UsageError("not a token", where="after", hint="hand over what a write or an answer gave as `token`")
    if not token.startswith(_MARK) or len(token) > LONGEST:
        raise wrong
    text = token.removeprefix(_MARK)
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        raise wrong from None
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or len(raw) > MOST:
        raise wrong
    return neo4j.Bookmarks.from_raw_values(raw)
