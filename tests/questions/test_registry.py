"""The registry: what callers write becomes typed arguments, and every answer has one JSON form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest

from graph_service.errors import UsageError
from graph_service.graph.statements import load_statements
from graph_service.questions.answer import Answer, Status
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.plain import to_json
from graph_service.questions.reference import AccountRef, PersonRef
from graph_service.questions.registry import QUESTIONS, question
from graph_service.questions.warm import TOPICS, warm_up


@pytest.mark.parametrize("written", ["account_hierarchy", "accountHierarchy", "account-hierarchy"])
def test_a_question_is_found_in_any_spelling(written):
    assert question(written) is QUESTIONS["account_hierarchy"]


def test_an_unknown_question_names_those_there_are():
    with pytest.raises(UsageError, match=r"'horoscope'.*account_hierarchy"):
        question("horoscope")


def test_arguments_are_typed_from_what_is_written():
    typed = question("account_hierarchy").typed(
        {"account": "meridian.example", "kind": "legal", "maxDepth": "3", "as_of": "2026-03-31T12:00:00+02:00"}
    )
    assert typed == {
        "account": AccountRef(domain="meridian.example"),
        "kind": HierarchyKind.LEGAL,
        "max_depth": 3,
        "as_of": datetime(2026, 3, 31, 10, tzinfo=UTC),
    }


@pytest.mark.parametrize("written", ["2026-03-31", date(2026, 3, 31)])
def test_a_date_alone_is_the_end_of_its_day(written):
    typed = question("account_ownership").typed({"account": "a.example", "as_of": written})
    assert typed["as_of"] == datetime(2026, 3, 31, 23, 59, 59, 999999, UTC)


def test_a_list_takes_one_or_several():
    asked = {"channel": "email", "purpose": "prospecting"}
    for people in ("a@b.example", ["a@b.example"]):
        assert question("suppression").typed({"people": people, **asked})["people"] == [PersonRef(email="a@b.example")]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({}, "needs account"),
        ({"account": "a.example", "colour": 1}, "no argument 'colour'"),
        ({"account": "a.example", "kind": "ROYAL"}, "'ROYAL' is unknown .one of SELLING"),
        ({"account": "a.example", "max_depth": "many"}, "max_depth: 'many' does not fit .write a whole number"),
        ({"account": "a.example", "as_of": "yesterday"}, "as_of: 'yesterday' does not fit .write 2026-03-31T12:00:00Z"),
        ({"account": {"email": "a@b.example"}}, "account: a reference to Account has no 'email'"),
    ],
)
def test_what_does_not_fit_is_wrong_use_and_names_the_argument(written, message):
    with pytest.raises(UsageError, match=message):
        question("account_hierarchy").typed(written)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_explains_its_arguments_and_its_answer(name):
    asked = QUESTIONS[name]
    assert asked.doc
    assert all(one.doc for one in asked.arguments)
    *own, seen = (one.name for one in asked.arguments)
    assert set(asked.docs) == set(own)
    assert seen == ("after" if "after" not in own else "after_write")
    assert issubclass(asked.answer, Answer)
    assert [one.name for one in fields(asked.answer) if not one.metadata.get("doc")] == []


@dataclass
class Some:
    status: Status
    at: datetime
    day: date
    amount: Decimal
    many: list[Any]


def test_the_one_json_form():
    at = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert to_json(Some(Status.OK, at, date(2026, 5, 1), Decimal("10.50"), [None, True, 1, "é"])) == {
        "status": "OK",
        "at": "2026-05-01T10:00:00Z",
        "day": "2026-05-01",
        "amount": "10.50",
        "many": [None, True, 1, "é"],
    }
    with pytest.raises(TypeError):
        to_json(object())


def test_every_statement_of_a_question_can_be_planned(reader, answer, open_writer):
    assert {name.partition("/")[0] for name in load_statements()} >= set(TOPICS)
    assert answer(warm_up(reader)) == []


def named_types(hint: Any) -> Iterator[type]:
    """The dataclasses and enums of a hint, all the way down."""
    for inner in get_args(hint):
        yield from named_types(inner)
    if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, Enum)):
        yield hint
        if is_dataclass(hint):
            hints = get_type_hints(hint)
            for one in fields(hint):
                if hints[one.name] is not hint:
                    yield from named_types(hints[one.name])


def test_every_door_knows_types_by_their_names_so_no_two_share_one(model):
    asked = [one.type for question in QUESTIONS.values() for one in question.arguments]
    types = {one for hint in [*asked, *(one.answer for one in QUESTIONS.values())] for one in named_types(hint)}
    names = Counter(one.__name__ for one in types) + Counter(list(model.objects))
    assert [name for name, count in names.items() if count > 1] == []
