"""From a question's name to the form of its answer.

In: an answer of ``questions``. Out: text, trees and tables for a terminal. Refuses: nothing; a question without a
form of its own is shown field by field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import RenderableType

from graph_service.cli.render import (
    ambiguities,
    authority,
    book,
    brief,
    coverage,
    deals,
    engagement,
    events,
    figures,
    finding,
    growth,
    hierarchy,
    history,
    model_pages,
    money,
    motion,
    ownership,
    pairs,
    roles,
    routing,
    suppression,
    usage,
)
from graph_service.cli.render.envelope import plain_fields, whole
from graph_service.questions.answer import Answer

BODIES: dict[str, Callable[[Any], list[RenderableType]]] = {
    "account_hierarchy": hierarchy.body,
    "account_ownership": ownership.body,
    "ownership": ownership.body,
    "is_mine": ownership.is_mine,
    "contact_roles": roles.body,
    "history": history.body,
    "suppression": suppression.body,
    "can_write": authority.body,
    "book_of_business": book.body,
    "active_opportunities": deals.active,
    "resolve": finding.match,
    "search": finding.search,
    "buying_group_coverage": coverage.body,
    "motion_conflicts": motion.body,
    "account_brief": brief.body,
    "stale_deals": deals.stale,
    "cold_contacts": deals.cold,
    "renewals": deals.renewals,
    "routing": routing.routing,
    "deal_draft": routing.draft,
    "ambiguities": ambiguities.body,
    "candidate_pairs": pairs.body,
    "events": events.body,
    "funnel": figures.funnel,
    "mql_to_sql": figures.mql_to_sql,
    "lead_sources": figures.lead_sources,
    "deal_velocity": figures.velocity,
    "win_loss": figures.win_loss,
    "pipeline_coverage": figures.coverage,
    "attribution": figures.attribution,
    "expansion": growth.expansion,
    "expansion_signals": growth.signals,
    "object_map": model_pages.object_map,
    "source_of_truth": model_pages.source_of_truth,
    "definitions": model_pages.definitions,
    "usage": usage.body,
    "commercial_bridge": money.bridge,
    "renewal_risk": money.risk,
    "profitability": money.profit,
    "engagement": engagement.body,
}
"""Question -> the part of its answer that is its own."""


def render(question: str, answer: Answer) -> list[RenderableType]:
    """An answer as it is printed.

    Args:
        question: its name, e.g. ``account_hierarchy``.
        answer: what the question said.
    """
    return whole(answer, BODIES.get(question, plain_fields))
