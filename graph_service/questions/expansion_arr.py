"""What a contract is worth a year on a day: read from what was said by then, and from the dates that it states.

In: contracts as stored, and where need be their evidence. Out: :class:`Contract` with its worth on each day. Refuses:
to carry an amount back beyond the term it was said of; such a worth is unknown.

A contract that had not started, or had ended by the dates billing states today, is worth nothing: such a date is a
fact about the contract, whenever it was learned. Its worth in between is what had been said by then (settling's own
judgement as of that day); where the first to say it came later, it counts for the term that it was said of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

from graph_service.questions.answer import NodeSeen, node_seen
from graph_service.questions.ask import PATIENCE, Ask, instant
from graph_service.questions.field_evidence import judge_of

PAGE = 2_000
EVIDENCE_PAGE = 100
MOST = 50_000
"""Contracts that one answer looks at."""
_NOUN, _FIELD = "Subscription", "arr"
_COMPOSED = ("parts", "amounts")
_GONE = ("deleted", "erased")


class Basis(Enum):
    """How a worth is known."""

    NOT_IN_FORCE = "It had not begun, or had ended."
    SAID = "It had been said by then."
    TERM = "It was said later, of a term that had begun by then."
    UNKNOWN = "Nobody had said it, and its term began later."


@dataclass(frozen=True, slots=True)
class Worth:
    """The yearly worth of a contract on a day; the amount is None where it is unknown."""

    amount: Decimal | None
    currency: str | None
    basis: Basis


NOTHING = Worth(Decimal(0), None, Basis.NOT_IN_FORCE)


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract on two days.

    Attributes:
        row: as the statement found it.
        at_from, at_to: what it is worth.
        copies: system -> worth on the two days, by those that keep a copy.
        left_out: its items that make no revenue on the last day.
        biller: the system whose word counts; None where no billing system knows it.
    """

    row: Mapping[str, Any]
    at_from: Worth
    at_to: Worth
    copies: Mapping[str, tuple[Worth, Worth]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    biller: str | None = None

    @property
    def node(self) -> NodeSeen:
        """It as a node."""
        return node_seen(self.row["sold"], _NOUN)

    @property
    def gone(self) -> bool:
        """Its record is no more, and nothing says when it ended."""
        sold = self.row["sold"]
        return sold["state"] in _GONE and not sold["ended_at"]


async def contracts(ask: Ask, first: datetime, last: datetime) -> tuple[list[Contract], bool]:
    """Every contract, with its worth on two days; and whether there are more than are looked at.

    Args:
        ask: who answers.
        first, last: the two days.
    """
    rows: list[dict[str, Any]] = []
    after = ""
    while len(rows) < MOST:
        page = await ask.reader.run("expansion/expansion", timeout=PATIENCE, after=after, cap=PAGE)
        rows += page
        if len(page) < PAGE:
            break
        after = page[-1]["id"]
    billing = set(ask.model.field_ranks[_NOUN, _FIELD]) - ask.model.deciders
    to_read = [row["id"] for row in rows if not _settled(row, billing, first)]
    evidence: dict[str, list[Any]] = {}
    for start in range(0, len(to_read), EVIDENCE_PAGE):
        ids = to_read[start : start + EVIDENCE_PAGE]
        found = await ask.reader.run("evidence/field_evidence", timeout=PATIENCE, ids=ids)
        evidence.update({row["id"]: row["records"] for row in found})
    made = [_contract(ask, row, evidence.get(row["id"]), billing, first, last) for row in rows[:MOST]]
    return made, len(rows) >= MOST


def _settled(row: Mapping[str, Any], billing: set[str], first: datetime) -> bool:
    """Whether what the node says now is what it said on both days: nothing about it is newer, and no copy is kept."""
    systems = {record["system"] for record in row["records"]}
    newest = max((record["at"] or "~" for record in row["records"]), default="~")
    return newest <= instant(first) and systems <= billing


def _contract(
    ask: Ask,
    row: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]] | None,
    billing: set[str],
    first: datetime,
    last: datetime,
) -> Contract:
    sold = row["sold"]
    biller = next((system for system in sold["systems"] or () if system in billing), None)
    if records is None:
        said = _money_of(sold)
        worth = said if said is not None else Worth(None, sold["currency"], Basis.UNKNOWN)
        one, other = (_in_force(sold, day) for day in (first, last))
        told = tuple(sold["arr_left_out"] or ()) if other else ()
        return Contract(row, worth if one else NOTHING, worth if other else NOTHING, {}, told, biller)
    reading = _Reading(ask, sold, [_read(record) for record in records])
    days = (first, last)
    copies = {
        system: (reading.copy(system, first), reading.copy(system, last))
        for system in sorted({record["system"] for record in records} - billing)
    }
    return Contract(
        row=row,
        at_from=reading.worth(days[0]) if biller else NOTHING,
        at_to=reading.worth(days[1]) if biller else NOTHING,
        copies={name: both for name, both in copies.items() if any(one.amount is not None for one in both)},
        left_out=reading.left_out(last),
        biller=biller,
    )


def _read(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its claims read once; each is judged at several times."""
    versions = [[at, seen, clock, hash_, orjson.loads(claims)] for at, seen, clock, hash_, claims in record["versions"]]
    return {**record, "versions": versions}


def _in_force(sold: Mapping[str, Any], day: datetime) -> bool:
    """Whether a contract runs on a day, by the dates that are stated of it."""
    when = instant(day)
    ends = sold["ended_at"] or sold["cancel_at"]
    return not (sold["started_at"] and sold["started_at"] > when) and not (ends and ends <= when)


def _money_of(sold: Mapping[str, Any]) -> Worth | None:
    if sold["arr_minor"] is None:
        return None
    return Worth(Decimal(sold["arr_minor"]).scaleb(-int(sold["arr_exponent"] or 0)), sold["arr_currency"], Basis.SAID)


class _Reading:
    """What the records of one contract say of it at different times."""

    def __init__(self, ask: Ask, sold: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> None:
        self._ask = ask
        self._sold = sold
        self._records = records
        self._ended = ask.model.policies["suppression"].states.ended_statuses

    def worth(self, day: datetime) -> Worth:
        """What it is worth on a day."""
        if not _in_force(self._sold, day):
            return NOTHING
        said = self._judged(_FIELD, instant(day))
        if said is not None:
            return _worth(said, Basis.SAID)
        later = sorted(at for at in _times(self._records) if at > instant(day))
        # what came first may be a part of it alone
        when, value = next(((at, value) for at in later if (value := self._judged(_FIELD, at)) is not None), ("", None))
        began = self._judged("term_start", when) if value is not None else None
        if value is None or began is None or began > instant(day) or self._judged("status", when) in self._ended:
            return Worth(None, self._sold["currency"] or self._sold["arr_currency"], Basis.UNKNOWN)
        return _worth(value, Basis.TERM)

    def copy(self, system: str, day: datetime) -> Worth:
        """What a system that has no say keeps as its copy, as it said by then."""
        own = [record for record in self._records if record["system"] == system]
        claims = judge_of(self._ask)(self._ask.model, _NOUN, _FIELD, own, instant(day))
        values = [claim.value for claim in claims if claim.value is not None]
        if not values:
            return Worth(None, None, Basis.UNKNOWN)
        return _worth(values[0], Basis.SAID) if _in_force(self._sold, day) else NOTHING

    def left_out(self, day: datetime) -> tuple[str, ...]:
        """Its items that make no revenue on a day; none of what has ended."""
        if not _in_force(self._sold, day) or self._judged("status", instant(day)) in self._ended:
            return ()
        return tuple(self._judged("arr_left_out", instant(day)) or ())

    def _judged(self, name: str, at: str) -> Any:
        claims = judge_of(self._ask)(self._ask.model, _NOUN, name, self._records, at)
        return next((claim.value for claim in claims if claim.effective), None)


def _times(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """The instants at which something was said of the amount."""
    return {
        at
        for record in records
        for at, *_, claims in record["versions"]
        if _FIELD in claims.get("fields", {}) or any(part in claims for part in _COMPOSED)
    }


def _worth(money: Mapping[str, Any], basis: Basis) -> Worth:
    return Worth(Decimal(money["minor"]).scaleb(-int(money["exponent"])), money["currency"], basis)
