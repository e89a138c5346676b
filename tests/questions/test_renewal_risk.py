"""What the sample company does not have: risks about contracts, people and deals, renewals that nobody owns, trials."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from graph_service.questions.answer import Status
from graph_service.questions.ask import Ask
from graph_service.questions.commercial_bridge import commercial_bridge
from graph_service.questions.commercial_bridge_answer import Unpaid
from graph_service.questions.engagement import engagement
from graph_service.questions.period import Period
from graph_service.questions.reference import AccountRef
from graph_service.questions.renewal_risk import renewal_risk
from graph_service.questions.renewal_risk_answer import MissingHop, RenewalBy
from graph_service.questions.warm import warm_up
from tests.questions.conftest import Seed

ids: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def graph(seed: Seed, ask: Ask, loop: asyncio.Runner) -> None:
    def noun(label: str, name: str, **props: Any) -> str:
        ids[name] = seed.noun(label, name, **props)
        return ids[name]

    noun("User", "Ada", active=True)
    noun("User", "Gone", active=False)
    for name in ("Nordwind", "Suedwind", "Westwind"):
        noun("Account", name)
    for tenant, account in (("Mill", "Nordwind"), ("Barn", "Nordwind"), ("Yard", "Suedwind")):
        noun("Tenant", tenant)
        seed.link("FOR_ACCOUNT", ids[tenant], ids[account])
    noun("Workspace", "Saw")
    seed.link("IN_TENANT", ids["Saw"], ids["Mill"])
    noun("Workspace", "Yard room")
    seed.link("IN_TENANT", ids["Yard room"], ids["Yard"])
    for name, status, covers in (
        ("Flow", "ACTIVE", "Mill"), ("Runs", "PAST_DUE", "Mill"), ("Trial", "TRIALING", "Barn"), ("Yard deal", "ACTIVE", "Yard"),
    ):  # fmt: skip
        money = {"arr_minor": 120_000 if status != "TRIALING" else 0, "arr_currency": "EUR", "arr_exponent": 2}
        left = ["si_1: trialing"] if status == "TRIALING" else None
        day = "2026-12-01T00:00:00.000000Z"
        started = "2025-12-01T00:00:00.000000Z"
        noun("Subscription", name, status=status, term_end=day, started_at=started, arr_left_out=left, **money)
        seed.link("COVERS_TENANT", ids[name], ids[covers])
    for name, owner in (("Flow renewal", "Ada"), ("Runs renewal", "Gone")):
        noun("Opportunity", name, kind="RENEWAL", is_closed=False)
        seed.link("OWNS", ids[owner], ids[name], type="ACCOUNT_EXECUTIVE")
        seed.link("FOR_ACCOUNT", ids[name], ids["Nordwind"])
        seed.link("RENEWS", ids[name], ids[name.removesuffix(" renewal")])
    noun("Person", "Maria")
    seed.link("WORKS_AT", ids["Maria"], ids["Nordwind"], since="2026-03-01T00:00:00.000000Z")
    seed.link("WAS_WORKS_AT", ids["Maria"], ids["Westwind"], until="2026-03-01T00:00:00.000000Z")
    for name, level, about in (
        ("Saw idle", "HIGH", ("Saw", "Nordwind")), ("Flow too dear", "MEDIUM", ("Flow",)), ("Maria leaves", "LOW", ("Maria",)),
        ("Deal stuck", None, ("Flow renewal",)), ("Barn empty", "LOW", ("Barn",)), ("Yard closed", "HIGH", ("Yard room", "Nordwind")),
    ):  # fmt: skip
        noun("RiskFlag", name, level=level, opened_at="2026-09-01T12:00:00.000000Z", status="OPEN" if level else None)
        for one in about:
            seed.link("FLAGS", ids[name], ids[one])
    for name, at in (("Early call", "2026-02-10T09:00:00.000000Z"), ("Late call", "2026-04-10T09:00:00.000000Z")):
        noun("Activity", name, kind="CALL", at=at, direction="OUT")
        seed.link("TOUCHES", ids[name], ids["Maria"])
    noun("UsageRollup", "use", metric="runs", day="2026-08-05", value=3.0)
    seed.link("TOUCHES", ids["use"], ids["Barn"])
    seed.write()
    # a server that has just started plans its first statements slowly
    loop.run(warm_up(ask.reader, ("usage", "money")))


def chains(found: Any, flag: str) -> list[tuple[Any, ...]]:
    return [
        (
            one.subscription and one.subscription.name,
            one.renewal and one.renewal.opportunity.name,
            [owner.owner.name for owner in one.owners],
            one.missing,
        )
        for one in found.chains
        if one.flag.flag.name == flag
    ]


def test_a_risk_enters_the_way_where_that_stands_which_it_is_about(ask: Ask, answer: Any):
    found = answer(renewal_risk(ask, AccountRef(id=ids["Nordwind"])))
    flow = ("Flow", "Flow renewal", ["Ada"], None)
    runs: tuple[Any, ...] = ("Runs", "Runs renewal", [], MissingHop.OWNS)
    assert found.status is Status.OK and found.risk == "HIGH"
    assert sorted(chains(found, "Saw idle")) == [flow, runs]
    assert chains(found, "Flow too dear") == [flow]
    assert sorted(chains(found, "Maria leaves")) == [flow, runs]
    assert chains(found, "Deal stuck") == [(None, "Flow renewal", ["Ada"], None)]
    assert {one.renewal_by for one in found.chains if one.subscription} == {RenewalBy.RENEWS}
    # each contract is at stake once, whatever the number of chains through it
    assert [(one.currency, one.amount) for one in found.arr_at_risk] == [("EUR", Decimal("2400.00"))]


def test_a_trial_covers_nothing_that_could_renew(ask: Ask, answer: Any):
    found = answer(renewal_risk(ask, AccountRef(id=ids["Nordwind"])))
    [barn] = [one for one in found.chains if one.flag.flag.name == "Barn empty"]
    assert barn.missing is MissingHop.COVERS_TENANT
    assert "only Trial (trialing)" in barn.text


def test_a_workspace_of_another_company_leads_to_that_ones_renewals(ask: Ask, answer: Any):
    nordwind = answer(renewal_risk(ask, AccountRef(id=ids["Nordwind"])))
    assert {one.about.name for one in nordwind.chains if one.flag.flag.name == "Yard closed"} == {"Nordwind"}
    suedwind = answer(renewal_risk(ask, AccountRef(id=ids["Suedwind"])))
    assert chains(suedwind, "Yard closed") == [("Yard deal", None, [], MissingHop.RENEWS)]


def test_usage_under_a_trial_alone_is_not_paid_for(ask: Ask, answer: Any):
    found = answer(commercial_bridge(ask, AccountRef(id=ids["Nordwind"]), period=Period("2026-08")))
    [barn] = found.usage_without_payer
    assert (barn.tenant.name, barn.reason) == ("Barn", Unpaid.LEFT_OUT)
    assert "trialing" in barn.text
    # nobody is named who pays for the rest, and that is said of each row
    assert [(one.subscription.name, one.payer) for one in found.arr_rows] == [("Flow", None), ("Runs", None)]


def test_an_activity_belongs_to_where_the_person_was_then(ask: Ask, answer: Any):
    for account, names in (("Nordwind", ["2026-04-10"]), ("Westwind", ["2026-02-10"])):
        found = answer(engagement(ask, AccountRef(id=ids[account]), Period("2026")))
        assert found.activities == 1
        assert [str(one.last_at.date()) for one in found.by_person] == names
    assert not found.by_person[0].here_now
