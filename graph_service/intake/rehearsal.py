"""Settling that is rolled back: what would differ, with what follows from it for others.

In: as for :class:`~graph_service.intake.chunk.Settler`. Out: the same, in transactions of which nothing is kept.
Refuses: nothing. Who refers to a thing whose identity changes is settled later by a run that keeps what it does; here
there is no later, so it is settled in the same transaction.
"""

from __future__ import annotations

from typing import Any

from graph_service.graph.ids import Ids
from graph_service.graph.pages import pages
from graph_service.graph.write import Work, Writer
from graph_service.intake.chunk import RELINK_PAGE, ChunkResult, Settler
from graph_service.intake.commit import Outcome
from graph_service.intake.identify import Touched
from graph_service.model.model import Model

MOST = 10 * RELINK_PAGE
"""A transaction that is rolled back is held in memory, so it follows so many at most."""


class Rehearsal(Settler):
    """Settles without a later.

    Args:
        writer, model, ids, grace: as for a settler.

    ``not_followed`` counts records that refer to changed ones and were not looked at.
    """

    def __init__(self, writer: Writer, model: Model, ids: Ids, grace: float) -> None:
        super().__init__(writer, model, ids, grace)
        self.not_followed = 0
        self._following = False
        self._followed: set[str] = set()

    def _defer(self, work: Work, touched: Touched, outcome: Outcome, name: str, result: ChunkResult) -> None:
        # one hop: what a referring record settles to changes no identity
        if self._following:
            return
        # what parts or joins shows on the page of each of its records, and is followed once
        changed = sorted({rid for rid in outcome.changed if rid in touched.known} - self._followed)
        keys = sorted({key for key in outcome.keys if key in touched.keys} - self._followed)
        if not changed and not keys:
            return
        self._followed.update(changed, keys)
        self._following = True
        try:
            self._follow(work, changed, keys, name)
        finally:
            self._following = False

    def _follow(self, work: Work, changed: list[str], keys: list[str], name: str) -> None:
        def read(after: str) -> list[dict[str, Any]]:
            rows = work.rows("evidence/referrers", ids=changed, keys=keys, after=after, most=RELINK_PAGE)
            return [{"id": id_} for (id_,) in rows]

        followed = 0
        for page in pages(read, RELINK_PAGE):
            rids = [row["id"] for row in page]
            if followed >= MOST:
                self.not_followed += len(rids)
                continue
            followed += len(rids)
            self._settle_stored(work, rids, f"{name}+", retire=True)
