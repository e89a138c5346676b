"""Which records are one thing.

In: the Model, folded records, and the holders of their keys. Out: :class:`Identity`: a noun id for every record (and
a person id for every facet), and the doubts. Refuses: joining two live records of one (system, object) where the
noun says they cannot link; a key that two such records hold joins nothing (DESIGN, Settle, Identify).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph_service.graph.ids import noun_id
from graph_service.intake.settling.decisions import Decided, decided, place
from graph_service.intake.settling.edges import (
    CROSS_REFERENCE,
    KEY,
    VENDOR_MERGE,
    Edge,
    decided_ties,
    declared_ties,
    roots_of,
)
from graph_service.intake.settling.evidence import RecordView
from graph_service.model.model import Model
from graph_service.model.types.domain import free_mail
from graph_service.model.types.email import role_mailbox

MAX_HOLDERS = 50
"""A key with more holders identifies nobody."""
MAX_COMPONENT = 200
"""A component with more records is held together by something that is no identity."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An ambiguity: several right answers, none picked.

    Attributes:
        kind: e.g. ``CONTESTED_KEY``.
        subject: what it is about, stable: a key or a record key with a slot.
        records: birth ids it touches.
        candidates: record keys between which a person must decide.
        text: one sentence.
        facts: what else a decision rests on; it holds until candidates or facts change.
        since: when the evidence began to show it.
    """

    kind: str
    subject: str
    records: tuple[str, ...]
    candidates: tuple[str, ...]
    text: str
    facts: tuple[str, ...] = ()
    since: str = ""


@dataclass(slots=True)
class Identity:
    """The outcome.

    Attributes:
        noun_of: birth id -> shown id of the noun that the record makes.
        person_of: birth id of a facet's record -> shown id of its person.
        members: shown id -> its records, oldest first.
        method_of: birth id of a facet's record -> how it came to its person.
        decisions: shown id -> the decisions about that thing.
        about: birth id of a decision -> birth ids of the records it rests on.
        doubts: ambiguities.
    """

    noun_of: dict[str, str] = field(default_factory=dict)
    person_of: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[RecordView]] = field(default_factory=dict)
    method_of: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, list[RecordView]] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def key_shared(key: str) -> str | None:
    """Why a key may not identify anything by itself, or None where it may."""
    kind, _, value = key.partition("|")
    if kind == "domain":
        return "FREE_MAIL" if free_mail(value) else None
    if kind == "email":
        return "ROLE_MAILBOX" if role_mailbox(value) else None
    return None if kind in ("email", "domain") else "NOT_IDENTIFYING"


def join(model: Model, views: Mapping[str, RecordView], too_many: frozenset[str] = frozenset()) -> Identity:
    """Join the records of closed components.

    Args:
        model: what may be joined by which keys.
        views: birth id -> folded record; closed over uncontested keys, merges and cross-references.
        too_many: keys with more than :data:`MAX_HOLDERS` holders, which were not expanded.
    """
    identity = Identity()
    by_key = {view.key: rid for rid, view in views.items()}
    by_noun: dict[str, list[RecordView]] = defaultdict(list)
    said = decided(model, views, by_key)
    deciding = {view.rid for view in said.views}
    for view in views.values():
        if view.noun is not None and view.rid not in deciding:
            by_noun[view.noun].append(view)
            if view.merged_into and said.parts((view.rid, by_key.get(view.merged_into, ""))):
                view.part()
    people: dict[str, list[RecordView]] = defaultdict(list)
    for noun, records in by_noun.items():
        spec = model.objects[noun]
        merges = list(declared_ties(records, by_key, VENDOR_MERGE))
        if spec.facet_of is None:
            edges = merges + list(declared_ties(records, by_key, CROSS_REFERENCE)) + decided_ties(records, said)
            edges += _by_keys(
                records, spec.identity.keys, spec.identity.cannot_link, edges, too_many, said, identity.doubts
            )
            groups = _groups(records, edges, spec.identity.cannot_link, said, identity.doubts)
        else:
            people[spec.facet_of].extend(records)
            groups = _groups(records, merges, False, said, identity.doubts)
        for group in groups:
            shown = noun_id(spec.prefix, group[0].rid)
            identity.members[shown] = group
            for view in group:
                identity.noun_of[view.rid] = shown
    for noun, records in people.items():
        _join_people(model, noun, records, by_key, too_many, said, identity)
    for view in said.views:
        shown = place(model, view, by_key, identity.noun_of, identity.person_of)
        identity.noun_of[view.rid] = shown
        identity.about[view.rid] = [by_key[key] for key in view.same_as if key in by_key]
        identity.decisions.setdefault(shown, []).append(view)
    if said.apart:
        for view in views.values():
            survivor = by_key.get(view.merged_into or "")
            if survivor is not None and identity.noun_of.get(survivor) != identity.noun_of[view.rid]:
                view.part()
    identity.doubts += [_too_many(key) for key in sorted(too_many)]
    return identity


def _join_people(
    model: Model,
    noun: str,
    records: list[RecordView],
    by_key: Mapping[str, str],
    too_many: frozenset[str],
    said: Decided,
    identity: Identity,
) -> None:
    spec = model.objects[noun]
    declared = [*declared_ties(records, by_key, VENDOR_MERGE), *declared_ties(records, by_key, CROSS_REFERENCE)]
    declared += decided_ties(records, said)
    keyed = _by_keys(records, spec.identity.keys, False, declared, too_many, said, identity.doubts)
    touching: dict[str, list[Edge]] = defaultdict(list)
    for edge in declared + keyed:
        touching[edge.left].append(edge)
        touching[edge.right].append(edge)
    for group in _groups(records, declared + keyed, False, said, identity.doubts):
        shown = noun_id(spec.prefix, group[0].rid)
        identity.members[shown] = group
        for view in group:
            identity.person_of[view.rid] = shown
            ties = touching.get(view.rid, ()) if len(group) > 1 else ()
            best = min(ties, key=lambda e: (e.rank, e.why), default=None)
            identity.method_of[view.rid] = "RECORD" if best is None else best.why


def _by_keys(
    records: list[RecordView],
    kinds: Iterable[str],
    cannot_link: bool,
    declared: list[Edge],
    too_many: frozenset[str],
    said: Decided,
    doubts: list[Doubt],
) -> list[Edge]:
    wanted = tuple(f"{kind}|" for kind in kinds)
    holders: dict[str, list[RecordView]] = defaultdict(list)
    if wanted:
        for view in records:
            for key in view.keys:
                if key.startswith(wanted):
                    holders[key].append(view)
    edges: list[Edge] = []
    for key, held in sorted(holders.items()):
        if len(held) < 2 or key_shared(key) or key in too_many:
            continue
        if len(held) > MAX_HOLDERS:
            doubts.append(_too_many(key))
        elif cannot_link and (rivals := _rivals(held, declared)):
            doubts.append(_doubt("CONTESTED_KEY", key, held, f"{len(rivals)} records of one system hold {key}"))
        elif said.apart and said.parts(view.rid for view in held):
            roots = roots_of([view.rid for view in held], declared)
            if len({roots[view.rid] for view in held}) > 2:
                text = f"records that a steward keeps apart hold {key}, and others hold it too"
                doubts.append(_doubt("CONTESTED_KEY", key, held, text))
        else:
            kind = key.partition("|")[0].upper()
            first = min(held, key=_age)
            edges += [Edge(KEY, min(first.rid, v.rid), max(first.rid, v.rid), kind) for v in held if v.rid != first.rid]
    return edges


def _rivals(records: Iterable[RecordView], declared: list[Edge]) -> list[RecordView]:
    """Live records of one (system, object) that no merge or cross-reference joins."""
    live: dict[tuple[str, str], list[RecordView]] = defaultdict(list)
    for view in records:
        if view.standing == "live":
            live[view.system, view.object].append(view)
    for _, same in sorted(live.items()):
        if len(same) > 1:
            roots = roots_of([view.rid for view in same], declared)
            if len({roots[view.rid] for view in same}) > 1:
                return same
    return []


def _groups(
    records: list[RecordView], edges: list[Edge], cannot_link: bool, said: Decided, doubts: list[Doubt]
) -> list[list[RecordView]]:
    """Components, each oldest record first.

    A component that holds rivals, or records that a steward keeps apart, drops its lowest-ranked edges together.
    """
    if said.apart:
        edges = [edge for edge in edges if (edge.left, edge.right) not in said.apart]
    if not edges:
        return [[view] for view in records]
    roots = roots_of((view.rid for view in records), edges)
    components: dict[str, list[RecordView]] = defaultdict(list)
    for view in records:
        components[roots[view.rid]].append(view)
    ties: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        ties[roots[edge.left]].append(edge)
    groups: list[list[RecordView]] = []
    for root, component in components.items():
        inside = {view.rid for view in component}
        own = ties[root]
        rivals = _rivals(component, [e for e in own if e.rank <= VENDOR_MERGE]) if cannot_link else []
        apart = bool(said.apart) and said.parts(inside)
        if (rivals or apart or len(component) > MAX_COMPONENT) and own:
            lowest = max(edge.rank for edge in own)
            if lowest <= VENDOR_MERGE and not apart:
                groups.append(sorted(component, key=_age))
                continue
            what = ", ".join(sorted({edge.why for edge in own if edge.rank == lowest}))
            subject = "component|" + min(view.key for view in component)
            if apart:
                text = f"joining by {what} would join what a steward keeps apart"
                doubts.append(_doubt("CONTESTED_IDENTITY", subject, component, text))
            elif rivals:
                text = f"joining by {what} would join {len(rivals)} live records of one system"
                doubts.append(_doubt("CONTESTED_IDENTITY", subject, component, text))
            else:
                text = f"{what} would join more than {MAX_COMPONENT} records, so it is taken for shared"
                doubts.append(_doubt("COMPONENT_TOO_LARGE", subject, component, text))
            groups += _groups(component, [edge for edge in own if edge.rank < lowest], cannot_link, said, doubts)
        else:
            groups.append(sorted(component, key=_age))
    return groups


def _age(view: RecordView) -> tuple[str, str]:
    # the record key decides among records of one creation time, so the system is part of the order
    return view.created_at or "~", view.key


def _doubt(kind: str, subject: str, records: Iterable[RecordView], text: str) -> Doubt:
    ordered = sorted(records, key=lambda view: view.key)
    # one record alone is no doubt: it began with the second
    since = sorted(view.first_at for view in ordered)[1]
    return Doubt(kind, subject, tuple(v.rid for v in ordered), tuple(v.key for v in ordered), text, since=since)


def _too_many(key: str) -> Doubt:
    # it is about the key: its holders are too many to name, and come and go
    return Doubt("KEY_SHARED_BY_TOO_MANY", key, (), (), f"more than {MAX_HOLDERS} records hold {key}")
