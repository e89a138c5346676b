"""Both roads give equal JSON, members in the same order; and the compiled one is taken wherever it can be."""

from __future__ import annotations

import pytest

from graph_service.graphql.execute import Executor
from tests.graphql.conftest import Counting
from tests.graphql.corpus import ASKING, COMPILED, MIXED, Case


@pytest.mark.parametrize("case", COMPILED, ids=lambda case: case[0])
async def test_the_compiled_road_answers_as_graphql_core_does(
    case: Case, fast: Executor, slow: Executor, reader: Counting
):
    _, text, variables = case
    compiled = await fast.execute(text, variables)
    assert len(reader.sent) == 1, "one operation is one statement"
    completed = await slow.execute(text, variables)
    assert (compiled.fast, completed.fast) == (True, False)
    assert compiled.body == completed.body
    assert b'"errors"' not in compiled.body


@pytest.mark.parametrize("case", ASKING, ids=lambda case: case[0])
async def test_questions_are_shaped_as_graphql_core_completes_them(case: Case, fast: Executor, slow: Executor):
    _, text, variables = case
    compiled = await fast.execute(text, variables)
    assert compiled.fast
    assert compiled.body == (await slow.execute(text, variables)).body


@pytest.mark.parametrize("case", MIXED, ids=lambda case: case[0])
async def test_what_cannot_be_compiled_takes_the_other_road(case: Case, fast: Executor, slow: Executor):
    _, text, variables = case
    mixed = await fast.execute(text, variables)
    assert not mixed.fast
    assert mixed.begun
    assert mixed.body == (await slow.execute(text, variables)).body


async def test_a_known_text_is_not_planned_again_and_a_new_shape_of_variables_is(fast: Executor):
    text = "query($f: UserFilter) { users(filter: $f) { totalCount } }"
    for name in ("Anna Auer", "Bert Blau", "nobody"):
        assert (await fast.execute(text, {"f": {"name": {"eq": name}}})).fast
    assert len(fast._plans) == 1
    assert (await fast.execute(text, {"f": {"active": {"eq": True}}})).fast
    assert (await fast.execute(text)).fast
    assert len(fast._plans) == 3


async def test_a_list_asks_the_database_once_whatever_its_length(fast: Executor, reader: Counting):
    text = (
        '{ accounts { edges { node { sources { id } evidence(field: "name") { rule } owners { edges {'
        " node { id } } } } } } }"
    )
    await fast.execute(text)
    assert [name for name in reader.sent if "/" in name[:40]] == ["evidence/field_evidence"]
    assert len(reader.sent) == 2
