"""suppression, asked of a real graph in the form that settling leaves: the story's cases, and what must fail closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import DatabaseError, DeadlineExceeded, UsageError
from graph_service.questions import suppression as module
from graph_service.questions import suppression_people
from graph_service.questions.answer import Status
from graph_service.questions.ask import Ask, instant
from graph_service.questions.reference import AccountRef, ExternalId, PersonRef
from graph_service.questions.suppression import suppression
from graph_service.questions.suppression_answer import Channel, Decision, Purpose
from graph_service.questions.suppression_asked import CampaignRef
from graph_service.questions.warm import warm_up

CLEAR, UNKNOWN, SUPPRESSED = Decision.CLEAR, Decision.UNKNOWN, Decision.SUPPRESSED
MAY = "2026-05-12T08:00:00.000000Z"


def stop(code: str, **facts: Any) -> dict[str, Any]:
    return {
        "slot": code, "code": code, "since": MAY, "since_kind": "STATED", "standing": True, "unknown": False, **facts
    }  # fmt: skip


def optin(address: str, **facts: Any) -> dict[str, Any]:
    given = {"slot": "p", "ground": "OPT_IN", "channel": "EMAIL", "point": f"email|{address}", "by_subject": True}
    return {**given, "since": "2026-06-18T13:05:00.000000Z", **facts}


class People:
    """Writes people as settling would: facet, person, record with keys, points."""

    def __init__(self, seed: Any) -> None:
        self.seed = seed

    def __call__(
        self,
        name: str,
        email: str | None,
        *,
        facet: str = "Contact",
        at: str | None = None,
        country: str | None = "US",
        stops: Any = None,
        permissions: Any = None,
        points: Any = None,
        phone: str | None = None,
        system: str = "hubspot",
        **props: Any,
    ) -> str:
        seed = self.seed
        who: str = seed.noun("Person", name, country=country)
        part = seed.noun(facet, name, **props)
        seed.link("IS_PERSON", part, who, method="EMAIL", confidence="high")
        keys = [f"email|{email}"] if email else []
        if phone:
            keys.append(f"phone|{phone}")
        texts = {
            field: value if isinstance(value, str) else json.dumps(value)
            for field, value in (("stops", stops), ("permissions", permissions), ("points", points))
            if value is not None
        }
        seed.record(f"{system}|{facet.lower()}|{name}", part, keys=tuple(keys), **texts)
        for key in keys:
            kind, _, value = key.partition("|")
            point = seed.noun("ContactPoint", key, kind=kind.upper(), value=value)
            seed.link("HAS_POINT", who, point, by=system, primary=True)
        if at:
            seed.link("WORKS_AT", who, at)
        return who


@pytest.fixture(scope="module")
def story(seed: Any, open_writer: Any, ask: Ask, loop: Any) -> SimpleNamespace:
    ids, people = SimpleNamespace(), People(seed)
    now = instant(ask.now)
    ben, chloe = seed.noun("User", "Ben"), seed.noun("User", "Chloe")

    # 17, 18: customer and prospect at once; the family is said
    ids.clinics = seed.noun("Account", "Aurelia Clinics", lifecycle_new="LEAD", domains=["clinics.example"])
    ids.devices = seed.noun("Account", "Aurelia Devices", domains=["devices.example"])
    seed.link("PARENT_OF", ids.clinics, ids.devices, kind="SELLING")
    seed.link("PARENT_OF", ids.clinics, ids.devices, kind="LEGAL")
    seed.link("OWNS", ben, ids.clinics, type="ACCOUNT_EXECUTIVE")
    seed.link("OWNS", chloe, ids.clinics, type="CSM")
    payer = seed.noun("BillingEntity", "Clinics in Stripe")
    sold = seed.noun(
        "Subscription", "Flow", status="ACTIVE", started_at="2025-09-01T00:00:00.000000Z",
        term_start="2026-09-01T00:00:00.000000Z", term_end="2027-09-01T00:00:00.000000Z",
    )  # fmt: skip
    seed.link("FOR_ACCOUNT", payer, ids.clinics, relation="DIRECT")
    seed.link("PAYS_FOR", payer, sold)
    ids.grace = people("Grace", "grace@clinics.example", at=ids.clinics)
    ids.tomas = people("Tomas", "tomas@clinics.example", at=ids.clinics)
    seed.link("HAS_ROLE", ids.tomas, payer, role="BILLING_CONTACT")
    ids.owen = people("Owen", "owen@devices.example", at=ids.devices)

    # 19: unsubscribed in another spelling before the CRM knew her; two addresses
    seed.record(
        "hubspot|subscription|maria", None, keys=("email|maria@rail.example",),
        stops=json.dumps([stop("UNSUBSCRIBED_ALL_EMAIL", point="email|maria@rail.example")]),
    )  # fmt: skip
    ids.rail = seed.noun("Account", "Rail", domains=["rail.example"])
    ids.maria = people("Maria", "maria@rail.example", at=ids.rail)
    part = seed.noun("Lead", "Maria as a lead")
    seed.link("IS_PERSON", part, ids.maria, method="RECORD", confidence="high")
    seed.record("salesforce|Lead|maria2", part, keys=("email|msilva@other.example",))
    second = seed.noun("ContactPoint", "email|msilva@other.example", kind="EMAIL", value="msilva@other.example")
    seed.link("HAS_POINT", ids.maria, second)
    # an address nobody has yet
    seed.record(
        "hubspot|subscription|ghost", None, keys=("email|ghost@rail.example",),
        stops=json.dumps([stop("UNSUBSCRIBED_ALL_EMAIL", point="email|ghost@rail.example")]),
    )  # fmt: skip

    # 20: the converted lead opted out, her contact says nothing
    ids.nadia = people("Nadia", "nadia@rail.example", at=ids.rail)
    lead = seed.noun("Lead", "Nadia as a lead", is_converted=True)
    seed.link("CONVERTED_TO", lead, ids.nadia)
    seed.record("salesforce|Lead|nadia", lead, stops=json.dumps([stop("UNSUBSCRIBED_ALL_EMAIL")]))

    # 21, 22
    left = stop("TOPIC_UNSUBSCRIBED", slot="topic:41087252", topic="41087252", channels=["EMAIL"])
    ids.lena = people("Lena", "lena@clinics.example", at=ids.clinics, stops=[left])
    seed.link("HAS_ROLE", ids.lena, ids.clinics, role="RENEWAL_STAKEHOLDER")
    everything = stop("UNSUBSCRIBED_ALL_EMAIL", since="2026-03-02T00:00:00.000000Z")
    reset = {**everything, "since_kind": "FIRST_SEEN", "retracted_without_act": "2026-07-01T00:00:00.000000Z"}
    ids.omar = people("Omar", "omar@rail.example", at=ids.rail, stops=[reset])
    back = optin("priya@rail.example", topic="41087253", brand="0", slot="topic:41087253")
    ids.priya = people("Priya", "priya@rail.example", at=ids.rail, stops=[everything], permissions=[back])

    # 23: product users of the clinics' workspace
    tenant, place = seed.noun("Tenant", "Clinics tenant"), seed.noun("Workspace", "Harbor")
    seed.link("IN_TENANT", place, tenant)
    seed.link("FOR_ACCOUNT", tenant, ids.clinics)
    full = [{"kind": "email", "value": "sam@clinics.example", "facts": {"soft_bounces": 3}}]
    dead = stop("UNDELIVERABLE", point="email|ida@clinics.example")
    old = stop("UNDELIVERABLE", point="email|leo.old@clinics.example")
    ids.sam = people("Sam", "sam@clinics.example", at=ids.clinics, points=full)
    ids.ida = people("Ida", "ida@clinics.example", at=ids.clinics, stops=[dead], phone="+442079460231")
    ids.leo = people("Leo", "leo@clinics.example", at=ids.clinics, stops=[old])
    for user in (ids.sam, ids.ida, ids.leo):
        known = seed.noun("ProductUser", f"user {user}")
        seed.link("IS_PERSON", known, user, method="EMAIL", confidence="high")
        seed.link("USES", known, place)
    seed.link("HAD_KEY", seed.record("hubspot|contact|Leo", None), seed.key("email|leo.old@clinics.example"), bare=True)

    # 24: he moved; his opt-in was for the old address
    ids.jonas = people(
        "Jonas", "jonas@rail.example", at=ids.rail, country="DE", permissions=[optin("jonas@halden.example")]
    )
    halden = seed.noun("Account", "Halden", domains=["halden.example"])
    seed.link("WAS_WORKS_AT", ids.jonas, halden, until="2026-06-01T00:00:00.000000Z")

    # 25: a form lead whose company is known by its domain and has an open deal
    ids.kestrel = seed.noun("Account", "Kestrel")
    seed.record("salesforce|Account|Kestrel", ids.kestrel, keys=("domain|kestrel.example",))
    ids.deal = seed.noun("Opportunity", "Kestrel - Runs", kind="NEW", is_closed=False)
    seed.link("FOR_ACCOUNT", ids.deal, ids.kestrel)
    seed.link("OWNS", ben, ids.deal, type="ACCOUNT_EXECUTIVE")
    ids.rosa = people("Rosa", "rosa@mail.kestrel.example", facet="Lead")

    # two people behind one role mailbox, one of whom opted out; and one address that two people hold
    seed.key("email|info@rail.example", shared="ROLE_MAILBOX")
    ids.hugo = people("Hugo", "info@rail.example", at=ids.rail)
    ids.greta = people("Greta", "info@rail.example", at=ids.rail, stops=[stop("UNSUBSCRIBED_ALL_EMAIL")])
    own = seed.noun("ContactPoint", "email|hugo@rail.example", kind="EMAIL", value="hugo@rail.example")
    seed.link("HAS_POINT", ids.hugo, own)
    ids.twin = people("Twin A", "twin@rail.example", at=ids.rail)
    people("Twin B", "twin@rail.example", at=ids.rail)
    ids.broken = people("Broken", "broken@rail.example", at=ids.rail, stops="[{")
    ids.dev = people("Dev", "dev@devices.example", at=ids.devices)
    staff = seed.noun("User", "Dev at work")
    seed.record("salesforce|User|dev", staff, keys=("email|dev@devices.example",))

    # a sanction far above, over LEGAL only
    top, middle = seed.noun("Account", "Sanctioned Top"), seed.noun("Account", "Middle")
    ids.bottom = seed.noun("Account", "Bottom")
    seed.link("PARENT_OF", top, middle, kind="LEGAL")
    seed.link("PARENT_OF", middle, ids.bottom, kind="LEGAL")
    seed.record("steward|flag|top", top, stops=json.dumps([stop("SANCTION")]))
    ids.below = people("Below", "below@bottom.example", at=ids.bottom)

    # two of one house: what is known of a relative is not yet all that is known of it
    house, left = seed.noun("Account", "House"), seed.noun("Account", "Left")
    right = seed.noun("Account", "Right", kind="CUSTOMER")
    for one in (left, right):
        seed.link("PARENT_OF", house, one, kind="SELLING")
    seed.record("steward|flag|right", right, stops=json.dumps([stop("SANCTION")]))
    people("Lea", "lea@left.example", at=left)
    people("Rik", "rik@right.example", at=right)

    ids.campaign = seed.noun("Campaign", "Spring")
    for member in (ids.grace, ids.owen):
        seed.link("TARGETED_BY", member, ids.campaign)
    seed.write()
    channels = {"EMAIL": {"complete": True, "missing": []}, "PHONE": {"complete": True, "missing": []}}
    status = json.dumps({"contact": {"last_at": now, "channels": channels}})
    open_writer.run_text(
        "UNWIND ['hubspot', 'salesforce', 'stripe'] AS id MERGE (s:SourceStatus {id: id}) "
        "SET s.last_run_at = $now, s.objects = CASE id WHEN 'stripe' THEN '{}' ELSE $status END",
        "seed",
        now=now,
        status=status,
    )
    loop.run(warm_up(ask.reader))
    return ids


@pytest.fixture
def decide(ask: Ask, answer: Any, story: Any) -> Callable[..., list[Any]]:
    """Ask about addresses and give the decisions."""

    def asked(*people: Any, purpose: str, channel: str = "EMAIL", **more: Any) -> list[Any]:
        refs = [PersonRef(email=one) if isinstance(one, str) else one for one in people]
        found = answer(suppression(ask, people=refs, channel=Channel[channel], purpose=Purpose[purpose], **more))
        assert found.status is Status.OK
        assert [one.asked for one in found.decisions] == [str(one) for one in refs]
        assert all(one.may_contact is (one.decision is CLEAR) and one.policy_version for one in found.decisions)
        return list(found.decisions)

    return asked


def codes(decision: Any) -> list[str]:
    return [one.code for one in decision.reasons] or [one.code for one in decision.missing]


class TestStory:
    def test_17_customer_wins_for_prospecting_over_the_account_and_names_who_may_overrule(self, decide):
        [grace] = decide("grace@clinics.example", purpose="PROSPECTING")
        assert (grace.decision, grace.person.name, codes(grace)) == (SUPPRESSED, "Grace", ["CUSTOMER"])
        assert (grace.decided_by.level, grace.reasons[0].scope, grace.reasons[0].about.name) == (
            "MACHINE", "ACCOUNT", "Aurelia Clinics",
        )  # fmt: skip
        assert [(one.who, one.user.name) for one in grace.overrule] == [("ACCOUNT_EXECUTIVE", "Ben"), ("CSM", "Chloe")]
        assert decide("grace@clinics.example", purpose="CUSTOMER_MARKETING")[0].decision is CLEAR
        tomas, grace = decide("tomas@clinics.example", "grace@clinics.example", purpose="BILLING")
        assert (tomas.decision, tomas.ground) == (CLEAR, "RELATIONSHIP")
        assert (grace.decision, codes(grace)) == (UNKNOWN, ["NO_PERMISSION_ON_RECORD"])

    def test_18_the_family_is_said(self, decide):
        [owen] = decide("owen@devices.example", purpose="PROSPECTING")
        assert (owen.decision, [one.code for one in owen.advisories]) == (CLEAR, ["FAMILY_CUSTOMER"])
        assert owen.why[0].rule == "CLEAR"

    def test_19_the_opt_out_binds_every_address_in_every_spelling(self, decide):
        found = decide(" Maria@RAIL.example", "msilva@other.example", purpose="MARKETING_NEWSLETTER")
        for one in found:
            assert (one.person.name, one.decision, one.decided_by.level) == ("Maria", SUPPRESSED, "SUBJECT")
            assert (one.reasons[0].system, instant(one.reasons[0].since)) == ("hubspot", MAY)
        assert [one.contact_point.value for one in found] == ["maria@rail.example", "msilva@other.example"]

    def test_an_opt_out_of_an_address_nobody_has_yet_is_found(self, decide):
        ghost, nobody, box = decide(
            "ghost@rail.example", "nobody@rail.example", "office@rail.example", purpose="EVENT_INVITE"
        )
        assert (ghost.decision, ghost.status, ghost.person) == (SUPPRESSED, Status.NOT_FOUND, None)
        assert (nobody.decision, codes(nobody)[0]) == (UNKNOWN, "NOT_FOUND")
        assert (box.decision, codes(box)) == (SUPPRESSED, ["ROLE_MAILBOX"])

    def test_20_the_leads_stop_is_hers(self, decide):
        [nadia] = decide("nadia@rail.example", purpose="PROSPECTING")
        assert (nadia.decision, codes(nadia), nadia.reasons[0].record) == (
            SUPPRESSED, ["UNSUBSCRIBED_ALL_EMAIL"], "salesforce|Lead|nadia",
        )  # fmt: skip

    def test_21_one_topic(self, decide):
        [lena] = decide("lena@clinics.example", purpose="MARKETING_NEWSLETTER")
        assert (lena.decision, lena.reasons[0].code, lena.reasons[0].topic) == (
            SUPPRESSED, "TOPIC_UNSUBSCRIBED", "product_news",
        )  # fmt: skip
        assert decide("lena@clinics.example", purpose="MARKETING_NEWSLETTER", topic="events")[0].decision is CLEAR
        assert decide("lena@clinics.example", purpose="EVENT_INVITE")[0].decision is CLEAR
        assert decide("lena@clinics.example", purpose="RENEWAL")[0].decision is CLEAR

    def test_22_back_by_whom(self, decide):
        both = ("omar@rail.example", "priya@rail.example")
        assert [one.decision for one in decide(*both, purpose="EVENT_INVITE")] == [SUPPRESSED, CLEAR]
        assert [one.decision for one in decide(*both, purpose="MARKETING_NEWSLETTER")] == [SUPPRESSED, SUPPRESSED]

    def test_23_bounces(self, decide):
        sam, ida, leo = decide("sam@clinics.example", "ida@clinics.example", "leo@clinics.example", purpose="SERVICE")
        assert (sam.decision, [one.code for one in sam.advisories]) == (CLEAR, ["SOFT_BOUNCES"])
        assert (ida.decision, codes(ida), ida.reasons[0].scope) == (SUPPRESSED, ["UNDELIVERABLE"], "POINT")
        assert (leo.decision, leo.contact_point.value) == (CLEAR, "leo@clinics.example")
        [call] = decide("ida@clinics.example", purpose="SERVICE", channel="PHONE")
        assert (call.decision, call.contact_point.value, call.ground) == (CLEAR, "+442079460231", "RELATIONSHIP")
        [formerly] = decide("leo.old@clinics.example", purpose="SERVICE")
        assert (formerly.person.name, formerly.decision) == ("Leo", SUPPRESSED)

    def test_24_no_ground(self, decide):
        [jonas] = decide("jonas@rail.example", purpose="MARKETING_NEWSLETTER")
        assert (jonas.decision, codes(jonas), jonas.reasons) == (UNKNOWN, ["NO_PERMISSION_ON_RECORD"], [])

    def test_25_in_a_deal_already(self, decide):
        [rosa] = decide("rosa@mail.kestrel.example", purpose="PROSPECTING")
        assert (rosa.decision, codes(rosa), rosa.reasons[0].about.name) == (
            SUPPRESSED, ["OPEN_NEW_BUSINESS"], "Kestrel - Runs",
        )  # fmt: skip
        assert [one.user.name for one in rosa.overrule] == ["Ben"]

    def test_a_mailbox_of_two_people(self, decide, story):
        hugo, greta = decide(PersonRef(id=story.hugo), PersonRef(id=story.greta), purpose="MARKETING_NEWSLETTER")
        # his own address is open, hers is not: what she said at the shared one stays there and with her
        assert (hugo.decision, hugo.contact_point.value) == (CLEAR, "hugo@rail.example")
        assert (greta.decision, greta.decided_by.level) == (SUPPRESSED, "SUBJECT")
        [box] = decide(PersonRef(id=story.hugo), purpose="MARKETING_NEWSLETTER", contact_point="info@rail.example")
        assert {"ROLE_MAILBOX", "UNSUBSCRIBED_ALL_EMAIL"} <= set(codes(box))

    def test_a_sanction_comes_down_the_legal_tree(self, decide):
        [below] = decide("below@bottom.example", purpose="SERVICE")
        assert (below.decision, codes(below), below.reasons[0].scope) == (SUPPRESSED, ["SANCTION"], "TREE")

    def test_a_relative_that_is_asked_about_later_is_read_whole(self, decide, monkeypatch):
        monkeypatch.setattr(suppression_people, "PIECE", 1)
        for asked in (("lea@left.example", "rik@right.example"), ("rik@right.example", "lea@left.example")):
            found = {one.person.name: one for one in decide(*asked, purpose="PROSPECTING")}
            assert [one.code for one in found["Lea"].advisories] == ["FAMILY_CUSTOMER"]
            assert (found["Lea"].decision, sorted(codes(found["Rik"]))) == (CLEAR, ["CUSTOMER", "SANCTION"])


class TestReferences:
    def test_ids_external_ids_facets_and_duplicates_keep_their_order(self, decide, story, ask):
        refs = [
            PersonRef(external_id=ExternalId(system="hubspot", object="Contact", id="Grace")),
            PersonRef(id="per_nobody"),
            PersonRef(id=story.grace),
            PersonRef(external_id=ExternalId(system="hubspot", object="subscription", id="ghost")),
            PersonRef(id=story.grace),
        ]
        found = decide(*refs, purpose="PROSPECTING")
        assert [one.decision for one in found] == [SUPPRESSED, UNKNOWN, SUPPRESSED, SUPPRESSED, SUPPRESSED]
        assert [one.status for one in found] == [
            Status.OK, Status.NOT_FOUND, Status.OK, Status.NOT_FOUND, Status.OK,
        ]  # fmt: skip
        assert found[1].missing[0].code == "NOT_FOUND"

    def test_an_address_of_two_people_is_never_clear(self, decide, story):
        by_address, by_id = decide("twin@rail.example", PersonRef(id=story.twin), purpose="EVENT_INVITE")
        assert (by_address.status, by_address.decision, codes(by_address)[0]) == (
            Status.AMBIGUOUS,
            UNKNOWN,
            "AMBIGUOUS",
        )
        assert (by_id.decision, codes(by_id)) == (UNKNOWN, ["CONTESTED_PERSON"])

    def test_one_bad_reference_is_answered_and_not_dropped(self, decide):
        bad, good = decide("no address", "owen@devices.example", purpose="EVENT_INVITE")
        assert (bad.decision, codes(bad)) == (UNKNOWN, ["NOT_A_PERSON"])
        assert good.decision is CLEAR

    def test_people_of_accounts_and_of_a_campaign(self, ask, answer, story):
        of_account = answer(
            suppression(
                ask, accounts=[AccountRef(id=story.devices)], channel=Channel.EMAIL, purpose=Purpose.EVENT_INVITE
            )
        )
        assert {one.person.name: one.decision for one in of_account.decisions} == {"Owen": CLEAR, "Dev": SUPPRESSED}
        of_campaign = answer(
            suppression(
                ask, campaign=CampaignRef(id=story.campaign), channel=Channel.EMAIL, purpose=Purpose.PROSPECTING
            )
        )
        assert {one.person.name: one.decision for one in of_campaign.decisions} == {"Grace": SUPPRESSED, "Owen": CLEAR}
        for where in ({"accounts": [AccountRef(id="acc_nobody")]}, {"campaign": CampaignRef(id="cam_nobody")}):
            found = answer(suppression(ask, channel=Channel.EMAIL, purpose=Purpose.BILLING, **where))
            assert (found.status, found.decisions) == (Status.NOT_FOUND, [])

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "exactly one"),
            ({"people": [], "accounts": []}, "exactly one"),
            ({"people": [PersonRef(id="per_x")] * 10_001}, "at most 10000"),
            ({"people": [PersonRef(id="per_x")], "contact_point": "somewhere"}, "contactPoint"),
        ],
    )
    def test_wrong_use_says_what_to_do(self, ask, answer, story, given, said):
        with pytest.raises(UsageError, match=said):
            answer(suppression(ask, channel=Channel.EMAIL, purpose=Purpose.BILLING, **given))


ASKED = (
    "people_by_key", "people_records", "people_keys", "people", "people_points", "people_facets", "people_employers",
    "people_lead_accounts", "people_roles", "people_places", "people_tickets", "people_doubts", "key_records",
    "key_holders", "sources", "family", "accounts", "account_records", "account_domains", "account_payers",
    "account_tenants", "account_deals", "account_tickets", "account_resellers",
)  # fmt: skip


class TestFailsClosed:
    def test_unreadable_evidence_and_own_staff(self, decide):
        broken, dev = decide("broken@rail.example", "dev@devices.example", purpose="EVENT_INVITE")
        assert (broken.decision, codes(broken)) == (UNKNOWN, ["EVIDENCE_UNREADABLE"])
        assert (dev.decision, codes(dev)) == (SUPPRESSED, ["OWN_STAFF"])

    def test_a_point_that_is_not_theirs_and_a_later_time(self, decide, ask):
        [elsewhere] = decide("owen@devices.example", purpose="EVENT_INVITE", contact_point="owen@home.example")
        assert (elsewhere.decision, codes(elsewhere)) == (UNKNOWN, ["NO_CONTACT_POINT"])
        [later] = decide("owen@devices.example", purpose="EVENT_INVITE", at=ask.now + timedelta(days=1))
        assert later.decision is CLEAR
        [past] = decide("owen@devices.example", purpose="EVENT_INVITE", at=ask.now - timedelta(days=1))
        assert (past.decision, codes(past)) == (UNKNOWN, ["AT_IN_PAST"])

    @pytest.mark.parametrize("statement", ASKED)
    @pytest.mark.parametrize("error", [DeadlineExceeded("slow"), DatabaseError("down"), RuntimeError("bug")], ids=repr)
    def test_whatever_fails_nobody_is_clear(self, ask, answer, story, statement, error):
        found = answer(suppression(replace(ask, reader=Failing(ask.reader, statement, error)), **OWEN))
        [owen] = found.decisions
        expected = {"DeadlineExceeded": "DEADLINE", "DatabaseError": "DATABASE"}.get(type(error).__name__, "INTERNAL")
        assert (owen.decision, owen.may_contact, codes(owen)) == (UNKNOWN, False, [expected])

    @pytest.mark.parametrize("statement", ["people_by_key", "people", "people_points", "sources", "accounts"])
    def test_what_is_not_found_leaves_nobody_clear(self, ask, answer, story, statement):
        found = answer(suppression(replace(ask, reader=Emptied(ask.reader, statement)), **OWEN))
        assert found.decisions[0].decision is UNKNOWN

    def test_owners_that_cannot_be_read_change_no_decision(self, ask, answer, story):
        reader = Failing(ask.reader, "owners", DatabaseError("down"))
        found = answer(
            suppression(
                replace(ask, reader=reader), people=[PersonRef(id=story.grace)], channel=Channel.EMAIL,
                purpose=Purpose.PROSPECTING,
            )
        )  # fmt: skip
        [grace] = found.decisions
        assert (grace.decision, [one.user for one in grace.overrule]) == (SUPPRESSED, [None, None])

    def test_the_question_has_an_end(self, ask, answer, story, monkeypatch):
        monkeypatch.setattr(module, "QUESTION_SECONDS", 0.2)
        found = answer(suppression(replace(ask, reader=Slow(ask.reader)), **OWEN))
        assert (found.decisions[0].decision, codes(found.decisions[0])) == (UNKNOWN, ["DEADLINE"])

    def test_people_before_the_deadline_keep_their_answer(self, ask, answer, story, monkeypatch):
        monkeypatch.setattr(suppression_people, "PIECE", 1)
        monkeypatch.setattr(module, "QUESTION_SECONDS", 3.0)
        reader = Slow(ask.reader, after=1)
        two = {**OWEN, "people": [*OWEN["people"], *OWEN["people"]]}
        found = answer(suppression(replace(ask, reader=reader), **two))
        assert [one.decision for one in found.decisions] == [CLEAR, UNKNOWN]


OWEN: dict[str, Any] = {
    "people": [PersonRef(email="owen@devices.example")],
    "channel": Channel.EMAIL,
    "purpose": Purpose.PROSPECTING,
}


class Failing:
    def __init__(self, reader: Any, statement: str, error: Exception) -> None:
        self.reader, self.statement, self.error = reader, f"suppression/{statement}", error

    async def run(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        if name == self.statement:
            raise self.error
        rows: list[dict[str, Any]] = await self.reader.run(name, **parameters)
        return rows


class Emptied(Failing):
    def __init__(self, reader: Any, statement: str) -> None:
        super().__init__(reader, statement, RuntimeError())

    async def run(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self.reader.run(name, **parameters)
        return [{"rows": []}] if name == self.statement else rows


class Slow:
    """Answers never, from the (n+1)th reading of people on."""

    def __init__(self, reader: Any, after: int = 0) -> None:
        self.reader, self.left = reader, after

    async def run(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        if name == "suppression/people":
            self.left -= 1
        if self.left < 0:
            await asyncio.sleep(60)
        rows: list[dict[str, Any]] = await self.reader.run(name, **parameters)
        return rows
