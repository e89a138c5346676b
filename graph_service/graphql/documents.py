"""Documents by their text: parsed, weighed and validated once.

In: an operation's text. Out: :class:`Document`. Refuses: syntax errors, documents beyond the limits, operations
that do not fit the schema, and names of operations that are not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from graph_service.graphql.limits import TEXT_MAX, TOKENS_MAX, LimitExceeded, check, weigh
from graph_service.graphql.lru import Lru

ERRORS_MAX = 20
KEPT_CHARACTERS = 1_000_000


class Refused(Exception):
    """An operation that was not begun.

    Args:
        errors: what is wrong with it.
        code: ``extensions.code`` of those errors.
    """

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be executed."""

    text: str
    node: DocumentNode
    operations: Mapping[str, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    varies: bool
    """True: its weight depends on variables."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of a name, or the only one.

        Raises:
            Refused: there is none, or several and no name.
        """
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            message = "the document has several operations: name one" if self.operations else "no operation"
            raise Refused([GraphQLError(message)], "OPERATION_NAME")
        if name not in self.operations:
            raise Refused([GraphQLError("the document has no operation of this name")], "OPERATION_NAME")
        return self.operations[name]


class Documents:
    """The documents of one schema.

    Args:
        schema: what they are validated against.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Lru[str, Document | Refused] = Lru(KEPT_CHARACTERS)

    def load(self, text: str, variables: Mapping[str, Any]) -> Document:
        """The document of a text.

        Args:
            text: as the caller sent it.
            variables: as given, for the lengths of lists.
        Raises:
            Refused: it may not be executed.
        """
        known = self._kept.get(text)
        if known is None:
            try:
                known = self._read(text, variables)
            except Refused as refused:
                if refused.code == "LIMIT_EXCEEDED":  # may depend on this request's variables
                    raise
                known = refused
            self._kept.put(text, known, len(text) + 500)
        elif isinstance(known, Document) and known.varies:
            _check(known.node, variables)
        if isinstance(known, Refused):
            raise known
        return known

    def _read(self, text: str, variables: Mapping[str, Any]) -> Document:
        if len(text) > TEXT_MAX:
            error = GraphQLError(f"the document is longer than {TEXT_MAX} characters; lists belong into variables")
            raise Refused([error], "LIMIT_EXCEEDED")
        try:
            node = parse(text, max_tokens=TOKENS_MAX)
        except GraphQLSyntaxError as error:
            raise Refused([error], "GRAPHQL_PARSE_FAILED") from None
        except RecursionError:
            raise Refused([GraphQLError("the document is nested too deeply")], "LIMIT_EXCEEDED") from None
        _check(node, variables)
        errors = validate(self._schema, node, specified_rules, max_errors=ERRORS_MAX)
        if errors:
            raise Refused(errors, "GRAPHQL_VALIDATION_FAILED")
        operations = {
            one.name.value if one.name else "": one
            for one in node.definitions
            if isinstance(one, OperationDefinitionNode)
        }
        fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
        varies = any(one.variable_definitions for one in operations.values())
        return Document(text, node, operations, fragments, varies)


def _check(node: DocumentNode, variables: Mapping[str, Any]) -> None:
    try:
        check(weigh(node, variables))
    except LimitExceeded as error:
        raise Refused([GraphQLError(str(error))], error.code) from None
    except RecursionError:
        raise Refused([GraphQLError("the document is nested too deeply")], "LIMIT_EXCEEDED") from None
