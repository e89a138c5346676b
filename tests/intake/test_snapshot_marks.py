"""What snapshots keep of one record: whatever order everything comes in, the same versions count. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.intake.settling.absence import Mark, arrived, in_effect, is_mark, judged
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.versions import absorb
from graph_service.model.claims import Claims

RECORD = "salesforce|Account|A"
DAYS = range(1, 9)


def day(number: int) -> str:
    return f"2026-01-{number:02d}T00:00:00.000000Z"


@dataclass(frozen=True)
class Own:
    """The record tells of itself."""

    at: str
    state: str = "live"
    clock: str = "source"

    def version(self) -> Version:
        claims: Claims = {"record": RECORD, "noun": "Account", "state": self.state}  # type: ignore[typeddict-item]
        return Version(self.at, self.at, self.clock, f"{self.state}{self.clock}", claims)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot, with the row by which it held the record."""

    at: str
    row: Own | None


Event = Own | Snapshot


class Kept:
    """One record as the graph keeps it."""

    def __init__(self) -> None:
        self.versions: list[Version] = []
        self.closed: list[str] = []

    def take(self, event: Event) -> None:
        if isinstance(event, Own):
            self._own(event)
            return
        if event.row is not None:
            self._own(event.row, event.at)
        self._add(judged(self.versions, self.closed, event.at, contained=event.row is not None))
        if event.at not in self.closed:
            self.closed.append(event.at)

    def _own(self, event: Own, held_at: str | None = None) -> None:
        said = event.version()
        mark = arrived(self.versions, [said], self.closed, held_at)
        absorb(self.versions, said)
        self._add(mark)

    def _add(self, mark: Mark | None) -> None:
        if mark is not None:
            absorb(self.versions, mark.version(RECORD))

    def counted(self) -> list[tuple[str, str, str]]:
        found = in_effect(self.versions)
        return sorted((v.last_seen, v.claims["state"], "mark" if is_mark(v) else v.hash) for v in found)


def wanted(events: list[Event]) -> list[tuple[str, str, str]]:
    """The same, from everything that was ever said at once."""
    versions: list[Version] = []
    for event in events:
        own = event if isinstance(event, Own) else event.row
        if own is not None:
            absorb(versions, own.version())
    found: list[tuple[str, str, str]] = sorted((v.last_seen, v.claims["state"], v.hash) for v in versions)
    if not versions:
        return []
    until = found[-1][0]
    snapshots = [event for event in events if isinstance(event, Snapshot)]
    held = max((s.at for s in snapshots if s.row is not None), default="")
    absent = min((s.at for s in snapshots if s.row is None and s.at >= until and s.at > held), default=None)
    if absent is None or any(state != "live" for at, state, _ in found if at == until):
        return found
    return sorted([*found, (absent, "deleted", "mark")])


owns = st.builds(
    Own,
    st.sampled_from(DAYS).map(day),
    st.sampled_from(("live", "live", "live", "deleted")),
    st.sampled_from(("source", "source", "observed")),
)
events = st.one_of(owns, st.builds(Snapshot, st.sampled_from(DAYS).map(day), st.none() | owns))


@given(st.lists(events, max_size=9), st.randoms(use_true_random=False))
def test_marks_are_enough_in_any_order(story: list[Event], random: Any) -> None:
    arrival = story + random.sample(story, random.randint(0, len(story)))
    random.shuffle(arrival)
    kept = Kept()
    for event in arrival:
        kept.take(event)
    assert kept.counted() == wanted(story)


@pytest.mark.parametrize(
    ("story", "state", "at"),
    [
        pytest.param([Own(day(1)), Snapshot(day(3), None)], "deleted", day(3), id="absent"),
        pytest.param([Snapshot(day(3), None), Own(day(1))], "deleted", day(3), id="born retired"),
        pytest.param([Snapshot(day(3), None), Own(day(4))], "live", day(4), id="younger than the snapshot"),
        pytest.param([Snapshot(day(3), None), Own(day(3))], "deleted", day(3), id="at one instant a retirement wins"),
        pytest.param([Own(day(1)), Snapshot(day(3), Own(day(1))), Snapshot(day(2), None)], "live", day(1), id="an older one retires nothing"),
        pytest.param([Own(day(1)), Snapshot(day(2), None), Snapshot(day(3), Own(day(1)))], "live", day(1), id="back again"),
        pytest.param([Own(day(1)), Snapshot(day(5), None), Snapshot(day(3), None)], "deleted", day(3), id="dated by the first"),
        pytest.param([Own(day(1), "merged"), Snapshot(day(5), None)], "merged", day(1), id="a merged record stays merged"),
        pytest.param([Own(day(1), "archived"), Snapshot(day(5), None)], "archived", day(1), id="an archived record stays archived"),
    ],
)  # fmt: skip
def test_state_and_its_date(story: list[Event], state: str, at: str) -> None:
    kept = Kept()
    for event in story:
        kept.take(event)
    view = fold(RecordEvidence("r", RECORD, kept.versions))
    assert (view.state, view.last_at) == (state, at)


def test_a_record_that_stays_away_is_marked_once() -> None:
    kept = Kept()
    for event in (Own(day(1)), Snapshot(day(2), Own(day(1))), *(Snapshot(day(number), None) for number in range(3, 9))):
        kept.take(event)
    assert [v.at for v in kept.versions] == [day(1), day(3)]


def test_a_record_that_is_always_there_is_never_marked() -> None:
    kept = Kept()
    for event in (Own(day(1)), *(Snapshot(day(number), Own(day(1))) for number in (5, 3, 8, 4))):
        kept.take(event)
    assert len(kept.versions) == 1
