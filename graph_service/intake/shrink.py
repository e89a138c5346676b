"""How much a full snapshot may retire, and a person's leave for more.

In: what a snapshot would retire. Out: why it may not, or the record of the leave. Refuses: nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.graph.ids import Ids
from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.receipt import SnapshotReceipt
from graph_service.intake.snapshot_log import NO_LINE
from graph_service.model.claims import Claims, record_key
from graph_service.model.model import Model


@dataclass(frozen=True, slots=True)
class Allowed:
    """Leave to retire more than the guard lets pass.

    Attributes:
        actor: who gives it.
        reason: why.
    """

    actor: str
    reason: str


def too_much(model: Model, system: str, line: SnapshotReceipt, share: float, strange: set[str]) -> str | None:
    """Why a person must give leave; None where the snapshot may pass.

    Args:
        model: the Model.
        system: the source.
        line: what would be retired.
        share: part of the living records that may go without leave.
        strange: kinds of row by which alone some of the records were told, and of which the snapshot has no file.
    """
    if strange:
        kinds = ", ".join(sorted(strange))
        return f"{line.retired:,} of {line.live:,} records would go, and some came as {kinds}, of which it has no file"
    if line.retired and carries_stops(model, system, line.object):
        return f"it says whom not to contact, and {line.retired:,} of {line.live:,} records would go"
    if line.retired > share * line.live:
        return f"{line.retired:,} of {line.live:,} records would go, more than {share:.0%}"
    return None


def carries_stops(model: Model, system: str, object_: str) -> bool:
    """Whether records of a kind say whom not to contact.

    Args:
        model: the Model.
        system: the source.
        object_: the kind of record.
    """
    return any(
        emit.object == object_ and emit.stops for row in model.sources[system].objects for emit in (row, *row.also)
    )


def leave(model: Model, ids: Ids, system: str, line: SnapshotReceipt, allowed: Allowed) -> Prepared:
    """A person's leave as a record of the steward.

    Args:
        model: names the steward.
        ids: makes birth ids.
        system: the source.
        line: what is retired.
        allowed: who gives leave, and why.
    """
    key = record_key(model.steward, "shrink", f"{system}|{line.object}|{line.at}")
    claims: Claims = {
        "record": key,
        "noun": None,
        "state": "live",
        "decision": {
            "kind": "ALLOW_SHRINK", "actor": allowed.actor, "reason": allowed.reason, "source": system,
            "object": line.object, "retired": line.retired, "live": line.live,
        },
    }  # fmt: skip
    return Prepared(ids.birth(key), line.at, "source", content_hash(claims), "{}", claims, NO_LINE)
