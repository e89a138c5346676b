"""Cycles of a lifecycle: which stages were entered when, told apart by recycling; pure.

In: what records said of a stage over time. Out: :class:`Cycle` per run through the stages, and the moves that the
lifecycle does not allow. Refuses: to date what no source dates: a stage in which a record was first seen was entered at
some time before, unless the record was made in that moment or a history tells the entry itself.

A cycle begins with the first stage of a person, and again after they were recycled, disqualified, or emptied and set
lower (which is how some CRMs recycle). It counts in the cohort of each stage by the day it entered that stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson

from graph_service.model.policies import LifecyclePolicy
from graph_service.questions.ask import moment

SILENT = ("deleted", "erased")


@dataclass(frozen=True, slots=True)
class Said:
    """A record says a stage from some time on.

    Attributes:
        at: the instant.
        stage: None where it was emptied.
        dated: whether the stage began then, and was not only seen then.
    """

    at: str
    stage: str | None
    dated: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A stage that was entered, and the day; None where no source dates it."""

    stage: str
    day: date | None


@dataclass(slots=True)
class Cycle:
    """One run through the stages.

    Attributes:
        entries: the stages in the order entered.
        put_aside: the day it was closed without a win, or None.
        closed: whether it was.
    """

    entries: list[Entry] = field(default_factory=list)
    closed: bool = False
    put_aside: date | None = None


@dataclass(slots=True)
class Run:
    """What became of one person or company.

    Attributes:
        cycles: in order.
        illegal: dated moves that were not allowed.
    """

    cycles: list[Cycle] = field(default_factory=list)
    illegal: int = 0

    @property
    def undated(self) -> bool:
        """Whether some stage has no day."""
        return any(entry.day is None for cycle in self.cycles for entry in cycle.entries)


def said_of(records: Iterable[Mapping[str, Any]], name: str, ranks: Mapping[str, int]) -> list[Said]:
    """What records said of a stage, each change once, the oldest first.

    Args:
        records: rows with ``system``, ``state`` and ``versions``: [at, clock, claims text] each.
        name: the field that holds the stage.
        ranks: systems that have a say; others are silent here.
    """
    found: list[Said] = []
    for record in records:
        if record["system"] not in ranks or (record["state"] or "live") in SILENT:
            continue
        before: Said | None = None
        whole = False
        for at, clock, written in sorted(record["versions"], key=lambda one: str(one[0])):
            claims = orjson.loads(written)
            fields = claims.get("fields", {})
            if name not in fields or "void" in claims:
                continue
            # a row that tells this field alone is a history's entry, or a decision; a whole one dates what an earlier
            # whole one had otherwise, and not what a history left out
            exact = whole or len(fields) == 1 or str(claims.get("created_at"))[:10] == at[:10]
            whole |= len(fields) > 1
            if before and before.stage == fields[name]:
                continue
            before = Said(at=at, stage=fields[name], dated=clock == "source" and exact)
            found.append(before)
    return sorted(found, key=lambda one: one.at)


def run_of(policy: LifecyclePolicy, said: Sequence[Said]) -> Run:
    """Cycles of one person or company.

    Args:
        policy: which moves are allowed.
        said: from :func:`said_of`.
    """
    ranks = policy.steps
    run = Run()
    now: str | None = None
    emptied = False
    for one in said:
        if one.stage not in ranks and one.stage not in policy.aside:
            emptied = now is not None
            continue
        if one.stage == now:
            emptied = False
            continue
        backward = one.stage in ranks and now in ranks and ranks[one.stage] < ranks[now]
        if now is not None and not (emptied and backward) and not policy.legal(now, one.stage):
            # another record's old stage, first seen now, is no move of this person
            run.illegal += one.dated
            continue
        if emptied and backward:
            _close(run, one)
        emptied, now = False, one.stage
        if one.stage in policy.aside:
            _close(run, one)
            continue
        if not run.cycles or run.cycles[-1].closed:
            run.cycles.append(Cycle())
        run.cycles[-1].entries.append(Entry(stage=str(one.stage), day=_day(one) if one.dated else None))
    return run


def _close(run: Run, said: Said) -> None:
    if run.cycles and not run.cycles[-1].closed:
        run.cycles[-1].closed = True
        run.cycles[-1].put_aside = _day(said)


def _day(said: Said) -> date:
    at = moment(said.at)
    assert at is not None
    return at.date()


@dataclass(slots=True)
class Cohort:
    """Cycles that entered one stage in a stretch of days, and what became of them.

    Attributes:
        days: from the entry to the next step, of those that have both days.
        mature, mature_converted: of those that entered long enough ago.
    """

    entered: int = 0
    converted: int = 0
    put_aside: int = 0
    mature: int = 0
    mature_converted: int = 0
    skipped: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def open(self) -> int:
        """Those of which nothing is decided."""
        return self.entered - self.converted - self.put_aside

    @property
    def immature(self) -> int:
        """Those that entered too short a time ago."""
        return self.entered - self.mature

    def count(self, *, converted: bool, put_aside: bool, mature: bool, days: int | None) -> None:
        """One cycle more."""
        self.entered += 1
        self.converted += converted
        self.put_aside += put_aside and not converted
        self.mature += mature
        self.mature_converted += mature and converted
        if converted and days is not None:
            self.days.append(days)


def old_enough(entered: date, today: date, young_days: int) -> bool:
    """Whether a cycle that entered a stage then may be judged."""
    return entered + timedelta(days=young_days) <= today


def enter(
    cycle: Cycle,
    ranks: Mapping[str, int],
    within: Callable[[date], bool],
    cohort_of: Callable[[str, date], Cohort],
    judged: Callable[[date], bool],
) -> bool:
    """Count a cycle in the cohort of each stage it entered on a known day.

    Args:
        cycle: the cycle.
        ranks: from :func:`steps`.
        within: whether a day is asked about.
        cohort_of: the cohort of a stage and a day.
        judged: whether an entry of that day is old enough.
    Returns:
        Whether it counted anywhere.
    """
    counted = False
    for number, entry in enumerate(cycle.entries):
        later = [one for one in cycle.entries[number + 1 :] if ranks[one.stage] > ranks[entry.stage]]
        if entry.day is None or not within(entry.day):
            continue
        counted = True
        took = (later[0].day - entry.day).days if later and later[0].day else None
        cohort_of(entry.stage, entry.day).count(
            converted=bool(later), put_aside=cycle.closed, mature=judged(entry.day), days=took
        )
    for before, after in zip(cycle.entries, cycle.entries[1:], strict=False):
        if after.day is not None and within(after.day):
            for stage in _between(ranks, before.stage, after.stage):
                cohort_of(stage, after.day).skipped += 1
    return counted


def _between(ranks: Mapping[str, int], before: str, after: str) -> list[str]:
    """The first stage of each step that was passed over."""
    passed: dict[int, str] = {}
    for stage, rank in ranks.items():
        if ranks[before] < rank < ranks[after]:
            passed.setdefault(rank, stage)
    return list(passed.values())
