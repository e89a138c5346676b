"""A compiled read: the statement, where its parameters come from, and how its record becomes the answer.

In: what ``compile`` found. Out: :class:`Plan`. Refuses: arguments outside their bounds, when parameters are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values

from graph_service.questions.registry import Question

Frames = list[dict[str, Any]]
"""Coerced arguments of each field that has parameters."""
Getter = Callable[[Frames], Any]
LONG = 200


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path of an argument."""
    for step in path:
        value = value[step]
    return value


@dataclass(frozen=True, slots=True)
class Asked:
    """A question among an operation's roots.

    Attributes:
        key: response key.
        question: which one.
        field, node: where its arguments come from.
        shape: its answer to what was selected of it.
    """

    key: str
    question: Question
    field: GraphQLField
    node: FieldNode
    shape: Callable[[Any], Any]

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """Its arguments for one request."""
        return get_argument_values(self.field, self.node, variables)


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled read.

    Attributes:
        keys: response keys of all roots, in order.
        text: the statement that reads the nouns among them; empty where there is none.
        shape: its record to the answer.
        frames: the fields whose arguments the parameters come from.
        params: parameter -> how its value is taken from the frames' arguments.
        asked: the questions among the roots.
        constants: roots that are known already.
        complete: nothing of the operation is left for graphql-core.
    """

    keys: tuple[str, ...]
    text: str
    shape: Callable[[list[Any]], dict[str, Any]]
    frames: tuple[tuple[GraphQLField, FieldNode], ...]
    params: Mapping[str, Getter]
    asked: tuple[Asked, ...]
    constants: Mapping[str, str]
    complete: bool

    def parameters(self, variables: VariableValues) -> dict[str, Any]:
        """The statement's parameters for one request.

        Raises:
            UsageError: an argument is outside its bounds.
        """
        frames = [get_argument_values(field, node, variables) for field, node in self.frames]
        return {name: get(frames) for name, get in self.params.items()}


def arguments(coerced: Mapping[str, Any]) -> dict[str, Any]:
    """Coerced arguments as a question takes them: enum members by name."""
    return {name: _given(value) for name, value in coerced.items()}


def _given(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    return [_given(one) for one in value] if isinstance(value, list) else value


def structure(value: Any) -> Hashable:
    """What of a value may change a statement's text: everything but plain values, which are parameters."""
    if isinstance(value, dict):
        return tuple((key, structure(one)) for key, one in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            # a filter of so many tests is refused, and references of a question are not part of a statement
            return "long" if len(value) > LONG else ("list", *(structure(one) for one in value))
        return ("list", any(one is None for one in value))
    if value is None or isinstance(value, (bool, Enum)):
        return value
    return datetime if isinstance(value, datetime) else "value"
