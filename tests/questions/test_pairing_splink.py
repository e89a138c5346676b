"""Splink's weights: rare names tell more than common ones, unknown values tell nothing, kin are not one thing."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.questions import pairing_splink
from graph_service.questions.pairing import Likeness, plain_words
from graph_service.questions.pairing_splink import likely_pairs_by_splink


def company(id_: str, name: str, *domains: str, **more: Any) -> Likeness:
    return Likeness(id_, name, plain_words(name), domains=frozenset(domains), **more)


CROWD = [company(f"acc_x{number:03d}", f"{word} {end}", f"{word}{end}.example".lower(), country=land)
         for number, (word, end, land) in enumerate(
             (word, end, land)
             for word in ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Iris", "Juniper")
             for end, land in (("Works", "US"), ("Labs", "DE"), ("Foods", "FR"), ("Rail", "US")))]  # fmt: skip


def test_twins_are_found_and_neighbours_are_not() -> None:
    twins = [
        company("acc_a", "Kestrel Energy GmbH", "kestrel.example", country="DE"),
        company("acc_b", "Kestrel Energy", "kestrel.example"),
        company("acc_c", "Kestrel Toys", "kestreltoys.example", country="DE"),
    ]
    found = likely_pairs_by_splink([*CROWD, *twins], 0.9)
    assert [(one.left, one.right) for one in found.pairs] == [("acc_a", "acc_b")]
    (pair,) = found.pairs
    assert pair.score > 0.99
    assert {one.what: one.alike for one in pair.features} == {"name": 1.0, "domain": 1.0}, (
        "a country that one lacks is not compared"
    )
    assert found.compared > 1 and not found.cut
    assert [(one.left, one.right, one.score) for one in likely_pairs_by_splink([*CROWD, *twins], 0.9).pairs] == [
        (pair.left, pair.right, pair.score)
    ], "the same things get the same score again"


def test_kin_and_the_nameless_are_left_out() -> None:
    parent = company("acc_a", "Kestrel Energy", "kestrel.example")
    child = company("acc_b", "Kestrel Energy", "kestrel.example", family=frozenset({"acc_a"}))
    assert likely_pairs_by_splink([*CROWD, parent, child], 0.5).pairs == []
    assert likely_pairs_by_splink([company("acc_a", ""), company("acc_b", "")], 0.5).pairs == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(pairing_splink, "import_module", missing)
    with pytest.raises(UsageError) as wrong:
        likely_pairs_by_splink([company("acc_a", "A B"), company("acc_b", "A B")], 0.5)
    assert (wrong.value.message, wrong.value.hint) == ("splink is not installed", "pip install 'gtm-graph[splink]'")
    assert importlib.import_module("splink")
