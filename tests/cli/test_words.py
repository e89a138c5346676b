"""Words of a command line become the arguments of a question."""

from __future__ import annotations

import pytest

from graph_service.cli.words import item_of, metavar, read_reference, read_words
from graph_service.errors import UsageError
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.reference import AccountRef, OpportunityRef, PersonRef


@pytest.mark.parametrize(
    ("kind", "text", "field", "value"),
    [
        (AccountRef, "domain:meridian.example", "domain", "meridian.example"),
        (AccountRef, "meridian.example", "domain", "meridian.example"),
        (AccountRef, "id:acc_8f3k", "id", "acc_8f3k"),
        (AccountRef, "acc_8f3k", "id", "acc_8f3k"),
        (PersonRef, "email:maria@x.example", "email", "maria@x.example"),
        (PersonRef, "maria@x.example", "email", "maria@x.example"),
    ],
)
def test_a_reference_is_written_by_id_or_by_its_key(kind, text, field, value):
    assert getattr(kind.parse(read_reference(text)), field) == value


def test_a_reference_is_written_by_the_sources_own_id():
    found = OpportunityRef.parse(read_reference("salesforce:Opportunity:006A:1")).external_id
    assert found is not None
    assert (found.system, found.object, found.id) == ("salesforce", "Opportunity", "006A:1")


def test_a_reference_by_a_key_the_noun_lacks_is_refused():
    with pytest.raises(UsageError, match="domain"):
        OpportunityRef.parse(read_reference("domain:meridian.example"))


def test_an_empty_reference_is_refused():
    with pytest.raises(UsageError):
        AccountRef.parse(read_reference("domain:"))


def test_several_references_are_read_one_by_one():
    wanted = [{"email": "a@x.example"}, "salesforce:Contact:003A"]
    assert read_words(list[PersonRef], ["email:a@x.example", "salesforce:Contact:003A"]) == wanted


def test_a_text_that_is_no_reference_is_left_alone():
    assert read_words(str, "email:news") == "email:news"


def test_the_help_shows_how_a_value_is_written():
    assert metavar(AccountRef) == "domain:…|system:Object:id|id:…"
    assert metavar(list[OpportunityRef]) == "system:Object:id|id:…"
    assert metavar(HierarchyKind) == "SELLING|LEGAL|BILLING|REPORTING"
    assert item_of(list[int]) is int
