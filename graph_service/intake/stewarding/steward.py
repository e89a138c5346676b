"""Decisions of people on their way in: one record of the system ``steward`` each, by the same road as all evidence.

In: a decision that was found to be allowed, or one to be withdrawn. Out: :class:`Written`. Refuses: a decision
without an actor or a reason; records that never came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import orjson

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.identify import read_known
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.settling.evidence import RecordEvidence, RecordView
from graph_service.intake.settling.fold import fold
from graph_service.intake.stewarding.decision import Row, Said, claims_of, key_of
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.written import Written
from graph_service.model.authority import Ruling
from graph_service.model.model import Model

REASON_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A source record that a decision rests on.

    Attributes:
        rid: its birth id.
        key: its record key, which never changes.
        noun: the noun it makes.
        things: ids of what it is part of now: the noun, and for a facet the person.
    """

    rid: str
    key: str
    system: str
    noun: str | None
    state: str
    things: tuple[str, ...]


class Steward:
    """Takes decisions into the graph.

    Args:
        settler: the database, the Model, the ids and the grace.
        clock: the present, for the time of a decision.
    """

    def __init__(self, settler: Settler, clock: Callable[[], datetime]) -> None:
        self.settler = settler
        self.model: Model = settler.model
        self.ids: Ids = settler.ids
        self.writer: Writer = settler.writer
        self._clock = clock

    def anchors(self, rids: Sequence[str]) -> list[Anchor]:
        """Records by birth id, in the order asked; those that never came are left out."""
        rows = {row["id"]: row for row in self.writer.run("stewarding/anchors", ids=list(rids))}
        return [
            Anchor(row["id"], row["key"], row["system"], row["noun"], row["state"], tuple(row["things"]))
            for rid in rids
            if (row := rows.get(rid)) is not None
        ]

    def anchor(self, thing: str) -> Anchor:
        """The oldest record of a thing, by whose birth id the thing is called.

        Raises:
            UsageError: the thing has no record of its own.
        """
        found = self.anchors([thing[4:]])
        if not found:
            raise UsageError(f"{thing} rests on no source record", hint="name it by a source's id")
        return found[0]

    def views(self, rids: Sequence[str]) -> dict[str, RecordView]:
        """What records say now, by birth id."""

        def read(work: Any) -> dict[str, RecordView]:
            known = read_known(work, list(rids))
            return {
                rid: fold(RecordEvidence(rid, one.versions[0].claims["record"], one.versions))
                for rid, one in known.items()
                if one.versions
            }

        return self.writer.work(read, "read")

    def take(self, by: By, reason: str, said: Said, ruling: Ruling, *, also: Sequence[Row] = ()) -> Written:
        """Write one decision.

        Args:
            by: who decides.
            reason: why; kept with it.
            said: what.
            ruling: why it is allowed.
            also: earlier decisions that this one takes the place of, already marked as withdrawn.
        Raises:
            UsageError: no actor or no reason.
        """
        _check(by, reason)
        who = {"actor": by.actor.strip(), "teams": list(by.teams), "reason": reason.strip(), "proposal": by.proposal}
        row = cast(Row, {"since": self._now(), **said, **who, "id": _id_of(by), "at": ""})
        if by.request:
            row["asked"] = by.asked
        row["at"] = self._later_than(self._newest(claims_of(self.model, row)))
        return self._store([row, *also], row, ruling)

    def check_end(self, until: str, most_days: int) -> None:
        """That a decision ends in time.

        Args:
            until: its end, an instant.
            most_days: it may last so long.
        Raises:
            UsageError: it ends in the past, or later.
        """
        now = self._clock().astimezone(UTC)
        if not _instant(now) < until <= _instant(now + timedelta(days=most_days)):
            raise UsageError(f"until is {until[:10]}", hint=f"a time from now on, at most {most_days} days ahead")

    def taken(self, by: By) -> Written | None:
        """What was decided under the same request before, if anything: a reply may be lost and the write sent again.

        Raises:
            UsageError: something else was asked under it.
        """
        row = self._kept(_id_of(by)) if by.request else None
        if row is None:
            return None
        if row.get("asked") != by.asked:
            raise UsageError("this key was used for another write", hint="a key of its own for every write")
        text = "this very write was taken before, so nothing is written again"
        return Written(row["id"], "ALREADY_TAKEN", text, self.writer.token, self._system(row))

    def decision(self, id_: str) -> Row:
        """A decision as it is kept.

        Raises:
            UsageError: there is none of this id.
        """
        found = self._kept(id_)
        if found is None:
            raise UsageError(f"no decision {id_[:60]!r}")
        return found

    def _kept(self, id_: str) -> Row | None:
        for proposal in (False, True):
            rid = self.ids.birth(key_of(self.model, id_, proposal=proposal))
            known = self.writer.work(lambda work, rid=rid: read_known(work, [rid]), "read").get(rid)  # type: ignore[misc]
            if known is not None and known.versions:
                return max((_row(one.claims) for one in known.versions), key=lambda row: "withdrawn" in row)
        return None

    def withdrawn(self, row: Row, by: By, reason: str) -> Row:
        """The same decision, taken back.

        Raises:
            UsageError: it was withdrawn before.
        """
        if "withdrawn" in row:
            raise UsageError(f"decision {row['id']} was withdrawn before")
        at = self._now()
        taken = row.copy()
        taken["withdrawn"] = {"actor": by.actor.strip(), "teams": list(by.teams), "reason": reason.strip(), "at": at}
        return taken

    def take_back(self, row: Row, by: By, reason: str, ruling: Ruling) -> Written:
        """Withdraw one decision: everything settles as if it had not been taken, from now on.

        Raises:
            UsageError: no actor or no reason, or it was withdrawn before.
        """
        _check(by, reason)
        return self._store([self.withdrawn(row, by, reason)], row, ruling)

    def _store(self, rows: Sequence[Row], main: Row, ruling: Ruling) -> Written:
        chunk = [one for row in rows for one in self._prepared(row)]
        name = f"steward-{uuid4().hex}"
        ledger = {"id": f"{name}|1", "batch": name, "source": self.model.steward, "at": chunk[0].at}
        self.settler.store(chunk, ledger=ledger, mapping="")
        token = self.writer.token
        self.settler.finish_pending(only=ledger["id"])
        return Written(main["id"], ruling.rule, ruling.text, self.writer.token or token, self._system(main))

    def _system(self, row: Row) -> str:
        return self.model.proposal if row.get("proposal") else self.model.steward

    def _prepared(self, row: Row) -> Iterable[Prepared]:
        back = row.get("withdrawn")
        text = orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()
        for number, claims in enumerate(claims_of(self.model, row)):
            rid = self.ids.birth(claims["record"])
            at = row["at"] if back is None else back["at"]
            if back is not None and claims["state"] == "unseen":
                # what a release said of another's record is only unsaid by a later word
                at = self._later_than(row["at"])
            yield Prepared(rid, at, "source", content_hash([row, number]), text, claims, number)

    def _newest(self, claims: Iterable[Any]) -> str:
        """When the newest decision about the same records was taken: of two, the later must be the later."""
        about = {key for one in claims for key in one.get("same_as", ())}
        about |= {end for one in claims for ref in one.get("refs", ()) for end in (ref["source"], ref["target"]) if end}
        rids = sorted(self.ids.birth(key) for key in about if not key.startswith("key|"))
        if not rids:
            return ""
        (row,) = self.writer.run("stewarding/newest", ids=rids, systems=sorted(self.model.deciders))
        return row["at"] or ""

    def _now(self) -> str:
        return _instant(self._clock().astimezone(UTC))

    def _later_than(self, at: str) -> str:
        """Now; or just after that, where the clock is held still or behind that of another machine."""
        if not at:
            return self._now()
        return max(self._now(), _instant(datetime.fromisoformat(at) + timedelta(microseconds=1)))


def _id_of(by: By) -> str:
    """Id of a decision: a new one, or that of the request under which it comes."""
    if not by.request:
        return uuid4().hex
    return hashlib.sha256(f"{by.actor.strip().casefold()}|{by.request}".encode()).hexdigest()[:32]


def _instant(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _row(claims: Any) -> Row:
    return cast(Row, claims.get("decision") or {})


def _check(by: By, reason: str) -> None:
    if not by.actor.strip():
        raise UsageError("a decision needs an actor")
    if not reason.strip() or len(reason) > REASON_MAX:
        raise UsageError(
            "a decision needs a reason" if not reason.strip() else "the reason is too long", where="reason"
        )
