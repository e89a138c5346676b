"""Erasure: a person leaves every node, index, version, refused row and receipt; keyed hashes of theirs stay.

In: a person, or addresses and records of one, with who ordered it and why. Out: :class:`Erasure`, what was done and
what cannot be promised. Refuses: a person that is not known and an order without an actor.

Two steps, because readers must never see a stop nowhere (DESIGN, Stops): the marks are committed first, and answer
SUPPRESSED (ERASED) for every address and id; the evidence goes a grace later. A crash between leaves the order in the
graph, and the next writer finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import sleep, time
from typing import Any
from uuid import uuid4

import orjson

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids, noun_id
from graph_service.graph.pages import pages
from graph_service.graph.write import Work, Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.erasing.closure import extent
from graph_service.intake.erasing.marks import mark_id
from graph_service.intake.erasing.person import Named
from graph_service.intake.erasing.redact import GONE, contact_keys, names_in, redacted
from graph_service.intake.feeding.leaving import tell_erased, tell_marked
from graph_service.intake.hashing import row_hash
from graph_service.model.claims import Claims
from graph_service.model.model import Model

PAGE = 1_000


@dataclass(slots=True)
class Erasure:
    """What an erasure did.

    Attributes:
        id: of the order, which stays in the graph without a word of the person.
        records: how many records went, with everything they said.
        cleaned: how many records of others were cleaned of the person.
        addresses: how many addresses and numbers may not come back.
        quarantined: how many refused rows went.
        kept: how many addresses and numbers others hold too: they stay with those.
        mentions: keys of records of others that still contain the person's full name in free text.
        not_promised: what no erasure here can reach.
    """

    id: str
    records: int = 0
    cleaned: int = 0
    addresses: int = 0
    quarantined: int = 0
    kept: int = 0
    mentions: list[str] = field(default_factory=list)
    not_promised: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As written for callers."""
        return asdict(self)


NOT_PROMISED = [
    "the disk: the database reuses the room of what is deleted and does not scrub it; `gtm-graph compact` does",
    "backups and exports made before now",
    "the systems of record themselves: what they send again is kept out here, not there",
]


def erase(
    settler: Settler,
    named: Named,
    *,
    actor: str,
    team: str = "",
    reason: str = "",
    at: str | None = None,
    order: str | None = None,
    embedded: bool = True,
) -> Erasure:
    """Erase one person.

    Args:
        settler: the database, the Model and the grace.
        named: the person.
        actor, team, reason: who ordered it, as a member of which team, and why; kept with the order.
        at: instant of the order, as stored times are written; default now. What the person does later opens a new
            identity.
        order: id of the order; default a new one.
        embedded: whether the server is our own child.
    Raises:
        UsageError: no actor.
    """
    if not actor:
        raise UsageError("an erasure needs an actor", hint="--actor NAME")
    order = order or uuid4().hex
    when = at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def mark(work: Work) -> None:
        work.lock()
        todo = _plan(work, settler.model, settler.ids, named)
        tell_marked(work, settler.model, settler.ids, todo["records"], todo["keys"], order)
        # the reason must not keep what the erasure takes away
        said, _ = redacted(reason, {"record": "", "noun": None, "state": "live"}, set(todo["names"]).__contains__)
        work.do("erasure/put_marks", rows=[[mark, kind, when] for mark, kind in todo.pop("marks")])
        work.do(
            "erasure/put_job", id=order, at=when, actor=actor, team=team, reason=said,
            work=orjson.dumps(todo).decode(), due=time() + settler.grace,
        )  # fmt: skip

    settler.writer.work(mark, "erase")
    done = {one.id: one for one in finish_erasures(settler)}
    report = done.get(order, Erasure(order))
    report.not_promised = NOT_PROMISED if embedded else [_FOREIGN, *NOT_PROMISED[1:]]
    return report


_FOREIGN = "a server we do not run: its disk, its logs and its backups"


def _plan(work: Work, model: Model, ids: Ids, named: Named) -> dict[str, Any]:
    """Everything the order has to do, and the marks that it leaves."""
    reach = extent(work, model, named.persons, named.keys, named.records)
    names: set[str] = set()
    held: set[str] = set(reach.keys)
    own: set[str] = set()
    for key, versions in _evidence(work, sorted(reach.records)):
        own.add(key)
        for _, _, claims, _ in versions:
            names |= names_in(claims)
            held |= contact_keys(claims) - reach.kept
    marks = [(rid, "RECORD") for rid in sorted(reach.records)]
    marks += [(mark_id(ids, "key|" + key), "KEY") for key in sorted(held)]
    marks += [(mark_id(ids, name), "NAME") for name in sorted(names)]
    return {
        "marks": marks,
        "records": sorted(reach.records),
        "others": sorted(reach.others),
        "keys": sorted(held),
        "kept": len(reach.kept),
        "names": sorted({*own, *names, *("key|" + key for key in held)}),
    }


def _evidence(work: Work, rids: list[str]) -> Iterator[tuple[str, list[tuple[str, Any, Claims, str]]]]:
    """Record keys with (element id, row, claims, hash) of each version."""
    for _, key, versions in work.rows("erasure/versions", ids=rids):
        yield (
            key,
            [(element, orjson.loads(row), orjson.loads(claims), hash_) for element, row, claims, hash_ in versions],
        )


def finish_erasures(settler: Settler) -> list[Erasure]:
    """Do what orders left to be done, each a grace after it was given."""
    done: list[Erasure] = []
    for job in settler.writer.run("erasure/jobs"):
        sleep(max(0.0, job["due"] - time()))
        done.append(_carry_out(settler, job["id"], orjson.loads(job["work"])))
    return done


def _carry_out(settler: Settler, order: str, todo: dict[str, Any]) -> Erasure:
    writer, names = settler.writer, set(todo["names"])
    mentions = _mentions(writer, todo)
    found_again = [rid for rid, _, certain in mentions if certain]
    others = sorted({*todo["others"], *found_again} - set(todo["records"]))
    points = [noun_id("cpt", settler.ids.birth("point|" + key)) for key in todo["keys"]]
    changed: set[str] = set()

    def unit(work: Work) -> None:
        work.lock()
        changed.update(row[0] for row in work.rows("erasure/neighbours", ids=todo["records"]))
        changed.update(_clean_others(work, others, names))
        tell_erased(work, settler.model, todo["records"], order)
        work.do("erasure/delete_records", ids=todo["records"])
        work.do("erasure/drop_orphans", keys=todo["keys"], points=points)

    writer.work(unit, "erase")
    for start in range(0, len(ordered := sorted(changed)), PAGE):
        settler.settle_again(ordered[start : start + PAGE], retire=True, name=f"{order}~{start}")
    settler.finish_pending()
    report = Erasure(
        order,
        records=len(todo["records"]),
        cleaned=len(others),
        addresses=len(todo["keys"]),
        quarantined=_quarantine(writer, names),
        kept=todo["kept"],
        mentions=sorted(key for _, key, certain in mentions if not certain),
    )
    _receipts(writer, names)
    counts = {name: value for name, value in report.to_json().items() if name not in ("id", "not_promised")}
    writer.run("erasure/close_job", id=order, counts=orjson.dumps(counts).decode())
    return report


def _clean_others(work: Work, rids: list[str], names: set[str]) -> set[str]:
    """Take the person out of what others said; returns the records that changed."""
    rows: list[list[Any]] = []
    changed: set[str] = set()
    for rid, _, versions in work.rows("erasure/versions", ids=rids):
        for element, row, claims, hash_ in versions:
            said, claimed = redacted(orjson.loads(row), orjson.loads(claims), names.__contains__)
            place = hash_[len(hash_.partition(":")[0]) :]
            rows.append([element, orjson.dumps(said).decode(), orjson.dumps(claimed).decode(), row_hash(said) + place])
        changed.add(rid)
    work.do("erasure/rewrite_versions", rows=rows)
    return changed


def _words(names: set[str]) -> tuple[list[str], list[str]]:
    """What to look for in texts: addresses and numbers, which are certain, and full names, which are not."""
    certain = [name.split("|", 2)[2].casefold() for name in names if name.startswith("key|")]
    likely = [name.partition("|")[2] for name in names if name.startswith("name|")]
    return sorted(certain), sorted(likely)


def _mentions(writer: Writer, todo: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Other records whose text holds an address (certain) or the full name: (birth id, record key, certain)."""
    certain, likely = _words(set(todo["names"]))
    known = {*todo["records"], *todo["others"]}
    found: dict[str, tuple[str, bool]] = {}
    for words, sure in ((certain, True), (likely, False)):
        after: str | None = "" if words else None
        while after is not None:
            (page,) = writer.run("erasure/mentions_page", after=after, most=PAGE, words=words)
            found.update({rid: (key, sure) for rid, key in page["hits"] if rid not in known and rid not in found})
            after = page["last"]
    return [(rid, key, sure) for rid, (key, sure) in found.items()]


def _quarantine(writer: Writer, names: set[str]) -> int:
    """Refused rows that hold the person go whole: nobody can tell what else in them is theirs."""
    words = [word for part in _words(names) for word in part]
    ids = [
        row["id"]
        for row in _rows(writer, "erasure/quarantine_page")
        if any(word in f"{row['row']} {row['reason']}".casefold() for word in words)
    ]
    writer.run("ledger/drop_quarantined", ids=ids)
    return len(ids)


def _receipts(writer: Writer, names: set[str]) -> None:
    words = [word for part in _words(names) for word in part]
    rows = []
    for row in _rows(writer, "erasure/batch_page"):
        text = row["receipt"] or ""
        if any(word in text.casefold() for word in words):
            said, _ = redacted(orjson.loads(text), {"record": "", "noun": None, "state": "live"}, names.__contains__)
            rows.append([row["id"], orjson.dumps(said).decode()])
    if rows:
        writer.run("erasure/rewrite_receipts", rows=rows)


def _rows(writer: Writer, name: str) -> Iterator[dict[str, Any]]:
    for page in pages(lambda after: writer.run(name, after=after, most=PAGE)):
        yield from page


__all__ = ["GONE", "Erasure", "erase", "finish_erasures"]
