"""The settled outcome written as a difference to what the graph holds.

In: an open unit of work, what was touched and what it settled to. Out: what changed for others (:class:`Outcome`).
Refuses: retiring a link or noun over which stops are found before its replacement is old enough (DESIGN, Stops):
without ``retire`` such things only come, they do not go.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import ModelError
from graph_service.graph import compose
from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.doubtful import write_doubts
from graph_service.intake.feeding.watch import Watch
from graph_service.intake.forest import Replanted, by_type
from graph_service.intake.identify import Touched, view_rows
from graph_service.intake.new_evidence import BORN_LINK, NewEvidence, node_row
from graph_service.intake.settle import Settled
from graph_service.intake.settling.identity import key_shared
from graph_service.intake.settling.links import SettledLink
from graph_service.model.claims import SELF
from graph_service.model.model import Model


@dataclass(slots=True)
class Outcome:
    """What the transaction leaves for later ones.

    Attributes:
        deferred: True where something that carries stops still has to be retired.
        changed: birth ids that became another noun, so that those who refer to them must be linked again.
        keys: key ids that changed hands.
    """

    deferred: bool = False
    changed: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def commit(
    work: Work,
    model: Model,
    ids: Ids,
    touched: Touched,
    evidence: NewEvidence,
    settled: Settled,
    replanted: Replanted,
    *,
    retire: bool,
    told_as: str | None,
) -> Outcome:
    """Write the difference.

    Args:
        work: the open transaction, which holds the writer lock.
        model: the Model.
        ids: makes ids.
        touched: the records and what the graph held of them.
        evidence: the versions that are new.
        settled: what the graph should hold.
        replanted: parent edges elsewhere that change sides.
        retire: also remove what carries stops.
        told_as: the run as which the change feed tells it; None where it tells nothing.
    """
    outcome = Outcome()
    gone = _old_nouns(touched) - touched.identity.members.keys()
    # a noun none of whose records the graph knew cannot be there
    old = [n.id for n in settled.nodes.values() if any(rid in touched.known for rid in n.records)]
    existing = _current(work, model, [*old, *gone])
    watch = None
    if told_as is not None:
        watch = Watch(work, model, ids, told_as, touched, settled, existing, gone, retire=retire)
    born = evidence.write(work, model, touched, settled)
    _write_keys_and_refs(work, model, ids, touched, outcome)
    fresh, stale = _link_difference(settled, existing, gone, born)
    _write_nodes(work, model, settled, existing, born, {link.target for link in fresh})
    _write_membership(work, touched, outcome, born, retire=retire)
    _create_links(work, model, [*fresh, *replanted.add])
    _remove_links(work, model, stale, replanted.remove, outcome, retire=retire)
    if gone:
        if retire:
            work.do("settle/delete_nouns", ids=sorted(gone))
        else:
            outcome.deferred = True
    write_doubts(work, model, ids, touched, settled, replanted)
    if watch is not None:
        watch.tell(replanted)
    return outcome


def _write_keys_and_refs(work: Work, model: Model, ids: Ids, touched: Touched, outcome: Outcome) -> None:
    """Keys and references of the touched records; both are only ever added to."""
    add: list[list[Any]] = []
    former: list[list[Any]] = []
    refs: list[list[Any]] = []
    key_refs: list[list[Any]] = []
    views = touched.records
    for rid, view in views.items():
        known = touched.known.get(rid)
        have_keys = known.keys if known else {}
        have_refs = known.refs if known else set()
        for key in view.keys:
            if ("HAS_KEY", key) not in have_keys:
                add.append([rid, key, key.partition("|")[0], key_shared(key)])
                outcome.keys.append(key)
        for key in view.former_keys:
            if ("HAD_KEY", key) not in have_keys:
                former.append([rid, key, key.partition("|")[0], key_shared(key)])
                outcome.keys.append(key)
        said = {
            (end, ref)
            for span in view.spans
            for end, ref in (
                ("subject" if model.links[span.link].subject == "from" else "far", span.source),
                ("subject" if model.links[span.link].subject == "to" else "far", span.target),
            )
            if ref is not None and ref != SELF
        }
        said |= {("same", key) for key in (*view.absorbed, *view.same_as, *filter(None, (view.merged_into,)))}
        for end, ref in sorted(said):
            if ref.startswith("key|"):
                key = ref.split("|", 2)[2]
                if (end, key) not in have_refs:
                    key_refs.append([rid, end, key, key.partition("|")[0], key_shared(key)])
            else:
                birth = ids.birth(ref)
                if (end, birth) not in have_refs:
                    refs.append([rid, end, birth, ref, *ref.split("|", 2)])
    work.do("evidence/add_keys", rows=add)
    work.do("evidence/add_former_keys", rows=former)
    work.do("evidence/add_refs", rows=refs)
    work.do("evidence/add_key_refs", rows=key_refs)
    facts = [
        [rid, view.state, view.noun, view.last_at, *view_rows(view), view.key, *view.key.split("|", 2)]
        for rid, view in views.items()
        if rid in touched.known
    ]
    work.do("evidence/update_records", rows=facts)


def _old_nouns(touched: Touched) -> set[str]:
    """Ids that the touched records made before; those they no longer make must go."""
    old = {shown for known in touched.known.values() for shown in known.nouns}
    return old | {person for known in touched.known.values() for person in known.people}


@dataclass(slots=True)
class _Existing:
    hash: str | None
    links: list[tuple[str, SettledLink]]


def _current(work: Work, model: Model, shown: list[str]) -> dict[str, _Existing]:
    existing: dict[str, _Existing] = {}
    [[rows]] = work.rows_of(compose.current_subjects(model), ids=shown)
    for id_, hash_, leaving, entering in rows:
        links = [
            (element, SettledLink(type_, source, target, props))
            for element, type_, source, target, props in (*leaving, *entering)
        ]
        existing[id_] = _Existing(hash_, links)
    return existing


def _write_nodes(
    work: Work,
    model: Model,
    settled: Settled,
    existing: dict[str, _Existing],
    born: set[str],
    pointed_at: set[str],
) -> None:
    rows: dict[tuple[str, str], list[list[Any]]] = defaultdict(list)
    for node in settled.nodes.values():
        before = existing.get(node.id)
        if node.id in born or (before is not None and before.hash == node.digest):
            continue
        if model.objects[node.label].from_keys:
            # it follows from its id alone, so it is there if a link to it is
            if node.id not in pointed_at:
                continue
            how = "merge"
        else:
            how = "create" if before is None else "update"
        rows[how, node.label].append(node_row(model, node))
    texts = {"merge": compose.merge_nodes, "create": compose.create_nodes, "update": compose.update_nodes}
    for (how, label), same in rows.items():
        work.do_text(texts[how](model, label), rows=same)


def _write_membership(work: Work, touched: Touched, outcome: Outcome, born: set[str], *, retire: bool) -> None:
    """Which noun each record makes, and which keys it no longer holds.

    What is retired now may have been somebody's end until now, so those who refer to it are linked again; what waits
    is marked as going, so that nobody new is linked to it.
    """
    rows: list[list[str]] = []
    stale: list[str] = []
    going: list[list[Any]] = []
    for rid in touched.views:
        shown = touched.identity.noun_of[rid]
        person = touched.identity.person_of.get(rid)
        known = touched.known.get(rid)
        held = known.nouns if known is not None else {}
        if shown not in held and shown not in born:
            rows.append([rid, shown])
        if known is not None and (shown not in held or (person is not None and person not in known.people)):
            outcome.changed.append(rid)
        left = [element for noun, element in held.items() if noun != shown]
        if left:
            stale += left
            going += [[element, noun != shown] for noun, element in held.items()]
            if retire:
                outcome.changed.append(rid)
    for rid, known in touched.known.items():
        view = touched.records.get(rid)
        if view is not None:
            given_up = {key: x for (type_, key), x in known.keys.items() if type_ == "HAS_KEY" and key not in view.keys}
            stale += given_up.values()
            if retire:
                outcome.keys += given_up
            stale += [
                element
                for (type_, key), element in known.keys.items()
                if type_ == "HAD_KEY" and key not in view.former_keys
            ]
    work.do("settle/link_records", rows=rows)
    if stale and retire:
        work.do("settle/delete_links", ids=sorted(stale))
        going = [one for one in going if not one[1]]
    elif stale:
        outcome.deferred = True
    work.do("settle/mark_going", rows=going)


def _link_difference(
    settled: Settled, existing: dict[str, _Existing], gone: set[str], born: set[str]
) -> tuple[list[SettledLink], list[tuple[str, str]]]:
    """Links that are missing, and (type, element id) of those that should not be there."""
    have: dict[tuple[Any, ...], str] = {}
    for shown, before in existing.items():
        if shown not in gone:
            have.update({link.identity: element for element, link in before.links})
    fresh = [
        link
        for link in settled.links
        if have.pop(link.identity, None) is None and not (link.type == BORN_LINK and link.source in born)
    ]
    return fresh, [(identity[0], element) for identity, element in have.items()]


def _remove_links(
    work: Work,
    model: Model,
    stale: list[tuple[str, str]],
    replanted: list[str],
    outcome: Outcome,
    *,
    retire: bool,
) -> None:
    removable = list(replanted)
    going: list[list[Any]] = []
    for type_, element in stale:
        if type_ in model.links and model.links[type_].carries_stops and not retire:
            going.append([element, True])
        else:
            removable.append(element)
    if going:
        outcome.deferred = True
        work.do("settle/mark_going", rows=going)
    if removable:
        work.do("settle/delete_links", ids=sorted(removable))


def _create_links(work: Work, model: Model, links: list[SettledLink]) -> None:
    for type_, same in sorted(by_type(links).items()):
        spec = model.links[type_.removeprefix("WAS_").removeprefix("CLAIMED_")]
        names = compose.link_properties(model, spec.type)
        if strange := {name for link in same for name in link.props} - set(names):
            raise ModelError(f"{type_} has no property {min(strange)!r}", where=f"links/{spec.type.lower()}.yaml")
        rows = [[link.source, link.target, *(link.props.get(name) for name in names)] for link in same]
        work.do_text(compose.create_links(model, spec.type, type_), rows=rows)
