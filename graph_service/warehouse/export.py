"""The graph out: every noun, every link, the crosswalk and the ambiguities, as files for a data warehouse.

In: a database and a folder. Out: the files, and a manifest that says what they are. Refuses: a folder that holds
something else. It is written beside the folder and put in its place when it is whole, so that nobody ever finds half of
one; an earlier export there is replaced.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import orjson

from graph_service.errors import UsageError
from graph_service.graph.write import Writer
from graph_service.model.model import Model
from graph_service.warehouse import files
from graph_service.warehouse.columns import values
from graph_service.warehouse.tables import Table, tables

FORMAT = "gtm-graph warehouse 1"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class TableWritten:
    """One file of an export.

    Attributes:
        rows: how many.
        columns: name -> type.
        sha256: checksum.
    """

    rows: int
    columns: dict[str, str]
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an export holds.

    Attributes:
        format: :data:`FORMAT`.
        written_as: jsonl or parquet.
        model_version: of the model by which it was read.
        token: what had been written when it began is in it; hand it to `after` to read no older state.
        at: when it began, as the service's clock says.
        tables: file -> what it holds.
    """

    format: str
    written_as: str
    model_version: str
    token: str | None
    at: str
    tables: dict[str, TableWritten]


def export_graph(
    writer: Writer,
    model: Model,
    folder: Path,
    format: files.Format,
    *,
    at: str,
    progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Write what the graph holds.

    Args:
        writer: the database; it is only read.
        model: the Model.
        folder: made if need be; empty, or an earlier export.
        format: JSON lines or Parquet.
        at: instant, for the manifest.
        progress: called with the number of rows written since the last call.
    Raises:
        UsageError: the folder holds something else, or the format's library is not installed.
    """
    files.check(format)
    folder = folder.absolute()
    _refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.partial")
    partial.mkdir()
    try:
        # a read of its own, so that there is a token before the first page
        writer.work(lambda work: work.rows("setup/applied"), "export")
        token = writer.token
        written = {
            f"{table.name}.{format.name}": _write(partial, table, format, progress) for table in tables(writer, model)
        }
        manifest = Manifest(FORMAT, format.name, model.version, token, at, written)
        (partial / MANIFEST).write_bytes(orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
        _put(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _write(partial: Path, table: Table, format: files.Format, progress: Callable[[int], None] | None) -> TableWritten:
    rows = 0
    path = partial / table.name
    with files.opened(path, table.columns, format) as file:
        for page in table.rows():
            file.write([values(table.columns, row, table.name) for row in page])
            rows += len(page)
            if progress is not None:
                progress(len(page))
    with path.with_name(f"{path.name}.{format.name}").open("rb") as done:
        digest = hashlib.file_digest(done, "sha256").hexdigest()
    return TableWritten(rows, {column.name: column.kind for column in table.columns}, digest)


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier export."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError("is no folder", where=str(folder), hint="name a new folder")
    if not folder.exists() or not any(folder.iterdir()):
        return
    try:
        known = orjson.loads((folder / MANIFEST).read_bytes())["format"] == FORMAT
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        known = False
    if not known:
        raise UsageError("holds something that is no export of this graph", where=str(folder), hint="name a new folder")


def _put(partial: Path, folder: Path) -> None:
    """The new export in the place of the folder; an earlier one goes when the new one stands there."""
    earlier = partial.with_name(f"{partial.name}.earlier")
    if folder.exists():
        folder.rename(earlier)
    try:
        partial.rename(folder)
    except OSError:
        if earlier.exists():
            earlier.rename(folder)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
