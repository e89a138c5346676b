"""POLICIES 1.4, every row against every column: S stops, a is said, - does nothing; and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from graph_service.questions.suppression_answer import Decision
from graph_service.questions.suppression_shapes import PointFacts, RiskFacts, SourceFacts, TicketFacts
from tests.questions.suppression_cases import (
    ACCOUNT,
    NOW,
    account,
    allowed,
    clear_for,
    day,
    deal,
    judged,
    live,
    person,
    policy,
    role,
    stop,
)

COLUMNS = {
    "P": ["PROSPECTING"], "N": ["MARKETING_NEWSLETTER"], "E": ["EVENT_INVITE"], "X": ["CUSTOMER_MARKETING"],
    "R": ["RENEWAL"], "SB": ["SERVICE", "BILLING"], "D": ["DEAL"], "rest": ["SURVEY", "LEGAL_NOTICE"],
}  # fmt: skip
MATRIX = """
                      P N E X R SB D rest
CUSTOMER              S - - - - -  - -
FAMILY_CUSTOMER       a - - - - -  - -
OPPORTUNITY_ROLE      S a a S a -  - -
OPEN_NEW_BUSINESS     S - a - - -  - -
OPEN_EXPANSION        S - a S - -  - -
RENEWAL_IN_PROGRESS   S - a S - -  - -
CHURN_RISK            S a a S a -  - -
CHURN_RISK_STATED     S a a S a -  - -
SEVERE_TICKET         S a a S a -  a -
PAST_DUE              S - - S a -  a -
FORMER_CUSTOMER       S - - S - -  - -
IN_SEQUENCE           S - a a - -  - -
PARTNER_DEAL          S - a S a -  a -
FREQUENCY_CAP         S S S S - -  - -
"""
TABLE = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [
    pytest.param(row[0], purpose, effect, id=f"{row[0]}-{purpose}")
    for row in TABLE[1:]
    for column, effect in zip(TABLE[0], row[1:], strict=True)
    for purpose in COLUMNS[column]
]


def won(days: int, kind: str | None = "NEW"):
    """A deal won so many days ago."""
    return deal(kind, id=f"opp_{-days}", closed=True, won=True, closed_at=day(days))


def put(state: str, who, accounts):
    """Make a state true of the company or the person, in the way it comes from sources."""
    own = accounts[0]
    if state == "CUSTOMER":
        own.kind = "CUSTOMER"
    elif state == "FAMILY_CUSTOMER":
        own.family = ("acc_sister",)
        accounts.append(account(id="acc_sister", name="Sister", kind="CUSTOMER"))
    elif state == "OPPORTUNITY_ROLE":
        who.roles.append(role(noun="Opportunity", target="opp_9", accounts=(), opportunity=deal("NEW", id="opp_9")))
    elif state.startswith("OPEN_"):
        own.opportunities.append(deal({"OPEN_NEW_BUSINESS": "NEW", "OPEN_EXPANSION": "EXPANSION"}[state], id="opp_8"))
    elif state == "RENEWAL_IN_PROGRESS":
        own.opportunities.append(deal("RENEWAL", id="opp_8"))
    elif state == "CHURN_RISK":
        own.stops.append(stop("CHURN_RISK", record="steward|risk|1", system="steward"))
    elif state == "SEVERE_TICKET":
        own.tickets.append(TicketFacts("tic_1", "Down", "URGENT", "OPEN"))
    elif state == "PAST_DUE":
        own.delinquent = True
    elif state == "FORMER_CUSTOMER":
        own.subscriptions = [live(id="scr_old", status="CANCELED", ended_at=day(-30))]
    elif state == "IN_SEQUENCE":
        who.in_sequence = True
    elif state == "PARTNER_DEAL":
        own.resold = True
    else:
        code = state.removesuffix("_STATED")
        who.stops.append(stop(code, record="steward|cap|1", system="steward"))


def test_every_row_of_the_policy_is_here():
    rows = {row[0] for row in TABLE[1:]} - {"CHURN_RISK_STATED"}
    assert rows | {"OPEN_UNCLASSIFIED"} == set(policy().motions)


@pytest.mark.parametrize(("state", "purpose", "effect"), CELLS)
def test_the_matrix(state, purpose, effect):
    who, accounts = clear_for(purpose)
    if state == "FORMER_CUSTOMER":
        # whoever was a customer has no live contract on which the other purposes rest
        accounts = [account()]
    before = judged(who, purpose=purpose, accounts=accounts)
    put(state, who, accounts)
    after = judged(who, purpose=purpose, accounts=accounts)
    code = state.removesuffix("_STATED")
    if effect == "S":
        assert after.decision is Decision.SUPPRESSED
        assert [one.level for one in after.reasons if one.code == code] == ["MACHINE"]
        return
    assert after.decision is before.decision
    said = [one for one in after.advisories if one.because == code]
    assert len(said) == (1 if effect == "a" else 0)
    if said:
        assert said[0].code == policy().motions[code].advisory


@pytest.mark.parametrize("state", [row[0] for row in TABLE[1:]])
def test_on_ads_and_in_app_only_customer_marketing_counts(state):
    for channel in ("ADS", "IN_APP"):
        for purpose in ("PROSPECTING", "EVENT_INVITE", "CUSTOMER_MARKETING"):
            who, accounts = clear_for(purpose, channel)
            before = judged(who, channel=channel, purpose=purpose, accounts=accounts).decision
            put(state, who, accounts)
            after = judged(who, channel=channel, purpose=purpose, accounts=accounts)
            row = dict(zip(TABLE[0], next(row for row in TABLE if row[0] == state)[1:], strict=True))
            if purpose == "CUSTOMER_MARKETING" and row["X"] == "S":
                assert after.decision is Decision.SUPPRESSED
            elif not (state == "OPPORTUNITY_ROLE" and purpose == "PROSPECTING"):
                assert after.decision is before


@pytest.mark.parametrize("state", [row[0] for row in TABLE[1:] if row[4] == "S"])
def test_phone_and_sms_are_stopped_as_mail_is(state):
    for channel in ("PHONE", "SMS"):
        who, accounts = clear_for("CUSTOMER_MARKETING", channel)
        put(state, who, accounts)
        assert (
            judged(who, channel=channel, purpose="CUSTOMER_MARKETING", accounts=accounts).decision
            is Decision.SUPPRESSED
        )


class TestCustomer:
    @pytest.mark.parametrize(
        ("facts", "decision"),
        [
            ({"subscriptions": [live()]}, Decision.SUPPRESSED),
            ({"subscriptions": [live(status="PAST_DUE")]}, Decision.SUPPRESSED),
            ({"subscriptions": [live(status="PAUSED")]}, Decision.SUPPRESSED),
            ({"subscriptions": [live(status="TRIALING")]}, Decision.CLEAR),
            ({"subscriptions": [live(status=None)]}, Decision.UNKNOWN),
            ({"subscriptions": [live(status="NEW_VENDOR_WORD")]}, Decision.UNKNOWN),
            ({"subscriptions": [live(ended_at=day(-200))]}, Decision.CLEAR),
            ({"opportunities": [deal("NEW", closed=True, won=True, closed_at=day(-59))]}, Decision.SUPPRESSED),
            # whether the deal made a customer is not known any more
            ({"opportunities": [won(-62)]}, Decision.UNKNOWN),
            ({"opportunities": [won(-62, kind=None)]}, Decision.UNKNOWN),
            ({"opportunities": [won(-62), won(-10)]}, Decision.SUPPRESSED),
            ({"opportunities": [won(-62)], "kind": "CUSTOMER"}, Decision.SUPPRESSED),
            ({"opportunities": [won(-62)], "subscriptions": [live(status="TRIALING")]}, Decision.UNKNOWN),
            # that belonged to an earlier sale
            ({"opportunities": [won(-150)], "subscriptions": [live(ended_at=day(-200))]}, Decision.UNKNOWN),
            # they paid and left
            ({"opportunities": [won(-300)], "subscriptions": [live(ended_at=day(-200))]}, Decision.CLEAR),
            ({"opportunities": [won(-300, kind="EXPANSION")]}, Decision.CLEAR),
            ({"opportunities": [deal("NEW", closed=True, won=True, closed_at=None)]}, Decision.SUPPRESSED),
            ({"opportunities": [deal("RENEWAL", closed=True, won=True, closed_at=day(-5))]}, Decision.CLEAR),
            ({"kind": "CUSTOMER"}, Decision.SUPPRESSED),
            ({"lifecycle": "EVANGELIST"}, Decision.SUPPRESSED),
            ({"kind": "PROSPECT", "lifecycle": "LEAD"}, Decision.CLEAR),
        ],
        ids=str,
    )
    def test_what_makes_one(self, facts, decision):
        assert judged(accounts=[account(**facts)]).decision is decision

    def test_customer_wins_over_prospect_and_the_reason_names_the_company(self):
        verdict = judged(accounts=[account(lifecycle="LEAD", kind="PROSPECT", subscriptions=[live()])])
        assert [(one.code, one.scope, one.about and one.about.name) for one in verdict.reasons] == [
            ("CUSTOMER", "ACCOUNT", "Acme")
        ]

    def test_the_family_is_said_and_stops_where_the_tree_is_managed(self):
        sister = account(id="acc_sister", name="Sister", subscriptions=[live()])
        plain = judged(accounts=[account(family=("acc_sister",)), sister])
        assert (plain.decision, [one.code for one in plain.advisories]) == (Decision.CLEAR, ["FAMILY_CUSTOMER"])
        sister.managed = True
        managed = judged(accounts=[account(family=("acc_sister",)), sister])
        assert [(one.code, one.scope) for one in managed.reasons] == [("FAMILY_CUSTOMER", "TREE")]
        cut = judged(accounts=[account(truncated=True)])
        assert [one.code for one in cut.missing] == ["TREE_TOO_LARGE"]

    def test_a_former_customer_is_left_alone_for_ninety_days(self):
        for days, decision in ((-89, Decision.SUPPRESSED), (-91, Decision.CLEAR)):
            gone = account(subscriptions=[live(status="CANCELED", ended_at=day(days))])
            verdict = judged(accounts=[gone])
            assert verdict.decision is decision
        assert verdict.next_allowed_at is None
        undated = account(subscriptions=[live(status="CANCELED", ended_at=None)])
        assert [one.code for one in judged(accounts=[undated]).missing] == ["CONTRACT_END_UNKNOWN"]

    def test_when_it_ends_by_itself_the_next_time_is_said(self):
        gone = account(subscriptions=[live(status="CANCELED", ended_at=day(-80))])
        assert judged(accounts=[gone]).next_allowed_at == NOW + timedelta(days=10)


class TestOpportunities:
    @pytest.mark.parametrize(
        ("facts", "purpose", "decision"),
        [
            ({"kind": "NEW"}, "PROSPECTING", Decision.SUPPRESSED),
            ({"kind": "NEW", "closed": None, "won": None}, "PROSPECTING", Decision.SUPPRESSED),
            ({"kind": "NEW", "closed": True}, "PROSPECTING", Decision.CLEAR),
            ({"kind": "FORECAST_PLACEHOLDER"}, "PROSPECTING", Decision.CLEAR),
            ({"kind": None}, "CUSTOMER_MARKETING", Decision.SUPPRESSED),
            ({"kind": "NEW"}, "CUSTOMER_MARKETING", Decision.CLEAR),
        ],
        ids=str,
    )
    def test_of_the_account(self, facts, purpose, decision):
        assert judged(purpose=purpose, accounts=[account(opportunities=[deal(**facts)])]).decision is decision

    def test_a_member_of_the_buying_group_of_an_open_deal_has_a_role(self):
        who = person(accounts=(), roles=[role("OTHER", noun="BuyingGroup", target="bgr_1", accounts=("acc_b",))])
        other = account(id="acc_b", opportunities=[deal("NEW")])
        assert "OPPORTUNITY_ROLE" in [one.code for one in judged(who, accounts=[other]).reasons]
        other.opportunities = [deal("NEW", closed=True)]
        assert judged(who, accounts=[other]).decision is Decision.CLEAR

    @pytest.mark.parametrize(
        ("facts", "bound"),
        [
            ({"term_end": day(89)}, True),
            ({"term_end": day(92)}, False),
            ({"term_end": day(-2)}, True),
            ({"renewal_date": day(40)[:10]}, True),
            ({"term_start": day(-10), "term_end": day(20)}, False),
            ({"term_start": None, "term_end": day(20)}, True),
        ],
        ids=str,
    )
    def test_a_term_that_ends_in_ninety_days_is_a_renewal_in_progress(self, facts, bound):
        verdict = judged(purpose="CUSTOMER_MARKETING", accounts=[account(subscriptions=[live(**facts)])])
        assert ("RENEWAL_IN_PROGRESS" in [one.code for one in verdict.reasons]) is bound


class TestTickets:
    def ticket(self, **facts):
        return TicketFacts(**{"id": "tic_1", "name": "Down", "severity": "HIGH", "status": "OPEN", **facts})

    @pytest.mark.parametrize(
        ("facts", "decision"),
        [
            ({}, Decision.SUPPRESSED),
            ({"status": None}, Decision.SUPPRESSED),
            ({"severity": "LOW"}, Decision.CLEAR),
            ({"status": "SOLVED", "solved_at": day(-2)}, Decision.SUPPRESSED),
            ({"status": "CLOSED", "solved_at": day(-4)}, Decision.CLEAR),
            ({"status": "SOLVED", "solved_at": None}, Decision.UNKNOWN),
        ],
        ids=str,
    )
    def test_of_the_account(self, facts, decision):
        assert judged(accounts=[account(tickets=[self.ticket(**facts)])]).decision is decision

    def test_who_filed_it_gets_no_newsletter_invitation_or_survey_either(self):
        who = person(tickets=[self.ticket()])
        for purpose in ("MARKETING_NEWSLETTER", "EVENT_INVITE", "SURVEY"):
            assert [(one.code, one.scope) for one in judged(who, purpose=purpose).reasons] == [
                ("SEVERE_TICKET", "PERSON")
            ]
            assert judged(purpose=purpose, accounts=[account(tickets=[self.ticket()])]).decision is Decision.CLEAR


class TestRisks:
    @pytest.mark.parametrize(("status", "bound"), [("OPEN", True), (None, True), ("CLOSED", False)])
    def test_an_open_risk_stops_what_would_annoy(self, status, bound):
        who, accounts = clear_for("CUSTOMER_MARKETING")
        accounts[0].risks.append(RiskFacts("rsk_1", "Champion left", status, day(-9), ("gainsight",)))
        found = judged(who, purpose="CUSTOMER_MARKETING", accounts=accounts)
        assert found.decision is (Decision.SUPPRESSED if bound else Decision.CLEAR)
        assert [one.code for one in found.reasons] == (["CHURN_RISK"] if bound else [])
        if bound:
            assert found.reasons[0].about.noun == "Account"
            assert "Champion left, gainsight" in found.reasons[0].text

    def test_a_newsletter_goes_and_the_owner_is_told(self):
        who, accounts = clear_for("MARKETING_NEWSLETTER")
        accounts[0].risks.append(RiskFacts("rsk_1", None, "OPEN"))
        found = judged(who, purpose="MARKETING_NEWSLETTER", accounts=accounts)
        assert found.decision is Decision.CLEAR
        assert [(one.code, one.because) for one in found.advisories] == [("TELL_OWNER", "CHURN_RISK")]


class TestSequences:
    """A source may say itself that somebody was in a sequence until some day."""

    @pytest.mark.parametrize(("ended", "decision"), [(-3, "SUPPRESSED"), (-13, "SUPPRESSED"), (-15, "CLEAR")])
    def test_it_counts_for_two_weeks_after_its_end(self, ended, decision):
        who, accounts = clear_for("PROSPECTING")
        who.stops.append(
            stop("IN_SEQUENCE", since=day(-40), until=day(ended), system="apollo", record="apollo|contact|1")
        )
        assert judged(who, purpose="PROSPECTING", accounts=accounts).decision is Decision[decision]


class TestFactsOfPoints:
    def test_an_address_is_a_guess_until_its_source_says_otherwise(self):
        who, accounts = clear_for("PROSPECTING")
        point = who.points[0].key
        guess = stop("UNVERIFIED_ADDRESS", point=point, acted=False, system="apollo", record="apollo|contact|1")
        who.stops.append(guess)
        assert judged(who, purpose="PROSPECTING", accounts=accounts).decision is Decision.UNKNOWN
        who.stops[-1] = replace(guess, retracted=True)
        assert judged(who, purpose="PROSPECTING", accounts=accounts).decision is Decision.CLEAR

    def test_a_guess_of_one_address_says_nothing_of_another(self):
        who, accounts = clear_for("PROSPECTING")
        who.stops.append(stop("UNVERIFIED_ADDRESS", point="email|other@x.example"))
        assert judged(who, purpose="PROSPECTING", accounts=accounts).decision is Decision.CLEAR


class TestMoney:
    def test_past_due_by_state_of_subscription_or_payer(self):
        for facts in ({"status": "PAST_DUE"}, {"status": "UNPAID"}, {"delinquent": True}):
            verdict = judged(purpose="CUSTOMER_MARKETING", accounts=[account(subscriptions=[live(**facts)])])
            assert [one.code for one in verdict.reasons] == ["PAST_DUE"]

    def test_a_resold_subscription_is_a_partners(self):
        verdict = judged(purpose="CUSTOMER_MARKETING", accounts=[account(subscriptions=[live(resold=True)])])
        assert [one.code for one in verdict.reasons] == ["PARTNER_DEAL"]


class TestWithoutEmployer:
    def test_no_employer_is_said_and_companies_they_use_or_advise_count(self):
        alone = judged(person(accounts=()))
        assert (alone.decision, [one.code for one in alone.advisories]) == (Decision.CLEAR, ["EMPLOYER_UNKNOWN"])
        customer = [account(kind="CUSTOMER")]
        assert (
            judged(person(accounts=(), product_accounts=(ACCOUNT,)), accounts=customer).decision is Decision.SUPPRESSED
        )
        assert judged(person(accounts=(), roles=[role()]), accounts=customer).decision is Decision.SUPPRESSED
        assert judged(person(accounts=(), lifecycle="CUSTOMER")).decision is Decision.SUPPRESSED

    def test_a_shared_domain_leaves_open_which_company_it_is(self):
        who = person(accounts=(), maybe_accounts=("acc_a", "acc_b"))
        both = [account(), account(id="acc_b", kind="CUSTOMER")]
        assert [one.code for one in judged(who, accounts=both).missing] == ["ACCOUNT_AMBIGUOUS"]
        both[1].kind = None
        assert judged(who, accounts=both).decision is Decision.CLEAR

    def test_an_employer_that_could_not_be_read_is_unknown(self):
        assert [one.code for one in judged(accounts=[]).missing] == ["ACCOUNT_NOT_READ"]
        broken = account(unreadable=["steward|flag|1: its stops cannot be read"])
        assert [one.code for one in judged(accounts=[broken]).missing] == ["EVIDENCE_UNREADABLE"]


class TestSources:
    """POLICIES 1.2.3 (c): connected, complete, fresh."""

    def contact(self, last=-0.1, **channels):
        return {"contact": {"last_at": day(last), "channels": channels}}

    @pytest.mark.parametrize(
        ("loaded", "code"),
        [
            ([], "NO_SUPPRESSION_SOURCE"),
            ([SourceFacts("hubspot", day(-0.1), None)], "SOURCE_STATE_UNREADABLE"),
            ([SourceFacts("hubspot", day(-0.1), {"contact": "?"})], "SOURCE_INCOMPLETE"),
            ([SourceFacts("hubspot", day(-0.1), {"contact": {"channels": {}}})], "NO_SUPPRESSION_SOURCE"),
        ],
        ids=str,
    )
    def test_a_source_that_proves_nothing(self, loaded, code):
        verdict = judged(purpose="LEGAL_NOTICE", loaded=loaded)
        assert verdict.decision is Decision.UNKNOWN
        assert code in [one.code for one in verdict.missing]

    @pytest.mark.parametrize(
        ("objects", "code"),
        [
            ({"EMAIL": {"complete": False, "missing": ["hs_email_optout"]}}, "SOURCE_INCOMPLETE"),
            ({"EMAIL": {"complete": "yes"}}, "SOURCE_INCOMPLETE"),
            ({"EMAIL": None}, "SOURCE_INCOMPLETE"),
            ({"PHONE": {"complete": True}}, "NO_SUPPRESSION_SOURCE"),
        ],
        ids=str,
    )
    def test_a_missing_column(self, objects, code):
        loaded = [SourceFacts("hubspot", day(-0.1), self.contact(**objects))]
        assert [one.code for one in judged(purpose="LEGAL_NOTICE", loaded=loaded).missing] == [code]

    def test_age_of_opt_outs_lists_and_states(self):
        whole = {"EMAIL": {"complete": True, "missing": []}}
        old = SourceFacts("hubspot", day(-1.1), self.contact(-1.1, **whole))
        assert {one.code for one in judged(purpose="LEGAL_NOTICE", loaded=[old]).missing} == {"SOURCE_STALE"}
        objects = self.contact(-1.1, **whole)
        objects["contact"]["limit"] = "ADMIN_LIST"
        weekly = SourceFacts("hubspot", day(-1.1), objects)
        assert judged(purpose="LEGAL_NOTICE", loaded=[weekly]).decision is Decision.CLEAR
        # the same run is too old for states, which only some purposes need
        assert {one.code for one in judged(purpose="PROSPECTING", loaded=[weekly]).missing} == {"SOURCE_STALE"}
        later = SourceFacts("hubspot", day(400), self.contact(400, **whole))
        assert judged(purpose="PROSPECTING", loaded=[later]).decision is Decision.CLEAR

    def test_a_source_that_the_policy_names_must_be_there(self):
        plain = policy().model_dump(by_alias=True)
        plain["sources"]["required"]["EMAIL"] = ["hubspot", "marketo"]
        strict = type(policy()).model_validate(plain)
        assert [one.code for one in judged(by=strict).missing] == ["SOURCE_NOT_CONNECTED"]

    def test_states_need_a_source_of_states(self):
        whole = {"EMAIL": {"complete": True, "missing": []}}
        loaded = [SourceFacts("braze", day(-0.1), self.contact(**whole))]
        assert [one.code for one in judged(loaded=loaded).missing] == ["NO_MOTION_SOURCE"]

    def test_a_stop_binds_whatever_the_sources_lack(self):
        verdict = judged(person(stops=[stop("ERASED")]), loaded=[])
        assert (verdict.decision, verdict.missing) == (Decision.SUPPRESSED, [])


def test_no_contact_point_and_contested_people_are_unknown():
    nothing = person(points=[PointFacts("PHONE", "+14155552671")])
    assert [one.code for one in judged(nothing).missing] == ["NO_CONTACT_POINT"]
    assert [one.code for one in judged(point="email|ann@elsewhere.example").missing] == ["NO_CONTACT_POINT"]
    assert [one.code for one in judged(person(contested=True)).missing] == ["CONTESTED_PERSON"]
    who = person()
    who.points[0].others = True
    assert [one.code for one in judged(who).missing] == ["CONTESTED_PERSON"]
    assert judged(channel="POST", purpose="LEGAL_NOTICE").decision is Decision.UNKNOWN
    screened = person(permissions=[allowed("SCREENED", "PHONE")])
    assert judged(screened, channel="PHONE").decision is Decision.CLEAR
