"""A run: files of one source through receive, translate, identify, settle, commit, in that order.

In: a source and paths. Out: a receipt; the ledger, the source's status and quarantine in the graph. Refuses: unknown
sources and objects, and a batch id used before with other content; refused rows go to quarantine with their reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from graph_service.errors import RowRefused
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import ChunkResult, Settler
from graph_service.intake.counted import gathered
from graph_service.intake.dangling import Dangling
from graph_service.intake.decode.rows import Bookmark, Later
from graph_service.intake.erase import finish_erasures
from graph_service.intake.erasing.waiting import Waiting
from graph_service.intake.files import Placed, Taken, plan_files, until_unreadable
from graph_service.intake.hashing import content_hash
from graph_service.intake.ledger import Ledger, Receipts
from graph_service.intake.lending import Lending, stored_in
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.prepare import prepare
from graph_service.intake.quarantine import Quarantine
from graph_service.intake.receipt import FileReceipt, Receipt
from graph_service.intake.receive import BadRow, FileUnreadable, RawRow
from graph_service.intake.shrink import Allowed
from graph_service.intake.snapshot import Snapshot
from graph_service.intake.translate import ObjectMatch, Translator
from graph_service.intake.tuning import set_for_a_run
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings

CHUNK_ROWS = 1_000
Plan = Callable[[Translator], tuple[Iterable[Taken], list[str]]]
"""What to take in, and the names of what is not taken."""
_Rows = list[tuple[FileReceipt, int]]
_Marks = list[Bookmark | Later]


def ingest(
    settings: Settings,
    model: Model,
    writer: Writer,
    source: str,
    paths: list[Path] | Plan,
    *,
    object: str | None = None,
    format: str | None = None,
    batch_id: str | None = None,
    dry_run: bool = False,
    observed_at: str | None = None,
    snapshot: bool = False,
    allowed: Allowed | None = None,
    progress: Callable[[int], None] | None = None,
    push: bool = False,
) -> Receipt:
    """Take in files of one source.

    Args:
        settings: for the secret and the grace.
        model: the Model.
        writer: the database.
        source: a system of the Model.
        paths: files, folders, or ``-`` for standard input; or a plan of one's own, read as it is taken in.
        object: the kind of row, where a file's name does not say it.
        format: what the files are written in, where their content does not decide.
        batch_id: id of this run; the same id with the same content does nothing again.
        dry_run: translate everything, write nothing.
        observed_at: when rows without a clock of their own were seen; default now.
        snapshot: the files are all there is of their objects at ``observed_at``: what they do not hold is retired.
        allowed: leave to retire more than the guard lets pass.
        progress: called with the number of rows read since the last call.
        push: single rows that a source sent by itself: they say nothing of how fresh and whole it is, and what they
            leave to do later is finished by the caller.
    Raises:
        UsageError: an unknown source or object, a path that does not exist.
        BatchConflict: the batch id was used with other content.
    """
    seen_at = observed_at or datetime.now(UTC).isoformat()
    translator = Translator(model, source, observed_at=seen_at)
    ids = Ids(deployment_secret(settings))
    files, ignored = paths(translator) if callable(paths) else plan_files(translator, paths, object, format)
    receipt = Receipt(source, batch_id or uuid4().hex, ignored=ignored, dry_run=dry_run)
    lending = Lending(stored_in(writer), model, ids, source)
    settler = Settler(writer, model, ids, settings.grace_seconds)
    held = Snapshot(settler, receipt, settings.snapshot_shrink, allowed) if snapshot else None
    run = _Run(translator, ids, writer, settler, lending, receipt, held, progress)
    run.push = push
    with set_for_a_run():
        if not (push or dry_run):
            finish_erasures(run.settler)
            run.settler.finish_pending()
        for taken in files:
            run.take(taken)
        if not dry_run:
            run.let_in()
            if not push:
                run.settler.finish_pending()
            run.close()
        elif held is not None:
            held.close(translator.observed_at, run.ledger.kinds)
    return receipt


class _Run:
    def __init__(
        self,
        translator: Translator,
        ids: Ids,
        writer: Writer,
        settler: Settler,
        lending: Lending,
        receipt: Receipt,
        snapshot: Snapshot | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.translator = translator
        self.ids = ids
        self.writer = writer
        self.settler = settler
        self.lending = lending
        self.receipt = receipt
        self.progress = progress or (lambda rows: None)
        self.dangling = Dangling(writer, ids)
        self.seconds: dict[str, float] = defaultdict(float)
        self.sequence = 0
        self.waiting = Waiting()
        self.quarantine = Quarantine(writer, receipt, translator.observed_at)
        self.ledger = Ledger(writer, translator, receipt)
        self.snapshot = snapshot
        self.push = False

    def take(self, taken: Taken) -> None:
        """One file: chunks are stored by a second thread while the next one is decoded and translated."""
        receipts = Receipts(self.translator, taken)
        first = receipts.first
        self.ledger.kinds[first.object].add(taken.match.name)
        waiting: Future[None] | None = None
        with ThreadPoolExecutor(max_workers=1) as storing:
            try:
                for chunk, rows, marks in self._chunks(taken, receipts):
                    if waiting is not None:
                        waiting.result()
                    waiting = storing.submit(self._store, chunk, rows, taken, marks)
            except FileUnreadable as unreadable:
                first.incomplete, first.reason = True, str(unreadable)
            finally:
                if waiting is not None:
                    waiting.result()
        self.receipt.objects.extend(receipts.shown(empty=not self.push))
        for of, one in () if self.push else receipts.told():
            self.ledger.note(of, one)

    def _chunks(self, taken: Taken, receipts: Receipts) -> Iterator[tuple[list[Prepared], _Rows, _Marks]]:
        chunk: list[Prepared] = []
        rows: _Rows = []
        marks: _Marks = []
        unreadable: list[FileUnreadable] = []
        clock = perf_counter()
        number = taken.before
        for raw in until_unreadable(taken, unreadable):
            if isinstance(raw, (Bookmark, Later)):
                marks.append(raw)
                continue
            of = raw.of if isinstance(raw, Placed) else taken
            for line, match, row in self._rows(raw, of):
                number += 1
                clock = self._lap("decode", clock)
                one = receipts.of(match, of)
                one.read += 1
                self.ledger.kinds[one.object].add(match.name)
                reason = row if isinstance(row, str) else self._translate(one, match, row, number, chunk)
                if reason is None:
                    rows.append((one, number))
                else:
                    self.quarantine.add(one, line, number, reason, raw)
                clock = self._lap("translate", clock)
                if len(rows) >= CHUNK_ROWS:
                    self.quarantine.flush()
                    yield chunk, rows, marks
                    chunk, rows, marks = [], [], []
                    clock = perf_counter()
        self.quarantine.flush()
        if rows or marks:
            yield chunk, rows, marks
        for error in unreadable:
            raise error

    def _rows(self, raw: RawRow | BadRow, taken: Taken) -> Iterable[tuple[int, ObjectMatch, dict[str, Any] | str]]:
        """The rows of one raw row: an envelope has several, a bad row has its reason."""
        if isinstance(raw, BadRow):
            yield raw.line, taken.match, raw.reason
            return
        for row in self.translator.rows_of(raw.data) if taken.nested else (raw.data,):
            yield raw.line, (self.translator.match_row(row) if taken.nested else None) or taken.match, row

    def _translate(
        self, one: FileReceipt, match: ObjectMatch, row: dict[str, Any], number: int, chunk: list[Prepared]
    ) -> str | None:
        """Append what the row says to the chunk; a reason where it was refused."""
        try:
            translated = self.translator.translate(match, row)
        except RowRefused as refused:
            return refused.message
        for claims in translated["claims"]:
            for aside in claims.get("set_aside", ()):
                one.set_aside[f"{aside['field']}: {aside['reason']}"] += 1
        chunk.extend(prepare(self.ids, match.name, row, translated, number))
        self.dangling.note(one, translated["claims"])
        for kind, earlier in self.translator.unfolded(match, row):
            try:
                past = self.translator.translate(kind, earlier)
            except RowRefused as refused:
                one.set_aside[f"{kind.name}: {refused.message}"] += 1
                continue
            if past["clock"] != "source":
                # said at no known time, it would count as said now
                one.set_aside[f"{kind.name}: no time of its own"] += 1
                continue
            chunk.extend(prepare(self.ids, kind.name, earlier, past, number))
        return None

    def _store(
        self,
        chunk: list[Prepared],
        rows: _Rows,
        taken: Taken,
        marks: _Marks,
    ) -> None:
        if self.receipt.dry_run:
            result = ChunkResult(fresh={number for _, number in rows})
        else:
            bookmark = next((one for one in reversed(marks) if isinstance(one, Bookmark)), None)
            result = self._store_chunk(chunk, taken.name, bookmark)
            for mark in marks:
                if isinstance(mark, Later):
                    mark.do()
        if self.snapshot is not None:
            self.snapshot.note(chunk, result)
        for one, number in rows:
            if number in result.withheld.lines:
                one.erased += 1
            elif number in result.fresh:
                one.accepted += 1
            else:
                one.unchanged += 1
        self.waiting.note(result.withheld, rows)
        for stage, seconds in result.seconds.items():
            self.seconds[stage] += seconds
        self.progress(len(rows))

    def _store_chunk(self, chunk: list[Prepared], name: str, bookmark: Bookmark | None = None) -> ChunkResult:
        self.sequence += 1
        ledger = {
            "id": f"{self.receipt.batch}|{name}|{self.sequence}",
            "batch": self.receipt.batch,
            "source": self.receipt.source,
            "at": self.translator.observed_at,
        }
        chunk = gathered(chunk)
        mapping = self.translator.mapping_hash
        # before what they follow from: a run that breaks off in between has said nothing wrong and nothing is missing
        if lent := self.lending.copies(chunk):
            content = content_hash([[one.rid, one.at, one.hash] for one in lent])
            self.settler.store(lent, ledger={**ledger, "id": f"{ledger['id']}|lent {content}"}, mapping=mapping)
        held_at = self.translator.observed_at if self.snapshot is not None else None
        return self.settler.store(chunk, ledger=ledger, mapping=mapping, held_at=held_at, bookmark=bookmark)

    def let_in(self) -> None:
        """What was kept out too early, because the act that lets it in came later in this run."""
        self.waiting.let_in(lambda chunk: self._store_chunk(chunk, "let in").fresh, CHUNK_ROWS)

    def _lap(self, stage: str, since: float) -> float:
        now = perf_counter()
        self.seconds[stage] += now - since
        return now

    def close(self) -> None:
        """Close the batch; a closed one may retire what a full snapshot does not hold."""
        self.dangling.settle()
        self.receipt.seconds = dict(self.seconds)
        self.ledger.close()
        if self.snapshot is not None:
            self.snapshot.close(self.translator.observed_at, self.ledger.kinds)
            self.settler.finish_pending()
            self.ledger.close()


__all__ = ["FileReceipt", "Plan", "Receipt", "ingest"]
