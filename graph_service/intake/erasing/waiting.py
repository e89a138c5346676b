"""Rows kept out before an act of the erased person came in the same run, so that the order of rows decides nothing.

In: what each chunk withheld. Out: the same rows once more, if an address was opened again. Refuses: to keep them
longer than the run: they are an erased person's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph_service.intake.erasing.marks import Withheld
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.receipt import FileReceipt


class Waiting:
    """The rows of one run that an act could still let in."""

    def __init__(self) -> None:
        self._rows: list[tuple[Prepared, FileReceipt | None]] = []
        self._reopened = False

    def note(self, withheld: Withheld, rows: list[tuple[FileReceipt, int]]) -> None:
        """Remember what a chunk withheld.

        Args:
            withheld: the chunk's outcome.
            rows: (receipt, line) of the chunk's rows.
        """
        self._reopened = self._reopened or bool(withheld.reopened)
        if withheld.waiting:
            receipts = {line: one for one, line in rows if line in withheld.lines}
            self._rows += [(prepared, receipts.get(prepared.line)) for prepared in withheld.waiting]

    def let_in(self, store: Callable[[list[Prepared]], set[int]], page: int) -> None:
        """Store them again, if somebody opened an address, and set their receipts right.

        Args:
            store: stores a chunk; gives the lines that were new.
            page: how many at once.
        """
        rows, self._rows = self._rows, []
        for start in range(0, len(rows) if self._reopened else 0, page):
            some = rows[start : start + page]
            fresh = store([replace(prepared, line=number) for number, (prepared, _) in enumerate(some)])
            came = [pair for number, pair in enumerate(some) if number in fresh]
            for one in {(one.object, one.file, kept.line): one for kept, one in came if one is not None}.values():
                one.erased -= 1
                one.accepted += 1
