"""Ambiguities and what people decided about them, written as a difference to what the graph holds.

In: an open unit of work, what was touched and what it settled to. Out: nothing. Refuses: to forget a decision: it is
evidence of its own, so it outlives the ambiguity, and holds for it again if the same evidence shows it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.forest import Replanted
from graph_service.intake.hashing import content_hash
from graph_service.intake.identify import Touched
from graph_service.intake.settle import Settled
from graph_service.intake.settling.doubts import (
    BY_MANY,
    IDENTITY,
    acted,
    joined,
    record_doubts,
    retracted,
    retraction,
)
from graph_service.intake.settling.evidence import RecordView
from graph_service.intake.settling.identity import Doubt
from graph_service.model.model import Model


def ambiguity_id(ids: Ids, kind: str, subject: str) -> str:
    """The id of an ambiguity, which follows from what it is about."""
    return "amb_" + ids.birth(f"{kind}|{subject}")


def evidence_hash(doubt: Doubt) -> str:
    """What a decision about it rests on; not its wording, which may be improved."""
    return content_hash([doubt.candidates, doubt.facts])


def write_doubts(work: Work, model: Model, ids: Ids, touched: Touched, settled: Settled, replanted: Replanted) -> None:
    """One node for what a doubt is about; those that the evidence no longer shows go.

    Args:
        work: the open transaction.
        model: the Model.
        ids: makes ids.
        touched: the records and what the graph held of them.
        settled: what the graph should hold, with its doubts.
        replanted: subjects of cycles that are over.
    """
    _write_decisions(work, model, touched)
    judged = {rid for node in settled.nodes.values() for rid in node.records} | touched.others.keys()
    records = touched.records
    views = [records[rid] for rid in sorted(judged) if rid in records]
    alone = record_doubts(model, views) + _retractions(work, model, views)
    doubts = {
        ambiguity_id(ids, doubt.kind, doubt.subject): doubt for doubt in joined([*settled.doubts, *alone]).values()
    }
    over, loose, have = _before(work, touched, judged, doubts)
    over |= _explained(work, model, touched)
    over |= {ambiguity_id(ids, "CYCLE", subject) for subject in replanted.healed} - doubts.keys()
    # only a key that somebody gave up can have fewer holders than before
    given_up = {key for view in touched.views.values() for key in view.former_keys} & touched.keys
    over |= {ambiguity_id(ids, "KEY_SHARED_BY_TOO_MANY", key) for key in given_up} - doubts.keys()
    if over:
        work.do("settle/drop_doubts", ids=sorted(over))
    work.do("settle/loosen_doubts", rows=sorted(loose))
    work.do("settle/put_doubts", rows=[_row(id_, doubt) for id_, doubt in sorted(doubts.items())])
    work.do(
        "settle/doubt_records",
        rows=[[id_, rid] for id_, doubt in sorted(doubts.items()) for rid in doubt.records if (id_, rid) not in have],
    )


def _retractions(work: Work, model: Model, views: Iterable[RecordView]) -> list[Doubt]:
    """Stops that a source no longer says, where no act of the subject is on record under the same addresses."""
    found = retracted(model, views)
    if not found:
        return []
    acts = _acts(work, {key for view, _ in found for key in (*view.keys, *view.former_keys)})
    return [
        retraction(view, stop)
        for view, stop in found
        if not acted(model, stop, (act for key in (*view.keys, *view.former_keys) for act in acts.get(key, ())))
    ]


def _acts(work: Work, keys: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    acts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, permissions in work.rows("settle/acts", keys=sorted(keys)):
        acts[key] += orjson.loads(permissions)
    return acts


def _explained(work: Work, model: Model, touched: Touched) -> set[str]:
    """Doubts about stops that an act of the subject answers, whichever of the two came last."""
    keys = {
        key
        for view in touched.records.values()
        if any(act.get("by_subject") for act in view.permissions)
        for key in view.keys
    }
    if not keys:
        return set()
    over: set[str] = set()
    for id_, slot, stops, held in work.rows("settle/retractions", keys=sorted(keys)):
        acts = _acts(work, held)
        told = [stop for stop in orjson.loads(stops) if stop["slot"] == slot]
        if any(acted(model, stop, (act for said in acts.values() for act in said)) for stop in told):
            over.add(id_)
    return over


def _before(
    work: Work, touched: Touched, judged: set[str], doubts: dict[str, Doubt]
) -> tuple[set[str], list[list[str]], set[tuple[str, str]]]:
    """Ambiguities that are over, (ambiguity, record) pairs that no longer hold, and pairs that the graph has."""
    over: set[str] = set()
    loose: list[list[str]] = []
    have: set[tuple[str, str]] = set()
    known = sorted(touched.known.keys() & touched.records.keys())
    for id_, kind, rid in work.rows("settle/doubts_about", ids=known) if known else ():
        have.add((id_, rid))
        if rid not in judged and not (kind in IDENTITY and rid in touched.views):
            continue
        if id_ not in doubts and kind not in BY_MANY:
            over.add(id_)
        elif id_ not in doubts or rid not in doubts[id_].records:
            loose.append([id_, rid])
    return over, loose, have


def _row(id_: str, doubt: Doubt) -> list[Any]:
    return [
        id_, doubt.kind, doubt.subject, doubt.text, list(doubt.candidates), evidence_hash(doubt), doubt.since,
        doubt.kind in BY_MANY,
    ]  # fmt: skip


def _write_decisions(work: Work, model: Model, touched: Touched) -> None:
    rows: list[list[Any]] = []
    withdrawn: list[str] = []
    for rid, view in sorted(touched.others.items()):
        if view.decides is None or view.system != model.steward:
            continue
        if view.state != "live":
            withdrawn.append(rid)
            continue
        said: dict[str, Any] = {**view.decides}
        names = ("ambiguity", "evidence", "decision", "reason", "actor", "team", "at")
        rows.append([rid, *(said.get(name) for name in names), content_hash(said)])
    work.do("settle/put_decisions", rows=rows)
    if withdrawn:
        work.do("settle/drop_decisions", ids=withdrawn)
