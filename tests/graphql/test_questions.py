"""A question answers the same through GraphQL as through Python, member by member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, get_named_type

from graph_service.graphql.forge import core_schema
from graph_service.graphql.schema import Schema
from graph_service.graphql.shape import camel
from graph_service.questions.ask import Ask
from graph_service.questions.plain import to_json
from graph_service.questions.registry import QUESTIONS
from tests.graphql import seed
from tests.graphql.conftest import Answers

NORDWIND = {"id": seed.NORDWIND}
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("account_hierarchy", {"account": {"domain": "nordwind.example"}}),
    ("account_hierarchy", {"account": {"id": seed.SUED}, "kind": "LEGAL", "maxDepth": 3}),
    ("account_ownership", {"account": NORDWIND}),
    ("account_ownership", {"account": NORDWIND, "asOf": "2026-02-01T00:00:00Z"}),
    ("account_ownership", {"account": {"domain": "twice.example"}}),
    ("account_ownership", {"account": {"externalId": {"system": "x", "object": "y", "id": "z"}}}),
    ("ownership", {"opportunity": {"id": seed.DEAL}}),
    ("is_mine", {"user": {"email": "anna@us.example"}, "account": NORDWIND}),
    ("contact_roles", {"person": {"email": "maria@nordwind.example"}}),
    ("contact_roles", {"account": NORDWIND}),
    (
        "suppression",
        {
            "people": [{"email": "maria@nordwind.example"}, {"id": "per_nobody"}, {"email": "new@nowhere.example"}],
            "channel": "EMAIL",
            "purpose": "PROSPECTING",
        },
    ),
]


def everything_of(type_: GraphQLObjectType) -> str:
    """A selection of every member, all the way down."""
    parts = []
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLObjectType):
            parts.append(f"{name} {{ {everything_of(inner)} }}")
        else:
            assert isinstance(inner, (GraphQLScalarType, GraphQLEnumType))
            parts.append(name)
    return " ".join(parts)


def camelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): camelled(one) for name, one in value.items()}
    return [camelled(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("name", "given"), ASKED, ids=lambda value: value if isinstance(value, str) else "")
async def test_the_same_answer_through_both_doors(
    name: str, given: dict[str, Any], get: Answers, schema: Schema, ask: Callable[[], Ask]
):
    core = core_schema(schema.strawberry)
    assert core.query_type
    field = core.query_type.fields[camel(name)]
    answer = get_named_type(field.type)
    assert isinstance(answer, GraphQLObjectType)
    heads = ", ".join(f"${one}: {field.args[one].type}" for one in given)
    args = ", ".join(f"{one}: ${one}" for one in given)
    text = f"query({heads}) {{ answer: {camel(name)}({args}) {{ {everything_of(answer)} }} }}"
    through_graphql = (await get(text, **given))["answer"]
    assert through_graphql == camelled(to_json(await QUESTIONS[name].ask(ask(), given)))


async def test_what_does_not_fit_is_said(get: Answers):
    error = await get.error(
        "query($a: AccountRefInput!) { accountHierarchy(account: $a, maxDepth: 0) { status } }", a=NORDWIND
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    error = await get.error("{ contactRoles { status } }")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
