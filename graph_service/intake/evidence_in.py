"""Evidence in: an export taken into a database, which settles it again.

In: a folder written by ``export --evidence``. Out: how many records and versions came. Refuses: what
``evidence_files`` refuses. Safe to repeat and to resume: versions that are there stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from graph_service.graph import compose
from graph_service.graph.write import Writer
from graph_service.intake import evidence_files as form
from graph_service.intake.chunk import Settler
from graph_service.intake.new_evidence import Prepared

CHUNK = 1_000


@dataclass(slots=True)
class EvidenceReceipt:
    """What an import brought.

    Attributes:
        records: records in the export.
        versions: versions in the export.
        fresh: versions that were not there before.
    """

    records: int = 0
    versions: int = 0
    fresh: int = 0


def import_evidence(
    settler: Settler, folder: Path, *, at: str, progress: Callable[[int], None] | None = None
) -> EvidenceReceipt:
    """Take in an export.

    Args:
        settler: the database, the Model and the secret.
        folder: the export.
        at: instant of this run, as stored times are written.
        progress: called with the number of versions since the last call.
    Raises:
        UsageError: the folder is no export, was changed, or was made under another secret.
    """
    manifest = form.read_manifest(folder, settler.ids)
    receipt = EvidenceReceipt(records=manifest.records, versions=manifest.versions)
    batch = f"evidence-{manifest.id}"
    # what stays of erased persons first, so that nothing of theirs gets in even from an older export
    _put_ledger(settler.writer, folder, {"Erased"})
    for number, chunk in enumerate(_chunks(settler, folder)):
        ledger = {"id": f"{batch}|{number}", "batch": batch, "source": "evidence", "at": at}
        result = settler.store(chunk, ledger=ledger, mapping="")
        receipt.fresh += len(result.fresh)
        if progress is not None:
            progress(len(chunk))
    settler.finish_pending()
    _put_ledger(settler.writer, folder, {*form.LEDGER_LABELS} - {"Erased"})
    settler.writer.run("evidence/drop_batch", batch=batch)
    return receipt


def _chunks(settler: Settler, folder: Path) -> Iterator[list[Prepared]]:
    chunk: list[Prepared] = []
    with (folder / form.RECORDS).open("rb") as file:
        for text in file:
            record = orjson.loads(text)
            rid = settler.ids.birth(record["key"])
            for one in record["versions"]:
                row = orjson.dumps(one["row"]).decode()
                chunk.append(
                    Prepared(
                        rid, one["at"], one["clock"], one["hash"], row, one["claims"], len(chunk),
                        last_seen=one["last_seen"], mapping=one["mapping"], batch=one["batch"],
                    )
                )  # fmt: skip
            # all versions of a record in one chunk: it is settled once
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _ledger(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / form.LEDGER).open("rb") as file:
        for text in file:
            yield orjson.loads(text)


def _put_ledger(writer: Writer, folder: Path, labels: set[str]) -> None:
    for page in _paged(row for row in _ledger(folder) if row["label"] in labels):
        by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in page:
            by_label[row.pop("label")].append(row)
        for label, rows in sorted(by_label.items()):
            writer.run_text(compose.put_ledger(label), "evidence", rows=rows)


def _paged(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == CHUNK:
            yield page
            page = []
    if page:
        yield page
