"""Which files a run takes, as which kind of row, in which order.

In: paths and a translator. Out: the files to take in the order of the source's objects, and those it does not know.
Refuses: paths that do not exist, a single file that is not of this source.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graph_service.errors import UsageError
from graph_service.intake.receive import FileUnreadable, RawRow, receive
from graph_service.intake.translate import ObjectMatch, Translator

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that will be read.

    Attributes:
        source: path, or standard input.
        name: how it is called in the receipt.
        match: kind of row, by its name and first row.
        columns: columns of its first row.
        nested: rows may be inside envelopes, or of several kinds.
    """

    source: Path | BinaryIO
    name: str
    match: ObjectMatch
    columns: list[str]
    nested: bool


def plan_files(translator: Translator, paths: list[Path], object_: str | None) -> tuple[list[Taken], list[str]]:
    """The files to take, and the names of those in folders that no pattern of the source knows.

    Args:
        translator: the source's.
        paths: files, folders, or ``-``.
        object_: the kind of row for files whose name does not say it.
    Raises:
        UsageError: a path is not there, or a named file is none of this source's.
    """
    taken: list[Taken] = []
    ignored: list[str] = []
    for path in paths:
        if path == STANDARD_INPUT:
            taken.append(_standard_input(translator, object_))
        elif path.is_dir():
            for inside in sorted(item for item in path.rglob("*") if item.is_file() and not item.name.startswith(".")):
                name = inside.relative_to(path).as_posix()
                found = _take(translator, inside, name, object_)
                if found is None:
                    ignored.append(name)
                else:
                    taken.append(found)
        elif path.exists():
            found = _take(translator, path, path.name, object_)
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


def _take(translator: Translator, path: Path, name: str, object_: str | None) -> Taken | None:
    try:
        first = next((row for row in receive(path, name=name) if isinstance(row, RawRow)), None)
    except FileUnreadable:
        first = None
    sample = first.data if first is not None else {}
    rows = list(translator.rows_of(sample)) if sample else []
    nested = path.suffix.lower() in (".json", ".jsonl", ".ndjson")
    row = rows[0] if rows else {}
    columns = translator.columns_of(row)
    if object_ is not None:
        match = translator.named(object_, columns)
        if match is None:
            raise UsageError(
                f"{translator.system} has no object {object_!r}", hint="one of " + ", ".join(translator.objects)
            )
    else:
        match = translator.match(name, columns, row if row else None)
    return Taken(path, name, match, columns, nested) if match is not None else None


def _standard_input(translator: Translator, object_: str | None) -> Taken:
    match = translator.named(object_) if object_ is not None else None
    if match is None:
        raise UsageError(
            "standard input has no name", where="-", hint="say --object, one of " + ", ".join(translator.objects)
        )
    return Taken(sys.stdin.buffer, "-", match, [], True)
