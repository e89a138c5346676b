"""Whose evidence an erasure takes away, and whose it only cleans.

In: an open unit of work and a person, or addresses and records of one. Out: :class:`Extent`. Refuses: to take an
address or number away from somebody else who holds it too: it is kept for them, and said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.graph.write import Work
from graph_service.model.model import Model


@dataclass(slots=True)
class Extent:
    """What an erasure reaches.

    Attributes:
        records: birth ids of records that are of the person alone: they go.
        keys: addresses and numbers that nobody else holds, ``kind|value``.
        kept: those that others hold too.
        others: birth ids of records that mention the person: they are cleaned.
    """

    records: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def extent(work: Work, model: Model, persons: list[str], keys: list[str], records: list[str]) -> Extent:
    """Close over addresses, numbers and references.

    Args:
        work: an open transaction.
        model: the Model.
        persons: ids of the person.
        keys: further addresses of theirs, also ones nobody holds yet.
        records: birth ids of further records of theirs.
    """
    found = Extent(records=set(records), keys=set(keys))
    found.records.update(row[0] for row in work.rows("erasure/person_records", ids=persons))
    fresh = set(found.records)
    done: set[str] = set()
    while fresh or found.keys - done:
        held = {row[0] for row in work.rows("erasure/held_keys", ids=sorted(fresh))} | found.keys
        fresh = set()
        for key, mine, cleaned, strangers in _holders(work, model, sorted(held - done - found.kept), persons):
            (found.kept if strangers else found.keys).add(key)
            if not strangers:
                fresh |= mine - found.records
                found.others |= cleaned
        done |= held
        found.records |= fresh
    found.keys -= found.kept
    _referrers(work, model, persons, found)
    found.others -= found.records
    return found


def _holders(
    work: Work, model: Model, keys: list[str], persons: list[str]
) -> list[tuple[str, set[str], set[str], bool]]:
    """Of each key: records of the person, records of companies and the like, and whether another person holds it."""
    rows = {key: (set[str](), set[str](), [False]) for key in keys}
    for key, rid, noun, now, of in work.rows("erasure/key_holders", keys=keys):
        mine, cleaned, strangers = rows[key]
        if noun is None or (of and set(of) <= set(persons)):
            mine.add(rid)
        elif now and model.objects[noun].facet_of is not None:
            strangers[0] = True
        else:
            # a company's record, or one that once gave the address or wrote it beside others
            cleaned.add(rid)
    return [(key, mine, cleaned, strangers[0]) for key, (mine, cleaned, strangers) in rows.items()]


def _referrers(work: Work, model: Model, persons: list[str], found: Extent) -> None:
    fresh = set(found.records)
    while fresh:
        rows = work.rows("erasure/referrers", ids=sorted(fresh))
        fresh = set()
        for rid, noun, of in rows:
            if noun is None or (of and set(of) <= set(persons)):
                fresh.add(rid)
            else:
                found.others.add(rid)
        fresh -= found.records
        found.records |= fresh
