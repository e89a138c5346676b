"""Who may overrule the winning stop: the owners by name where the policy names a kind of owner.

In: decisions. Out: the same with ``overrule`` filled. Refuses: nothing; where owners cannot be read in time the kinds
stand alone, which changes no decision.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_answer import Overruler, PersonDecision
from graph_service.questions.suppression_read import Row, rows_of


async def name_overrulers(
    ask: Ask, policy: SuppressionPolicy, decisions: Sequence[PersonDecision], end: float
) -> list[PersonDecision]:
    """Fill in who may overrule.

    Args:
        end: the question's deadline, on the loop's clock.
    """
    about = sorted({one.reasons[0].about.id for one in decisions if one.reasons and one.reasons[0].about})
    owners: dict[str, list[Row]] = defaultdict(list)
    if about:
        try:
            async with asyncio.timeout_at(end):
                rows = await rows_of(ask, "owners", ids=about)
            for row in sorted(rows, key=lambda row: (not row["itself"], row["type"] or "", row["id"])):
                owners[row["thing"]].append(row)
        except Exception:
            owners.clear()
    return [replace(one, overrule=_who(policy, one, owners)) if one.reasons else one for one in decisions]


def _who(policy: SuppressionPolicy, decision: PersonDecision, owners: dict[str, list[Row]]) -> list[Overruler]:
    winner = decision.reasons[0]
    row = policy.motions.get(winner.code)
    if row is None:
        return [Overruler(who=who) for who in policy.levels[winner.level].overrule]  # type: ignore[index]
    found: list[Overruler] = []
    known = owners.get(winner.about.id, []) if winner.about else []
    for kind in row.overrule:
        meant, of = policy.overrulers[kind], winner.about.noun if winner.about else ""
        matching = [one for one in known if meant.is_owner(itself=one["itself"], of=of, type=one["type"])]
        people = [
            Overruler(
                who=kind,
                user=NodeSeen(noun=one["noun"], id=one["id"], name=one["name"]),
                active=one["active"],
            )
            for one in matching
            if not one["placeholder"]
        ]
        found += people or [Overruler(who=kind)]
    return found
