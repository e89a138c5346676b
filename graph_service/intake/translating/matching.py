"""Which object a file holds: by its name first, then by its columns.

In: a file name and the columns of its first row. Out: the row spec, or None. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from graph_service.intake.translating.names import Columns, normal, path_root
from graph_service.model.source_spec import RowSpec, SourceSpec

_PART = re.compile(r"[-_. ]*(part)?[-_. ]*[\d][\dTZ_:.-]*$")
_SUFFIXES = (".gz", ".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".txt")


def row_spec_of(source: SourceSpec, file_name: str, columns: Iterable[str]) -> RowSpec | None:
    """The kind of row that a file holds.

    Args:
        source: the source file.
        file_name: name or path.
        columns: the columns of its first row, the members of nested ones included; may be empty.
    """
    found = Columns(source, columns)
    path = PurePath(file_name)
    for name in (path.name, path.parent.name):
        named = [spec for stem in _stems(source, name) for spec in source.objects if _is_named(spec, stem)]
        fitting = [spec for spec in named if not found.names or _has_id(spec, found)]
        if fitting:
            return max(fitting, key=lambda spec: _known(spec, found))
        if named and name == path.name:
            return named[0]
    by_columns = [spec for spec in source.objects if spec.columns and all(found.find(c) for c in spec.columns)]
    return max(by_columns, key=lambda spec: len(spec.columns)) if by_columns else None


def shape_of(source: SourceSpec, columns: Iterable[str]) -> str:
    """The name of the shape: the first whose columns are all there."""
    found = set(columns)
    for name, shape in source.shapes.items():
        if found.issuperset(shape.has):
            return name
    return next(reversed(source.shapes))


def _is_named(spec: RowSpec, stem: str) -> bool:
    return any(normal(one) == stem for one in spec.files)


def _known(spec: RowSpec, columns: Columns) -> int:
    return sum(columns.find(name) is not None for name in spec.columns)


def _has_id(spec: RowSpec, columns: Columns) -> bool:
    for value in spec.id:
        if value.join is not None:
            if all(columns.find(path_root(part)) for part in value.required or value.join):
                return True
        elif any(columns.find(path_root(path)) for path in value.from_ or []):
            return True
    return False


def _stems(source: SourceSpec, name: str) -> list[str]:
    """Spellings of a file's stem without endings, prefixes, suffixes and part numbers, the fullest first."""
    stem = name.casefold()
    while any(stem.endswith(ending) for ending in _SUFFIXES):
        stem = stem[: stem.rfind(".")]
    stems = [stem]
    for prefix in source.file_prefixes:
        stems += [one.removeprefix(prefix) for one in stems if one.startswith(prefix)]
    for suffix in source.file_suffixes:
        stems += [one.removesuffix(suffix) for one in stems if one.endswith(suffix)]
    stems += [_PART.sub("", one) for one in stems]
    return [one for one in dict.fromkeys(normal(stem) for stem in stems) if one]
