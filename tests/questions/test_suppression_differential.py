"""The pure judgement against the independent model of POLICIES, on random facts: no difference, no false CLEAR."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from graph_service.questions.suppression_shapes import LeftFacts, PersonFacts, PointFacts, SourceFacts, TicketFacts
from tests.questions.suppression_cases import (
    ACCOUNT,
    EMAIL,
    account,
    allowed,
    day,
    deal,
    judged,
    live,
    role,
    sources,
    stop,
)
from tests.questions.suppression_model import STATES, STOPS, decide

LETTERS = {
    "P": "PROSPECTING", "N": "MARKETING_NEWSLETTER", "E": "EVENT_INVITE", "X": "CUSTOMER_MARKETING", "R": "RENEWAL",
    "S": "SERVICE", "B": "BILLING", "D": "DEAL", "Q": "SURVEY", "L": "LEGAL_NOTICE",
}  # fmt: skip
# a number's own country comes first, so it has that of the case; the last one is of no country
NUMBERS = {
    "US": "+14155552671", "GB": "+447400123456", "FR": "+33612345678", "DE": "+4915123456789", "DK": "+4532123456",
    None: "+87012345678",
}  # fmt: skip
DAYS = st.sampled_from([-800, -400, -95, -40, -20, -10, -5, -0.5, 3])
ENDS = st.sampled_from([None, None, None, -30, -3, 8])
TOPIC = st.sampled_from([None, "newsletter", "events", "odd"])
FEW = st.sampled_from([False, False, False, False, False, False, False, True])

stops = st.fixed_dictionaries(
    {
        "code": st.sampled_from([*STOPS, "NOBODY_KNOWS"]),
        "day": DAYS,
        "ended": ENDS,
        "acted": st.booleans(),
        "turned_off": FEW,
        "blank": FEW,
        "topic": st.sampled_from(["newsletter", "events", "odd"]),
        "point": st.sampled_from(["this", "other"]),
    }
)
permissions = st.fixed_dictionaries(
    {
        "ground": st.sampled_from(["OPT_IN", "CONFIRMED_OPT_IN", "CUSTOMER", "SCREENED"]),
        "channel": st.sampled_from(["EMAIL", "PHONE", "SMS", "ADS"]),
        "day": DAYS,
        "ended": ENDS,
        "topic": st.sampled_from([None, None, "newsletter", "events"]),
        "point": st.sampled_from(["this", "this", "other"]),
        "by_subject": st.sampled_from([True, True, False]),
    }
)
cases = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["EMAIL", "EMAIL", "EMAIL", "PHONE", "SMS", "ADS", "IN_APP"]),
        "purpose": st.sampled_from(list(LETTERS)),
        "topic": TOPIC,
        "country": st.sampled_from(["US", "US", "GB", "FR", "DE", "DK", None]),
        "corporate_address": st.booleans(),
        "vendor_address": FEW,
        "guessed_address": FEW,
        "role_mailbox": FEW,
        "our_staff": FEW,
        "left_employer": FEW,
        "point_missing": FEW,
        "contested": FEW,
        "unreadable": FEW,
        "sources": st.sampled_from(["fresh"] * 8 + ["none", "stale", "incomplete"]),
        "stops": st.lists(stops, max_size=2),
        "permissions": st.lists(permissions, max_size=3),
        "contract": st.sampled_from(
            [
                "none",
                "none",
                "live",
                "past_due",
                "ended_recently",
                "ended_last_year",
                "ended_long_ago",
                "trial",
                "no_status",
            ]
        ),
        "states": st.lists(
            st.sampled_from([*(set(STATES) - {"customer", "past_due", "former", "term_ends"}), "filed_severe_ticket"]),
            max_size=1,
        ),
        "family_customer": FEW,
        "managed_tree": FEW,
        "role": st.sampled_from([None, "CHAMPION", "BILLING_CONTACT", "RENEWAL_STAKEHOLDER", "OTHER", "PARTNER"]),
        "product_user": st.booleans(),
        "uses_contracted_product": st.booleans(),
    }
)


def seen_by_the_service(case: dict[str, Any]) -> str:
    """The same case in the service's facts, judged by the service."""
    kind = {"EMAIL": "EMAIL", "ADS": "EMAIL"}.get(case["channel"], "PHONE")
    address = "info@acme.example" if case["role_mailbox"] else "ann@acme.example"
    if case["our_staff"]:
        address = address.replace("acme", "larkfield")
    number = NUMBERS[case["country"]]
    this = f"email|{address}" if kind == "EMAIL" else f"phone|{number}"
    systems = ("zoominfo",) if case["vendor_address"] else ("hubspot",)
    points = [PointFacts("EMAIL", address, True, day(-500), systems), PointFacts("PHONE", number, label="mobile")]
    if case["point_missing"]:
        points = [one for one in points if one.kind != kind]
    who = PersonFacts(id="per_1", country=case["country"], points=points, accounts=(ACCOUNT,))
    who.contested = case["contested"]
    who.unreadable = ["something"] if case["unreadable"] else []
    who.product_user = case["product_user"]
    # the company has no domain of the address where the address is not a corporate one or the employer was left
    corporate = case["corporate_address"] and not case["left_employer"]
    own = account(domains=("acme.example", "larkfield.example") if corporate else ())
    if case["left_employer"]:
        who.left = [LeftFacts("acc_old", day(-9), ("acme.example", "larkfield.example"))]
    if case["guessed_address"]:
        who.stops.append(stop("UNVERIFIED_ADDRESS", point=f"email|{address}"))
    for n, one in enumerate(case["stops"]):
        who.stops.append(
            stop(
                one["code"],
                slot=f"slot{n}",
                channels=("EMAIL",) if one["code"] == "TOPIC_UNSUBSCRIBED" else None,
                topic=one["topic"] if one["code"] == "TOPIC_UNSUBSCRIBED" else None,
                since=day(one["day"]),
                until=None if one["ended"] is None else day(one["ended"]),
                acted=one["acted"],
                retracted=one["turned_off"],
                unknown=one["blank"],
                point=this if one["point"] == "this" else EMAIL.replace("ann", "old"),
            )
        )
    for n, one in enumerate(case["permissions"]):
        who.permissions.append(
            allowed(
                one["ground"],
                one["channel"],
                slot=f"slot{n}",
                since=day(one["day"]),
                until=None if one["ended"] is None else day(one["ended"]),
                topic=one["topic"],
                by_subject=one["by_subject"],
                point=this if one["point"] == "this" else "email|old@acme.example",
            )
        )
    accounts = [own]
    _states(case, who, accounts)
    empty = {"contact": {"last_at": day(-0.1), "channels": {case["channel"]: {}}}}
    loaded = {
        "fresh": sources(),
        "none": [],
        "stale": sources(objects={"contact": {**sources()[0].objects["contact"], "last_at": day(-3)}}),  # type: ignore[index]
        "incomplete": [SourceFacts("hubspot", day(-0.1), empty)],
    }[case["sources"]]
    return judged(
        who,
        channel=case["channel"],
        purpose=LETTERS[case["purpose"]],
        topic=case["topic"],
        accounts=accounts,
        loaded=loaded,
    ).decision.name


def _states(case: dict[str, Any], who: PersonFacts, accounts: list[Any]) -> None:
    own = accounts[0]
    contract = {
        "live": live(),
        "past_due": live(status="PAST_DUE"),
        "ended_recently": live(status="CANCELED", ended_at=day(-40)),
        "ended_last_year": live(status="CANCELED", ended_at=day(-400)),
        "ended_long_ago": live(status="CANCELED", ended_at=day(-800)),
        "trial": live(status="TRIALING"),
        "no_status": live(status=None),
    }.get(case["contract"])
    own.subscriptions = [contract] if contract else []
    for state in case["states"]:
        if state == "role_on_open":
            on_it = deal("NEW", id="opp_9")
            who.roles.append(role(noun="Opportunity", target="opp_9", accounts=(), opportunity=on_it))
        elif state.startswith("open_"):
            own.opportunities.append(deal(state.removeprefix("open_").upper()))
        elif state == "severe_ticket":
            own.tickets.append(TicketFacts("tic_1", "Down", "URGENT", "OPEN"))
        elif state == "filed_severe_ticket":
            who.tickets.append(TicketFacts("tic_1", "Down", "URGENT", "OPEN"))
        elif state == "churn_risk":
            own.stops.append(stop("CHURN_RISK"))
        elif state == "in_sequence":
            who.in_sequence = True
        elif state == "resold":
            own.resold = True
    if case["family_customer"]:
        own.family = ("acc_sister",)
        own.managed = case["managed_tree"]
        accounts.append(account(id="acc_sister", kind="CUSTOMER"))
    if case["role"]:
        who.roles.append(role(case["role"]))
    if case["uses_contracted_product"]:
        who.product_accounts = (ACCOUNT,)


@settings(max_examples=2500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases)
def test_the_service_agrees_with_the_model(case):
    expected, said = decide(case), seen_by_the_service(case)
    note(f"model {expected}, service {said}: {case}")
    assert (said == "CLEAR") <= (expected == "CLEAR"), "a false CLEAR"
    assert said == expected


def test_the_random_cases_reach_every_decision():
    reached: dict[str, int] = {}

    @settings(max_examples=600, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def count(case):
        decision = decide(case)
        reached[decision] = reached.get(decision, 0) + 1

    count()
    assert min(reached.get(one, 0) for one in ("CLEAR", "SUPPRESSED", "UNKNOWN")) >= 30, reached
