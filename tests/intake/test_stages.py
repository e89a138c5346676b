"""A stage moves as the lifecycle allows, else the one before stays and the move is listed."""

from __future__ import annotations

import itertools

import pytest

from graph_service.intake.settling.doubts import record_doubts
from graph_service.intake.settling.evidence import RecordEvidence, RecordView, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.values import choose, claims_of
from graph_service.model.load import load_model
from graph_service.model.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def told(*stages: str | None, order: tuple[int, ...] | None = None) -> RecordView:
    versions = [
        Version(
            day,
            day,
            "source",
            f"{place}",
            {"record": "hubspot|contact|1", "noun": "Contact", "state": "live", "fields": {"lifecycle_stage": stage}},
        )
        for place, stage in enumerate(stages)
        if (day := f"2026-01-{place + 1:02d}T00:00:00.000000Z")
    ]
    return fold(RecordEvidence("r", "hubspot|contact|1", [versions[place] for place in order or range(len(versions))]))


@pytest.mark.parametrize(
    ("stages", "counts"),
    [
        (("LEAD", "MQL", "SQL"), "SQL"),
        (("SUBSCRIBER", "CUSTOMER"), "CUSTOMER"),
        (("MQL", "PQL"), "PQL"),
        (("SQL", "RECYCLED", "MQL"), "MQL"),
        (("MQL", "DISQUALIFIED"), "DISQUALIFIED"),
        (("EVANGELIST", "CUSTOMER"), "CUSTOMER"),
        (("OPPORTUNITY", "OTHER", "LEAD"), "LEAD"),
        (("CUSTOMER", None), None),
        (("CUSTOMER", "LEAD"), "CUSTOMER"),
        (("CUSTOMER", "RECYCLED"), "CUSTOMER"),
        (("OPPORTUNITY", "DISQUALIFIED"), "OPPORTUNITY"),
        (("CUSTOMER", "LEAD", "MQL"), "CUSTOMER"),
        (("CUSTOMER", "LEAD", "EVANGELIST"), "EVANGELIST"),
        (("RECYCLED", "SUBSCRIBER"), "RECYCLED"),
    ],
)
def test_the_stage_that_counts(model: Model, stages: tuple[str | None, ...], counts: str | None) -> None:
    view = told(*stages)
    assert choose(model, "Contact", [view])["lifecycle_stage"] == counts
    [claim] = claims_of(model, "Contact", "lifecycle_stage", [view])
    assert claim.value == counts
    listed = [doubt.kind for doubt in record_doubts(model, [view])]
    assert listed == ([] if counts == stages[-1] else ["ILLEGAL_TRANSITION"])


def test_the_order_in_which_it_is_heard_changes_nothing(model: Model) -> None:
    stages = ("SQL", "CUSTOMER", "LEAD")
    outcomes = {
        (str(choose(model, "Contact", [view])["lifecycle_stage"]), *record_doubts(model, [view]))
        for order in itertools.permutations(range(3))
        if (view := told(*stages, order=order))
    }
    assert len(outcomes) == 1
    [doubt] = record_doubts(model, [told(*stages)])
    assert outcomes == {("CUSTOMER", doubt)}
    assert doubt.text == "hubspot moved it from CUSTOMER to LEAD, which the lifecycle does not allow; CUSTOMER stays"
    assert doubt.since == "2026-01-03T00:00:00.000000Z"
