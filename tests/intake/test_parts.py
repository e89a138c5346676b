"""Facts that stand in several rows: whatever order, chunks and repetitions they come in, they make one record."""

from __future__ import annotations

import dataclasses
import itertools
import random
from typing import Any

import pytest

from graph_service.intake.translate import Translator
from graph_service.model.part_spec import PartSpec
from graph_service.model.source import check_source
from graph_service.model.source_spec import SourceSpec
from tests.intake.tables import Tables

TIME = {"_fivetran_synced": "2026-09-14 06:00:00"}
SUB: dict[str, Any] = {
    "id": "sub_1", "customer_id": "cus_1", "status": "active", "cancel_at_period_end": "FALSE",
    "current_period_end": "2026-10-01 00:00:00", "billing_cycle_anchor": "2026-01-01", "metadata": "{}", **TIME,
}  # fmt: skip
ITEM: dict[str, Any] = {"id": "si_1", "subscription_id": "sub_1", "plan_id": "price_1", "quantity": "3", **TIME}
PRICE: dict[str, Any] = {
    "id": "price_1", "currency": "eur", "unit_amount": "100000", "unit_amount_decimal": "100000", "type": "recurring",
    "billing_scheme": "per_unit", "recurring_interval": "month", "recurring_interval_count": "1",
    "recurring_usage_type": "licensed", **TIME,
}  # fmt: skip
DISCOUNT: dict[str, Any] = {
    "id": "di_1", "coupon_id": "ten", "subscription_id": "sub_1", "customer_id": "cus_1", "invoice_id": "",
    "end": "", "start": "2026-01-01", **TIME,
}  # fmt: skip
COUPON: dict[str, Any] = {"id": "ten", "duration": "forever", "percent_off": "10.0", "amount_off": "", **TIME}
ROWS = [
    ("subscription", SUB), ("subscription_item", ITEM), ("price", PRICE),
    ("subscription_discount", DISCOUNT), ("coupon", COUPON),
]  # fmt: skip


def revenue(tables: Tables, record: str = "stripe|subscription|sub_1") -> tuple[int, str, list[str] | None]:
    said = tables.fields(record)
    return said["arr"]["minor"], said["arr"]["currency"], said.get("arr_left_out")


def test_five_tables_in_every_order_make_one_revenue(model):
    # 3 x 1,000 a month less 10 % for ever
    for order in itertools.permutations(ROWS):
        tables = Tables(model, "stripe")
        for row in order:
            tables.take(row)
        assert revenue(tables) == (3_240_000, "EUR", None)
        assert tables.fields("stripe|subscription|sub_1")["mrr"]["minor"] == 270_000


def test_one_chunk_and_a_replay_say_the_same(model):
    tables = Tables(model, "stripe")
    tables.take(*ROWS)
    kept = tables.versions("stripe|subscription|sub_1")
    tables.take(*ROWS)
    tables.take(*reversed(ROWS))
    assert revenue(tables) == (3_240_000, "EUR", None)
    assert tables.versions("stripe|subscription|sub_1") == kept


def test_what_did_not_come_is_named_and_guessed_by_nobody(model):
    tables = Tables(model, "stripe")
    tables.take(("subscription", SUB))
    assert "arr" not in tables.fields("stripe|subscription|sub_1")
    tables.take(("subscription_item", ITEM))
    assert "arr" not in tables.fields("stripe|subscription|sub_1")
    tables.take(("price", PRICE))
    assert revenue(tables) == (3_600_000, "EUR", None)
    tables.take(("subscription_item", {**ITEM, "id": "si_2", "plan_id": "price_2"}))
    assert revenue(tables) == (3_600_000, "EUR", ["si_2: price not included in the row"])
    tables.take(("subscription_discount", DISCOUNT))
    left_out = revenue(tables)[2]
    assert left_out is not None and "di_1: a coupon that the row does not spell out" in left_out


@pytest.mark.parametrize(
    ("table", "row", "minor", "left_out"),
    [
        ("price", {**PRICE, "recurring_usage_type": "metered"}, 0, ["si_1: metered"]),
        ("price", {**PRICE, "type": "one_time", "recurring_interval": "", "recurring_interval_count": ""}, 0, ["si_1: one-time"]),
        ("price", {**PRICE, "billing_scheme": "tiered", "unit_amount": "", "unit_amount_decimal": ""}, 0, ["si_1: its tiers are not included in the row"]),
        # a unit of 0.333 cents: 3 x 0.333 x 12 = 11.988
        ("price", {**PRICE, "unit_amount": "", "unit_amount_decimal": "0.333"}, 12, None),
        ("price", {**PRICE, "currency": "jpy", "unit_amount_decimal": "1000"}, 36_000, None),
        # 3 seats in packs of 2, rounded up: 2 packs
        ("price", {**PRICE, "transform_quantity_divide_by": "2", "transform_quantity_round": "up"}, 2_400_000, None),
        ("plan", {"id": "price_1", "currency": "usd", "amount": "150000", "interval": "month", "interval_count": "6", "usage_type": "licensed", **TIME}, 900_000, None),
    ],
)  # fmt: skip
def test_a_price_in_a_table_follows_the_same_rule(model, table, row, minor, left_out):
    tables = Tables(model, "stripe")
    tables.take(("subscription", SUB), ("subscription_item", ITEM), (table, row))
    assert (revenue(tables)[0], revenue(tables)[2]) == (minor, left_out)


def test_paused_trialing_and_once_only_in_tables(model):
    for status, reason in (("trialing", "trialing"), ("paused", "paused"), ("unpaid", "unpaid")):
        tables = Tables(model, "stripe")
        tables.take(("subscription", {**SUB, "status": status}), ("subscription_item", ITEM), ("price", PRICE))
        assert revenue(tables) == (0, "EUR", [f"si_1: {reason}"])
    tables = Tables(model, "stripe")
    tables.take(
        ("subscription", {**SUB, "pause_collection_behavior": "void"}), ("subscription_item", ITEM), ("price", PRICE)
    )
    assert revenue(tables) == (0, "EUR", ["si_1: collection paused (void)"])
    tables = Tables(model, "stripe")
    tables.take(*ROWS[:4], ("coupon", {**COUPON, "duration": "once"}))
    assert revenue(tables) == (3_600_000, "EUR", None)
    ending = Tables(model, "stripe")
    ending.take(("subscription", {**SUB, "cancel_at_period_end": "TRUE"}), *ROWS[1:3])
    assert revenue(ending) == (3_600_000, "EUR", None)
    assert ending.fields("stripe|subscription|sub_1")["cancel_at"] == "2026-10-01T00:00:00.000000Z"


def test_an_item_taken_away_counts_no_more(model):
    gone = {**ITEM, "is_deleted": "TRUE", "_fivetran_synced": "2026-09-15 05:00:00"}
    for order in itertools.permutations([*ROWS[:3], ("subscription_item", gone)]):
        tables = Tables(model, "stripe")
        for row in order:
            tables.take(row)
        assert "arr" not in tables.fields("stripe|subscription|sub_1")


def test_one_price_serves_many_subscriptions(model):
    tables = Tables(model, "stripe")
    for number in range(5):
        tables.take(("subscription", {**SUB, "id": f"sub_{number}"}))
        tables.take(("subscription_item", {**ITEM, "id": f"si_{number}", "subscription_id": f"sub_{number}"}))
    tables.take(("price", PRICE))
    tables.take(
        ("subscription", {**SUB, "id": "sub_9"}),
        ("subscription_item", {**ITEM, "id": "si_9", "subscription_id": "sub_9"}),
    )
    for number in (0, 1, 2, 3, 4, 9):
        assert revenue(tables, f"stripe|subscription|sub_{number}")[0] == 3_600_000


# ---------------------------------------------------------------- sums


def event(number: int, runs: int, hour: int = 8, **more: Any) -> tuple[str, dict[str, Any]]:
    return "event", {
        "$insert_id": f"e{number}", "user_id": "u1", "event_type": "run_completed",
        "event_time": f"2026-05-12 {hour:02d}:00:00.123000", "event_properties": {"runs": runs},
        "groups": {"workspace": "Harbor", "tenant": "tn_uk"}, **more,
    }  # fmt: skip


HARBOR = "amplitude|usage|workspace:Harbor:runs:2026-05-12"


def test_events_make_a_sum_per_place_metric_and_day(model):
    tables = Tables(model, "amplitude")
    tables.take(event(1, 20), event(2, 15, 23), event(3, 5, event_time="2026-05-13 00:00:00"))
    tables.take(event(4, 1, event_type="session_start"))
    assert tables.fields(HARBOR) == {"metric": "runs", "day": "2026-05-12", "value": 35}
    assert tables.fields("amplitude|usage|workspace:Harbor:runs:2026-05-13")["value"] == 5
    assert tables.fields("amplitude|usage|workspace:Harbor:sessions:2026-05-12")["value"] == 1
    (link,) = tables.view(HARBOR).spans
    assert (link.link, link.target) == ("TOUCHES", "amplitude|workspace|Harbor")


def test_events_count_once_in_any_order_and_any_chunks(model):
    events = [event(number, number, number % 24) for number in range(40)]
    expected = float(sum(range(40)))
    chance = random.Random(10)
    for size in (1, 3, 7, 40):
        tables = Tables(model, "amplitude")
        # every event twice, in two orders, cut differently
        for _ in range(2):
            chance.shuffle(events)
            for start in range(0, len(events), size):
                tables.take(*events[start : start + size])
        view = tables.view(HARBOR)
        assert view.fields["value"].value == expected
        assert (view.first_at, view.last_at) == ("2026-05-12T00:00:00.000000Z", "2026-05-12T00:00:00.000000Z")


def test_a_chunk_of_events_is_one_version_of_their_sum(model):
    tables = Tables(model, "amplitude")
    tables.take(*(event(number, 1) for number in range(100)))
    assert tables.versions(HARBOR) == 1
    assert tables.fields(HARBOR)["value"] == 100
    tables.take(*(event(number, 1) for number in range(100)))
    assert tables.versions(HARBOR) == 1


def test_an_event_of_no_place_is_counted_and_nobodys(model):
    tables = Tables(model, "amplitude")
    tables.take(event(1, 7, groups={}), event(2, 4, groups={"tenant": "tn_uk"}))
    nowhere = tables.view("amplitude|usage|nowhere:runs:2026-05-12")
    assert nowhere.fields["value"].value == 7
    assert nowhere.spans == []
    at_tenant = tables.view("amplitude|usage|tenant:tn_uk:runs:2026-05-12")
    assert at_tenant.fields["value"].value == 4
    assert [span.target for span in at_tenant.spans] == ["amplitude|tenant|tn_uk"]


# ---------------------------------------------------------------- what a source file may say of parts


def complaints(model: Any, **told: Any) -> list[str]:
    row = {"object": "deal", "noun": "Subscription", "id": "id", **told}
    spec = SourceSpec.model_validate({"system": "acme", "doc": "A biller", "shapes": {"page": {}}, "objects": [row]})
    return check_source(spec, dataclasses.replace(model, sources={**model.sources, "acme": spec}))


def test_a_file_that_composes_what_is_not_there_is_refused(model):
    assert complaints(model, composed={"fields": {"arr": "stripe_arr.arr"}}) == []
    assert complaints(model, composed={"fields": {"worth": "sum:x"}}) == [
        "deal.composed: Subscription has no field 'worth'"
    ]
    assert complaints(model, composed={"fields": {"arr": "guess.arr"}}) == [
        "deal.composed: 'guess.arr' is no computation, no sum and no count"
    ]
    lends = {"to": "bill", "users": "used_by", "parts": ["prices"]}
    assert complaints(model, lends=lends) == ["deal.lends: 'bill' is no object of this file"]


def test_a_proposal_names_what_it_is_about(model):
    assert complaints(model, proposal=True) == [
        "deal: a proposal names the noun and, in same_as, the record it is about"
    ]
    named = {"named": {"system": "s", "object": "o", "id": "i"}}
    assert complaints(model, proposal=True, same_as=[named]) == []


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"name": "items", "id": "id"}, "facts or an amount"),
        ({"name": "items", "id": "id", "facts": {}, "amount": "n"}, "facts or an amount"),
        ({"name": "items", "id": "id", "amount": "n", "gone": {"x": True}}, "never gone"),
    ],
)
def test_a_part_is_told_in_one_way(part, reason):
    with pytest.raises(ValueError, match=reason):
        PartSpec.model_validate(part)


def test_a_part_that_cannot_be_read_is_named_and_takes_nothing_with_it(model):
    spec = {
        "system": "acme", "doc": "A biller", "shapes": {"page": {}},
        "objects": [{"object": "deal", "noun": "Subscription", "id": "id", "fields": {"name": "name"}, "parts": [
            {"name": "items", "each": "lines", "id": "$.id", "facts": {"quantity": {"from": "$.n", "clean": "integer"}}},
            {"name": "hours", "each": "lines", "id": "$.id", "amount": "$.hours"},
        ]}],
    }  # fmt: skip
    source = SourceSpec.model_validate(spec)
    translator = Translator(dataclasses.replace(model, sources={"acme": source}), "acme", observed_at="2026-01-01")
    lines = [{"id": "a", "n": "2", "hours": "1.5"}, {"id": "b", "n": "many", "hours": ""}, {"n": "3"}]
    (own,) = translator.translate("deal", {"id": "1", "name": "D", "lines": lines})["claims"]
    assert own["parts"] == {"items": {"a": {"quantity": 2}}}
    assert own["amounts"] == {"hours": {"a": 1.5}}
    assert own["fields"] == {"name": "D"}
    assert own["set_aside"] == [{"field": "items", "reason": "not a whole number"}]
