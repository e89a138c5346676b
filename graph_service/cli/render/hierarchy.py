"""``account_hierarchy`` for a person: the tree, with the account asked about marked.

In: :class:`AccountHierarchy`. Out: a tree, and what is refused, contested or missing. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from graph_service.cli.render.envelope import day
from graph_service.questions.hierarchy_answer import AccountHierarchy, Descendant, ParentKnown, RefusedParent

_ABOVE = {
    ParentKnown.KNOWN_ROOT: "known to have no parent",
    ParentKnown.UNKNOWN: "parent unknown",
    ParentKnown.CONTESTED: "parent contested",
    ParentKnown.UNSEEN: "parent named, but not delivered yet",
}


def body(answer: AccountHierarchy) -> list[RenderableType]:
    """The tree from the topmost known account down."""
    account = answer.account
    if account is None:
        return []
    above = list(reversed(answer.ancestors))
    head = Text(f"{answer.kind.name} hierarchy", style="bold")
    top: Tree | None = None
    place: Tree | None = None
    for ancestor in above:
        label = Text(ancestor.account.name or ancestor.account.id)
        label.append("  (levels between are missing)" if ancestor.gap else "", style="dim")
        place = place.add(label) if place else Tree(label, guide_style="dim")
        top = top or place
    own = Text(account.name or account.id, style="bold cyan")
    own.append(f"  <- asked{_above(answer)}", style="dim")
    here = place.add(own) if place else Tree(own, guide_style="dim")
    _children(here, account.id, answer.descendants)
    parts: list[RenderableType] = [head, top or here]
    for title, claims in (("conflict", answer.conflicts), ("refused", answer.refused)):
        parts.extend(Text(f"{title}  {_claim(claim)}", style="yellow") for claim in claims)
    parts.extend(Text(f"gap  {gap.account.name} is somewhere under {gap.ultimate_parent.name}") for gap in answer.gaps)
    if answer.nearest_company and answer.nearest_company.id != account.id:
        parts.append(Text(f"nearest company  {answer.nearest_company.name}"))
    if answer.other_kinds:
        parts.append(Text("also known: " + ", ".join(kind.name for kind in answer.other_kinds), style="dim"))
    parts.extend(Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated)
    return parts


def _above(answer: AccountHierarchy) -> str:
    if answer.parent_known is ParentKnown.KNOWN_PARENT:
        return f", under {answer.parent.name if answer.parent else '?'} since {day(answer.parent_since)}"
    since = f" since {day(answer.parent_since)}" if answer.parent_since else ""
    return f", {_ABOVE[answer.parent_known]}{since}"


def _children(place: Tree, parent_id: str, descendants: list[Descendant]) -> None:
    for one in descendants:
        if one.parent_id != parent_id:
            continue
        label = Text(one.account.name or one.account.id)
        owners = ", ".join(f"{owner.owner.name}{' (left)' if owner.active is False else ''}" for owner in one.owners)
        notes = [note for note in (owners, ", ".join(one.systems), "gap" if one.gap else "") if note]
        label.append(f"  {'; '.join(notes)}" if notes else "", style="dim")
        _children(place.add(label), one.account.id, descendants)


def _claim(claim: RefusedParent) -> str:
    said = ", ".join(claim.systems)
    return f"{said} puts {claim.child.name} under {claim.parent.name}: {claim.reason.name}. {claim.reason.value}"
