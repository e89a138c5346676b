"""Evidence out: everything every source ever said, as files; the backup, and the way to another server.

In: a database and an empty folder. Out: records and ledger as JSON lines, then a manifest. Refuses: a folder that
holds something. Plain text on purpose: what an export does not contain can be searched for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from graph_service.errors import UsageError
from graph_service.graph import compose
from graph_service.graph.ids import Ids
from graph_service.graph.pages import pages
from graph_service.graph.write import Writer
from graph_service.intake import evidence_files as form

PAGE = 1_000


def export_evidence(
    writer: Writer, ids: Ids, model_version: str, folder: Path, progress: Callable[[int], None] | None = None
) -> form.Manifest:
    """Write the evidence of a database.

    Args:
        writer: the database.
        ids: of its secret.
        model_version: for the manifest.
        folder: made if need be; must be empty.
        progress: called with the number of records written since the last call.
    Raises:
        UsageError: the folder is not empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError("is not empty", where=str(folder), hint="name a new folder")
    records = versions = rows = 0
    with (folder / form.RECORDS).open("wb") as file:
        for page in pages(lambda after: writer.run("evidence/record_page", after=after, most=PAGE)):
            said = [row for row in page if row["versions"]]
            file.writelines(_record(row) for row in said)
            records += len(said)
            versions += sum(len(row["versions"]) for row in said)
            if progress is not None:
                progress(len(page))
    with (folder / form.LEDGER).open("wb") as file:
        for label in form.LEDGER_LABELS:
            text = compose.ledger_page(label)
            for page in pages(lambda after, text=text: writer.run_text(text, "export", after=after, most=PAGE)):  # type: ignore[misc]
                file.writelines(orjson.dumps({"label": label, **row["props"]}) + b"\n" for row in page)
                rows += len(page)
    sums = {name: form.checksum(folder / name) for name in (form.RECORDS, form.LEDGER)}
    manifest = form.Manifest(form.FORMAT, form.fingerprint(ids), model_version, records, versions, rows, sums)
    manifest.write(folder)
    return manifest


def _record(row: dict[str, Any]) -> bytes:
    versions = [
        {
            "at": at, "last_seen": seen, "clock": clock, "hash": hash_, "row": orjson.Fragment(said),
            "claims": orjson.Fragment(claims), "mapping": mapping, "batch": batch,
        }
        for at, seen, clock, hash_, said, claims, mapping, batch in row["versions"]
    ]  # fmt: skip
    return orjson.dumps({"key": row["key"], "versions": versions}) + b"\n"
