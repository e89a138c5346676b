"""Figures without a database: sums that lose nothing, bands, rivals, targets, the year before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import UsageError
from graph_service.questions.answer import NodeSeen
from graph_service.questions.attribution import attributed, beside_of, givers_of, influence, shares
from graph_service.questions.attribution_answer import AttributionChannel, AttributionModel, PartnerCredit
from graph_service.questions.deal_velocity import rising, velocity
from graph_service.questions.deals import MoneySeen
from graph_service.questions.figures import LeftOuts, NotCounted, average, middle, ratio, sums
from graph_service.questions.figures_deals import Deal, DealGrouping, band, rivals
from graph_service.questions.period import Period
from graph_service.questions.pipeline_coverage import cover, still_to_close
from graph_service.questions.pipeline_coverage_targets import Aims, chosen, in_all, year_before
from graph_service.questions.registry import QUESTIONS, question
from graph_service.questions.win_loss import against, grouped, win_rate

ANA, GUS = (NodeSeen(noun="User", id=f"usr_{name}", name=name) for name in ("Ana", "Gus"))
TEAM = NodeSeen(noun="Team", id="tea_1", name="Sales")


def eur(amount: str) -> MoneySeen:
    return MoneySeen(amount=Decimal(amount), currency="EUR")


def deal(name: str, **changes: Any) -> Deal:
    told = {
        "node": NodeSeen(noun="Opportunity", id=f"opp_{name}", name=name), "kind": "NEW", "closed": True, "won": True,
        "amount": eur("100.00"), "close_date": date(2026, 2, 1), "created": date(2026, 1, 1), "source": None,
        "competitors": (), "segment": None, "owner": ANA, "owner_active": True, "gone": False,
    }  # fmt: skip
    return Deal(**{**told, **changes})


def test_figures_of_nothing_are_nothing():
    assert (ratio(0, 0), middle([]), average([])) == (None, None, None)
    assert (ratio(0, 3), middle([1, 2]), middle([3, 1, 2])) == (Decimal("0.0000"), Decimal("1.5"), Decimal(2))
    assert str(middle([10, 30])) == "20"


def test_unlike_currencies_stand_side_by_side_in_their_own_decimals():
    yen = MoneySeen(amount=Decimal("500"), currency="JPY")
    found = sums([eur("0.10"), yen, eur("0.20"), yen])
    assert [(one.currency, str(one.amount)) for one in found] == [("EUR", "0.30"), ("JPY", "1000")]


def test_a_thing_is_left_out_once_a_reason():
    left = LeftOuts()
    for _ in range(2):
        left.add(NotCounted.RENEWAL, deal("a").node)
    left.add_many(NotCounted.NO_CLOSE_DATE, 7)
    left.add_many(NotCounted.GONE, 0)
    assert [(one.reason.name, one.count, len(one.some)) for one in left.counts()] == [
        ("NO_CLOSE_DATE", 7, 0),
        ("RENEWAL", 1, 1),
    ]


@given(amount=st.decimals(min_value=0, max_value=10**9, places=2), parts=st.integers(min_value=1, max_value=9))
def test_parts_of_a_deal_add_up_to_it(amount: Decimal, parts: int):
    found = shares(deal("a", amount=MoneySeen(amount=amount, currency="EUR")), parts)
    assert sum(part for _, part, _ in found) == 1
    assert sum(value.amount for _, _, value in found if value) == amount
    assert len(found) == parts


@given(
    st.lists(st.tuples(st.lists(st.sampled_from("abcd"), unique=True, max_size=4), st.integers(0, 10**6)), max_size=8),
    st.sampled_from(list(AttributionModel)),
)
def test_every_column_adds_up_to_the_deals(told: list[tuple[list[str], int]], model: AttributionModel):
    deals, givers = [], {}
    for number, (names, minor) in enumerate(told):
        one = deal(str(number), amount=MoneySeen(amount=Decimal(minor).scaleb(-2), currency="EUR"))
        row = {
            "leads": names[:1], "sources": [], "partners": [{"id": name, "name": name} for name in names], "sourced": [],
            "campaigns": [{"id": name, "name": name, "times": ["2026-01-01T00:00:00Z"]} for name in names],
        }  # fmt: skip
        deals.append(one)
        givers[one.node.id] = givers_of(one, row, model)
    rows = attributed(deals, deals, givers)
    for column in ("won", "created"):
        assert sum(getattr(row, column).deals for row in rows) == len(deals)
        values = [value.amount for row in rows for value in getattr(row, column).values]
        assert sum(values) == sum(one.amount.amount for one in deals if one.amount)


def test_a_touch_after_the_close_brought_nothing():
    row = {"leads": [], "sources": [], "partners": [], "campaigns": [
        {"id": "c1", "name": "Before", "times": ["2026-02-01T23:00:00.000000Z", "2026-05-01T00:00:00.000000Z"]},
        {"id": "c2", "name": "After", "times": ["2026-02-02T00:00:00.000000Z"]},
    ]}  # fmt: skip
    assert [one.name for one in givers_of(deal("a"), row, AttributionModel.LAST_TOUCH)] == ["Before"]
    still_open = deal("a", closed=False, won=None)
    assert [one.name for one in givers_of(still_open, row, AttributionModel.LAST_TOUCH)] == ["Before"]
    assert [one.name for one in givers_of(still_open, row, AttributionModel.LINEAR)] == ["After", "Before"]
    assert [one.channel for one in givers_of(deal("a"), row, AttributionModel.SOURCE)] == [AttributionChannel.NONE]


def test_a_sourced_deal_is_credited_once_and_influence_not_at_all():
    a, b, c = ({"id": f"acc_{name}", "name": name.upper()} for name in "abc")
    row = {"sourced": [a], "partners": [b], "influencers": [a, c]}
    (credited,) = givers_of(deal("1"), row, AttributionModel.PARTNER)
    assert (credited.name, credited.credited_for) == ("A", PartnerCredit.SOURCED)
    # who resells a deal that another brought had a part in it
    assert [one.name for one in beside_of(row, [credited])] == ["C", "B"]
    resold = givers_of(deal("2"), {**row, "sourced": []}, AttributionModel.PARTNER)
    assert [(one.name, one.credited_for) for one in resold] == [("B", PartnerCredit.RESOLD)]
    assert [one.name for one in beside_of(row, resold)] == ["A", "C"]
    deals = [deal("1", amount=MoneySeen(amount=Decimal("10.00"), currency="EUR"))]
    (found,) = influence(deals, [], {deals[0].node.id: beside_of({**row, "partners": []}, [credited])})
    assert (found.partner.name, found.won.deals, found.created.deals) == ("C", Decimal("1.00"), Decimal("0.00"))
    assert [one.amount for one in found.won.values] == [Decimal("10.00")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (None, ()),
        ("", ()),
        ("Northwall", ("Northwall",)),
        ("Northwall; Quarrydata ;northwall", ("Northwall", "Quarrydata")),
        ("Northwall, Quarrydata", ("Northwall", "Quarrydata")),
        ("Northwall, Inc.", ("Northwall, Inc.",)),
    ],
)
def test_a_field_may_name_several_competitors(text: str | None, named: tuple[str, ...]):
    assert rivals(text) == named


def test_a_competitor_counts_on_wins_and_each_of_two_is_met():
    deals = [
        deal("a", competitors=("Northwall",)),
        deal("b", won=False, competitors=("northwall", "Quarrydata")),
        deal("c", won=False, amount=None),
    ]
    rows, more = against(deals, 1)
    assert [(one.competitor, one.won, one.lost, one.rate) for one in rows] == [("Northwall", 1, 1, Decimal("0.5000"))]
    assert more == 1
    assert win_rate(deals).values[0].lost == Decimal("100.00")


def test_bands_are_of_the_deals_own_currency():
    assert band(eur("9999.99"), (10_000, 50_000)) == "EUR under 10,000"
    assert band(eur("10000.00"), (10_000, 50_000)) == "EUR 10,000 to 50,000"
    assert band(eur("50000.00"), (10_000, 50_000)) == "EUR 50,000 and more"
    assert band(None, (10_000,)) is None
    for wrong in ([], [0], [5, 3], [3, 3]):
        with pytest.raises(UsageError, match="size bands"):
            rising(wrong)


def test_rows_of_a_group_are_in_one_order_and_what_is_not_known_is_last():
    deals = [deal("a", source=None), deal("b", source="Web"), deal("c", source="Event")]
    assert [row.group[0].value for row in grouped(deals, [DealGrouping.SOURCE])] == ["Event", "Web", None]
    rows = velocity([(deals[0], 3), (replace(deals[1], won=False), 5)], None, (1,))
    assert [(row.outcome.name, row.deals, row.median_days) for row in rows] == [("WON", 1, 3), ("LOST", 1, 5)]


def target(id_: str, start: str, end: str, owners: list[NodeSeen], amount: int | None = 10_000, **more: Any) -> Any:
    told = {"id": id_, "name": None, "measure": "new business", "period_start": start, "period_end": end,
            "amount_minor": amount, "amount_currency": "EUR", "amount_exponent": 2, "count": None, **more}  # fmt: skip
    people = [{"id": one.id, "name": one.name, "labels": ["Noun", one.noun], "active": True} for one in owners]
    return {"target": told, "owners": people}


def test_a_quarter_and_its_months_are_one_target():
    days, left = Period("2026-Q4").days(), LeftOuts()
    quarter = target("t1", "2026-10-01", "2026-12-31", [ANA])
    months = [target(f"t{one}", f"2026-{one}-01", f"2026-{one}-30", [ANA]) for one in (10, 11, 12)]
    assert [one.id for one in chosen([*months, quarter], days, None, left)] == ["t1"]
    assert [(one.reason.name, one.count) for one in left.counts()] == [("TARGET_OF_ANOTHER_PERIOD", 3)]
    assert len(chosen(months, days, None, LeftOuts())) == 3
    others = LeftOuts()
    assert chosen([quarter, target("t9", "2026-09-30", "2026-12-31", [ANA])], days, "renewals", others) == []
    assert {one.reason.name for one in others.counts()} == {"TARGET_OF_ANOTHER_MEASURE", "TARGET_OF_ANOTHER_PERIOD"}


def test_the_companys_target_is_no_sum_of_teams_and_their_people():
    days = Period("2026-Q4").days()
    rows = [target("t1", "2026-10-01", "2026-12-31", [who]) for who in (ANA, GUS, TEAM)]
    rows = [{**row, "target": {**row["target"], "id": f"t{number}"}} for number, row in enumerate(rows)]
    aims = chosen(rows, days, None, LeftOuts())
    assert [one.owners[0].node.name for one in in_all(aims)] == ["Ana", "Gus"]
    whole = chosen([*rows, target("tx", "2026-10-01", "2026-12-31", [])], days, None, LeftOuts())
    assert [one.id for one in in_all(whole)] == ["tx"]


def test_a_teams_pipeline_is_that_of_its_people():
    days = Period("2026-Q4").days()
    aims = chosen([target("t1", "2026-10-01", "2026-12-31", [TEAM], 50_000)], days, None, LeftOuts())
    deals = [deal("a", closed=False, won=None), deal("b", closed=False, won=None, owner=GUS), deal("c")]
    rows = cover(deals, Aims(aims, {TEAM.id: frozenset({ANA.id})}, False), Decimal("0.5000"))
    told = {(row.of.name, row.owner.name if row.owner else None): row for row in rows}
    assert list(told) == [("ALL", None), ("TEAM", "Sales"), ("USER", "Ana"), ("USER", "Gus")]
    team = told["TEAM", "Sales"]
    assert (team.open, team.won, team.target, team.expected) == tuple(map(Decimal, ("100", "100", "500", "150")))
    # a hundred is won already: what is open covers the other four hundred a quarter
    assert (team.coverage, team.gap) == (Decimal("0.25"), Decimal("350"))
    assert told["ALL", None].open == Decimal("200.00")


def test_a_deal_that_should_have_closed_is_no_pipeline():
    left = LeftOuts()
    today = date(2026, 2, 2)
    late, due = deal("a", closed=False, won=None), deal("b", closed=False, won=None, close_date=today)
    lost, unknown = deal("c", won=False), deal("d", closed=None, won=None)
    assert [one.node.name for one in still_to_close([late, due, lost, unknown], today, left)] == ["b"]
    assert {one.reason.name for one in left.counts()} == {"OVERDUE", "OPEN_STATE_UNKNOWN"}


def test_the_year_before_has_a_leap_day():
    assert (year_before(date(2028, 2, 29)).start, year_before(date(2026, 9, 15)).start) == (
        date(2027, 2, 28),
        date(2025, 9, 15),
    )


@pytest.mark.parametrize("name", ["funnel", "mql_to_sql", "lead_sources", "deal_velocity", "win_loss", "attribution"])
def test_a_period_that_is_none_says_what_to_write(name: str):
    with pytest.raises(UsageError, match="no period") as caught:
        question(name).typed({"period": "next quarter"})
    assert caught.value.hint and "2026-Q3" in caught.value.hint
    with pytest.raises(UsageError, match="needs period"):
        QUESTIONS[name].typed({})
