"""Whole numbers that a database integer holds.

In: a decoded value. Out: int. Refuses: fractions, grouping, what 64 bits do not hold, ranges such as "51-200".
"""

from __future__ import annotations

import re

from graph_service.model.types.text import compact

LARGEST = 2**63 - 1
_WHOLE = re.compile(r"([+-]?\d{1,25})(?:\.0*)?", re.ASCII)


def clean(value: object, *, least: int | None = None, most: int | None = None) -> int:
    """Read a whole number.

    Args:
        value: an integer, a float without fraction, or plain digits with an optional sign.
        least: smallest value that makes sense.
        most: greatest value that makes sense.

    Raises:
        ValueError: not a whole number, grouped (``1,234``), or out of range (2^63 and beyond always are).
    """
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, bool):
        raise ValueError("a yes or no where a number belongs")
    else:
        if isinstance(value, float) and abs(value) >= 2**53:
            raise ValueError("a number with more digits than its form keeps")
        text = compact(value)
        match = _WHOLE.fullmatch(text)
        if match is None:
            raise ValueError("a grouped or decimal number" if "," in text else "not a whole number")
        number = int(match[1])
    if not -LARGEST - 1 <= number <= LARGEST:
        raise ValueError("a number beyond 64 bits")
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError("a number out of its range")
    return number
