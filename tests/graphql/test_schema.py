"""The contract: printed, complete, and without drift."""

from __future__ import annotations

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_introspection_query,
)
from graphql import (
    build_schema as parse_sdl,
)

from graph_service.graphql.schema import Schema
from graph_service.graphql.shape import camel, plural
from graph_service.model.files import schema_dir
from graph_service.model.model import Model
from graph_service.questions.registry import QUESTIONS
from tests.graphql.conftest import Answers


def test_the_printed_schema_has_not_drifted(schema: Schema):
    printed = (schema_dir() / "schema.graphql").read_text(encoding="utf-8")
    assert printed == schema.text(), "print it again: python -m graph_service.graphql.print > schema/schema.graphql"


def test_the_printed_schema_is_one(schema: Schema, model: Model):
    parsed = parse_sdl(schema.text())
    assert parsed.query_type
    fields = parsed.query_type.fields
    for noun in model.objects:
        assert set(fields[camel(noun)].args) == {"ref"}
        assert set(fields[plural(camel(noun))].args) == {"filter", "orderBy", "first", "after"}
        made = parsed.type_map[noun]
        assert isinstance(made, GraphQLObjectType)
        assert {one.name for one in made.interfaces} == {"Node", "Noun"}
        assert {"id", "systems", "sources", "evidence"} <= set(made.fields)
        reference = parsed.type_map[f"{noun}RefInput"]
        assert isinstance(reference, GraphQLInputObjectType)
        assert reference.is_one_of
    assert set(fields) >= {camel(name) for name in QUESTIONS}
    node = parsed.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert isinstance(node.fields["id"].type, GraphQLNonNull)


def test_every_link_is_a_field_of_both_its_ends(schema: Schema, model: Model):
    types = parse_sdl(schema.text()).type_map
    for link in model.links.values():
        for name, nouns in ((link.names.from_, link.from_), (link.names.to, link.to)):
            for noun in nouns:
                made = types[noun]
                assert isinstance(made, GraphQLObjectType)
                assert {"first", "after", "asOf"} <= set(made.fields[camel(name)].args)
                if link.variant:
                    assert camel(link.variant.property) in made.fields[camel(name)].args


def test_everything_has_a_description(schema: Schema):
    parsed = parse_sdl(schema.text())
    bare = [name for name, made in parsed.type_map.items() if not name.startswith("__") and not made.description]
    assert bare == []
    lacking = [
        f"{name}.{field}"
        for name, made in parsed.type_map.items()
        if isinstance(made, GraphQLObjectType) and not name.startswith("__")
        for field, one in made.fields.items()
        if not one.description
    ]
    assert lacking == []


def test_plurals():
    assert [plural(one) for one in ("account", "opportunity", "billingEntity", "activity", "bus", "day", "branch")] == [
        "accounts",
        "opportunities",
        "billingEntities",
        "activities",
        "buses",
        "days",
        "branches",
    ]


async def test_tools_may_ask_for_the_schema(get: Answers):
    data = await get(get_introspection_query(descriptions=True, input_value_deprecation=True))
    assert len(data["__schema"]["types"]) > 100
