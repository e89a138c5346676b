"""What every answer shares, for a person: how it stands, what else fits, and why.

In: an answer and the part that is its own. Out: what is printed. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.questions.answer import Answer, Candidate, RecordSeen, Status, Step, Why
from graph_service.questions.paging import Page
from graph_service.questions.plain import to_json

STYLES = {"OK": "green", "NOT_FOUND": "red", "AMBIGUOUS": "yellow", "UNKNOWN": "yellow"}
SHOWN_RECORDS = 3
SHOWN_WHYS = 8
_ENVELOPE = {field.name for field in fields(Answer)}


def whole(answer: Answer, body: Callable[[Any], list[RenderableType]]) -> list[RenderableType]:
    """The whole answer: its own part first, then its why."""
    parts: list[RenderableType] = []
    if answer.status is not Status.OK:
        parts.append(Text(f"{answer.status.name}: {answer.status.value}", style=STYLES[answer.status.name]))
    if answer.candidates:
        parts.append(candidates(answer.candidates))
    if answer.status in (Status.OK, Status.UNKNOWN):
        parts.extend(body(answer))
    parts.extend(reasons(answer.why))
    return parts


def candidates(found: list[Candidate]) -> Table:
    """Several things that fit, one under the other, each with what tells it from the others."""
    grid = Table.grid(padding=(0, 2))
    for candidate in found:
        grid.add_row(Text(candidate.name or "(no name)", style="bold"), Text(candidate.id, style="dim"))
        for one in candidate.differs:
            if one.what != "name":
                grid.add_row(Text(f"  {one.what.replace('_', ' ')}", style="dim"), Text(one.value or "-"))
    return grid


def reasons(whys: list[Why]) -> list[RenderableType]:
    """The why, a sentence each, with the records it rests on."""
    if not whys:
        return []
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for why in whys[:SHOWN_WHYS]:
        line = Text(why.text)
        rest = [text for text in (path(why.path), records(why.records)) if text]
        if rest:
            line.append(f"  [{'; '.join(rest)}]", style="dim")
        grid.add_row("why", line)
    if len(whys) > SHOWN_WHYS:
        grid.add_row("", Text(f"and {len(whys) - SHOWN_WHYS} more (--json shows all)", style="dim"))
    return [grid]


def path(steps: Iterable[Step]) -> str:
    """The links walked, as arrows."""
    return ", ".join(
        f"{step.start.name or step.start.id} -{step.variant or step.link}-> {step.end.name or step.end.id}"
        for step in steps
    )


def records(seen: list[RecordSeen]) -> str:
    """Source records with their age."""
    shown = [f"{one.system} {one.object} {one.external_id}{_age(one)}" for one in seen[:SHOWN_RECORDS]]
    return ", ".join(shown) + (f" and {len(seen) - SHOWN_RECORDS} more" if len(seen) > SHOWN_RECORDS else "")


def _age(record: RecordSeen) -> str:
    if record.age_seconds is None:
        return ""
    return f", {age(record.age_seconds)} old"


def age(seconds: int) -> str:
    """How long, in the one unit that a person would use."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(seconds // size, unit)
    return "seconds"


def counted(number: int, noun: str) -> str:
    """``1 row``, ``1,200 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(value: datetime | None, kind: Any = None) -> str:
    """A start as a date; ``seen`` before it where no source stated it."""
    if value is None:
        return "-"
    text = value.date().isoformat()
    return f"seen {text}" if getattr(kind, "name", "") == "FIRST_SEEN" else text


def bare(*headings: str) -> Table:
    """A table without frames, as terminals and pipes like it."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in headings:
        table.add_column(heading.replace("_", " "), overflow="fold")
    return table


def next_page(page: Page | None) -> list[RenderableType]:
    """How to get the next page, if there is one."""
    return (
        [Text(f"more: --after {page.cursor}", style="dim", no_wrap=True, overflow="ignore")]
        if page and page.cursor
        else []
    )


def plain_fields(answer: Answer) -> list[RenderableType]:
    """The fields of an answer that has no form of its own."""
    parts: list[RenderableType] = []
    grid = bare("", "")
    grid.show_header = False
    for field in fields(answer):
        value = to_json(getattr(answer, field.name))
        if field.name in _ENVELOPE or value in (None, [], {}):
            continue
        if isinstance(value, list) and isinstance(value[0], dict):
            parts.append(_rows(field.name, value))
        else:
            grid.add_row(field.name.replace("_", " "), Text(_cell(value)))
    return [grid, *parts] if grid.row_count else parts


def _rows(name: str, rows: list[dict[str, Any]]) -> Table:
    names = [key for key in rows[0] if any(row.get(key) not in (None, [], {}) for row in rows)]
    table = bare(*names)
    table.title, table.title_justify = name.replace("_", " "), "left"
    for row in rows:
        table.add_row(*(Text(_cell(row.get(key))) for key in names))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or ", ".join(f"{k} {_cell(v)}" for k, v in value.items() if v))
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    return "-" if value is None else str(value)
