"""Many answers for a person: one line each, in the order asked.

In: what was asked and what was answered. Out: a table. Refuses: nothing; what a line has no room for is in ``--json``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import STYLES, bare, counted
from graph_service.questions.answer import Answer

COLUMNS = 5
_ENVELOPE = {one.name for one in fields(Answer)} | {"asked", "why", "policy_version", "page", "truncated", "noun"}
_NAMES = (
    "owner",
    "opportunity",
    "account",
    "person",
    "node",
    "subscription",
    "parent",
    "target",
    "reason",
    "code",
    "rule",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """One line: what was asked, and its answer as JSON or what was wrong with it."""

    number: int
    asked: str
    answer: Mapping[str, Any] | None
    problem: str | None = None


def rows(answered: Sequence[Answered]) -> list[RenderableType]:
    """The table of all lines, with a column for each field that some answer fills, the first few of them."""
    known = [one.answer for one in answered if one.answer]
    names = [
        name for name in (known[0] if known else ()) if name not in _ENVELOPE and any(_cell(one[name]) for one in known)
    ][:COLUMNS]
    table = bare("#", "asked", "status", *names, "note")
    for line in answered:
        if line.answer is None:
            table.add_row(
                str(line.number),
                Text(line.asked),
                Text("REFUSED", style="red"),
                *("" for _ in names),
                Text(line.problem or ""),
            )
            continue
        status = str(line.answer["status"])
        cells = (Text(_told(line.answer[name], status)) for name in names)
        table.add_row(
            str(line.number), Text(line.asked), Text(status, style=STYLES[status]), *cells, Text(_note(line.answer))
        )
    refused = sum(one.answer is None for one in answered)
    foot = f"{counted(len(answered), 'row')}" + (f", {refused} refused" if refused else "")
    return [table, Text(foot, style="dim")]


def _told(value: Any, status: str) -> str:
    """A cell; of a thing that nobody knows nothing is true and nothing is false."""
    return "" if isinstance(value, bool) and status in ("NOT_FOUND", "AMBIGUOUS") else _cell(value)


def _note(answer: Mapping[str, Any]) -> str:
    """What a line must say although it is no field: the candidates, or why nothing was found."""
    if answer["status"] == "OK":
        return ""
    names = [str(one["name"] or one["id"]) for one in answer.get("candidates") or ()]
    if names:
        return "one of " + ", ".join(names[:4])
    return str(answer["why"][0]["text"]) if answer.get("why") else ""


def _cell(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, list):
        said = list(dict.fromkeys(filter(None, map(_cell, value))))
        return ", ".join(said[:3]) + (f" and {len(said) - 3} more" if len(said) > 3 else "")
    if isinstance(value, dict):
        inner = next((value[name] for name in _NAMES if value.get(name)), None)
        return _cell(inner) if inner else str(value.get("name") or value.get("value") or value.get("id") or "")
    return "yes" if value is True else "no" if value is False else str(value)
