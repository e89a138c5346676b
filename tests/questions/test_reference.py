"""References: ids for ever, external ids, identity keys in any spelling, and nothing picked where several fit."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.errors import UsageError
from graph_service.questions.answer import Status
from graph_service.questions.reference import AccountRef, ExternalId, NodeRef, PersonRef, UserRef
from graph_service.questions.resolve import resolve


@pytest.fixture(scope="module")
def story(seed: Any) -> SimpleNamespace:
    ids = SimpleNamespace()
    ids.meridian = seed.noun("Account", "Meridian Group")
    seed.record("hubspot|companies|1", ids.meridian, keys=("domain|meridian.example",))
    seed.record("hubspot|companies|2", ids.meridian, state="merged")
    seed.record("hubspot|companies|3", None, state="deleted")
    ids.ana, ids.ben = seed.noun("User", "Ana"), seed.noun("User", "Ben")
    seed.record("salesforce|User|005A", ids.ana, keys=("email|ana@larkfield.example",))
    ids.twins = [seed.noun("Account", "Twin"), seed.noun("Account", "Twin Ltd")]
    for number, (twin, owner) in enumerate(zip(ids.twins, (ids.ana, ids.ben), strict=True)):
        seed.record(f"salesforce|Account|twin{number}", twin, keys=("domain|twin.example",))
        seed.link("OWNS", owner, twin, type="ACCOUNT_EXECUTIVE")
    seed.link("PARENT_OF", ids.meridian, ids.twins[0], kind="SELLING")
    seed.key("domain|brightwater.example", shared="SHARED_DOMAIN")
    ids.four = [seed.noun("Account", f"Brightwater {name}") for name in ("Retail", "Outlet", "Online", "Stores")]
    for one in ids.four:
        seed.record(f"hubspot|companies|{one}", one, keys=("domain|brightwater.example",))
    seed.key("domain|gmail.com", shared="FREE_MAIL")
    seed.record("hubspot|companies|9", ids.meridian, keys=("domain|gmail.com",))
    ids.gone = seed.noun("Account", "Gone")
    seed.record("hubspot|companies|10", ids.gone, keys=("domain|halden.example",), state="deleted")
    ids.halden = seed.noun("Account", "Halden")
    seed.record("hubspot|companies|11", ids.halden, keys=("domain|halden.example",))

    ids.maria = seed.noun("Person", "Maria")
    ids.contact, ids.lead = seed.noun("Contact", "Maria, contact"), seed.noun("Lead", "Maria, lead")
    for facet in (ids.contact, ids.lead):
        seed.link("IS_PERSON", facet, ids.maria)
        seed.record(f"hubspot|contacts|{facet}", facet, keys=("email|maria@meridian.example",))
    seed.write()
    return ids


@pytest.fixture
def find(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda ref: answer(resolve(ask, ref))


def external(system: str, object_: str, id_: str) -> dict[str, Any]:
    return {"external_id": ExternalId(system=system, object=object_, id=id_)}


def test_by_our_id(find, story):
    assert find(AccountRef(id=story.meridian)).node.name == "Meridian Group"


def test_the_birth_id_of_a_merged_record_resolves_for_ever(find, ask, story):
    old = f"acc_{ask.birth_id('hubspot|companies|2')}"
    found = find(AccountRef(id=old))
    assert found.node.id == story.meridian
    assert [why.rule for why in found.why] == ["RECORD_STATE", "ID_RESOLVES"]


def test_by_external_id(find, story):
    assert find(AccountRef(**external("hubspot", "companies", "1"))).node.id == story.meridian
    merged = find(AccountRef(**external("hubspot", "companies", "2")))
    assert merged.node.id == story.meridian
    assert "merged in hubspot" in merged.why[0].text


def test_a_deleted_record_is_not_found_and_says_that_it_is_deleted(find):
    found = find(AccountRef(**external("hubspot", "companies", "3")))
    assert found.status is Status.NOT_FOUND
    assert "deleted" in found.why[0].text
    assert found.why[0].records[0].state == "deleted"


def test_a_record_of_another_noun_is_not_found_and_says_so(find):
    found = find(AccountRef(**external("salesforce", "User", "005A")))
    assert found.status is Status.NOT_FOUND
    assert "belongs to a User" in found.why[0].text


@pytest.mark.parametrize(
    "written", ["meridian.example", "https://www.Meridian.EXAMPLE/about", "sales.meridian.example"]
)
def test_by_domain_in_any_spelling(find, story, written):
    assert find(AccountRef(domain=written)).node.id == story.meridian


def test_twins_are_ambiguous_with_what_differs(find, story):
    found = find(AccountRef(domain="twin.example"))
    assert found.status is Status.AMBIGUOUS
    assert found.node is None
    assert {one.id for one in found.candidates} == set(story.twins)
    told = {one.name: {it.what: it.value for it in one.differs} for one in found.candidates}
    assert (told["Twin"]["owners"], told["Twin Ltd"]["owners"]) == ("Ana", "Ben")
    assert (told["Twin"]["parents"], told["Twin Ltd"]["parents"]) == ("Meridian Group", None)
    assert {one.external_id for one in found.why[0].records} == {"twin0", "twin1"}


def test_a_shared_domain_gives_four_candidates(find, story):
    found = find(AccountRef(domain="brightwater.example"))
    assert found.status is Status.AMBIGUOUS
    assert {one.id for one in found.candidates} == set(story.four)
    assert "several companies share it" in found.why[0].text


def test_a_free_mail_domain_identifies_nobody_even_with_one_holder(find):
    found = find(AccountRef(domain="gmail.com"))
    assert found.status is Status.AMBIGUOUS
    assert "free mail" in found.why[0].text


def test_a_deleted_holder_of_a_domain_makes_nothing_ambiguous(find, story):
    assert find(AccountRef(domain="halden.example")).node.id == story.halden


def test_an_unknown_domain_is_not_found(find):
    assert find(AccountRef(domain="nowhere.example")).status is Status.NOT_FOUND


@pytest.mark.parametrize("written", ["maria@meridian.example", " Maria@MERIDIAN.example "])
def test_a_person_by_any_spelling_of_an_address(find, story, written):
    assert find(PersonRef(email=written)).node.id == story.maria


def test_a_person_by_a_facet(find, story):
    assert find(PersonRef(id=story.contact)).node.id == story.maria
    assert find(PersonRef(**external("hubspot", "contacts", story.lead))).node.id == story.maria


def test_a_user_by_address(find, story):
    assert find(UserRef(email="Ana@larkfield.example")).node.id == story.ana


def test_any_noun(find, story):
    assert find(NodeRef(noun="Contact", id=story.contact)).node.noun == "Contact"
    with pytest.raises(UsageError, match="no noun 'Unicorn'"):
        find(NodeRef(noun="Unicorn", id="x"))


@pytest.mark.parametrize("written", ["192.0.2.1", "localhost", "example"])
def test_what_is_no_domain_is_wrong_use(find, written):
    with pytest.raises(UsageError, match="not a domain"):
        find(AccountRef(domain=written))


def test_a_crm_id_of_15_characters_names_the_record_of_its_18(find, ask, answer, seed, story):
    seed.record("salesforce|Account|001D000000IqhSLIAZ", story.halden)
    seed.write()
    id_spec = SimpleNamespace(clean="crm_id")
    row = SimpleNamespace(object="Account", id=[id_spec], also=[])
    told = SimpleNamespace(
        objects=ask.model.objects, sources={"salesforce": SimpleNamespace(objects=[row])}, version="told"
    )
    asked = replace(ask, model=told)
    for written, object_ in (("001D000000IqhSL", "Account"), ("001D000000IqhSLIAZ", "account")):
        found = answer(resolve(asked, AccountRef(**external("salesforce", object_, written))))
        assert found.node is not None
        assert found.node.id == story.halden


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("meridian.example", AccountRef(domain="meridian.example")),
        ("acc_abc", AccountRef(id="acc_abc")),
        ("salesforce:Account:001", AccountRef(external_id=ExternalId(system="salesforce", object="Account", id="001"))),
        ({"domain": "meridian.example"}, AccountRef(domain="meridian.example")),
        (
            {"externalId": {"system": "hubspot", "object": "companies", "id": 7}},
            AccountRef(external_id=ExternalId(system="hubspot", object="companies", id="7")),
        ),
    ],
)
def test_written_forms(written, expected):
    assert AccountRef.parse(written) == expected


@pytest.mark.parametrize("written", [{}, {"id": "a", "domain": "b.example"}, {"email": "a@b.example"}, 7, "", None, []])
def test_what_names_nothing_or_too_much_is_wrong_use(written):
    with pytest.raises(UsageError):
        AccountRef.parse(written)
