"""POLICIES 1.3, row by row and cell by cell: what each recorded stop binds, what it does not, what a blank means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from graph_service.questions.suppression_answer import Decision
from graph_service.questions.suppression_evidence import read_permissions, read_points, read_stops
from graph_service.questions.suppression_shapes import LeftFacts, PointFacts, StopFact
from tests.questions.suppression_cases import (
    EMAIL,
    NOW,
    PHONE,
    account,
    allowed,
    clear_for,
    day,
    judged,
    live,
    person,
    policy,
    stop,
)

SHORT = {
    "P": "PROSPECTING", "N": "MARKETING_NEWSLETTER", "E": "EVENT_INVITE", "X": "CUSTOMER_MARKETING", "R": "RENEWAL",
    "S": "SERVICE", "B": "BILLING", "D": "DEAL", "Q": "SURVEY", "L": "LEGAL_NOTICE",
}  # fmt: skip
MKT = "PNEXQ"
CHANNELS = ("EMAIL", "PHONE", "SMS", "ADS", "IN_APP")
EVERY = "EMAIL PHONE SMS ADS IN_APP"

# code: level, channels, purposes that it stops, point that it sits on (or None where it is the person's)
ROWS = {
    "ERASED": ("SUBJECT", EVERY, "PNEXRSBDQ", None),
    "PROCESSING_RESTRICTED": ("SUBJECT", EVERY, "PNEXRSBDQ", None),
    "OBJECTS_TO_MARKETING": ("SUBJECT", EVERY, MKT, None),
    "NEVER_CONTACT": ("SUBJECT", EVERY, "PNEXRSBDQ", None),
    "UNSUBSCRIBED_ALL_EMAIL": ("SUBJECT", "EMAIL", MKT, None),
    "SALES_OPT_OUT": ("SUBJECT", "EMAIL", "PD", None),
    "BRAND_UNSUBSCRIBED": ("SUBJECT", "EMAIL", MKT, None),
    "TOPIC_UNSUBSCRIBED": ("SUBJECT", EVERY, MKT, None),
    "SPAM_COMPLAINT": ("SUBJECT", "EMAIL", MKT + "RD", None),
    "DO_NOT_CALL": ("SUBJECT", "PHONE SMS", MKT + "R", None),
    "DO_NOT_CALL_REGISTER": ("SUBJECT", "PHONE SMS", MKT, PHONE),
    "SMS_STOP": ("SUBJECT", "SMS", "PNEXRSBDQL", PHONE),
    "IN_APP_OFF": ("SUBJECT", "IN_APP", MKT, None),
    "ADS_REFUSED": ("SUBJECT", "ADS", MKT, None),
    "SURVEY_OPT_OUT": ("SUBJECT", "EMAIL IN_APP", "Q", None),
    "VENDOR_OPT_OUT": ("SUBJECT", "EMAIL PHONE ADS IN_APP", "P", None),
    "SANCTION": ("ADMIN", EVERY, "PNEXRSBDQ", None),
    "LEGAL_HOLD": ("ADMIN", EVERY, MKT + "DR", None),
    "BLOCK_LIST": ("ADMIN", EVERY, MKT, None),
    "COMPETITOR": ("ADMIN", EVERY, MKT, None),
    "OWN_STAFF": ("ADMIN", EVERY, MKT, None),
    "PLATFORM_QUARANTINE": ("ADMIN", "EMAIL", MKT, EMAIL),
    "ASKED_FOR_SILENCE": ("USER", EVERY, MKT, None),
    "UNDELIVERABLE": ("MACHINE", "EMAIL", "PNEXRSBDQL", EMAIL),
    "LEFT_COMPANY": ("MACHINE", "EMAIL PHONE", "PNEXRSBDQL", None),
    "ROLE_MAILBOX": ("MACHINE", "EMAIL", "PNEXQD", EMAIL),
}
UNSURE = {"UNVERIFIED_ADDRESS": ("EMAIL", "P", EMAIL), "UNMAPPED_CONSENT": (EVERY, "PNEXRSBDQ", None)}
TIMED = {"TEMPORARY_BLOCK"}


CELLS = [(channel, short) for channel in CHANNELS for short in SHORT]


def test_every_row_of_the_policy_is_here():
    assert set(ROWS) | set(UNSURE) | TIMED == set(policy().stops)


def with_stop(code: str, channel: str, short: str, point: str | None, **facts):
    who, accounts = clear_for(SHORT[short], channel)
    before = judged(who, channel=channel, purpose=SHORT[short], accounts=accounts)
    topic = "odd" if code == "TOPIC_UNSUBSCRIBED" else None
    who.stops.append(stop(code, point=point, topic=topic, since=day(-1), **facts))
    return before, judged(who, channel=channel, purpose=SHORT[short], accounts=accounts)


@pytest.mark.parametrize("code", ROWS)
def test_a_stop_binds_what_its_row_says_and_nothing_else(code):
    level, channels, purposes, point = ROWS[code]
    for channel, short in CELLS:
        before, after = with_stop(code, channel, short, point)
        if channel in channels.split() and short in purposes:
            found = next(one for one in after.reasons if one.code == code)
            assert after.decision is Decision.SUPPRESSED
            assert (found.level, found.system, found.record) == (level, "hubspot", "hubspot|contact|1")
        else:
            assert after.decision is before.decision
            assert code not in [one.code for one in after.reasons]


@pytest.mark.parametrize("code", ROWS)
def test_a_blank_stop_field_is_unknown_and_not_false(code):
    _, channels, purposes, point = ROWS[code]
    for channel, short in CELLS:
        before, after = with_stop(code, channel, short, point, unknown=True, standing=False)
        if before.decision is Decision.CLEAR and channel in channels.split() and short in purposes:
            assert after.decision is Decision.UNKNOWN
            assert "STOP_FIELD_BLANK" in [one.code for one in after.missing]
        else:
            assert after.decision is before.decision


@pytest.mark.parametrize("code", UNSURE)
def test_what_is_only_unsure_makes_unknown(code):
    channels, purposes, point = UNSURE[code]
    for channel, short in CELLS:
        before, after = with_stop(code, channel, short, point)
        if before.decision is Decision.CLEAR and channel in channels.split() and short in purposes:
            assert after.decision is Decision.UNKNOWN
            assert code in [one.code for one in after.missing]
        else:
            assert after.decision is before.decision


@pytest.mark.parametrize("code", [code for code, row in ROWS.items() if row[3]])
def test_what_sits_on_a_point_stays_there_and_without_a_point_reaches_all(code):
    _, channels, purposes, point = ROWS[code]
    channel, purpose = channels.split()[-1], SHORT[purposes[0]]
    who, accounts = clear_for(purpose, channel)
    other = "email|bob@acme.example" if point == EMAIL else "phone|+14155550000"
    who.stops = [stop(code, point=other, since=day(-1))]
    elsewhere = judged(who, channel=channel, purpose=purpose, accounts=accounts)
    assert (elsewhere.decision is Decision.SUPPRESSED) == (policy().stops[code].scope != "POINT")
    who.stops = [stop(code, point=None, since=day(-1))]
    assert judged(who, channel=channel, purpose=purpose, accounts=accounts).decision is Decision.SUPPRESSED


def test_a_subjects_stop_spreads_over_every_address_of_the_person():
    who = person()
    who.points.append(PointFacts("EMAIL", "ann@home.example", False, day(-1), ("hubspot",)))
    who.stops.append(stop("UNSUBSCRIBED_ALL_EMAIL", point=EMAIL))
    for one in (EMAIL, "email|ann@home.example", None):
        assert judged(who, purpose="MARKETING_NEWSLETTER", point=one).decision is Decision.SUPPRESSED


def test_a_dead_address_does_not_stop_another_one():
    who = person()
    who.points.append(PointFacts("EMAIL", "ann@new.example", False, day(-1), ("hubspot",)))
    who.stops.append(stop("UNDELIVERABLE", point=EMAIL))
    verdict = judged(who)
    assert (verdict.decision, verdict.point and verdict.point.value) == (Decision.CLEAR, "ann@new.example")


@pytest.mark.parametrize(
    ("bounced", "delivered", "free"),
    [
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10)), day(-5), True),
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10)), day(-15), False),
        # of one moment the stop wins
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10)), day(-10), False),
        # it bounced again
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10), since_latest=day(-4)), day(-5), False),
        # nobody says when it bounced
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10), acted=False), day(-5), False),
        (stop("UNDELIVERABLE", point=EMAIL, since=None), day(-5), False),
        # nobody says which address
        (stop("UNDELIVERABLE", point=None, since=day(-10)), day(-5), False),
        # whether it bounced is not known
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10), unknown=True), day(-5), False),
        # a delivery of tomorrow is none
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10)), day(1), False),
        (stop("UNDELIVERABLE", point=EMAIL, since=day(-10)), None, False),
        # it is the row of the policy that says so: a quarantine does not end like that
        (stop("PLATFORM_QUARANTINE", point=EMAIL, since=day(-10)), day(-5), False),
    ],
)
def test_a_later_delivery_ends_a_bounce(bounced, delivered, free):
    who = person(stops=[bounced])
    who.points[0].delivered = delivered
    verdict = judged(who)
    assert (verdict.decision is Decision.CLEAR) is free
    assert ("DELIVERED_SINCE" in [one.code for one in verdict.advisories]) is free


def test_a_delivery_to_another_address_ends_nothing():
    who = person(stops=[stop("UNDELIVERABLE", point=EMAIL)])
    who.points.append(PointFacts("EMAIL", "ann@new.example", False, day(-1), ("hubspot",), delivered=day(-1)))
    assert judged(who, point=EMAIL).decision is Decision.SUPPRESSED


def test_the_newest_delivery_of_all_records_counts_and_the_newest_bounce():
    point = PointFacts("EMAIL", "ann@acme.example")
    for text in ("2026-05-01T00:00:00.000000Z", "2026-03-01T00:00:00.000000Z", "no time", None):
        facts = {"kind": "email", "value": "ann@acme.example", "facts": {"delivered_at": text}}
        read_points(json.dumps([facts]), "hubspot|email_event|1", {point.key: point}, [])
    assert point.delivered == "2026-05-01T00:00:00.000000Z"
    told = {"code": "UNDELIVERABLE", "slot": "b", "since": "2026-01-01T00:00:00.000000Z", "since_kind": "STATED"}
    for again, latest in (("2026-02-01", "2026-02-01T23:59:59.999999Z"), ("no time", None)):
        [read] = read_stops(json.dumps([told | {"again": again}]), "hubspot|contact|1", [])
        assert (read.since, read.since_latest) == ("2026-01-01T00:00:00.000000Z", latest)


def test_bill_by_post_while_a_contract_runs_is_not_stopped_by_never_contact():
    who = person(stops=[stop("NEVER_CONTACT")])
    contract = [account(subscriptions=[live()])]
    assert judged(who, channel="POST", purpose="BILLING", accounts=contract).decision is Decision.UNKNOWN
    assert judged(who, channel="POST", purpose="BILLING").decision is Decision.SUPPRESSED
    assert judged(who, channel="EMAIL", purpose="BILLING", accounts=contract).decision is Decision.SUPPRESSED


def test_an_opt_out_at_the_vendor_gives_way_to_another_ground():
    who = person(stops=[stop("VENDOR_OPT_OUT")])
    assert judged(who).decision is Decision.SUPPRESSED
    who.permissions.append(allowed("OPT_IN", since=day(-20)))
    assert judged(who).decision is Decision.CLEAR
    who.permissions = [allowed("OPT_IN", point="email|ann@old.example")]
    assert judged(who).decision is Decision.SUPPRESSED


def test_advice_of_an_unsubscribe_and_a_complaint():
    for code, purpose, word in (
        ("UNSUBSCRIBED_ALL_EMAIL", "DEAL", "UNSUBSCRIBED"),
        ("SPAM_COMPLAINT", "SERVICE", "COMPLAINED"),
        ("SPAM_COMPLAINT", "BILLING", "COMPLAINED"),
    ):
        who, accounts = clear_for(purpose)
        who.stops.append(stop(code))
        verdict = judged(who, purpose=purpose, accounts=accounts)
        assert verdict.decision is Decision.CLEAR
        assert [(one.code, one.because) for one in verdict.advisories] == [(word, code)]


def test_a_temporary_block_ends_after_a_day_and_silence_after_ninety():
    for code, hours, purpose in (
        ("TEMPORARY_BLOCK", 24, "MARKETING_NEWSLETTER"),
        ("ASKED_FOR_SILENCE", 2160, "SURVEY"),
    ):
        inside = person(stops=[stop(code, since=day(-(hours - 1) / 24), point=EMAIL)])
        verdict = judged(inside, purpose=purpose)
        assert verdict.decision is Decision.SUPPRESSED
        assert verdict.next_allowed_at == NOW + timedelta(hours=1)
        over = person(stops=[stop(code, since=day(-(hours + 1) / 24), point=EMAIL)])
        assert judged(over, purpose=purpose).decision is Decision.CLEAR
        undated = person(stops=[stop(code, since=None, point=EMAIL)])
        assert judged(undated, purpose=purpose).decision is Decision.SUPPRESSED


def test_a_code_nobody_knows_binds_and_says_so():
    who = person(stops=[stop("INVENTED_BY_A_PLUGIN")])
    verdict = judged(who, purpose="LEGAL_NOTICE")
    assert [(one.code, one.level) for one in verdict.reasons] == [("UNKNOWN_STOP_CODE", "ADMIN")]
    narrowed = person(stops=[stop("INVENTED_BY_A_PLUGIN", channels=("PHONE",))])
    assert judged(narrowed).decision is Decision.CLEAR
    assert judged(narrowed, channel="PHONE").decision is Decision.SUPPRESSED


def test_words_nobody_knows_do_not_narrow_a_stop():
    assert judged(person(stops=[stop("BLOCK_LIST", channels=("CARRIER_PIGEON",))])).decision is Decision.SUPPRESSED
    assert judged(person(stops=[stop("BLOCK_LIST", purposes=("UPSELL",))])).decision is Decision.SUPPRESSED
    assert judged(person(stops=[stop("BLOCK_LIST", channels=("FAX",))])).decision is Decision.CLEAR


def test_own_staff_role_mailboxes_and_left_employers_are_seen_without_a_record():
    ours = person(points=[PointFacts("EMAIL", "dev@larkfield.example", True, None, ("salesforce",))])
    assert [one.code for one in judged(ours).reasons] == ["OWN_STAFF"]
    box = person(points=[PointFacts("EMAIL", "billing+eu@acme.example", True, None, ("salesforce",))])
    assert [(one.code, one.scope) for one in judged(box).reasons] == [("ROLE_MAILBOX", "POINT")]
    assert judged(box, purpose="LEGAL_NOTICE").decision is Decision.CLEAR
    gone = person(accounts=("acc_b",), left=[LeftFacts(account="acc_a", until=day(-3), domains=("acme.example",))])
    both = [account(), account(id="acc_b", domains=("other.example",))]
    verdict = judged(gone, purpose="LEGAL_NOTICE", accounts=both)
    assert [(one.code, one.scope) for one in verdict.reasons] == [("LEFT_COMPANY", "POINT")]
    shared = [account(), account(id="acc_b", domains=("acme.example",))]
    assert judged(gone, purpose="LEGAL_NOTICE", accounts=shared).decision is Decision.CLEAR
    # a number that may be the old employer's proves nothing; a mobile is the person's own
    assert judged(gone, channel="PHONE", purpose="LEGAL_NOTICE", accounts=both).decision is Decision.CLEAR
    gone.points[1].label = "work"
    number = judged(gone, channel="PHONE", purpose="LEGAL_NOTICE", accounts=both)
    assert [one.code for one in number.missing] == ["NUMBER_OF_OLD_EMPLOYER"]


def test_the_winner_is_by_level_then_width_then_scope_then_the_newest():
    who = person(
        stops=[
            stop("UNDELIVERABLE", point=EMAIL, since=day(-1)),
            stop("ASKED_FOR_SILENCE", since=day(-1)),
            stop("BLOCK_LIST", since=day(-1)),
            stop("TOPIC_UNSUBSCRIBED", topic="newsletter", since=day(-1)),
            stop("UNSUBSCRIBED_ALL_EMAIL", since=day(-2)),
            stop("UNSUBSCRIBED_ALL_EMAIL", since=day(-3), record="salesforce|Lead|2", system="salesforce"),
            stop("OBJECTS_TO_MARKETING", since=day(-30)),
        ]
    )
    verdict = judged(who, purpose="MARKETING_NEWSLETTER")
    assert [(one.code, one.system) for one in verdict.reasons] == [
        ("OBJECTS_TO_MARKETING", "hubspot"),
        ("UNSUBSCRIBED_ALL_EMAIL", "hubspot"),
        ("UNSUBSCRIBED_ALL_EMAIL", "salesforce"),
        ("TOPIC_UNSUBSCRIBED", "hubspot"),
        ("BLOCK_LIST", "hubspot"),
        ("ASKED_FOR_SILENCE", "hubspot"),
        ("UNDELIVERABLE", "hubspot"),
    ]
    assert verdict.next_allowed_at is None


def test_a_sanction_of_a_company_binds_those_below_it_and_a_hold_its_own_people_only():
    upper = account(id="acc_top", name="Top", stops=[stop("SANCTION", record="steward|flag|1", system="steward")])
    lower = account(above={"LEGAL": ("acc_top",)})
    verdict = judged(person(), purpose="SERVICE", accounts=[upper, lower])
    assert [(one.code, one.scope, one.about and one.about.name) for one in verdict.reasons] == [
        ("SANCTION", "TREE", "Top")
    ]
    assert judged(person(), purpose="LEGAL_NOTICE", accounts=[upper, lower]).decision is Decision.CLEAR
    upper.stops = [stop("LEGAL_HOLD")]
    assert judged(person(), accounts=[upper, lower]).decision is Decision.CLEAR
    own = account(stops=[stop("LEGAL_HOLD")])
    assert [(one.code, one.scope) for one in judged(person(), accounts=[own]).reasons] == [("LEGAL_HOLD", "ACCOUNT")]


def test_a_competitor_and_our_own_company_are_stopped_by_their_kind():
    assert [one.code for one in judged(person(), accounts=[account(kind="COMPETITOR")]).reasons] == ["COMPETITOR"]
    assert [one.code for one in judged(person(), accounts=[account(kind="OWN")]).reasons] == ["OWN_STAFF"]


class TestTopicsAndBrands:
    def test_a_caller_who_names_no_topic_is_bound_by_all_and_can_ask_again(self):
        who = person(stops=[stop("TOPIC_UNSUBSCRIBED", topic="Product news")])
        bound = judged(who, purpose="MARKETING_NEWSLETTER")
        assert [(one.code, one.topic) for one in bound.reasons] == [("TOPIC_UNSUBSCRIBED", "product_news")]
        assert judged(who, purpose="MARKETING_NEWSLETTER", topic="events").decision is Decision.CLEAR
        assert judged(who, purpose="EVENT_INVITE").decision is Decision.CLEAR

    def test_the_topic_itself_is_stopped_for_every_marketing_purpose(self):
        who = person(stops=[stop("TOPIC_UNSUBSCRIBED", topic="41087253")])
        assert judged(who, purpose="SURVEY", topic="events").decision is Decision.SUPPRESSED

    def test_a_topic_that_is_misspelt_or_not_mapped_evades_nothing(self):
        who = person(stops=[stop("TOPIC_UNSUBSCRIBED", topic="product_news")])
        assert judged(who, purpose="MARKETING_NEWSLETTER", topic="product-newz").decision is Decision.SUPPRESSED
        unmapped = person(stops=[stop("TOPIC_UNSUBSCRIBED", topic="990")])
        assert judged(unmapped, purpose="SURVEY", topic="events").decision is Decision.SUPPRESSED

    def test_a_brand_binds_itself_and_those_who_name_none(self):
        brands = {"flow": {"aliases": ["hubspot:7"]}, "runs": {"aliases": []}}
        ours = type(policy()).model_validate({**policy().model_dump(by_alias=True), "brands": brands})
        who = person(stops=[stop("BRAND_UNSUBSCRIBED", brand="7")])
        assert judged(who, by=ours).decision is Decision.SUPPRESSED
        assert judged(who, by=ours, brand="flow").decision is Decision.SUPPRESSED
        assert judged(who, by=ours, brand="runs").decision is Decision.CLEAR
        assert judged(who, by=ours, brand="runz").decision is Decision.SUPPRESSED


class TestEvidence:
    def test_what_cannot_be_read_is_reported_and_never_dropped(self):
        for text in ("{", "[1]", '{"code": "ERASED"}', '[{"slot": "x"}]', '[{"code": "ERASED", "standing": "no"}]'):
            problems: list[str] = []
            assert read_stops(text, "hubspot|contact|1", problems) == []
            assert len(problems) == 1
        who = person(unreadable=["hubspot|contact|1: its stops cannot be read"])
        assert [one.code for one in judged(who).missing] == ["EVIDENCE_UNREADABLE"]

    def test_a_folded_stop_keeps_its_meaning(self):
        text = (
            '[{"slot": "a", "code": "DO_NOT_CALL", "since": "2026-05-01", "since_kind": "STATED", "standing": false,'
            ' "until": "2026-06-01", "unknown": false},'
            ' {"slot": "b", "code": "X", "standing": true, "unknown": false, "since": "later",'
            ' "since_kind": "FIRST_SEEN", "retracted_without_act": "2026-07-01T00:00:00.000000Z"}]'
        )
        first, second = read_stops(text, "salesforce|Contact|1", [])
        assert (first.since, first.since_latest) == ("2026-05-01T00:00:00.000000Z", "2026-05-01T23:59:59.999999Z")
        assert (first.standing, first.until, first.acted) == (False, "2026-06-01T23:59:59.999999Z", True)
        assert (second.since, second.standing, second.retracted, second.acted) == (None, True, True, False)

    def test_a_permission_whose_end_cannot_be_read_is_none(self):
        items = '[{"slot": "a", "ground": "OPT_IN", "channel": "EMAIL", "until": "some day", "by_subject": true}]'
        assert read_permissions(items, "r|r|r", [])[0].active is False

    def test_facts_of_a_point_stay_on_it(self):
        points = {EMAIL: PointFacts("EMAIL", "ann@acme.example")}
        read_points(
            '[{"kind": "email", "value": "ann@acme.example", "facts": {"soft_bounces": 3}},'
            ' {"kind": "email", "value": "ann@old.example", "facts": {"soft_bounces": 9}}]',
            "hubspot|email_event|1",
            points,
            [],
        )
        assert points[EMAIL].soft_bounces == 3
        verdict = judged(person(points=list(points.values())), purpose="MARKETING_NEWSLETTER")
        assert (verdict.decision, verdict.advisories[0].code) == (Decision.CLEAR, "SOFT_BOUNCES")


class TestLifting:
    """POLICIES 1.7."""

    def both(self, at: StopFact, **act):
        who = person(stops=[at], permissions=[allowed("OPT_IN", **act)])
        return judged(who, purpose="EVENT_INVITE"), judged(who, purpose="MARKETING_NEWSLETTER")

    def test_a_later_act_lifts_its_topic_and_nothing_else(self):
        events, newsletter = self.both(stop("UNSUBSCRIBED_ALL_EMAIL"), topic="events")
        assert (events.decision, newsletter.decision) == (Decision.CLEAR, Decision.SUPPRESSED)

    @pytest.mark.parametrize(
        "act",
        [
            {"since": day(-10)},
            {"since": day(-11)},
            {"since": None},
            {"since": day(1)},
            {"by_subject": False},
            {"active": False},
            {"until": day(-1)},
            {"point": None},
            {"point": "email|ann@old.example"},
            {"topic": "newsletter"},
            {"topic": "4711"},
            {"brand": "flow"},
            {"channel": "SMS"},
            {"purposes": ("SERVICE",)},
        ],
        ids=str,
    )
    def test_nothing_less_lifts(self, act):
        channel = act.pop("channel", "EMAIL")
        permission = allowed("OPT_IN", **{"topic": "events", **act})
        who = person(stops=[stop("UNSUBSCRIBED_ALL_EMAIL")], permissions=[replace(permission, channel=channel)])
        assert judged(who, purpose="EVENT_INVITE").decision is Decision.SUPPRESSED

    def test_only_an_opt_in_lifts(self):
        for ground in ("CUSTOMER", "NOTICE", "SCREENED", "RELATIONSHIP", "ENQUIRY"):
            who = person(stops=[stop("UNSUBSCRIBED_ALL_EMAIL")], permissions=[allowed(ground)])
            assert judged(who, purpose="SURVEY").decision is Decision.SUPPRESSED

    def test_a_topics_stop_is_lifted_by_naming_that_topic_only(self):
        left = stop("TOPIC_UNSUBSCRIBED", topic="events")
        assert self.both(left, topic="events")[0].decision is Decision.CLEAR
        assert self.both(left, topic=None)[0].decision is Decision.SUPPRESSED

    def test_a_flag_without_an_act_time_stands_as_long_as_a_record_says_so(self):
        flag = stop("UNSUBSCRIBED_ALL_EMAIL", acted=False)
        assert self.both(flag, topic="events")[0].decision is Decision.SUPPRESSED
        assert self.both(replace(flag, retracted=True), topic="events")[0].decision is Decision.CLEAR
        assert self.both(replace(flag, retracted=True), topic="events")[1].decision is Decision.SUPPRESSED

    def test_a_blank_is_not_lifted_by_a_later_act(self):
        blank = stop("UNSUBSCRIBED_ALL_EMAIL", unknown=True, standing=False, until=day(-8))
        assert self.both(blank, topic="events")[0].decision is Decision.UNKNOWN

    def test_on_one_day_the_stop_wins(self):
        text = '[{"code": "UNSUBSCRIBED_ALL_EMAIL", "since": "2026-09-01", "since_kind": "STATED", "standing": true}]'
        [said] = read_stops(text, "r|r|r", [])
        assert self.both(said, topic="events", since="2026-09-01T20:00:00.000000Z")[0].decision is Decision.SUPPRESSED
        assert self.both(said, topic="events", since="2026-09-02T00:00:00.000000Z")[0].decision is Decision.CLEAR

    def test_nobody_elses_stop_is_lifted_by_the_subject(self):
        for code in ("BLOCK_LIST", "ASKED_FOR_SILENCE", "UNDELIVERABLE"):
            assert self.both(stop(code, point=EMAIL), topic="events")[0].decision is Decision.SUPPRESSED

    def test_a_permission_ends_with_a_later_stop_even_when_that_one_was_lifted_for_another_reason(self):
        released = stop("UNSUBSCRIBED_ALL_EMAIL", since=day(-3), standing=False, until=day(-2))
        who = person(country="DK", stops=[released], permissions=[allowed("OPT_IN", since=day(-5))])
        assert [one.code for one in judged(who, purpose="SURVEY").missing] == ["NO_PERMISSION_ON_RECORD"]
        who.permissions = [allowed("OPT_IN", since=day(-1))]
        assert judged(who, purpose="SURVEY").decision is Decision.CLEAR

    def test_a_withdrawal_ends_the_permission(self):
        who = person(country="DK", permissions=[allowed("OPT_IN", topic="events")])
        assert judged(who, purpose="EVENT_INVITE").decision is Decision.CLEAR
        who.permissions.append(allowed("OPT_IN", topic="events", active=False, since=day(-1)))
        assert judged(who, purpose="EVENT_INVITE").decision is Decision.UNKNOWN

    def test_a_message_of_the_past_is_never_cleared_and_a_stop_of_today_binds_it(self):
        yesterday = NOW - timedelta(days=1)
        assert [one.code for one in judged(at=yesterday).missing] == ["AT_IN_PAST"]
        who = person(stops=[stop("BLOCK_LIST", since=day(-0.1))])
        assert judged(who, at=yesterday).decision is Decision.SUPPRESSED

    def test_a_later_message_meets_a_stop_that_will_begin_and_not_one_that_will_have_ended(self):
        who = person(stops=[stop("BLOCK_LIST", since=day(5), until=day(9))])
        decisions = [judged(who, at=NOW + timedelta(days=days)).decision for days in (0, 6, 10)]
        assert decisions == [Decision.CLEAR, Decision.SUPPRESSED, Decision.CLEAR]
