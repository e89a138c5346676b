"""Selections of an operation: which fields stand in it once fragments are spread and directives applied.

In: a document's fragments and coerced variables. Out: fields by response key. Refuses: nothing; validation has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from graphql import FieldNode, FragmentDefinitionNode
from graphql.execution.values import VariableValues
from graphql.language import BooleanValueNode, FragmentSpreadNode, InlineFragmentNode, SelectionNode, VariableNode

Nodes = list[FieldNode]
INTERFACES = ("Node", "Noun")


def inside(nodes: Nodes) -> list[SelectionNode]:
    """What is selected of some fields that share a response key."""
    return [selection for node in nodes if node.selection_set for selection in node.selection_set.selections]


class Selections:
    """Reads selections of one operation.

    Args:
        fragments: of the document.
        variables: coerced; those of directives change what is selected.
        nouns: names of the types that have the interfaces.
    """

    def __init__(
        self, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues, nouns: Collection[str]
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._nouns = nouns

    def fields(self, selections: Iterable[SelectionNode], type_: str) -> dict[str, Nodes]:
        """Fields of a type by response key; ``Noun`` stands for a noun that no fragment names."""
        found: dict[str, Nodes] = {}
        self._collect(selections, type_, found)
        return found

    def _collect(self, selections: Iterable[SelectionNode], type_: str, into: dict[str, Nodes]) -> None:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                into.setdefault(key, []).append(node)
                continue
            fragment = self._fragment(node)
            condition = fragment.type_condition
            if condition is None or self._applies(condition.name.value, type_):
                self._collect(fragment.selection_set.selections, type_, into)

    def conditions(self, selections: Iterable[SelectionNode]) -> set[str]:
        """The types that fragments of a selection name."""
        found: set[str] = set()
        self._named(selections, found, set())
        return found

    def _named(self, selections: Iterable[SelectionNode], found: set[str], seen: set[str]) -> None:
        for node in selections:
            if isinstance(node, FieldNode):
                continue
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in seen:
                    continue
                seen.add(node.name.value)
            fragment = self._fragment(node)
            if fragment.type_condition:
                found.add(fragment.type_condition.name.value)
            self._named(fragment.selection_set.selections, found, seen)

    def _applies(self, condition: str, type_: str) -> bool:
        if condition == type_:
            return True
        return condition in INTERFACES and (type_ in INTERFACES or type_ in self._nouns)

    def _fragment(self, node: SelectionNode) -> InlineFragmentNode | FragmentDefinitionNode:
        if isinstance(node, FragmentSpreadNode):
            return self._fragments[node.name.value]
        assert isinstance(node, InlineFragmentNode)
        return node

    def _included(self, node: SelectionNode) -> bool:
        for directive in node.directives or ():
            value = directive.arguments[0].value if directive.arguments else None
            if isinstance(value, VariableNode):
                holds = bool(self._variables.coerced.get(value.name.value))
            else:
                holds = isinstance(value, BooleanValueNode) and value.value
            if holds == (directive.name.value == "skip"):
                return False
        return True
