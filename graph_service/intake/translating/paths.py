"""Paths of a source file as readers of a row.

In: a path and the columns there are. Out: a function from a row to the raw value. Refuses: nothing; a path whose
column is not there has no reader.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from graph_service.intake.row_query import row_query
from graph_service.intake.translating.names import Columns, Row, is_query, path_root

Read = Callable[[Row], Any]


@lru_cache(maxsize=4096)
def from_json_text(text: str) -> Any:
    """JSON that a table holds as text, or the text itself where it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def reader(path: str, columns: Columns, unwrap: str | None = None) -> Read | None:
    """How to read a path, or None where its column is not there.

    Args:
        path: a column, ``a.b`` or a JMESPath.
        columns: the columns of the rows.
        unwrap: member that stands for a whole value object.
    """
    if "." in path and not is_query(path) and not path.startswith("$"):
        # a bulk export writes a related field as one column, `RecordType.Name`
        whole = columns.find(path)
        if whole is not None:
            return _column(whole, unwrap)
    root = columns.find(path_root(path))
    if root is None:
        return None
    if is_query(path):
        return _query(path, root)
    steps = path.split(".")[1:]
    if not steps:
        return _column(root, unwrap)
    return _nested(root, steps)


def _column(name: str, unwrap: str | None) -> Read:
    if unwrap is None:
        return lambda row: row.get(name)

    def read(row: Row) -> Any:
        value = row.get(name)
        if type(value) is dict and unwrap in value:
            return value[unwrap]
        return value

    return read


def _nested(root: str, steps: list[str]) -> Read:
    def read(row: Row) -> Any:
        value = row.get(root)
        if type(value) is str and value[:1] in ("{", "["):
            value = from_json_text(value)
        for step in steps:
            if type(value) is not dict:
                return None
            value = value.get(step)
        return value

    return read


def _query(path: str, root: str) -> Read:
    # the root is found by its own rules, so the query starts below it
    rest = path[len(path_root(path)) :].lstrip(".")
    found = row_query(rest)

    def read(row: Row) -> Any:
        value = row.get(root)
        if type(value) is str and value[:1] in ("{", "["):
            value = from_json_text(value)
        return found(value)

    return read
