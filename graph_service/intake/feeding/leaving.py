"""What the feed tells where nothing is settled: erasures, and nouns that nothing makes any more.

In: an open unit of work. Out: events, by our ids alone. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.graph.ids import Ids, noun_id
from graph_service.graph.write import Work
from graph_service.intake.feeding.watch import append
from graph_service.model.event import ERASED, RETIRED, SUPPRESSED, Event
from graph_service.model.model import Model


def tell_marked(work: Work, model: Model, ids: Ids, records: list[str], keys: Iterable[str], order: str) -> None:
    """An erasure is ordered: from now on nobody may contact them.

    Args:
        work: the open transaction.
        model, ids: what is told, and how ids are made.
        records: birth ids of the person's records.
        keys: their addresses and numbers.
        order: id of the erasure.
    """
    if "feed" not in model.policies:
        return
    policy = model.policies["suppression"]
    stop = {
        "id": ids.birth(f"stop|{order}"), "code": ERASED, "level": policy.stops[ERASED].level,
        "channels": sorted(policy.stop_channels[ERASED]), "purposes": sorted(policy.stop_purposes[ERASED]),
        "topic": None, "brand": None, "until": None,
    }  # fmt: skip
    made = [id_ for (id_,) in work.rows("feed/made_by", ids=records)]
    things = [*made, *(noun_id("cpt", ids.birth("point|" + key)) for key in sorted(keys))]
    append(
        work,
        model,
        [
            Event(SUPPRESSED, noun, thing, ERASED, after=(ERASED,), why="an erasure is ordered", stop=stop)
            for thing in things
            if (noun := model.prefixes[thing[:3]]) in ("Person", "ContactPoint")
        ],
        order,
    )


def tell_erased(work: Work, model: Model, records: list[str], order: str) -> None:
    """What the records alone make is about to be deleted.

    Args:
        work: the open transaction, before it deletes.
        model: what is told.
        records: their birth ids.
        order: id of the erasure.
    """
    if "feed" in model.policies:
        _tell_gone(work, model, ERASED, [id_ for (id_,) in work.rows("feed/made_by", ids=records)], order)


def tell_retired(work: Work, model: Model, nouns: list[str], batch: str) -> None:
    """Nouns that no record makes go.

    Args:
        work: the open transaction.
        model: what is told.
        nouns: their ids.
        batch: the run that found them.
    """
    if "feed" in model.policies:
        _tell_gone(work, model, RETIRED, nouns, batch)


def _tell_gone(work: Work, model: Model, kind: str, ids: Iterable[str], batch: str) -> None:
    told = model.policies["feed"].nouns(model)
    why = "erased on demand" if kind == ERASED else "no record makes it any more"
    append(
        work,
        model,
        [
            Event(kind, noun, id_, before=(id_,), why=why)
            for id_ in sorted(ids)
            if (noun := model.prefixes[id_[:3]]) in told
        ],
        batch,
    )
