"""Two streams: answers on standard output, everything else on standard error.

In: what a command has to say. Out: text or one JSON document. Refuses: nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from graph_service.errors import GtmGraphError
from graph_service.log import mask

PLAIN_WIDTH = 110
"""Columns of an answer that no terminal shows (a pipe, a file, a test), so that its form does not change."""


def answers() -> Console:
    """The console of standard output."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=PLAIN_WIDTH, soft_wrap=False)


def notes() -> Console:
    """The console of standard error."""
    return Console(stderr=True, highlight=False)


def show(*parts: RenderableType) -> None:
    """Print answers for a person."""
    console = answers()
    for part in parts:
        # rich forgets a text's own wish not to be wrapped
        console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)


def say(text: str) -> None:
    """One line of progress on standard error; markup in it is honoured, so escape what others wrote."""
    notes().print(text, soft_wrap=True)


def note(value: list[RenderableType] | dict[str, Any]) -> None:
    """What is for people or a log where standard output is somebody else's: on standard error."""
    if isinstance(value, dict):
        sys.stderr.write(orjson.dumps(value).decode() + "\n")
        return
    console = notes()
    for part in value:
        console.print(part, soft_wrap=True)


def emit_json(value: Any, *, lines: bool = False) -> None:
    """One JSON document on standard output: indented for a person, one line for a program.

    Args:
        value: what ``json`` can write.
        lines: one line in any case, for a document of many.
    """
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if sys.stdout.isatty() and not lines else 0)
    sys.stdout.buffer.write(orjson.dumps(value, option=option))
    sys.stdout.buffer.flush()


def fail(error: GtmGraphError) -> int:
    """The one line of an error on standard error; returns its exit code."""
    sys.stderr.write(f"error: {one_line(str(error))}\n")
    return error.exit_code


def crash(error: BaseException) -> int:
    """The one line of a failure nobody foresaw, its values masked."""
    text = one_line(str(mask(str(error))))[:300]
    sys.stderr.write(f"error: unexpected {type(error).__name__}: {text} (GTM_GRAPH_LOG=debug shows where)\n")
    return 1


def one_line(text: str) -> str:
    """Text without line breaks and control characters, as an error must be."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))


@contextmanager
def counting(title: str, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A counter of rows on standard error; on no terminal only its title is printed.

    Args:
        title: what is being done.
        quiet: say nothing where there is no terminal.
    Yields:
        A function that adds to the count.
    """
    console = notes()
    if not console.is_terminal and not quiet:
        console.print(escape(title), soft_wrap=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(escape(title), total=None)
        yield lambda rows: bar.advance(task, rows)
