"""Cycles of a lifecycle, without a database: what begins one, what ends it, what has no day."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.model.model import Model
from graph_service.questions.cohorts import Cohort, Run, Said, enter, old_enough, run_of, said_of

RANKS = {"steward": 0, "hubspot": 2}


def version(at: str, stage: str | None, clock: str = "source", **beside: Any) -> list[Any]:
    fields = {"lifecycle_stage": stage, **beside.pop("fields", {})}
    return [at, clock, orjson.dumps({"fields": fields, **beside})]


def record(*versions: list[Any], system: str = "hubspot", state: str = "live") -> dict[str, Any]:
    return {"system": system, "noun": "Contact", "state": state, "versions": list(versions)}


def told(model: Model, *records: dict[str, Any]) -> Run:
    return run_of(model.policies["lifecycle"], said_of(records, "lifecycle_stage", RANKS))


def stages(run: Run) -> list[list[tuple[str, str | None]]]:
    return [[(one.stage, one.day.isoformat() if one.day else None) for one in cycle.entries] for cycle in run.cycles]


def test_a_recycled_contact_has_two_cycles(model: Model):
    run = told(
        model,
        record(version("2026-01-05", "MQL"), version("2026-05-01", "MQL"), version("2026-06-01", "SQL")),
        record(version("2026-03-01", "RECYCLED"), system="steward"),
        record(version("2026-04-01", "MQL"), system="steward"),
    )
    assert stages(run) == [[("MQL", "2026-01-05")], [("MQL", "2026-04-01"), ("SQL", "2026-06-01")]]
    assert [cycle.put_aside for cycle in run.cycles] == [date(2026, 3, 1), None]
    assert not run.illegal


def test_emptied_and_set_lower_is_a_recycling_and_emptied_and_set_higher_is_not(model: Model):
    lower = told(
        model, record(version("2026-01-05", "SQL"), version("2026-02-01", None), version("2026-02-02", "LEAD"))
    )
    assert stages(lower) == [[("SQL", "2026-01-05")], [("LEAD", "2026-02-02")]]
    assert (lower.cycles[0].closed, lower.illegal) == (True, 0)
    higher = told(
        model, record(version("2026-01-05", "LEAD"), version("2026-02-01", None), version("2026-02-02", "SQL"))
    )
    assert stages(higher) == [[("LEAD", "2026-01-05"), ("SQL", "2026-02-02")]]


def test_a_step_back_is_no_move(model: Model):
    run = told(model, record(version("2026-01-05", "SQL"), version("2026-02-01", "MQL"), version("2026-03-01", "SQL")))
    assert stages(run) == [[("SQL", "2026-01-05")]]
    assert run.illegal == 1


def test_another_records_old_stage_is_no_step_back(model: Model):
    whole = {"fields": {"email": "a@b.example"}, "created_at": "2024-01-01T00:00:00Z"}
    run = told(model, record(version("2026-01-05", "SQL")), record(version("2026-02-01", "LEAD", **whole)))
    assert stages(run) == [[("SQL", "2026-01-05")]]
    assert not run.illegal


@pytest.mark.parametrize(
    ("made", "clock", "day"),
    [
        ("2026-02-20T07:00:00Z", "source", "2026-02-20"),
        ("2025-05-01T07:00:00Z", "source", None),
        ("2026-02-20T07:00:00Z", "observed", None),
    ],
)
def test_a_stage_first_seen_has_a_day_only_if_the_record_was_made_in_it(model: Model, made: str, clock: str, day: Any):
    seen = version("2026-02-20T08:00:00Z", "MQL", clock, fields={"email": "a@b.example"}, created_at=made)
    run = told(model, record(seen))
    assert stages(run) == [[("MQL", day)]]
    assert run.undated is (day is None)


def test_a_stage_that_a_history_left_out_has_no_day(model: Model):
    """The record last changed in June; a customer it may have been for years. A second look at it dates a change."""
    seen = [version("2026-01-05", "LEAD"), version("2026-06-01", "CUSTOMER", fields={"email": "a@b.example"})]
    assert stages(told(model, record(*seen))) == [[("LEAD", "2026-01-05"), ("CUSTOMER", None)]]
    again = [version("2026-05-01", "LEAD", fields={"email": "a@b.example"}), seen[1]]
    assert stages(told(model, record(seen[0], *again))) == [[("LEAD", "2026-01-05"), ("CUSTOMER", "2026-06-01")]]


@pytest.mark.parametrize("silent", ["deleted", "erased"])
def test_what_is_gone_or_has_no_say_is_silent(model: Model, silent: str):
    run = told(
        model,
        record(version("2026-01-05", "MQL"), state=silent),
        record(version("2026-01-05", "MQL"), system="zendesk"),
        record(version("2026-01-05", "MQL", void=True)),
    )
    assert stages(run) == []


def cohorts(model: Model, run: Run) -> dict[str, Cohort]:
    found: dict[str, Cohort] = {}
    for cycle in run.cycles:
        enter(
            cycle,
            model.policies["lifecycle"].steps,
            lambda day: day.year == 2026,
            lambda stage, _: found.setdefault(stage, Cohort()),
            lambda day: old_enough(day, date(2026, 9, 15), 90),
        )
    return found


def test_a_step_passed_over_is_reached_and_not_entered(model: Model):
    found = cohorts(model, told(model, record(version("2026-01-05", "LEAD"), version("2026-02-04", "SQL"))))
    assert (found["LEAD"].entered, found["LEAD"].converted, found["LEAD"].days) == (1, 1, [30])
    assert (found["MQL"].entered, found["MQL"].skipped) == (0, 1)
    assert "PQL" not in found


def test_the_ninetieth_day_is_old_enough(model: Model):
    found = cohorts(model, told(model, record(version("2026-06-17", "MQL"))))
    assert (found["MQL"].mature, found["MQL"].immature) == (1, 0)
    found = cohorts(model, told(model, record(version("2026-06-18", "MQL"))))
    assert (found["MQL"].mature, found["MQL"].immature, found["MQL"].open) == (0, 1, 1)


STAGES = [
    "SUBSCRIBER",
    "LEAD",
    "MQL",
    "PQL",
    "SQL",
    "OPPORTUNITY",
    "CUSTOMER",
    "RECYCLED",
    "DISQUALIFIED",
    "OTHER",
    None,
]


@given(moves=st.lists(st.tuples(st.sampled_from(STAGES), st.booleans()), max_size=12))
def test_every_cycle_only_rises_and_every_entry_is_counted_once(model: Model, moves: list[tuple[str | None, bool]]):
    policy = model.policies["lifecycle"]
    ranks = policy.steps
    run = run_of(policy, [Said(f"2026-01-{day:02}", stage, dated) for day, (stage, dated) in enumerate(moves, 1)])
    for cycle in run.cycles:
        places = [ranks[one.stage] for one in cycle.entries]
        assert places == sorted(places)
        assert places
    assert all(cycle.closed for cycle in run.cycles[:-1])
    found = cohorts(model, run)
    entries = [one for cycle in run.cycles for one in cycle.entries if one.day is not None]
    assert sum(one.entered for one in found.values()) == len(entries)
    assert all(one.entered == one.converted + one.put_aside + one.open for one in found.values())
    assert all(one.open >= 0 for one in found.values())
