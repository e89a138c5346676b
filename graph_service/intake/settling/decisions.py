"""What people decided about which records are one thing, and to which thing a decision about a value belongs.

In: the Model and the folded records of closed components. Out: decisions apart from the records of things, the pairs
that are one or are not, and each decision's place. Refuses: nothing; of two decisions about one pair the newer counts.

A decision makes no thing. It rests on the records it names (``same_as``), so it goes where they go: a merge, an
un-merge or a new key never moves it by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from graph_service.graph.ids import noun_id
from graph_service.intake.settling.evidence import RecordView
from graph_service.model.model import Model

Pair = tuple[str, str]
"""Two birth ids, the smaller first."""


@dataclass(slots=True)
class Decided:
    """The decisions among some records.

    Attributes:
        views: the decisions, by key.
        together: pairs of records that are one thing.
        apart: pairs that are not.
    """

    views: list[RecordView] = field(default_factory=list)
    together: set[Pair] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)

    def parts(self, inside: Iterable[str]) -> bool:
        """Whether some of these birth ids were said to be different things."""
        there = set(inside)
        return any(left in there and right in there for left, right in self.apart)


def decided(model: Model, views: Mapping[str, RecordView], by_key: Mapping[str, str]) -> Decided:
    """Take the decisions out of some records.

    Args:
        model: names the systems whose records are decisions.
        views: birth id -> folded record.
        by_key: record key -> birth id.
    """
    found = Decided(sorted((view for view in views.values() if view.system in model.deciders), key=lambda v: v.key))
    if not found.views:
        return found
    newest: dict[Pair, tuple[tuple[str, bool, str], bool]] = {}
    for view in found.views:
        # a proposal is shown to people and joins nothing
        if view.state != "live" or view.system != model.steward or len(view.same_as) < 2:
            continue
        known = sorted(by_key[key] for key in view.same_as if key in by_key)
        for pair in combinations(known, 2):
            # at one instant keeping apart wins
            said = (view.first_at, view.apart, view.key)
            if pair not in newest or newest[pair][0] < said:
                newest[pair] = (said, view.apart)
    found.together = {pair for pair, (_, apart) in newest.items() if not apart}
    found.apart = {pair for pair, (_, apart) in newest.items() if apart}
    return found


def place(
    model: Model,
    view: RecordView,
    by_key: Mapping[str, str],
    noun_of: Mapping[str, str],
    person_of: Mapping[str, str],
) -> str:
    """Id of the thing that a decision is about; where its records never came, an id that nothing has.

    Args:
        model: nouns.
        view: the decision; its noun says whether it is about the record's own thing or about the person behind it.
        by_key: record key -> birth id.
        noun_of: birth id -> id of the thing the record makes.
        person_of: birth id -> id of the person behind it.
    """
    spec = model.objects[view.noun or ""]
    for key in view.same_as:
        rid = by_key.get(key)
        shown = None if rid is None else (person_of if spec.derived_from else noun_of).get(rid)
        if shown is not None and shown.startswith(spec.prefix + "_"):
            return shown
    return noun_id(spec.prefix, view.rid)
