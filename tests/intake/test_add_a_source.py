"""docs/add-a-source.md as it is told: one file in an overlay directory, and its records answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import ModelError
from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.model.load import load_model
from graph_service.settings import Settings

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "own-crm"


def test_one_file_makes_hierarchy_and_ownership(writer: Writer, settings: Settings) -> None:
    model = load_model(EXAMPLE)
    receipt = ingest(settings, model, writer, "own_crm", [EXAMPLE])
    assert [(one.object, one.read, one.accepted) for one in receipt.objects] == [("rep", 1, 1), ("customer", 2, 2)]
    rows = writer.run_text(
        "MATCH (u:User)-[:OWNS {type: 'ACCOUNT_EXECUTIVE'}]->(p:Account)-[:PARENT_OF {kind: 'SELLING'}]->(c:Account) "
        "RETURN u.name AS owner, p.name AS parent, c.name AS child",
        "test",
    )
    assert rows == [{"owner": "Desk North", "parent": "Polder Works", "child": "Polder Works Harbour"}]


def test_a_source_joins_a_group_behind_its_members_and_no_unknown_one(tmp_path: Path) -> None:
    assert load_model(EXAMPLE).groups["crm"] == ("salesforce", "hubspot", "own_crm")
    folder = tmp_path / "sources"
    folder.mkdir()
    text = (EXAMPLE / "sources" / "own_crm.yaml").read_text().replace("joins: [crm]", "joins: [crn]")
    (folder / "own_crm.yaml").write_text(text)
    with pytest.raises(ModelError, match="crn: no group"):
        load_model(tmp_path)
