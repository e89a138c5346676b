"""A link that has to begin in time: who sourced a deal, in any order of arrival. Right answers by hand; pure."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import ModelError
from graph_service.intake.settling.beginning import in_time
from graph_service.intake.settling.links import EndedClaim
from graph_service.intake.translate import Translator
from graph_service.model.load import load_model
from tests.intake.generators import IDS, Saying, day
from tests.intake.pure import MODEL, outcome

DEAL, PARTNER = "salesforce|Opportunity|D", "salesforce|Account|P"
CREATED = "2026-02-02T08:00:00.000000Z"


def claim(since: str, system: str = "salesforce", **more: Any) -> EndedClaim:
    return EndedClaim(
        "opp_1", "acc_1", "SOURCED_BY", "", {}, since, "STATED", None, since, "1", f"{system}|x|1", system, **more
    )


@pytest.mark.parametrize(
    ("since", "created", "link"),
    [
        ("2026-02-02T07:59:59.000000Z", CREATED, "SOURCED_BY"),
        ("2026-02-02T08:00:00.000000Z", CREATED, "INFLUENCED_BY"),
        ("2026-03-01T00:00:00.000000Z", CREATED, "INFLUENCED_BY"),
        ("2026-02-01", CREATED, "SOURCED_BY"),
        # a civil day may have begun or ended before that moment
        ("2026-02-02", CREATED, "INFLUENCED_BY"),
        ("2026-02-03", CREATED, "INFLUENCED_BY"),
        # nothing is known to lie before what nobody tells
        ("2020-01-01", None, "INFLUENCED_BY"),
    ],
)
def test_what_begins_in_time(since: str, created: str | None, link: str) -> None:
    (found,) = in_time(MODEL, {"created_at": created}, [claim(since)])
    assert (found.link, found.far, found.since) == (link, "acc_1", since)


def test_who_decides_by_hand_answers_for_it() -> None:
    (found,) = in_time(MODEL, {"created_at": CREATED}, [claim("2026-09-01", "steward", decision=True)])
    assert found.link == "SOURCED_BY"


def rows(registered: str, created: str | None) -> list[Saying]:
    ref = {"link": "SOURCED_BY", "variant": "", "source": DEAL, "target": PARTNER, "since": registered}
    fields = {"name": "D", **({"created_at": created} if created else {})}
    deal: Any = {"record": DEAL, "noun": "Opportunity", "state": "live", "fields": fields}
    partner: Any = {"record": PARTNER, "noun": "Account", "state": "live", "fields": {"name": "P"}}
    link: Any = {"record": "salesforce|Deal_Registration__c|1", "noun": None, "state": "live", "refs": [ref]}
    return [Saying(one["record"], day(60), "source", one) for one in (deal, partner, link)]


@pytest.mark.parametrize(
    ("registered", "created", "link"),
    [
        ("2026-01-20", CREATED, "SOURCED_BY"),
        ("2026-02-10", CREATED, "INFLUENCED_BY"),
        ("2026-01-20", None, "INFLUENCED_BY"),
    ],
)
def test_in_any_order(registered: str, created: str | None, link: str) -> None:
    story = rows(registered, created)
    found = {str(outcome(order)["links"]) for order in itertools.permutations(story)}
    assert len(found) == 1
    links = [ast.literal_eval(one) for one in ast.literal_eval(found.pop())]
    assert [one[0] for one in links] == [link]
    assert links[0][1][:3] == "opp" and links[0][2] == "acc_" + IDS.birth(PARTNER)
    assert ("since", registered) in links[0][3]


def test_a_salesforce_partner_has_a_part_or_resells() -> None:
    """Rows of the API, of a table as Fivetran lands it, and of the object behind both."""
    translator = Translator(MODEL, "salesforce", observed_at="2026-09-15T06:00:00Z")
    deal, partner = "006000000000001AAA", "001000000000002AAA"

    def refs(kind: str, row: dict[str, Any]) -> list[dict[str, Any]]:
        (claims,) = translator.translate(kind, row)["claims"]
        return [dict(one) for one in claims.get("refs", ())]

    page = {
        "attributes": {"type": "OpportunityPartner"}, "Id": "00J000000000001EAA", "OpportunityId": deal,
        "AccountToId": partner, "Role": "Consultant", "IsPrimary": True, "CreatedDate": "2026-02-03T08:00:00.000+0000",
        "SystemModstamp": "2026-02-03T08:00:00.000+0000", "IsDeleted": False,
    }  # fmt: skip
    ends = {"variant": "", "source": f"salesforce|Opportunity|{deal}", "target": f"salesforce|Account|{partner}"}
    since = "2026-02-03T08:00:00.000000Z"
    part = {"link": "INFLUENCED_BY", **ends, "props": {"subtype": "Consultant", "primary": True}, "since": since}
    resold = {"link": "RESOLD_BY", **ends, "props": {"subtype": "VAR/Reseller"}}
    assert refs("OpportunityPartner", page) == [part]
    assert refs("OpportunityPartner", {**page, "Role": None}) == [{**part, "props": {"primary": True}}]
    assert refs("OpportunityPartner", {**page, "Role": "VAR/Reseller"}) == [resold]
    # the same told by the object that is written
    assert refs("Partner", {**page, "AccountFromId": None}) == [part]
    account = {**page, "OpportunityId": None, "AccountFromId": "001000000000001AAA", "Role": "VAR/Reseller"}
    assert [(one["link"], one["source"]) for one in refs("Partner", account)] == [
        ("RESOLD_BY", "salesforce|Account|001000000000001AAA")
    ]
    landed = {
        "id": "00J000000000001EAA", "opportunity_id": deal, "account_to_id": partner, "role": "Consultant",
        "is_primary": "true", "created_date": "2026-02-03 08:00:00", "system_modstamp": "2026-02-03 08:00:00",
        "is_deleted": "false", "_fivetran_synced": "2026-02-04 01:00:00", "_fivetran_deleted": "false",
    }  # fmt: skip
    assert refs("OpportunityPartner", landed) == [part]


def test_only_an_accepted_registration_counts() -> None:
    translator = Translator(MODEL, "salesforce", observed_at="2026-09-15T06:00:00Z")
    row = {
        "Id": "a01000000000001AAA", "Opportunity__c": "006000000000001AAA", "Partner_Account__c": "001000000000002AAA",
        "Status__c": "Approved", "Registration_Date__c": "2026-01-20", "CreatedDate": "2026-01-19T08:00:00.000Z",
        "SystemModstamp": "2026-02-20T08:00:00.000Z",
    }  # fmt: skip
    match = translator.match("Deal_Registration__c.csv", list(row))
    assert match is not None and match.name == "Deal_Registration__c"

    def told(**change: Any) -> tuple[str, str | None]:
        (claims,) = translator.translate(match, {**row, **change})["claims"]
        (ref,) = claims["refs"]
        assert (ref["link"], ref["source"], ref["target"]) == (
            "SOURCED_BY", "salesforce|Opportunity|006000000000001AAA", "salesforce|Account|001000000000002AAA",
        )  # fmt: skip
        return claims["state"], ref.get("since")

    assert told() == ("live", "2026-01-20")
    assert told(Status__c="", Registration_Date__c="") == ("live", "2026-01-19T08:00:00.000000Z")
    for word in ("Rejected", "Submitted", "Not approved", "Expired"):
        # an archived record holds no links: what an earlier row told ends there
        assert told(Status__c=word)[0] == "archived"


def test_a_link_that_needs_a_beginning_names_what_there_is(tmp_path: Path) -> None:
    def overlaid(text: str) -> str:
        (tmp_path / "links").mkdir(exist_ok=True)
        base = (Path(__file__).parents[2] / "schema" / "links" / "sourced_by.yaml").read_text(encoding="utf-8")
        (tmp_path / "links" / "sourced_by.yaml").write_text(
            base.replace("{field: created_at, otherwise: INFLUENCED_BY}", text), encoding="utf-8"
        )
        with pytest.raises(ModelError) as error:
            load_model(tmp_path)
        return error.value.message

    assert overlaid("{field: made_at, otherwise: INFLUENCED_BY}") == "SOURCED_BY: Opportunity has no time 'made_at'"
    assert overlaid("{field: name, otherwise: INFLUENCED_BY}") == "SOURCED_BY: Opportunity has no time 'name'"
    assert "is no link" in overlaid("{field: created_at, otherwise: INFLUENCED}")
    assert "has other ends" in overlaid("{field: created_at, otherwise: RESOLD_BY}")
