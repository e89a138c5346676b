"""``engagement`` for a person: who, what kind, how often, and with whom nothing.

In: :class:`Engagement`. Out: two tables and the silent people. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import cuts, named
from graph_service.cli.render.envelope import bare, counted, day
from graph_service.questions.engagement_answer import Engagement

_SHOWN = 20


def body(answer: Engagement) -> list[RenderableType]:
    """By kind, by person, and nothing."""
    if answer.account is None:
        return []
    last = f", last on {day(answer.last_activity_at)}" if answer.last_activity_at else ""
    head = f"Engagement of {named(answer.account)}, {answer.period}: {answer.activities} activities{last}"
    parts: list[RenderableType] = [Text(head, style="bold")]
    if answer.by_kind:
        table = bare("kind", "activities", "from them", "to them", "people", "without a person", "last")
        for one in answer.by_kind:
            figures = (one.activities, one.inbound, one.outbound, one.people, one.anonymous)
            table.add_row(Text(one.kind), *(str(figure) for figure in figures), day(one.last_at))
        parts.append(table)
    if answer.by_person:
        table = bare("person", "activities", "of kind", "last", "last in product")
        for each in answer.by_person:
            name = Text(named(each.person))
            name.append("" if each.here_now else " (not there now)", style="yellow")
            of = Text(", ".join(f"{kind.activities} {kind.kind}" for kind in each.kinds))
            table.add_row(name, str(each.activities), of, day(each.last_at), day(each.product_seen_at))
        parts.append(table)
    if answer.silent:
        table = bare("nothing with", "last before", "last in product")
        for silent in answer.silent[:_SHOWN]:
            table.add_row(Text(named(silent.person)), day(silent.last_at), day(silent.product_seen_at))
        parts.append(table)
        if len(answer.silent) > _SHOWN:
            parts.append(Text(f"and {len(answer.silent) - _SHOWN} more (--json shows all)", style="dim"))
    if answer.anonymous_users:
        said = f"{counted(answer.anonymous_users, 'product user')} whom no system names"
        parts.append(Text(said, style="dim"))
    return [*parts, *cuts(answer.truncated)]
