"""What the far ends of claims are: records and keys to ids in the settled graph.

In: an open unit of work and what was touched. Out: a look-up for ``settle``. Refuses: picking one of several holders
of a key.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.identify import Touched
from graph_service.intake.settle import Resolve
from graph_service.intake.settling.evidence import RecordView, Span
from graph_service.intake.settling.identity import MAX_HOLDERS, key_shared
from graph_service.intake.settling.links import AMBIGUOUS_END
from graph_service.model.claims import SELF
from graph_service.model.model import Model

Ends = dict[str, tuple[str | None, str, str | None]]
"""Birth id -> noun, id of the noun, id of the person behind it."""


def resolver(work: Work, model: Model, ids: Ids, touched: Touched) -> Resolve:
    """A look-up over everything the touched records refer to, read in two statements.

    Args:
        work: the open transaction.
        model: the Model.
        ids: makes birth ids.
        touched: what was identified; it stands before what the graph says.
    """
    refs = set(_refs(touched.views.values(), touched.attached))
    births = {ref: ids.birth(ref) for ref in refs if not ref.startswith("key|")}
    ends: Ends = {
        rid: (view.noun, touched.identity.noun_of[rid], touched.identity.person_of.get(rid))
        for rid, view in touched.views.items()
    }
    holders = _holders(work, touched, [ref for ref in refs if ref.startswith("key|")])
    missing = ({*births.values()} | {rid for held in holders.values() for rid in held}) - ends.keys()
    if missing:
        for rid, noun, shown, person in work.one("evidence/resolve", ids=sorted(missing)):
            ends.setdefault(rid, (noun, shown, person))

    def end_of(rid: str, nouns: list[str]) -> str | None:
        noun, shown, person = ends.get(rid, (None, "", None))
        if noun in nouns:
            return shown
        if noun is not None and model.objects[noun].facet_of in nouns:
            return person
        return None

    def resolve(ref: str, nouns: list[str]) -> str | None:
        if not ref.startswith("key|"):
            return end_of(births.get(ref) or ids.birth(ref), nouns)
        found = {end for rid in holders.get(ref, ()) if (end := end_of(rid, nouns))}
        if len(found) > 1:
            return AMBIGUOUS_END
        return next(iter(found), None)

    return resolve


def _refs(views: Iterable[RecordView], attached: Iterable[tuple[RecordView, Span]]) -> Iterable[str]:
    spans = [span for view in views for span in view.spans] + [span for _, span in attached]
    for span in spans:
        for ref in (span.source, span.target):
            if ref is not None and ref != SELF:
                yield ref


def _holders(work: Work, touched: Touched, refs: list[str]) -> dict[str, set[str]]:
    """Key reference -> birth ids of the records that hold that key now."""
    wanted = {ref: key for ref in refs if not key_shared(key := ref.split("|", 2)[2])}
    if not wanted:
        return {}
    found = dict(work.one("evidence/key_holders", keys=sorted(set(wanted.values())), most=MAX_HOLDERS + 1))
    holders: dict[str, set[str]] = {}
    for ref, key in wanted.items():
        held = {rid for rid in found.get(key, ()) if rid not in touched.views}
        # whatever their state, as the graph says of those that are not touched
        held |= {rid for rid, view in touched.views.items() if key in view.keys}
        holders[ref] = held
    return holders
