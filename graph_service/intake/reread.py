"""Stored rows read again, where the file of their source changed since.

In: stored versions with their rows. Out: versions as the present mapping reads them. Refuses: nothing: a row that can
no longer be read keeps what it was read as, and is counted.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from graph_service.errors import GtmGraphError
from graph_service.graph.ids import Ids
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.prepare import prepare
from graph_service.intake.translate import Translator
from graph_service.model.claims import Claims, Translated
from graph_service.model.model import Model

_NO_ROW = "{}"
"""The row of what no source row says: sums, copies, decisions, tombstones."""


class Rereading:
    """Reads stored rows by the present files of their sources.

    Args:
        model: the Model.
        ids: makes birth ids.
    """

    def __init__(self, model: Model, ids: Ids) -> None:
        self._model = model
        self._ids = ids
        self._translators: dict[str, Translator] = {}
        self.unreadable: Counter[str] = Counter()
        """``system object`` -> rows that the present mapping refuses."""

    def mapping(self, system: str) -> str:
        """Hash of the present mapping of a system."""
        return self._translator(system).mapping_hash if system in self._model.sources else ""

    def versions(self, key: str, stored: list[list[Any]]) -> tuple[list[Prepared], list[list[Any]]]:
        """One record's versions as they are read now.

        Args:
            key: the record's key.
            stored: rows of evidence/record_page: ``[at, last seen, clock, hash, row, claims, mapping, batch]``.
        Returns:
            Versions whose reading changed, and rows of evidence/touch_versions for those that are only noted as read.
        """
        system, object_, _ = key.split("|", 2)
        now = self.mapping(system)
        changed: list[Prepared] = []
        same: list[list[Any]] = []
        rid = self._ids.birth(key)
        for at, last_seen, clock, hash_, row, text, mapping, batch in stored:
            if not now or not mapping or mapping == now or row == _NO_ROW:
                continue
            claims: Claims = orjson.loads(text)
            read = self._read(system, claims.get("kind") or object_, orjson.loads(row), at)
            if read is None:
                self.unreadable[f"{system} {object_}"] += 1
                continue
            kind, translated = read
            said = list(prepare(self._ids, kind, orjson.loads(row), translated, 0, hash_.partition(":")[0]))
            own = next((one for one in said if one.rid == rid and one.hash == hash_), None)
            stays = own is not None and own.clock == clock and (clock != "source" or own.at == at)
            if stays and own is not None and own.claims == claims:
                same.append([rid, hash_, clock, at, at, last_seen, text, now])
            elif not stays and not claims.get("void"):
                void: Claims = {"record": key, "noun": None, "state": "unseen", "void": True}
                changed.append(Prepared(rid, at, clock, hash_, row, void, 0, last_seen=last_seen))
            changed += [one for one in said if one is not own or not stays or one.claims != claims]
            for one in changed:
                one.batch = one.batch or batch
        return changed, same

    def _read(self, system: str, kind: str, row: dict[str, Any], at: str) -> tuple[str, Translated] | None:
        translator = self._translator(system)
        # a row without a clock of its own was said when it was seen, whatever reads it
        translator.observed_at = at
        try:
            return kind, translator.translate(kind, row)
        except GtmGraphError:
            return None

    def _translator(self, system: str) -> Translator:
        if system not in self._translators:
            self._translators[system] = Translator(self._model, system, observed_at="2000-01-01T00:00:00Z")
        return self._translators[system]
