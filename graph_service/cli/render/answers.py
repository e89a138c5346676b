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
    finding,
    hierarchy,
    history,
    motion,
    ownership,
    pairs,
    roles,
    routing,
    suppression,
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
}
"""Question -> the part of its answer that is its own."""


def render(question: str, answer: Answer) -> list[RenderableType]:
    """An answer as it is printed.

    Args:
        question: its name, e.g. ``account_hierarchy``.
        answer: what the question said.
    """
    return whole(answer, BODIES.get(question, plain_fields))
