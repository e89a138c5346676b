"""Receive: what is taken, what is refused, and where it is said to be."""

from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path

import pytest

from graph_service.errors import GtmGraphError, UsageError
from graph_service.intake.decode import parquet
from graph_service.intake.receive import BadRow, FileUnreadable, RawRow, header, receive


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def ids(path: Path | io.BytesIO, **options: str) -> list[object]:
    return [row.data["id"] for row in receive(path, **options) if isinstance(row, RawRow)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "id,name\n1,Ana\n2,Bo\n"),
        ("a.tsv", "id\tname\n1\tAna, B\n2\tBo\n"),
        ("a.CSV", "id;name\n1;Ana\n2;Bo\n"),
        ("a.jsonl", '{"id":"1"}\n{"id":"2"}\n'),
        ("a.ndjson", '{"id":"1"}\n{"id":"2"}'),
        ("a.json", '[{"id":"1"},{"id":"2"}]'),
        ("a.json", '{"results":[{"id":"1"},{"id":"2"}],"paging":{}}'),
        ("a.json", '{"id":"1"}\n{"id":"2"}\n'),
        ("a.json", '{\n "id": "1"\n}\n{"id":"2"}\n'),
        ("a.json", '{"results":[{"id":"1"}]}\n{"results":[{"id":"2"}]}\n'),
        ("a.jsonl", '[{"id":"1"},{"id":"2"}]'),
        ("a.jsonl", '{\n "data": [{"id":"1"},{"id":"2"}]\n}'),
        ("a", "id,name\n1,Ana\n2,Bo\n"),
        ("a.txt", '{"id":"1"}\n{"id":"2"}\n'),
        ("a.csv", '[{"id":"1"},{"id":"2"}]'),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_formats_are_told_by_content_and_name(tmp_path: Path, name: str, data: str, mark: bytes) -> None:
    path = write(tmp_path, name, mark + data.encode())
    assert ids(path) == ["1", "2"]
    assert ids(io.BytesIO(mark + data.encode()), name=name) == ["1", "2"]
    assert header(path)[0] == "id"


def test_a_stated_format_wins() -> None:
    data = b'{"results":[{"id":"1"}]}'
    assert ids(io.BytesIO(data)) == ["1"]
    assert [row.data for row in receive(io.BytesIO(data), format="jsonl") if isinstance(row, RawRow)] == [
        {"results": [{"id": "1"}]}
    ]
    with pytest.raises(UsageError, match="xml"):
        list(receive(io.BytesIO(data), format="xml"))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a"])
@pytest.mark.parametrize("data", [b"", b"\n\n", b"   ", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows(tmp_path: Path, name: str, data: bytes) -> None:
    path = write(tmp_path, name, data)
    assert list(receive(path)) == []
    assert header(path) == []


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "id,name\n")
    assert list(receive(path)) == []
    assert header(path) == ["id", "name"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x1f\x8b\x08\x00rest", "gzip"),
        (b"PK\x03\x04rest", "zip"),
        (b"BZh91AY", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xd0\xcf\x11\xe0\xa1", "Excel"),
        (b"%PDF-1.7", "PDF"),
        ("id,name\n1,x\n".encode("utf-16"), "UTF-16"),
        ("id,name\n1,x\n".encode("utf-16-le"), "UTF-16"),
        ("id,name\n1,x\n".encode("utf-32"), "UTF-32"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'<?xml version="1.0"?>', "XML"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, data: bytes, says: str) -> None:
    path = write(tmp_path, "a.csv", data)
    for read in (lambda: list(receive(path)), lambda: header(path)):
        with pytest.raises(FileUnreadable, match=says) as caught:
            read()
        assert str(caught.value).startswith("a.csv")


def test_what_is_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    listening = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path)  # a socket's path may be short only
    listening.bind("s.csv")
    try:
        for name, says in (
            ("pipe.csv", "pipe"),
            ("folder.csv", "folder"),
            ("s.csv", "socket"),
            ("absent.csv", "no such file"),
        ):
            with pytest.raises(FileUnreadable, match=says):
                list(receive(tmp_path / name))
        with pytest.raises(FileUnreadable, match="device"):
            list(receive(Path("/dev/null")))
    finally:
        listening.close()


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "id\n1\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "loose.csv").symlink_to(tmp_path / "nothing")
    assert ids(tmp_path / "link.csv") == ["1"]
    with pytest.raises(FileUnreadable, match="no such file"):
        list(receive(tmp_path / "loose.csv"))


def test_an_error_names_file_and_line_and_is_ours(tmp_path: Path) -> None:
    path = write(tmp_path, "a\n\x1b[31m.csv", 'id,name\n1,x\n2,"open\n')
    rows = receive(path)
    assert next(rows) == RawRow(2, {"id": "1", "name": "x"})
    with pytest.raises(GtmGraphError) as caught:
        list(rows)
    assert isinstance(caught.value, FileUnreadable)
    assert caught.value.line == 3
    assert caught.value.exit_code == 1
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert str(caught.value).startswith("a\\n\\x1b[31m.csv:3: ")


def test_nothing_is_opened_before_the_first_row_is_asked_for(tmp_path: Path) -> None:
    rows = receive(tmp_path / "later.csv")
    write(tmp_path, "later.csv", "id\n1\n")
    assert len(list(rows)) == 1


def test_a_file_that_changes_while_it_is_read_is_incomplete(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "id\n1\n2\n")
    rows = receive(path)
    assert next(rows) == RawRow(2, {"id": "1"})
    with path.open("a") as more:
        more.write("3\n")
    with pytest.raises(FileUnreadable, match="changed while"):
        list(rows)


def test_a_stream_in_pieces_reads_as_one() -> None:
    class Pieces(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = data

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            piece, self._data = self._data[:3], self._data[3:]
            return piece

    data = "id,name\n1,Ünal\n2,李雷\n".encode()
    assert [row.data for row in receive(Pieces(data), name="x.csv") if isinstance(row, RawRow)] == [  # type: ignore[arg-type]
        {"id": "1", "name": "Ünal"},
        {"id": "2", "name": "李雷"},
    ]


def test_a_given_stream_is_left_open() -> None:
    stream = io.BytesIO(b"id\n1\n")
    list(receive(stream))
    assert not stream.closed


def test_header_of_json_is_the_first_rows_keys(tmp_path: Path) -> None:
    assert header(write(tmp_path, "a.jsonl", 'broken\n{"id":1,"name":2}\n{"other":3}\n')) == ["id", "name"]
    assert header(write(tmp_path, "a.json", '{"total":9,"records":[{"Id":1,"Name":2}]}')) == ["Id", "Name"]


def test_parquet_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = write(tmp_path, "a.parquet", b"PAR1....PAR1")
    for read in (lambda: list(receive(path)), lambda: header(path)):
        with pytest.raises(FileUnreadable, match=r"gtm-graph\[parquet\]"):
            read()


def test_a_named_parquet_that_is_none_is_refused() -> None:
    with pytest.raises(FileUnreadable, match="not a Parquet"):
        list(receive(io.BytesIO(b"id\n1\n"), format="parquet"))


def test_parquet_rows(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    writer = pytest.importorskip("pyarrow.parquet")
    from datetime import UTC, date, datetime
    from decimal import Decimal

    table = pyarrow.table(
        {
            "id": [1, 2],
            "name": ["Ana", None],
            "score": [1.5, float("nan")],
            "amount": [Decimal("1.10"), Decimal("2.00")],
            "at": [datetime(2026, 5, 1, tzinfo=UTC)] * 2,
            "day": [date(2026, 5, 1)] * 2,
            "tags": [["a"], []],
        }
    )
    path = tmp_path / "a.parquet"
    writer.write_table(table, path)
    rows = list(receive(path))
    first = {"id": 1, "name": "Ana", "score": 1.5, "amount": "1.10", "at": "2026-05-01T00:00:00+00:00"}
    assert rows[0] == RawRow(1, {**first, "day": "2026-05-01", "tags": ["a"]})
    assert isinstance(rows[1], RawRow)
    assert rows[1].data["score"] is None
    assert header(path) == ["id", "name", "score", "amount", "at", "day", "tags"]
    assert len(list(receive(io.BytesIO(path.read_bytes())))) == 2
    write(tmp_path, "cut.parquet", path.read_bytes()[:-20])
    with pytest.raises(FileUnreadable, match="cut or damaged"):
        list(receive(tmp_path / "cut.parquet"))


def test_parquet_values_become_json_values() -> None:
    assert parquet._plain({"a": [float("nan"), b"x"]}) == {"a": [None, "x"]}
    for bad in (float("inf"), b"\xff"):
        with pytest.raises(ValueError, match=r"."):
            parquet._plain(bad)


def test_rows_are_small_and_frozen() -> None:
    row, bad = RawRow(1, {}), BadRow(1, "why", "raw")
    for one in (row, bad):
        assert not hasattr(one, "__dict__")
        with pytest.raises(AttributeError):
            one.line = 2  # type: ignore[misc]
