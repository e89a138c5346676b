"""The limits of one operation, found in time linear in the document: each fragment is measured once.

In: a parsed document and the request's variables. Out: nothing. Refuses: an operation beyond a limit.

Strawberry's own limiters walk a fragment once per spread, which is exponential (a document of under 1 KB holds the
event loop for seconds); and no stock rule weighs a list by its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
)
from graphql.language import SelectionSetNode

from graph_service.errors import GtmGraphError
from graph_service.graphql.nouns import FIRST_DEFAULT, FIRST_MAX

TOKENS_MAX = 5_000
TEXT_MAX = 100_000
DEPTH_MAX = 24
ALIASES_MAX = 100
DIRECTIVES_MAX = 50
COST_MAX = 50_000
_INTROSPECTION = {"__schema", "__type"}


class LimitExceeded(GtmGraphError):
    """An operation asks for more than one operation may."""

    code = "LIMIT_EXCEEDED"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection asks for: levels below it, aliases, directives, and fields times the length of their lists."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0

    def plus(self, other: Weight) -> Weight:
        """Both, side by side."""
        return Weight(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.cost + other.cost,
        )


def weigh(document: DocumentNode, variables: Mapping[str, Any]) -> Weight:
    """The heaviest operation of a document.

    Args:
        document: parsed, not yet validated: fragments may be missing or run in circles.
        variables: as given; a list's length that is none of them counts as the longest allowed.
    """
    return _Scale(document, variables).heaviest()


def check(weight: Weight) -> None:
    """Refuse what is beyond a limit.

    Raises:
        LimitExceeded: naming the limit.
    """
    for name, value, limit in (
        ("levels deep", weight.depth, DEPTH_MAX),
        ("aliases", weight.aliases, ALIASES_MAX),
        ("directives", weight.directives, DIRECTIVES_MAX),
        ("fields (each counted as often as the lists around it are long)", weight.cost, COST_MAX),
    ):
        if value > limit:
            raise LimitExceeded(f"the operation has more than {limit} {name}", hint="ask for less, or in pages")


class _Scale:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self._variables = variables
        self._known: dict[str, Weight] = {}
        self._open: set[str] = set()
        self._paged: dict[str, bool] = {}

    def heaviest(self) -> Weight:
        total = Weight()
        for operation in self._operations:
            total = total.plus(self._set(operation.selection_set)).plus(Weight(directives=_count(operation)))
        return total

    def _set(self, selections: SelectionSetNode | None) -> Weight:
        total = Weight()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total = total.plus(self._field(node))
            elif isinstance(node, InlineFragmentNode):
                total = total.plus(self._set(node.selection_set)).plus(Weight(directives=_count(node)))
            elif isinstance(node, FragmentSpreadNode):
                total = total.plus(self._fragment(node.name.value)).plus(Weight(directives=_count(node)))
        return total

    def _fragment(self, name: str) -> Weight:
        if name in self._known:
            return self._known[name]
        fragment = self._fragments.get(name)
        if fragment is None or name in self._open:
            return Weight()  # validation names the missing fragment or the circle
        self._open.add(name)
        weight = self._set(fragment.selection_set).plus(Weight(directives=_count(fragment)))
        self._open.discard(name)
        self._known[name] = weight
        return weight

    def _field(self, node: FieldNode) -> Weight:
        below = self._set(node.selection_set)
        own = Weight(aliases=int(node.alias is not None), directives=_count(node))
        if node.name.value in _INTROSPECTION:
            # its depth has a rule of its own (MaxIntrospectionDepthRule), its size is that of the schema
            return own.plus(Weight(1, below.aliases, below.directives, 1))
        length = self._length(node)
        return own.plus(Weight(below.depth + 1, below.aliases, below.directives, 1 + length * below.cost))

    def _length(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value != "first":
                continue
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value) if len(argument.value.value) < 10 else FIRST_MAX
            if isinstance(argument.value, VariableNode):
                given = self._variables.get(argument.value.name.value)
                return given if isinstance(given, int) and given >= 0 else FIRST_MAX
            return FIRST_MAX
        return FIRST_DEFAULT if self._pages(node.selection_set) else 1

    def _pages(self, selections: SelectionSetNode | None) -> bool:
        """Whether a selection has edges, so its field is a list whose length was not said."""
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                if node.name.value == "edges":
                    return True
            elif isinstance(node, InlineFragmentNode):
                if self._pages(node.selection_set):
                    return True
            elif isinstance(node, FragmentSpreadNode) and self._paging(node.name.value):
                return True
        return False

    def _paging(self, name: str) -> bool:
        known = self._paged.get(name)
        if known is None:
            self._paged[name] = False  # a circle adds nothing
            fragment = self._fragments.get(name)
            known = self._paged[name] = fragment is not None and self._pages(fragment.selection_set)
        return known


def _count(node: Any) -> int:
    directives: Iterable[Any] = node.directives or ()
    return len(tuple(directives))
