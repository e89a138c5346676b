"""Suppression for a person: may we contact them, decided by what, and what would settle an UNKNOWN.

In: :class:`SuppressionAnswer`. Out: a row a person and the reasons under it. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.cli.render.envelope import day
from graph_service.questions.suppression_answer import Decision, PersonDecision, Reason, SuppressionAnswer

_STYLES = {Decision.SUPPRESSED: "bold red", Decision.CLEAR: "bold green", Decision.UNKNOWN: "bold yellow"}


def body(answer: SuppressionAnswer) -> list[RenderableType]:
    """Every decision with its reasons."""
    parts: list[RenderableType] = [Text(f"May we contact them by {answer.channel} for {answer.purpose}?", style="bold")]
    for one in answer.decisions:
        parts.extend(decision(one))
    return parts


def decision(one: PersonDecision) -> list[RenderableType]:
    """One person."""
    line = Text(one.decision.name, style=_STYLES[one.decision])
    line.append("  " + ((one.person.name if one.person else None) or one.asked), style="default")
    if one.contact_point and one.contact_point.value != one.asked:
        line.append(f"  {one.contact_point.value}", style="dim")
    if one.decision is Decision.CLEAR and one.ground:
        line.append(f"  ground: {one.ground}", style="dim")
    rows = [("stop", Text(_reason(reason))) for reason in one.reasons]
    rows += [("missing", Text(f"{gap.code}: {gap.settle}")) for gap in one.missing]
    rows += [("note", Text(f"{advice.code}: {advice.text}", style="dim")) for advice in one.advisories]
    if one.overrule:
        who = ", ".join((each.user.name if each.user else None) or each.who for each in one.overrule)
        rows.append(("overrule", Text(who, style="dim")))
    if one.next_allowed_at:
        rows.append(("allowed", Text(f"again from {day(one.next_allowed_at)}", style="dim")))
    said = {reason.text for reason in one.reasons}
    rows += [("why", Text(why.text, style="dim")) for why in one.why if why.text not in said]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", min_width=10)
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(f"  {name}", text)
    return [line, grid] if rows else [line]


def _reason(reason: Reason) -> str:
    said = f", {reason.system}" if reason.system else ""
    since = f", since {day(reason.since, reason.since_kind)}" if reason.since else ""
    until = f" until {day(reason.until)}" if reason.until else ""
    topic = f", topic {reason.topic}" if reason.topic else ""
    text = f": {reason.text}" if reason.text else ""
    return f"{reason.code} ({reason.level}, {reason.scope}{said}{since}{until}{topic}){text}"
