"""Lists for ``ask --file``: what a row gives, and what no file may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.cli.lists import MOST, listed_argument, read_list
from graph_service.errors import UsageError
from graph_service.questions.registry import QUESTIONS


def rows_of(tmp_path: Path, question: str, text: str):
    file = tmp_path / "refs.csv"
    file.write_text(text, encoding="utf-8")
    return read_list(QUESTIONS[question], file)


def test_a_single_column_needs_no_header(tmp_path: Path):
    rows = rows_of(tmp_path, "account_ownership", "a.example\n\nb.example\n  \n")
    assert [row.arguments for row in rows] == [{"account": "a.example"}, {"account": "b.example"}]
    assert [row.number for row in rows] == [1, 2]


@pytest.mark.parametrize("header", ["domain", "Domain", "\ufeffdomain"])
def test_a_header_may_name_a_way_of_naming(tmp_path: Path, header: str):
    [row] = rows_of(tmp_path, "account_ownership", f"{header}\na.example\n")
    assert row.arguments == {"account": {"domain": "a.example"}}


def test_a_header_may_name_arguments(tmp_path: Path):
    rows = rows_of(tmp_path, "is_mine", "user;account\nana@us.example;domain:a.example\n;b.example\n")
    assert rows[0].arguments == {"user": "ana@us.example", "account": {"domain": "a.example"}}
    assert rows[1].arguments == {"account": "b.example"}


def test_a_sources_id_may_stand_in_three_columns(tmp_path: Path):
    [row] = rows_of(tmp_path, "routing", "system,object,id\nsalesforce,Lead,00Q1\n")
    assert row.arguments == {"lead": {"external_id": {"system": "salesforce", "object": "Lead", "id": "00Q1"}}}


def test_a_way_of_naming_finds_the_argument_that_can_take_it(tmp_path: Path):
    [row] = rows_of(tmp_path, "active_opportunities", "domain\na.example\n")
    assert QUESTIONS["active_opportunities"].typed(row.arguments)["domain"] == "a.example"


def test_a_question_that_takes_a_list_takes_all_rows_at_once(tmp_path: Path):
    rows = rows_of(tmp_path, "suppression", "email\na@b.example\nc@d.example\n")
    assert listed_argument(QUESTIONS["suppression"], rows) == "people"
    assert [row.arguments["people"] for row in rows] == [{"email": "a@b.example"}, {"email": "c@d.example"}]
    companies = rows_of(tmp_path, "suppression", "accounts\na.example\n")
    assert listed_argument(QUESTIONS["suppression"], companies) is None, "a company has many people: one asking a row"
    single = rows_of(tmp_path, "account_ownership", "a.example\n")
    assert listed_argument(QUESTIONS["account_ownership"], single) is None


def test_a_question_without_references_takes_its_first_argument(tmp_path: Path):
    [row] = rows_of(tmp_path, "search", "meridian rail\n")
    assert row.arguments == {"text": "meridian rail"}


def test_ten_thousand_rows_and_no_more(tmp_path: Path):
    line = "a.example\n"
    assert len(rows_of(tmp_path, "account_ownership", line * MOST)) == MOST
    with pytest.raises(UsageError, match=r"it holds 10,001 references, at most 10,000 can be asked") as wrong:
        rows_of(tmp_path, "account_ownership", line * (MOST + 1))
    assert wrong.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no reference"),
        ("domain\n", "holds no reference"),
        ("account,colour\na.example,blue\n", "called 'colour'"),
    ],
)
def test_what_is_no_list(tmp_path: Path, text: str, message: str):
    with pytest.raises(UsageError, match=message):
        rows_of(tmp_path, "account_ownership", text)


def test_a_file_that_is_no_text(tmp_path: Path):
    file = tmp_path / "refs.csv"
    file.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(UsageError, match="no UTF-8"):
        read_list(QUESTIONS["account_ownership"], file)
    with pytest.raises(UsageError, match="cannot read it"):
        read_list(QUESTIONS["account_ownership"], tmp_path / "nothing.csv")
