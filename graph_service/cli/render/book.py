"""``book_of_business`` for a person: their accounts under a heading per type of ownership.

In: :class:`BookOfBusiness`. Out: a table a type. Refuses: nothing.
"""

from __future__ import annotations

from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.render.envelope import bare, counted, day, next_page
from graph_service.questions.book import BookOfBusiness
from graph_service.questions.ownership_answer import How

_WORDS = {How.DIRECT: "direct", How.INHERITED: "inherited from", How.TERRITORY: "by territory", How.TEAM: "by team"}


def body(answer: BookOfBusiness) -> list[RenderableType]:
    """The book, type by type."""
    if answer.user is None:
        return []
    head = Text(f"Accounts of {answer.user.name or answer.user.id}", style="bold")
    if not answer.active:
        head.append("  (left)", style="yellow")
    if answer.placeholder:
        head.append(f"  ({answer.placeholder}, no person)", style="yellow")
    parts: list[RenderableType] = [head]
    for type_, entries in groupby(answer.accounts, key=lambda one: one.type):
        rows = list(entries)
        parts.append(Text(f"{type_}  ({counted(len(rows), 'account')} on this page)", style="cyan"))
        table = bare("account", "domain", "how", "since", "systems")
        for one in rows:
            how = Text(_WORDS[one.how])
            how.append(f" {one.through.name or one.through.id}" if one.through else "", style="dim")
            since = day(one.since, one.since_kind)
            table.add_row(
                Text(one.account.name or one.account.id), one.domain or "-", how, since, ", ".join(one.systems)
            )
        parts.append(table)
    return [*parts, *next_page(answer.page)]
