"""Which files a run takes, as which kind of row, in which order.

In: paths and a translator. Out: the files to take in the order of the source's objects, and those it does not know.
Refuses: paths that do not exist, a single file that is not of this source.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from graph_service.errors import UsageError
from graph_service.intake.decode.rejoined import rejoined
from graph_service.intake.decode.rows import CHUNK, Bookmark, Later
from graph_service.intake.receive import BadRow, FileUnreadable, RawRow, receive
from graph_service.intake.translate import ObjectMatch, Translator

STANDARD_INPUT = Path("-")
Read = RawRow | BadRow | Bookmark | Later


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that will be read.

    Attributes:
        source: path, standard input, or what gives rows that somebody else reads.
        name: how it is called in the receipt.
        match: kind of row, by its name and first row.
        columns: columns of its first row.
        nested: rows may be inside envelopes, or of several kinds.
        as_of: the moment for which it is complete; None: that of the run.
        format: what it is written in, where its content does not decide.
        before: rows of it that an earlier run read, so that a row has the same number whenever it is read.
    """

    source: Path | BinaryIO | Callable[[], Iterator[Read]]
    name: str
    match: ObjectMatch
    columns: list[str]
    nested: bool
    as_of: str | None = None
    format: str | None = None
    before: int = 0

    def rows(self) -> Iterator[Read]:
        """What is read, in its order.

        Raises:
            FileUnreadable: where it breaks off.
        """
        if callable(self.source):
            return self.source()
        return receive(self.source, name=self.name, format=self.format)


@dataclass(frozen=True, slots=True)
class Placed(RawRow):
    """A row of one of several streams that are read together."""

    of: Taken


def until_unreadable(taken: Taken, unreadable: list[FileUnreadable]) -> Iterator[Read]:
    """The rows before a file breaks off; they count, so the error waits until they are stored.

    Args:
        taken: the file.
        unreadable: where the error waits.
    """
    try:
        yield from taken.rows()
    except FileUnreadable as error:
        unreadable.append(error)


def plan_files(
    translator: Translator, paths: list[Path], object_: str | None, format: str | None = None
) -> tuple[list[Taken], list[str]]:
    """The files to take, and the names of those in folders that no pattern of the source knows.

    Args:
        translator: the source's.
        paths: files, folders, or ``-``.
        object_: the kind of row for files whose name does not say it.
        format: what they are written in, where their content does not decide.
    Raises:
        UsageError: a path is not there, or a named file is none of this source's.
    """
    taken: list[Taken] = []
    ignored: list[str] = []
    for path in paths:
        if path == STANDARD_INPUT:
            taken.append(_standard_input(translator, object_, format))
        elif path.is_dir():
            for inside in sorted(item for item in path.rglob("*") if item.is_file() and not item.name.startswith(".")):
                name = inside.relative_to(path).as_posix()
                found = _take(translator, inside, name, object_, format)
                if found is None:
                    ignored.append(name)
                else:
                    taken.append(found)
        elif path.exists():
            found = _take(translator, path, path.name, object_, format)
            if found is None:
                raise UsageError(
                    f"no file of {translator.system}", where=str(path), hint="name its kind with --object, one of "
                    + ", ".join(translator.objects),
                )  # fmt: skip
            taken.append(found)
        else:
            raise UsageError("no such file or folder", where=str(path))
    order = {name: place for place, name in enumerate(translator.objects)}
    return sorted(taken, key=lambda one: (order[one.match.name], one.name)), ignored


def _take(
    translator: Translator, path: Path, name: str, object_: str | None, format: str | None = None
) -> Taken | None:
    row, columns = _sample(translator, path, name, format)
    nested = format in ("json", "jsonl") or path.suffix.lower() in (".json", ".jsonl", ".ndjson")
    if object_ is not None:
        match = translator.named(object_, columns)
        if match is None:
            raise UsageError(
                f"{translator.system} has no object {object_!r}", hint="one of " + ", ".join(translator.objects)
            )
    else:
        match = translator.match(name, columns, row if row else None)
    return Taken(path, name, match, columns, nested, format=format) if match is not None else None


def _standard_input(translator: Translator, object_: str | None, format: str | None) -> Taken:
    if object_ is None or translator.named(object_) is None:
        raise UsageError(
            "standard input has no name", where="-", hint="say --object, one of " + ", ".join(translator.objects)
        )
    start = sys.stdin.buffer.read(CHUNK)
    _, columns = _sample(translator, BytesIO(start), "-", format)
    match = translator.named(object_, columns)
    assert match is not None
    return Taken(rejoined(start, sys.stdin.buffer), "-", match, columns, True, format=format)


def _sample(
    translator: Translator, source: Path | BinaryIO, name: str, format: str | None
) -> tuple[dict[str, Any], list[str]]:
    """The first row, and its columns."""
    try:
        first = next((row for row in receive(source, name=name, format=format) if isinstance(row, RawRow)), None)
    except FileUnreadable:
        first = None
    row = next(translator.rows_of(first.data), {}) if first is not None and first.data else {}
    return row, translator.columns_of(row)
