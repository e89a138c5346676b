"""Rows inside other things: pages under the names of their objects, as GraphQL answers have them, and envelopes.

In: a JSON document, a row. Out: its rows, each marked with its object's name; the row in its envelope. Refuses:
nothing; what is no page has no rows, and what is no envelope is the row itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jmespath

from graph_service.intake.translating.marks import at_path, has_marks
from graph_service.intake.translating.names import Row
from graph_service.model.reading_spec import NamedPagesSpec
from graph_service.model.source_spec import SourceSpec


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


def opened(row: Row, source: SourceSpec) -> Row:
    """A row without its envelope and without what a webhook adds about its own sending.

    Args:
        row: as it came; it is not changed.
        source: the source file.
    """
    for envelope in source.reading.envelopes:
        inner = at_path(row, tuple(envelope.row.split("."))) if has_marks(row, envelope.marks) else None
        if isinstance(inner, dict):
            kept = {name: at_path(row, tuple(path.split("."))) for name, path in envelope.keep.items()}
            row = {**inner, **kept}
            break
    dropped = source.webhook.drop if source.webhook is not None else ()
    return {name: value for name, value in row.items() if name not in dropped} if dropped else row
