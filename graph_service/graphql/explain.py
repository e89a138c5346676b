"""The field ``evidence(field:)`` of every noun.

In: a node's id and a field. Out: its evidence; all nodes of one selection are read at once. Refuses: what the
question refuses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any

from graphql import GraphQLResolveInfo

from graph_service.graphql.execute import Run
from graph_service.graphql.forge import ID_KEY, Arg, Field
from graph_service.graphql.loader import Loader
from graph_service.questions.field_evidence import FieldEvidence, field_evidence


def resolve_evidence(source: Any, info: GraphQLResolveInfo[Run], field: str) -> Awaitable[FieldEvidence | None]:
    """The evidence of one node's field, read together with those of its neighbours."""
    run = info.context

    async def read(ids: Sequence[str]) -> Sequence[FieldEvidence | None]:
        return await field_evidence(run.ask, ids, field)

    loader = run.loaders.setdefault(("evidence", field), Loader(read))
    return loader.load(source[ID_KEY])


EVIDENCE = Field(
    "evidence",
    "Optional[FieldEvidence]",
    "Every claim about a field, the winner and the rule",
    [Arg("field", "str", "Name of the field, e.g. name or hqCountry")],
    resolve_evidence,
)
