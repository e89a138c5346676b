"""Lists of texts in one cell.

In: a list, a JSON array as text, or text with a separator. Out: the texts, each once, in their order.
Refuses: a cell of which no part can be read.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson

from graph_service.model.types import text
from graph_service.model.types.blank import is_blank


def clean(value: object, *, separator: str = ";", each: Callable[[object], str] = text.clean_line) -> list[str]:
    """The parts of a cell. A part that cannot be read is left out as long as another can.

    Args:
        value: a list; the text of a JSON array, as loaders land it; or text.
        separator: what stands between parts of a text; empty where the text is one part.
        each: how a part is cleaned.

    Raises:
        ValueError: an object, or no readable part.
    """
    found: dict[str, None] = {}
    reason = "holds nothing visible"
    for part in _parts(value, separator):
        if is_blank(part):
            continue
        try:
            found[each(part)] = None
        except ValueError as error:
            reason = str(error)
    if not found and not (isinstance(value, str) and value.strip() == "[]"):
        raise ValueError(reason)
    return list(found)


def _parts(value: object, separator: str) -> list[object]:
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        stripped = value.strip()
        if stripped[:1] == "[" and stripped[-1:] == "]":
            try:
                found = orjson.loads(stripped)
            except orjson.JSONDecodeError:
                found = None
            if isinstance(found, list):
                return found
        return list(value.split(separator)) if separator else [value]
    return [text.as_text(value)]
