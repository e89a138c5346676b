"""Tables as files: JSON lines, or Parquet.

In: columns and typed rows. Out: a file. Refuses: Parquet without its library, in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import orjson

from graph_service.errors import UsageError
from graph_service.warehouse.columns import DIGITS, SCALE, Column

ROW_GROUP = 20_000
"""Rows of a Parquet row group: that many are held at once."""


class Format(Enum):
    """How tables are written."""

    jsonl = "jsonl"
    parquet = "parquet"


class Sink(Protocol):
    """An open file that takes rows."""

    def write(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add typed rows."""
        ...


def check(format: Format) -> None:
    """Whether a format can be written here.

    Raises:
        UsageError: its library is not installed.
    """
    if format is Format.parquet:
        _arrow()


def opened(path: Path, columns: Sequence[Column], format: Format) -> AbstractContextManager[Sink]:
    """A new file of a table; it is whole when the context ends without an error.

    Args:
        path: the file without its ending.
        columns: of the table.
        format: how.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # the stem may hold a dot one day, so the ending is added, never replaced
    file = path.with_name(f"{path.name}.{format.name}")
    return _jsonl(file) if format is Format.jsonl else _parquet(file, columns)


class _Lines:
    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, rows: Sequence[dict[str, Any]]) -> None:
        self._file.writelines(orjson.dumps(row, default=text_of) + b"\n" for row in map(_plain, rows))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    # orjson would write an instant in a form of its own
    return {name: text_of(value) if isinstance(value, (datetime, date)) else value for name, value in row.items()}


def text_of(value: Any) -> str:
    """A decimal, date or instant as JSON holds it.

    Raises:
        TypeError: another type.
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@contextmanager
def _jsonl(path: Path) -> Iterator[Sink]:
    with path.open("wb") as file:
        yield _Lines(file)


class _RowGroups:
    """Gathers rows to groups of one size, whatever pages they come in, so that equal graphs give equal groups."""

    def __init__(self, arrow: Any, writer: Any, schema: Any) -> None:
        self._arrow = arrow
        self._writer = writer
        self._schema = schema
        self._rows: list[dict[str, Any]] = []

    def write(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows += rows
        while len(self._rows) >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def finish(self) -> None:
        if self._rows:
            self._flush(len(self._rows))

    def _flush(self, count: int) -> None:
        group, self._rows = self._rows[:count], self._rows[count:]
        self._writer.write_table(self._arrow.Table.from_pylist(group, schema=self._schema), row_group_size=count)


@contextmanager
def _parquet(path: Path, columns: Sequence[Column]) -> Iterator[Sink]:
    arrow, parquet = _arrow()
    schema = arrow.schema([arrow.field(one.name, _type(arrow, one), metadata={"doc": one.doc}) for one in columns])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        groups = _RowGroups(arrow, writer, schema)
        yield groups
        groups.finish()


def _type(arrow: Any, column: Column) -> Any:
    return {
        "string": arrow.string(),
        "int": arrow.int64(),
        "float": arrow.float64(),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "decimal": arrow.decimal128(DIGITS, SCALE),
        "strings": arrow.list_(arrow.string()),
    }[column.kind]


def _arrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise UsageError(
            "Parquet needs a library that is not installed", where="--format",
            hint="pip install 'gtm-graph[parquet]', or --format jsonl",
        ) from None  # fmt: skip
