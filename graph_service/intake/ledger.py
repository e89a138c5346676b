"""What a run leaves in the ledger: its receipt, and what its source delivered, by object.

In: the files of a run. Out: the closed batch and the source's status in the graph. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from graph_service.graph.write import Writer
from graph_service.intake.files import Taken
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.translate import ObjectMatch, Translator


class Receipts:
    """The receipts of one file, or of the streams that it carries, by object.

    Args:
        translator: the source's.
        taken: the file; of the stream of all streams, which has no kind of row itself, only bad rows are counted.
    """

    def __init__(self, translator: Translator, taken: Taken) -> None:
        self._translator = translator
        self._own: dict[tuple[str, str], tuple[Taken, FileReceipt]] = {}
        self.first = self.of(taken.match, taken)
        self._alone = self._is_kind(taken.match)

    def of(self, match: ObjectMatch, taken: Taken) -> FileReceipt:
        """The receipt of an object's rows in a file or stream."""
        place = (taken.name, match.object)
        if place not in self._own:
            one = FileReceipt(match.object, taken.name)
            if self._is_kind(match):
                one.consent_columns_unmapped = self._translator.consent_columns(taken.columns, match)
            self._own[place] = taken, one
        return self._own[place][1]

    def told(self) -> Iterator[tuple[Taken, FileReceipt]]:
        """Those that tell of their source's state."""
        return ((taken, one) for taken, one in self._own.values() if self._is_kind(taken.match))

    def shown(self, *, empty: bool) -> list[FileReceipt]:
        """Those that read anything; with ``empty`` the file's own in any case."""
        return [one for _, one in self._own.values() if one.read or (one is self.first and self._alone and empty)]

    def _is_kind(self, match: ObjectMatch) -> bool:
        return match.name in self._translator.objects


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
        self._broken: set[str] = set()
        self._blank: dict[str, dict[str, Any]] = defaultdict(dict)
        """What a stream without rows says: it counts where nothing is known, and overrules nothing."""
        self.kinds: dict[str, set[str]] = defaultdict(set)
        """Object -> names of the kinds of row that told of it in this run."""

    def note(self, taken: Taken, one: FileReceipt) -> None:
        """Remember what a file says of its source's state."""
        entry: dict[str, Any] = {
            **self._translator.source_state(taken.match, taken.columns),
            "consent_unmapped": one.consent_columns_unmapped,
        }
        if not taken.columns:
            self._blank[one.object].update(entry)
            entry = {}
        known = self._status.setdefault(one.object, {})
        if one.incomplete:
            self._broken.add(one.object)
            known.pop("last_at", None)
        elif one.object not in self._broken:
            # an object is as fresh as the oldest of what told it
            at = taken.as_of or self._translator.observed_at
            entry["last_at"] = min(at, known.get("last_at", at))
        known.update(entry)

    def close(self) -> None:
        """Write it all; safe to repeat."""
        before = self._writer.run("evidence/source_status", source=self._receipt.source)
        known = orjson.loads(before[0]["objects"]) if before and before[0]["objects"] else {}
        for name, entry in self._status.items():
            known[name] = {**self._blank[name], **known.get(name, {}), **entry}
        self._writer.run(
            "evidence/close_batch",
            batch=self._receipt.batch,
            source=self._receipt.source,
            at=self._translator.observed_at,
            receipt=orjson.dumps(self._receipt.to_json()).decode(),
            status=orjson.dumps(known).decode(),
        )
