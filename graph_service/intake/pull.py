"""Pull: a source's API through the pipeline, each kind of row from where the last pull ended.

In: a source whose file has a ``pull`` section, keys in the environment. Out: the receipt of a run; how far each kind
of row was read is stored by the transaction that stores the rows. Refuses: a source without that section, a place
without dlt, keys that are missing; a kind of row that the vendor does not give is incomplete in the receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING, Any

from graph_service.errors import UsageError
from graph_service.graph.write import Writer
from graph_service.intake.decode.rows import BadRow, Bookmark, FileUnreadable, RawRow
from graph_service.intake.files import Placed, Taken
from graph_service.intake.pipeline import ingest
from graph_service.intake.receipt import Receipt
from graph_service.intake.translate import Translator
from graph_service.intake.translating.cleaning import cleaner
from graph_service.model.model import Model
from graph_service.model.pull_spec import PullSpec, ReadSpec
from graph_service.settings import Settings, named_values, silence_dlt

if TYPE_CHECKING:
    from graph_service.intake.pulling.patience import Patience
    from graph_service.intake.pulling.reading import Reading, Vendor

Tell = Callable[[str], None]
_Items = Iterator[RawRow | BadRow | Bookmark]


class Pull:
    """What is to be read of one source; everything that can be wrong before the first request is told at once.

    Args:
        model: the Model.
        source: a system of the Model.
        since: read what changed since then once more (ISO 8601).
        objects: kinds of row to read; default: all that are declared.
        patience: how long to wait for the vendor.
        tell: called with a line about what happens.
    Raises:
        UsageError: an unknown source or kind of row, one that cannot be pulled, no dlt, no instant.
        SettingsError: a key that is missing.
    """

    def __init__(
        self,
        model: Model,
        source: str,
        *,
        since: str | None = None,
        objects: list[str] | None = None,
        patience: Patience | None = None,
        tell: Tell | None = None,
    ) -> None:
        spec = _declared(model, source)
        self._model = model
        self._source = source
        self._chosen = _chosen(model, source, spec, objects)
        self._since = _instant(since)
        self._vendor = _vendor(source, spec, patience, tell or (lambda line: None))

    def run(self, settings: Settings, writer: Writer, progress: Callable[[int], None] | None = None) -> Receipt:
        """Read it, from where the last pull ended or broke off; arguments as of :func:`ingest`."""
        return ingest(settings, self._model, writer, self._source, partial(self._plan, writer), progress=progress)

    def _plan(self, writer: Writer, translator: Translator) -> tuple[Iterator[Taken], list[str]]:
        absent: list[str] = []
        found = (
            _taken(self._vendor, writer, translator, read, name, self._since, absent) for read, name in self._chosen
        )
        return (one for one in found if one is not None), absent


def _declared(model: Model, source: str) -> PullSpec:
    able = sorted(name for name, one in model.sources.items() if one.pull is not None)
    if source not in model.sources:
        raise UsageError(f"no source {source!r}", hint="one of " + ", ".join(able))
    spec = model.sources[source].pull
    if spec is None:
        raise UsageError(
            f"the file of {source} declares no API", hint="one of " + ", ".join(able) + "; or add `pull` to the file"
        )
    if find_spec("dlt") is None:
        raise UsageError("pull needs a library that is not installed", hint="pip install 'gtm-graph[pull]'")
    return spec


def _chosen(model: Model, source: str, spec: PullSpec, objects: list[str] | None) -> list[tuple[ReadSpec, str]]:
    """What is read, in the order in which the source's kinds of row are taken in."""
    reads = [(read, name) for read in spec.reads for name in read.objects]
    known = dict.fromkeys(name for _, name in reads)
    for wanted in objects or ():
        if wanted not in known:
            raise UsageError(f"{source} has no {wanted!r} to pull", where="--object", hint="one of " + ", ".join(known))
    order = {row.row_name: place for place, row in enumerate(model.sources[source].objects)}
    return sorted((one for one in reads if not objects or one[1] in objects), key=lambda one: order[one[1]])


def _instant(since: str | None) -> str | None:
    if since is None:
        return None
    try:
        found: str = cleaner("instant")(since)
    except ValueError as refused:
        raise UsageError(str(refused), where="--since", hint="e.g. 2026-05-01T00:00:00Z") from None
    return found


def _vendor(source: str, spec: PullSpec, patience: Patience | None, tell: Tell) -> Vendor:
    # before the library is imported, for it reads this as it is
    silence_dlt()
    from graph_service.intake.pulling.access import Access
    from graph_service.intake.pulling.patience import Patience
    from graph_service.intake.pulling.reading import Vendor

    bounds = patience or Patience()
    access = Access(source, spec, named_values, bounds, lambda line: tell(f"{source}: {line}"))
    return Vendor(source, spec, access, bounds, tell, lambda: datetime.now(UTC))


def _taken(
    vendor: Vendor,
    writer: Writer,
    translator: Translator,
    read: ReadSpec,
    name: str,
    since: str | None,
    absent: list[str],
) -> Taken | None:
    """One kind of row, begun to be read; None, and its name in ``absent``, where the account has none."""
    from graph_service.intake.pulling.failing import Absent
    from graph_service.intake.pulling.progress import Progress
    from graph_service.intake.pulling.reading import Reading

    stored = writer.run("ledger/bookmark", id=f"{vendor.source}|{read.name_of(name)}")
    progress = Progress.of_text(stored[0]["state"] if stored else None)
    reading = Reading(vendor, read, name, progress, since, partial(translator.wanted_columns, name))
    before = reading.listing.rows
    try:
        first, rows = _peeked(reading)
    except Absent:
        vendor.tell(f"{vendor.source} {reading.name}: the account has none, or the key no right to it: left out")
        absent.append(reading.name)
        return None
    columns = translator.columns_of(first) if first is not None else []
    match = translator.named(name, columns)
    assert match is not None
    started = reading.listing.started
    return Taken(
        lambda: _placed(rows(), translator, started), f"{reading.name} ({reading.path})", match, columns, False,
        as_of=started, before=before,
    )  # fmt: skip


def _placed(items: _Items, translator: Translator, started: str) -> _Items:
    """The rows of a list; what was asked for beside them goes the way of its own kind of row."""
    from graph_service.intake.pulling.beside import BesideRow

    kinds: dict[str, Taken] = {}
    for item in items:
        if not isinstance(item, BesideRow):
            yield item
            continue
        if item.kind not in kinds:
            columns = translator.columns_of(item.data)
            match = translator.named(item.kind, columns)
            assert match is not None
            kinds[item.kind] = Taken(
                lambda: iter(()), f"{item.kind} ({item.path})", match, columns, False, as_of=started
            )
        yield Placed(item.line, item.data, kinds[item.kind])


def _peeked(reading: Reading) -> tuple[dict[str, Any] | None, Callable[[], _Items]]:
    """The first row, and all of them; what fails before it fails where the rows are read."""
    rows = reading.rows()
    held: list[RawRow | BadRow | Bookmark] = []
    try:
        for item in rows:
            held.append(item)
            if isinstance(item, RawRow):
                return item.data, lambda: chain(held, rows)
    except FileUnreadable as error:
        return None, partial(_failing, held, error)
    return None, lambda: iter(held)


def _failing(held: list[RawRow | BadRow | Bookmark], error: FileUnreadable) -> _Items:
    yield from held
    raise error
