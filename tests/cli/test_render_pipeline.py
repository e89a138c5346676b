"""Books, deals, routing and lists of answers as a person sees them on a terminal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from graph_service.cli.render.rows import Answered, rows
from graph_service.questions.answer import NodeSeen, SinceKind, Status, Why
from graph_service.questions.book import BookEntry, BookOfBusiness
from graph_service.questions.coverage import Coverage, RolePlace, RolePlaceState, RoleTemplate
from graph_service.questions.deals import MoneySeen, OwnedBy
from graph_service.questions.matching import Match, MatchOutcome, MatchSignal
from graph_service.questions.ownership_answer import How
from graph_service.questions.paging import Page
from graph_service.questions.plain import to_json
from graph_service.questions.renewals import ContractSide, RenewalDue, RenewalLack, Renewals
from graph_service.questions.routing import Routing, RuleTried
from tests.cli.test_render import ENVELOPE, MAY, account, printed, text_of

ANA = NodeSeen(noun="User", id="usr_1", name="Ana")


def held_by(owner: NodeSeen = ANA, **changes: Any) -> OwnedBy:
    return OwnedBy(**{"owner": owner, "type": "CSM", "active": True, "placeholder": None} | changes)


def entry(name: str, type_: str, how: How = How.DIRECT, through: NodeSeen | None = None) -> BookEntry:
    return BookEntry(
        account=account(name), domain=f"{name.lower()}.example", type=type_, how=how, through=through,
        since=MAY, since_kind=SinceKind.STATED, systems=["salesforce"], records=[],
    )  # fmt: skip


def test_a_book_has_a_heading_for_each_type_and_says_how():
    entries = [entry("Rail", "ACCOUNT_EXECUTIVE"), entry("Depot", "CSM", How.INHERITED, account("Freight"))]
    page = Page(has_next=True, cursor="abc")
    text = printed("book_of_business", BookOfBusiness(**ENVELOPE, user=ANA, active=False, accounts=entries, page=page))
    lines = text.splitlines()
    assert lines[0] == "Accounts of Ana  (left)"
    assert lines[1] == "ACCOUNT_EXECUTIVE  (1 account on this page)"
    assert "inherited from Freight" in text
    assert lines[-1] == "more: --after abc"


def test_a_renewal_says_who_has_it_and_what_is_missing():
    due = RenewalDue(
        subscription=NodeSeen(noun="Subscription", id="scr_1", name="Flow"), due=date(2026, 11, 30), due_by="term_end",
        days_left=76, status="ACTIVE", arr=MoneySeen(amount=Decimal("24000.00"), currency="GBP"), auto_renew=None,
        notice_date=None, cancel_at=None, sides=[ContractSide(account=account("Rail"), side="PAYS")], opportunities=[],
        owners=[held_by(active=False)], lacking=[RenewalLack.RENEWAL_OPPORTUNITY, RenewalLack.OWNER], records=[],
    )  # fmt: skip
    text = printed("renewals", Renewals(**ENVELOPE, renewals=[due]))
    assert "2026-11-30 (76" in text
    assert "GBP 24,000.00" in text
    assert "Ana (left)" in text
    assert "renewal opportunity" in text


def test_places_of_a_purchase_are_filled_near_or_missing():
    places = [RolePlace(roles=["CHAMPION"], required=True, state=RolePlaceState.MISSING, by=[], near=[])]
    answer = Coverage(
        **ENVELOPE,
        target=account("Rail"),
        template=RoleTemplate.NEW,
        covered=False,
        required=places,
        missing=["CHAMPION"],
    )
    lines = printed("buying_group_coverage", answer).splitlines()
    assert lines[0] == "Rail as NEW: not covered"
    assert lines[2].split() == ["CHAMPION", "missing"]


def test_a_lead_that_nobody_takes_is_not_hidden():
    tried = [RuleTried(rule="LEAD_OWNER", takes=None, text="The lead is held by a queue.")]
    lead = NodeSeen(noun="Lead", id="lea_1", name="Rosa")
    text = printed("routing", Routing(**{**ENVELOPE, "status": Status.UNKNOWN}, lead=lead, tried=tried))
    assert "Rosa goes to nobody" in text
    assert "held by a queue" in text


def test_a_match_shows_what_speaks_for_it():
    signal = MatchSignal(kind="DOMAIN", value="rail.example", identifies=True, points_to=[account("Rail")], text="")
    answer = Match(**ENVELOPE, outcome=MatchOutcome.MATCH, match=account("Rail"), noun="Account", signals=[signal])
    lines = printed("resolve", answer).splitlines()
    assert lines[0] == "MATCH  Account Rail  acc_rail"
    assert lines[2].split() == ["DOMAIN", "rail.example", "Rail"]


def test_a_list_has_a_line_for_each_row_in_the_order_asked():
    known = to_json(BookOfBusiness(**ENVELOPE, user=ANA, accounts=[entry("Rail", "CSM")]))
    why = [Why(rule="NOT_FOUND", text="No User is known as x.")]
    unknown = to_json(BookOfBusiness(**{**ENVELOPE, "status": Status.NOT_FOUND}, why=why))
    lines = text_of(
        rows([Answered(1, "ana", known), Answered(2, "x", unknown), Answered(3, "?", None, "no")])
    ).splitlines()
    assert lines[1].split() == ["1", "ana", "OK", "Ana", "yes", "Rail"]
    assert lines[2].split() == ["2", "x", "NOT_FOUND", "No", "User", "is", "known", "as", "x."]
    assert lines[3].split() == ["3", "?", "REFUSED", "no"]
    assert lines[4] == "3 rows, 1 refused"
