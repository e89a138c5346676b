"""The warehouse: any table, by its key, the time of its last change and its marks of what is gone."""

from __future__ import annotations

import csv
import itertools
from typing import Any

import pytest

from graph_service.intake.translate import Translator
from graph_service.model.load import load_model
from tests.conftest import ROOT
from tests.intake.tables import SEEN, Tables

EXAMPLE = ROOT / "docs" / "examples" / "warehouse"


@pytest.fixture(scope="module")
def warehouse(model) -> Translator:
    return Translator(model, "warehouse", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def test_usage_and_cost(warehouse):
    row = {"metric": "runs", "day": "2026-09-01", "value": "41.5", "workspace_id": "ws_1", "tenant_id": "tn_1",
           "updated_at": "2026-09-02 03:00:00"}  # fmt: skip
    (usage,) = claims(warehouse, "usage", row)
    assert (usage["record"], usage["fields"]["value"]) == ("warehouse|usage|runs:2026-09-01:tn_1:ws_1", 41.5)
    assert [ref["target"] for ref in usage["refs"]] == ["product_admin|workspace|ws_1"]
    (cost,) = claims(
        warehouse,
        "cost",
        {"id": "c1", "month": "2026-08-01", "amount": "12.50", "currency": "eur", "tenant_id": "tn_1"},
    )
    assert cost["fields"]["amount"] == {"minor": 1250, "currency": "EUR", "exponent": 2}
    assert [ref["target"] for ref in cost["refs"]] == ["product_admin|organisation|tn_1"]


def test_scores_of_an_account_of_the_crm(warehouse):
    (own,) = claims(
        warehouse, "account", {"salesforce_account_id": "001Lk00000AJTJK", "fit_score": "0.9", "icp_tier": "1"}
    )
    assert own["same_as"] == ["salesforce|Account|001Lk00000AJTJKIA5"]
    assert own["fields"] == {"icp_tier": "1", "fit_score": 0.9}


def test_whose_tenant_it_is_with_dates(warehouse):
    row = {"tenant_id": "tn_1", "salesforce_account_id": "001Lk00000AJTJK", "valid_from": "2026-01-01", "valid_to": ""}
    (link,) = claims(warehouse, "tenant_account", row)
    (ref,) = link["refs"]
    assert (ref["source"], ref["since"]) == ("product_admin|organisation|tn_1", "2026-01-01")
    assert "until" not in ref


@pytest.mark.parametrize(
    ("marks", "state"),
    [({"_fivetran_deleted": "TRUE"}, "deleted"), ({"_fivetran_active": "false"}, "deleted"), ({"is_deleted": "1"}, "deleted"),
     ({"deleted_at": "2026-09-01"}, "deleted"), ({"_fivetran_deleted": "FALSE", "_fivetran_active": "TRUE"}, "live")],
)  # fmt: skip
def test_marks_of_what_is_gone(warehouse, marks, state):
    assert claims(warehouse, "usage", {"id": "u", "metric": "runs", "day": "2026-09-01", **marks})[0]["state"] == state


def test_the_time_of_the_copy_counts_where_a_row_has_none(warehouse):
    said = warehouse.translate("usage", {"id": "u", "metric": "runs", "_fivetran_synced": "2026-09-15 05:00:00"})
    assert (said["at"], said["clock"]) == ("2026-09-15T05:00:00.000000Z", "synced")


def test_the_worked_example_is_read_in_any_order():
    model = load_model(EXAMPLE)
    translator = Translator(model, "warehouse", observed_at=SEEN)
    with (EXAMPLE / "dim_company.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    match = translator.match("dim_company.csv", list(rows[0]))
    assert match is not None
    for order in itertools.permutations(rows):
        tables = Tables(model, "warehouse")
        for row in order:
            tables.take((match.name, row))
        second = tables.view("warehouse|dim_company|K-1002")
        assert second.state == "live"
        assert second.fields["segment"].value == "Enterprise"
        assert second.same_as == ["salesforce|Account|001Lk00000AJTJKIA5"]
        assert [span.source for span in second.spans if span.until is None] == ["warehouse|dim_company|K-1001"]
        assert tables.view("warehouse|dim_company|K-1003").state == "deleted"


def test_an_overlay_stands_for_the_shipped_file(model):
    assert load_model(EXAMPLE).sources["warehouse"].doc == "Our warehouse"
    assert model.sources["warehouse"].doc != "Our warehouse"
