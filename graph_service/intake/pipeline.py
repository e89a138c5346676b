"""A run: files of one source through receive, translate, identify, settle, commit, in that order.

In: a source and paths. Out: a receipt; the ledger, the source's status and quarantine in the graph. Refuses: unknown
sources and objects, and a batch id used before with other content; refused rows go to quarantine with their reason.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import orjson

from graph_service.errors import RowRefused
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import ChunkResult, Settler
from graph_service.intake.dangling import Dangling
from graph_service.intake.files import Taken, plan_files
from graph_service.intake.hashing import content_hash, row_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.receive import BadRow, FileUnreadable, RawRow, receive
from graph_service.intake.translate import ObjectMatch, Translator
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings

CHUNK_ROWS = 1_000
_QUARANTINED_CHARS = 2_000


def ingest(
    settings: Settings,
    model: Model,
    writer: Writer,
    source: str,
    paths: list[Path],
    *,
    object: str | None = None,
    batch_id: str | None = None,
    dry_run: bool = False,
    observed_at: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Receipt:
    """Take in files of one source.

    Args:
        settings: for the secret and the grace.
        model: the Model.
        writer: the database.
        source: a system of the Model.
        paths: files, folders, or ``-`` for standard input.
        object: the kind of row, where a file's name does not say it.
        batch_id: id of this run; the same id with the same content does nothing again.
        dry_run: translate everything, write nothing.
        observed_at: when rows without a clock of their own were seen; default now.
        progress: called with the number of rows read since the last call.
    Raises:
        UsageError: an unknown source or object, a path that does not exist.
        BatchConflict: the batch id was used with other content.
    """
    seen_at = observed_at or datetime.now(UTC).isoformat()
    translator = Translator(model, source, observed_at=seen_at)
    ids = Ids(deployment_secret(settings))
    files, ignored = plan_files(translator, paths, object)
    receipt = Receipt(source, batch_id or uuid4().hex, ignored=ignored, dry_run=dry_run)
    run = _Run(translator, ids, writer, Settler(writer, model, ids, settings.grace_seconds), receipt, progress)
    with _rare_collections():
        if not dry_run:
            run.settler.finish_pending()
        for taken in files:
            run.take(taken)
        if not dry_run:
            run.settler.finish_pending()
            run.close()
    return receipt


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A chunk makes a hundred thousand short-lived objects and no cycles: the collector would walk them for nothing."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Run:
    def __init__(
        self,
        translator: Translator,
        ids: Ids,
        writer: Writer,
        settler: Settler,
        receipt: Receipt,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.translator = translator
        self.ids = ids
        self.writer = writer
        self.settler = settler
        self.receipt = receipt
        self.progress = progress or (lambda rows: None)
        self.dangling = Dangling(writer, ids)
        self.status: dict[str, dict[str, Any]] = {}
        self.seconds: dict[str, float] = defaultdict(float)
        self.sequence = 0

    def take(self, taken: Taken) -> None:
        """One file: chunks are stored by a second thread while the next one is decoded and translated."""
        by_object: dict[str, FileReceipt] = {}
        first = self._receipt_of(taken.match, taken, by_object)
        waiting: Future[None] | None = None
        with ThreadPoolExecutor(max_workers=1) as storing:
            try:
                for chunk, rows in self._chunks(taken, by_object):
                    if waiting is not None:
                        waiting.result()
                    waiting = storing.submit(self._store, chunk, rows, taken, by_object)
            except FileUnreadable as unreadable:
                first.incomplete, first.reason = True, str(unreadable)
            finally:
                if waiting is not None:
                    waiting.result()
        self.receipt.objects.extend(one for one in by_object.values() if one.read or one is first)
        for one in by_object.values():
            self._note_status(taken, one)

    def _chunks(
        self, taken: Taken, by_object: dict[str, FileReceipt]
    ) -> Iterator[tuple[list[Prepared], list[tuple[FileReceipt, int]]]]:
        chunk: list[Prepared] = []
        rows: list[tuple[FileReceipt, int]] = []
        refused: list[list[Any]] = []
        unreadable: list[FileUnreadable] = []
        clock = perf_counter()
        number = 0
        for raw in _until_unreadable(taken, unreadable):
            for line, match, row in self._rows(raw, taken):
                number += 1
                clock = self._lap("decode", clock)
                one = self._receipt_of(match, taken, by_object)
                one.read += 1
                reason = row if isinstance(row, str) else self._translate(one, match, row, number, chunk)
                if reason is None:
                    rows.append((one, number))
                else:
                    one.refused += 1
                    refused.append(self._quarantined(one, line, number, reason, raw))
                clock = self._lap("translate", clock)
                if len(rows) >= CHUNK_ROWS:
                    self._quarantine(refused)
                    yield chunk, rows
                    chunk, rows, refused = [], [], []
                    clock = perf_counter()
        self._quarantine(refused)
        if rows:
            yield chunk, rows
        for error in unreadable:
            raise error

    def _rows(self, raw: RawRow | BadRow, taken: Taken) -> Iterable[tuple[int, ObjectMatch, dict[str, Any] | str]]:
        """The rows of one raw row: an envelope has several, a bad row has its reason."""
        if isinstance(raw, BadRow):
            yield raw.line, taken.match, raw.reason
            return
        if not taken.nested:
            yield raw.line, taken.match, raw.data
            return
        for row in self.translator.rows_of(raw.data):
            yield raw.line, self.translator.match_row(row) or taken.match, row

    def _translate(
        self, one: FileReceipt, match: ObjectMatch, row: dict[str, Any], number: int, chunk: list[Prepared]
    ) -> str | None:
        """Append what the row says to the chunk; a reason where it was refused."""
        try:
            translated = self.translator.translate(match, row)
        except RowRefused as refused:
            return refused.message
        text = orjson.dumps(row).decode()
        digest = row_hash(row)
        told: Counter[str] = Counter()
        for claims in translated["claims"]:
            for aside in claims.get("set_aside", ()):
                one.set_aside[f"{aside['field']}: {aside['reason']}"] += 1
            # a row may say two things of one record: each is a version of its own
            told[claims["record"]] += 1
            place = told[claims["record"]]
            content = digest if place == 1 else f"{digest}:{place}"
            rid = self.ids.birth(claims["record"])
            chunk.append(Prepared(rid, translated["at"], translated["clock"], content, text, claims, number))
        self.dangling.note(one, translated["claims"])
        return None

    def _store(
        self,
        chunk: list[Prepared],
        rows: list[tuple[FileReceipt, int]],
        taken: Taken,
        by_object: dict[str, FileReceipt],
    ) -> None:
        result = ChunkResult(fresh={number for _, number in rows})
        if not self.receipt.dry_run:
            self.sequence += 1
            ledger = {
                "id": f"{self.receipt.batch}|{taken.name}|{self.sequence}",
                "batch": self.receipt.batch,
                "source": self.receipt.source,
                "at": self.translator.observed_at,
            }
            result = self.settler.store(chunk, ledger=ledger, mapping=self.translator.mapping_hash)
        for one, number in rows:
            if number in result.fresh:
                one.accepted += 1
            else:
                one.unchanged += 1
        for stage, seconds in result.seconds.items():
            self.seconds[stage] += seconds
        self.progress(len(rows))

    def _receipt_of(self, match: ObjectMatch, taken: Taken, by_object: dict[str, FileReceipt]) -> FileReceipt:
        one = by_object.get(match.object)
        if one is None:
            one = by_object[match.object] = FileReceipt(match.object, taken.name)
            one.consent_columns_unmapped = self.translator.consent_columns(taken.columns, match)
        return one

    def _quarantined(self, one: FileReceipt, line: int, number: int, reason: str, raw: RawRow | BadRow) -> list[Any]:
        text = raw.raw if isinstance(raw, BadRow) else orjson.dumps(raw.data).decode()
        id_ = content_hash([self.receipt.source, one.object, one.file, line, number, reason])
        return [
            id_, self.receipt.source, one.object, one.file, line, reason, text[:_QUARANTINED_CHARS],
            self.receipt.batch, self.translator.observed_at,
        ]  # fmt: skip

    def _quarantine(self, refused: list[list[Any]]) -> None:
        if refused and not self.receipt.dry_run:
            self.writer.work(lambda work: work.do("evidence/put_quarantine", rows=refused), "quarantine")

    def _note_status(self, taken: Taken, one: FileReceipt) -> None:
        channels = self.translator.suppression_columns(taken.match, taken.columns) if taken.columns else {}
        entry: dict[str, Any] = {
            "channels": {channel: {"complete": complete, "missing": []} for channel, complete in channels.items()},
            "consent_unmapped": one.consent_columns_unmapped,
        }
        if not one.incomplete:
            entry["last_at"] = self.translator.observed_at
        self.status.setdefault(one.object, {}).update(entry)

    def _lap(self, stage: str, since: float) -> float:
        now = perf_counter()
        self.seconds[stage] += now - since
        return now

    def close(self) -> None:
        """Close the batch: dangling counts, the source's status, the receipt in the ledger."""
        self.dangling.settle()
        self.receipt.seconds = dict(self.seconds)
        before = self.writer.run("evidence/source_status", source=self.receipt.source)
        known = orjson.loads(before[0]["objects"]) if before and before[0]["objects"] else {}
        for name, entry in self.status.items():
            known[name] = {**known.get(name, {}), **entry}
        self.writer.run(
            "evidence/close_batch",
            batch=self.receipt.batch,
            source=self.receipt.source,
            at=self.translator.observed_at,
            receipt=orjson.dumps(self.receipt.to_json()).decode(),
            status=orjson.dumps(known).decode(),
        )


def _until_unreadable(taken: Taken, unreadable: list[FileUnreadable]) -> Iterator[RawRow | BadRow]:
    """The rows before a file breaks off; they count, so the error waits until they are stored."""
    try:
        yield from receive(taken.source, name=taken.name)
    except FileUnreadable as error:
        unreadable.append(error)


__all__ = ["FileReceipt", "Receipt", "ingest"]
