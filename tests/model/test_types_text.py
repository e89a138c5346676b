"""Blank, text, yes and no, numbers, closed lists, lists."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.types import TYPES, boolean, enum, integer, is_blank, number, options_of, strings, text
from graph_service.model.types.blank import INVISIBLE


@pytest.mark.parametrize("value", [None, "", "  ", "\t\r\n", "\u00a0", "\u200b\ufeff", "\x00", [], {}, ()])
def test_nothing_visible_is_blank(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, False, 0.0, "0", "a", " a ", "\u200ba", "NULL", "n/a", [None], "李"])
def test_a_value_is_not_blank(value: object) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("  Maria  ", "Maria"),
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Mari\u0301a", "Mar\u00eda"),
        ("李雷 Ғалым مَرْيَم", "李雷 Ғалым مَرْيَم"),
        ("\ufeffAcme\u200b", "Acme"),
        (5, "5"),
        (5.0, "5"),
        (5.25, "5.25"),
        (True, "true"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_text_keeps_every_script_and_drops_what_breaks(value: object, cleaned: str) -> None:
    assert text.clean(value) == cleaned


@pytest.mark.parametrize("value", ["\ud800", "a\udfff", "\x00\x01", "\u200b", [], {}, ["a"], {"a": 1}, float("nan")])
def test_text_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        text.clean(value)


def test_long_text_is_cut() -> None:
    assert len(text.clean("x" * 50_000)) == text.LIMIT
    assert len(text.clean_line("x" * 50_000)) == text.LINE_LIMIT
    assert len(text.clean_line("李" * 50_000).encode()) < 8_000


def test_a_line_holds_one_line() -> None:
    assert text.clean_line("Meridian \n\t Group\u00a0 SE") == "Meridian Group SE"


@settings(deadline=None)
@given(st.text())
def test_text_cleaned_twice_is_the_same(value: str) -> None:
    try:
        once = text.clean(value)
    except ValueError:
        return
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    once.encode()


@settings(deadline=None)
@given(st.text(alphabet=[*"ab ", "\u00a0", "\u200b", "\u00ad", "\x00"]))
def test_compact_leaves_nothing_invisible(value: str) -> None:
    found = text.compact(value)
    assert not set(found) & {"\u00a0", "\u200b", "\u00ad", "\x00"}
    assert found == found.strip()


def test_invisible_is_a_character_class() -> None:
    assert "\u200b-\u200f" in INVISIBLE


@pytest.mark.parametrize("value", [True, "true", "TRUE", " True ", "yes", "Y", "t", "T", "1", 1, 1.0, "1.0", "on"])
def test_yes(value: object) -> None:
    assert boolean.clean(value) is True


@pytest.mark.parametrize("value", [False, "false", "FALSE", "no", "N", "f", "F", "0", 0, 0.0, "off", "\u200bNo"])
def test_no(value: object) -> None:
    assert boolean.clean(value) is False


@pytest.mark.parametrize("value", ["maybe", "2", 2, -1, "yes!", "null", "", [], {}, float("nan"), "unknown"])
def test_neither_yes_nor_no_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        boolean.clean(value)


def test_a_source_adds_its_own_words() -> None:
    assert boolean.clean("Subscribed", true={"subscribed"}, false={"unsubscribed"}) is True
    assert boolean.clean("UNSUBSCRIBED", true={"subscribed"}, false={"unsubscribed"}) is False


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [(5, 5), ("5", 5), ("+5", 5), ("-3", -3), ("5.0", 5), (5.0, 5), (" 12 ", 12), (2**63 - 1, 2**63 - 1), ("007", 7)],
)
def test_integer(value: object, cleaned: int) -> None:
    assert integer.clean(value) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        -(2**63) - 1,
        str(2**63),
        "1" * 400,
        "1,234",
        "1_000",
        "5.5",
        5.5,
        "51-200",
        "1e3",
        "١٢",
        True,
        "",
        "x",
        [],
        1e300,
        float("nan"),
        float("inf"),
        2.0**60,
    ],
)
def test_integer_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        integer.clean(value)


def test_integer_within_its_range() -> None:
    assert integer.clean("2026", least=1900, most=2100) == 2026
    with pytest.raises(ValueError, match="range"):
        integer.clean("20260", least=1900, most=2100)


@pytest.mark.parametrize(("value", "cleaned"), [("1.5", 1.5), (2, 2.0), ("-1e3", -1000.0), (".5", 0.5), ("5.", 5.0)])
def test_number(value: object, cleaned: float) -> None:
    assert number.clean(value) == cleaned


@pytest.mark.parametrize(
    "value", ["nan", "NaN", "inf", "-Infinity", "1e400", "1,5", "1_0", "85%", True, 10**400, "", []]
)
def test_number_refuses(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        number.clean(value)


def test_minus_zero_is_zero() -> None:
    assert str(number.clean("-0.0")) == "0.0"


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_keeps_every_finite_float(value: float) -> None:
    assert number.clean(repr(value)) == value


@pytest.mark.parametrize("value", ["CLOSED_WON", "Closed Won", "closed-won", " closed won ", "closed.won"])
def test_enum_meets_spellings(value: str) -> None:
    assert enum.clean(value, values=("OPEN", "CLOSED_WON")) == "CLOSED_WON"


def test_enum_asks_the_vendors_words_first() -> None:
    words = {"gewonnen": "CLOSED_WON", "open": "CLOSED_WON"}
    assert enum.clean("Gewonnen", values=("OPEN", "CLOSED_WON"), words=words) == "CLOSED_WON"
    assert enum.clean("Open", values=("OPEN", "CLOSED_WON"), words=words) == "CLOSED_WON"


def test_enum_names_the_unknown_word_without_its_controls() -> None:
    with pytest.raises(ValueError, match="unknown word") as caught:
        enum.clean("new\x1b[31m stage\n" + "x" * 500, values=("OPEN",))
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 80


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("a;b; a ;;c", ["a", "b", "c"]),
        (["x", None, "", "y", "x"], ["x", "y"]),
        ('["p","q"]', ["p", "q"]),
        ("[]", []),
        ("one", ["one"]),
        (7, ["7"]),
        ("[broken", ["[broken"]),
    ],
)
def test_strings(value: object, cleaned: list[str]) -> None:
    assert strings.clean(value) == cleaned


def test_strings_keep_the_good_parts() -> None:
    assert strings.clean("x.example;no domain at all", each=TYPES["domain"]) == ["x.example"]
    with pytest.raises(ValueError, match="not a host name"):
        strings.clean("no domain at all", each=TYPES["domain"])


@pytest.mark.parametrize("value", ["", {}, [], [{}]])
def test_strings_refuse(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        strings.clean(value)


def test_the_registry_has_every_type_of_the_schema() -> None:
    names = "string text int float boolean date datetime email phone country currency money enum strings url domain"
    assert set(names.split()) <= set(TYPES)


def test_the_registry_tells_its_options() -> None:
    assert options_of("date") == {"zone", "epoch", "order"}
    assert options_of("email") == frozenset()
    with pytest.raises(KeyError):
        options_of("nonsense")


@pytest.mark.parametrize("name", sorted(TYPES))
@pytest.mark.parametrize("value", [{"a": 1}, {"a": [1]}])
def test_no_type_takes_an_object_or_breaks_on_one(name: str, value: object) -> None:
    options: dict[str, Any] = {"values": ("A",)} if name == "enum" else {}
    with pytest.raises(ValueError, match=r"."):
        TYPES[name](value, **options)


@pytest.mark.parametrize("name", sorted(TYPES))
@settings(max_examples=40, deadline=None)
@given(value=st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.lists(st.text(max_size=5))))
def test_a_type_answers_or_gives_a_reason(name: str, value: object) -> None:
    options: dict[str, Any] = {"values": ("A",)} if name == "enum" else {"currency": "EUR"} if name == "money" else {}
    if is_blank(value):
        return
    try:
        cleaned = TYPES[name](value, **options)
    except ValueError as error:
        reason = str(error)
    else:
        # one normal form: cleaning it again changes nothing
        again = cleaned if name == "money" else TYPES[name](cleaned, **options) if cleaned != [] else []
        assert again == cleaned
        return
    assert reason
    assert "\n" not in reason
