"""Words of a search: any script, no operator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import UsageError
from graph_service.questions.search_words import LONGEST, folded, lucene, words_of

SPECIAL = set('+-&|!(){}[]^"~*?:\\/')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Meridian  RAIL", ["meridian", "rail"]),
        ("株式会社 みどり", ["株式会社", "みどり"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("* rail ?", ["rail"]),
        (" ".join(f"w{n}" for n in range(30)), [f"w{n}" for n in range(12)]),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize("text", ["", "  ", "*", "+-&&", "?!", "\u200b"])
def test_a_text_without_a_word_is_wrong_use(text):
    with pytest.raises(UsageError, match="no letter and no digit"):
        words_of(text)


def test_a_text_has_a_longest():
    with pytest.raises(UsageError, match="201 characters"):
        words_of("a" * (LONGEST + 1))


def test_what_the_index_leaves_out_is_not_required():
    assert lucene("the it") == lucene("it the") or lucene("the it").count("+(") == 2
    assert lucene("the rail") == lucene("rail")


def test_folding_ignores_case_accents_and_width():
    assert folded("Łukasz ŻAK") == folded("lukasz zak") == "lukasz zak"
    assert folded("Müller") == "muller"
    assert folded("Ｋestrel") == "kestrel"


@given(st.text(min_size=1, max_size=60).filter(lambda text: any(map(str.isalnum, text))))
def test_nothing_that_is_typed_is_an_operator(text):
    try:
        words = words_of(text)
    except UsageError:
        return
    query = lucene(text)
    # every special sign is one that we wrote, or stands behind a backslash or within a phrase
    depth = 0
    quoted = escaped = False
    for char in query:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            assert char not in SPECIAL - set('+()^*~"') or char.isalnum(), (char, query, words)
            depth += (char == "(") - (char == ")")
    assert depth == 0
    assert not quoted
