"""Which full snapshots there were, and what they say of records that come after them.

In: an open unit of work and a chunk of prepared versions. Out: the tombstones of records that are born retired.
Refuses: nothing. A log is ``(:SnapshotLog {id: "system|object", ats, ...})``, one for each kind of record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph_service.graph.write import Work
from graph_service.intake.identify import Known
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.settling.absence import Mark, arrived, is_mark
from graph_service.intake.settling.evidence import Version

NO_LINE = -1
"""Line of what stands in no file."""


def scope_of(record: str) -> str:
    """``system|object`` of a record key: what a snapshot is complete for."""
    return record[: record.index("|", record.index("|") + 1)]


def prepared(rid: str, record: str, mark: Mark) -> Prepared:
    """A mark, ready to be stored.

    Args:
        rid: birth id of the record.
        record: its key.
        mark: what a snapshot says of it.
    """
    version = mark.version(record)
    return Prepared(rid, version.at, version.clock, version.hash, "{}", version.claims, NO_LINE)


def born_retired(
    work: Work, chunk: list[Prepared], known: Mapping[str, Known], held_at: str | None = None
) -> list[Prepared]:
    """Tombstones of records that a newer snapshot than their rows did not hold.

    Args:
        work: the open transaction, which holds the writer lock.
        chunk: the versions that come, snapshots' own marks among them or alone.
        known: what the graph holds of their records.
        held_at: time of the snapshot that tells them, if it is one.
    """
    said: dict[str, list[Prepared]] = defaultdict(list)
    for one in chunk:
        if "snapshot" not in one.claims:
            said[one.rid].append(one)
    scopes = {scope_of(own[0].claims["record"]) for own in said.values()}
    closed: dict[str, list[str]] = dict(work.rows("evidence/snapshot_times", ids=sorted(scopes))) if scopes else {}
    found: list[Prepared] = []
    for rid, own in said.items() if closed else ():
        record = own[0].claims["record"]
        times = closed.get(scope_of(record))
        if not times:
            continue
        before = known[rid].versions if rid in known else []
        mark = arrived(
            before, [Version(p.at, p.last_seen or p.at, p.clock, p.hash, p.claims) for p in own], times, held_at
        )
        if mark is not None:
            found.append(prepared(rid, record, mark))
    return found


def marked(chunk: Iterable[Prepared], known: Mapping[str, Known]) -> set[str]:
    """Birth ids of the records of a chunk that carry marks of snapshots.

    Args:
        chunk: what is stored, tombstones included.
        known: what the graph held before.
    """
    return {one.rid for one in chunk if "snapshot" in one.claims} | {
        rid for rid, one in known.items() if any(is_mark(version) for version in one.versions)
    }


def newly_told(chunk: Iterable[Prepared], known: Mapping[str, Known]) -> set[str]:
    """Birth ids of living records that the graph did not hold before, or only by what others say of them.

    Args:
        chunk: what is stored, tombstones included.
        known: what the graph held before.
    """
    fresh = {one.rid for one in chunk if one.rid not in known or known[one.rid].state == "unseen"}
    return fresh - {one.rid for one in chunk if one.claims["state"] not in ("live", "unseen")}
