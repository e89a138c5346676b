"""``history``: what a field was, from when to when, by whose word; and every claim.

In: :class:`History`. Out: two tables. Refuses: nothing.
"""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare, day
from graph_service.questions.history_answer import History


def body(answer: History) -> list[RenderableType]:
    """What was effective when, then every claim, the oldest first."""
    thing = answer.target.name or answer.target.id if answer.target else ""
    parts: list[RenderableType] = [Text(f"{answer.field} of {thing}", style="bold")]
    if answer.effective:
        table = bare("value", "since", "until", "by", "rule")
        for one in answer.effective:
            record = f"{one.system} {one.object} {one.external_id}" if one.system else ""
            by = f"{record} ({one.actor})" if one.actor else record
            until = day(one.until) if one.until else ""
            table.add_row(_value(one.value), day(one.since, one.since_kind), until, by, one.rule)
        parts.append(table)
    else:
        parts.append(Text("unknown: nothing counted by then"))
    if answer.said:
        table = bare("said at", "value", "record", "clock", "by")
        for claim in answer.said:
            record = f"{claim.system} {claim.object} {claim.external_id}"
            at = claim.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00") if claim.at else ""
            table.add_row(at, _value(claim.value), record, claim.clock, claim.actor or "")
        parts.append(table)
    parts.extend(Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated)
    return parts


def _value(value: Any) -> Text:
    if value is None:
        return Text("(emptied)", style="dim")
    if isinstance(value, dict) and "minor" in value:
        exponent = value.get("exponent") or 0
        return Text(f"{value['minor'] / 10**exponent:,.{exponent}f} {value.get('currency')}")
    return Text(", ".join(map(str, value)) if isinstance(value, list) else str(value))
