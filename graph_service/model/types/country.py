"""Countries by ISO 3166-1 alpha-2 code.

In: a code of two or three letters, or a name. Out: the two-letter code. Refuses: what names no one country.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graph_service.model.types.country_names import COUNTRIES
from graph_service.model.types.text import compact

_NOISE = re.compile(r"[^\w]+|_")
_SMALL = {"the", "of"}


def _folded(name: str) -> str:
    """A name without accents, punctuation and small words, so that spellings meet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = _NOISE.sub(" ", plain.replace("&", " and ").replace("'", "").replace("\u2019", "").replace(".", "")).split()
    return " ".join("saint" if word == "st" else word for word in words if word not in _SMALL)


def _table() -> tuple[dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in COUNTRIES.strip().splitlines():
        two, three, spellings = line.split(" ", 2)
        codes[two] = codes[three] = two
        for spelling in spellings.split("|"):
            names[_folded(spelling)] = two
    # reserved or everyday codes that exports use; EU and XX name no country
    codes |= {"UK": "GB", "EL": "GR"}
    return codes, names


_CODES, _NAMES = _table()


@lru_cache(maxsize=4_096)
def _code(text: str) -> str:
    upper = text.upper()
    if upper in _CODES:
        return _CODES[upper]
    found = _NAMES.get(_folded(text)) or _CODES.get(upper.replace(".", "").replace(" ", ""))
    if found is None:
        raise ValueError(f"unknown country {text[:40]!r}")
    return found


def clean(value: object) -> str:
    """The two-letter code of a country.

    Args:
        value: ``DE``, ``DEU``, ``Germany``, ``Deutschland``.

    Raises:
        ValueError: naming the word, where it names no country.
    """
    return _code(compact(value))
