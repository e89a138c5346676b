"""Receive: from a file or a stream to raw rows with their position.

In: a path or a binary stream of CSV, JSON lines, a JSON array or API page, or Parquet. Out: :class:`RawRow` and
:class:`BadRow`, in the order of the file and in flat memory. Refuses: what is no file of rows (a device, a folder, an
archive), and a file from the point on where it cannot be read; the rows before count.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from graph_service.intake.decode import csv_rows, json_document, jsonl, parquet
from graph_service.intake.decode.detect import Format, detect
from graph_service.intake.decode.rows import CHUNK, BadRow, FileUnreadable, RawRow

__all__ = ["BadRow", "FileUnreadable", "RawRow", "header", "receive"]

_KINDS = (
    (stat.S_ISDIR, "a folder, not a file"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


def receive(path: Path | BinaryIO, *, name: str | None = None, format: str | None = None) -> Iterator[RawRow | BadRow]:
    """The rows of a file or stream. Nothing is opened before the first row is asked for.

    Args:
        path: a file (a symbolic link is followed), or a binary stream, which is left open.
        name: name to show, and whose suffix tells the format; default: that of the path.
        format: ``csv``, ``jsonl``, ``json`` or ``parquet`` where the content does not decide.

    Raises:
        FileUnreadable: where the file ends early or cannot be read; the rows before it count.
        UsageError: an unknown format.
    """
    label = _label(path, name)
    with _located(label), _opened(path) as stream:
        before = _state(path)
        head = _head(stream)
        found = detect(head, name=label, format=format)
        if found.format == "parquet":
            yield from parquet.decode(_rewound(path, stream, len(head)))
        else:
            yield from _decoded(found.format, _chunks(head[found.skip :], stream), label)
        if _state(path) != before:
            raise FileUnreadable("the file changed while it was read", hint="ingest it again once it is complete")


def header(path: Path | BinaryIO, *, name: str | None = None, format: str | None = None) -> list[str]:
    """The columns of a table, or the keys of the first row, without reading on.

    Args:
        path: as in :func:`receive`; of a stream the start is consumed.
        name: as in :func:`receive`.
        format: as in :func:`receive`.

    Raises:
        FileUnreadable: where there is no first row to be had; an empty file has an empty header.
        UsageError: an unknown format.
    """
    label = _label(path, name)
    with _located(label), _opened(path) as stream:
        head = _head(stream)
        found = detect(head, name=label, format=format)
        if found.format == "parquet":
            return parquet.header_of(_rewound(path, stream, len(head)))
        chunks = _chunks(head[found.skip :], stream)
        if found.format == "csv":
            return csv_rows.header_of(chunks, tabs=_tabs(label))
        rows = _decoded(found.format, chunks, label)
        return next((list(row.data) for row in rows if isinstance(row, RawRow)), [])


def _decoded(format: Format, chunks: Iterator[bytes], label: str) -> Iterator[RawRow | BadRow]:
    if format == "csv":
        return csv_rows.decode(chunks, tabs=_tabs(label))
    return jsonl.decode(chunks) if format == "jsonl" else json_document.decode(chunks)


def _tabs(label: str) -> bool:
    return label.lower().endswith((".tsv", ".tab"))


def _label(path: Path | BinaryIO, name: str | None) -> str:
    """A name that can stand in a log line whatever the file is called."""
    if name is None:
        name = path.name if isinstance(path, Path) else "<stream>"
    return name if name.isprintable() else repr(name)[1:-1]


@contextmanager
def _located(label: str) -> Iterator[None]:
    """Say of every failure in which file and line it is."""
    try:
        yield
    except FileUnreadable as error:
        error.where = f"{label}:{error.line}" if error.line else label
        raise
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FileUnreadable(f"cannot be read: {reason}", where=label) from None


@contextmanager
def _opened(path: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(path, Path):
        yield path
        return
    # asked before opening, because opening a named pipe waits for its writer
    mode = path.stat().st_mode
    for is_kind, what in _KINDS:
        if is_kind(mode):
            raise FileUnreadable(what)
    with path.open("rb", buffering=0) as stream:
        yield stream  # raw: read in our own chunks


def _state(path: Path | BinaryIO) -> tuple[int, int] | None:
    if not isinstance(path, Path):
        return None
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def _head(stream: BinaryIO) -> bytes:
    """The first chunk; a pipe gives it in pieces."""
    parts: list[bytes] = []
    size = 0
    while size < CHUNK:
        part = stream.read(CHUNK - size)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    return chain((head,) if head else (), iter(lambda: stream.read(CHUNK), b""))


def _rewound(path: Path | BinaryIO, stream: BinaryIO, taken: int) -> Path | BinaryIO:
    if isinstance(path, Path):
        return path
    if stream.seekable():
        stream.seek(-taken, os.SEEK_CUR)
    return stream
