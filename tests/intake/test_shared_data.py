"""Records that other people wrote: every set of the four systems loads, whole, twice, in any order.

Skipped where the reference sets are not beside the checkout.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.model.model import Model
from graph_service.settings import Settings
from tests.conftest import ROOT, wipe
from tests.intake.dump import dump

DATA = ROOT.parent / "shared" / "data"
SETS = {
    "fivetran-hubspot": "hubspot",
    "fivetran-unified-rag": "hubspot",
    "dlt-hubspot-api": "hubspot",
    "fivetran-salesforce": "salesforce",
    "salesforce-lwc-recipes": "salesforce",
    "snowfakery-salesforce": "salesforce",
    "fivetran-stripe": "stripe",
    "stripe-openapi": "stripe",
    "fivetran-amplitude": "amplitude",
}
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the reference sets are not here")
OBSERVED = "2026-09-15T06:00:00Z"


def load(settings: Settings, model: Model, writer: Writer, source: str, *paths: Path, **more: Any) -> dict[str, Any]:
    return ingest(settings, model, writer, source, list(paths), observed_at=OBSERVED, **more).to_json()


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_accepted_or_named(
    name: str, settings: Settings, model: Model, writer: Writer, tmp_path: Path
) -> None:
    receipt = load(settings, model, writer, SETS[name], DATA / name)
    assert receipt["objects"]
    assert not any(one["incomplete"] for one in receipt["objects"])
    for one in receipt["objects"]:
        assert one["read"] == one["accepted"] + one["unchanged"] + one["refused"] + one["erased"]
    refused = sum(one["refused"] for one in receipt["objects"])
    listed = writer.run_text("MATCH (q:Quarantine) WHERE q.reason <> '' AND q.line > 0 RETURN count(q) AS n", "test")
    assert listed[0]["n"] == refused
    before = dump(writer)
    again = load(settings, model, writer, SETS[name], DATA / name)
    assert sum(one["accepted"] for one in again["objects"]) == 0
    assert dump(writer) == before


def test_hubspot_joins_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "hubspot", DATA / "fivetran-hubspot")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    assert (by_file["deal_company_data"]["read"], sum(by_file["deal_company_data"]["dangling"].values())) == (2, 2)
    assert (by_file["deal_contact_data"]["read"], sum(by_file["deal_contact_data"]["dangling"].values())) == (11, 11)
    assert by_file["deal_data"]["dangling"].get("OWNS", 0) == 0
    owned = writer.run_text(
        "MATCH (:User)-[:OWNS]->(:Opportunity)<-[:OF]-(s:SourceRecord {system: 'hubspot', object: 'deal'}) RETURN count(DISTINCT s) AS n",
        "test",
    )
    assert owned[0]["n"] == 22


def test_files_in_any_order_give_one_graph(settings: Settings, model: Model, writer: Writer) -> None:
    folder = DATA / "snowfakery-salesforce" / "generated-300"
    load(settings, model, writer, "salesforce", folder)
    expected = dump(writer)
    assert Counter(row.split('"')[3] for row in expected["nodes"])
    wipe(writer)
    for name in ("OpportunityContactRole", "Opportunity", "Contact", "Account"):
        load(settings, model, writer, "salesforce", folder / f"{name}.csv")
    found = dump(writer)
    for part, rows in expected.items():
        assert found[part] == rows, part
