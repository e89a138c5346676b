"""What the engine says while it works: lines and one bar, on standard error.

In: whether to speak at all. Out: text for a person.
Refuses: nothing. Standard output is never touched, so ``--json`` stays one document.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn


class Voice:
    """Speaks on standard error, or stays silent."""

    def __init__(self, aloud: bool) -> None:
        self._console = Console(stderr=True, quiet=not aloud, highlight=False)

    def say(self, text: str) -> None:
        """One line."""
        self._console.print(text, markup=False, soft_wrap=True)

    @contextmanager
    def bar(self, text: str, total: int) -> Iterator[_Bar]:
        """A bar that counts bytes; not drawn where standard error is no terminal."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        shown = self._console.is_terminal and not self._console.quiet
        if not shown:
            self.say(f"{text} ({total / 1_000_000:.0f} MB)")
        with Progress(*columns, console=self._console, disable=not shown) as progress:
            yield _Bar(progress, text, total)


class _Bar:
    def __init__(self, progress: Progress, text: str, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task(text, total=total)

    def advance(self, size: int) -> None:
        """Counts ``size`` more bytes; any thread may call it."""
        self._progress.advance(self._task, size)
