"""``resolve`` and ``search`` for a person.

In: :class:`Match` or :class:`Search`. Out: the match with what speaks for it, or the hits. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare
from graph_service.questions.matching import Match, MatchOutcome
from graph_service.questions.search import Search

_STYLES = {MatchOutcome.MATCH: "bold green", MatchOutcome.AMBIGUOUS: "bold yellow", MatchOutcome.NONE: "bold"}


def match(answer: Match) -> list[RenderableType]:
    """What the signals mean."""
    head = Text(answer.outcome.name, style=_STYLES[answer.outcome])
    if answer.match:
        head.append(f"  {answer.noun} {answer.match.name or answer.match.id}", style="bold")
        head.append(f"  {answer.match.id}", style="dim")
    table = bare("signal", "value", "points to")
    for one in answer.signals:
        to = ", ".join(node.name or node.id for node in one.points_to[:4]) or "nothing on record"
        more = f" and {len(one.points_to) - 4} more" if len(one.points_to) > 4 else ""
        table.add_row(one.kind, Text(one.value), Text(to + more))
    return [head, table]


def search(answer: Search) -> list[RenderableType]:
    """The hits, best first."""
    table = bare("noun", "name", "of", "address or domain", "id")
    for one in answer.hits:
        gone = f" ({one.state})" if one.state != "live" else ""
        of = ", ".join(place.name or place.id for place in one.places)
        name = Text((one.node.name or "(no name)") + gone, style="bold")
        table.add_row(one.node.noun, name, Text(of), Text(one.detail or ""), Text(one.node.id, style="dim"))
    parts: list[RenderableType] = [table] if answer.hits else []
    return parts + [Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated]
