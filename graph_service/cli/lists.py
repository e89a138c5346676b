"""A list of references, for ``gtm-graph ask QUESTION --file``: one row of the file is one asking.

In: a CSV file (a header that names arguments or ways of naming, or a single column of references). Out: the arguments
of each row, in the file's order. Refuses: more than 10,000 rows, columns that name no argument, files that are no text.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.cli.words import is_reference, item_of, read_words
from graph_service.errors import UsageError
from graph_service.questions.question import Argument, Question, plain_name

MOST = 10_000
_DELIMITERS = ",;\t"
_EXTERNAL = ("system", "object", "id")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file.

    Attributes:
        number: its line among the rows that are not blank, from 1.
        written: what stands there, for showing.
        arguments: the question's arguments that it gives.
    """

    number: int
    written: str
    arguments: Mapping[str, Any]


def read_list(question: Question, file: Path) -> list[Row]:
    """The askings of a file.

    Args:
        question: what is asked; a column may name any argument of it.
        file: where the list is; ``-`` reads standard input.
    Raises:
        UsageError: the file cannot be read, has too many rows, or a column that means nothing.
    """
    lines = _lines(file)
    rows = list(_table(lines))
    header, body = _header(question, rows, file) if rows else ([], [])
    if not body:
        raise UsageError("it holds no reference", where=str(file))
    if len(body) > MOST:
        hint = f"ask in pieces of {MOST:,}"
        raise UsageError(
            f"it holds {len(body):,} references, at most {MOST:,} can be asked", where=str(file), hint=hint
        )
    return [_row(question, header, cells, number) for number, cells in enumerate(body, 1)]


def listed_argument(question: Question, rows: Sequence[Row]) -> str | None:
    """The argument that takes the whole list in one asking: the first list of references of a question, where the rows
    give nothing else."""
    first = next((one.name for one in question.arguments if one.type is not item_of(one.type)), None)
    kinds = {one.name: item_of(one.type) for one in question.arguments}
    given = {name for row in rows for name in row.arguments}
    return first if given == {first} and is_reference(kinds[str(first)]) else None


def _lines(file: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read it: {error.strerror}", where=str(file)) from None
    except UnicodeDecodeError:
        raise UsageError("it is no UTF-8 text", where=str(file), hint="save it as CSV UTF-8") from None
    return text.splitlines()


def _table(lines: Sequence[str]) -> Iterator[list[str]]:
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    for cells in csv.reader(lines, delimiter=delimiter):
        if any(cell.strip() for cell in cells):
            yield [cell.strip() for cell in cells]


def _header(question: Question, rows: list[list[str]], file: Path) -> tuple[list[str], list[list[str]]]:
    """The argument, or way of naming, of each column; and the rows below."""
    arguments = {plain_name(one.name): one.name for one in question.arguments}
    ways = {plain_name(way) for way in ("id", "domain", "email", "system", "object", "external_id", "reference")}
    found = [plain_name(cell) for cell in rows[0]]
    strange = [cell for cell, name in zip(rows[0], found, strict=True) if name not in arguments and name not in ways]
    if not strange:
        return [arguments.get(name, name) for name in found], rows[1:]
    if len(rows[0]) == 1:
        return ["reference"], rows
    hint = "columns are named after " + ", ".join(one.name for one in question.arguments) + ", or id, domain, email"
    raise UsageError(f"no argument of {question.name} is called {strange[0][:60]!r}", where=str(file), hint=hint)


def _row(question: Question, header: Sequence[str], cells: Sequence[str], number: int) -> Row:
    kinds = {one.name: one.type for one in question.arguments}
    given = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
    arguments = {name: read_words(kinds[name], cell) for name, cell in given.items() if name in kinds}
    if reference := _reference({name: cell for name, cell in given.items() if name not in kinds}):
        main = _main(question, reference)
        # a list takes the references of all rows, so its cell is read as an item
        arguments[main.name] = read_words(item_of(main.type), reference)
    return Row(number, " ".join(cells), arguments)


def _reference(parts: Mapping[str, str]) -> Any:
    """The reference that the columns which name no argument give together."""
    if all(name in parts for name in _EXTERNAL):
        return {"external_id": {name: parts[name] for name in _EXTERNAL}}
    for name in ("reference", "externalid"):
        if name in parts:
            return parts[name]
    return next(({name: cell} for name, cell in parts.items() if name in ("id", "domain", "email")), None)


def _main(question: Question, reference: Any) -> Argument:
    """The argument that takes a reference of this kind: the first one that can."""
    ways = set(reference) if isinstance(reference, dict) else set()
    key = next(iter(ways & {"domain", "email"}), None)
    for one in question.arguments:
        kind = item_of(one.type)
        if is_reference(kind) and (key is None or kind.identity == key):
            return one
        if key is not None and one.name == key:
            return one
    needed = next((one for one in question.arguments if not one.optional), None)
    if needed is not None and isinstance(reference, str):
        return needed
    raise UsageError(f"{question.name} takes no reference by {key or 'id'}")
