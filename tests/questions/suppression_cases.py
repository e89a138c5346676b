"""Builders for the tests of suppression: one person for whom everything is proven, changed one fact at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from graph_service.model.files import schema_dir
from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.model.yaml_file import read_yaml
from graph_service.questions.suppression_answer import Missing
from graph_service.questions.suppression_rules import Judge, Verdict
from graph_service.questions.suppression_shapes import (
    AccountFacts,
    OpportunityFacts,
    PermissionFact,
    PersonFacts,
    PointFacts,
    RoleFacts,
    SourceFacts,
    StopFact,
    SubscriptionFacts,
)
from graph_service.questions.suppression_sources import lacking_sources
from graph_service.questions.suppression_stops import Message

NOW = datetime(2026, 9, 15, 12, tzinfo=UTC)
EMAIL = "email|ann@acme.example"
PHONE = "phone|+14155552671"
ACCOUNT = "acc_a"


@lru_cache(maxsize=1)
def policy() -> SuppressionPolicy:
    return read_yaml(schema_dir() / "policies" / "suppression.yaml").parse(SuppressionPolicy)


def day(offset: float) -> str:
    """Stored text of the instant so many days from now."""
    return (NOW + timedelta(days=offset)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def stop(code: str, **facts: Any) -> StopFact:
    given: dict[str, Any] = {"slot": code, "record": "hubspot|contact|1", "system": "hubspot", "acted": True}
    given["since"] = day(-10)
    given.update(facts)
    given.setdefault("since_latest", given["since"])
    return StopFact(code=code, **given)


def allowed(ground: str, channel: str = "EMAIL", **facts: Any) -> PermissionFact:
    given: dict[str, Any] = {"slot": ground, "record": "hubspot|contact|1", "system": "hubspot", "by_subject": True}
    given.update(point=PHONE if channel in ("PHONE", "SMS") else EMAIL, since=day(-5))
    given.update(facts)
    return PermissionFact(ground=ground, channel=channel, **given)


def live(**facts: Any) -> SubscriptionFacts:
    given: dict[str, Any] = {"id": "scr_1", "name": "Flow", "status": "ACTIVE", "started_at": day(-100)}
    given.update(term_start=day(-100), term_end=day(265))
    given.update(facts)
    return SubscriptionFacts(**given)


def deal(kind: str | None, **facts: Any) -> OpportunityFacts:
    given: dict[str, Any] = {"id": "opp_1", "name": "Deal", "kind": kind, "closed": False, "won": False}
    given.update(facts)
    return OpportunityFacts(**given)


def account(**facts: Any) -> AccountFacts:
    return AccountFacts(**{"id": ACCOUNT, "name": "Acme", "domains": ("acme.example",), **facts})


def role(name: str = "CHAMPION", **facts: Any) -> RoleFacts:
    return RoleFacts(**{"role": name, "noun": "Account", "target": ACCOUNT, "accounts": (ACCOUNT,), **facts})


def person(**facts: Any) -> PersonFacts:
    """In the US, with an address and a number, at a company that is nothing to us."""
    given: dict[str, Any] = {
        "id": "per_ann",
        "name": "Ann",
        "country": "US",
        "accounts": (ACCOUNT,),
        "points": [
            PointFacts("EMAIL", "ann@acme.example", True, day(-300), ("hubspot",)),
            PointFacts("PHONE", "+14155552671", True, day(-300), ("hubspot",), label="mobile"),
        ],
    }
    given.update(facts)
    return PersonFacts(**given)


def sources(**changes: Any) -> list[SourceFacts]:
    """Two systems, complete and fresh for every channel."""
    channels = {channel: {"complete": True, "missing": []} for channel in policy().channels}
    objects = {"contact": {"last_at": day(-0.1), "channels": channels}}
    return [
        SourceFacts(**{"system": "hubspot", "last_run_at": day(-0.1), "objects": objects, **changes}),
        SourceFacts("stripe", day(-0.1), {"customer": {"last_at": day(-0.1), "channels": {}}}),
    ]


def judged(
    who: PersonFacts | None = None,
    *,
    channel: str = "EMAIL",
    purpose: str = "PROSPECTING",
    topic: str | None = None,
    brand: str | None = None,
    accounts: list[AccountFacts] | None = None,
    loaded: list[SourceFacts] | None = None,
    at: datetime = NOW,
    point: str | None = None,
    by: SuppressionPolicy | None = None,
) -> Verdict:
    """The verdict of the pure judgement."""
    rules = by or policy()
    message = Message(
        channel=channel,
        purpose=purpose,
        at=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        now=day(0),
        topic=rules.topic_of(topic) if topic else None,
        topic_written=topic,
        brand=rules.brand_of(brand) if brand else None,
        brand_written=brand,
    )
    lacking: list[Missing] = lacking_sources(rules, channel, purpose, NOW, sources() if loaded is None else loaded)
    known = {one.id: one for one in ([account()] if accounts is None else accounts)}
    return Judge(rules, message, known, lacking).person(who or person(), point)


def clear_for(purpose: str, channel: str = "EMAIL") -> tuple[PersonFacts, list[AccountFacts]]:
    """A person and companies for whom this purpose is CLEAR on this channel."""
    accounts = [account()]
    who = person()
    if channel == "PHONE":
        who.permissions.append(allowed("SCREENED", "PHONE", by_subject=False))
    if channel == "SMS":
        who.permissions += [
            allowed("OPT_IN", "SMS"),
            allowed("OPT_IN", "SMS", purposes=("RENEWAL", "SERVICE", "BILLING", "DEAL")),
        ]
    if (
        purpose in ("RENEWAL", "SERVICE", "BILLING")
        or channel == "IN_APP"
        or (channel, purpose)
        in (
            ("PHONE", "CUSTOMER_MARKETING"),
            ("PHONE", "SURVEY"),
        )
    ):
        who.roles += [role("BILLING_CONTACT"), role("RENEWAL_STAKEHOLDER")]
        accounts = [account(subscriptions=[live()])]
    if purpose == "DEAL":
        who.roles.append(role("CHAMPION", noun="Opportunity", target="opp_1", opportunity=deal("NEW")))
    if channel == "IN_APP":
        who.product_user = True
    return who, accounts
