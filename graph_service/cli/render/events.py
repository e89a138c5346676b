"""The change feed for a person: one line an event.

In: a page of events. Out: a table. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare
from graph_service.questions.events import ChangeEvent, Events


def body(answer: Events) -> list[RenderableType]:
    """The page, and how to go on."""
    shown: list[RenderableType] = []
    if answer.dropped:
        shown.append(Text(f"{answer.dropped:,} older events are no longer kept"))
    if answer.events:
        table = bare("recorded", "event", "thing", "what", "before", "after", "why")
        for one in answer.events:
            table.add_row(*cells(one))
        shown.append(table)
    else:
        shown.append(Text("no events"))
    if answer.next:
        shown.append(Text(f"go on with --after {answer.next}" + ("" if answer.more else "; nothing more by now")))
    return shown


def cells(one: ChangeEvent) -> list[Text]:
    """One event as the cells of a line."""
    what = " ".join(word for word in (one.what, one.variant) if word)
    at = one.at.strftime("%Y-%m-%d %H:%M:%S") if one.at else ""
    words = [at, one.kind, one.thing or "", what, ", ".join(one.before) or "-", ", ".join(one.after) or "-", one.why]
    return [Text(word) for word in words]
