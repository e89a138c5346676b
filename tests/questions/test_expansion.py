"""From worth on two days to movements and rates: contracts by hand, answers by hand, no database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from graph_service.questions.expansion_answer import ArrLeftOutReason, MovementKind
from graph_service.questions.expansion_arr import NOTHING, Basis, Contract, Worth
from graph_service.questions.expansion_movements import figures, pairs_of

FIRST = datetime(2025, 12, 31, tzinfo=UTC)
ENDED = ("CANCELED", "EXPIRED")
RESOLD = ("RESELLER",)


def eur(amount: str | None, currency: str = "EUR") -> Worth:
    return Worth(Decimal(amount) if amount else None, currency, Basis.SAID if amount else Basis.UNKNOWN)


def contract(id_: str, account: str | None, before: Worth, after: Worth, **more: Any) -> Contract:
    sold = {"id": id_, "name": id_, "state": "live", "status": "ACTIVE", "started_at": None, "ended_at": None}
    payers = [{"id": account, "name": account, "relation": "DIRECT"}] if account else []
    row = {"id": id_, "sold": {**sold, **more.pop("sold", {})}, "payers": payers, "users": [], "told": [], **more}
    return Contract(row, before, after, biller="stripe")


def judged(*contracts: Contract) -> Any:
    return pairs_of(contracts, RESOLD, FIRST, ENDED)


def test_a_contract_renewed_under_a_new_id_is_no_churn_and_nothing_new() -> None:
    pairs = judged(contract("old", "A", eur("10"), NOTHING), contract("new", "A", NOTHING, eur("10")))
    assert [pair.kind for pair in pairs] == [None]
    [row] = figures(pairs)
    assert [row.arr_from, row.arr_to, row.nrr, row.grr] == [Decimal(10), Decimal(10), Decimal(1), Decimal(1)]
    assert row.customers == 1


def test_growth_of_one_contract_does_not_hide_the_loss_of_another_company() -> None:
    [row] = figures(judged(contract("a", "A", eur("10"), eur("20")), contract("b", "B", eur("10"), NOTHING)))
    assert [row.expansion, row.churn, row.arr_to] == [Decimal(10), Decimal(10), Decimal(20)]
    assert (row.nrr, row.grr) == (Decimal("1.0000"), Decimal("0.5000"))


def test_back_after_an_end_is_no_new_customer_and_a_trial_of_an_hour_was_none() -> None:
    gone = {
        "started_at": "2024-01-01T00:00:00.000000Z",
        "ended_at": "2025-06-30T00:00:00.000000Z",
        "status": "CANCELED",
    }
    hour = {**gone, "started_at": "2025-06-29T23:00:00.000000Z"}
    pairs = judged(
        contract("a0", "A", NOTHING, NOTHING, sold=gone),
        contract("a1", "A", NOTHING, eur("5")),
        contract("b0", "B", NOTHING, NOTHING, sold=hour),
        contract("b1", "B", NOTHING, eur("5")),
    )
    assert {pair.account.name: pair.kind for pair in pairs} == {"A": MovementKind.REACTIVATION, "B": MovementKind.NEW}


def test_an_amount_nobody_said_leaves_its_company_out_of_that_currency_alone() -> None:
    pairs = judged(
        contract("a", "A", eur(None), eur("5")),
        contract("b", "A", eur("3"), eur("3")),
        contract("c", "A", NOTHING, eur("7", "USD")),
    )
    found = {pair.currency: pair for pair in pairs}
    assert found["EUR"].reason is ArrLeftOutReason.AMOUNT_UNKNOWN
    # it was a customer all along: more in another currency is no new customer
    assert found["USD"].kind is MovementKind.EXPANSION
    assert [row.currency for row in figures(pairs)] == ["USD"]


def test_what_ended_in_one_currency_and_began_in_another_is_not_compared() -> None:
    pairs = judged(
        contract("a", "A", eur("5"), NOTHING),
        contract("b", "A", NOTHING, eur("6", "USD")),
        contract("c", "A", eur("1", "GBP"), eur("1", "GBP")),
    )
    assert {pair.currency: pair.reason for pair in pairs} == {
        "EUR": ArrLeftOutReason.CURRENCY_CHANGED, "USD": ArrLeftOutReason.CURRENCY_CHANGED, "GBP": None,
    }  # fmt: skip


def test_a_rate_over_nothing_is_none_and_says_so() -> None:
    [row] = figures(judged(contract("a", "A", NOTHING, eur("5"))))
    assert [row.nrr, row.grr, row.new] == [None, None, Decimal(5)]
    assert row.no_rate_because


def test_what_a_reseller_pays_for_is_the_users_and_never_split_by_guess() -> None:
    resold = [{"id": "R", "name": "R", "relation": "RESELLER"}]
    one = contract("a", None, NOTHING, eur("5"), payers=resold, users=[{"id": "U", "name": "U", "share": None}])
    two = contract(
        "b", None, NOTHING, eur("5"), payers=resold, users=[{"id": x, "name": x, "share": None} for x in "UV"]
    )
    none = contract("c", None, NOTHING, eur("5"))
    pairs = judged(one, two, none)
    assert {(pair.account.name if pair.account else None, pair.reason) for pair in pairs} == {
        ("U", None), (None, ArrLeftOutReason.UNALLOCATED), (None, ArrLeftOutReason.NO_ACCOUNT),
    }  # fmt: skip
    assert [row.arr_to for row in figures(pairs)] == [5]


def test_a_record_that_was_deleted_without_an_end_is_left_out() -> None:
    [pair] = judged(contract("a", "A", eur("5"), eur("5"), sold={"state": "deleted"}))
    assert pair.reason is ArrLeftOutReason.RECORD_DELETED
    assert figures([pair]) == []
