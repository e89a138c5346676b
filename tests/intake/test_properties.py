"""Any order, repetition and split of what sources said settles to the same, ids included: the pure part."""

from __future__ import annotations

from hypothesis import given, settings

from tests.intake.generators import Saying, stories
from tests.intake.pure import outcome


@settings(max_examples=5_000)
@given(stories())
def test_order_repetition_and_split_do_not_matter(told: tuple[list[Saying], list[list[Saying]]]) -> None:
    story, arrival = told
    expected, found = outcome(story), outcome(said for chunk in arrival for said in chunk)
    for part, rows in expected.items():
        assert found[part] == rows, part
