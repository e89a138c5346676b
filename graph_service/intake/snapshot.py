"""A run as a full snapshot: what it does not contain is retired, once it was read to its end.

In: the rows of a run, and after it the records of their kinds. Out: dated tombstones, and a line in the receipt for
each kind. Refuses: to retire anything after an incomplete file or a refused row, or more than the guard lets pass.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from time import time
from typing import Any, TypeVar

from graph_service.errors import SnapshotRefused
from graph_service.graph.pages import pages
from graph_service.intake.chunk import ChunkResult, Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.identify import read_known
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.receipt import Receipt, SnapshotReceipt
from graph_service.intake.settling.absence import in_effect, is_mark, judged
from graph_service.intake.settling.evidence import Version
from graph_service.intake.shrink import Allowed, leave, too_much
from graph_service.intake.snapshot_log import prepared

PAGE = 1_000
SCAN = 10_000
LEASE_SECONDS = 60.0
"""So long after its last sign a run that applies a snapshot counts as given up."""
_One = TypeVar("_One")
_Found = tuple[Prepared, bool, set[str]]


@dataclass(slots=True)
class _Plan:
    """One kind of record of the snapshot.

    Attributes:
        line: its line in the receipt.
        scope: ``system|object``.
        closed: times of the snapshots before.
        before: how many records lived before a snapshot that was refused since.
        absent, back: birth ids of records on which it leaves a mark, not held and held.
        strange: kinds of row by which alone some of the former were told, and of which the run has none.
    """

    line: SnapshotReceipt
    scope: str
    closed: list[str] = field(default_factory=list)
    before: int | None = None
    absent: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)


class Snapshot:
    """What one run contains, and what follows from it.

    Args:
        settler: writes tombstones.
        receipt: the run's; a line for each kind of record is added.
        share: part of the living records that may go without leave.
        allowed: leave for more.
    """

    def __init__(self, settler: Settler, receipt: Receipt, share: float, allowed: Allowed | None) -> None:
        self._settler = settler
        self._receipt = receipt
        self._share = share
        self._allowed = allowed
        self._members: dict[str, set[bytes]] = defaultdict(set)
        self._told: Counter[str] = Counter()
        self._marked: set[str] = set()

    def note(self, chunk: Iterable[Prepared], result: ChunkResult) -> None:
        """Remember which records a chunk told of, and what storing it found of them."""
        start = f"{self._receipt.source}|"
        told = set(result.told)
        for one in chunk:
            record = one.claims["record"]
            if one.claims["state"] != "unseen" and record.startswith(start):
                object_ = record[len(start) : record.index("|", len(start))]
                self._members[object_].add(bytes.fromhex(one.rid))
                if one.rid in told:
                    told.discard(one.rid)
                    self._told[object_] += 1
        self._marked |= result.marked

    def close(self, at: str, kinds: Mapping[str, set[str]]) -> None:
        """Judge every kind of record that the run was complete for; only then write the first tombstone.

        Args:
            at: when the snapshot was taken.
            kinds: object -> kinds of row that told of it in this run.
        """
        plans = [self._plan(object_, at) for object_ in sorted({one.object for one in self._receipt.objects})]
        self._receipt.snapshots = [plan.line for plan in plans]
        self._look_up(plans)
        plans = [plan for plan in plans if plan.line.reason is None]
        self._compare(plans, at, kinds)
        if self._receipt.dry_run:
            for plan in plans:
                plan.line.reason = f"dry run: {plan.line.retired:,} of {plan.line.live:,} records would go"
            return
        model, source = self._settler.model, self._receipt.source
        refused: dict[str, str] = {}
        for plan in plans:
            if why := too_much(model, source, plan.line, self._share, plan.strange):
                refused[plan.line.object] = why
        if refused and self._allowed is None:
            self._refuse(plans, refused)
            return
        try:
            for plan in plans:
                self._apply(plan, at, self._allowed if plan.line.object in refused else None)
        except SnapshotRefused as busy:
            self._receipt.refusal = busy

    def _plan(self, object_: str, at: str) -> _Plan:
        line = SnapshotReceipt(object_, at, members=len(self._members[object_]))
        # a file that was not read whole may have held any record of its kinds
        files = {one.file for one in self._receipt.objects if one.object == object_}
        for one in self._receipt.objects:
            if one.file in files and one.incomplete:
                line.reason = f"{one.file} was not read to its end"
            elif one.file in files and one.refused and line.reason is None:
                line.reason = f"refused rows of {one.file} ({one.refused:,}) may be of any record"
        return _Plan(line, f"{self._receipt.source}|{object_}")

    def _look_up(self, plans: list[_Plan]) -> None:
        logs = self._settler.writer.run("evidence/snapshot_logs", ids=[plan.scope for plan in plans])
        by_scope = {plan.scope: plan for plan in plans}
        for log in logs:
            plan = by_scope[log["id"]]
            plan.closed, plan.before = log["ats"], log["live"]
            if self._receipt.batch in log["batches"]:
                plan.line.reason = "this batch was applied before"

    def _compare(self, plans: list[_Plan], at: str, kinds: Mapping[str, set[str]]) -> None:
        """Look at every record of these kinds: what lives, what goes, what is back."""
        live: Counter[str] = Counter()
        absent: dict[str, list[str]] = defaultdict(list)
        for rid, object_, state in self._records([plan.line.object for plan in plans]):
            live[object_] += state == "live"
            if bytes.fromhex(rid) not in self._members[object_]:
                absent[object_].append(rid)
        for plan in plans:
            object_ = plan.line.object
            # records that came with this very snapshot must not hide how many of the others go
            before = live[object_] - self._told[object_]
            plan.line.live = before if plan.before is None else min(before, plan.before)
            for one, changes, told_by in self._marks(plan, at, absent[object_], contained=False):
                plan.absent.append(one.rid)
                plan.line.retired += changes
                if changes and told_by.isdisjoint(kinds.get(object_, ())):
                    plan.strange |= told_by
            held = (rid for rid in sorted(self._marked) if bytes.fromhex(rid) in self._members[object_])
            for one, changes, _ in self._marks(plan, at, held, contained=True):
                plan.back.append(one.rid)
                plan.line.returned += changes

    def _records(self, objects: list[str]) -> Iterator[tuple[str, str, str]]:
        if not objects:
            return
        run, of = self._settler.writer.run, {"system": self._receipt.source, "objects": objects, "most": SCAN}
        for page in pages(lambda after: run("evidence/snapshot_records", after=after, **of), SCAN):
            yield from ((row["id"], row["object"], row["state"]) for row in page)

    def _marks(self, plan: _Plan, at: str, rids: Iterable[str], *, contained: bool) -> Iterator[_Found]:
        """The marks this snapshot leaves on records, whether each changes what the record is, and who told of it."""
        for page in _pages(rids, PAGE):
            known = self._settler.writer.work(lambda work, ids=page: read_known(work, ids), "snapshot")  # type: ignore[misc]
            for rid, one in sorted(known.items()):
                mark = judged(one.versions, plan.closed, at, contained=contained)
                if mark is not None:
                    record = one.versions[0].claims["record"]
                    after = [*one.versions, mark.version(record)]
                    changes = _retired(one.versions) != _retired(after)
                    yield prepared(rid, record, mark), changes, _told_by(plan.line.object, one.versions)

    def _refuse(self, plans: list[_Plan], refused: dict[str, str]) -> None:
        for plan in plans:
            self._settler.writer.run("evidence/snapshot_hold", id=plan.scope, live=plan.line.live)
            plan.line.reason = refused.get(plan.line.object, "another kind of record of this snapshot was refused")
        self._receipt.refusal = SnapshotRefused(
            "nothing was retired: " + "; ".join(f"{object_}: {why}" for object_, why in refused.items()),
            where=f"snapshot of {self._receipt.source}",
            hint="the rows are taken in; where it is right, repeat with --allow-shrink REASON --actor NAME",
        )

    def _apply(self, plan: _Plan, at: str, allowed: Allowed | None) -> None:
        self._open(plan, at)
        if allowed is not None:
            one = leave(self._settler.model, self._settler.ids, self._receipt.source, plan.line, allowed)
            self._store(plan, at, [one])
            plan.line.allowed = allowed.reason
        for rids, contained in ((plan.absent, False), (plan.back, True)):
            for page in _pages(self._marks(plan, at, rids, contained=contained), PAGE):
                self._open(plan, at)
                self._store(plan, at, [one for one, *_ in page])
        self._settler.writer.run("evidence/snapshot_close", id=plan.scope, at=at, batch=self._receipt.batch)
        plan.line.applied = True

    def _open(self, plan: _Plan, at: str) -> None:
        now = time()
        (log,) = self._settler.writer.run(
            "evidence/snapshot_open",
            id=plan.scope, at=at, batch=self._receipt.batch, now=now, until=now + LEASE_SECONDS,
        )  # fmt: skip
        if not log["free"]:
            plan.line.reason = f"batch {log['other']} applies another snapshot of it"
            raise SnapshotRefused(
                plan.line.reason,
                where=plan.scope,
                hint="repeat this one when that is done, or has shown no sign for a minute",
            )

    def _store(self, plan: _Plan, at: str, chunk: list[Prepared]) -> None:
        batch = self._receipt.batch
        # named by its content: what an earlier try wrote already is no longer in it
        name = content_hash([[one.rid, one.hash] for one in chunk])
        ledger: dict[str, Any] = {
            "id": f"{batch}|snapshot {plan.scope}|{name}",
            "batch": batch,
            "source": self._receipt.source,
            "at": at,
        }
        self._settler.store(chunk, ledger=ledger, mapping="")


def _told_by(object_: str, versions: list[Version]) -> set[str]:
    """Names of the kinds of row by which a record told of itself."""
    own = (v.claims for v in versions if not is_mark(v) and v.claims["state"] != "unseen")
    return {claims.get("kind") or object_ for claims in own}


def _retired(versions: list[Version]) -> bool:
    return any(is_mark(version) for version in in_effect(versions))


def _pages(rows: Iterable[_One], size: int) -> Iterator[list[_One]]:
    left = iter(rows)
    while page := list(islice(left, size)):
        yield page
