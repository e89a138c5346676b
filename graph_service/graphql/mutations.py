"""Mutations as GraphQL fields: each calls the one function of its name.

In: the registry of mutations and a forge. Out: root fields of the type Mutation. Refuses: callers without the scope
``steward``, and every write where nothing takes decisions in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from graphql import GraphQLResolveInfo

from graph_service.errors import AuthError, DatabaseError
from graph_service.graphql.answers import annotation, argument
from graph_service.graphql.execute import Run
from graph_service.graphql.forge import Field, Forge
from graph_service.graphql.plan import arguments
from graph_service.graphql.shape import camel
from graph_service.graphql.writing import Decided, Mutation, Writing


def mutation_fields(forge: Forge, mutations: Iterable[Mutation]) -> list[Field]:
    """A root field for every mutation."""
    answer = annotation(forge, Decided)
    return [
        Field(camel(one.name), answer, one.doc, [argument(forge, given) for given in one.arguments], _resolver(one))
        for one in mutations
    ]


def _resolver(mutation: Mutation) -> Callable[..., Awaitable[Any]]:
    async def resolve(_source: Any, info: GraphQLResolveInfo[Run], **given: Any) -> Decided:
        run = info.context
        if run.by is None:
            raise AuthError("this caller may not steward", hint="the key needs the scope 'steward'")
        if run.steward is None:
            raise DatabaseError("nothing takes decisions in here")
        by = run.by
        if by.request:
            # one document may write several things under one key
            by = replace(by, request=f"{by.request}|{info.path.key}")
        return await mutation.do(Writing(run.ask, run.steward, by), arguments(given))

    return resolve
