"""What a person types, as a query of the full-text index.

In: text in any script. Out: a Lucene query in which nothing that was typed is an operator. Refuses: text without a
letter or digit, and text that is too long.

Each word must be there: as a phrase of its parts (scripts without spaces are split into single signs), as the beginning
of a word, or, for longer words, with one letter wrong. The index folds Latin letters with accents; beginnings of words
are not folded by the server, so both spellings are asked.
"""

from __future__ import annotations

import re
import unicodedata

from graph_service.errors import UsageError

LONGEST = 200
MOST_WORDS = 12
_FUZZY_FROM = 5
_SPECIAL = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/])')
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
# the index leaves these out, so nothing may depend on them
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "will",
        "with",
    ]
)


def words_of(text: str) -> list[str]:
    """The words of a text, at most twelve.

    Raises:
        UsageError: there is none, or the text is too long.
    """
    if len(text) > LONGEST:
        raise UsageError(f"the text has {len(text)} characters, at most {LONGEST} are searched", where="text")
    words = [word for word in unicodedata.normalize("NFKC", text).casefold().split() if any(map(str.isalnum, word))]
    if not words:
        raise UsageError("the text has no letter and no digit", where="text", hint="search for a name or a part of one")
    return words[:MOST_WORDS]


def lucene(text: str) -> str:
    """The query that finds a text.

    Raises:
        UsageError: see :func:`words_of`.
    """
    words = words_of(text)
    needed = [word for word in words if word not in _STOP_WORDS] or words
    return " ".join(f"+({_ways(word)})" for word in needed)


def folded(text: str) -> str:
    """Text without case, accents and width, for comparing what is written in different ways."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_LETTERS)


def _ways(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    ways = [f'"{quoted}"^4']
    for beginning in dict.fromkeys((word, folded(word))):
        ways.append(f"{_escaped(beginning)}*^2")
    if len(word) >= _FUZZY_FROM and word.isalpha():
        ways.append(f"{_escaped(folded(word))}~1")
    return " OR ".join(ways)


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\1", word)
