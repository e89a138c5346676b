"""A unit of work in which a statement fails: nothing of it is kept and its reason is told, whatever came behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph_service.errors import DatabaseError
from graph_service.graph.write import Work, Writer

TWICE = "UNWIND ['acc_1', 'acc_1'] AS id CREATE (:Noun {id: id})"
BEHIND: dict[str, Callable[[Work], object]] = {
    "nothing": lambda work: None,
    "a read": lambda work: work.one("evidence/resolve", ids=["x"]),
    "a write": lambda work: work.do_text("CREATE (:Behind)"),
    "a look at what was written": lambda work: work.changes,
}


@pytest.mark.parametrize("behind", BEHIND)
def test_a_failed_statement_is_told_and_leaves_nothing(writer: Writer, behind: str) -> None:
    def unit(work: Work) -> None:
        work.do_text("CREATE (:Before)")
        work.do_text(TWICE)
        BEHIND[behind](work)

    with pytest.raises(DatabaseError, match="ConstraintValidationFailed"):
        writer.work(unit, "test")
    left = writer.run_text("MATCH (n) WHERE NOT n:Migration RETURN count(n) AS nodes", "test")
    assert left == [{"nodes": 0}]


def test_what_was_written_is_counted_once(writer: Writer) -> None:
    def unit(work: Work) -> list[int]:
        work.do_text("CREATE (:Before)-[:TO]->(:Behind)")
        first = work.changes
        work.do_text("CREATE (:Behind)")
        return [first, work.changes, work.changes]

    assert writer.work(unit, "test") == [3, 4, 4]
