"""``ambiguities`` for a person: a line each in a list, or one of them whole.

In: :class:`Ambiguities`. Out: tables and text. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare, counted, day
from graph_service.questions.ambiguities_answer import Ambiguities, Ambiguity, AmbiguityCandidate, AmbiguityStatus
from graph_service.questions.answer import NodeSeen

SHOWN_NAMES = 3


def body(answer: Ambiguities) -> list[RenderableType]:
    """A table of them, and how many there are."""
    table = bare("id", "kind", "about", "age", "owner", "status")
    for one in answer.ambiguities:
        words = [one.id, one.kind.name, _about(one), _age(one), ", ".join(one.owner), one.status.name.lower()]
        table.add_row(*map(Text, words))
    total = sum(count.open for count in answer.counts)
    decided = sum(count.decided for count in answer.counts)
    foot = f"{len(answer.ambiguities):,} shown; {total:,} open, {decided:,} decided in all"
    if answer.page and answer.page.cursor:
        foot += f"; more with --after {answer.page.cursor}"
    return [table, Text(foot, style="dim")] if answer.ambiguities else [Text(foot, style="dim")]


def whole(one: Ambiguity) -> list[RenderableType]:
    """Everything that there is to know about one."""
    grid = bare("", "")
    grid.show_header = False
    rows = [
        ("kind", f"{one.kind.name}: {one.kind.value}"),
        ("what", one.text),
        ("about", f"{_about(one)} ({one.subject})"),
        ("since", f"{day(one.since)}, {_age(one)}"),
        ("owner", ", ".join(one.owner) or "-"),
        ("records", counted(one.size, "record")),
    ]
    rows += [("between" if place == 0 else "", _candidate(seen)) for place, seen in enumerate(one.candidates)]
    if one.ruling:
        said = f"{one.ruling.decision} by {one.ruling.actor or '?'} on {day(one.ruling.at)}: {one.ruling.reason or '-'}"
        rows.append(("decided", said if one.ruling.holds else f"{said} (its evidence has changed since)"))
    for name, text in rows:
        grid.add_row(Text(name, style="dim"), Text(text))
    head = Text(one.id, style="bold")
    head.append(f"  {one.status.name.lower()}", style="yellow" if one.status is AmbiguityStatus.OPEN else "green")
    return [head, grid]


def _about(one: Ambiguity) -> str:
    names = [_name(node) for node in one.about[:SHOWN_NAMES]]
    more = len(one.about) - SHOWN_NAMES
    return ", ".join(names) + (f" and {more} more" if more > 0 else "") if names else one.subject


def _age(one: Ambiguity) -> str:
    return "-" if one.age_days is None else counted(one.age_days, "day")


def _candidate(seen: AmbiguityCandidate) -> str:
    said = f"{seen.record.system} {seen.record.object} {seen.record.external_id}" if seen.record else ""
    return f"{_name(seen.node)}{f'  ({said})' if said else ''}" if seen.node else said


def _name(node: NodeSeen) -> str:
    return node.name or node.id
