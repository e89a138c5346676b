"""Ownership for a person: who owns it, how, and what is known to be nobody's.

In: :class:`Ownership` or :class:`IsMine`. Out: a table of owners, then what disagrees. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.cli.render.envelope import bare, day, path
from graph_service.questions.ownership_answer import IsMine, Mine, Owner, OwnerConflict, Ownership, Vacancy

_MINE_STYLES = {Mine.YES: "bold green", Mine.SHARED: "bold yellow", Mine.DISPUTED: "bold yellow", Mine.NO: "bold"}


def body(answer: Ownership) -> list[RenderableType]:
    """Owners of a thing."""
    if answer.target is None:
        return []
    parts: list[RenderableType] = [Text(f"Owners of {answer.target.name or answer.target.id}", style="bold")]
    if answer.unassigned_because:
        parts.append(Text(f"unassigned: {_vacancy(answer.unassigned_because)}", style="yellow"))
    if answer.owners:
        parts.append(owners(answer.owners))
    elif not answer.unassigned:
        parts.append(Text("no owner on record"))
    parts.extend(Text(f"known to be empty: {_vacancy(one)}", style="dim") for one in answer.vacancies)
    if answer.orphaned:
        parts.append(Text("orphaned: an owner left and nobody active took over", style="yellow"))
    parts.extend(conflicts(answer.conflicts))
    parts.extend(Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated)
    return parts


def is_mine(answer: IsMine) -> list[RenderableType]:
    """YES, NO, SHARED or DISPUTED, then the owners."""
    if answer.account is None or answer.user is None:
        return []
    head = Text(f"Is {answer.account.name or answer.account.id} {answer.user.name or answer.user.id}'s? ")
    if answer.answer:
        types = f" as {', '.join(answer.types)}" if answer.types else ""
        head.append(answer.answer.name + types, style=_MINE_STYLES[answer.answer])
    parts: list[RenderableType] = [head]
    if answer.owners:
        parts.append(owners(answer.owners))
    parts.extend(conflicts(answer.conflicts))
    return parts


def owners(found: list[Owner]) -> Table:
    """One row an owner."""
    table = bare("owner", "type", "how", "since", "systems")
    for one in found:
        name = Text(one.owner.name or one.owner.id)
        notes = ["left" if one.active is False else "", one.placeholder or "", "orphaned" if one.orphaned else ""]
        if any(notes):
            name.append(f" ({', '.join(filter(None, notes))})", style="yellow")
        how = one.how.name
        if one.inherited_from:
            how += f" from {one.inherited_from.name or one.inherited_from.id}"
        elif one.how.name in {"TERRITORY", "TEAM"} and one.path:
            how += f" ({path(one.path)})"
        table.add_row(name, one.type, Text(how), day(one.since, one.since_kind), ", ".join(one.systems))
    return table


def conflicts(found: list[OwnerConflict]) -> list[RenderableType]:
    """What the sources disagree on, a sentence each."""
    return [Text(f"conflict  {one.reason.name}: {one.text}", style="yellow") for one in found]


def _vacancy(one: Vacancy) -> str:
    by = f" by {one.by}" if one.by else ""
    since = f" since {day(one.since)}" if one.since else ""
    return f"{one.type} {one.reason.name}{by}{since} ({', '.join(one.systems)})"
