"""Any order, repetition and split of what sources said leaves the same graph: through the engine."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.model.model import Model
from tests.conftest import wipe
from tests.intake.dump import dump
from tests.intake.generators import IDS, Saying, stories

COUNTER = itertools.count()


def ingest(writer: Writer, model: Model, arrival: list[list[Saying]], *, grace: float = 0.0, each: bool = True) -> None:
    """Chunks into an empty graph.

    Args:
        arrival: the chunks, in their order.
        grace: seconds that what carries stops outlives its replacement.
        each: whether pending work is finished after each chunk, else after the last.
    """
    wipe(writer)
    ingest_more(writer, model, arrival, grace=grace, each=each)


def ingest_more(
    writer: Writer, model: Model, arrival: list[list[Saying]], *, grace: float = 0.0, each: bool = True
) -> None:
    """Further chunks."""
    settler = Settler(writer, model, IDS, grace)
    for chunk in arrival:
        number = next(COUNTER)
        ledger = {"id": f"b|{number}", "batch": f"b{number}", "source": "test", "at": "2026-02-01T00:00:00.000000Z"}
        settler.store([said.prepared(line) for line, said in enumerate(chunk)], ledger=ledger, mapping="m")
        if each:
            settler.finish_pending()
    settler.finish_pending()


@settings(
    max_examples=max(50, settings().max_examples // 10),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stories(), st.sampled_from((0.0, 0.001)), st.booleans())
def test_order_repetition_and_split_leave_the_same_graph(
    writer: Writer, model: Model, told: tuple[list[Saying], list[list[Saying]]], grace: float, each: bool
) -> None:
    story, arrival = told
    ingest(writer, model, [story])
    expected = dump(writer)
    ingest(writer, model, arrival, grace=grace, each=each)
    found = dump(writer)
    for part, rows in expected.items():
        assert found[part] == rows, part
