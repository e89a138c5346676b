"""``account_brief`` for a person: a page to read before a call.

In: :class:`AccountBrief`. Out: the page. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import cuts, deals, money, named
from graph_service.cli.render.envelope import bare, day
from graph_service.cli.render.motion import collisions, stages, states
from graph_service.cli.render.ownership import owners
from graph_service.questions.brief_answer import AccountBrief, AccountProfile

_STYLES = {"CLEAR": "green", "SUPPRESSED": "red", "UNKNOWN": "yellow"}


def body(answer: AccountBrief) -> list[RenderableType]:
    """What it is, whose, how far, what runs, whom one may contact."""
    if answer.account is None:
        return []
    head = Text(named(answer.account), style="bold")
    head.append(f"  {_profile(answer.profile)}" if answer.profile else "", style="dim")
    if answer.mine:
        head.append(f"  mine: {answer.mine.name}", style="bold green" if answer.mine.name == "YES" else "bold yellow")
    parts: list[RenderableType] = [head]
    if answer.unassigned:
        parts.append(Text("unassigned: known to be nobody's", style="yellow"))
    if answer.owners:
        parts.append(owners(answer.owners))
    parts += stages(answer.stages, answer.customer)
    parts += collisions(answer.collisions)
    if answer.opportunities:
        parts.append(deals(answer.opportunities))
    parts += _contracts(answer)
    for one in answer.tickets:
        parts.append(Text(f"ticket     {one.severity or '-'} {one.status or '-'}: {named(one.ticket)}", style="yellow"))
    for act in answer.activities:
        parts.append(Text(f"activity   {day(act.at)} {act.kind or '-'} {act.direction or ''}".rstrip()))
    parts += states(answer.states)
    parts += _people(answer)
    return [*parts, *cuts(answer.truncated)]


def _profile(one: AccountProfile) -> str:
    size = f"{one.employees:,} people" if one.employees else None
    under = f"under {named(one.parent)}" if one.parent else None
    said = [one.industry, size, one.hq_country, one.segment, ", ".join(one.domains[:3]), under]
    return "; ".join(word for word in said if word)


def _contracts(answer: AccountBrief) -> list[RenderableType]:
    table = bare("contract", "state", "ARR", "renews", "this company")
    for one in answer.contracts:
        renews = f"ends {one.cancel_at}" if one.cancel_at else str(one.renews or "-")
        sides = ", ".join(one.sides).lower()
        table.add_row(Text(named(one.subscription)), one.status or "-", money(one.arr), renews, sides)
    return [table] if table.row_count else []


def _people(answer: AccountBrief) -> list[RenderableType]:
    if not answer.people:
        return [Text("nobody of the company is on record")]
    table = bare("person", f"{answer.channel} {answer.purpose}".lower(), "role", "because")
    for one in answer.people:
        who = Text(named(one.person))
        who.append(f", {one.title}" if one.title else "", style="dim")
        roles = Text(", ".join(role.role for role in one.roles))
        because = Text("; ".join(one.because[:2]), style="dim")
        table.add_row(who, Text(one.decision.name, style=_STYLES[one.decision.name]), roles, because)
    return [table]
