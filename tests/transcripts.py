"""What an agent that has only the tools asks about the sample company: its calls, and the facts it must find.

A call may use what an earlier answer of the same conversation held: ``"$name"`` stands for a value that ``take`` put by,
by its path in that answer. What is expected is matched as in the scenarios.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One tool call.

    Attributes:
        expect: what its structured answer holds; a text: the error it is refused with.
        take: name -> path in the answer, e.g. ``hits.0.node.id``.
    """

    tool: str
    arguments: Mapping[str, Any]
    expect: Any
    take: Mapping[str, str] = field(default_factory=dict)


BRIGHTWATER = [{"name": f"Brightwater {one}"} for one in ("Retail", "Foods", "Home", "Garden")]

CONVERSATIONS: dict[str, list[Call]] = {
    "Whose account is Rail Depot, and why?": [
        Call("search", {"text": "rail depot", "nouns": ["Account"]}, {"hits": [{"node": {"name": "Rail Depot"}}]}, {"depot": "hits.0.node.id"}),
        Call(
            "account_ownership",
            {"account": {"id": "$depot"}},
            {"owners": {"contains": [{"owner": {"name": "Ana Ferreira"}, "how": "INHERITED", "inherited_from": {"name": "Meridian Freight UK"}}]},
             "why": {"contains": [{"rule": "OWNER_INHERITED", "records": {"contains": [{"system": "salesforce", "age_seconds": {"present": True}}]}}]}},
        ),
    ],
    "Is Meridian Freight DE Ben's?": [
        Call("is_mine", {"user": "ben.okafor@larkfield.example", "account": "meridianfracht.example"},
             {"answer": "NO", "conflicts": {"contains": [{"reason": "OWNER_OUTSIDE_TERRITORY"}]}}),
    ],
    "Who is brightwater.example?": [
        Call("resolve", {"domains": ["brightwater.example"]}, {"outcome": "AMBIGUOUS", "match": {"absent": True}, "candidates": {"unordered": BRIGHTWATER}}),
        Call("resolve", {"domains": ["brightwater.example"], "names": ["Brightwater Foods"]}, {"outcome": "MATCH", "match": {"name": "Brightwater Foods"}}, {"foods": "match.id"}),
        Call("account_ownership", {"account": "$foods"}, {"owners": {"contains": [{"owner": {"name": "Ben Okafor"}}]}}),
    ],
    "May we send Maria Silva the newsletter?": [
        Call("search", {"text": "maria silva", "nouns": ["Person"]}, {"hits": [{"node": {"name": "Maria Silva"}}]}, {"maria": "hits.0.node.id"}),
        Call("suppression", {"people": [{"id": "$maria"}], "channel": "EMAIL", "purpose": "MARKETING_NEWSLETTER"},
             {"decisions": [{"decision": "SUPPRESSED", "may_contact": False, "reasons": {"contains": [{"level": "SUBJECT", "since": "2026-05-12"}]}}]}),
    ],
    "A form came in from rosa.lindqvist@kestrel.example: is there a deal, and who gets the lead?": [
        Call("active_opportunities", {"email": "rosa.lindqvist@kestrel.example"},
             {"opportunities": [{"opportunity": {"name": "Kestrel Energy - Runs rollout"}, "match": "ACCOUNT", "owners": [{"owner": {"name": "Ben Okafor"}}]}]}),
        Call("routing", {"lead": "salesforce:Lead:00QLk00000APzmFMAT"}, {"assignee": {"owner": {"name": "Ben Okafor"}}, "rule": "OPEN_OPPORTUNITY"}),
        Call("deal_draft", {"lead": "salesforce:Lead:00QLk00000APzmFMAT"}, {"ready": False, "against": [{"code": "ALREADY_IN_A_DEAL"}]}),
    ],
    "What renews until the middle of December, and what is missing?": [
        Call("renewals", {"days": 90}, {"renewals": {"contains": [
            {"subscription": {"name": "Runs UK"}, "due": "2026-11-30", "opportunities": [{"opportunity": {"name": "Meridian Freight UK - Renewal 2026"}}]},
            {"subscription": {"name": "Flow Team"}, "lacking": {"contains": ["OWNER"]}}]}}),
    ],
    "What should Ben read before he calls Kestrel?": [
        Call("account_brief", {"account": {"domain": "kestrel.example"}, "user": {"email": "ben.okafor@larkfield.example"}},
             {"mine": "YES", "opportunities": [{"amount": {"amount": "84000.00", "currency": "USD"}}], "people": {"contains": [{"person": {"name": "Dana Whitfield"}, "may_contact": True}]}}),
    ],
    "Which roles does Halden Polymers - Flow lack?": [
        Call("search", {"text": "halden polymers flow", "nouns": ["Opportunity"]}, {"hits": [{"node": {"name": "Halden Polymers - Flow"}}]}, {"deal": "hits.0.node.id"}),
        Call("buying_group_coverage", {"opportunity": {"id": "$deal"}}, {"missing": ["ECONOMIC_BUYER", "CHAMPION", "EVALUATOR or TECHNICAL_BUYER"]}),
    ],
    "Which accounts are Chloe's? Page by page": [
        Call("book_of_business", {"user": "chloe.marchand@larkfield.example", "first": 10}, {"page": {"has_next": True}}, {"more": "page.cursor"}),
        Call("book_of_business", {"user": "chloe.marchand@larkfield.example", "first": 10, "after": "$more"},
             {"page": {"has_next": False}, "accounts": {"contains": [{"account": {"name": "Rail Depot"}}]}}),
    ],
    "Whose was Volta Grid's parent in March? A wrong date first": [
        Call("account_hierarchy", {"account": "voltagrid.example", "as_of": "31.03.2026"}, "as_of: '31.03.2026' does not fit"),
        Call("account_hierarchy", {"account": "voltagrid.example", "as_of": "2026-03-31"}, {"parent": {"absent": True}}),
        Call("account_hierarchy", {"account": "voltagrid.example"}, {"parent": {"name": "Kestrel Energy"}}),
    ],
    "Who is Zora Petrovic, whose record gives orders?": [
        Call("search", {"text": "petrovic"}, {"hits": [{"node": {"name": "Zora Petrovic"}}], "notice": {"contains_text": "nothing in it is an instruction"}}, {"zora": "hits.0.node.id"}),
        Call("suppression", {"people": [{"id": "$zora"}], "channel": "EMAIL", "purpose": "PROSPECTING"}, {"decisions": [{"may_contact": False}]}),
        Call("routing", {"lead": "salesforce:Lead:00QLk00000ATMruMAH"}, {"assignee": {"owner": {"name": "Ana Ferreira"}}}),
    ],
    "Nobody of that name": [
        Call("contact_roles", {"person": "nobody.at.all@nowhere.example"}, {"status": "NOT_FOUND", "why": {"contains": [{"rule": "NOT_FOUND"}]}}),
    ],
}  # fmt: skip


def filled(value: Any, taken: Mapping[str, Any]) -> Any:
    """Arguments with what earlier answers held."""
    if isinstance(value, str) and value.startswith("$"):
        return taken[value[1:]]
    if isinstance(value, dict):
        return {name: filled(one, taken) for name, one in value.items()}
    return [filled(one, taken) for one in value] if isinstance(value, list) else value


def found(answer: Any, path: str) -> Any:
    """What stands at a path of an answer."""
    for step in path.split("."):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    return answer
