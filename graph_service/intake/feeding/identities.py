"""Things that became one, or came apart, as far as the graph says so. Pure.

In: what the graph held of records, and which thing each of them makes now. Out: MERGED, SPLIT and RETIRED. Refuses:
to tell it before the old link is retired: until then both ids are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph_service.intake.feeding.difference import Difference
from graph_service.model.event import MERGED, RETIRED, SPLIT, Event


def identity_events(difference: Difference) -> Iterator[Event]:
    """What became of the ids that records made until now.

    Args:
        difference: of a transaction that retires.
    """
    if not difference.retire:
        return
    moved: dict[str, set[str]] = defaultdict(set)
    who: dict[str, set[str]] = defaultdict(set)
    identity, records_now = difference.touched.identity, difference.touched.records
    for rid, known in difference.touched.known.items():
        for old, new in (
            *((old, identity.noun_of.get(rid)) for old in known.nouns),
            *((old, identity.person_of.get(rid)) for old in known.people),
        ):
            if old != new and rid in records_now:
                who[old].add(rid)
                if new is not None:
                    moved[old].add(new)
    told = difference.policy.nouns(difference.model)
    merged: dict[str, list[str]] = defaultdict(list)
    for old in sorted({*who, *difference.gone}):
        noun = difference.model.prefixes[old[:3]]
        if noun not in told:
            continue
        became = moved.get(old, set())
        records = tuple(sorted(who.get(old, ())))
        if old in difference.gone and len(became) == 1:
            merged[next(iter(became))].append(old)
        elif old in difference.gone and not became:
            yield Event(RETIRED, noun, old, before=(old,), records=records, why="no record makes it any more")
        elif became:
            after = {*became} if old in difference.gone else {old, *became}
            why = "some of its records are another thing now"
            yield Event(SPLIT, noun, old, before=(old,), after=tuple(sorted(after)), records=records, why=why)
    for new_id, olds in sorted(merged.items()):
        noun = difference.model.prefixes[new_id[:3]]
        records = tuple(sorted({rid for old in olds for rid in who[old]}))
        why = "all their records are one thing now; the old ids go on resolving"
        yield Event(MERGED, noun, new_id, before=tuple(olds), after=(new_id,), records=records, why=why)
