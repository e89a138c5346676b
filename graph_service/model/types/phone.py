"""Telephone numbers.

In: a number as people write it. Out: E.164, e.g. ``+493012345678``.
Refuses: a national number without its region, impossible lengths, a spreadsheet's ``4.93E+11``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from graph_service.model.types.text import compact

_SPREADSHEET = re.compile(r"\d+[.,]?\d*[eE]\+?\d+", re.ASCII)


@lru_cache(maxsize=65_536)
def _normal(text: str, region: str | None) -> str:
    import phonenumbers  # here: its import takes a tenth of a second

    if _SPREADSHEET.fullmatch(text):
        raise ValueError("a number that a spreadsheet rounded")
    text = text.removeprefix("tel:").removeprefix("'").strip()
    if text.startswith("00") and not text.startswith("000"):
        text = "+" + text[2:]
    if text[:1] != "+" and region is None:
        raise ValueError("a national number without a region")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise ValueError("not a telephone number") from None
    if not phonenumbers.is_possible_number(number):
        raise ValueError("a telephone number of an impossible length")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean(value: object, *, region: str | None = None) -> str:
    """A telephone number in its international form; an extension is dropped, because a stop binds the whole line.

    Args:
        value: the number; digits alone need ``region``.
        region: ISO 3166-1 alpha-2 code of the country whose national numbers are meant.

    Raises:
        ValueError: why it is no number that could be called; the reason does not quote it.
    """
    if isinstance(value, bool):
        raise ValueError("a yes or no where a telephone number belongs")
    text = compact(value)
    return _normal(text, region.upper() if region else None)
