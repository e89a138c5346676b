"""Booleans in the words that exports use.

In: a decoded value. Out: bool. Refuses: every other word; what is not said is never read as false.
"""

from __future__ import annotations

from collections.abc import Collection

from graph_service.model.types.text import compact

_WORDS = {
    "true": True, "t": True, "yes": True, "y": True, "1": True, "1.0": True, "on": True,
    "false": False, "f": False, "no": False, "n": False, "0": False, "0.0": False, "off": False,
}  # fmt: skip


def clean(value: object, *, true: Collection[str] = (), false: Collection[str] = ()) -> bool:
    """Read a yes or no.

    Args:
        value: a boolean, 1 or 0, or a word in any case.
        true: further words of the source that mean true, in lower case.
        false: further words of the source that mean false, in lower case.

    Raises:
        ValueError: for anything else, ``maybe`` included.
    """
    if value is True or value is False:
        return value
    word = compact(value).lower()
    if word in true:
        return True
    if word in false:
        return False
    known = _WORDS.get(word)
    if known is None:
        raise ValueError("neither yes nor no")
    return known
