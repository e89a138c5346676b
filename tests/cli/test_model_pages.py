"""The model's own pages without a database, and the wrong uses of an export that need none either."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_service.cli.main import run


def test_the_map_names_every_noun_and_link_and_counts_nothing(model, capsys):
    assert run(["model", "map", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["noun"] for one in told["nouns"]] == list(model.objects)
    assert [one["type"] for one in told["links"]] == list(model.links)
    assert told["nodes"] is None
    account = next(one for one in told["nouns"] if one["noun"] == "Account")
    assert {"salesforce", "hubspot", "zoominfo"} <= {feed["system"] for feed in account["fed_by"]}
    assert {feed["connected"] for feed in account["fed_by"]} == {None}


def test_the_map_fits_on_a_page(capsys):
    assert run(["model", "map"]) == 0
    printed = capsys.readouterr().out
    assert "Subscription" in printed
    assert "COVERS_TENANT" in printed
    assert "count" not in printed.splitlines()[0]


def test_whom_to_believe_about_what(capsys):
    assert run(["model", "sources-of-truth", "Subscription", "--json"]) == 0
    rows = {row["field"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["arr"]["systems"] == ["zuora", "netsuite", "stripe"]
    assert rows["arr"]["teams"] == []
    assert rows["status"]["teams"] == ["finance"]
    assert rows["arr"]["conflicts"] is None
    assert run(["model", "sources-of-truth", "Subscription"]) == 0
    assert "nobody by hand" in capsys.readouterr().out


def test_a_noun_that_does_not_exist_names_those_there_are(capsys):
    assert run(["model", "sources-of-truth", "Spaceship"]) == 2
    assert "no noun 'Spaceship'" in capsys.readouterr().err


def test_evidence_is_no_parquet(tmp_path: Path, capsys):
    assert run(["export", str(tmp_path / "out"), "--evidence", "--format", "parquet"]) == 2
    assert "JSON lines" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_another_format_is_wrong_use(tmp_path: Path, capsys, format):
    assert run(["export", str(tmp_path / "out"), "--format", format]) == 2
    assert "parquet" in capsys.readouterr().err
