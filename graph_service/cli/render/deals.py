"""Opportunities, renewals and cold contacts for a person.

In: answers about the pipeline. Out: tables, one row a thing, with what it waits for. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from graph_service.cli.render.envelope import bare, day, next_page
from graph_service.questions.active_answer import ActiveOpportunities
from graph_service.questions.answer import NodeSeen, Truncated
from graph_service.questions.cold_contacts import ColdContacts
from graph_service.questions.deals import DealSeen, MoneySeen, OwnedBy
from graph_service.questions.renewals import Renewals
from graph_service.questions.stale_deals import StaleDeals


def named(node: NodeSeen | None) -> str:
    """What a node is called."""
    return (node.name or node.id) if node else "-"


def money(value: MoneySeen | None) -> str:
    """An amount with its currency before it."""
    return f"{value.currency} {value.amount:,}" if value else "-"


def people(owners: Iterable[OwnedBy]) -> Text:
    """Owners, with those marked who left or are no person."""
    text = Text()
    for one in owners:
        text.append(", " if text else "")
        text.append(named(one.owner))
        note = one.placeholder or ("" if one.active else "left")
        text.append(f" ({note})" if note else "", style="yellow")
    return text or Text("-")


def deals(found: Iterable[DealSeen]) -> Table:
    """One row an opportunity."""
    table = bare("opportunity", "kind", "stage", "amount", "closes", "owner")
    for one in found:
        closes = one.close_date.isoformat() if one.close_date else "-"
        table.add_row(
            Text(named(one.opportunity)),
            one.kind,
            Text(one.stage or "-"),
            money(one.amount),
            closes,
            people(one.owners),
        )
    return table


def cuts(found: Iterable[Truncated]) -> list[RenderableType]:
    """Caps that cut an answer."""
    return [Text(f"cut off: {one.text}", style="yellow") for one in found]


def active(answer: ActiveOpportunities) -> list[RenderableType]:
    """Open opportunities, the nearest match first."""
    about = named(answer.person) if answer.person else ", ".join(named(one) for one in answer.accounts[:3])
    parts: list[RenderableType] = [Text(f"Open opportunities around {about or 'this'}", style="bold")]
    if not answer.opportunities:
        parts.append(Text("none on record"))
    else:
        table = bare("opportunity", "match", "stage", "amount", "owner")
        for one in answer.opportunities:
            match = Text(one.match.name)
            match.append(f" by {one.found_by.name.lower()}" if one.found_by.name != "RECORD" else "", style="dim")
            row = (Text(named(one.opportunity)), match, Text(one.stage or "-"), money(one.amount), people(one.owners))
            table.add_row(*row)
        parts.append(table)
    parts.extend(Text(f"left out: {named(one.what)}: {one.reason}", style="dim") for one in answer.left_out)
    return [*parts, *cuts(answer.truncated)]


def stale(answer: StaleDeals) -> list[RenderableType]:
    """Deals that wait, the idlest first."""
    whose = f" of {named(answer.user)}" if answer.user else ""
    parts: list[RenderableType] = [Text(f"Stale deals{whose}", style="bold")]
    if answer.deals:
        table = bare("opportunity", "account", "stage", "amount", "idle", "closes", "owner")
        for one in answer.deals:
            idle = Text(f"{one.idle_days} days" if one.idle_days is not None else "?")
            closes = Text(one.close_date.isoformat() if one.close_date else "-")
            closes.append(f" ({one.overdue_days} days ago)" if one.overdue_days else "", style="yellow")
            stage, amount = Text(one.stage or "-"), money(one.amount)
            table.add_row(
                Text(named(one.opportunity)), named(one.account), stage, amount, idle, closes, people(one.owners)
            )
        parts.append(table)
    else:
        parts.append(Text("none"))
    return [*parts, *next_page(answer.page)]


def cold(answer: ColdContacts) -> list[RenderableType]:
    """People nobody was in touch with, the coldest first."""
    of = f" of {named(answer.about)}" if answer.about else ""
    parts: list[RenderableType] = [Text(f"Cold contacts{of}", style="bold")]
    if answer.contacts:
        table = bare("person", "works at", "last activity", "cold", "owner")
        for one in answer.contacts:
            since = f"{one.cold_days} days" if one.cold_days is not None else "unknown"
            at = ", ".join(named(each) for each in one.employers[:2]) or "-"
            table.add_row(Text(named(one.person)), Text(at), day(one.last_activity_at), since, people(one.owners[:2]))
        parts.append(table)
    else:
        parts.append(Text("none"))
    return [*parts, *next_page(answer.page)]


def renewals(answer: Renewals) -> list[RenderableType]:
    """Contracts that renew, the earliest first."""
    whose = f" of {named(answer.user)}" if answer.user else ""
    parts: list[RenderableType] = [Text(f"Renewals{whose}", style="bold")]
    if answer.renewals:
        table = bare("due", "contract", "of", "ARR", "renewed by", "owner", "missing")
        for one in answer.renewals:
            of = ", ".join(dict.fromkeys(named(side.account) for side in one.sides)) or "-"
            by = ", ".join(named(deal.opportunity) for deal in one.opportunities) or "-"
            lacking = Text(", ".join(lack.name.replace("_", " ").lower() for lack in one.lacking), style="yellow")
            due = f"{one.due} ({one.days_left} days)"
            table.add_row(
                due, Text(named(one.subscription)), Text(of), money(one.arr), Text(by), people(one.owners[:2]), lacking
            )
        parts.append(table)
    else:
        parts.append(Text("none"))
    parts.extend(Text(f"left out: {named(one.what)}: {one.reason}", style="dim") for one in answer.left_out)
    return [*parts, *next_page(answer.page)]
