"""``routing`` and ``deal_draft`` for a person.

In: :class:`Routing` or :class:`DealDraft`. Out: the one who gets it, and the rules that were tried. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import named, people
from graph_service.cli.render.envelope import bare
from graph_service.questions.deal_draft import DealDraft
from graph_service.questions.routing import Routing


def routing(answer: Routing) -> list[RenderableType]:
    """Who gets a lead."""
    if answer.lead is None:
        return []
    head = Text(f"{named(answer.lead)} goes to ")
    if answer.assignee:
        head.append(named(answer.assignee.owner), style="bold green")
        head.append(f"  by {answer.rule}", style="dim")
    else:
        head.append("nobody: no rule names anybody who is still here", style="bold yellow")
    table = bare("rule", "takes", "because")
    for one in answer.tried:
        table.add_row(one.rule, named(one.takes.owner) if one.takes else "-", Text(one.text))
    parts: list[RenderableType] = [head, table]
    if answer.tell:
        parts.append(Text("tell  ", style="dim") + people(answer.tell))
    return parts


def draft(answer: DealDraft) -> list[RenderableType]:
    """An opportunity that could be made."""
    if answer.lead is None:
        return []
    head = Text(f"A deal from {named(answer.lead)}: ", style="bold")
    head.append("ready" if answer.ready else "not yet", style="bold green" if answer.ready else "bold yellow")
    table = bare("", "")
    table.show_header = False
    for word, value in (
        ("name", answer.name),
        ("kind", answer.kind),
        ("account", named(answer.account)),
        ("contact", named(answer.contact)),
        ("owner", f"{named(answer.owner.owner)} by {answer.owner_rule}" if answer.owner else None),
        ("source", " / ".join(filter(None, (answer.source, answer.source_detail)))),
    ):
        table.add_row(word, Text(value or "-"))
    parts: list[RenderableType] = [head, table]
    parts.extend(Text(f"against  {one.text}", style="yellow") for one in answer.against)
    parts.extend(Text(f"know     {one.text}", style="dim") for one in answer.to_know)
    return parts
