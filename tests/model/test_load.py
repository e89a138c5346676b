"""A model that does not hold together dies at start, naming file, line and word."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import ModelError
from graph_service.model.load import load_model

TEAM = """\
name: Team
doc: A team.
prefix: tea
identity: {keys: [], cannot_link: true}
fields:
  name: {type: string, doc: Name, authority: [crm], teams: [sales ops]}
"""
LINK = """\
type: LIKES
doc: A team likes an account.
from: [Team]
to: [Account]
subject: from
cardinality: many
names: {from: likes, to: liked_by}
authority: {systems: [crm], teams: [sales]}
"""


def overlay(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder


def failure(folder: Path, name: str, text: str) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(overlay(folder, name, text))
    return str(caught.value)


def test_the_shipped_model_is_whole() -> None:
    model = load_model()
    assert {"hubspot", "salesforce", "stripe", "amplitude"} <= set(model.sources)
    assert {"Account", "Person", "Subscription"} <= set(model.objects)
    assert len(model.version) == 12


def test_an_overlay_adds_and_replaces(tmp_path: Path) -> None:
    model = load_model(overlay(tmp_path, "objects/team.yaml", TEAM.replace("A team.", "One of ours.")))
    assert model.objects["Team"].doc == "One of ours."
    assert model.version != load_model().version


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("prefix: tea", "prefix: tea\ncolour: red", "objects/team.yaml:4: colour: unknown field"),
        ("type: string", "type: strong", "objects/team.yaml:6: fields.name.type"),
        ("authority: [crm], ", "", "objects/team.yaml:6: fields.name.authority: Field required"),
        ("authority: [crm]", "authority: []", "objects/team.yaml:6: fields.name.authority"),
        ("[crm]", "[crn]", "objects/team.yaml:6: authority names 'crn', which is no system and no group"),
        ("prefix: tea", "prefix: acc", "prefix 'acc' is already that of"),
        ("doc: A team.", "doc: A team.\ndoc: Twice.", "objects/team.yaml:3: doc: written twice"),
        ("  name:", "  id:", "objects/team.yaml:6: id: this name belongs to every noun"),
        ("fields:", "fields: [", "objects/team.yaml:"),
    ],
)
def test_a_bad_noun_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in failure(tmp_path, "objects/team.yaml", TEAM.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("to: [Account]", "to: [Acount]", "links/likes.yaml:4: LIKES: 'Acount' is no noun"),
        ("likes, to", "name, to", "links/likes.yaml:7: 'name' is already a field of Team"),
        ("liked_by", "owners", "links/likes.yaml:7: 'owners' on Account is already the name of"),
        ("subject: from", "subject: both", "links/likes.yaml:5: subject"),
        ("type: LIKES", "type: OWNS", "already in"),
        ("cardinality: many", "cardinality: {SOME: one}", "cardinality by variant needs a default"),
    ],
)
def test_a_bad_link_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in failure(tmp_path, "links/likes.yaml", LINK.replace(old, new))


def test_a_strange_folder_or_policy_is_named(tmp_path: Path) -> None:
    assert "thing/ is no part of a model" in failure(tmp_path / "a", "thing/x.yaml", "a: 1")
    assert "no policy of this name" in failure(tmp_path / "b", "policies/taxes.yaml", "a: 1")


def test_a_bad_source_is_named(tmp_path: Path) -> None:
    assert "sources/hubspot.yaml" in failure(tmp_path, "sources/hubspot.yaml", "system: hubspot\nnonsense: 1\n")
