"""Keys that stand beside those of a record's own row, and numbers in conditions."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.erasing.redact import contact_keys, redacted
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.translating.conditions import test_of as compiled

KEY = "zendesk|organization|1"


def version(number: int, **claims: Any) -> Version:
    at = f"2026-09-{number:02d}T00:00:00.000000Z"
    told: Any = {"record": KEY, "noun": None, "state": "unseen", **claims}
    return Version(at, at, "source", f"h{number}", told)


def keys(*versions: Version) -> tuple[list[str], list[str]]:
    view = fold(RecordEvidence("r1", KEY, list(versions)))
    return view.keys, view.former_keys


def test_they_add_to_each_other_and_to_the_records_own():
    own = version(1, noun="Account", state="live", keys=["domain|a.example"])
    rows = [version(2, more_keys=["domain|b.example"]), version(3, more_keys=["domain|c.example"])]
    expected = (["domain|a.example", "domain|b.example", "domain|c.example"], [])
    assert keys(own, *rows) == keys(*reversed([own, *rows])) == expected


def test_a_key_that_its_own_row_gave_up_is_held_where_another_row_names_it():
    first = version(1, noun="Account", state="live", keys=["domain|a.example", "domain|b.example"])
    later = version(2, noun="Account", state="live", keys=[])
    assert keys(first, later) == ([], ["domain|a.example", "domain|b.example"])
    assert keys(first, later, version(3, more_keys=["domain|b.example"])) == (
        ["domain|b.example"],
        ["domain|a.example"],
    )


@pytest.mark.parametrize(
    ("value", "below", "least"),
    [(69, True, False), ("69.9", True, False), (70, False, True), ("70", False, True), ("high", False, False), (None, False, False), (True, False, False)],
)  # fmt: skip
def test_what_is_no_number_is_neither_below_nor_above(value, below, least):
    assert compiled({"below": 70})(value) is below
    assert compiled({"least": 70})(value) is least


def test_an_erased_address_is_no_longer_among_them():
    told: Any = {
        "record": KEY,
        "noun": None,
        "state": "unseen",
        "more_keys": ["email|kai@a.example", "domain|b.example"],
    }
    assert contact_keys(told) == {"email|kai@a.example"}
    _, claims = redacted({}, told, lambda name: name == "key|email|kai@a.example")
    assert claims["more_keys"] == ["domain|b.example"]
