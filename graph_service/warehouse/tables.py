"""The tables that leave, and their rows, page by page.

In: a database and the Model. Out: :class:`Table` with an iterator of stored rows. Refuses: nothing.

Every table has an order of its own that the graph alone decides, so that two exports of one graph are the same; a link
is read from the end whose slot it is, where there are few of a type, so memory is that of one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from graph_service.graph import compose
from graph_service.graph.pages import Page, pages
from graph_service.graph.write import Writer
from graph_service.model.model import Model
from graph_service.warehouse.columns import AMBIGUITIES, CROSSWALK, Column, link_columns, node_columns

PAGE = 1_000


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: its file without the ending, e.g. ``nodes/Account``.
        columns: its columns.
        rows: reads its stored rows from the start, a page at a time.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Page]]


def tables(writer: Writer, model: Model) -> Iterator[Table]:
    """Every table, in the order in which they are written.

    Args:
        writer: the database; it is only read.
        model: the Model.
    """
    for noun, spec in model.objects.items():
        text = compose.warehouse_nodes(model, noun)
        yield Table(f"nodes/{noun}", node_columns(model, noun), _paged(writer, text, spec.prefix))
    for type_, link in model.links.items():
        subjects = link.from_ if link.subject == "from" else link.to
        texts = [(compose.warehouse_links(model, type_, noun), model.objects[noun].prefix) for noun in sorted(subjects)]
        yield Table(f"links/{type_}", link_columns(link), _linked(writer, texts))
    yield Table("crosswalk", CROSSWALK, _named(writer, "warehouse/crosswalk", systems=sorted(model.deciders)))
    yield Table("ambiguities", AMBIGUITIES, _named(writer, "warehouse/ambiguities"))


def _paged(writer: Writer, text: str, prefix: str) -> Callable[[], Iterator[Page]]:
    def read(after: str) -> Page:
        return writer.run_text(text, "export", after=after, most=PAGE, prefix=f"{prefix}_")

    return lambda: pages(read, PAGE)


def _linked(writer: Writer, texts: list[tuple[str, str]]) -> Callable[[], Iterator[Page]]:
    def rows() -> Iterator[Page]:
        for text, prefix in texts:
            for page in _paged(writer, text, prefix)():
                yield [link for subject in page for link in subject["links"]]

    return rows


def _named(writer: Writer, name: str, **parameters: Any) -> Callable[[], Iterator[Page]]:
    def rows() -> Iterator[Page]:
        for page in pages(lambda after: writer.run(name, after=after, most=PAGE, **parameters), PAGE):
            yield [row["row"] for row in page if row["row"] is not None]

    return rows
