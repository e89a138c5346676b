"""The stop that erasure leaves: keyed hashes of every address, number and record of the person.

In: people and addresses asked about, with the records and keys found for them. Out: the stop ERASED, filled in.
Refuses: to be read before the evidence: an erasure commits its marks a grace before the evidence goes, so whoever
finds a person here finds either the marks or everything the person said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_service.questions.ask import Ask
from graph_service.questions.suppression_read import RecordRow, Stranger, rows_of
from graph_service.questions.suppression_shapes import PersonFacts, StopFact


async def add_erasures(
    ask: Ask,
    people: Mapping[str, PersonFacts],
    own: Sequence[RecordRow],
    held: Iterable[tuple[str, str]],
    strangers: Sequence[tuple[Stranger, PersonFacts]],
) -> None:
    """Fill in the stop of whoever was erased, until they open their address again.

    Args:
        ask: who asks.
        people: id -> facts.
        own: (person, record key, texts) of people's own records.
        held: (person, key) of what those hold or held.
        strangers: those who are nobody, with their facts.
    """
    if all(row["id"] is None for row in await rows_of(ask, "any_erased")):
        return
    marked: dict[str, list[PersonFacts]] = defaultdict(list)
    for id_, record, _ in own:
        marked[ask.birth_id(record)].append(people[id_])
    for id_, key in held:
        marked[_key_mark(ask, key)].append(people[id_])
    for one, facts in strangers:
        for mark in [*(_key_mark(ask, key) for key in one.keys), *([one.birth] if one.birth else [])]:
            marked[mark].append(facts)
    for row in await rows_of(ask, "erased", ids=sorted(marked)):
        for person in marked[row["id"]]:
            stop = StopFact(
                code="ERASED", slot="erased", record="", system="steward",
                since=row["at"], since_latest=row["at"], until=row["reopened_at"], acted=True,
            )  # fmt: skip
            if stop not in person.stops:
                person.stops.append(stop)


def _key_mark(ask: Ask, key: str) -> str:
    return ask.birth_id("key|" + key)
