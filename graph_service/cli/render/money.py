"""Revenue, cost and risk of renewals for a person.

In: answers about money. Out: tables per currency, chains from a risk to an owner. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from graph_service.cli.render.deals import cuts, money, named, people
from graph_service.cli.render.envelope import bare, counted
from graph_service.cli.render.usage import figure
from graph_service.questions.answer import NodeSeen
from graph_service.questions.commercial_bridge_answer import CommercialBridge, MetricValue
from graph_service.questions.profitability_answer import Profitability
from graph_service.questions.renewal_risk_answer import RenewalRisk, RiskChain


def amount(value: Decimal | None) -> str:
    """An amount without its currency, which stands in a column of its own."""
    return f"{value:,}" if value is not None else "-"


def _names(nodes: Iterable[NodeSeen]) -> Text:
    return Text(", ".join(named(one) for one in nodes) or "-")


def _used(usage: Sequence[MetricValue]) -> str:
    return ", ".join(f"{figure(one.value)} {one.metric}" for one in usage) or "-"


def bridge(answer: CommercialBridge) -> list[RenderableType]:
    """Sums per currency, contracts with their payers and tenants, and the rest on both sides."""
    if answer.account is None:
        return []
    tree = f" and what stands under it ({answer.kind.name})" if answer.rollup.name == "TREE" else ""
    parts: list[RenderableType] = [Text(f"Revenue and usage of {named(answer.account)}{tree}", style="bold")]
    if answer.sums:
        table = bare("currency", "ARR", "paid here", "used here", "used elsewhere", "unallocated", "without tenant")
        for one in answer.sums:
            split = (one.paid_here, one.used_here, one.used_elsewhere, one.unallocated, one.without_tenant)
            table.add_row(one.currency, Text(amount(one.arr), style="bold"), *(amount(each) for each in split))
        parts.append(table)
        rows = bare("contract", "ARR", "payer", "tenant", "of", "its part", f"used, {answer.period}")
        for row in answer.arr_rows:
            payer = Text(named(row.payer.entity) if row.payer else "nobody named", style="" if row.payer else "yellow")
            payer.append(f" ({row.payer.relation.lower()})" if row.payer and row.payer.relation != "DIRECT" else "")
            lines = [one for one in answer.joined if one.subscription.id == row.subscription.id]
            head: list[RenderableType] = [Text(named(row.subscription)), f"{row.currency} {row.arr:,}", payer]
            if not lines:
                rows.add_row(*head, Text("none", style="yellow"), "-", "-", "-")
            for line in lines:
                part = amount(line.arr) if line.arr is not None else Text("unallocated", style="yellow")
                rows.add_row(*head, Text(named(line.tenant)), Text(named(line.account)), part, Text(_used(line.usage)))
                head = ["", "", ""]
        parts.append(rows)
    else:
        parts.append(Text("no revenue on record"))
    if answer.usage_without_payer:
        table = bare("used and not paid for", "of", "used", "why")
        for unpaid in answer.usage_without_payer:
            why = Text(unpaid.text, style="yellow")
            table.add_row(Text(named(unpaid.tenant)), Text(named(unpaid.account)), _used(unpaid.usage), why)
        parts.append(table)
    for left in answer.left_out:
        item = f" ({left.item})" if left.item else ""
        parts.append(Text(f"left out: {named(left.subscription)}{item}: {left.reason}", style="dim"))
    return [*parts, *cuts(answer.truncated)]


def risk(answer: RenewalRisk) -> list[RenderableType]:
    """Each risk as the way that leads from it."""
    if answer.account is None:
        return []
    stake = f", {', '.join(money(one) for one in answer.arr_at_risk)} a year at stake" if answer.arr_at_risk else ""
    head = f"Renewal risk of {named(answer.account)}: {answer.risk or 'none on record'}{stake}"
    parts: list[RenderableType] = [Text(head, style="bold")]
    for seen in answer.inputs:
        age = f", {counted(seen.age_days, 'day')} old" if seen.age_days is not None else ""
        label = Text(named(seen.flag), style="bold")
        label.append(f"  {seen.level or 'no level'}, {', '.join(seen.systems)}{age}", style="dim")
        top = Tree(label, guide_style="dim")
        for chain in answer.chains:
            if chain.flag.flag.id == seen.flag.id:
                _walk(top, chain)
        parts.append(top)
    return [*parts, *cuts(answer.truncated)]


def _walk(place: Tree, chain: RiskChain) -> None:
    """The hops of one chain, each hung on the one before."""
    hops = [(chain.about, chain.about.noun.lower())]
    if chain.tenant and chain.tenant.id != chain.about.id:
        hops.append((chain.tenant, "tenant"))
    if chain.subscription and chain.subscription.id != chain.about.id:
        when = f", renews {chain.renews} ({counted(chain.days_left or 0, 'day')})" if chain.renews else ""
        hops.append((chain.subscription, f"contract, {money(chain.arr)}{when}"))
    if chain.renewal and chain.renewal.opportunity.id != chain.about.id:
        told = "" if chain.renewal_by and chain.renewal_by.name == "RENEWS" else ", by its company"
        hops.append((chain.renewal.opportunity, f"renewal{told}"))
    for node, note in hops:
        label = Text(named(node))
        label.append(f"  {note}", style="dim")
        place = place.add(label)
    if chain.owners:
        place.add(people(chain.owners))
    if chain.missing:
        place.add(Text(f"{chain.missing.name} is missing: {chain.missing.value}", style="yellow"))


def profit(answer: Profitability) -> list[RenderableType]:
    """Sums per currency, by month, by workflow, then what stands beside."""
    if answer.account is None:
        return []
    parts: list[RenderableType] = [Text(f"Profitability of {named(answer.account)}, {answer.period}", style="bold")]
    table = bare("currency", "revenue", "cost to serve", "margin", "rate")
    for one in answer.sums:
        rate = f"{one.margin_rate * 100:.1f} %" if one.margin_rate is not None else "-"
        table.add_row(one.currency, amount(one.revenue), amount(one.cost), Text(amount(one.margin), style="bold"), rate)
    parts.append(table if answer.sums else Text("neither revenue nor cost on record"))
    if len(answer.months) > 1:
        table = bare("month", "currency", "revenue", "cost to serve", "margin")
        for month in answer.months:
            row = (amount(month.revenue), amount(month.cost), amount(month.margin))
            table.add_row(f"{month.month:%Y-%m}", month.currency, *row)
        parts.append(table)
    if answer.workflows:
        table = bare("workflow", "kind", "cost to serve")
        for flow in answer.workflows:
            table.add_row(Text(flow.workflow or "of no workflow"), flow.kind or "-", f"{flow.currency} {flow.cost:,}")
        parts.append(table)
    if answer.revenues:
        table = bare("contract", "ARR", "days", "revenue")
        for each in answer.revenues:
            table.add_row(
                Text(named(each.subscription)), f"{each.currency} {each.arr:,}", str(each.days), amount(each.revenue)
            )
        parts.append(table)
    for left in answer.left_out:
        said = f"{left.currency} {left.amount:,} " if left.amount is not None else ""
        parts.append(Text(f"left out: {said}{named(left.what)}: {left.reason}", style="dim"))
    return [*parts, *cuts(answer.truncated)]
