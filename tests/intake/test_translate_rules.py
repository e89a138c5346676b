"""What any source file can say, on a small file of its own: adding a source needs no module."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest

from graph_service.errors import UsageError
from graph_service.intake.translate import Translator
from graph_service.intake.translating import computed, conditions
from graph_service.intake.translating.cleaning import cleaner
from graph_service.model import source as source_check
from graph_service.model.source import SourceSpec, check_source
from graph_service.model.value_spec import Clean

ROW = {
    "object": "firm",
    "noun": "Account",
    "files": ["firms"],
    "columns": ["ref", "boss"],
    "id": ["ref", "key"],
    "at": ["changed"],
    "fields": {
        "name": ["name", {"join": ["first", "last"]}],
        "segment": {
            "cases": [
                {"when": {"size": {"matches": "^[0-9]{4,}"}}, "value": "ENTERPRISE"},
                {"when": {"size": "*"}, "value": "SMB"},
            ]
        },
        "kind": {"from": "type", "map": "kind", "blank": "OTHER"},
        "employees": {"from": "size", "extract": "([0-9]+)"},
        "revenue": {"from": "turnover", "currency": ["cur"]},
        "domains": {"from": "sites", "split": ",", "clean": "domain"},
    },
    "refs": [
        {
            "link": "RESOLD_BY",
            "source": "self",
            "target": {"record": {"P": "partner", "*": "firm"}, "id": "$.id"},
            "each": "resellers",
            "props": {"subtype": "$.kind"},
        }
    ],
    "also": [
        {"object": "partner", "noun": "Account", "each": "resellers", "when": {"$.id": {"prefix": "P"}}, "id": "$.id"}
    ],
}


@pytest.fixture(scope="module")
def acme(model) -> Translator:
    spec = SourceSpec.model_validate(
        {
            "system": "acme",
            "doc": "A CRM",
            "currency": "CHF",
            "shapes": {"page": {"has": ["data"]}, "export": {}},
            "objects": [ROW],
            "reading": {"inside": ["data"], "pages": ["items"]},
            "maps": {"kind": {"Client": "CUSTOMER", "Rival": "COMPETITOR"}},
        }
    )
    other = dataclasses.replace(model, sources={**model.sources, "acme": spec})
    assert check_source(spec, other) == []
    return Translator(other, "acme", observed_at="2026-01-01")


def fields(translator: Translator, **row: Any) -> dict[str, Any]:
    return dict(translator.translate("firm", {"ref": "1", **row})["claims"][0].get("fields", {}))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "A"}, {"name": "A"}),
        ({"First": "Ann", "LAST": "Lee"}, {"name": "Ann Lee"}),
        ({"name": "", "first": "Ann", "last": ""}, {"name": "Ann"}),
        ({"size": "5000 people"}, {"segment": "ENTERPRISE", "employees": 5000}),
        ({"size": "12"}, {"segment": "SMB", "employees": 12}),
        ({"type": "client"}, {"kind": "CUSTOMER"}),
        ({"type": ""}, {"kind": "OTHER"}),
        ({"turnover": "12.345", "cur": "eur"}, {"revenue": {"minor": 1234, "currency": "EUR", "exponent": 2}}),
        ({"turnover": 7}, {"revenue": {"minor": 700, "currency": "CHF", "exponent": 2}}),
        ({"sites": "www.a.example, https://b.example/x, "}, {"domains": ["a.example", "b.example"]}),
    ],
)
def test_values(acme, row, expected):
    assert fields(acme, **row) == expected


def test_word_without_mapping_is_set_aside_by_name(acme):
    own = acme.translate("firm", {"ref": "1", "type": "Friend"})["claims"][0]
    assert own["set_aside"] == [{"field": "kind", "reason": "no mapping for 'Friend'"}]


def test_list_of_links_and_records_by_prefix(acme):
    row = {"data": {"ref": "1", "resellers": [{"id": "P7", "kind": "VAR"}, {"id": 9}]}}
    own, partner = acme.translate("firm", row)["claims"]
    assert own["refs"] == [
        {"link": "RESOLD_BY", "variant": "", "source": ".", "target": "acme|partner|P7", "props": {"subtype": "VAR"}},
        {"link": "RESOLD_BY", "variant": "", "source": ".", "target": "acme|firm|9"},
    ]
    assert partner["record"] == "acme|partner|P7"
    emptied = acme.translate("firm", {"ref": "1", "resellers": []})["claims"][0]
    assert emptied["refs"] == [{"link": "RESOLD_BY", "variant": "", "source": ".", "target": None}]


def test_columns_of_nested_rows_count(acme):
    row = {"data": {"ref": "1", "boss": "2"}, "changed": "2026-02-02T00:00:00Z"}
    match = acme.match("unknown.json", acme.columns_of(row), row)
    assert match is not None
    assert (match.name, match.shape) == ("firm", "page")
    assert list(acme.rows_of({"items": [row], "next": 2})) == [row]
    assert acme.translate(match, row)["at"] == "2026-02-02T00:00:00.000000Z"


def test_one_value_in_many_spellings_is_one_id(acme):
    ids = {acme.translate("firm", {"ref": ref})["claims"][0]["record"] for ref in ("12", 12, 12.0, " 12 ", "12.0")}
    assert ids == {"acme|firm|12"}


def test_the_mapping_hash_changes_with_the_mapping(acme, model):
    same = dataclasses.replace(model, sources={"acme": acme._source})
    assert Translator(same, "acme", observed_at="2026-05-05").mapping_hash == acme.mapping_hash
    changed = acme._source.model_copy(update={"currency": "EUR"})
    other = dataclasses.replace(model, sources={"acme": changed})
    assert Translator(other, "acme", observed_at="2026-01-01").mapping_hash != acme.mapping_hash


def test_unknown_system_and_time_are_refused(model):
    with pytest.raises(UsageError, match="no source 'fax'"):
        Translator(model, "fax", observed_at="2026-01-01")
    with pytest.raises(UsageError):
        Translator(model, "stripe", observed_at="soon")


def test_every_row_of_many_column_sets_is_read(acme):
    """More sets of columns than are kept compiled."""
    for number in range(600):
        own = acme.translate("firm", {"ref": str(number), "name": "n", f"extra_{number}": "x"})["claims"][0]
        assert own["fields"] == {"name": "n"}


def test_the_words_that_are_checked_are_the_words_there_are():
    """The model room checks source files and may not import this room, so it holds the names a second time."""
    assert conditions.WORDS == source_check.CONDITION_WORDS
    assert {f"{name}.{part}" for name, parts in computed.PARTS.items() for part in parts} == source_check.COMPUTED
    assert set(computed.PARTS) == set(computed.COMPUTED)
    for name in get_args(Clean):
        assert callable(cleaner(name))
