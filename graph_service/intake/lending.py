"""Parts that one record lends to others: a price to the subscriptions that use it, whichever comes first.

In: the prepared versions of a chunk, and what the graph knows of the lenders among them. Out: versions for the
borrowers, each a copy of the lender's own, with its time. Refuses: nothing.

A copy follows from one version of the lender and from who uses it, and neither is ever taken back: so the set of
copies does not depend on the order of rows, and a copy that is there already is nothing new (decision 0010).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.counted import NO_LINE
from graph_service.intake.identify import read_known
from graph_service.intake.new_evidence import Prepared
from graph_service.intake.settling.evidence import Version
from graph_service.model.claims import Claims, record_key
from graph_service.model.model import Model
from graph_service.model.part_spec import LendSpec

Stored = Callable[[list[str]], dict[str, list[Version]]]
"""Birth ids -> the versions of those records that are stored."""


def stored_in(writer: Writer) -> Stored:
    """Reads from a database."""

    def stored(rids: list[str]) -> dict[str, list[Version]]:
        known = writer.work(lambda work: read_known(work, rids), "lending")
        return {rid: one.versions for rid, one in known.items()}

    return stored


class Lending:
    """The lenders of one source.

    Args:
        stored: reads what is stored of records.
        model: the Model.
        ids: makes birth ids.
        system: the source.
    """

    def __init__(self, stored: Stored, model: Model, ids: Ids, system: str) -> None:
        self._stored = stored
        self._ids = ids
        self._system = system
        self._lends = model.lends.get(system, {})

    def copies(self, chunk: list[Prepared]) -> list[Prepared]:
        """What borrowers get because of this chunk.

        Args:
            chunk: prepared versions, not stored yet.
        """
        if not self._lends:
            return []
        touched: dict[str, list[Prepared]] = defaultdict(list)
        specs: dict[str, LendSpec] = {}
        for one in chunk:
            spec = self._lends.get(one.claims["record"].split("|", 2)[1])
            if spec is not None and one.claims.get("parts"):
                touched[one.rid].append(one)
                specs[one.rid] = spec
        if not touched:
            return []
        known = self._stored(sorted(touched))
        return [one for rid, fresh in touched.items() for one in self._of(specs[rid], rid, known.get(rid, []), fresh)]

    def _of(self, spec: LendSpec, rid: str, stored: list[Version], fresh: list[Prepared]) -> Iterable[Prepared]:
        """Old users get what is new, new users get everything."""
        new = [Version(one.at, one.at, one.clock, one.hash, one.claims) for one in fresh]
        old_users, new_users = _users(spec, stored), _users(spec, new)
        for versions, users in ((new, old_users | new_users), (stored, new_users)):
            for version in versions:
                parts = {name: told for name in spec.parts if (told := version.claims.get("parts", {}).get(name))}
                if not parts:
                    continue
                for user in sorted(users):
                    record = record_key(self._system, spec.to, user)
                    claims: Claims = {"record": record, "noun": None, "state": "unseen", "parts": parts}
                    # equal content seen twice has two times, and both count
                    for at in sorted({version.at, version.last_seen}):
                        copy = f"{version.hash}:{rid}"
                        yield Prepared(self._ids.birth(record), at, version.clock, copy, "{}", claims, NO_LINE)


def _users(spec: LendSpec, versions: Iterable[Version]) -> set[str]:
    return {user for version in versions for user in version.claims.get("parts", {}).get(spec.users, {})}
