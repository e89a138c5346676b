"""JSON: lines, arrays, pages, and the strict reading of one object."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.intake.decode import json_document, jsonl
from graph_service.intake.decode.json_scan import Scanner
from graph_service.intake.decode.rows import RAW_LIMIT, BadRow, FileUnreadable, RawRow
from graph_service.intake.decode.strict_json import parse_object, parse_objects
from graph_service.intake.receive import receive

Seen = tuple[list[Any], list[BadRow], FileUnreadable | None]


def seen(rows: Any) -> Seen:
    good: list[Any] = []
    bad: list[BadRow] = []
    try:
        for row in rows:
            if isinstance(row, RawRow):
                good.append((row.line, row.data))
            else:
                bad.append(row)
    except FileUnreadable as error:
        return good, bad, error
    return good, bad, None


def pieces(data: bytes, size: int) -> Any:
    return (data[at : at + size] for at in range(0, len(data), size))


def lines(data: bytes, size: int = 1 << 18) -> Seen:
    return seen(jsonl.decode(pieces(data, size)))


def document(data: bytes, size: int = 1 << 18, limit: int = 1 << 23) -> Seen:
    return seen(json_document.decode(pieces(data, size), limit=limit))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b'{ "a" : "x:y" , "b" : {"c": [1, {"d": null}]} }', {"a": "x:y", "b": {"c": [1, {"d": None}]}}),
        (b'{"a":"\\":\\":","b":"}{"}', {"a": '":":', "b": "}{"}),
        (b'{"a":18446744073709551616}', {"a": 18446744073709551616}),
        (b'{"a":9007199254740993}', {"a": 9007199254740993}),
        (b'{"a":1e300}', {"a": 1e300}),
        (b'{"a":"NaN"}', {"a": "NaN"}),
        ('{"a":"x\u2028y\u0085z"}'.encode(), {"a": "x\u2028y\u0085z"}),
        (b'{"a":"\\u0000"}', {"a": "\x00"}),
        (b'{"a":1,"A":2}', {"a": 1, "A": 2}),
        (b"{}", {}),
    ],
)
def test_an_object_is_read_exactly(raw: bytes, value: dict[str, Any]) -> None:
    assert parse_object(raw) == value


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"optOut":true,"optOut":false}', "duplicate key 'optOut'"),
        (b'{"optOut" :true,"optOut" :false}', "duplicate key"),
        (b'{"optOut"\t:true,"optOut"\n:false}', "duplicate key"),
        (b'{"optOut":true,"opt\\u004fut":false}', "duplicate key"),
        (b'{"a":"x:y","b":{"c":1,"c":2}}', "duplicate key 'c'"),
        (b'{"a":[{"c":1,"c":2}]}', "duplicate key 'c'"),
        (b'{"a":"b\\":1","a":2}', "duplicate key 'a'"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":Infinity}', "Infinity"),
        (b'{"a":-Infinity}', "Infinity"),
        (b'{"a":1e400}', "infinity"),
        (b'{"a":' + b"9" * 5000 + b"}", "infinity"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":"\xff"}', "UTF-8"),
        (b'{"a":"caf\xe9"}', "UTF-8"),
        (b'{"a":"x\x00y"}', "control"),
        (b'{"a":1', "not JSON"),
        (b'{"a":1}x', "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"1", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "not JSON"),
    ],
)
def test_what_hides_or_breaks_a_value_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_object(raw)


values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)
objects = st.dictionaries(st.text(max_size=6), values, max_size=4)
styles = st.sampled_from([{"separators": (",", ":")}, {}, {"indent": 1}, {"separators": (" , ", " : ")}])


@settings(deadline=None)
@given(objects, styles, st.booleans())
def test_every_json_object_is_read_as_the_standard_library_reads_it(
    value: dict[str, Any], style: dict[str, Any], ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, **style)
    raw = text.encode("utf-8", "surrogatepass")
    try:
        assert parse_object(raw) == json.loads(text)
    except ValueError as error:
        reason = str(error)
    else:
        return
    assert any("\ud800" <= char <= "\udfff" for char in str(value) + text) or "surrogate" in reason


@settings(max_examples=40, deadline=None)
@given(st.lists(objects, max_size=4), st.integers(min_value=0, max_value=3))
def test_many_are_read_as_one_by_one(many: list[dict[str, Any]], spoiled: int) -> None:
    raws = [json.dumps(one, separators=(",", ":")).encode() for one in many]
    if spoiled < len(raws):
        raws[spoiled] = b'{"a":1,"a":2}'
    found = parse_objects(raws, b"\n".join(raws))
    for raw, value in zip(raws, found, strict=True):
        try:
            expected: Any = parse_object(raw)
        except ValueError as error:
            assert str(value) == str(error)  # noqa: PT017 - the same reason by both roads
        else:
            assert value == expected


def test_lines_and_their_numbers() -> None:
    rows, bad, end = lines(b'{"a":1}\n\n  \n{"a":2}\r\n{"a":3}')
    assert rows == [(1, {"a": 1}), (4, {"a": 2}), (5, {"a": 3})]
    assert (bad, end) == ([], None)


def test_a_bad_line_costs_itself_only() -> None:
    rows, bad, end = lines(b'{"a":1}\n{"a":1,"a":2}\n{"a":\n[{"a":1}]\n{"b":"\xff"}\n{"a":2}\n')
    assert rows == [(1, {"a": 1}), (6, {"a": 2})]
    assert [row.line for row in bad] == [2, 3, 4, 5]
    assert end is None


def test_two_lines_that_join_into_one_object_stay_two_bad_lines() -> None:
    rows, bad, end = lines(b'{"a":1\n"b":2}\n{"c":3}\n')
    assert rows == [(3, {"c": 3})]
    assert [row.line for row in bad] == [1, 2]
    assert end is None


@pytest.mark.parametrize("half", [b'{"a":', b'{"a":tr', b'{"a":"x', b"{", b'{"a":{"b":1}', b'{"a":"}'])
def test_a_half_last_line_makes_the_file_incomplete(half: bytes) -> None:
    rows, bad, end = lines(b'{"a":1}\n' + half)
    assert rows == [(1, {"a": 1})]
    assert [row.line for row in bad] == [2]
    assert end is not None
    assert end.line == 2


def test_a_bad_but_whole_last_line_does_not() -> None:
    rows, bad, end = lines(b'{"a":1}\n{"a":1,"a":2}')
    assert (len(rows), len(bad), end) == (1, 1, None)


@settings(max_examples=40, deadline=None)
@given(st.lists(objects, max_size=6), st.integers(min_value=1, max_value=50))
def test_lines_are_read_back_whatever_the_chunks(many: list[dict[str, Any]], size: int) -> None:
    data = b"".join(json.dumps(one).encode() + b"\n" for one in many)
    rows, bad, end = lines(data, size)
    readable = [one for one in many if not any("\ud800" <= char <= "\udfff" for char in repr(one))]
    assert [row for _, row in rows] == [json.loads(json.dumps(one)) for one in readable]
    assert len(rows) + len(bad) == len(many)
    assert end is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", []),
        (b'[{"a":1},\n{"a":2}\n]', [(1, {"a": 1}), (2, {"a": 2})]),
        (b'[{"a":{"b":[{"c":"}]"}]}}]', [(1, {"a": {"b": [{"c": "}]"}]}})]),
        (b'{"total":1,"results":[{"id":1},{"id":2}],"paging":{"next":1}}', [(1, {"id": 1}), (1, {"id": 2})]),
        (b'{"data":[],"has_more":false}', []),
        (
            b'{"object":"list","data":[{"id":1,"items":{"data":[{"id":2}]}}]}',
            [(1, {"id": 1, "items": {"data": [{"id": 2}]}})],
        ),
        (b'{"@odata.count":1,"value":[{"id":1}]}', [(1, {"id": 1})]),
        (b'{"records":[{"attributes":{"type":"A"},"Id":"1"}]}', [(1, {"attributes": {"type": "A"}, "Id": "1"})]),
        (b'{"id":1,"data":{"x":1}}', [(1, {"id": 1, "data": {"x": 1}})]),
        (b'{"id":1,"value":[1,2]}', [(1, {"id": 1, "value": [1, 2]})]),
        (b'{"id":1,"value":"[{"}', [(1, {"id": 1, "value": "[{"})]),
        (b'{"id":1}\n{"id":2}', [(1, {"id": 1}), (2, {"id": 2})]),
        (b"{}", [(1, {})]),
        (b"", []),
        (b" \n", []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 7, 1 << 18])
def test_documents(data: bytes, expected: list[Any], size: int) -> None:
    assert document(data, size) == (expected, [], None)


def test_a_bad_element_costs_itself_only() -> None:
    rows, bad, end = document(b'[{"a":1},\n{"a":NaN},\n3,"x",null,[1],tru,\n{"a":1,"a":2},{"a":2}]')
    assert rows == [(1, {"a": 1}), (4, {"a": 2})]
    assert [row.line for row in bad] == [2, 3, 3, 3, 3, 3, 4]
    assert end is None


@pytest.mark.parametrize(
    ("data", "rows", "bad"),
    [
        (b'[{"a":1},\n{"a":', 1, 1),
        (b'[{"a":1},\n{"a":"x', 1, 1),
        (b'[{"a":1},\n', 1, 0),
        (b'[{"a":1}\n', 1, 0),
        (b'{"results":[{"a":1}]\n', 1, 0),
        (b'{"results":[{"a":1}],\n"p', 1, 1),
        (b'[{"a":1}\n{"a":2}]', 1, 0),
        (b'[{"a":1},\n]', 1, 0),
        (b'[{"a":1}]\nx', 1, 0),
        (b'{"results":[{"a":1}],\n"results":[{"a":2}]}', 1, 0),
        (b'[{"a":1},\n{"a":"open}, {"b":"x"}]', 1, 1),
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1 << 18])
def test_a_broken_document_counts_what_came_before(data: bytes, rows: int, bad: int, size: int) -> None:
    good, refused, end = document(data, size)
    assert (len(good), len(refused)) == (rows, bad)
    assert end is not None
    assert end.line == 2


def test_text_that_is_no_json_is_refused() -> None:
    assert document(b"id,name\n1,2\n")[2] is not None
    with pytest.raises(FileUnreadable, match=r"^a\.json:1: "):
        list(receive(io.BytesIO(b"id,name\n1,2\n"), name="a.json"))


def test_an_element_over_the_limit_is_passed_over_not_held() -> None:
    long = b'{"a":"' + b'x\\"' * 400 + b'","b":[{"c":"]"}]}'
    rows, bad, end = document(b'[{"a":1},\n' + long + b',"' + b"y" * 500 + b'",{"a":2}]', size=16, limit=100)
    assert rows == [(1, {"a": 1}), (2, {"a": 2})]
    assert [row.line for row in bad] == [2, 2]
    assert end is None
    rows, bad, end = document(b'{"big":"' + b"x" * 500 + b'","results":[{"a":1}]}', size=16, limit=100)
    assert (rows, bad, end) == ([(1, {"a": 1})], [], None)
    rows, bad, end = document(b'{"a":1,"big":"' + b"x" * 500 + b'","b":[2]}', size=16, limit=100)
    assert (rows, len(bad), end) == ([], 1, None)
    assert bad[0].raw.startswith('{"a":1,"big":"xx')
    rows, bad, end = document(b'[{"a":1},{"b":"' + b"x" * 500, size=16, limit=100)
    assert (len(rows), len(bad)) == (1, 1)
    assert end is not None


@settings(deadline=None)
@given(st.lists(values, max_size=5), styles, st.integers(min_value=1, max_value=30))
def test_the_splitter_finds_every_element_whatever_the_chunks(
    many: list[Any], style: dict[str, Any], size: int
) -> None:
    data = json.dumps(many, **style).encode()
    found = list(Scanner(pieces(data, size)).elements())
    assert [json.loads(value.raw) for value in found] == json.loads(data)
    # the line of an element is the line its first byte is on
    for value in found:
        assert value.raw.split(b"\n")[0] in data.split(b"\n")[value.line - 1]


@settings(deadline=None)
@given(st.binary(max_size=120), st.sampled_from([b"", b"[", b'[{"a":', b'{"data":[', b'{"a":1}\n']))
def test_any_bytes_give_rows_bad_rows_or_one_error(data: bytes, start: bytes) -> None:
    for read in (document, lines):
        rows, bad, _ = read(start + data, 3)
        assert all(isinstance(row, dict) for _, row in rows)
        assert all(row.reason and len(row.raw) <= RAW_LIMIT for row in bad)
