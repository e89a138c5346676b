"""What counts as nothing said in a cell.

In: any decoded value. Out: True where a source left it empty. Refuses: nothing.
"""

from __future__ import annotations

import re

# White space, controls and the format characters that str.strip() keeps: soft hyphen, zero-width characters,
# directional marks, word joiner, byte order mark.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_NOTHING = re.compile(rf"[\s\x00-\x1f\x7f-\x9f{INVISIBLE}]*\Z")


def is_blank(value: object) -> bool:
    """Tell whether a cell is empty: None, white space and invisible characters only, or an empty list or object.

    Words such as ``NULL`` or ``n/a`` are not blank: a source that uses one says so in its file.

    Args:
        value: a value as it was decoded.
    """
    if value is None or value == "":
        return True
    if isinstance(value, str):
        # nearly every value starts with a visible ASCII character
        return not ("!" <= value[0] <= "~") and _NOTHING.match(value) is not None
    return isinstance(value, (list, tuple, dict)) and not value
