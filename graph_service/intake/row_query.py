"""Queries that are asked of every row.

In: a JMESPath expression. Out: a function of one row. Refuses: what is no expression, as ``jmespath`` says it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import jmespath
from jmespath.visitor import TreeInterpreter


@lru_cache(maxsize=256)
def row_query(path: str) -> Callable[[Any], Any]:
    """What ``jmespath.compile(path).search`` finds, with one interpreter for all rows.

    ``search`` makes one for each, and as each holds itself they are left to Python's collector.

    Args:
        path: the expression.
    Raises:
        jmespath.exceptions.JMESPathError: it is none.
    """
    return partial(TreeInterpreter().visit, jmespath.compile(path).parsed)
