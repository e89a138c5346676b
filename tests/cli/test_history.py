"""From what people write to the thing whose history they ask for."""

from __future__ import annotations

import pytest

from graph_service.cli.history import noun_and_reference
from graph_service.errors import UsageError
from graph_service.model.model import Model


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("acc_0123456789", "Account/id:acc_0123456789"),
        ("id:opp_0123456789", "Opportunity/id:opp_0123456789"),
        ("meridian.example", "Account/domain:meridian.example"),
        ("domain:meridian.example", "Account/domain:meridian.example"),
        ("maria@x.example", "Person/email:maria@x.example"),
        ("salesforce:Opportunity:006000000000001AAA", "Opportunity/salesforce:Opportunity:006000000000001AAA"),
        ("hubspot:contact:7", "Contact/hubspot:contact:7"),
        ("User/email:ana@own.example", "User/email:ana@own.example"),
    ],
)
def test_the_form_tells_the_noun(model: Model, written: str, told: str) -> None:
    assert noun_and_reference(model, written) == told


@pytest.mark.parametrize("written", ["meridian", "salesforce:NoSuchObject:1", "nowhere:Account:1"])
def test_a_form_that_tells_none_is_refused(model: Model, written: str) -> None:
    with pytest.raises(UsageError, match="does not tell"):
        noun_and_reference(model, written)
