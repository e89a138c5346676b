"""Revenue between two days, and who may buy more, for a person.

In: :class:`Expansion`, :class:`ExpansionSignals`. Out: tables. Refuses: nothing.
"""

from __future__ import annotations

from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.deals import cuts, money, named, people
from graph_service.cli.render.envelope import bare, day, next_page
from graph_service.questions.expansion_answer import ArrSide, Expansion
from graph_service.questions.expansion_signals import ExpansionSignals

_SHOWN = 15


def expansion(answer: Expansion) -> list[RenderableType]:
    """Retention, movements, what is left out."""
    of = f" of {answer.segment}" if answer.segment else ""
    parts: list[RenderableType] = [Text(f"ARR{of} from {day(answer.from_at)} to {day(answer.to_at)}", style="bold")]
    table = bare("", "customers", "from", "new", "won back", "more", "less", "lost", "to", "NRR", "GRR")
    for row in answer.currencies:
        moves = (row.new, row.reactivation, row.expansion, -row.contraction, -row.churn)
        table.add_row(
            row.currency, str(row.customers), _amount(row.arr_from), *map(_signed, moves), _amount(row.arr_to),
            _rate(row.nrr), _rate(row.grr),
        )  # fmt: skip
    parts.append(table if answer.currencies else Text("nothing with a known worth"))
    if answer.movements:
        moved = bare("what", "company", "segment", "", "from", "to")
        for one in answer.movements[:_SHOWN]:
            kind = Text(one.kind.name, style="red" if one.arr_to < one.arr_from else "green")
            moved.add_row(
                kind,
                Text(named(one.account)),
                one.segment or "-",
                one.currency,
                _amount(one.arr_from),
                _amount(one.arr_to),
            )
        parts += [Text(), moved]
    if len(answer.movements) > _SHOWN:
        parts.append(Text(f"and {len(answer.movements) - _SHOWN} more (--json shows all)", style="dim"))
    for left in answer.left_out[:_SHOWN]:
        who = named(left.account) if left.account else ", ".join(named(one) for one in left.subscriptions)
        parts.append(Text(f"left out: {who}, {left.currency}: {left.text}", style="yellow"))
    for end in answer.scheduled[:_SHOWN]:
        parts.append(Text(f"ends {end.ends}: {named(end.subscription)} of {named(end.account)}, {money(end.arr)}"))
    for bare_one in answer.without_arr[:_SHOWN]:
        because = "; ".join(bare_one.because)
        parts.append(
            Text(f"no ARR: {named(bare_one.subscription)} of {named(bare_one.account)}: {because}", style="dim")
        )
    if answer.sides:
        sides = bare("system", "says", "", "from", "to", "won", "contracts")
        for side in answer.sides:
            sides.add_row(
                side.system, _measure(side), side.currency, *map(_amount, (side.at_from, side.at_to, side.won)),
                str(side.contracts),
            )  # fmt: skip
        parts += [Text(), sides]
    return [*parts, *cuts(answer.truncated)]


def signals(answer: ExpansionSignals) -> list[RenderableType]:
    """Customers that may buy more."""
    whose = f" of {named(answer.user)}" if answer.user else ""
    parts: list[RenderableType] = [Text(f"Customers{whose} that may buy more", style="bold")]
    if not answer.accounts:
        return [*parts, Text("none")]
    table = bare("company", "because", "owner", "open already", "against it")
    for one in answer.accounts:
        because = Text("\n".join(signal.text for signal in one.signals))
        open_ = ", ".join(named(deal.opportunity) for deal in one.opportunities) or "-"
        against = Text("; ".join(one.cautions) or "-", style="yellow" if one.cautions else "")
        table.add_row(Text(named(one.account)), because, people(one.owners), Text(open_), against)
    return [*parts, table, *next_page(answer.page)]


def _measure(side: ArrSide) -> str:
    words = side.measure.name.replace("_", " ").lower().replace("arr", "ARR")
    return f"{words} ({side.kind})" if side.kind else words


def _amount(value: Decimal | None) -> str:
    return f"{value:,}" if value is not None else "-"


def _signed(value: Decimal) -> str:
    return f"{value:+,}" if value else "-"


def _rate(value: Decimal | None) -> str:
    return f"{value:.1%}" if value is not None else "-"
