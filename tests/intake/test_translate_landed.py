"""Every real data set of the four systems is translated: nothing raises but a refusal, and what joins joins.

The sets are reference material beside the repository; without it these tests are skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import RowRefused
from graph_service.intake.translate import Translator
from graph_service.model.claims import Translated

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SETS = [
    ("hubspot", "fivetran-hubspot"),
    ("hubspot", "dlt-hubspot-api"),
    ("hubspot", "fivetran-unified-rag"),
    ("salesforce", "fivetran-salesforce"),
    ("salesforce", "snowfakery-salesforce/generated-300"),
    ("salesforce", "salesforce-lwc-recipes"),
    ("stripe", "fivetran-stripe"),
    ("stripe", "stripe-openapi"),
    ("amplitude", "fivetran-amplitude"),
    ("zuora", "fivetran-zuora"),
    ("netsuite", "fivetran-netsuite"),
    ("pendo", "fivetran-pendo"),
]
# not rows of an object: a report without ids, a load plan, an error answer; and other systems' tables
IGNORED = {"Accounts-Contacts.csv", "data-plan.json", "graphqlErrors.json"}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the reference data is not beside this checkout")


def files(folder: str) -> list[Path]:
    found = sorted(path for path in (DATA / folder).iterdir() if path.suffix in (".csv", ".json"))
    return [path for path in found if folder != "fivetran-unified-rag" or path.name.startswith("hubspot_")]


def rows_of(translator: Translator, path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    return list(translator.rows_of(json.loads(path.read_text(encoding="utf-8"))))


def translated(model, system: str, folder: str) -> Iterator[tuple[str, Translated]]:
    translator = Translator(model, system, observed_at="2026-09-15T00:00:00Z")
    for path in files(folder):
        rows = rows_of(translator, path)
        match = translator.match(path.name, translator.columns_of(rows[0]), rows[0]) if rows else None
        if match is None:
            assert path.name in IGNORED
            continue
        for row in rows:
            kind = translator.match_row(row) or match
            # some of Stripe's fixtures have no id of their own
            if system == "stripe" and not row.get("id") and not row.get("unique_id"):
                with pytest.raises(RowRefused):
                    translator.translate(kind, row)
            else:
                yield kind.name, translator.translate(kind, row)


@pytest.mark.parametrize(("system", "folder"), SETS)
def test_set_loads(model, system, folder):
    count = 0
    for _, said in translated(model, system, folder):
        count += 1
        assert len(said["at"]) == len("2026-05-01T10:00:00.000000Z")
        for claims in said["claims"]:
            owner, object_, external_id = claims["record"].split("|", 2)
            assert owner == system
            assert object_ and external_id
            json.dumps(claims)
    assert count > 0


def ends(model, system: str, folder: str, kind: str, link: str) -> tuple[set[str], list[str]]:
    """(records with a noun, far ends of the links of one kind of row)."""
    records: set[str] = set()
    targets: list[str] = []
    for name, said in translated(model, system, folder):
        for claims in said["claims"]:
            if claims["noun"] is not None:
                records.add(claims["record"])
            if name == kind:
                refs = [ref for ref in claims.get("refs", ()) if ref["link"] == link]
                targets += [end for ref in refs for end in (ref["source"], ref["target"]) if end not in (None, ".")]
    return records, [end for end in targets if end is not None]


@pytest.mark.parametrize(
    ("folder", "kind", "link", "met", "of"),
    [
        ("fivetran-hubspot", "deal", "OWNS", 22, 22),
        ("fivetran-hubspot", "deal_company", "FOR_ACCOUNT", 0, 4),
        ("fivetran-hubspot", "deal_contact", "HAS_ROLE", 0, 22),
        ("fivetran-unified-rag", "deal", "OWNS", 20, 20),
    ],
)
def test_hubspot_joins(model, folder, kind, link, met, of):
    records, found = ends(model, "hubspot", folder, kind, link)
    assert (sum(end in records for end in found), len(found)) == (met, of)


def test_every_foreign_key_of_the_recipe_holds(model):
    records, found = ends(
        model, "salesforce", "snowfakery-salesforce/generated-300", "OpportunityContactRole", "HAS_ROLE"
    )
    assert len(found) == 602
    assert all(end in records for end in found)


def test_roles_form_a_tree_in_four_of_ten_places(model):
    records, found = ends(model, "salesforce", "fivetran-salesforce", "UserRole", "MEMBER_OF")
    assert (sum(end in records for end in found), len(found)) == (4, 10)
