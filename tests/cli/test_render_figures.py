"""Funnels, wins, coverage and attribution as a person sees them on a terminal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from graph_service.questions.answer import NodeSeen
from graph_service.questions.attribution_answer import (
    Attribution,
    AttributionChannel,
    AttributionRow,
    AttributionTotal,
    Credit,
    Influence,
    PartnerCredit,
)
from graph_service.questions.deals import MoneySeen
from graph_service.questions.figures import GroupValue, LeftOuts, NotCounted
from graph_service.questions.funnel import Funnel, FunnelRow
from graph_service.questions.mql_to_sql import MqlToSql, RateTrend, TrendPart
from graph_service.questions.period import Period
from graph_service.questions.pipeline_coverage import CoverageOf, CoverageRow, PipelineCoverage
from graph_service.questions.win_loss import CompetitorRow, WinLoss, WinRate, WinRow, WonValue
from tests.cli.test_render import ENVELOPE, printed

QUARTER = Period("2026-Q1").days()
EUR = WonValue(currency="EUR", won=Decimal("10000.00"), lost=Decimal("30000.00"), rate=Decimal("0.2500"))


def left(count: int = 1) -> LeftOuts:
    found = LeftOuts()
    for number in range(count):
        found.add(NotCounted.RENEWAL, NodeSeen(noun="Opportunity", id=f"opp_{number}", name=f"Renewal {number}"))
    return found


def test_a_funnel_has_a_row_for_each_stage_and_says_which_are_young():
    row = FunnelRow(
        motion="NEW", stage="MQL", next=["SQL"], group=[GroupValue(by="SOURCE", value=None)], entered=3, converted=1,
        put_aside=1, open=1, rate=Decimal("0.3333"), immature=2, mature_rate=None, median_days=Decimal("21.5"), skipped=0,
    )  # fmt: skip
    text = printed("funnel", Funnel(**ENVELOPE, period=QUARTER, rows=[row], left_out=left(4).counts()))
    lines = text.splitlines()
    assert lines[0] == "Funnel  2026-01-01 to 2026-03-31"
    assert lines[2].split() == ["NEW", "MQL", "not", "on", "record", "3", "1", "33.3", "%", "1", "1", "2", "-", "21.5"]
    assert "renewals, which were not asked for: 4 (Renewal 0, Renewal 1, Renewal 2 ...)" in text


def test_a_rate_stands_over_its_two_stretches():
    part = TrendPart(
        start=date(2026, 1, 1), end=date(2026, 4, 1), entered=2, converted=1, rate=Decimal("0.5"), immature=0
    )
    trend = RateTrend(last=part, before=part, change=Decimal(0))
    answer = MqlToSql(**ENVELOPE, period=QUARTER, entered=4, converted=1, rate=Decimal("0.2500"), trend=trend)
    lines = printed("mql_to_sql", answer).splitlines()
    assert lines[2].split() == ["2026-01-01", "to", "2026-03-31", "4", "1", "25.0", "%", "0"]
    assert lines[3].split() == ["2026-01-01", "to", "2026-03-31", "2", "1", "50.0", "%", "0"]


def test_wins_by_who_left_and_against_whom():
    gus = GroupValue(by="REP", value="Gus", active=False)
    answer = WinLoss(
        **ENVELOPE, period=QUARTER, won=1, lost=2, rate=Decimal("0.3333"), values=[EUR],
        rows=[WinRow(group=[gus], won=1, lost=2, rate=Decimal("0.3333"), values=[EUR])],
        competitors=[CompetitorRow(competitor="Northwall", won=1, lost=0, rate=Decimal(1), values=[])],
        without_competitor=WinRate(won=0, lost=2, rate=Decimal(0), values=[]),
    )  # fmt: skip
    text = printed("win_loss", answer)
    assert "Gus (left)" in text
    assert "EUR 10,000.00 of 40,000.00  25.0 %" in text
    assert "Northwall" in text
    assert "none named" in text


def test_coverage_says_whose_and_what_is_missing():
    row = CoverageRow(
        of=CoverageOf.USER, owner=NodeSeen(noun="User", id="usr_1", name="Gus"), active=False, currency="EUR", measure=None,
        open=Decimal("80000.00"), deals=2, won=Decimal("0.00"), target=None, coverage=None, expected=None, gap=None,
    )  # fmt: skip
    text = printed(
        "pipeline_coverage", PipelineCoverage(**ENVELOPE, period=QUARTER, needed=Decimal("2.00"), rows=[row])
    )
    assert text.splitlines()[2].split() == ["Gus", "(left)", "-", "EUR", "80,000.00", "2", "0.00", "-", "-", "-", "-"]
    assert "needed at the historical close rate: 2.00x" in text


def test_attribution_ends_with_all_of_it():
    credit = Credit(deals=Decimal("1.50"), values=[MoneySeen(amount=Decimal("10.00"), currency="EUR")])
    row = AttributionRow(channel=AttributionChannel.NONE, id=None, name=None, won=credit, created=credit)
    total = AttributionTotal(won=credit, created=credit)
    lines = printed("attribution", Attribution(**ENVELOPE, period=QUARTER, rows=[row], total=total)).splitlines()
    assert lines[2].split() == ["none", "nothing", "on", "record", "1.5", "EUR", "10.00", "1.5", "EUR", "10.00"]
    assert lines[3].split() == ["all", "1.5", "EUR", "10.00", "1.5", "EUR", "10.00"]


def test_influence_stands_beside_and_not_in_the_total():
    credit = Credit(deals=Decimal("1.00"), values=[MoneySeen(amount=Decimal("10.00"), currency="EUR")])
    row = AttributionRow(
        channel=AttributionChannel.PARTNER, id="acc_1", name="Copperline", credited_for=PartnerCredit.SOURCED,
        won=credit, created=credit,
    )  # fmt: skip
    part = Influence(partner=NodeSeen(noun="Account", id="acc_2", name="Tamsin"), won=credit, created=credit)
    total = AttributionTotal(won=credit, created=credit)
    answer = Attribution(**ENVELOPE, period=QUARTER, rows=[row], influenced=[part], total=total)
    lines = printed("attribution", answer).splitlines()
    assert lines[2].split()[:3] == ["partner", "(sourced)", "Copperline"]
    assert lines[3].split()[0] == "all"
    assert lines[4].split()[:5] == ["had", "a", "part,", "no", "credit"]
    assert lines[5].split() == ["Tamsin", "1", "EUR", "10.00", "1", "EUR", "10.00"]
