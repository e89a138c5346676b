"""Ingest over HTTP: ``POST /ingest/{source}/{object}``, answered with a receipt.

In: NDJSON, JSON, CSV or Parquet, streamed to a temporary file; ``batchId``, ``snapshot`` and ``observedAt`` as the
command line has them. Out: the receipt of the run. Refuses: callers without the scope ``ingest``, other content types,
parameters that are not there, bodies too large, and what the pipeline refuses.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_service.api.auth import Auth, require
from graph_service.api.body import BadRequest
from graph_service.api.graphql_http import JSON, refusal
from graph_service.errors import BatchConflict, GtmGraphError, UsageError

INGEST_MAX = 4 * 1024**3
_SUFFIXES = {
    "application/x-ndjson": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/json": ".json",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet",
}
_PARAMETERS = ("batchId", "snapshot", "observedAt")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One body that was sent.

    Attributes:
        source, object: what it holds.
        file: where it is.
        batch_id: id of its run, if the sender gave one.
        snapshot: it is all there is.
        observed_at: when rows without a clock of their own were seen; None: now.
    """

    source: str
    object: str
    file: Path
    batch_id: str | None = None
    snapshot: bool = False
    observed_at: str | None = None


Ingest = Callable[[Delivery], dict[str, Any]]
"""Takes a delivery in and gives its receipt; runs in a thread."""


class IngestDoor:
    """The endpoint /ingest.

    Args:
        ingest: takes one file in.
        auth: tells callers apart.
    """

    def __init__(self, ingest: Ingest, auth: Auth) -> None:
        self._ingest = ingest
        self._auth = auth
        self._turn = asyncio.Lock()  # one writer: a second run waits here instead of in the database

    async def answer(self, request: Request) -> Response:
        """Take one body in."""
        try:
            require(self._auth.caller(request), "ingest")
            receipt = await self._take(request)
        except UsageError as error:
            return _refused(error, 400)
        except BatchConflict as error:
            return _refused(error, 409)
        except GtmGraphError as error:
            return refusal(error)
        return Response(orjson.dumps(receipt), media_type=JSON)

    async def _take(self, request: Request) -> dict[str, Any]:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            raise BadRequest("the content type must be one of " + ", ".join(_SUFFIXES), 415)
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise BadRequest("compressed bodies are not taken", 415)
        given = request.query_params
        strange = [name for name in given if name not in _PARAMETERS or len(given.getlist(name)) > 1]
        if strange:
            raise BadRequest(f"{strange[0]}: no such parameter, or twice there; there are " + ", ".join(_PARAMETERS))
        if given.get("snapshot", "false") not in ("true", "false"):
            raise BadRequest("snapshot is true or false")
        source, object_ = request.path_params["source"], request.path_params["object"]
        with tempfile.TemporaryDirectory(prefix="gtm-graph-ingest-") as folder:
            # the name is ours: what a caller writes into the path must never become a path here
            file = Path(folder) / f"body{suffix}"
            await _spool(request, file)
            sent = Delivery(
                source, object_, file, given.get("batchId"), given.get("snapshot") == "true", given.get("observedAt")
            )
            async with self._turn:
                return await asyncio.to_thread(self._ingest, sent)


async def _spool(request: Request, file: Path) -> None:
    too_large = BadRequest(f"the body is larger than {INGEST_MAX} bytes", 413)
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > INGEST_MAX:
        raise too_large
    size = 0
    with file.open("wb") as out:
        async for chunk in request.stream():
            size += len(chunk)
            if size > INGEST_MAX:
                raise too_large
            await asyncio.to_thread(out.write, chunk)


def _refused(error: GtmGraphError, status: int) -> Response:
    body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
    return Response(orjson.dumps(body), status, media_type=JSON)
