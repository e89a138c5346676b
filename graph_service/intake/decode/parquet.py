"""Parquet, where pyarrow is installed.

In: a path or a seekable stream. Out: a row a record, in values that JSON has. Refuses: a missing library, in one line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from graph_service.intake.decode.rows import BadRow, FileUnreadable, RawRow

_BATCH = 4_096


def _open(source: Path | BinaryIO) -> Any:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise FileUnreadable(
            "Parquet needs a library that is not installed", hint="pip install 'gtm-graph[parquet]'"
        ) from None
    if not isinstance(source, Path) and not source.seekable():
        raise FileUnreadable("Parquet cannot be read from a pipe", hint="save it as a file first")
    try:
        return parquet.ParquetFile(source)
    except (pyarrow.ArrowException, OSError):
        raise FileUnreadable("a Parquet file that is cut or damaged") from None


def header_of(source: Path | BinaryIO) -> list[str]:
    """The column names.

    Args:
        source: path or seekable stream.

    Raises:
        FileUnreadable: no library, or a damaged file.
    """
    return [str(name) for name in _open(source).schema_arrow.names]


def decode(source: Path | BinaryIO) -> Iterator[RawRow | BadRow]:
    """Rows of a Parquet file; ``line`` is the row's number, from 1.

    Args:
        source: path or seekable stream.

    Raises:
        FileUnreadable: no library, or a damaged file.
    """
    file = _open(source)
    names = [str(name) for name in file.schema_arrow.names]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise FileUnreadable(f"column {twice[:80]!r} stands twice")
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                number += 1
                try:
                    yield RawRow(number, {name: _plain(value) for name, value in row.items()})
                except ValueError as error:
                    yield BadRow(number, str(error), "")
    except OSError:
        raise FileUnreadable("a Parquet file that is cut or damaged", line=number + 1) from None


def _plain(value: Any) -> Any:
    """The value in a type that JSON has."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        # data frames write a missing number as NaN
        if math.isnan(value):
            return None
        if math.isinf(value):
            raise ValueError("Infinity is not a number")
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError("binary data in a column") from None
    return str(value)
