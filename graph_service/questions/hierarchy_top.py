"""What stands highest over an account, and which of those above is a company of its own.

In: the chain above an account, claims that name only a top. Out: the ultimate parent with its why, claims that
contradict the chain, the nearest company. Refuses: to name an ultimate parent where something above is not known, to
pick between two that are claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph_service.model.types.domain import free_mail
from graph_service.questions.answer import NodeSeen, Why, listed, shown, told
from graph_service.questions.hierarchy_answer import Ancestor, Gap, HierarchyKind, ParentKnown, RefusedParent
from graph_service.questions.hierarchy_rows import is_gap, path
from graph_service.questions.slots import Emptiness, slot_states

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """What stands highest.

    Attributes:
        account: the ultimate parent, if it is known.
        why: why it is, or why it is not.
        gap: where the levels between it and the highest on record are missing.
        contradicted: claims about the top that the chain does not bear out.
    """

    account: NodeSeen | None
    why: Why
    gap: Gap | None = None
    contradicted: list[RefusedParent] = field(default_factory=list)


def unlooped(account: str, rows: Sequence[Row]) -> list[Row]:
    """The chain up to where it comes back to itself.

    The effective tree of today has no cycle; links that ended are not held to that, so at a past time there may be one.

    Args:
        account: id of the account.
        rows: what stands above it, nearest first.
    """
    seen = {account}
    chain: list[Row] = []
    for row in rows:
        if row["id"] in seen:
            break
        seen.add(row["id"])
        chain.append(row)
    return chain


def top_of(
    account: NodeSeen,
    kind: HierarchyKind,
    ancestors: list[Ancestor],
    rows: Sequence[Row],
    known: ParentKnown,
    claims: list[RefusedParent],
    at: datetime,
    current: bool,
) -> Top:
    """The ultimate parent, only where nothing above is unknown or somebody names it.

    Args:
        account: the account.
        kind: which hierarchy.
        ancestors, rows: the chain above, nearest first.
        known: what is known of the direct parent.
        claims: who names only the top, for the account or one above it.
        at, current: valid time.
    """
    if not ancestors:
        if known is ParentKnown.KNOWN_ROOT:
            text = f"{shown(account)} is known to have no parent."
            return Top(account=account, why=Why(rule="ULTIMATE_IS_ITSELF", text=text))
        text = f"Nobody knows what stands over {shown(account)}."
        return Top(account=None, why=Why(rule="ULTIMATE_UNKNOWN", text=text))
    top, chain = ancestors[-1], path(account, kind, rows)
    others = [claim for claim in claims if claim.parent.id != top.account.id]
    if top.gap:
        text = f"{told(top.systems, 'name')} {shown(top.account)} the ultimate parent; the levels between are missing."
        return Top(account=top.account, why=Why(rule="ULTIMATE_BY_CLAIM", text=text, path=chain), contradicted=others)
    slot = slot_states(rows[-1]["slots"], at, current=current).get(f"PARENT_OF:{kind.name}")
    if slot and slot.state is Emptiness.CLEARED:
        text = f"Every level up to {shown(top.account)} is on record, and that one is known to have no parent."
        return Top(account=top.account, why=Why(rule="ULTIMATE_BY_CHAIN", text=text, path=chain), contradicted=others)
    inside = {account.id, *(one.account.id for one in ancestors[:-1])}
    contradicted = [claim for claim in claims if claim.parent.id in inside]
    named = {claim.parent.id: claim for claim in claims if claim not in contradicted}
    if len(named) == 1:
        [claim] = named.values()
        return _claimed(top.account, claim, chain, contradicted)
    text = f"{shown(top.account)} is the highest on record, but whether something stands over it is not known."
    rule = "ULTIMATE_UNKNOWN"
    if named:
        rule = "ULTIMATE_CONTESTED"
        text = f"{listed(shown(claim.parent) for claim in named.values())} are both named the ultimate parent."
    return Top(account=None, why=Why(rule=rule, text=text, path=chain), contradicted=[*contradicted, *named.values()])


def _claimed(top: NodeSeen, claim: RefusedParent, chain: list[Any], contradicted: list[RefusedParent]) -> Top:
    name = f"{told(claim.systems, 'name')} {shown(claim.parent)} the ultimate parent of {shown(claim.child)}"
    if claim.parent.id == top.id:
        why = Why(rule="ULTIMATE_BY_CLAIM", text=f"{name}, and it is the highest on record.", path=chain)
        return Top(account=top, why=why, contradicted=contradicted)
    text = f"{name}; the levels between it and {shown(top)} are missing."
    why = Why(rule="ULTIMATE_BY_CLAIM", text=text, path=chain, records=claim.records)
    gap = Gap(account=top, ultimate_parent=claim.parent, since=claim.since, systems=claim.systems)
    return Top(account=claim.parent, why=why, gap=gap, contradicted=contradicted)


def nearest_company(account: NodeSeen, own: Row, rows: Sequence[Row]) -> tuple[NodeSeen | None, Why]:
    """The account itself, or the nearest above it, that is a company and no mere site, branch or brand of one.

    A company of its own has a legal name, is invoiced itself, or has a domain that its parent has not. A gap ends the
    search: it may hide the nearest.

    Args:
        account: the account.
        own: its row.
        rows: the chain above, nearest first.
    """
    chain = [(account, own), *((NodeSeen(noun="Account", id=row["id"], name=row["name"]), row) for row in rows)]
    for place, (node, row) in enumerate(chain):
        above = chain[place + 1][1] if place + 1 < len(chain) else None
        if place and is_gap(row["link"]):
            text = f"The levels under {shown(node)} are missing, and the nearest company may be one of them."
            return None, Why(rule="NEAREST_COMPANY_UNKNOWN", text=text)
        if mark := _mark(row, above):
            return node, Why(rule="NEAREST_COMPANY", text=f"{shown(node)} is a company of its own: {mark}.")
    text = f"Neither {shown(account)} nor what stands over it has a legal name, an invoice or a domain of its own."
    return None, Why(rule="NEAREST_COMPANY_UNKNOWN", text=text)


def _mark(row: Row, above: Row | None) -> str | None:
    if row.get("legal_name"):
        return f"its legal name is {row['legal_name']}"
    if row.get("billed"):
        return "it is invoiced itself"
    theirs = set((above or {}).get("domains") or ())
    own = sorted(one for one in row.get("domains") or () if one not in theirs and not free_mail(one))
    if not own:
        return None
    return f"{own[0]} is its domain and not its parent's" if above else f"its domain is {own[0]}"
