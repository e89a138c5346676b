"""Who may write something by hand, for a person.

In: an answer to ``can_write``. Out: a sentence and two lists. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.questions.can_write import CanWrite


def body(answer: CanWrite) -> list[RenderableType]:
    """Yes or no with the rule, then who is believed and who may write."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("believed", ", ".join(answer.systems) or "nobody")
    grid.add_row("written by", ", ".join("everybody" if team == "*" else team for team in answer.teams) or "nobody")
    word, style = ("yes", "green") if answer.allowed else ("no", "red")
    return [Text(f"{answer.object} {answer.field}: {word} ({answer.rule})", style=style), grid]
