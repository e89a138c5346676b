"""accountHierarchy: who stands over and under an account, per kind, as of a time.

In: an account reference, a kind, a time. Out: :class:`AccountHierarchy`. Refuses: to pick between claims that
authority does not order, to call a blank a root, to name an ultimate parent where the chain above is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Candidate,
    NodeSeen,
    Status,
    Truncated,
    Why,
    day,
    listed,
    shown,
    told,
)
from graph_service.questions.ask import PATIENCE, Ask, holds, moment, window
from graph_service.questions.evidence import Evidence, evidence
from graph_service.questions.hierarchy_answer import (
    AccountHierarchy,
    Ancestor,
    HierarchyKind,
    ParentKnown,
    RefusedParent,
    RefusedReason,
)
from graph_service.questions.hierarchy_rows import ancestor, descendant, gaps, path, refused
from graph_service.questions.hierarchy_top import nearest_company, top_of, unlooped
from graph_service.questions.reference import AccountRef
from graph_service.questions.resolve import resolve
from graph_service.questions.slots import Emptiness, SlotState, slot_start, slot_states

DEEPEST = 63
"""The statement walks 64 levels; one is kept to see that there is more."""
MOST_DESCENDANTS = 2_000
MOST_CLAIMS = 200

_EMPTY = {
    Emptiness.CLEARED: ParentKnown.KNOWN_ROOT,
    Emptiness.CONTESTED: ParentKnown.CONTESTED,
    Emptiness.AMBIGUOUS: ParentKnown.CONTESTED,
    Emptiness.UNSEEN: ParentKnown.UNSEEN,
}


async def account_hierarchy(
    ask: Ask,
    account: AccountRef,
    kind: HierarchyKind = HierarchyKind.SELLING,
    max_depth: int = 20,
    as_of: datetime | None = None,
) -> AccountHierarchy:
    """Who stands over and under an account.

    Args:
        ask: who answers.
        account: the account.
        kind: which of the four hierarchies.
        max_depth: levels below that are shown, 1 to 63.
        as_of: valid time; absent: now.
    Raises:
        UsageError: ``max_depth`` is out of bounds, or ``as_of`` has no zone.
    """
    if not 1 <= max_depth <= DEEPEST:
        raise UsageError(f"maxDepth is {max_depth}, must be 1 to {DEEPEST}")
    at = ask.at(as_of)
    resolved = await resolve(ask, account)
    if resolved.node is None:
        return AccountHierarchy(kind=kind, **resolved.envelope(ask, at))
    rows = await ask.reader.run(
        "hierarchy/account_hierarchy",
        timeout=PATIENCE,
        account=resolved.node.id,
        kind=kind.name,
        **window(at, current=as_of is None),
        depth=max_depth,
        cap=MOST_DESCENDANTS,
        claims=MOST_CLAIMS,
    )
    return await _judge(ask, resolved.node, resolved.why, kind, max_depth, at, as_of is None, rows[0])


async def _judge(
    ask: Ask,
    account: NodeSeen,
    why: list[Why],
    kind: HierarchyKind,
    max_depth: int,
    at: datetime,
    current: bool,
    row: dict[str, Any],
) -> AccountHierarchy:
    slots = slot_states(row["account"]["slots"], at, current=current)
    below, truncated = _cut(row, max_depth)
    above = unlooped(account.id, row["ancestors"])
    ancestors = [ancestor(one) for one in above]
    direct = ancestors[0] if ancestors and not ancestors[0].gap else None
    slot = None if direct else slots.get(f"PARENT_OF:{kind.name}")
    lost = [one for one in row["claims"] if holds(one["link"], at, current=current)]
    tops = [one for over in above for one in over["tops"] if holds(one["link"], at, current=current)]
    links = [one["link"] for one in (*above[:1], *below, *lost, *tops)]
    seen = await evidence(ask, links, [slot] if slot else [])
    claims = [refused(one, seen) for one in lost[:MOST_CLAIMS]]
    named = [one for one in claims if one.reason is RefusedReason.ULTIMATE_ONLY and one.child.id == account.id]
    named += [refused(one, seen) for one in tops]
    known = ParentKnown.KNOWN_PARENT if direct else _EMPTY[slot.state] if slot else ParentKnown.UNKNOWN
    top = top_of(account, kind, ancestors, above, known, named, at, current)
    company, company_why = nearest_company(account, row["account"], above)
    conflicts = [one for one in claims if one.reason in (RefusedReason.OUTRANKED, RefusedReason.CONTESTED)]
    impossible = [one for one in claims if one.reason in (RefusedReason.CYCLE, RefusedReason.SELF)]
    starts = _starts(row, kind)
    unheard = _unheard(row, at, starts)
    reasons = [*why, _parent_why(ask, account, kind, direct, slot, known, above, seen)]
    if known is ParentKnown.UNKNOWN and starts and starts > at:
        reasons.append(Why(rule="EVIDENCE_STARTS", text=f"Evidence of its parent starts {starts.isoformat()}."))
    if unheard:
        reasons.append(Why(rule="EVIDENCE_STARTS", text=f"Evidence of {shown(account)} starts {unheard.isoformat()}."))
    if len(above) < len(row["ancestors"]):
        text = f"Links that had ended by now made a cycle over {shown(account)} then; the chain is shown up to it."
        reasons.append(Why(rule="CYCLE_THEN", text=text))
    status = Status.AMBIGUOUS if known is ParentKnown.CONTESTED else Status.UNKNOWN if unheard else Status.OK
    return AccountHierarchy(
        status=status,
        as_of=at,
        model_version=ask.model.version,
        token=ask.token,
        candidates=_contested(account, conflicts) if status is Status.AMBIGUOUS else [],
        why=[*reasons, top.why, company_why],
        kind=kind,
        account=account,
        parent=direct.account if direct else None,
        parent_known=known,
        parent_since=direct.since if direct else slot.since if slot else None,
        ultimate_parent=top.account,
        highest_known=ancestors[-1].account if ancestors else None,
        nearest_company=company,
        ancestors=ancestors,
        descendants=[descendant(one, seen) for one in below],
        conflicts=[*conflicts, *top.contradicted],
        refused=impossible,
        ultimate_claims=named,
        gaps=[*gaps(account, above, below), *([top.gap] if top.gap else [])],
        other_kinds=_other_kinds(kind, row["kinds"], slots),
        truncated=truncated,
        evidence_since=starts,
    )


def _cut(row: dict[str, Any], max_depth: int) -> tuple[list[dict[str, Any]], list[Truncated]]:
    """The descendants within the caps, and the caps that cut."""
    # at a past time links that ended may form a cycle
    others = [one for one in row["descendants"] if one["id"] != row["account"]["id"]]
    near = [one for one in others if one["depth"] <= max_depth]
    cuts: list[Truncated] = []
    if len(row["descendants"]) > MOST_DESCENDANTS:
        text = f"More than {MOST_DESCENDANTS} accounts stand below; the nearest are shown."
        cuts.append(Truncated(what="DESCENDANTS", cap=MOST_DESCENDANTS, text=text))
    elif len(near) < len(others):
        text = f"There are accounts more than {max_depth} levels below; ask with a greater maxDepth."
        cuts.append(Truncated(what="DEPTH", cap=max_depth, text=text))
    if row["ancestors"] and row["ancestors"][-1]["depth"] > DEEPEST:
        text = f"The chain above is longer than {DEEPEST} levels."
        cuts.append(Truncated(what="ANCESTORS", cap=DEEPEST, text=text))
    if len(row["claims"]) > MOST_CLAIMS:
        cuts.append(Truncated(what="CLAIMS", cap=MOST_CLAIMS, text=f"More than {MOST_CLAIMS} claims lost here."))
    return near[:MOST_DESCENDANTS], cuts


def _parent_why(
    ask: Ask,
    account: NodeSeen,
    kind: HierarchyKind,
    direct: Ancestor | None,
    slot: SlotState | None,
    known: ParentKnown,
    rows: Sequence[Mapping[str, Any]],
    seen: Evidence,
) -> Why:
    """Why the direct parent is what it is."""
    name = shown(account)
    if direct:
        trusted = ask.model.systems(ask.model.links["PARENT_OF"].authority_of(kind.name).systems)
        first = listed(system for system in trusted if system in ask.model.sources)
        text = (
            f"{told(direct.systems, 'put')} {name} under {shown(direct.account)} since {day(direct.since)}; "
            f"for {kind.name} parents the order of trust is {first}."
        )
        records = seen.of(rows[0]["link"])
        return Why(rule="PARENT_BY_AUTHORITY", text=text, path=path(account, kind, rows[:1]), records=records)
    if slot is None:
        text = f"No system ever named a direct {kind.name} parent of {name}; a blank is not a root."
        return Why(rule="PARENT_NEVER_FILLED", text=text)
    by = seen.by(slot)
    texts = {
        ParentKnown.KNOWN_ROOT: f"The parent of {name} was emptied in {slot.system} on {day(slot.since)}"
        + (f" by {by}" if by else "")
        + ": it is known to have none.",
        ParentKnown.CONTESTED: f"Records of equal authority name different parents of {name}; none is picked.",
        ParentKnown.UNSEEN: f"{slot.system} names a parent of {name} that has not been delivered yet.",
    }
    return Why(rule=f"PARENT_{slot.state.name}", text=texts[known], records=seen.of_slot(slot))


def _unheard(row: dict[str, Any], at: datetime, starts: datetime | None) -> datetime | None:
    """When evidence of the account begins, if that is later than the time asked for and nothing is older."""
    first = moment(row["account"]["first_evidence_at"])
    known = row["ancestors"] or row["descendants"] or (starts and starts <= at)
    return first if first and first > at and not known else None


def _starts(row: dict[str, Any], kind: HierarchyKind) -> datetime | None:
    """When the first evidence of the account's parent of this kind starts."""
    linked = [one["first"] for one in row["kinds"] if one["above"] and one["kind"] == kind.name]
    slot = slot_start(row["account"]["slots"], f"PARENT_OF:{kind.name}")
    return moment(min(filter(None, (*linked, slot)), default=None))


def _contested(account: NodeSeen, conflicts: list[RefusedParent]) -> list[Candidate]:
    return [
        Candidate(noun="Account", id=one.parent.id, name=one.parent.name, systems=one.systems)
        for one in conflicts
        if one.reason is RefusedReason.CONTESTED and one.child.id == account.id
    ]


def _other_kinds(kind: HierarchyKind, links: list[dict[str, Any]], slots: dict[str, SlotState]) -> list[HierarchyKind]:
    linked = [one["kind"] for one in links if one["type"] == "PARENT_OF"]
    roots = {key.partition(":")[2] for key in slots if key.startswith("PARENT_OF:")}
    return [one for one in HierarchyKind if one is not kind and one.name in {*linked, *roots}]
