"""accountHierarchy: the ultimate parent where only a top is named, the nearest company, and cycles of the past."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.questions.hierarchy import account_hierarchy
from graph_service.questions.hierarchy_answer import HierarchyKind, ParentKnown, RefusedReason
from graph_service.questions.reference import AccountRef

JANUARY = "2026-01-01T00:00:00.000000Z"
MARCH = "2026-03-01T00:00:00.000000Z"


def root(system: str = "zoominfo") -> dict[str, Any]:
    return {
        "PARENT_OF:LEGAL": [
            {"state": "CLEARED", "since": JANUARY, "since_kind": "STATED", "until": None, "system": system}
        ]
    }


@pytest.fixture(scope="module")
def story(seed: Any) -> SimpleNamespace:
    ids = SimpleNamespace()

    def account(name: str, **props: Any) -> str:
        made = str(seed.noun("Account", name, **props))
        setattr(ids, name.split()[0].lower(), made)
        return made

    def top(over: str, under: str, by: str = "zoominfo") -> None:
        seed.link("CLAIMED_PARENT_OF", over, under, kind="LEGAL", refused="ULTIMATE_ONLY", ultimate=True, by=by)

    # Kontor -> Works -> Plant, and a top that only some of them name
    plant, works, kontor, konzern = account("Plant"), account("Works"), account("Kontor"), account("Konzern")
    seed.link("PARENT_OF", works, plant, kind="LEGAL", by="zoominfo")
    seed.link("PARENT_OF", kontor, works, kind="LEGAL", by="zoominfo")
    top(konzern, works)
    # the top that is named is the highest on record
    shop, store = account("Shop"), account("Store")
    seed.link("PARENT_OF", store, shop, kind="LEGAL", by="zoominfo")
    top(store, shop, "apollo")
    # the chain ends at a known root, and somebody names another top
    ship, yard, fleet = account("Ship"), account("Yard", slots=root()), account("Fleet")
    seed.link("PARENT_OF", yard, ship, kind="LEGAL", by="zoominfo")
    top(fleet, ship, "apollo")
    # two tops
    mill, river = account("Mill"), account("River")
    seed.link("PARENT_OF", river, mill, kind="LEGAL", by="zoominfo")
    top(fleet, mill, "apollo")
    top(konzern, river)
    # a named top that stands within the chain, not above it
    barn, farm, estate = account("Barn"), account("Farm"), account("Estate")
    seed.link("PARENT_OF", farm, barn, kind="LEGAL", by="zoominfo")
    seed.link("PARENT_OF", estate, farm, kind="LEGAL", by="zoominfo")
    top(farm, barn, "apollo")
    # a parent that never came, and a top
    unseen = {
        "PARENT_OF:LEGAL": [
            {"state": "UNSEEN", "since": JANUARY, "since_kind": "STATED", "until": None, "system": "apollo"}
        ]
    }
    lost = account("Lost", slots=unseen)
    seed.link("PARENT_OF", konzern, lost, kind="LEGAL", ultimate=True, by="zoominfo")

    # sites and companies: Depot and Dock use the domain of Line, Branch has nothing, Agency has its own
    line = account("Line", domains=["line.example"], legal_name="Line plc")
    dock = account("Dock", domains=["line.example"])
    depot = account("Depot", domains=["line.example", "gmail.com"])
    agency, branch = account("Agency", domains=["agency.example"]), account("Branch")
    for over, under in ((line, dock), (dock, depot), (line, agency), (agency, branch)):
        seed.link("PARENT_OF", over, under, kind="SELLING")
    kiosk = account("Kiosk")
    seed.link("FOR_ACCOUNT", seed.noun("BillingEntity", "Kiosk Ltd"), kiosk, relation="DIRECT")
    seed.link("PARENT_OF", line, kiosk, kind="SELLING")
    cabin = account("Cabin")
    seed.link("PARENT_OF", line, cabin, kind="SELLING", ultimate=True)

    # until March they stood over each other
    left, right = account("Left"), account("Right")
    seed.link("WAS_PARENT_OF", left, right, kind="SELLING", since=JANUARY, until=MARCH)
    seed.link("WAS_PARENT_OF", right, left, kind="SELLING", since=JANUARY, until=MARCH)
    seed.write()
    return ids


@pytest.fixture
def legal(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda account: answer(account_hierarchy(ask, AccountRef(id=account), HierarchyKind.LEGAL))


@pytest.fixture
def selling(ask: Any, answer: Any, story: SimpleNamespace) -> Any:
    return lambda account, **rest: answer(account_hierarchy(ask, AccountRef(id=account), **rest))


def rules(found: Any) -> list[str]:
    return [why.rule for why in found.why]


def test_a_top_named_anywhere_in_the_chain_is_the_ultimate_parent_over_a_gap(legal, story):
    for account in (story.plant, story.works):
        found = legal(account)
        assert found.parent_known is ParentKnown.KNOWN_PARENT
        assert found.ultimate_parent.name == "Konzern"
        assert found.highest_known.name == "Kontor"
        assert [(gap.account.name, gap.ultimate_parent.name) for gap in found.gaps] == [("Kontor", "Konzern")]
        assert "ULTIMATE_BY_CLAIM" in rules(found)
        assert found.conflicts == found.refused == []
    assert legal(story.kontor).ultimate_parent is None


def test_a_top_that_is_the_highest_on_record_settles_the_chain(legal, story):
    shop = legal(story.shop)
    assert shop.ultimate_parent.name == "Store"
    assert shop.gaps == []
    assert [(one.parent.name, one.reason) for one in shop.ultimate_claims] == [("Store", RefusedReason.ULTIMATE_ONLY)]


def test_a_top_beside_a_known_root_is_a_conflict(legal, story):
    ship = legal(story.ship)
    assert ship.ultimate_parent.name == "Yard"
    assert [(one.parent.name, one.systems) for one in ship.conflicts] == [("Fleet", ["apollo"])]


def test_two_tops_are_nobodys_to_pick(legal, story):
    mill = legal(story.mill)
    assert mill.ultimate_parent is None
    assert "ULTIMATE_CONTESTED" in rules(mill)
    assert {one.parent.name for one in mill.conflicts} == {"Fleet", "Konzern"}


def test_a_top_under_which_no_tree_ends_is_a_conflict(legal, story):
    barn = legal(story.barn)
    assert barn.ultimate_parent is None
    assert [one.parent.name for one in barn.conflicts] == ["Farm"]


def test_a_parent_that_never_came_and_a_top(legal, story):
    lost = legal(story.lost)
    assert lost.parent is None
    assert lost.parent_known is ParentKnown.UNSEEN
    assert lost.ultimate_parent.name == "Konzern"
    assert [gap.account.name for gap in lost.gaps] == ["Lost"]


@pytest.mark.parametrize(
    ("site", "company"),
    [
        ("line", "Line"),
        ("dock", "Line"),
        ("depot", "Line"),
        ("agency", "Agency"),
        ("branch", "Agency"),
        ("kiosk", "Kiosk"),
        ("cabin", None),
        ("plant", None),
    ],
)
def test_the_nearest_company_has_a_name_an_invoice_or_a_domain_of_its_own(selling, story, site, company):
    found = selling(getattr(story, site))
    assert (found.nearest_company.name if found.nearest_company else None) == company
    assert rules(found)[-1] == ("NEAREST_COMPANY" if company else "NEAREST_COMPANY_UNKNOWN")


def test_a_cycle_of_the_past_is_walked_once_and_told(selling, story):
    then = selling(story.left, as_of=datetime(2026, 2, 1, tzinfo=UTC))
    assert [one.account.name for one in then.ancestors] == ["Right"]
    assert [one.account.name for one in then.descendants] == ["Right"]
    assert "CYCLE_THEN" in rules(then)
    now = selling(story.left)
    assert now.ancestors == []
    assert "CYCLE_THEN" not in rules(now)
