"""One operation, on one of two roads: compiled to one statement, or run by graphql-core over compiled roots.

In: an operation's text, variables, name and caller. Out: :class:`Reply`, the response's bytes. Refuses: what
``documents`` refuses; variables that do not fit; anything but a query where only queries are allowed.

The fast road answers with the record as the database shaped it; graphql-core's completion of each field, which is
most of the time of a list, is skipped. Whatever the compiler does not know goes the slow road, whose roots are read by
the same compiler: both give equal JSON (tests/graphql/test_roads.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Protocol

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
)
from graphql.execution.values import VariableValues, get_variable_values

from graph_service.errors import DatabaseError, GtmGraphError, UsageError
from graph_service.graphql.compile import Compiler
from graph_service.graphql.documents import Document, Documents, Refused
from graph_service.graphql.faults import fault, formatted
from graph_service.graphql.loader import Loader
from graph_service.graphql.lru import Lru
from graph_service.graphql.plan import Asked, Plan, arguments, structure
from graph_service.graphql.shape import Shapes
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.questions.ask import Ask, Token
from graph_service.questions.registry import Question

STATEMENT_SECONDS = 10.0
"""Of a compiled read; a first, cold planning of a wide statement takes seconds. Suppression has its own bound."""
PLANS_KEPT_CHARACTERS = 10_000_000
VARIABLE_ERRORS_MAX = 20


class ReadsText(Protocol):
    """What the compiled road asks of a reader."""

    async def run_text(
        self,
        text: str,
        name: str,
        timeout: float,
        parameters: dict[str, Any],
    ) -> list[dict[str, Any]]:
        """The rows of a statement that ``compose_read`` wrote."""
        ...

    def after(self, token: str) -> ReadsText:
        """The same reader, whose reads see what the token's write did."""
        ...


class Ambiguous(GtmGraphError):
    """A reference that several things answer to."""

    code = "AMBIGUOUS"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """A response.

    Attributes:
        body: JSON.
        begun: False where the operation was refused before execution, so the response has no ``data``.
        fast: True where the compiled road answered.
    """

    body: bytes
    begun: bool
    fast: bool = False


@dataclass(slots=True)
class Run:
    """What the resolvers of one request share."""

    executor: Executor
    document: Document
    variables: VariableValues
    ask: Ask
    steward: Steward | None = None
    by: By | None = None
    loaders: dict[Hashable, Loader[Any, Any]] = field(default_factory=dict)


class Executor:
    """Answers operations.

    Args:
        schema: graphql-core's schema, resolvers in place.
        shapes: the nouns it was made of.
        questions: root field -> question.
        reader: runs composed statements.
        ask: makes an :class:`Ask` for one request.
        steward: takes decisions in; None where nothing is written.
        fast: False switches the compiled road off (tests and benchmarks compare the two).
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        shapes: Shapes,
        questions: Mapping[str, Question],
        reader: ReadsText,
        ask: Callable[[], Ask],
        *,
        steward: Steward | None = None,
        fast: bool = True,
    ) -> None:
        self.schema = schema
        self._steward = steward
        self._questions = questions
        self._shapes = shapes
        self._reader = reader
        self._ask = ask
        self._fast = fast
        self._documents = Documents(schema)
        self._plans: Lru[Hashable, Plan] = Lru(PLANS_KEPT_CHARACTERS)

    async def execute(
        self,
        text: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        queries_only: bool = False,
        by: By | None = None,
    ) -> Reply:
        """Answer one operation.

        Args:
            text: the document.
            variables: as decoded from JSON.
            operation_name: which operation of the document.
            queries_only: refuse anything but a query (a GET request must not write).
            by: who decides in mutations; None for callers who may not.
        """
        given = dict(variables or {})
        try:
            document = self._documents.load(text, given)
            operation = document.operation(operation_name)
            coerced = self._coerce(operation, given)
            if operation.operation is not OperationType.QUERY and queries_only:
                raise Refused([GraphQLError("only queries may be sent this way")], "QUERIES_ONLY")
        except Refused as refused:
            return Reply(orjson.dumps({"errors": formatted(refused.errors, refused.code)}), begun=False)
        try:
            fast = self._fast and operation.operation is OperationType.QUERY
            if fast and (reply := await self._compiled(document, operation, coerced)):
                return reply
            return await self._completed(document, operation, coerced, given, by)
        except Exception as error:
            unforeseen = GraphQLError(str(error), original_error=error)
            return Reply(orjson.dumps({"data": None, "errors": formatted([unforeseen])}), begun=True)

    def after(self, token: str) -> Executor:
        """The same, whose reads see what the token's write did.

        Raises:
            UsageError: it is no token.
        """
        twin, ask = copy(self), self._ask
        twin._reader = self._reader.after(token)
        twin._ask = lambda: ask().after(Token(token))
        return twin

    def _coerce(self, operation: OperationDefinitionNode, given: dict[str, Any]) -> VariableValues:
        coerced = get_variable_values(
            self.schema, operation.variable_definitions or (), given, max_errors=VARIABLE_ERRORS_MAX
        )
        if isinstance(coerced, list):
            raise Refused(coerced, "BAD_USER_INPUT")
        return coerced

    # -- the compiled road -----------------------------------------------------------------------------------------

    async def _compiled(
        self, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Reply | None:
        try:
            plan = self._plan(document, operation, variables)
            if not plan.complete:
                return None
            data: dict[str, Any] = dict(plan.constants)
            if plan.text:
                record = await self._read(plan, variables)
                if record["doubt"]:
                    return None
                data |= plan.shape(record["data"])
        except UsageError:
            return None  # graphql-core words it, with the field's place
        except DatabaseError as error:
            return Reply(orjson.dumps({"data": None, "errors": [fault(error)]}), begun=True, fast=True)
        if plan.asked:
            answers = await asyncio.gather(*(self._answer(one, variables) for one in plan.asked))
            errors = [answer for answer in answers if isinstance(answer, GraphQLError)]
            if errors:  # a question's field is never null, so its error empties the whole answer
                return Reply(orjson.dumps({"data": None, "errors": formatted(errors[:1])}), begun=True, fast=True)
            data |= {one.key: answer for one, answer in zip(plan.asked, answers, strict=True)}
        ordered = {key: data[key] for key in plan.keys}
        return Reply(b'{"data":' + orjson.dumps(ordered) + b"}", begun=True, fast=True)

    async def _answer(self, asked: Asked, variables: VariableValues) -> Any:
        try:
            return asked.shape(await asked.question.ask(self._ask(), arguments(asked.arguments(variables))))
        except Exception as error:
            return GraphQLError(str(error), asked.node, path=[asked.key], original_error=error)

    def _plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> Plan:
        name = operation.name.value if operation.name else ""
        key = (document.text, name, structure(variables.coerced))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._compiler(document, variables, hidden=False).operation(operation.selection_set.selections)
            self._plans.put(key, plan, len(plan.text) + len(document.text) + 500)
        return plan

    def _compiler(self, document: Document, variables: VariableValues, *, hidden: bool) -> Compiler:
        return Compiler(
            self._shapes,
            self.schema,
            document.fragments,
            variables,
            self._ask(),
            self._questions,
            hidden=hidden,
        )

    async def _read(self, plan: Plan, variables: VariableValues) -> dict[str, Any]:
        parameters = plan.parameters(variables)
        rows = await self._reader.run_text(plan.text, "graphql", STATEMENT_SECONDS, parameters)
        return rows[0]

    # -- graphql-core over compiled roots --------------------------------------------------------------------------

    async def _completed(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        given: dict[str, Any],
        by: By | None,
    ) -> Reply:
        run = Run(self, document, variables, self._ask(), self._steward, by)
        result = execute(
            self.schema,
            document.node,
            context_value=run,
            variable_values=given,
            operation_name=operation.name.value if operation.name else None,
        )
        if isawaitable(result):
            result = await result
        assert isinstance(result, ExecutionResult)
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = formatted(result.errors)
        return Reply(orjson.dumps(body), begun=True)

    async def read_root(self, run: Run, key: str, nodes: list[FieldNode]) -> Any:
        """One root field of an operation that graphql-core runs.

        Raises:
            UsageError: an argument is outside its bounds.
            Ambiguous: the reference fits several things.
        """
        cache_key = (run.document.text, key, nodes[0].loc and nodes[0].loc.start, structure(run.variables.coerced))
        plan = self._plans.get(cache_key)
        if plan is None:
            plan = self._compiler(run.document, run.variables, hidden=True).roots({key: nodes})
            self._plans.put(cache_key, plan, len(plan.text) + len(run.document.text) + 500)
        record = await self._read(plan, run.variables)
        if record["doubt"]:
            raise Ambiguous("the reference fits several things", hint="`resolve` names them and what differs")
        return plan.shape(record["data"])[key]


def resolve_root(_source: Any, info: GraphQLResolveInfo[Run], **_: Any) -> Awaitable[Any]:
    """The resolver of every root field that reads nouns."""
    run: Run = info.context
    return run.executor.read_root(run, str(info.path.key), list(info.field_nodes))
