"""Which records are one thing: the traps that real files hold, from literal rows to joined records. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from graph_service.graph.ids import noun_id
from graph_service.intake.settling.evidence import RecordView
from graph_service.intake.settling.identity import MAX_COMPONENT, MAX_HOLDERS, Identity, join
from graph_service.intake.translate import Translator
from tests.intake.generators import IDS, Saying, day
from tests.intake.pure import MODEL, folded, outcome

_TRANSLATORS = {
    system: Translator(MODEL, system, observed_at="2026-01-01T00:00:00Z")
    for system in ("salesforce", "hubspot", "stripe", "amplitude")
}


def told(system: str, kind: str, row: dict[str, Any]) -> list[Saying]:
    """What a row says."""
    said = _TRANSLATORS[system].translate(kind, row)
    return [Saying(claims["record"], said["at"], said["clock"], claims) for claims in said["claims"]]


def contact(id_: str, email: str | None = None, at: int = 1, **more: Any) -> list[Saying]:
    """A Salesforce contact."""
    row = {"Id": id_, "Name": id_, "IsDeleted": "false", "SystemModstamp": day(at), **more}
    return told("salesforce", "Contact", row if email is None else {**row, "Email": email})


def account(id_: str, website: str = "", at: int = 1, **more: Any) -> list[Saying]:
    """A Salesforce account."""
    row = {"Id": id_, "Name": id_, "Website": website, "IsDeleted": "false", "SystemModstamp": day(at), **more}
    return told("salesforce", "Account", row)


def hubspot(kind: str, id_: str, at: int = 1, **properties: Any) -> list[Saying]:
    """A HubSpot object."""
    return told("hubspot", kind, {"id": id_, "properties": properties, "updatedAt": day(at), "archived": False})


def joined(*said: Iterable[Saying]) -> tuple[dict[str, RecordView], Identity]:
    """Records by key, and which are one."""
    views = {rid: view for rid, view in folded(one for some in said for one in some).items() if view.noun is not None}
    return {view.key: view for view in views.values()}, join(MODEL, views)


def one(identity: Identity, *keys: str) -> bool:
    """Whether these records make one noun."""
    return len({identity.noun_of[IDS.birth(key)] for key in keys}) == 1


def person(identity: Identity, *keys: str) -> bool:
    """Whether these facets are one person."""
    return len({identity.person_of[IDS.birth(key)] for key in keys}) == 1


def kinds(identity: Identity) -> list[str]:
    """Kinds of doubts."""
    return sorted(doubt.kind for doubt in identity.doubts)


@pytest.mark.parametrize(
    "written",
    ["001B000000K0xyz", "001B000000K0xyzIAB", "001b000000k0xyziab", "001B000000K0XYZIAB", " 001B000000K0xyz ", "001B000000K0xyz\u200b"],
)  # fmt: skip
def test_an_id_of_15_or_18_characters_in_any_case_names_one_record(written: str) -> None:
    (said,) = account(written)
    assert said.record == "salesforce|Account|001B000000K0xyzIAB"
    (employed,) = contact("003000000000001AAA", AccountId=written)
    assert employed.claims["refs"][0]["target"] == "salesforce|Account|001B000000K0xyzIAB"


def test_15_characters_that_differ_in_case_are_two_records() -> None:
    records, identity = joined(account("001B000000K0xyz"), account("001B000000K0xyZ"))
    assert len(records) == 2
    assert not one(identity, *records)


def test_1_in_two_systems_is_two_things() -> None:
    records, identity = joined(
        hubspot("contact", "1", email="walter@x.example"),
        told(
            "amplitude",
            "event",
            {"user_id": "1", "event_type": "open", "event_time": "2026-01-01 00:00:00", "uuid": "u"},
        ),
        hubspot("company", "1", domain="kestrel.example"),
    )
    assert {"hubspot|contact|1", "amplitude|user|1", "hubspot|company|1"} <= set(records)
    assert not person(identity, "hubspot|contact|1", "amplitude|user|1")


SPELLINGS = (
    "Ana@X.Example", " ana@x.example ", "ana\u200b@x.example", "\ufeffana@x.example", '"Ana" <ana@x.example>',
    '"Ferreira, Ana" <ana@x.example>', "Ana <ana@x.example>", "mailto:ana@x.example", "ana@x.example.", "ana@x.example;",
    "<ana@x.example>", "ana @x.example", "ana@\uff58.example", "ana@x\u3002example", "'ana@x.example'", "ana\u00a0@x.example",
)  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS)
def test_every_spelling_of_an_address_is_one_person(written: str) -> None:
    _, identity = joined(contact("003000000000001AAA", written), hubspot("contact", "7", email="ana@x.example"))
    assert person(identity, "salesforce|Contact|003000000000001AAA", "hubspot|contact|7")
    assert identity.method_of[IDS.birth("hubspot|contact|7")] == "EMAIL"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("jos\u00e9@x.example", "jose\u0301@x.example"),
        ("ana@b\u00fccher.example", "ana@xn--bcher-kva.example"),
        ("ana@B\u00dcCHER.example", "ana@bu\u0308cher.example"),
        ("ANA@XN--BCHER-KVA.EXAMPLE", "ana@b\u00fccher.example"),
    ],
)
def test_unicode_forms_and_punycode_are_one_address(first: str, second: str) -> None:
    _, identity = joined(contact("003000000000001AAA", first), hubspot("contact", "7", email=second))
    assert person(identity, "salesforce|Contact|003000000000001AAA", "hubspot|contact|7")


def test_another_address_is_another_person() -> None:
    for other in ("ana+news@x.example", "a.na@x.example", "ana@y.example", "ana@x.example.com"):
        _, identity = joined(contact("003000000000001AAA", "ana@x.example"), hubspot("contact", "7", email=other))
        assert not person(identity, "salesforce|Contact|003000000000001AAA", "hubspot|contact|7"), other


@pytest.mark.parametrize("between", ["; ", ", ", " / ", " ", "\n", " | "])
def test_several_addresses_in_one_cell_identify_nobody_and_their_stops_bind_all(between: str) -> None:
    cell = between.join(("ana@x.example", "Ben <ben@x.example>" if between != " " else "ben@x.example"))
    records, identity = joined(
        contact("003000000000001AAA", cell, HasOptedOutOfEmail="true"),
        hubspot("contact", "1", email="ana@x.example"),
        hubspot("contact", "2", email="ben@x.example"),
    )
    assert not person(identity, "hubspot|contact|1", "hubspot|contact|2")
    both = records["salesforce|Contact|003000000000001AAA"]
    # stops hang on keys a record has or had
    assert (both.keys, both.former_keys) == ([], ["email|ana@x.example", "email|ben@x.example"])
    assert both.stops[0]["standing"]


def test_a_list_of_addresses_is_one_contacts_own() -> None:
    records, identity = joined(
        hubspot("contact", "1", email="ana@x.example", hs_additional_emails="ana@old.example;a.f@x.example"),
        contact("003000000000001AAA", "ANA@old.example"),
    )
    assert len(records["hubspot|contact|1"].keys) == 3
    assert person(identity, *records)


@pytest.mark.parametrize(
    ("written", "more"),
    [
        ("+49 30 1234567", {}),
        ("0049 30 1234567", {}),
        ("tel:+49-30-1234567", {}),
        ("+49 (0)30 1234567", {}),
        ("030 1234567", {"MailingCountryCode": "DE"}),
        ("(030) 123-4567", {"MailingCountry": "Germany"}),
        ("030 1234567 ext. 12", {"MailingCountryCode": "de"}),
    ],
)
def test_every_spelling_of_a_number_is_one_number(written: str, more: dict[str, str]) -> None:
    (said,) = contact("003000000000001AAA", Phone=written, **more)
    assert said.claims["keys"] == ["phone|+49301234567"]


@pytest.mark.parametrize("written", ["030 1234567", "1234567", "4.93012E+11", "n/a", "+49"])
def test_a_number_that_cannot_be_told_is_set_aside_and_not_guessed(written: str) -> None:
    (said,) = contact("003000000000001AAA", Phone=written)
    assert said.claims.get("keys", []) == []
    assert [one["field"] for one in said.claims["set_aside"]] == ["phone"]


def test_a_number_is_no_identity() -> None:
    _, identity = joined(
        contact("003000000000001AAA", Phone="+49 30 1234567"), hubspot("contact", "7", phone="+49301234567")
    )
    assert not person(identity, "salesforce|Contact|003000000000001AAA", "hubspot|contact|7")


def test_free_mail_and_role_mailboxes_join_nothing() -> None:
    _, identity = joined(
        account("001000000000001AAA", "https://gmail.com"), hubspot("company", "1", domain="gmail.com"),
        contact("003000000000001AAA", "info@x.example"), hubspot("contact", "7", email="info@x.example"),
    )  # fmt: skip
    assert not one(identity, "salesforce|Account|001000000000001AAA", "hubspot|company|1")
    assert not person(identity, "salesforce|Contact|003000000000001AAA", "hubspot|contact|7")


def test_a_key_with_two_holders_of_one_system_joins_nothing() -> None:
    a, b, company = (
        "salesforce|Account|001000000000001AAA",
        "salesforce|Account|001000000000002AAA",
        "hubspot|company|1",
    )
    _, identity = joined(
        account("001000000000001AAA", "x.example"), account("001000000000002AAA", "x.example"), hubspot("company", "1", domain="x.example")
    )  # fmt: skip
    assert not one(identity, a, b) and not one(identity, a, company) and not one(identity, b, company)
    (doubt,) = identity.doubts
    assert (doubt.kind, doubt.subject, doubt.candidates) == ("CONTESTED_KEY", "domain|x.example", (company, a, b))


def test_two_holders_of_which_one_is_deleted_are_no_contest() -> None:
    records, identity = joined(
        account("001000000000001AAA", "x.example", IsDeleted="true"), account("001000000000002AAA", "x.example")
    )
    assert one(identity, *records)
    assert kinds(identity) == []


@pytest.mark.parametrize(
    ("noun", "record"), [("Account", "Account"), ("Opportunity", "Opportunity"), ("Tenant", "tenant")]
)
def test_two_live_records_of_one_system_never_become_one(noun: str, record: str) -> None:
    """A third record that names both as itself is contested; without it they are two anyhow."""
    keys = [f"salesforce|{record}|{number}" for number in (1, 2)]
    said = [
        Saying(key, day(1), "source", {"record": key, "noun": noun, "state": "live"}) for key in keys
    ] + [Saying("hubspot|x|1", day(1), "source", {"record": "hubspot|x|1", "noun": noun, "state": "live", "same_as": keys})]  # fmt: skip
    _, identity = joined(said)
    assert not one(identity, *keys)
    assert kinds(identity) == ["CONTESTED_IDENTITY"]


def test_a_contest_drops_the_lowest_ranked_edges_all_together() -> None:
    """A key would join two rivals through a company that a cross-reference joins to one of them."""
    a, b, company = (
        "salesforce|Account|001000000000001AAA",
        "salesforce|Account|001000000000002AAA",
        "hubspot|company|1",
    )
    told_all = (
        account("001000000000001AAA", "x.example", HubSpot_Company_ID__c="1"),
        account("001000000000002AAA", "y.example"),
        hubspot("company", "1", domain="y.example"),
    )
    _, identity = joined(*told_all)
    assert one(identity, a, company) and not one(identity, a, b)
    assert kinds(identity) == ["CONTESTED_IDENTITY"]


def test_a_key_of_more_than_fifty_holders_is_shared() -> None:
    keys = [f"hubspot|contact|{number}" for number in range(MAX_HOLDERS + 1)]

    def people(number: int) -> Identity:
        return joined(
            [said for key in keys[:number] for said in hubspot("contact", key.rsplit("|", 1)[1], email="ana@x.example")]
        )[1]

    assert person(people(MAX_HOLDERS), *keys[:MAX_HOLDERS])
    shared = people(MAX_HOLDERS + 1)
    assert len(set(shared.person_of.values())) == MAX_HOLDERS + 1
    assert [(doubt.kind, doubt.subject) for doubt in shared.doubts] == [
        ("KEY_SHARED_BY_TOO_MANY", "email|ana@x.example")
    ]


def test_a_component_of_more_than_two_hundred_records_is_shared() -> None:
    """Each shares an address with the next, so no key has many holders, and all would be one person."""

    def chain(number: int) -> Identity:
        return joined(
            [
                said
                for place in range(number)
                for said in hubspot("contact", str(place), email=f"a{place}@x.example", hs_additional_emails=f"a{place + 1}@x.example")
            ]
        )[1]  # fmt: skip

    assert len(set(chain(MAX_COMPONENT).person_of.values())) == 1
    too_large = chain(MAX_COMPONENT + 1)
    assert len(set(too_large.person_of.values())) == MAX_COMPONENT + 1
    assert kinds(too_large) == ["COMPONENT_TOO_LARGE"]


def test_the_survivor_of_a_salesforce_merge_is_one_with_those_it_took_in() -> None:
    a, b, c = (f"salesforce|Contact|00300000000000{n}AAA" for n in (1, 2, 3))
    said = (
        contact("003000000000001AAA", "a@x.example", CreatedDate=day(3)),
        contact("003000000000002AAA", "b@x.example", IsDeleted="true", MasterRecordId="003000000000001", CreatedDate=day(2)),
        contact("003000000000003AAA", "c@x.example", IsDeleted="true", MasterRecordId="003000000000002AAA", CreatedDate=day(1)),
    )  # fmt: skip
    records, identity = joined(*said)
    assert one(identity, a, b, c) and person(identity, a, b, c)
    assert records[c].state == "merged"
    # the shown id is that of the oldest record, merged or not, so nobody's link breaks
    assert identity.noun_of[IDS.birth(a)] == noun_id("con", IDS.birth(c))


def test_the_survivor_of_a_hubspot_merge_names_those_it_took_in() -> None:
    records, identity = joined(
        hubspot("contact", "1", email="a@x.example"), hubspot("contact", "2", email="b@x.example", hs_merged_object_ids="1"),
        hubspot("contact", "3", email="c@x.example", hs_merged_object_ids="2;1"),
    )  # fmt: skip
    assert one(identity, *records)


def test_a_merge_that_the_vendor_takes_back_is_undone() -> None:
    a, b = "salesforce|Contact|003000000000001AAA", "salesforce|Contact|003000000000002AAA"
    merged = contact("003000000000002AAA", "b@x.example", at=2, IsDeleted="true", MasterRecordId="003000000000001AAA")
    undeleted = contact("003000000000002AAA", "b@x.example", at=3, IsDeleted="false", MasterRecordId="")
    assert one(joined(contact("003000000000001AAA", "a@x.example"), merged)[1], a, b)
    assert not one(joined(undeleted, contact("003000000000001AAA", "a@x.example"), merged)[1], a, b)


def test_a_merge_that_hubspot_no_longer_tells_is_undone() -> None:
    first, second = (
        hubspot("company", "1", domain="a.example"),
        hubspot("company", "2", domain="b.example", hs_merged_object_ids="1"),
    )
    no_longer = hubspot("company", "2", at=3, domain="b.example", hs_merged_object_ids="")
    not_asked = hubspot("company", "2", at=4, domain="b.example")
    assert one(joined(first, second, not_asked)[1], "hubspot|company|1", "hubspot|company|2")
    assert not one(joined(no_longer, first, second, not_asked)[1], "hubspot|company|1", "hubspot|company|2")


def test_a_cross_reference_that_is_emptied_or_changed_joins_no_longer() -> None:
    companies = [hubspot("company", "1", domain="a.example"), hubspot("company", "2", domain="b.example")]
    names = account("001000000000001AAA", HubSpot_Company_ID__c="1")
    changed = account("001000000000001AAA", at=2, HubSpot_Company_ID__c="2")
    emptied = account("001000000000001AAA", at=3, HubSpot_Company_ID__c="")
    a = "salesforce|Account|001000000000001AAA"
    assert one(joined(names, *companies)[1], a, "hubspot|company|1")
    _, identity = joined(changed, names, *companies)
    assert one(identity, a, "hubspot|company|2") and not one(identity, a, "hubspot|company|1")
    _, identity = joined(emptied, changed, names, *companies)
    assert not one(identity, a, "hubspot|company|2")


def test_after_a_merge_the_stop_of_the_one_that_went_stands() -> None:
    settled = outcome(
        [
            *contact("003000000000001AAA", "a@x.example", HasOptedOutOfEmail="false"),
            *contact("003000000000002AAA", "b@x.example", HasOptedOutOfEmail="true"),
            *contact("003000000000002AAA", "b@x.example", at=2, HasOptedOutOfEmail="true", IsDeleted="true", MasterRecordId="003000000000001AAA"),
        ]
    )  # fmt: skip
    (gone,) = [record for record in settled["records"] if "000002AAA" in record]
    assert "'standing': True" in gone
    assert len({link.split(", ")[2] for link in settled["links"] if "'IS_PERSON'" in link}) == 1
