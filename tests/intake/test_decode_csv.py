"""CSV: no trap swallows or shifts a row without saying so."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.intake.decode import csv_lines, csv_rows
from graph_service.intake.decode.rows import RAW_LIMIT, BadRow, FileUnreadable, RawRow

HEAD = b"id,name,email\n"
Seen = tuple[list[RawRow], list[BadRow], FileUnreadable | None]


def decode(data: bytes, *, size: int = 1 << 18, tabs: bool = False) -> Seen:
    rows: list[RawRow] = []
    bad: list[BadRow] = []
    try:
        for row in csv_rows.decode((data[at : at + size] for at in range(0, len(data), size)), tabs=tabs):
            (rows if isinstance(row, RawRow) else bad).append(row)  # type: ignore[arg-type]
    except FileUnreadable as error:
        return rows, bad, error
    return rows, bad, None


def places(rows: list[RawRow] | list[BadRow]) -> list[int]:
    return [row.line for row in rows]


def test_values_are_text_and_blank_stays_blank() -> None:
    rows, bad, end = decode(HEAD + b"1,,NULL\n007, x ,true\n")
    assert [row.data for row in rows] == [
        {"id": "1", "name": "", "email": "NULL"},
        {"id": "007", "name": " x ", "email": "true"},
    ]
    assert (bad, end) == ([], None)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(end: bytes, last: bool) -> None:
    data = end.join([b"id,name", b"1,a", b"", b"2,b"]) + (end if last else b"")
    rows, bad, error = decode(data)
    assert [(row.line, row.data["id"]) for row in rows] == [(2, "1"), (4, "2")]
    assert (bad, error) == ([], None)


def test_a_quoted_field_may_hold_line_ends_and_quotes() -> None:
    rows, bad, end = decode(HEAD + b'1,"two\nlines","say ""hi"""\r\n2,c,d\n')
    assert [(row.line, row.data["name"], row.data["email"]) for row in rows] == [
        (2, "two\nlines", 'say "hi"'),
        (4, "c", "d"),
    ]
    assert (bad, end) == ([], None)


def test_other_line_ends_inside_a_value_do_not_cut_it() -> None:
    value = "a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg"
    rows, bad, end = decode(HEAD + f"1,{value},x\n".encode())
    assert [row.data["name"] for row in rows] == [value]
    assert (bad, end) == ([], None)


@pytest.mark.parametrize(
    "after",
    [
        b"2,c,d\n3,e,f\n",  # no other quote in the file
        b'2,"c",d\n3,e,f\n',  # the next quote closes it
        b'2,c,"d"\n3,e,f\n',
        b'"2","c","d"\n',
        b"",
    ],
)
def test_an_unclosed_quote_is_reported_where_it_opened(after: bytes) -> None:
    rows, bad, end = decode(HEAD + b'0,a,b\n1,"open,b\n' + after)
    assert places(rows) == [2]
    assert places(bad) == [3]
    assert end is not None
    assert end.line == 3
    assert "never closed" in end.message


def test_an_unclosed_quote_does_not_swallow_a_large_file() -> None:
    rows, bad, end = decode(HEAD + b'1,"open,b\n' + b"2,c,d\n" * 200_000)
    assert (places(rows), places(bad)) == ([], [2])
    assert end is not None
    assert end.line == 2
    assert len(bad[0].raw) < 100


@pytest.mark.parametrize("lines", [csv_lines.ROW_LINES - 5, 2])
def test_long_texts_over_lines_are_fine_up_to_the_limit(lines: int) -> None:
    rows, bad, end = decode(HEAD + b'1,"' + b"line\n" * lines + b'",x\n2,c,d\n')
    assert places(rows) == [2, 2 + lines + 1]
    assert (bad, end) == ([], None)


def test_text_behind_a_closing_quote_costs_its_row_only() -> None:
    rows, bad, end = decode(HEAD + b'1,"a"b,c\n2,c,d\n')
    assert (places(rows), places(bad), end) == ([3], [2], None)
    assert bad[0].raw == '1,"a"b,c\n'


def test_a_quote_within_an_unquoted_field_is_a_character() -> None:
    rows, bad, end = decode(HEAD + b'1,pipe 5",c\n2,c,d\n')
    assert [row.data["name"] for row in rows] == ['pipe 5"', "c"]
    assert (bad, end) == ([], None)


def test_ragged_rows_are_bad_rows() -> None:
    rows, bad, end = decode(HEAD + b'1,a\n2,b,c,d\n3,e,f\n4,"x\ny"\n5,g,h\n')
    assert places(rows) == [4, 7]
    assert [(row.line, row.reason) for row in bad] == [
        (2, "2 columns where the header has 3"),
        (3, "4 columns where the header has 3"),
        (5, "2 columns where the header has 3"),
    ]
    assert bad[0].raw == "1,a\n"
    assert end is None


def test_blank_lines_and_lines_of_delimiters_are_passed_over() -> None:
    rows, bad, end = decode(b"\n\n" + HEAD + b"\n,,\n  \n1,a,b\n,,,,\n\n")
    assert [row.data["id"] for row in rows] == ["1"]
    assert (bad, end) == ([], None)


def test_a_file_cut_in_a_line_is_incomplete() -> None:
    rows, bad, end = decode(HEAD + b"1,a,b\n2,c")
    assert (places(rows), places(bad)) == ([2], [3])
    assert end is not None
    assert end.line == 3
    rows, bad, end = decode(HEAD + b'1,a,b\n2,"c')
    assert (places(rows), places(bad)) == ([2], [3])
    assert end is not None


@settings(deadline=None)
@given(st.integers(min_value=len(HEAD), max_value=len(HEAD) + 60))
def test_a_cut_never_invents_or_loses_a_whole_row(at: int) -> None:
    data = HEAD + b"".join(b"%d,name%d,mail%d\n" % (n, n, n) for n in range(1, 6))
    rows, bad, _ = decode(data[:at])
    whole = data[:at].count(b"\n") - 1
    assert [row.data["id"] for row in rows][:whole] == [str(n) for n in range(1, whole + 1)]
    assert len(rows) + len(bad) <= whole + 1


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"id,name,id\n", "'id' stands twice"),
        (b"id,name, id \n", "'id' stands twice"),
        (b"id,n\xe9\n", "UTF-8"),
        (b"id,n\x00\n", "NUL"),
        (b'id,"name\n1,x\n', "quote"),
        (b"1,maria@x.example\n", "data"),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file(head: bytes, says: str) -> None:
    rows, bad, end = decode(head + b"1,2,3\n")
    assert (rows, bad) == ([], [])
    assert end is not None
    assert says in end.message
    assert end.line == 1


def test_header_names() -> None:
    assert csv_rows.header_of([b"\n\xef\xbb\xbf id ,,name\n"]) == ["id", "column_2", "name"]
    assert csv_rows.header_of([b"a;b\n1;2\n"]) == ["a", "b"]
    assert csv_rows.header_of([b"a\tb;c\n"], tabs=True) == ["a", "b;c"]
    assert csv_rows.header_of([b"a\tb\n"]) == ["a", "b"]
    assert csv_rows.header_of([b"a,b;c\n"]) == ["a", "b;c"]
    assert csv_rows.header_of([b'"a,x";b\n']) == ["a,x", "b"]
    assert csv_rows.header_of([b"sep=;\na;b\n"]) == ["a", "b"]
    assert csv_rows.header_of([b'"a\nb",c\n']) == ["a\nb", "c"]
    assert csv_rows.header_of([]) == []


@pytest.mark.parametrize(("spoiled", "says"), [(b"\xe9t\xe9", "UTF-8"), (b"a\x00b", "NUL"), (b"\xff\xfe", "UTF-8")])
def test_bad_bytes_cost_their_row_only(spoiled: bytes, says: str) -> None:
    rows, bad, end = decode(HEAD + b"1,a,b\n2," + spoiled + b',c\n3,"x\n' + spoiled + b'\ny",d\n4,\xc3\xa9,f\n')
    assert [(row.line, row.data["name"]) for row in rows] == [(2, "a"), (7, "é")]
    assert places(bad) == [3, 4]
    assert all(says in row.reason for row in bad)
    assert end is None


def test_long_fields() -> None:
    rows, bad, end = decode(HEAD + b"1," + b"x" * 200_000 + b",c\n2,d,e\n")
    assert [len(row.data["name"]) for row in rows] == [200_000, 1]
    for field in (b"x" * 1_100_000, b'"' + b"x" * 1_100_000 + b'"'):
        rows, bad, end = decode(HEAD + b"1," + field + b",c\n2,d,e\n")
        assert (places(rows), places(bad), end) == ([3], [2], None)
        assert len(bad[0].raw) == RAW_LIMIT


def test_a_long_field_that_stays_open_ends_the_file() -> None:
    rows, bad, end = decode(HEAD + b'1,"' + b"x" * 1_100_000 + b"\n2,d,e\n")
    assert (places(rows), places(bad)) == ([], [2])
    assert end is not None
    assert end.line == 2


def test_a_carriage_return_outside_quotes_costs_its_row_only() -> None:
    rows, bad, end = decode(HEAD + b"1,a\rb,c\n2,d,e\n")
    assert (places(rows), places(bad), end) == ([3], [2], None)


cells = st.text(alphabet='ab,;"\n\r\t é\u2028\x0b', max_size=6)


@settings(deadline=None)
@given(
    st.lists(st.tuples(cells, cells, cells), max_size=8),
    st.integers(min_value=1, max_value=40),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes_is_read_back_whatever_the_chunks(
    table: list[tuple[str, str, str]], size: int, end: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "name", "email"])
    writer.writerows(table)
    rows, bad, error = decode(out.getvalue().encode(), size=size)
    expected = [row for row in table if any(row)]
    assert [tuple(row.data.values()) for row in rows] == expected
    assert (bad, error) == ([], None)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(min_value=1, max_value=20))
def test_any_bytes_give_rows_bad_rows_or_one_error(data: bytes, size: int) -> None:
    rows, bad, _ = decode(HEAD + data, size=size)
    assert all(len(row.data) == 3 for row in rows)
    assert all(row.reason and len(row.raw) <= RAW_LIMIT for row in bad)
    lines = [*places(rows), *places(bad)]
    assert len(set(lines)) == len(lines)
