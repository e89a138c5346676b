"""Which value of a field is effective, and why.

In: the Model and the folded records of one thing. Out: values, or every claim with the winner and the rule.
Refuses: systems that the field's authority does not name; their claims stay evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph_service.intake.settling.evidence import FieldView, RecordView
from graph_service.intake.settling.stages import counting
from graph_service.model.model import Model


@dataclass(frozen=True, slots=True)
class Claim:
    """One record's claim about a field, judged.

    Attributes:
        rank: place of its system in the field's authority, None where it has no say.
        effective: whether it won.
    """

    record: str
    system: str
    value: Any
    at: str
    since: str
    rank: int | None
    effective: bool


def choose(model: Model, noun: str, records: Iterable[RecordView]) -> dict[str, Any]:
    """The effective values of a noun's fields; fields nobody claims are absent.

    Args:
        model: the Model.
        noun: noun name.
        records: its records; merged ones speak through their survivor.
    """
    spoken = [view for view in records if _speaks(model, view)]
    values: dict[str, Any] = {}
    for name, spec in model.objects[noun].fields.items():
        ranks = model.field_ranks[noun, name]
        if spec.union:
            union: set[str] = set()
            for view in spoken:
                counts = view.system in ranks and view.system != model.proposal
                if counts and (said := view.fields.get(name)) and said.value:
                    union.update(said.value)
            if union:
                values[name] = sorted(union)
            continue
        best: tuple[Any, ...] | None = None
        value: Any = None
        for view in spoken:
            found = view.fields.get(name)
            if found is None or (rank := ranks.get(view.system)) is None:
                continue
            if found.past is not None:
                found, _ = counting(model, noun, name, found)
            order = _order(view, found, rank, spec.first_wins)
            if best is None or order < best:
                best, value = order, found.value
        if best is not None:
            values[name] = value
    return values


def claims_of(model: Model, noun: str, field: str, records: Iterable[RecordView]) -> list[Claim]:
    """Every claim about one field, the winner first.

    Args:
        model: the Model.
        noun: noun name.
        field: field name.
        records: all its records; what was decided and withdrawn is no claim any more.
    """
    ranks = model.field_ranks[noun, field]
    first_wins = model.objects[noun].fields[field].first_wins
    union = model.objects[noun].fields[field].union
    ordered = sorted(
        (_order(view, said, ranks.get(view.system, len(ranks)), first_wins), view, said)
        for view in records
        if (told := view.fields.get(field)) is not None and (view.state == "live" or view.system not in model.deciders)
        for said, _ in (counting(model, noun, field, told),)
    )
    claims: list[Claim] = []
    for _, view, said in ordered:
        rank = ranks.get(view.system)
        may = rank is not None and _speaks(model, view) and not (union and view.system == model.proposal)
        effective = may and (union or not any(claim.effective for claim in claims))
        claims.append(Claim(view.key, view.system, said.value, said.at, said.since, rank, effective))
    return claims


def _speaks(model: Model, view: RecordView) -> bool:
    """A merged record speaks through its survivor, a withdrawn decision not at all."""
    return view.standing != "merged" and (view.state == "live" or view.system not in model.deciders)


def _order(view: RecordView, said: FieldView, rank: int, first_wins: bool) -> tuple[Any, ...]:
    """Smaller is better: authority, then living records, then the newest (or first) claim, then emptied, then key."""
    alive = 0 if view.standing == "live" else 1
    time = said.since if first_wins else _newest(said.at)
    return rank, alive, time, 0 if said.value is None else 1, view.key


def _newest(at: str) -> str:
    # fixed-width digits: the nine's complement turns "newest first" into text order
    return at.translate(_COMPLEMENT)


_COMPLEMENT = str.maketrans("0123456789", "9876543210")
