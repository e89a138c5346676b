"""Exports that come as an archive of files for each stretch of time: a zip of JSON lines, each file perhaps gzipped.

In: a request and the time from which to read. Out: each stretch's rows, and the next stretch. Refuses: an archive that
cannot be read; one that was cut is fetched again.
"""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random

from graph_service.intake.decode import jsonl
from graph_service.intake.decode.rows import CHUNK, BadRow, RawRow
from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.failing import Refused
from graph_service.intake.pulling.pages import Asked
from graph_service.intake.pulling.patience import Patience
from graph_service.model.pages_spec import WindowPages

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CUT = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, zipfile.BadZipFile)
_DOWNLOADS = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, its end not counted."""

    begin: datetime
    end: datetime


def stretches(told: WindowPages, begin: datetime, now: datetime) -> Iterator[Stretch]:
    """The stretches that are complete by now, oldest first.

    Args:
        told: their length and delay.
        begin: of the first one, cut down to a step.
        now: the present.
    """
    last = _cut(now - told.delay, told.step)
    begin = _cut(begin, told.step)
    while begin < last:
        end = min(begin + told.every, last)
        yield Stretch(begin, end)
        begin = end


def _cut(moment: datetime, step: timedelta) -> datetime:
    return moment - (moment - _EPOCH) % step


@contextmanager
def archive(access: Access, asked: Asked, patience: Patience) -> Iterator[Iterator[RawRow | BadRow]]:
    """The rows of one archive, which lies on disk while they are read.

    Args:
        access: the way to the vendor.
        asked: the request of one stretch.
        patience: how to wait between two tries.
    Raises:
        requests.RequestException: the vendor did not give it.
        ValueError: it is no such archive.
    """
    told = asked.spec.pages
    assert isinstance(told, WindowPages)
    with tempfile.TemporaryFile() as file:
        again = Retrying(
            retry=retry_if_exception_type(_CUT), stop=stop_after_attempt(_DOWNLOADS), sleep=patience.sleep,
            wait=wait_random(0, patience.first), reraise=True,
        )  # fmt: skip
        try:
            again(_download, access, asked, file)
        except Refused as refused:
            if refused.status not in told.empty:
                raise
            yield iter(())
            return
        except zipfile.BadZipFile:
            raise ValueError("no zip archive") from None
        with zipfile.ZipFile(file) as opened:
            yield _members(opened)


def _download(access: Access, asked: Asked, file: IO[bytes]) -> None:
    file.seek(0)
    file.truncate()
    request: Callable[..., requests.Response] = access.client.request
    with closing(request(asked.path, asked.spec.method, params=asked.params, json=asked.body, stream=True)) as response:
        for part in response.iter_content(CHUNK):
            file.write(part)
    with zipfile.ZipFile(file):
        pass  # its directory stands at the end, so an archive without one was cut


def _members(opened: zipfile.ZipFile) -> Iterator[RawRow | BadRow]:
    for name in sorted(opened.namelist()):
        if not name.endswith("/"):
            with opened.open(name) as raw:
                file: Any = gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
                try:
                    yield from jsonl.decode(iter(lambda file=file: file.read(CHUNK), b""))  # type: ignore[misc]
                except (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile):
                    raise ValueError("a file in the archive is damaged") from None
