"""docs/sources.md follows from the source files."""

from __future__ import annotations

from graph_service.model.files import schema_dir
from graph_service.model.model import Model
from graph_service.model.source_pages import main, page


def test_the_page_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_every_object_and_field_of_every_system_is_there(model: Model) -> None:
    text = page(model)
    for source in model.sources.values():
        for row in source.objects:
            assert f"### {row.object}" in text
            assert all(f"{row.noun or row.object}.{name} |" in text for name in row.fields), (source.system, row.object)
    assert (schema_dir() / "sources").is_dir()
