"""Numbers with a fraction.

In: a decoded value. Out: a finite float. Refuses: NaN and infinities in any spelling, grouping, overflow.
"""

from __future__ import annotations

import math
import re

from graph_service.model.types.text import compact

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)


def clean(value: object, *, least: float | None = None, most: float | None = None) -> float:
    """Read a number.

    Args:
        value: a number, or plain digits with an optional sign, point and exponent.
        least: smallest value that makes sense.
        most: greatest value that makes sense.

    Raises:
        ValueError: not a number, not finite, grouped or with a decimal comma, or out of range.
    """
    if isinstance(value, bool):
        raise ValueError("a yes or no where a number belongs")
    if isinstance(value, (int, float)):
        try:
            number = float(value)
        except OverflowError:
            raise ValueError("a number too large to keep") from None
    else:
        text = compact(value)
        if not _PLAIN.fullmatch(text):
            raise ValueError("a comma, which can be read two ways" if "," in text else "not a number")
        number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError("a number out of its range")
    return number + 0.0  # -0.0 would differ from 0.0 in a hash of the evidence
