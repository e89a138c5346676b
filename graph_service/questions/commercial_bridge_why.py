"""Why commercialBridge answers as it does: the rule of the revenue, what is unallocated, unpaid, left out.

In: the answer without its why. Out: the reasons. Refuses: nothing; it does not judge.
"""

from __future__ import annotations

from graph_service.questions.answer import Why, listed, shown
from graph_service.questions.commercial_bridge_answer import Allocation, CommercialBridge

_SHOWN = 5


def bridge_why(answer: CommercialBridge) -> list[Why]:
    """The reasons of an answer."""
    why: list[Why] = []
    whose = shown(answer.account) if answer.account else ""
    if answer.arr_rows:
        said = listed(f"{one.currency} {one.arr:,}" for one in answer.sums)
        size = len(answer.arr_rows)
        text = (
            f"{said} a year in {size} contract{'' if size == 1 else 's'} that {whose} pays for or uses, each once; "
            "the tenants that a contract covers join it with their usage. Currencies are never added."
        )
        why.append(
            Why(rule="ARR_BY_CONTRACT", text=text, records=[one for row in answer.arr_rows for one in row.records])
        )
    else:
        why.append(Why(rule="NO_REVENUE", text=f"No contract that {whose} pays for or uses makes yearly revenue."))
    for row in answer.arr_rows:
        if row.allocation is not Allocation.ALLOCATED:
            text = f"{shown(row.subscription)}, {row.currency} {row.arr:,}: {row.allocation_text}"
            why.append(Why(rule=row.allocation.name, text=text, records=row.records))
        elif row.payer and row.payer.relation != "DIRECT" and row.consuming_accounts:
            payer = f"{shown(row.payer.entity)} ({row.payer.relation})"
            users = listed(map(shown, row.consuming_accounts))
            text = f"{shown(row.subscription)} is paid by {payer} and used by {users}."
            why.append(Why(rule="PAID_FOR_OTHERS", text=text, records=row.records))
    why += [
        Why(rule="USAGE_WITHOUT_PAYER", text=f"{shown(one.tenant)} is used and not paid for: {one.text}")
        for one in answer.usage_without_payer[:_SHOWN]
    ]
    if answer.left_out:
        names = [
            f"{shown(one.subscription)}{f' ({one.item})' if one.item else ''}: {one.reason}" for one in answer.left_out
        ]
        more = f" and {len(names) - 2 * _SHOWN} more" if len(names) > 2 * _SHOWN else ""
        text = f"Left out of the revenue: {'; '.join(names[: 2 * _SHOWN])}{more}."
        why.append(Why(rule="REVENUE_LEFT_OUT", text=text))
    return why
