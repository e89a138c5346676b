"""Crossbeam: what partners know. Payloads as the partner API and the loader give them."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.intake.translate import Translator

SEEN = "2026-09-15T06:00:00.000000Z"


@pytest.fixture(scope="module")
def crossbeam(model) -> Translator:
    return Translator(model, "crossbeam", observed_at=SEEN)


def claims(translator: Translator, name: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in translator.translate(name, row)["claims"]]


def overlap(**more: Any) -> dict[str, Any]:
    return {
        "crossbeam_record_id": "cb-1",
        "record_id": "001Lk00000AUAVU",
        "record_name": "Aurelia Devices",
        "record_website": "aureliadevices.example",
        "record_type": "account",
        "partner_id": 4711,
        "partner_name": "Copperline",
        "partner_crossbeam_record_id": "cb-9",
        "partner_record_id": "x-77",
        "partner_record_name": "Aurelia Devices Inc",
        "partner_record_website": "aureliadevices.example",
        "populations": [{"id": 1, "name": "Prospects", "standard_type": "prospects"}],
        "partner_populations": [
            {"id": 31, "name": "Customers", "standard_type": "customers"},
            {"id": 32, "name": "Hot in Q3", "standard_type": None, "population_type": "custom"},
        ],
        "is_deleted": False,
        **more,
    }


def test_partner_is_a_company_by_its_domain(crossbeam):
    (partner,) = claims(crossbeam, "partner", {"id": 4711, "name": "Copperline", "domain": "copperline.example"})
    assert (partner["record"], partner["noun"], partner["keys"]) == (
        "crossbeam|partner|4711",
        "Account",
        ["domain|copperline.example"],
    )


def test_an_overlap_names_partner_and_population(crossbeam):
    (said,) = claims(crossbeam, "overlap", overlap())
    assert said["record"] == "crossbeam|overlap|cb-1:cb-9"
    assert said["noun"] is None
    assert [(ref["link"], ref["variant"], ref["source"], ref["target"], ref["props"]) for ref in said["refs"]] == [
        ("OVERLAPS_WITH", "CUSTOMERS", "salesforce|Account|001Lk00000AUAVUIA5", "crossbeam|partner|4711", {"partner": "Copperline", "population_name": "Customers"}),
        ("OVERLAPS_WITH", "CUSTOM", "salesforce|Account|001Lk00000AUAVUIA5", "crossbeam|partner|4711", {"partner": "Copperline", "population_name": "Hot in Q3"}),
    ]  # fmt: skip


def test_an_overlap_is_neither_credit_nor_permission_nor_stop(crossbeam, model):
    (said,) = claims(crossbeam, "overlap", overlap())
    assert not {"stops", "permissions", "points", "keys", "fields"} & said.keys()
    for link in ("RESOLD_BY", "SOURCED_BY", "INFLUENCED_BY"):
        if link in model.links:
            assert "crossbeam" not in model.link_ranks[link, ""]


def test_a_record_of_another_system_is_met_by_its_website(crossbeam):
    (said,) = claims(crossbeam, "overlap", overlap(record_id="18200342840"))
    assert {ref["source"] for ref in said["refs"]} == {"key|Account|domain|aureliadevices.example"}


def test_an_overlap_that_was_withdrawn_is_gone(crossbeam):
    assert claims(crossbeam, "overlap", overlap(is_deleted=True))[0]["state"] == "deleted"


def test_landed_overlap_without_its_populations(crossbeam):
    row = {key: value for key, value in overlap().items() if "populations" not in key}
    row |= {
        "is_deleted": "false",
        "organization_uuid": "o",
        "_fivetran_synced": "2026-09-15 05:00:00",
        "_fivetran_deleted": "false",
    }
    assert crossbeam.match("overlap_account.csv", list(row)).name == "overlap"
    (said,) = claims(crossbeam, "overlap", row)
    assert [(ref["variant"], ref["source"]) for ref in said["refs"]] == [
        ("UNSPECIFIED", "salesforce|Account|001Lk00000AUAVUIA5")
    ]


def test_page_of_the_api(crossbeam):
    page = {
        "items": [overlap()],
        "pagination": {"has_more": False, "next_href": "https://api.crossbeam.example/v1/overlaps/accounts?cursor=x"},
    }
    (row,) = crossbeam.rows_of(page)
    assert crossbeam.match("overlaps.json", list(row), row).name == "overlap"
    assert len(list(crossbeam.rows_of(row))) == 1
