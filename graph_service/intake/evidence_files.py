"""The form of exported evidence: what an export writes and an import reads.

In: nothing. Out: names of files, and the manifest that says what they are. Refuses: a folder that is no export, was
not finished or was changed, and evidence made under another secret, because its ids would not be the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids

FORMAT = "gtm-graph evidence 1"
MANIFEST = "manifest.json"
RECORDS = "records.jsonl"
"""A record a line: its ``key`` and ``versions``, each with at, last_seen, clock, hash, row, claims, mapping, batch."""
LEDGER = "ledger.jsonl"
"""One row of the ledger a line: ``{"label", "id", ...}``."""
LEDGER_LABELS = ("Batch", "BatchChunk", "SourceStatus", "SnapshotLog", "Quarantine", "Erased", "Erasure")
"""What the ledger holds beside records: runs, sources, refused rows, and what stays of erased persons."""


@dataclass(slots=True)
class Manifest:
    """What an export holds.

    Attributes:
        format: :data:`FORMAT`.
        secret: keyed hash of a fixed text, by which another secret is known.
        model_version: of the model that settled it; another may read it too.
        records, versions, ledger: counts.
        sha256: file name -> checksum.
    """

    format: str
    secret: str
    model_version: str
    records: int
    versions: int
    ledger: int
    sha256: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write it, last of all: a folder without it is no finished export."""
        (folder / MANIFEST).write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))

    @property
    def id(self) -> str:
        """Names this content."""
        return hashlib.sha256(orjson.dumps(self.sha256, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def fingerprint(ids: Ids) -> str:
    """By which a secret is known without telling it."""
    return ids.birth("which secret is this")


def read_manifest(folder: Path, ids: Ids) -> Manifest:
    """The manifest of an export, its files checked.

    Raises:
        UsageError: no export, unfinished, changed, or of another secret.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError("no finished export", where=str(path), hint="`gtm-graph export DIR --evidence` writes one")
    try:
        manifest = Manifest(**orjson.loads(path.read_bytes()))
    except (orjson.JSONDecodeError, TypeError):
        raise UsageError("cannot be read as an export's manifest", where=str(path)) from None
    if manifest.format != FORMAT:
        raise UsageError(f"is {manifest.format!r}; this version reads {FORMAT!r}", where=str(path))
    for name, expected in manifest.sha256.items():
        if not (folder / name).is_file() or checksum(folder / name) != expected:
            raise UsageError("is missing or was changed after the export", where=str(folder / name))
    if manifest.secret != fingerprint(ids):
        raise UsageError(
            "this evidence was made under another secret, so every id would change", where=str(path),
            hint="set GTM_GRAPH_SECRET to the secret of the server it comes from",
        )  # fmt: skip
    return manifest


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
