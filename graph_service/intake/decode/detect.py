"""What a file is, by its first bytes.

In: the start of a stream, its name. Out: its format and how many bytes of byte order mark to pass over.
Refuses: archives, workbooks, other binary files, web pages, text that is not UTF-8 by its first bytes.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any, Literal, NamedTuple, get_args

import orjson

from graph_service.errors import UsageError
from graph_service.intake.decode.json_document import is_page
from graph_service.intake.decode.rows import FileUnreadable

Format = Literal["csv", "jsonl", "json", "parquet"]

_SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
}
_UNPACK = "unpack it first"
_SAVE_CSV = "save it as CSV in UTF-8"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "a gzip file", _UNPACK),
    (b"PK\x03\x04", "a zip file or an Excel workbook", "unpack it, or save it as CSV in UTF-8"),
    (b"PK\x05\x06", "an empty zip file", _UNPACK),
    (b"BZh", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", _SAVE_CSV),
    (b"%PDF", "a PDF", _SAVE_CSV),
    (b"SQLite format 3\x00", "a SQLite database", _SAVE_CSV),
    (b"Obj\x01", "an Avro file", "convert it to Parquet or JSON lines"),
    (b"ORC", "an ORC file", "convert it to Parquet or JSON lines"),
)
_WIDE: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_BOM = b"\xef\xbb\xbf"
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


class Detected(NamedTuple):
    """What a stream is."""

    format: Format
    skip: int
    """Bytes of byte order mark."""


def detect(head: bytes, *, name: str, format: str | None = None) -> Detected:
    """Tell the format of a stream.

    Args:
        head: its first bytes; all of them where it is short.
        name: its file name, whose suffix counts where the content does not say otherwise.
        format: the format where the caller knows it.

    Raises:
        FileUnreadable: a file that no decoder reads.
        UsageError: an unknown format.
    """
    if format is not None and format not in get_args(Format):
        raise UsageError(f"unknown format {format!r}", hint="one of csv, jsonl, json, parquet")
    if head.startswith(b"PAR1"):
        return Detected("parquet", 0)
    if format == "parquet":
        raise FileUnreadable("not a Parquet file")
    _refuse(head)
    skip = len(_BOM) if head.startswith(_BOM) else 0
    suffix = PurePath(name).suffix.lower()
    return Detected(_text_format(head[skip:].lstrip(), _SUFFIXES.get(suffix), format), skip)


def _refuse(head: bytes) -> None:
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            raise FileUnreadable(f"{what}, not rows of text", hint=hint)
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            raise FileUnreadable(f"text in {encoding}", line=1, hint="save it as UTF-8")
    start = head[:1000]
    # UTF-16 without its mark: every other byte of western text is zero
    if start.count(0) > len(start) // 4:
        raise FileUnreadable("binary data, or text in UTF-16 without its mark", line=1, hint="save it as UTF-8")
    if _MARKUP.match(head):
        raise FileUnreadable("a web page or XML, not rows of data", line=1, hint="was the download signed in?")


def _text_format(body: bytes, by_name: Format | None, told: str | None) -> Format:
    first = body[:1]
    if told == "csv" or (told is None and not _is_json(body)):
        # an empty or broken .json is still no table
        return by_name if told is None and by_name in ("json", "jsonl") else "csv"
    if first == b"[":
        return "json"  # also where the name says JSON lines: exports call arrays so
    lines = told == "jsonl" or (told is None and by_name == "jsonl")
    line, end, rest = body.partition(b"\n")
    whole = _whole_object(line)
    if whole is not None:
        # one object on the first line and more after it: JSON lines, whatever the name says, or one page a line
        return "jsonl" if lines or (end and rest.strip()[:1] == b"{" and not is_page(whole)) else "json"
    # an object that goes on over lines is a document, unless its first line is merely broken
    return "json" if not lines or (end and line.strip() == b"{") else "jsonl"


def _is_json(body: bytes) -> bool:
    if body[:1] == b"{":
        return body[1:].lstrip()[:1] in (b'"', b"}", b"")
    return body[:1] == b"[" and body[1:].lstrip()[:1] in (b"{", b"[", b"]", b'"', b"")


def _whole_object(line: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
