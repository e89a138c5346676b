"""``buying_group_coverage`` for a person: the places of a purchase, filled or not.

In: :class:`Coverage`. Out: one line a place. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare
from graph_service.questions.coverage import Coverage, RolePlace, RolePlaceState

_MARKS = {
    RolePlaceState.FILLED: ("filled", "green"),
    RolePlaceState.NEAR: ("missing, near", "yellow"),
    RolePlaceState.MISSING: ("missing", "red"),
}


def body(answer: Coverage) -> list[RenderableType]:
    """Which places are filled, and by whom."""
    if answer.target is None or answer.template is None:
        return []
    head = Text(f"{answer.target.name or answer.target.id} as {answer.template.name}: ", style="bold")
    head.append("covered" if answer.covered else "not covered", style="bold green" if answer.covered else "bold yellow")
    table = bare("place", "state", "who")
    for place in answer.required:
        table.add_row(*_row(place))
    for place in answer.optional:
        table.add_row(*_row(place, optional=True))
    parts: list[RenderableType] = [head, table]
    if answer.others:
        others = ", ".join(f"{one.person.name or one.person.id} {one.role}" for one in answer.others)
        parts.append(Text(f"also here: {others}", style="dim"))
    return parts


def _row(place: RolePlace, *, optional: bool = False) -> tuple[Text, Text, Text]:
    word, style = _MARKS[place.state]
    if optional and place.state is not RolePlaceState.FILLED:
        style = "dim"
    who = Text(", ".join(f"{one.person.name or one.person.id} ({one.role})" for one in place.by))
    near = ", ".join(
        f"{one.person.name or one.person.id} towards {one.target.name or one.target.id}" for one in place.near
    )
    who.append(near, style="dim")
    name = Text(" or ".join(place.roles))
    name.append(" (optional)" if optional else "", style="dim")
    return name, Text(word, style=style), who
