"""The list of questions: one place from which GraphQL, MCP, the command line and the scenarios take them.

In: a question's name. Out: :class:`Question`, which types arguments and answers; the answer's one JSON form.
Refuses: unknown questions.
"""

from __future__ import annotations

import types
from collections.abc import Mapping

from graph_service.errors import UsageError
from graph_service.questions.active_opportunities import ACTIVE_OPPORTUNITIES
from graph_service.questions.ambiguities import ambiguities
from graph_service.questions.attribution import ATTRIBUTION
from graph_service.questions.book import BOOK_OF_BUSINESS
from graph_service.questions.brief import ACCOUNT_BRIEF
from graph_service.questions.can_write import CAN_WRITE
from graph_service.questions.candidate_pairs import candidate_pairs
from graph_service.questions.cold_contacts import COLD_CONTACTS
from graph_service.questions.commercial_bridge import COMMERCIAL_BRIDGE
from graph_service.questions.coverage import BUYING_GROUP_COVERAGE
from graph_service.questions.deal_draft import DEAL_DRAFT
from graph_service.questions.deal_velocity import DEAL_VELOCITY
from graph_service.questions.definitions import DEFINITIONS
from graph_service.questions.engagement import ENGAGEMENT
from graph_service.questions.events import EVENTS
from graph_service.questions.expansion import EXPANSION
from graph_service.questions.expansion_signals import EXPANSION_SIGNALS
from graph_service.questions.funnel import FUNNEL
from graph_service.questions.hierarchy import account_hierarchy
from graph_service.questions.history import history
from graph_service.questions.lead_sources import LEAD_SOURCES
from graph_service.questions.matching import RESOLVE
from graph_service.questions.motion_conflicts import MOTION_CONFLICTS
from graph_service.questions.mql_to_sql import MQL_TO_SQL
from graph_service.questions.object_map import OBJECT_MAP
from graph_service.questions.ownership import account_ownership, is_mine, ownership
from graph_service.questions.paging import AFTER, FIRST
from graph_service.questions.pipeline_coverage import PIPELINE_COVERAGE
from graph_service.questions.plain import to_json
from graph_service.questions.profitability import PROFITABILITY
from graph_service.questions.question import (
    ACCOUNT,
    AS_OF,
    LEAD,
    OPPORTUNITY,
    PERSON,
    USER,
    Argument,
    Question,
    plain_name,
)
from graph_service.questions.renewal_risk import RENEWAL_RISK
from graph_service.questions.renewals import RENEWALS
from graph_service.questions.roles import contact_roles
from graph_service.questions.routing import ROUTING
from graph_service.questions.search import SEARCH
from graph_service.questions.source_of_truth import SOURCE_OF_TRUTH
from graph_service.questions.stale_deals import STALE_DEALS
from graph_service.questions.suppression import suppression
from graph_service.questions.usage import USAGE
from graph_service.questions.win_loss import WIN_LOSS

_ALL = (
    Question(
        name="account_hierarchy",
        doc="Who stands over and under an account, in one kind of hierarchy.",
        function=account_hierarchy,
        docs={
            "account": ACCOUNT,
            "kind": "Which hierarchy: SELLING, LEGAL, BILLING or REPORTING",
            "max_depth": "Levels below that are shown, 1 to 63",
            "as_of": AS_OF,
        },
    ),
    Question(
        name="account_ownership",
        doc="Whose an account is: every owner by type, direct, inherited, by territory or team.",
        function=account_ownership,
        docs={"account": ACCOUNT, "as_of": AS_OF},
    ),
    Question(
        name="ownership",
        doc="Whose a thing is; name exactly one.",
        function=ownership,
        docs={
            "account": ACCOUNT,
            "person": PERSON,
            "lead": LEAD,
            "opportunity": OPPORTUNITY,
            "subscription": "The subscription: our id or a source's id",
            "as_of": AS_OF,
        },
    ),
    Question(
        name="is_mine",
        doc="Whether an account is a user's: YES, NO, SHARED or DISPUTED.",
        function=is_mine,
        docs={"user": USER, "account": ACCOUNT},
    ),
    Question(
        name="contact_roles",
        doc="What a person is to a target, or who is what towards a target.",
        function=contact_roles,
        docs={
            "person": PERSON,
            "account": ACCOUNT + "; its opportunities and the like are included",
            "opportunity": OPPORTUNITY,
            "buying_group": "The buying group: our id or a source's id",
            "workspace": "The workspace: our id or a source's id",
            "as_of": AS_OF,
        },
    ),
    Question(
        name="history",
        doc="Every claim of a field over time: who said what when, and which was effective when, by which rule.",
        function=history,
        docs={
            "object": "The thing: its noun, and our id, a source's id, or its identity key",
            "field": "Name of the field, e.g. stage, lifecycleStage or hqCountry",
            "as_of": AS_OF,
        },
    ),
    Question(
        name="suppression",
        doc="Whether people may be contacted over a channel, for a purpose; name one of people, accounts, campaign.",
        function=suppression,
        docs={
            "people": "Up to 10,000 people; an address that nobody has yet may be asked too",
            "accounts": "Or accounts, whose people are asked about",
            "campaign": "Or a campaign, whose members are",
            "channel": "The way to reach them: EMAIL, PHONE, SMS, POST, ADS or IN_APP",
            "purpose": "What the message is for: PROSPECTING, MARKETING_NEWSLETTER, EVENT_INVITE, RENEWAL ...",
            "topic": "The subscription it belongs to; naming none is being bound by the stops of all",
            "brand": "The brand that sends; naming none is being bound by the stops of all",
            "contact_point": "The one address or number to be used; absent: the best each person has",
            "at": "When it is to be sent; absent: now",
        },
    ),
    Question(
        name="ambiguities",
        doc="What the evidence leaves open: with candidates, evidence, owner, age and decision, oldest first.",
        function=ambiguities,
        docs={
            "kinds": "Only these kinds: CONTESTED_KEY, CONTESTED_LINK, CYCLE, RETRACTED_WITHOUT_ACT ...",
            "status": "Only OPEN or only DECIDED ones",
            "noun": "Only what is about things of this noun, e.g. Account or Person",
            "id": "Only this one",
            "first": FIRST,
            "after": AFTER,
        },
    ),
    Question(
        name="candidate_pairs",
        doc="Accounts or people that may be one, by name and address, for a steward to look at; nothing is joined.",
        function=candidate_pairs,
        docs={
            "noun": "ACCOUNT or PERSON",
            "least": "Least score of a pair, 0.5 to 1",
            "first": "At most so many, the likeliest first",
            "method": "RAPIDFUZZ, or SPLINK for a match probability (needs the extra splink)",
        },
    ),
    CAN_WRITE,
    BOOK_OF_BUSINESS,
    ACTIVE_OPPORTUNITIES,
    RESOLVE,
    SEARCH,
    BUYING_GROUP_COVERAGE,
    MOTION_CONFLICTS,
    ACCOUNT_BRIEF,
    STALE_DEALS,
    COLD_CONTACTS,
    RENEWALS,
    ROUTING,
    DEAL_DRAFT,
    EVENTS,
    FUNNEL,
    MQL_TO_SQL,
    LEAD_SOURCES,
    DEAL_VELOCITY,
    WIN_LOSS,
    PIPELINE_COVERAGE,
    ATTRIBUTION,
    EXPANSION,
    EXPANSION_SIGNALS,
    OBJECT_MAP,
    SOURCE_OF_TRUTH,
    DEFINITIONS,
    USAGE,
    COMMERCIAL_BRIDGE,
    RENEWAL_RISK,
    PROFITABILITY,
    ENGAGEMENT,
)

QUESTIONS: Mapping[str, Question] = types.MappingProxyType({one.name: one for one in _ALL})
"""Every question by its name."""


def question(name: str) -> Question:
    """A question by its name, in snake_case or camelCase.

    Raises:
        UsageError: there is none of that name.
    """
    plain = {plain_name(one): found for one, found in QUESTIONS.items()}
    try:
        return plain[plain_name(name)]
    except KeyError:
        raise UsageError(f"no question is called {name!r}", hint="one of " + ", ".join(QUESTIONS)) from None


__all__ = ["QUESTIONS", "Argument", "Question", "question", "to_json"]
