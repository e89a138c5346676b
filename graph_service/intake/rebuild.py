"""Rebuild: the settled graph made again from evidence, in place, page by page, while reads go on.

In: the evidence and the present model. Out: what differed; with ``check`` nothing is written. Refuses: nothing.
Memory is that of a page and its neighbours. A row whose source file changed since is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import uuid4

from graph_service.graph.ids import Ids
from graph_service.graph.pages import pages
from graph_service.graph.write import Work, Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.counted import gathered
from graph_service.intake.differences import Differences, WatchedWriter
from graph_service.intake.erase import finish_erasures
from graph_service.intake.feeding.leaving import tell_retired
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.rehearsal import Rehearsal
from graph_service.intake.reread import Rereading
from graph_service.model.model import Model

PAGE = 1_000
_NOUNS = 10_000


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did, or would do.

    Attributes:
        check: whether it only looked.
        records: records looked at.
        differences: what was, or would be, written.
        unreadable: ``system object`` -> stored rows that the present mapping refuses; they stay as they were read.
        not_followed: records that refer to what would change and were too many to be looked at; 0 unless ``check``.
    """

    check: bool
    records: int = 0
    differences: Differences = field(default_factory=Differences)
    unreadable: dict[str, int] = field(default_factory=dict)
    not_followed: int = 0

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "check": self.check,
            "records": self.records,
            **self.differences.to_json(),
            "unreadable": self.unreadable,
            "not_followed": self.not_followed,
        }


def rebuild(
    writer: Writer,
    model: Model,
    ids: Ids,
    grace: float,
    *,
    at: str,
    check: bool,
    progress: Callable[[int], None] | None = None,
) -> Rebuilt:
    """Settle every record again and write the differences.

    Args:
        writer: the database.
        model: the present Model.
        ids: makes ids.
        grace: seconds a stop-bearing link outlives its replacement.
        at: instant of this run.
        check: look only: each page is settled in a transaction that is rolled back, with those on other pages that
            refer to what it changes. Two pages that change each other's records are not seen together.
        progress: called with the number of records since the last call.
    """
    run = _Rebuild(writer, model, ids, grace, at, check)
    if not check:
        finish_erasures(Settler(writer, model, ids, grace))
        run.settler.finish_pending()
    for page in pages(lambda after: writer.run("evidence/record_page", after=after, most=PAGE)):
        run.page([row for row in page if row["versions"]])
        if progress is not None:
            progress(len(page))
    run.finish()
    return run.report


class _Rebuild:
    def __init__(self, writer: Writer, model: Model, ids: Ids, grace: float, at: str, check: bool) -> None:
        self.watched = WatchedWriter(writer, model, keep=not check)
        self.settler = (Rehearsal if check else Settler)(self.watched, model, ids, grace)
        self.reading = Rereading(model, ids)
        self.report = Rebuilt(check, differences=self.watched.differences)
        self.at = at
        self.batch = f"rebuild-{uuid4().hex}"
        self.reread = False

    def page(self, rows: list[dict[str, Any]]) -> None:
        """Read again what is read otherwise now, then settle all of them."""
        self.report.records += len(rows)
        by_system = groupby(sorted(rows, key=_system), key=_system)
        for system, own in by_system:
            self._read_again(system, list(own))
        if rows:
            # what carries stops waits its grace as ever, all pages' at once
            self.settler.settle_again(
                [row["id"] for row in rows], retire=self.report.check, name=f"{self.batch}|{rows[0]['id']}"
            )

    def _read_again(self, system: str, rows: list[dict[str, Any]]) -> None:
        changed: list[Prepared] = []
        same: list[list[Any]] = []
        for row in rows:
            differ, noted = self.reading.versions(row["key"], row["versions"])
            changed += differ
            same += noted
        if changed:
            self.reread = True
            ledger = {"id": f"{self.batch}|{rows[0]['id']}", "batch": self.batch, "source": system, "at": self.at}
            self.settler.store(gathered(changed), ledger=ledger, mapping=self.reading.mapping(system))
        if same and not self.report.check:
            self.settler.writer.work(lambda work: work.do("evidence/touch_versions", rows=same), "rebuild")

    def finish(self) -> None:
        """Retire what waited, and what no record makes any more."""
        if not self.report.check:
            self.settler.finish_pending()
            if self.reread:
                self.watched.run("evidence/drop_batch", batch=self.batch)
        start = ""
        for page in pages(lambda after: self.watched.run("evidence/rebuild_orphans", after=after, most=_NOUNS)):
            if not all(row["held"] for row in page):
                self.watched.work(lambda work, start=start: self._drop_orphans(work, start), "rebuild")  # type: ignore[misc]
            start = page[-1]["id"]
        if not self.report.check:
            self.watched.run("feed/settled_under", model=self.settler.model.version)
        self.report.not_followed = self.settler.not_followed if isinstance(self.settler, Rehearsal) else 0
        self.report.unreadable = dict(sorted(self.reading.unreadable.items()))

    def _drop_orphans(self, work: Work, after: str) -> None:
        work.lock()
        orphans = [id_ for id_, held in work.rows("evidence/rebuild_orphans", after=after, most=_NOUNS) if not held]
        tell_retired(work, self.settler.model, orphans, self.batch)
        work.do("settle/delete_nouns", ids=orphans)


def _system(row: dict[str, Any]) -> str:
    return str(row["key"].partition("|")[0])
