"""Tables as files, without a database: both formats hold the same rows, in the types that they promise."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import DatabaseError, UsageError
from graph_service.model.model import Model
from graph_service.warehouse import files
from graph_service.warehouse.columns import link_columns, node_columns, values
from graph_service.warehouse.files import Format, opened, text_of

STORED = {
    "id": "scr_1", "name": "Flow Ω", "status": "ACTIVE", "arr_minor": 3240050, "arr_currency": "EUR", "arr_exponent": 2,
    "started_at": "2025-06-18T00:00:00.000000Z", "renewal_date": "2026-09-18", "auto_renew": False,
    "arr_left_out": ["si_1: metered"], "systems": ["stripe"], "state": "live",
}  # fmt: skip
YEN = {"id": "scr_2", "arr_minor": 120000, "arr_currency": "JPY", "arr_exponent": 0, "systems": []}


def typed(model: Model, *stored: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    columns = node_columns(model, "Subscription")
    return columns, [values(columns, row, "nodes/Subscription") for row in stored]


def test_a_stored_node_becomes_typed_values(model: Model) -> None:
    _, (row,) = typed(model, STORED)
    assert row["arr_amount"] == Decimal("32400.50")
    assert row["arr_currency"] == "EUR"
    assert row["started_at"] == datetime(2025, 6, 18, tzinfo=UTC)
    assert row["renewal_date"] == date(2026, 9, 18)
    assert row["auto_renew"] is False
    assert row["notice_date"] is None
    assert "settled_hash" not in row
    assert "slots" not in row


def test_json_lines_and_parquet_hold_the_same_rows(model: Model, tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns, rows = typed(model, STORED, YEN)
    for format in Format:
        with opened(tmp_path / "nodes" / "Subscription", columns, format) as file:
            for row in rows:
                file.write([row])
    lines = (tmp_path / "nodes" / "Subscription.jsonl").read_text(encoding="utf-8").splitlines()
    table = parquet.read_table(tmp_path / "nodes" / "Subscription.parquet")
    assert table.column_names == list(json.loads(lines[0])) == [column.name for column in columns]
    for line, row in zip(lines, table.to_pylist(), strict=True):
        told = json.loads(line)
        assert told.pop("arr_amount") == format_of(row.pop("arr_amount"), told["arr_currency"])
        assert told == {
            name: text_of(value) if isinstance(value, (date, datetime)) else value for name, value in row.items()
        }
    types = {field.name: field.type for field in table.schema}
    assert types["arr_amount"] == arrow.decimal128(38, 4)
    assert types["started_at"] == arrow.timestamp("us", tz="UTC")
    assert types["renewal_date"] == arrow.date32()
    assert types["auto_renew"] == arrow.bool_()
    assert types["arr_left_out"] == arrow.list_(arrow.string())
    assert json.loads(lines[0])["arr_amount"] == "32400.50"
    assert json.loads(lines[1])["arr_amount"] == "120000"


def format_of(amount: Decimal, currency: str) -> str:
    return str(amount.quantize(Decimal("1") if currency == "JPY" else Decimal("0.01")))


def test_row_groups_have_one_size_whatever_the_pages(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(files, "ROW_GROUP", 4)
    columns, rows = typed(model, *({**YEN, "id": f"scr_{number:02}"} for number in range(10)))
    with opened(tmp_path / "s", columns, Format.parquet) as file:
        file.write(rows[:3])
        file.write(rows[3:9])
        file.write(rows[9:])
    read = parquet.ParquetFile(tmp_path / "s.parquet")
    assert [read.metadata.row_group(place).num_rows for place in range(read.num_row_groups)] == [4, 4, 2]
    assert read.read().column("id").to_pylist() == [f"scr_{number:02}" for number in range(10)]


def test_a_value_of_another_type_names_its_column(model: Model) -> None:
    with pytest.raises(DatabaseError, match=r"auto_renew of scr_2 is no boolean.*rebuild"):
        typed(model, {**YEN, "auto_renew": "yes"})


def test_a_link_has_its_ends_its_kind_and_its_own_properties(model: Model) -> None:
    names = [column.name for column in link_columns(model.links["WORKS_AT"])]
    assert names[:4] == ["from_id", "from_noun", "to_id", "to_noun"]
    assert {"title", "primary", "since", "records"} <= set(names)
    assert len(names) == len(set(names))
    assert "role" in [column.name for column in link_columns(model.links["HAS_ROLE"])]


def test_parquet_without_its_library_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(files, "import_module", missing)
    with pytest.raises(UsageError, match=r"gtm-graph\[parquet\]"):
        files.check(Format.parquet)
    files.check(Format.jsonl)
