"""The versions of one chunk that the graph does not hold yet, and how they are written.

In: prepared versions, judged new or seen again. Out: rows of evidence statements. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph_service.graph import compose
from graph_service.graph.write import Work
from graph_service.intake.identify import Touched, view_rows
from graph_service.intake.settle import Settled, SettledNode
from graph_service.intake.settling.evidence import Version
from graph_service.model.claims import Claims
from graph_service.model.model import Model

BORN_LINK = "IS_PERSON"
"""The one link that is written along with a facet that is born alone."""


@dataclass(slots=True)
class Prepared:
    """One version of one record, ready to be stored.

    Attributes:
        rid: birth id of its record.
        at, clock: when it was said, and by whose clock.
        hash: hash of the source row.
        row: the source row as JSON text.
        claims: the row in our words.
        line: its line in the file.
        last_seen, mapping, batch: of a version that another server stored; "" for one that comes now.
    """

    rid: str
    at: str
    clock: str
    hash: str
    row: str
    claims: Claims
    line: int
    last_seen: str = ""
    mapping: str = ""
    batch: str = ""


@dataclass(slots=True)
class NewEvidence:
    """What a chunk brings.

    Attributes:
        batch, mapping: batch id, and hash of the mapping that read the rows.
        fresh: versions not stored yet.
        touch: (record, hash, clock, stored at) of versions seen again -> their new columns.
        stored_at: identity of a version in memory -> the time under which it is stored.
    """

    batch: str = ""
    mapping: str = ""
    fresh: list[tuple[Prepared, Version]] = field(default_factory=list)
    touch: dict[tuple[str, str, str, str], list[Any]] = field(default_factory=dict)
    stored_at: dict[int, str] = field(default_factory=dict)

    def write(self, work: Work, model: Model, touched: Touched, settled: Settled) -> set[str]:
        """Write records and versions; returns ids of nouns written along, because one new record alone makes them."""
        views = touched.records
        create: list[list[Any]] = []
        more: list[list[Any]] = []
        born: dict[str, list[list[Any]]] = defaultdict(list)
        written: set[str] = set()
        made: set[str] = set(touched.known)
        for one, version in self.fresh:
            stored = [
                version.at, version.last_seen, version.clock, version.hash, one.row,
                orjson.dumps(one.claims).decode(), one.mapping or self.mapping, one.batch or self.batch,
            ]  # fmt: skip
            if one.rid in made:
                more.append([one.rid, *stored])
                continue
            made.add(one.rid)
            view = views[one.rid]
            row = [
                one.rid,
                view.key,
                *view.key.split("|", 2),
                view.state,
                view.noun,
                view.last_at,
                *view_rows(view),
                *stored,
            ]
            more_rows = _born(model, touched, settled, one.rid, written)
            if more_rows is not None:
                born[view.noun or ""].append([*row, *more_rows])
            else:
                create.append(row)
        for label, rows in born.items():
            work.do_text(compose.create_born(model, label), rows=rows)
        work.do("evidence/create_records", rows=create)
        work.do("evidence/create_versions", rows=more)
        return written

    def write_touched(self, work: Work) -> None:
        """Write the times at which equal content was seen again."""
        work.do("evidence/touch_versions", rows=[[*place, *values] for place, values in self.touch.items()])


def _born(model: Model, touched: Touched, settled: Settled, rid: str, written: set[str]) -> list[Any] | None:
    """What a new record makes all alone, as the end of its row; None where it joins others."""
    node = settled.nodes.get(touched.identity.noun_of.get(rid, ""))
    if node is None or len(node.records) != 1:
        return None
    if model.objects[node.label].facet_of is None:
        written.add(node.id)
        return node_row(model, node)
    person = settled.nodes[touched.identity.person_of[rid]]
    if len(person.records) != 1:
        return None
    link = settled.person_links[node.id]
    names = compose.link_properties(model, BORN_LINK)
    written.update((node.id, person.id))
    return [*node_row(model, node), *node_row(model, person), *(link.props.get(name) for name in names)]


def node_row(model: Model, node: SettledNode) -> list[Any]:
    """``[id, *properties]`` of a noun, its hash among them."""
    props = {**node.props, "settled_hash": node.digest}
    return [node.id, *(props.get(name) for name in compose.node_properties(model, node.label))]
