"""Refused rows, kept with file, line and reason.

In: a run's refused rows. Out: quarantine rows in the graph. Refuses: to write anything in a dry run.
"""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.graph.write import Writer
from graph_service.intake.hashing import content_hash
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.receive import BadRow, RawRow

KEPT_CHARS = 2_000


class Quarantine:
    """The refused rows of one run.

    Args:
        writer: the database.
        receipt: the run's.
        at: when the run saw them.
    """

    def __init__(self, writer: Writer, receipt: Receipt, at: str) -> None:
        self._writer = writer
        self._receipt = receipt
        self._at = at
        self._rows: list[list[Any]] = []

    def add(self, file: FileReceipt, line: int, number: int, reason: str, raw: RawRow | BadRow) -> None:
        """Count and keep one row.

        Args:
            file: the file it is of.
            line: its line.
            number: its number in the file, where a line holds several.
            reason: why it was refused.
            raw: as it stood there.
        """
        file.refused += 1
        text = raw.raw if isinstance(raw, BadRow) else orjson.dumps(raw.data).decode()
        source = self._receipt.source
        id_ = content_hash([source, file.object, file.file, line, number, reason])
        self._rows.append(
            [id_, source, file.object, file.file, line, reason, text[:KEPT_CHARS], self._receipt.batch, self._at]
        )

    def flush(self) -> None:
        """Write what is kept."""
        rows, self._rows = self._rows, []
        if rows and not self._receipt.dry_run:
            self._writer.work(lambda work: work.do("evidence/put_quarantine", rows=rows), "quarantine")
