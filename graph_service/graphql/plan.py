"""A compiled read: the statement, where its parameters come from, and how its record becomes the answer.

In: what ``compile`` found. Out: :class:`Plan`. Refuses: arguments outside their bounds, when parameters are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values

Frames = list[dict[str, Any]]
"""Coerced arguments of each field that has parameters."""
Getter = Callable[[Frames], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled read.

    Attributes:
        text: the statement.
        shape: its record to the answer.
        frames: the fields whose arguments the parameters come from.
        params: parameter -> how its value is taken from the frames' arguments.
        complete: nothing of the operation is left for graphql-core.
    """

    text: str
    shape: Callable[[list[Any]], dict[str, Any]]
    frames: tuple[tuple[GraphQLField, FieldNode], ...]
    params: Mapping[str, Getter]
    complete: bool

    def parameters(self, variables: VariableValues) -> dict[str, Any]:
        """The statement's parameters for one request.

        Raises:
            UsageError: an argument is outside its bounds.
        """
        frames = [get_argument_values(field, node, variables) for field, node in self.frames]
        return {name: get(frames) for name, get in self.params.items()}
