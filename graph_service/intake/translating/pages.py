"""Pages under the names of their objects, as GraphQL answers have them.

In: a JSON document. Out: its rows, each marked with its object's name. Refuses: nothing; what is no page has no rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jmespath

from graph_service.intake.translating.names import Row
from graph_service.model.reading_spec import NamedPagesSpec


def rows_by_name(document: dict[str, Any], told: NamedPagesSpec) -> Iterator[Row]:
    """The rows of all pages of a document.

    Args:
        document: the answer.
        told: where its pages are.
    """
    pages = jmespath.search(told.path, document)
    first, *rest = told.mark.split(".")
    for name, page in pages.items() if isinstance(pages, dict) else ():
        for row in jmespath.search(told.rows, page) or ():
            if isinstance(row, dict):
                mark: Any = name
                for step in reversed(rest):
                    mark = {step: mark}
                yield {first: mark, **row}
