"""One chunk of translated rows in one transaction: evidence, settling, ledger.

In: a unit of work factory and prepared versions. Out: how many were new or unchanged, and what is left to do.
Refuses: a batch id used before with other content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from time import perf_counter, time
from typing import Any

import orjson

from graph_service.errors import BatchConflict
from graph_service.graph.ids import Ids, noun_id
from graph_service.graph.pages import pages
from graph_service.graph.write import Work, Writer
from graph_service.intake.commit import Outcome, commit
from graph_service.intake.decode.rows import Bookmark
from graph_service.intake.erasing.marks import Withheld, withhold
from graph_service.intake.feeding.watch import batch_of
from graph_service.intake.forest import hold_forest
from graph_service.intake.hashing import content_hash
from graph_service.intake.identify import Known, Touched, identify, read_known
from graph_service.intake.new_evidence import NewEvidence, Prepared
from graph_service.intake.resolve import resolver
from graph_service.intake.settle import settle
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.versions import absorb
from graph_service.intake.snapshot_log import born_retired, marked, newly_told
from graph_service.model.model import Model

RELINK_PAGE = 1_000


@dataclass(slots=True)
class ChunkResult:
    """What a chunk did.

    Attributes:
        fresh: lines that brought a version not seen before.
        withheld: what of the chunk was of erased persons.
        told: birth ids of records that told of themselves for the first time.
        marked: birth ids of records of which a full snapshot said that they were not there.
        pending: whether later work was written down.
        seconds: time by stage.
    """

    fresh: set[int] = field(default_factory=set)
    withheld: Withheld = field(default_factory=lambda: Withheld([]))
    told: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    pending: bool = False
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    changes: int = 0


class Settler:
    """Settles touched records in transactions of their own.

    Args:
        writer: the database.
        model: the Model.
        ids: makes birth ids.
        grace: seconds a stop-bearing link outlives its replacement.
        telling: False where the change feed tells nothing of it, because nothing changes for those who read.
    """

    def __init__(self, writer: Writer, model: Model, ids: Ids, grace: float, *, telling: bool = True) -> None:
        self.writer = writer
        self.model = model
        self.ids = ids
        self.grace = grace
        self.telling = telling and "feed" in model.policies

    def store(
        self,
        chunk: list[Prepared],
        *,
        ledger: dict[str, Any],
        mapping: str,
        held_at: str | None = None,
        bookmark: Bookmark | None = None,
    ) -> ChunkResult:
        """Write a chunk's evidence, settle it, and write its ledger row, all or nothing.

        Args:
            chunk: prepared versions, any number per record.
            ledger: ``id``, ``batch``, ``source``, ``at`` of the chunk.
            mapping: hash of the source's mapping.
            held_at: time of the full snapshot that the chunk is part of.
            bookmark: how far its stream is read with it.
        Raises:
            BatchConflict: the chunk's id was used with other content.
        """
        digest = content_hash([[p.rid, p.at if p.clock == "source" else "", p.hash] for p in chunk])

        def unit(work: Work) -> ChunkResult:
            result = ChunkResult()
            clock = perf_counter()
            work.lock()
            before = work.rows("evidence/chunk", id=ledger["id"])
            if before:
                if before[0][0] != digest:
                    raise BatchConflict(
                        f"batch {ledger['batch']} was used before with other content", where=ledger["id"],
                        hint="leave --batch-id out, or give a new one",
                    )  # fmt: skip
                # it was not read again, so nothing is known of its records
                result.marked = {p.rid for p in chunk}
                return result
            result.withheld = withhold(work, self.model, self.ids, chunk)
            allowed = result.withheld.chunk
            known = read_known(work, sorted({p.rid for p in allowed}))
            allowed = [*allowed, *born_retired(work, allowed, known, held_at)]
            result.told = newly_told(allowed, known)
            result.marked = marked(allowed, known)
            changed, rows = self._merge(allowed, known, mapping, ledger["batch"], result)
            clock = _lap(result, "identify", clock)
            if changed:
                self._settle(work, changed, known, rows, result, ledger["id"], clock)
            clock = perf_counter()
            rows.write_touched(work)
            work.do("evidence/put_chunk", **ledger, hash=digest, rows=len(chunk))
            if bookmark is not None:
                work.do("ledger/put_bookmark", **asdict(bookmark), batch=ledger["batch"], at=ledger["at"])
            result.changes = work.changes
            _lap(result, "commit", clock)
            return result

        started = perf_counter()
        result = self.writer.work(unit, "ingest")
        # what the unit did not count is the transaction's own commit
        result.seconds["commit"] += perf_counter() - started - sum(result.seconds.values())
        return result

    def finish_pending(self, only: str = "") -> None:
        """Link again who refers to changed records, and retire what waited its grace.

        Args:
            only: what the ids of the work begin with; the rest is left to others.
        """
        while waiting := [one for one in self.writer.run("settle/pending") if one["id"].startswith(only)]:
            for pending in waiting:
                self._relink(pending["changed"], pending["keys"], pending["id"])
                if pending["records"]:
                    _sleep_until(pending["due"])
                    self.settle_again(pending["records"], retire=True, name=pending["id"] + "~")
                self.writer.run("settle/drop_pending", id=pending["id"])

    def settle_again(self, rids: list[str], *, retire: bool, name: str) -> int:
        """Settle records from their evidence; returns the number of changes written."""

        def unit(work: Work) -> int:
            work.lock()
            locked = work.changes
            self._settle_stored(work, rids, name, retire=retire)
            return work.changes - locked

        return self.writer.work(unit, "settle")

    def _settle_stored(self, work: Work, rids: list[str], name: str, *, retire: bool) -> None:
        known = read_known(work, rids)
        said = {rid: one.versions for rid, one in known.items() if one.versions}
        changed = {rid: RecordEvidence(rid, told[0].claims["record"], told) for rid, told in said.items()}
        if changed:
            self._settle(work, changed, known, NewEvidence(), ChunkResult(), name, perf_counter(), retire=retire)

    def _relink(self, changed: list[str], keys: list[str], name: str) -> None:
        def read(after: str) -> list[dict[str, Any]]:
            return self.writer.run("evidence/referrers", ids=changed, keys=keys, after=after, most=RELINK_PAGE)

        for page in pages(read, RELINK_PAGE):
            rids = [row["id"] for row in page]
            self.settle_again(rids, retire=False, name=f"{name}+{rids[0]}")

    def _merge(
        self, chunk: list[Prepared], known: dict[str, Known], mapping: str, batch: str, result: ChunkResult
    ) -> tuple[dict[str, RecordEvidence], NewEvidence]:
        """New versions beside the stored ones; equal content is unchanged (DESIGN, Evidence)."""
        rows = NewEvidence()
        changed: dict[str, RecordEvidence] = {}
        versions: dict[str, list[Version]] = {rid: list(one.versions) for rid, one in known.items()}
        for one in chunk:
            mine = versions.setdefault(one.rid, [])
            stored_at = {id(version): version.at for version in mine}
            told, version = absorb(mine, Version(one.at, one.last_seen or one.at, one.clock, one.hash, one.claims))
            if told == "nothing":
                continue
            if told == "new":
                rows.fresh.append((one, version))
                result.fresh.add(one.line)
            else:
                place = rows.stored_at.setdefault(id(version), stored_at[id(version)])
                rows.touch[one.rid, version.hash, version.clock, place] = [
                    version.at, version.last_seen, orjson.dumps(version.claims).decode(), mapping,
                ]  # fmt: skip
            changed[one.rid] = RecordEvidence(one.rid, one.claims["record"], mine)
        rows.batch, rows.mapping = batch, mapping
        return changed, rows

    def _settle(
        self,
        work: Work,
        changed: dict[str, RecordEvidence],
        known: dict[str, Known],
        rows: NewEvidence,
        result: ChunkResult,
        name: str,
        clock: float,
        *,
        retire: bool = False,
    ) -> None:
        touched = identify(work, self.model, self.ids, changed, known)
        clock = _lap(result, "identify", clock)
        resolve = resolver(work, self.model, self.ids, touched)
        clock = _lap(result, "identify", clock)
        again = regrouped(touched, changed)
        settled = settle(
            self.model, touched.views, touched.identity, touched.attached, changed, again, resolve, self._point_id
        )
        clock = _lap(result, "settle", clock)
        replanted = hold_forest(work, self.model, settled, touched.known)
        outcome = commit(
            work, self.model, self.ids, touched, rows, settled, replanted, retire=retire or self.grace == 0,
            told_as=batch_of(name) if self.telling else None,
        )  # fmt: skip
        self._defer(work, touched, outcome, name, result)
        _lap(result, "commit", clock)

    def _point_id(self, key: str) -> str:
        return noun_id("cpt", self.ids.birth("point|" + key))

    def _defer(self, work: Work, touched: Touched, outcome: Outcome, name: str, result: ChunkResult) -> None:
        # nobody refers to a record or key that the graph did not know before
        changed = sorted({rid for rid in outcome.changed if rid in touched.known})
        keys = sorted({key for key in outcome.keys if key in touched.keys})
        if not (outcome.deferred or changed or keys):
            return
        # also those that make no noun: an event that gave up an address holds it until the grace is over
        records = sorted(touched.records) if outcome.deferred else []
        if not records and not self._has_referrers(work, changed, keys):
            return
        work.do(
            "settle/put_pending",
            id=name, records=records, changed=changed, keys=keys, due=time() + self.grace if records else 0.0,
        )  # fmt: skip
        result.pending = True

    @staticmethod
    def _has_referrers(work: Work, changed: list[str], keys: list[str]) -> bool:
        return bool(work.rows("evidence/referrers", ids=changed, keys=keys, after="", most=1))


def regrouped(touched: Touched, changed: Iterable[str]) -> set[str]:
    """Birth ids of changed records, of all that are, or were until now, one noun or person with one of them, and of
    those that are one with others than before."""
    before: dict[str, set[str]] = defaultdict(set)
    for rid, known in touched.known.items():
        if rid in touched.views:
            for earlier in (*known.nouns, *known.people):
                before[earlier].add(rid)
    found: set[str] = set()
    # a contest that begins or ends, or a key that too many hold, regroups records of which none changed
    for thing, members in touched.identity.members.items():
        if (rids := {v.rid for v in (*members, *touched.identity.decisions.get(thing, ()))}) != before.get(thing):
            found |= rids
    # a decision regroups what it is about
    for rid in {*changed, *(about for one in changed for about in touched.identity.about.get(one, ()))}:
        if rid not in touched.views:
            continue
        found.add(rid)
        now = (touched.identity.noun_of[rid], touched.identity.person_of.get(rid))
        for shown in now:
            if shown is not None:
                found.update(view.rid for view in touched.identity.members.get(shown, ()))
        before_now = touched.known.get(rid)
        if before_now is not None:
            for earlier in (*before_now.nouns, *before_now.people):
                found |= before[earlier]
    return found


def _lap(result: ChunkResult, stage: str, since: float) -> float:
    now = perf_counter()
    result.seconds[stage] += now - since
    return now


def _sleep_until(due: float) -> None:
    from time import sleep

    left = due - time()
    if left > 0:
        sleep(left)
