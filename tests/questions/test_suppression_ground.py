"""POLICIES 1.5 and 1.6: which ground CLEAR needs where, and readings that must not become CLEAR."""

from __future__ import annotations

import json

import pytest

from graph_service.questions.suppression_answer import Decision
from graph_service.questions.suppression_evidence import read_permissions, read_stops
from graph_service.questions.suppression_shapes import LeftFacts, PointFacts
from tests.questions.suppression_cases import (
    ACCOUNT,
    EMAIL,
    PHONE,
    account,
    allowed,
    clear_for,
    day,
    deal,
    judged,
    live,
    person,
    role,
    stop,
)

CONTRACT = [account(subscriptions=[live()])]
CLEAR, UNKNOWN = Decision.CLEAR, Decision.UNKNOWN
OPT_IN, CONFIRMED = allowed("OPT_IN"), allowed("CONFIRMED_OPT_IN")
SOLD = allowed("CUSTOMER", by_subject=False)


def mail(country, purpose, *permissions, **facts):
    return judged(person(country=country, permissions=list(permissions), **facts), purpose=purpose).decision


class TestMail:
    @pytest.mark.parametrize("purpose", ["PROSPECTING", "MARKETING_NEWSLETTER", "EVENT_INVITE", "CUSTOMER_MARKETING"])
    def test_by_regime(self, purpose):
        # the row of POLICIES 1.5: what is on record -> where that is enough
        assert mail("US", purpose) is CLEAR
        for country in ("GB", "FR"):
            assert mail(country, purpose) is CLEAR, "a corporate address of a company"
        for country in ("DE", "AT", "DK", "CH", "CA", "AU", "NZ", "BR", "JP", "KR", "XX", None):
            assert mail(country, purpose) is UNKNOWN
        for country in ("DK", "CH", "CA", "JP", "XX"):
            assert mail(country, purpose, OPT_IN) is CLEAR
        for country in ("DE", "AT"):
            assert mail(country, purpose, OPT_IN) is UNKNOWN
            assert mail(country, purpose, CONFIRMED) is CLEAR

    def test_the_region_is_needed_only_where_the_ground_depends_on_it(self):
        assert mail(None, "EVENT_INVITE", CONFIRMED) is CLEAR
        unsure = judged(person(country=None), purpose="EVENT_INVITE")
        assert [one.code for one in unsure.missing] == ["REGION_UNKNOWN"]
        who, accounts = clear_for("SERVICE")
        who.country = None
        assert judged(who, purpose="SERVICE", accounts=accounts).decision is CLEAR

    def test_a_private_address_in_gb_needs_an_opt_in(self):
        private = [PointFacts("EMAIL", "ann@freemail.example", True, None, ("hubspot",))]
        assert mail("GB", "EVENT_INVITE", points=private) is UNKNOWN
        assert mail("US", "EVENT_INVITE", points=private) is CLEAR
        mine = allowed("OPT_IN", point="email|ann@freemail.example")
        assert mail("GB", "EVENT_INVITE", mine, points=private) is CLEAR

    def test_a_vendors_address_needs_the_vendors_notice_for_prospecting(self):
        bought = PointFacts("EMAIL", "ann@acme.example", True, None, ("zoominfo", "apollo"))
        assert mail("US", "PROSPECTING", points=[bought]) is UNKNOWN
        assert mail("US", "EVENT_INVITE", points=[bought]) is CLEAR
        noticed = PointFacts("EMAIL", "ann@acme.example", True, None, ("zoominfo",), notice=True)
        assert mail("US", "PROSPECTING", points=[noticed]) is CLEAR
        nobody = PointFacts("EMAIL", "ann@acme.example", True, None, ())
        assert mail("US", "PROSPECTING", points=[nobody]) is UNKNOWN

    def test_legal_notices_need_none(self):
        for country in ("US", "DE", "DK", None):
            assert mail(country, "LEGAL_NOTICE") is CLEAR

    def test_customer_ground(self):
        for purpose in ("CUSTOMER_MARKETING", "SURVEY"):
            for country in ("DK", "DE"):
                who = person(country=country, permissions=[allowed("CUSTOMER", since=day(-900), by_subject=False)])
                assert judged(who, purpose=purpose, accounts=CONTRACT).decision is CLEAR
                assert judged(who, purpose=purpose).decision is UNKNOWN, "neither customer now nor a young sale"
                ended = account(subscriptions=[live(status="EXPIRED", ended_at=day(-600))])
                assert judged(who, purpose=purpose, accounts=[ended]).decision is CLEAR
                ended.subscriptions[0].ended_at = day(-800)
                assert judged(who, purpose=purpose, accounts=[ended]).decision is UNKNOWN
        assert mail("DK", "EVENT_INVITE", SOLD) is UNKNOWN
        assert judged(person(country="DK"), purpose="SURVEY", accounts=CONTRACT).decision is UNKNOWN

    def test_an_enquiry_stands_for_it_in_canada_for_six_months(self):
        for days, decision in ((-150, CLEAR), (-200, UNKNOWN)):
            enquiry = allowed("ENQUIRY", since=day(days))
            assert mail("CA", "SURVEY", enquiry) is decision
            assert mail("DK", "SURVEY", enquiry) is UNKNOWN


class TestRelationship:
    @pytest.mark.parametrize(
        ("purpose", "roles"),
        [
            ("BILLING", {"BILLING_CONTACT"}),
            ("RENEWAL", {"RENEWAL_STAKEHOLDER", "ECONOMIC_BUYER", "ADMIN", "BILLING_CONTACT"}),
            (
                "SERVICE",
                {"BILLING_CONTACT", "CHAMPION", "INFLUENCER", "ADMIN", "RENEWAL_STAKEHOLDER", "ECONOMIC_BUYER"},
            ),
        ],
    )
    def test_roles_by_purpose(self, purpose, roles):
        for name in ("BILLING_CONTACT", "CHAMPION", "INFLUENCER", "ADMIN", "ECONOMIC_BUYER", "PARTNER", "OTHER"):
            found = judged(person(roles=[role(name)]), purpose=purpose, accounts=CONTRACT)
            assert found.decision is (CLEAR if name in roles else UNKNOWN)
            assert judged(person(roles=[role(name)]), purpose=purpose).decision is UNKNOWN, "no live subscription"

    @pytest.mark.parametrize(
        "facts",
        [{"status": "TRIALING"}, {"status": "CANCELED"}, {"ended_at": day(-1)}, {"started_at": day(9)}],
        ids=str,
    )
    def test_only_a_live_subscription_counts(self, facts):
        dead = [account(subscriptions=[live(**facts)])]
        assert judged(person(roles=[role()]), purpose="SERVICE", accounts=dead).decision is UNKNOWN

    def test_a_product_user_is_served(self):
        user = person(product_user=True, product_accounts=(ACCOUNT,))
        assert judged(user, purpose="SERVICE", accounts=CONTRACT).decision is CLEAR
        assert judged(user, purpose="SERVICE").decision is UNKNOWN
        assert judged(user, purpose="BILLING", accounts=CONTRACT).decision is UNKNOWN

    def test_the_payers_address_is_billed_even_where_it_is_a_role_mailbox(self):
        box = PointFacts("EMAIL", "billing@acme.example", True, None, ("stripe",), payer_live=True)
        assert judged(person(points=[box]), purpose="BILLING").decision is CLEAR
        other = PointFacts("EMAIL", "office@acme.example", True, None, ("hubspot",))
        contact = person(points=[other], roles=[role("BILLING_CONTACT")])
        assert judged(contact, purpose="BILLING", accounts=CONTRACT).decision is UNKNOWN

    def test_a_role_at_a_company_they_left_is_no_ground(self):
        left = [LeftFacts(account=ACCOUNT, until=day(-30), domains=("acme.example",))]
        moved = person(accounts=("acc_b",), left=left, roles=[role("RENEWAL_STAKEHOLDER")])
        moved.points = [PointFacts("EMAIL", "ann@other.example", True, None, ("hubspot",))]
        both = [*CONTRACT, account(id="acc_b", domains=("other.example",))]
        assert judged(moved, purpose="RENEWAL", accounts=both).decision is UNKNOWN

    def test_a_deal_needs_a_role_on_the_open_one_or_an_answered_thread(self):
        on_it = role(noun="Opportunity", target="opp_1", opportunity=deal("NEW"))
        assert judged(person(roles=[on_it]), purpose="DEAL").decision is CLEAR
        on_it.opportunity = deal("NEW", closed=True)
        assert judged(person(roles=[on_it]), purpose="DEAL").decision is UNKNOWN
        thread = allowed("RELATIONSHIP", purposes=("DEAL",))
        assert judged(person(permissions=[thread]), purpose="DEAL").decision is CLEAR
        assert judged(person(permissions=[allowed("RELATIONSHIP")]), purpose="DEAL").decision is UNKNOWN

    def test_a_billing_entity_or_subscription_named_by_the_role_counts_by_its_state(self):
        for status, decision in (("ACTIVE", CLEAR), ("CANCELED", UNKNOWN)):
            contact = role("BILLING_CONTACT", noun="BillingEntity", target="bil_1", accounts=(), statuses=(status,))
            assert judged(person(roles=[contact]), purpose="BILLING").decision is decision


class TestOtherChannels:
    def call(self, country, purpose, *permissions, number="+14155552671", **facts):
        points = [PointFacts("PHONE", number, True, None, ("hubspot",), label="mobile")]
        who = person(country=country, points=points, permissions=list(permissions), **facts)
        return judged(who, channel="PHONE", purpose=purpose).decision

    def test_calls_need_a_young_screening_and_outside_the_us_more(self):
        screened = allowed("SCREENED", "PHONE", by_subject=False, since=day(-29))
        assert self.call("US", "PROSPECTING") is UNKNOWN
        assert self.call("US", "PROSPECTING", screened) is CLEAR
        assert self.call("US", "PROSPECTING", allowed("SCREENED", "PHONE", since=day(-31))) is UNKNOWN
        german = {"number": "+4915123456789"}
        mine = {"point": "phone|+4915123456789"}
        old = allowed("SCREENED", "PHONE", **mine)
        assert self.call("US", "PROSPECTING", old, **german) is UNKNOWN, "the number's country comes first"
        assert self.call("US", "PROSPECTING", old, allowed("OPT_IN", "PHONE", **mine), **german) is CLEAR
        assert self.call("US", "PROSPECTING", old, allowed("ENQUIRY", "PHONE", **mine), **german) is CLEAR
        assert self.call("US", "PROSPECTING", allowed("SCREENED", "PHONE"), **german) is UNKNOWN, "of another number"

    def test_calls_to_customers_need_relationship_and_screening(self):
        screened = allowed("SCREENED", "PHONE")
        who = person(roles=[role()], permissions=[screened])
        assert judged(who, channel="PHONE", purpose="CUSTOMER_MARKETING", accounts=CONTRACT).decision is CLEAR
        assert judged(who, channel="PHONE", purpose="CUSTOMER_MARKETING").decision is UNKNOWN
        who.permissions = []
        assert judged(who, channel="PHONE", purpose="CUSTOMER_MARKETING", accounts=CONTRACT).decision is UNKNOWN
        assert judged(who, channel="PHONE", purpose="SERVICE", accounts=CONTRACT).decision is CLEAR

    def test_sms_needs_an_opt_in_to_that_sender_and_topic(self):
        def sms(*permissions, purpose="EVENT_INVITE", **asked):
            return judged(person(permissions=list(permissions)), channel="SMS", purpose=purpose, **asked).decision

        assert sms() is UNKNOWN
        assert sms(allowed("OPT_IN", "SMS", topic="events")) is UNKNOWN, "no topic named"
        assert sms(allowed("OPT_IN", "SMS", topic="events"), topic="events") is CLEAR
        assert sms(allowed("OPT_IN", "SMS", topic="newsletter"), topic="events") is UNKNOWN
        assert sms(allowed("OPT_IN", "SMS")) is CLEAR
        assert sms(allowed("OPT_IN", "SMS"), topic="events") is UNKNOWN
        given = allowed("RELATIONSHIP", "SMS", purposes=("SERVICE",))
        assert sms(given, purpose="SERVICE") is CLEAR
        assert sms(given, purpose="BILLING") is UNKNOWN
        assert sms(purpose="LEGAL_NOTICE") is CLEAR

    def test_ads_need_consent_outside_the_us_and_serve_no_contract(self):
        assert judged(channel="ADS").decision is CLEAR
        danish = person(country="DK")
        assert judged(danish, channel="ADS").decision is UNKNOWN
        danish.permissions.append(allowed("OPT_IN", "ADS", point=EMAIL))
        assert judged(danish, channel="ADS").decision is CLEAR
        for purpose in ("SERVICE", "LEGAL_NOTICE"):
            assert [one.code for one in judged(channel="ADS", purpose=purpose).missing] == ["CHANNEL_NOT_USED"]

    def test_in_the_product_only_its_users_and_never_to_prospect(self):
        user = person(product_user=True)
        assert [one.code for one in judged(user, channel="IN_APP").reasons] == ["NEVER_ON_CHANNEL"]
        for purpose in ("EVENT_INVITE", "SURVEY", "SERVICE", "LEGAL_NOTICE"):
            assert judged(user, channel="IN_APP", purpose=purpose).decision is CLEAR
            assert judged(channel="IN_APP", purpose=purpose).decision is UNKNOWN


class TestReadings:
    """POLICIES 1.6: each value with its right reading, given in the form in which settling leaves it."""

    def reading(self, *, stops="[]", permissions="[]", country="DK", purpose="EVENT_INVITE"):
        problems: list[str] = []
        record = "hubspot|contact|1"
        who = person(
            country=country,
            stops=read_stops(stops, record, problems),
            permissions=read_permissions(permissions, record, problems),
            unreadable=problems,
        )
        return judged(who, purpose=purpose).decision

    def permission(self, **facts):

        given = {
            "slot": "s",
            "ground": "OPT_IN",
            "channel": "EMAIL",
            "point": EMAIL,
            "since": day(-5),
            "by_subject": True,
        }
        return json.dumps([{**given, **facts}])

    def test_a_full_permission_is_one(self):
        assert self.reading(permissions=self.permission()) is CLEAR

    def test_blank_is_unknown_and_false_is_silence(self):
        blank = '[{"slot": "hs_email_optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "standing": false, "unknown": true}]'
        assert self.reading(stops=blank, country="US") is UNKNOWN
        assert self.reading(stops="[]", country="US") is CLEAR

    def test_an_unmapped_column_that_looks_like_consent(self):
        column = '[{"slot": "unmapped:gdpr_block", "code": "UNMAPPED_CONSENT", "standing": true}]'
        assert self.reading(stops=column, country="US") is UNKNOWN
        assert self.reading(stops=column, country="US", purpose="LEGAL_NOTICE") is CLEAR

    @pytest.mark.parametrize(
        "facts",
        [
            {"by_subject": False},  # an import, a list, a form without a consent box, a default state
            {"ground": "NOTICE"},
            {"ground": "SCREENED"},
            {"active": False},
            {"active": None},
            {"point": None},
            {"point": PHONE},
            {"since": None},
            {"since": "a while ago"},
            {"until": day(-1)},
            {"channel": "SMS"},
            {"topic": "unmapped-list"},
            {"purposes": ["MARKETING_NEWSLETTER"]},
        ],
        ids=str,
    )
    def test_what_is_less_is_no_permission(self, facts):
        assert self.reading(permissions=self.permission(**facts)) is UNKNOWN

    def test_a_flag_turned_off_by_an_import_stands(self):
        flag = (
            '[{"slot": "f", "code": "UNSUBSCRIBED_ALL_EMAIL", "since": "2026-01-01", "since_kind": "FIRST_SEEN",'
            ' "standing": %s, "unknown": false, "retracted_without_act": "2026-03-01T00:00:00.000000Z"}]'
        )
        assert self.reading(stops=flag % "true", country="US") is Decision.SUPPRESSED
        assert self.reading(stops=flag % "false", country="US") is Decision.SUPPRESSED

    def test_two_records_of_one_address_the_stricter_holds(self):
        who = person(stops=[stop("UNSUBSCRIBED_ALL_EMAIL", record="netsuite|customer|2", system="netsuite")])
        assert judged(who, purpose="EVENT_INVITE").decision is Decision.SUPPRESSED

    def test_text_that_is_no_json_is_unknown(self):
        for text in ("", "null", "{}", "[null]", "\ud800"):
            assert self.reading(stops=text, country="US") is UNKNOWN
            assert self.reading(permissions=text, country="US") is UNKNOWN
