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
from graph_service.intake.settling.evidence import RecordView
from graph_service.model.model import Model
from graph_service.model.types.domain import free_mail
from graph_service.model.types.email import role_mailbox

MAX_HOLDERS = 50
"""A key with more holders identifies nobody."""
MAX_COMPONENT = 200
"""A component with more records is held together by something that is no identity."""

VENDOR_MERGE, CROSS_REFERENCE, KEY = 1, 2, 3
_METHODS = {VENDOR_MERGE: "VENDOR_MERGE", CROSS_REFERENCE: "CROSS_REFERENCE"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """An ambiguity: several right answers, none picked.

    Attributes:
        kind: e.g. ``CONTESTED_KEY``.
        subject: what it is about, stable: a key or a record key with a slot.
        records: birth ids it touches.
        candidates: record keys between which a person must decide.
        text: one sentence.
    """

    kind: str
    subject: str
    records: tuple[str, ...]
    candidates: tuple[str, ...]
    text: str


@dataclass(slots=True)
class Identity:
    """The outcome.

    Attributes:
        noun_of: birth id -> shown id of the noun that the record makes.
        person_of: birth id of a facet's record -> shown id of its person.
        members: shown id -> its records, oldest first.
        method_of: birth id of a facet's record -> how it came to its person.
        doubts: ambiguities.
    """

    noun_of: dict[str, str] = field(default_factory=dict)
    person_of: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[RecordView]] = field(default_factory=dict)
    method_of: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    rank: int
    left: str
    right: str
    why: str


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
    for view in views.values():
        if view.noun is not None:
            by_noun[view.noun].append(view)
    people: dict[str, list[RecordView]] = defaultdict(list)
    for noun, records in by_noun.items():
        spec = model.objects[noun]
        merges = list(_declared(records, by_key, VENDOR_MERGE))
        if spec.facet_of is None:
            edges = merges + list(_declared(records, by_key, CROSS_REFERENCE))
            edges += _by_keys(records, spec.identity.keys, spec.identity.cannot_link, edges, too_many, identity.doubts)
            groups = _groups(records, edges, spec.identity.cannot_link, identity.doubts)
        else:
            people[spec.facet_of].extend(records)
            groups = _groups(records, merges, False, identity.doubts)
        for group in groups:
            shown = noun_id(spec.prefix, group[0].rid)
            identity.members[shown] = group
            for view in group:
                identity.noun_of[view.rid] = shown
    for noun, records in people.items():
        _join_people(model, noun, records, by_key, too_many, identity)
    return identity


def _join_people(
    model: Model,
    noun: str,
    records: list[RecordView],
    by_key: Mapping[str, str],
    too_many: frozenset[str],
    identity: Identity,
) -> None:
    spec = model.objects[noun]
    declared = [*_declared(records, by_key, VENDOR_MERGE), *_declared(records, by_key, CROSS_REFERENCE)]
    keyed = _by_keys(records, spec.identity.keys, False, declared, too_many, identity.doubts)
    for group in _groups(records, declared + keyed, False, identity.doubts):
        shown = noun_id(spec.prefix, group[0].rid)
        identity.members[shown] = group
        rids = {view.rid for view in group}
        for view in group:
            identity.person_of[view.rid] = shown
            touching = [e for e in declared + keyed if view.rid in (e.left, e.right) and len(rids) > 1]
            best = min(touching, key=lambda e: (e.rank, e.why), default=None)
            identity.method_of[view.rid] = "RECORD" if best is None else best.why


def _declared(records: Iterable[RecordView], by_key: Mapping[str, str], rank: int) -> Iterable[_Edge]:
    own = {view.rid for view in records}
    for view in records:
        if rank == VENDOR_MERGE:
            others = [*view.absorbed, *([view.merged_into] if view.merged_into else [])]
        else:
            others = view.same_as
        for other in others:
            rid = by_key.get(other)
            if rid is not None and rid in own and rid != view.rid:
                yield _Edge(rank, min(view.rid, rid), max(view.rid, rid), _METHODS[rank])


def _by_keys(
    records: list[RecordView],
    kinds: Iterable[str],
    cannot_link: bool,
    declared: list[_Edge],
    too_many: frozenset[str],
    doubts: list[Doubt],
) -> list[_Edge]:
    wanted = tuple(f"{kind}|" for kind in kinds)
    holders: dict[str, list[RecordView]] = defaultdict(list)
    if wanted:
        for view in records:
            for key in view.keys:
                if key.startswith(wanted):
                    holders[key].append(view)
    edges: list[_Edge] = []
    for key, held in sorted(holders.items()):
        if len(held) < 2 or key_shared(key):
            continue
        if key in too_many or len(held) > MAX_HOLDERS:
            doubts.append(_doubt("KEY_SHARED_BY_TOO_MANY", key, held, f"more than {MAX_HOLDERS} records hold {key}"))
        elif cannot_link and (rivals := _rivals(held, declared)):
            doubts.append(_doubt("CONTESTED_KEY", key, held, f"{len(rivals)} records of one system hold {key}"))
        else:
            kind = key.partition("|")[0].upper()
            first = min(held, key=_age)
            edges += [
                _Edge(KEY, min(first.rid, v.rid), max(first.rid, v.rid), kind) for v in held if v.rid != first.rid
            ]
    return edges


def _rivals(records: Iterable[RecordView], declared: list[_Edge]) -> list[RecordView]:
    """Live records of one (system, object) that no merge or cross-reference joins."""
    live: dict[tuple[str, str], list[RecordView]] = defaultdict(list)
    for view in records:
        if view.state == "live":
            live[view.system, view.object].append(view)
    for same in live.values():
        if len(same) > 1:
            roots = _roots([view.rid for view in same], declared)
            if len({roots[view.rid] for view in same}) > 1:
                return same
    return []


def _roots(rids: Iterable[str], edges: Iterable[_Edge]) -> dict[str, str]:
    """Union-find: birth id -> a name of its component."""
    parent = {rid: rid for rid in rids}

    def find(rid: str) -> str:
        while parent.setdefault(rid, rid) != rid:
            parent[rid] = rid = parent[parent[rid]]
        return rid

    for edge in edges:
        left, right = find(edge.left), find(edge.right)
        if left != right:
            parent[max(left, right)] = min(left, right)
    return {rid: find(rid) for rid in parent}


def _groups(
    records: list[RecordView], edges: list[_Edge], cannot_link: bool, doubts: list[Doubt]
) -> list[list[RecordView]]:
    """Components, each oldest record first; a component that holds rivals drops its lowest-ranked edges together."""
    if not edges:
        return [[view] for view in records]
    roots = _roots((view.rid for view in records), edges)
    components: dict[str, list[RecordView]] = defaultdict(list)
    for view in records:
        components[roots[view.rid]].append(view)
    groups: list[list[RecordView]] = []
    for component in components.values():
        inside = {view.rid for view in component}
        own = [edge for edge in edges if edge.left in inside]
        rivals = _rivals(component, [e for e in own if e.rank == VENDOR_MERGE]) if cannot_link else []
        if (rivals or len(component) > MAX_COMPONENT) and own:
            lowest = max(edge.rank for edge in own)
            if lowest == VENDOR_MERGE:
                groups.append(sorted(component, key=_age))
                continue
            what = ", ".join(sorted({edge.why for edge in own if edge.rank == lowest}))
            subject = "component|" + min(view.key for view in component)
            doubts.append(_doubt("CONTESTED_IDENTITY", subject, component, f"joining by {what} would join rivals"))
            groups += _groups(component, [edge for edge in own if edge.rank < lowest], cannot_link, doubts)
        else:
            groups.append(sorted(component, key=_age))
    return groups


def _age(view: RecordView) -> tuple[str, str]:
    # the record key decides among records of one creation time, so the system is part of the order
    return view.created_at or "~", view.key


def _doubt(kind: str, subject: str, records: Iterable[RecordView], text: str) -> Doubt:
    ordered = sorted(records, key=lambda view: view.key)
    return Doubt(kind, subject, tuple(v.rid for v in ordered), tuple(v.key for v in ordered), text)
