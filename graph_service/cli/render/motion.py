"""``motion_conflicts`` for a person: what runs, what each system says, what collides.

In: :class:`MotionConflicts`. Out: collisions first, then what runs. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import cuts, deals, named
from graph_service.cli.render.envelope import bare
from graph_service.questions.motion_conflicts import Collision, MotionConflicts
from graph_service.questions.motion_states import MotionState
from graph_service.questions.stages import StageSaid


def body(answer: MotionConflicts) -> list[RenderableType]:
    """What runs towards a company, and what collides."""
    parts: list[RenderableType] = [Text(f"What runs towards {named(answer.account)}", style="bold")]
    parts += collisions(answer.collisions)
    if answer.opportunities:
        parts.append(deals(answer.opportunities))
    for one in answer.campaigns:
        some = ", ".join(named(each) for each in one.some)
        parts.append(Text(f"campaign {named(one.campaign)}: {one.people} people ({some})"))
    if answer.sequences:
        parts.append(Text(f"in a sales sequence: {', '.join(named(one) for one in answer.sequences)}"))
    parts += stages(answer.stages, answer.customer)
    parts += states(answer.states)
    parts.extend(Text(f"not known: {one}", style="dim") for one in answer.unknown)
    return [*parts, *cuts(answer.truncated)]


def collisions(found: Iterable[Collision]) -> list[RenderableType]:
    """What gets in the way of what."""
    return [Text(f"collision  {one.text}", style="yellow") for one in found]


def stages(found: Iterable[StageSaid], customer: str | None) -> list[RenderableType]:
    """Stage by system, on one line."""
    said = [f"{one.system} {one.value}" for one in found]
    if customer:
        said.append(f"customer: {customer}")
    return [Text(f"stage      {'; '.join(said)}")] if said else []


def states(found: Iterable[MotionState]) -> list[RenderableType]:
    """States that stop messages, with what they stop."""
    table = bare("state", "stops", "about")
    for one in found:
        table.add_row(one.code, Text(", ".join(one.stops) or "nothing, only said"), Text(named(one.about)))
    return [table] if table.row_count else []
