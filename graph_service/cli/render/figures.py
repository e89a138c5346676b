"""Funnels, win rates, velocity, coverage and attribution as tables.

In: answers that hold figures of a period. Out: tables, one row a stage, source, group or owner. Refuses: nothing; what
was left out stands under every table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.cli.render.deals import cuts, money, named
from graph_service.cli.render.envelope import bare
from graph_service.questions.attribution_answer import Attribution, AttributionChannel, Credit
from graph_service.questions.deal_velocity import DealVelocity
from graph_service.questions.figures import GroupValue, LeftOutCount, percent
from graph_service.questions.funnel import Funnel
from graph_service.questions.lead_sources import LeadSources
from graph_service.questions.mql_to_sql import MqlToSql
from graph_service.questions.period import Days
from graph_service.questions.pipeline_coverage import CoverageOf, PipelineCoverage
from graph_service.questions.win_loss import WinLoss, WinRate, WonValue


def funnel(answer: Funnel) -> list[RenderableType]:
    """One row a stage, in their order."""
    parts: list[RenderableType] = [_title("Funnel", answer.period)]
    if answer.rows:
        columns = ["entered", "went on", "rate", "put aside", "open", "too young", "rate without those", "days"]
        table = _numbers(["motion", "stage", *_headings(answer.rows[0].group)], columns)
        for one in answer.rows:
            table.add_row(
                one.motion, one.stage, *_cells(one.group), str(one.entered), str(one.converted), percent(one.rate),
                str(one.put_aside), str(one.open), str(one.immature), percent(one.mature_rate), _plain(one.median_days),
            )  # fmt: skip
        parts.append(table)
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def mql_to_sql(answer: MqlToSql) -> list[RenderableType]:
    """The rate, then its two stretches of ninety days."""
    parts: list[RenderableType] = [_title("MQL to SQL", answer.period)]
    table = _numbers(["days"], ["MQL", "SQL", "rate", "too young"])
    table.add_row(
        str(answer.period), str(answer.entered), str(answer.converted), percent(answer.rate), str(answer.immature)
    )
    for one in (answer.trend.last, answer.trend.before) if answer.trend else ():
        stretch = Days(label="", start=one.start, end=one.end)
        table.add_row(str(stretch), str(one.entered), str(one.converted), percent(one.rate), str(one.immature))
    return [*parts, table, *_left(answer.left_out), *cuts(answer.truncated)]


def lead_sources(answer: LeadSources) -> list[RenderableType]:
    """One row a source, that with the most people first."""
    parts: list[RenderableType] = [_title("Lead sources", answer.period)]
    if answer.rows:
        columns = ["people", "MQL", "SQL", "opportunities", "customers", "to SQL", "to customer", "too young"]
        table = _numbers(["source", *_headings(answer.rows[0].group)], columns)
        for one in answer.rows:
            table.add_row(
                Text(one.source), *_cells(one.group), str(one.people), str(one.mql), str(one.sql),
                str(one.opportunities), str(one.customers), percent(one.sql_rate), percent(one.customer_rate),
                str(one.immature),
            )  # fmt: skip
        parts.append(table)
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def velocity(answer: DealVelocity) -> list[RenderableType]:
    """One row an outcome and group."""
    parts: list[RenderableType] = [_title("Days from creation to close", answer.period)]
    if answer.rows:
        columns = ["deals", "median", "mean", "fastest", "slowest"]
        table = _numbers(["", *_headings(answer.rows[0].group)], columns)
        for one in answer.rows:
            days = (_plain(one.median_days), _plain(one.mean_days), str(one.least_days), str(one.most_days))
            table.add_row(one.outcome.name.lower(), *_cells(one.group), str(one.deals), *days)
        parts.append(table)
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def win_loss(answer: WinLoss) -> list[RenderableType]:
    """All deals, then the groups, then the competitors."""
    parts: list[RenderableType] = [_title("Wins and losses", answer.period)]
    if answer.rate is not None:
        parts.append(_wins("", [(["all"], answer.won, answer.lost, answer.rate, answer.values)]))
    if answer.rows:
        rows = [([*_cells(one.group)], one.won, one.lost, one.rate, one.values) for one in answer.rows]
        parts.append(_wins(_headings(answer.rows[0].group), rows))
    if answer.competitors:
        met = [([Text(one.competitor)], one.won, one.lost, one.rate, one.values) for one in answer.competitors]
        none = answer.without_competitor or WinRate(won=0, lost=0, rate=None, values=[])
        met.append(([Text("none named", style="dim")], none.won, none.lost, none.rate, none.values))
        parts.append(_wins("against", met))
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def coverage(answer: PipelineCoverage) -> list[RenderableType]:
    """Everybody's pipeline per currency, then that of teams and users."""
    whose = f" of {named(answer.user)}" if answer.user else ""
    parts: list[RenderableType] = [_title(f"Pipeline coverage{whose}", answer.period)]
    if answer.rows:
        columns = ["open", "deals", "won", "target", "coverage", "expected", "gap"]
        table = _numbers(["whose", "measure", ""], columns)
        for one in answer.rows:
            whom = Text("everybody" if one.of is CoverageOf.ALL else named(one.owner) if one.owner else "nobody")
            whom.append("" if one.active is not False else " (left)", style="yellow")
            amounts = (_amount(one.won), _amount(one.target))
            table.add_row(
                whom, Text(one.measure or "-"), one.currency, _amount(one.open), str(one.deals), *amounts,
                f"{one.coverage}x" if one.coverage is not None else "-", _amount(one.expected), _amount(one.gap),
            )  # fmt: skip
        parts.append(table)
    if answer.needed is not None:
        parts.append(Text(f"needed at the historical close rate: {answer.needed}x", style="dim"))
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def attribution(answer: Attribution) -> list[RenderableType]:
    """One row a source, campaign or partner; the last is all of them. Beside them who had a part without credit."""
    parts: list[RenderableType] = [
        _title(f"Attribution by {answer.model.name.lower().replace('_', ' ')}", answer.period)
    ]
    if answer.rows and answer.total:
        table = _numbers(["channel", "name"], ["won", "value won", "created", "value created"])
        for one in answer.rows:
            name = Text("nothing on record" if one.channel is AttributionChannel.NONE else one.name or one.id or "-")
            why = f" ({one.credited_for.name.lower()})" if one.credited_for else ""
            table.add_row(one.channel.name.lower() + why, name, *_credit(one.won), *_credit(one.created))
        table.add_row("", Text("all", style="bold"), *_credit(answer.total.won), *_credit(answer.total.created))
        parts.append(table)
    if answer.influenced:
        table = _numbers(["had a part, no credit"], ["won", "value won", "created", "value created"])
        for part in answer.influenced:
            table.add_row(named(part.partner), *_credit(part.won), *_credit(part.created))
        parts.append(table)
    return [*parts, *_left(answer.left_out), *cuts(answer.truncated)]


def _title(text: str, period: Days) -> Text:
    title = Text(text, style="bold")
    title.append(f"  {period}", style="dim")
    return title


def _numbers(words: Sequence[str], numbers: Sequence[str]) -> Table:
    """A table whose later columns hold numbers."""
    table = bare(*words, *numbers)
    for column in table.columns[len(words) :]:
        column.justify = "right"
    return table


def _headings(group: Iterable[GroupValue]) -> list[str]:
    return [one.by.lower() for one in group]


def _cells(group: Iterable[GroupValue]) -> list[Text]:
    cells = []
    for one in group:
        cell = Text(one.value or "not on record", style="" if one.value else "dim")
        cell.append(" (left)" if one.active is False else "", style="yellow")
        cells.append(cell)
    return cells


Wins = tuple[Sequence[str | Text], int, int, Decimal | None, Sequence[WonValue]]


def _wins(words: str | Sequence[str], rows: Sequence[Wins]) -> Table:
    table = _numbers([words] if isinstance(words, str) else words, ["won", "lost", "rate", "rate by value"])
    for cells, won, lost, rate, values in rows:
        by_value = "\n".join(
            f"{one.currency} {one.won:,} of {one.won + one.lost:,}  {percent(one.rate)}" for one in values
        )
        table.add_row(*cells, str(won), str(lost), percent(rate), by_value or "-")
    return table


def _credit(found: Credit) -> tuple[str, str]:
    return f"{found.deals.normalize():f}", "\n".join(money(one) for one in found.values) or "-"


def _amount(value: Decimal | None) -> str:
    return f"{value:,}" if value is not None else "-"


def _plain(value: Decimal | None) -> str:
    return f"{value:f}" if value is not None else "-"


def _left(found: Iterable[LeftOutCount]) -> list[RenderableType]:
    """What was left out, a line each, with the first few by name."""
    lines: list[RenderableType] = []
    for one in found:
        some = ", ".join(named(each) for each in one.some[:3])
        rest = f" ({some}{' ...' if one.count > len(one.some[:3]) else ''})" if some else ""
        lines.append(Text(f"left out, {one.text}: {one.count}{rest}", style="dim"))
    return lines
