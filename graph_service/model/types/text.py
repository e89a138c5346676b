"""Text: one Unicode form, nothing invisible that breaks a store or a terminal, any script.

In: a decoded value. Out: NFC text. Refuses: lists and objects, half characters, text of nothing visible.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

from graph_service.model.types.blank import INVISIBLE

LIMIT = 32_000
"""Longest long text, in characters; the rest is cut (the evidence keeps the whole row)."""
LINE_LIMIT = 2_000
"""Longest single line: at four bytes a character it stays below the 8 kB that an index takes."""

# Controls but tab and line feed; with them the separators U+2028/9, which become line feeds.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")
_SPACES = re.compile(r"\s+")
_HIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f{INVISIBLE}]")
_HALF = re.compile("[\ud800-\udfff]")


def as_text(value: object) -> str:
    """A scalar as the text that a person would write for it.

    Args:
        value: text, number or boolean; a number without fraction is written without one.

    Raises:
        ValueError: for a list, an object, or a number that is none.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        raise ValueError("a list where one value belongs")
    raise ValueError("an object where one value belongs")


def compact(value: object) -> str:
    """A scalar as text without the invisible characters that copying leaves behind, trimmed.

    For machine-readable values (addresses, numbers, codes), where such a character never carries meaning.

    Args:
        value: text, number or boolean.

    Raises:
        ValueError: as :func:`as_text`.
    """
    text = as_text(value)
    if text.isascii() and text.isprintable():
        return text.strip()
    # a hidden character may have stood between two spaces
    return _SPACES.sub(" ", _HIDDEN.sub("", _SPACES.sub(" ", text))).strip()


def clean(value: object, *, limit: int = LIMIT) -> str:
    """Long text: NFC, line ends as line feeds, without NUL and other controls, trimmed and cut.

    Args:
        value: text, number or boolean.
        limit: longest result, in characters.

    Raises:
        ValueError: a list or object, half of a surrogate pair, or nothing visible.
    """
    text = as_text(value)
    if not (text.isascii() and text.isprintable()):
        if _HALF.search(text):
            raise ValueError("holds half of a character (a lone surrogate)")
        text = _CONTROL.sub("", _LINE_END.sub("\n", text))
        if not text.isascii():
            text = unicodedata.normalize("NFC", text).strip("\ufeff\u200b\u2060")
    text = text.strip()
    if not text:
        raise ValueError("holds nothing visible")
    return text if len(text) <= limit else text[:limit].rstrip()


def clean_line(value: object, *, limit: int = LINE_LIMIT) -> str:
    """Text of one line, such as a name: as :func:`clean`, with every run of white space made one space.

    Args:
        value: text, number or boolean.
        limit: longest result, in characters.

    Raises:
        ValueError: as :func:`clean`.
    """
    text = clean(value)
    if "  " in text or not (text.isascii() and text.isprintable()):
        text = _SPACES.sub(" ", text)
    return text if len(text) <= limit else text[:limit].rstrip()
