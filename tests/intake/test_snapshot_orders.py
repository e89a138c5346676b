"""Full snapshots among the sayings: any order of both leaves the same graph, through the engine."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.shrink import Allowed
from graph_service.intake.snapshot import Snapshot
from graph_service.intake.snapshot_log import scope_of
from graph_service.model.model import Model
from tests.conftest import wipe
from tests.intake.dump import dump
from tests.intake.generators import IDS, NOUNS, Saying, day, stories

COUNTER = itertools.count()
SCOPES = sorted({scope_of(record) for record in NOUNS})


@dataclass(frozen=True)
class Full:
    """All there is of one kind at one time."""

    scope: str
    at: str
    held: tuple[Saying, ...]


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[list[Saying | Full], list[Saying | Full]]:
    """A story with snapshots, and the same in another order."""
    story, _ = draw(stories(8))
    steps: list[Saying | Full] = list(story)
    scopes = sorted({scope_of(said.record) for said in story})
    for _ in range(draw(st.integers(1, 3))):
        scope = draw(st.sampled_from(scopes))
        there = [said for said in story if scope_of(said.record) == scope and said.claims["state"] != "unseen"]
        held = draw(st.lists(st.sampled_from(there), unique_by=lambda said: said.record, max_size=3)) if there else []
        steps.append(Full(scope, day(draw(st.integers(2, 6))), tuple(held)))
    return steps, draw(st.permutations(steps))


def take(writer: Writer, model: Model, steps: list[Saying | Full]) -> None:
    """Steps into an empty graph, each a run of its own."""
    wipe(writer)
    settler = Settler(writer, model, IDS, 0)
    for step in steps:
        number = next(COUNTER)
        ledger = {"id": f"b|{number}", "batch": f"b{number}", "source": "test", "at": "2026-02-01T00:00:00.000000Z"}
        if isinstance(step, Saying):
            settler.store([step.prepared(1)], ledger=ledger, mapping="m")
        else:
            system, _, object_ = step.scope.partition("|")
            receipt = Receipt(system, f"b{number}", [FileReceipt(object_, "file")])
            snapshot = Snapshot(settler, receipt, 1.0, Allowed("the test", "the guard is not what is tested here"))
            chunk = [said.prepared(line) for line, said in enumerate(step.held)]
            snapshot.note(chunk, settler.store(chunk, ledger=ledger, mapping="m", held_at=step.at))
            snapshot.close(step.at, {})
            assert receipt.snapshots[0].applied
        settler.finish_pending()


def without_leave(dumped: dict[str, list[str]]) -> dict[str, list[str]]:
    """A dump without the records of who let a source shrink: whether leave was needed depends on the order."""
    return {part: [row for row in rows if "steward|shrink|" not in row] for part, rows in dumped.items()}


# through the engine: a twentieth of what the profile asks of pure tests
@settings(
    max_examples=settings().max_examples // 20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shuffled())
def test_snapshots_among_the_sayings_in_any_order(
    writer: Writer, model: Model, told: tuple[list[Saying | Full], list[Saying | Full]]
) -> None:
    story, arrival = told
    take(writer, model, story)
    expected = without_leave(dump(writer))
    take(writer, model, arrival)
    found = without_leave(dump(writer))
    for part, rows in expected.items():
        assert found[part] == rows, part
