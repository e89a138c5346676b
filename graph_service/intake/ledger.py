"""What a run leaves in the ledger: its receipt, and what its source delivered, by object.

In: the files of a run. Out: the closed batch and the source's status in the graph. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson

from graph_service.graph.write import Writer
from graph_service.intake.files import Taken
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.translate import Translator


class Ledger:
    """The ledger of one run.

    Args:
        writer: the database.
        translator: the source's.
        receipt: the run's.
    """

    def __init__(self, writer: Writer, translator: Translator, receipt: Receipt) -> None:
        self._writer = writer
        self._translator = translator
        self._receipt = receipt
        self._status: dict[str, dict[str, Any]] = {}
        self.kinds: dict[str, set[str]] = defaultdict(set)
        """Object -> names of the kinds of row that told of it in this run."""

    def note(self, taken: Taken, one: FileReceipt) -> None:
        """Remember what a file says of its source's state."""
        entry: dict[str, Any] = {
            **self._translator.source_state(taken.match, taken.columns),
            "consent_unmapped": one.consent_columns_unmapped,
        }
        if not one.incomplete:
            entry["last_at"] = self._translator.observed_at
        self._status.setdefault(one.object, {}).update(entry)

    def close(self) -> None:
        """Write it all; safe to repeat."""
        before = self._writer.run("evidence/source_status", source=self._receipt.source)
        known = orjson.loads(before[0]["objects"]) if before and before[0]["objects"] else {}
        for name, entry in self._status.items():
            known[name] = {**known.get(name, {}), **entry}
        self._writer.run(
            "evidence/close_batch",
            batch=self._receipt.batch,
            source=self._receipt.source,
            at=self._translator.observed_at,
            receipt=orjson.dumps(self._receipt.to_json()).decode(),
            status=orjson.dumps(known).decode(),
        )
