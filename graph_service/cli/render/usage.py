"""``usage`` for a person: the way up as a tree with a figure at each level, then the rest.

In: :class:`Usage`. Out: a tree for each metric, what is left out, what others make of it. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from graph_service.cli.render.deals import cuts, named
from graph_service.cli.render.envelope import bare, day
from graph_service.questions.usage_answer import Usage, UsageClaim, UsageLeftOut, UsageLevel, UsageUnlinked


def figure(value: float) -> str:
    """A figure as people write it: no decimals where there are none."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def body(answer: Usage) -> list[RenderableType]:
    """A tree a metric, then what is not in it."""
    if answer.account is None:
        return []
    tree = f" and what stands under it ({answer.kind.name})" if answer.rollup.name == "TREE" else ""
    head = f"Usage of {named(answer.account)}{tree}"
    parts: list[RenderableType] = [Text(f"{head}, {answer.period}" if answer.period else head, style="bold")]
    for total in answer.totals:
        levels = [one for one in answer.levels if one.metric == total.metric]
        parts.append(_tree(levels, f"{total.metric}, by {', '.join(total.systems)}" if total.systems else total.metric))
    if not answer.totals:
        parts.append(Text("nothing on record"))
    if answer.unlinked or answer.left_out:
        parts.append(_rest([*answer.unlinked, *answer.left_out]))
    if answer.claims:
        parts.append(_claims(answer.claims))
    return [*parts, *cuts(answer.truncated)]


def _tree(levels: list[UsageLevel], metric: str) -> Tree:
    """Levels come each before what lies within it, so the last at each depth is the one to hang the next on."""
    places: list[Tree] = []
    for one in levels:
        label = Text(named(one.node), style="bold cyan" if one.depth == 0 else "")
        label.append(f"  {figure(one.value)}", style="bold")
        noun = metric if one.depth == 0 else one.node.noun.lower()
        own = f", {figure(one.own)} at itself" if one.own and one.own != one.value else ""
        label.append(f"  {noun}{own}", style="dim")
        places[one.depth :] = [places[one.depth - 1].add(label) if one.depth else Tree(label, guide_style="dim")]
    return places[0]


def _rest(rest: Sequence[UsageUnlinked | UsageLeftOut]) -> RenderableType:
    table = bare("not in it", "metric", "place", "why")
    for one in rest:
        table.add_row(figure(one.value), one.metric, Text(named(one.node)), Text(one.text, style="yellow"))
    return table


def _claims(claims: Iterable[UsageClaim]) -> RenderableType:
    table = bare("beside it", "about", "claim", "by", "as of")
    for one in claims:
        by = ", ".join(one.systems) or "-"
        table.add_row(one.kind.lower(), Text(named(one.about)), Text(one.value), by, day(one.at))
    return table
