"""Salesforce record ids: 15 case-sensitive characters, or 18 with a check of their case.

In: an id. Out: the 18 characters. Refuses: blank and multi-line ids; with ``strict`` also what is no such id.
Source: Salesforce help, "ID Field Type": three characters, each the case of five of the 15.
"""

from __future__ import annotations

import re
from functools import lru_cache

from graph_service.model.types.text import compact

_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BITS = {char: bits for bits, char in enumerate(_SUFFIX)}
_ALNUM = re.compile(r"[A-Za-z0-9]+", re.ASCII)
LIMIT = 255


def _suffix(id15: str) -> str:
    return "".join(
        _SUFFIX[sum(1 << place for place, char in enumerate(id15[start : start + 5]) if "A" <= char <= "Z")]
        for start in (0, 5, 10)
    )


def _restored(id18: str) -> str | None:
    """The 15 characters in the case that the suffix states, or None where it cannot belong to them."""
    chars: list[str] = []
    for index, char in enumerate(id18[:15]):
        bits = _BITS.get(id18[15 + index // 5].upper())
        if bits is None:
            return None
        upper = bits >> index % 5 & 1
        if upper and not char.isalpha():
            return None
        chars.append(char.upper() if upper else char.lower())
    return "".join(chars)


@lru_cache(maxsize=65_536)
def _normal(text: str, strict: bool) -> str:
    if _ALNUM.fullmatch(text):
        if len(text) == 15:
            return text + _suffix(text)
        if len(text) == 18:
            # a case-folding join may have spoiled the case of all of it: the suffix restores it
            id15 = _restored(text)
            if id15 is not None and (id15 == text[:15] or text.islower() or text.isupper()):
                return id15 + _suffix(id15)
    if strict:
        raise ValueError("not a Salesforce id")
    if not text or len(text) > LIMIT:
        raise ValueError("not an id")
    return text


def clean(value: object, *, strict: bool = False) -> str:
    """One spelling of a Salesforce id, so that its 15- and 18-character forms name one record.

    Args:
        value: the id as exported.
        strict: refuse what has not the form of a Salesforce id; otherwise (sandbox seeds, hashed extracts) such an
            id is kept as it is.

    Raises:
        ValueError: where no id can be read.
    """
    return _normal(compact(value), strict)
