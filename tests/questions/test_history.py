"""What a field was when, by which rule: hand-made versions, answers by hand, no database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids, noun_id
from graph_service.intake.judge import judge
from graph_service.model.model import Model
from graph_service.questions.answer import Status
from graph_service.questions.as_of import values_at
from graph_service.questions.ask import Ask
from graph_service.questions.history import history
from graph_service.questions.history_answer import History
from graph_service.questions.reference import NodeRef

IDS = Ids(b"a secret for tests only")
NOW = datetime(2026, 9, 15, 9, tzinfo=UTC)
ACCOUNT = noun_id("acc", IDS.birth("salesforce|Account|A"))


def at(day: int) -> str:
    return f"2026-01-{day:02d}T00:00:00.000000Z"


def version(
    day: int, fields: dict[str, Any], *, seen: int | None = None, clock: str = "source", **more: Any
) -> list[Any]:
    claims = {"record": "", "noun": "Account", "state": "live", "fields": fields, **more}
    return [at(day), at(seen or day), clock, f"{day}{fields}", orjson.dumps(claims).decode()]


def record(key: str, *versions: list[Any], state: str = "live") -> dict[str, Any]:
    system, object_, external = key.split("|")
    return {
        "id": IDS.birth(key), "key": key, "system": system, "object": object_, "external_id": external, "state": state,
        "versions": list(versions),
    }  # fmt: skip


class Rows:
    """Reads what a test wrote down."""

    def __init__(self, *records: dict[str, Any]) -> None:
        self._records = records

    async def run(self, name: str, /, *, timeout: float = 1.0, **parameters: Any) -> list[dict[str, Any]]:
        del timeout
        if name == "lookup/by_id":
            return [
                {"node": {"id": ACCOUNT, "name": "Meridian", "systems": [], "state": "live", "labels": ["Account"]}}
            ]
        if name == "lookup/nodes_of_records":
            return [{"id": IDS.birth("salesforce|User|U"), "name": "Ana"}]
        assert name == "evidence/field_evidence" and parameters["ids"] == [ACCOUNT]
        return [{"id": ACCOUNT, "noun": "Account", "records": [dict(one) for one in self._records]}]

    def after(self, token: str) -> Rows:
        del token
        return self


@pytest.fixture
def told(model: Model) -> Any:
    def tell(*records: dict[str, Any], field: str = "name", as_of: datetime | None = None) -> History:
        ask = Ask(model=model, reader=Rows(*records), now=NOW, birth_id=IDS.birth, judge=judge)
        return asyncio.run(history(ask, NodeRef(noun="Account", id=ACCOUNT), field, as_of))

    return tell


def spells(answer: History) -> list[tuple[Any, int | None, int | None, str | None]]:
    """(value, since day, until day, system) of what was effective."""
    return [
        (one.value, one.since.day if one.since else None, one.until.day if one.until else None, one.system)
        for one in answer.effective
    ]


def test_a_more_trusted_system_takes_over_when_it_speaks(told: Any) -> None:
    answer = told(
        record("stripe|customer|S", version(1, {"name": "stripe one"}), version(5, {"name": "stripe two"})),
        record(
            "salesforce|Account|A",
            version(3, {"name": "Meridian", "industry": "rail"}),
            version(8, {"industry": "sea"}),
        ),
    )
    # the billing system's second word never counted: the CRM had spoken by then
    assert spells(answer) == [("stripe one", 1, 3, "stripe"), ("Meridian", 3, None, "salesforce")]
    assert [(one.value, one.system) for one in answer.said] == [
        ("stripe one", "stripe"), ("Meridian", "salesforce"), ("stripe two", "stripe"),
    ]  # fmt: skip
    assert (answer.value, answer.effective[1].rule) == ("Meridian", "AUTHORITY")


def test_emptied_is_a_value_and_never_filled_is_none(told: Any) -> None:
    answer = told(
        record(
            "salesforce|Account|A",
            version(1, {"industry": None}),
            version(3, {"industry": "rail"}),
            version(6, {"industry": None}),
        ),
        field="industry",
    )
    assert spells(answer) == [("rail", 3, 6, "salesforce"), (None, 6, None, "salesforce")]


def test_before_the_first_evidence_it_is_unknown(told: Any) -> None:
    answer = told(
        record("salesforce|Account|A", version(5, {"name": "Meridian"})), as_of=datetime(2026, 1, 4, tzinfo=UTC)
    )
    assert answer.status is Status.UNKNOWN
    assert (answer.value, answer.effective, answer.said) == (None, [], [])
    assert answer.evidence_since == datetime(2026, 1, 5, tzinfo=UTC)
    assert any(why.rule == "EVIDENCE_STARTS" and "2026-01-05" in why.text for why in answer.why)


def test_as_of_a_time_later_claims_do_not_count(told: Any) -> None:
    answer = told(
        record("salesforce|Account|A", version(2, {"name": "Old"}), version(9, {"name": "New"})),
        as_of=datetime(2026, 1, 8, tzinfo=UTC),
    )
    assert spells(answer) == [("Old", 2, None, "salesforce")]


def test_a_deleted_record_gives_way_to_a_living_one_of_its_rank(told: Any) -> None:
    gone = version(7, {"name": "A"}, state="deleted")
    answer = told(
        record("salesforce|Account|A", version(4, {"name": "A"}), gone, state="deleted"),
        record("salesforce|Account|B", version(2, {"name": "B"})),
    )
    assert spells(answer) == [("B", 2, 4, "salesforce"), ("A", 4, 7, "salesforce"), ("B", 7, None, "salesforce")]


def test_a_value_observed_again_counts_again_only_from_then(told: Any) -> None:
    answer = told(
        record(
            "salesforce|Account|A",
            version(1, {"name": "one"}, seen=5, clock="observed"), version(3, {"name": "two"}, clock="observed"),
        )
    )  # fmt: skip
    assert spells(answer) == [("one", 1, 3, "salesforce"), ("two", 3, 5, "salesforce"), ("one", 5, None, "salesforce")]
    assert {one.since_kind.name for one in answer.effective} == {"FIRST_SEEN"}


def test_who_said_so_is_named(told: Any) -> None:
    answer = told(record("salesforce|Account|A", version(2, {"name": "Meridian"}, by="salesforce|User|U")))
    assert (answer.effective[0].actor, answer.said[0].actor) == ("Ana", "Ana")


def test_stages_come_and_go_in_cycles(told: Any) -> None:
    stages = ((1, "LEAD"), (3, "MQL"), (5, "RECYCLED"), (9, "MQL"))
    answer = told(
        record("hubspot|company|1", *(version(day, {"lifecycle_new": stage}) for day, stage in stages)),
        field="lifecycleNew",
    )
    assert [one.value for one in answer.effective] == ["LEAD", "MQL", "RECYCLED", "MQL"]


def test_a_field_that_the_noun_lacks_is_refused(told: Any) -> None:
    with pytest.raises(UsageError, match="no field"):
        told(record("salesforce|Account|A", version(1, {"name": "A"})), field="shoe_size")


def test_values_of_a_past_time_are_unknown_before_evidence(model: Model) -> None:
    rows = Rows(record("salesforce|Account|A", version(3, {"name": "Old"}), version(6, {"name": "New"})))
    ask = Ask(model=model, reader=rows, now=NOW, birth_id=IDS.birth, judge=judge)
    found = [
        asyncio.run(values_at(ask, [ACCOUNT], ("name", "no_such_field"), datetime(2026, 1, day, tzinfo=UTC)))
        for day in (2, 4, 7)
    ]
    assert found == [{ACCOUNT: {"name": None}}, {ACCOUNT: {"name": "Old"}}, {ACCOUNT: {"name": "New"}}]
