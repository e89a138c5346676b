"""The schema of a Model: its nouns, its links, its questions.

In: the Model. Out: a Strawberry schema, and the executor that answers operations against it. Refuses: clashing names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import strawberry

from graph_service.graphql.answers import annotation, question_fields
from graph_service.graphql.execute import Executor, ReadsText, resolve_root
from graph_service.graphql.explain import EVIDENCE
from graph_service.graphql.forge import Arg, Field, Forge, core_schema
from graph_service.graphql.mutations import mutation_fields
from graph_service.graphql.nouns import add_nouns, add_shared
from graph_service.graphql.shape import Shapes, camel, shapes
from graph_service.graphql.written import MUTATIONS
from graph_service.intake.stewarding.steward import Steward
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.questions.field_evidence import FieldEvidence
from graph_service.questions.registry import QUESTIONS, Question


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema and what it was made of; ``questions`` by their root field."""

    strawberry: strawberry.Schema
    shapes: Shapes
    questions: Mapping[str, Question]

    def text(self) -> str:
        """The printed contract."""
        return self.strawberry.as_str() + "\n"

    def executor(
        self, reader: ReadsText, ask: Callable[[], Ask], *, steward: Steward | None = None, fast: bool = True
    ) -> Executor:
        """What answers operations.

        Args:
            reader: runs composed statements.
            ask: makes an :class:`Ask` for one request.
            steward: takes decisions in; None where nothing is written.
            fast: False switches the compiled road off.
        """
        core = core_schema(self.strawberry)
        return Executor(core, self.shapes, self.questions, reader, ask, steward=steward, fast=fast)


def build_schema(model: Model) -> Schema:
    """The GraphQL schema of a Model.

    Raises:
        ModelError: two types would have one name.
    """
    forge = Forge()
    shaped = shapes(model)
    add_shared(forge, EVIDENCE)
    roots = add_nouns(forge, shaped, EVIDENCE, resolve_root, resolve_root)
    annotation(forge, FieldEvidence)
    node = Field(
        "node",
        "Optional[Node]",
        "Anything by its id; ids of merged records resolve for ever",
        [Arg("id", "ID", "Our id")],
        resolve_root,
    )
    questions = question_fields(forge, QUESTIONS.values())
    forge.object("Query", [node, *questions, *roots], "What may be asked")
    mutations = mutation_fields(forge, MUTATIONS.values())
    forge.object("Mutation", mutations, "What people may decide; each decision can be withdrawn")
    return Schema(forge.schema("Query", "Mutation"), shaped, {camel(name): one for name, one in QUESTIONS.items()})
