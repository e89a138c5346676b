"""Rows of several tables as one system tells them, folded without a database.

In: rows of one source, in any order and any chunks. Out: what its records say. Refuses: nothing.
"""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.graph.ids import Ids
from graph_service.intake.counted import gathered
from graph_service.intake.lending import Lending
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.prepare import prepare
from graph_service.intake.settling.composed import compose
from graph_service.intake.settling.evidence import RecordEvidence, RecordView, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.versions import absorb
from graph_service.intake.translate import Translator
from graph_service.model.model import Model

SEEN = "2026-09-15T06:00:00.000000Z"
IDS = Ids(b"a secret for tests only")


class Tables:
    """What was told so far.

    Args:
        model: the Model.
        system: whose rows.
    """

    def __init__(self, model: Model, system: str) -> None:
        self._model = model
        self._system = system
        self._translator = Translator(model, system, observed_at=SEEN)
        self._versions: dict[str, list[Version]] = {}
        self._keys: dict[str, str] = {}
        self._lending = Lending(lambda rids: {r: list(self._versions.get(r, ())) for r in rids}, model, IDS, system)

    def take(self, *rows: tuple[str, dict[str, Any]]) -> None:
        """One chunk of rows, each with its kind."""
        chunk = [one for kind, row in rows for one in self._prepared(kind, row)]
        chunk = gathered(chunk)
        for one in [*self._lending.copies(chunk), *chunk]:
            self._keys[one.claims["record"]] = one.rid
            claims = orjson.loads(orjson.dumps(one.claims))
            absorb(self._versions.setdefault(one.rid, []), Version(one.at, one.at, one.clock, one.hash, claims))

    def view(self, record: str) -> RecordView:
        """What a record says now."""
        rid = self._keys[record]
        view = fold(RecordEvidence(rid, record, self._versions[rid]))
        compose(self._model, view)
        return view

    def fields(self, record: str) -> dict[str, Any]:
        """Its fields."""
        return {name: said.value for name, said in self.view(record).fields.items()}

    def versions(self, record: str) -> int:
        """How many versions of a record are kept."""
        return len(self._versions[self._keys[record]])

    def _prepared(self, kind: str, row: dict[str, Any]) -> list[Prepared]:
        return list(prepare(IDS, kind, row, self._translator.translate(kind, row), 1))
