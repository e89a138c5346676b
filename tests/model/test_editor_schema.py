"""What an editor is told about the YAML files is what the loader accepts."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from graph_service.model.editor_schema import FOLDER, kind_of, render, specs, stale
from graph_service.model.files import schema_dir
from graph_service.model.yaml_file import read_yaml

FILES = sorted(schema_dir().glob("*/*.yaml"))


def test_the_written_files_are_up_to_date():
    assert stale(schema_dir() / FOLDER) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_is_what_its_schema_describes(path: Path):
    plain = plain_values(path)
    jsonschema.Draft202012Validator(render(specs()[kind_of(path)])).validate(plain)


def plain_values(path: Path) -> object:
    return read_yaml(path).data


def test_a_misspelt_word_is_shown_while_writing():
    account = read_yaml(schema_dir() / "objects" / "account.yaml").data
    wrong = {**account, "feilds": account["fields"]}
    validator = jsonschema.Draft202012Validator(render(specs()["object"]))
    assert [error.validator for error in validator.iter_errors(wrong)] == ["additionalProperties"]


def test_a_field_without_authority_is_shown_while_writing():
    account = read_yaml(schema_dir() / "objects" / "account.yaml").data
    field = {key: value for key, value in account["fields"]["name"].items() if key != "authority"}
    wrong = {**account, "fields": {"name": field}}
    messages = [
        error.message for error in jsonschema.Draft202012Validator(render(specs()["object"])).iter_errors(wrong)
    ]
    assert messages == ["'authority' is a required property"]


def test_stale_names_what_differs(tmp_path: Path):
    (tmp_path / "object.json").write_text("{}")
    (tmp_path / "gone.json").write_text("{}")
    assert {"object.json", "gone.json", "link.json"} <= set(stale(tmp_path))
