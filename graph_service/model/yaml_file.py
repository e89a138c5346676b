"""One YAML file, read with the line of every value kept.

In: a path. Out: :class:`YamlFile`: plain data, and the line of each key path. Refuses: broken YAML, duplicate keys,
and a file whose top is not a mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from graph_service.errors import ModelError

Where = tuple[str | int, ...]
Spec = TypeVar("Spec", bound=BaseModel)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser written in C, ten times as fast, where PyYAML has it."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The data of one file and where each part of it stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[Where, int]

    def where(self, location: Sequence[str | int]) -> str:
        """``file:line`` of the nearest known part of a location."""
        place = tuple(location)
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path.parent.name}/{self.path.name}:{self.lines.get(place, 1)}"

    def fail(self, location: Sequence[str | int], message: str, hint: str | None = None) -> ModelError:
        """An error that names file and line."""
        return ModelError(message, where=self.where(location), hint=hint)

    def parse(self, spec: type[Spec]) -> Spec:
        """The file in the form of a spec.

        Raises:
            ModelError: naming file, line and field of the first thing that does not fit.
        """
        try:
            return spec.model_validate(self.data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            message = "unknown field" if first["type"] == "extra_forbidden" else str(first["msg"])
            raise self.fail(first["loc"], f"{place}: {message}") from None


def read_yaml(path: Path) -> YamlFile:
    """Read one file.

    Args:
        path: the file.
    Raises:
        ModelError: for broken YAML, a duplicate key or another top than a mapping.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ModelError(str(error.problem), where=f"{path.parent.name}/{path.name}:{line}") from None
    file = YamlFile(path, {}, {})
    if not isinstance(root, yaml.MappingNode):
        raise file.fail((), "the file must be a mapping of names to values")
    file.data.update(_build(file, root, ()))
    return file


def _build(file: YamlFile, node: yaml.Node, place: Where) -> Any:
    file.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            # every key of our files is a word; YAML 1.1 would read a bare `no` or `on` as a truth value
            key = str(key_node.value)
            if key in result:
                file.lines[(*place, key)] = key_node.start_mark.line + 1
                raise file.fail((*place, key), f"{key}: written twice")
            result[key] = _build(file, value_node, (*place, key))
            file.lines[(*place, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(file, item, (*place, index)) for index, item in enumerate(node.value)]
    return yaml.SafeLoader("").construct_object(node)
