"""A closed list of words.

In: a vendor's word. Out: one of our words, in upper case. Refuses: a word of neither list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from graph_service.model.types.text import compact

_GAP = re.compile(r"[\s\-_./]+")


def clean(value: object, *, values: Collection[str], words: Mapping[str, str] | None = None) -> str:
    """Read a word of a closed list.

    Args:
        value: the vendor's word.
        values: our words, in upper case with underscores.
        words: the vendor's words in lower case and ours for them; asked first.

    Raises:
        ValueError: naming what was found, because an unknown picklist word is what its owner must see.
    """
    word = compact(value)
    if words is not None:
        ours = words.get(word.lower())
        if ours is not None:
            return ours
    if word in values:
        return word
    ours = _GAP.sub("_", word).upper()
    if ours not in values:
        raise ValueError(f"unknown word {word[:40]!r}")
    return ours
