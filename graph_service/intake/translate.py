"""Translate: one source row into claims, by the system's file under schema/sources.

In: decoded rows. Out: :class:`~graph_service.model.claims.Translated`. Refuses: a row without id or shape (RowRefused).

A row may speak of several records. Claims with state ``unseen`` and no noun are a *statement about* a record (a consent
row about its contact, a merge log about the survivor): they neither make nor revive that record, they add to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph_service.errors import RowRefused, UsageError
from graph_service.intake.row_query import row_query
from graph_service.intake.translating.cleaning import cleaner
from graph_service.intake.translating.clocks import Said, clocks_of
from graph_service.intake.translating.consent import complete_channels, state_of_file, unmapped
from graph_service.intake.translating.emit import Emit, emit_of, emits_of
from graph_service.intake.translating.marks import Marks
from graph_service.intake.translating.matching import row_spec_of, shape_of
from graph_service.intake.translating.names import Columns, Row, path_root
from graph_service.intake.translating.pages import opened, rows_by_name
from graph_service.intake.translating.pivot import CHANGE_SOURCE, turning
from graph_service.intake.translating.unfolding import unfolding
from graph_service.intake.translating.values import Ground
from graph_service.model.claims import Claims, Translated
from graph_service.model.model import Model
from graph_service.model.source import maps_of
from graph_service.model.source_spec import RowSpec

_PLANS = 512
"""Compiled plans per kind of row: rows of JSON lines may each have other members."""
_SPEAKS = frozenset({"fields", "refs", "link_places", "stops", "permissions", "points"})
"""Parts of claims without which a history row says nothing of its record."""
_READING = 2
"""Goes up when the same source files come to be read otherwise, so that ``rebuild`` reads stored rows again."""
_instant = cleaner("instant")


@dataclass(frozen=True, slots=True)
class ObjectMatch:
    """What a file holds.

    Attributes:
        name: kind of row, as :meth:`Translator.translate` takes it.
        object: object name in record keys; several kinds of row may make one object.
        shape: the way it is written, e.g. ``api``, ``export``, ``landed``.
    """

    name: str
    object: str
    shape: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """One kind of row compiled for one set of columns."""

    emit: Emit
    also: list[Callable[[Row, list[Claims]], None]]
    said: Callable[[Row, str], Said]
    unmapped: list[str]
    pivot: Callable[[Row], Row | None] | None
    unfold: Callable[[Row], Iterator[Row]] | None
    columns: Columns


@dataclass(slots=True)
class _Kind:
    spec: RowSpec
    plans: dict[tuple[str, ...], _Plan] = field(default_factory=dict)


class Translator:
    """One system's rows into claims.

    Args:
        model: the Model.
        system: a system that has a file under schema/sources.
        observed_at: instant at which the rows were seen, for rows without a clock of their own.
    Raises:
        UsageError: there is no such system, or ``observed_at`` is no instant.
    """

    def __init__(self, model: Model, system: str, *, observed_at: str) -> None:
        if system not in model.sources:
            raise UsageError(f"no source {system!r}", hint="one of " + ", ".join(sorted(model.sources)))
        self.system = system
        self._model = model
        self._source = model.sources[system]
        self._maps = maps_of(self._source, model.policies)
        self._kinds = {spec.row_name: _Kind(spec) for spec in self._source.objects}
        self._pages = [(path_root(path), row_query(path)) for path in self._source.reading.pages]
        self._marks = Marks(self._source.objects)
        self._inside = self._source.reading.inside
        try:
            self.observed_at: str = _instant(observed_at)
        except ValueError as refused:
            raise UsageError(str(refused), where="observed_at") from None
        source = self._source.model_dump(mode="json", exclude={"pull", "webhook"})
        told = {"source": source, "maps": self._maps, "reading": _READING}
        digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
        self.mapping_hash = digest.hexdigest()[:12]

    @property
    def objects(self) -> list[str]:
        """Kinds of row in the order in which they are taken in."""
        return list(self._kinds)

    def match(self, file_name: str, columns: Sequence[str], sample: Row | None = None) -> ObjectMatch | None:
        """Which kind of row a file holds, by its name and then by its columns; None: not a file of this system.

        Args:
            file_name: name or path of the file.
            columns: columns or members of its first row.
            sample: the first row, where it is nested.
        """
        names = list(self._flat(sample)) if sample is not None else list(columns)
        if sample is not None:
            marked = self.match_row(sample)
            if marked is not None:
                return marked
        spec = row_spec_of(self._source, file_name, names)
        return self._matched(spec, list(sample) if sample is not None else columns) if spec is not None else None

    def match_row(self, row: Row) -> ObjectMatch | None:
        """Which kind of row this is by its own marks (``object: customer``), in a document that mixes several."""
        spec = self._marks.kind_of(row)
        return self._matched(spec, list(row)) if spec is not None else None

    def named(self, name: str, columns: Sequence[str] = ()) -> ObjectMatch | None:
        """The kind of row of this name (or object name), for callers that say what they send."""
        for key, kind in self._kinds.items():
            if name.casefold() in (key.casefold(), kind.spec.object.casefold()):
                return self._matched(kind.spec, columns)
        spec = row_spec_of(self._source, name, columns)
        return self._matched(spec, columns) if spec is not None else None

    def rows_of(self, document: Any) -> Iterator[Row]:
        """The rows in one JSON document: a list, a page, or an envelope that the source file declares."""
        for row in self._rows_of(document):
            yield opened(row, self._source)

    def _rows_of(self, document: Any) -> Iterator[Row]:
        if isinstance(document, list):
            for item in document:
                yield from self._rows_of(item)
            return
        named = self._source.reading.named_pages
        if named is not None and isinstance(document, dict) and path_root(named.path) in document:
            yield from rows_by_name(document, named)
            return
        for root, page in self._pages:
            if not isinstance(document, dict) or root not in document:
                continue
            found = page(document)
            if isinstance(found, list) and any(isinstance(row, dict) for row in found):
                yield from (row for row in found if isinstance(row, dict))
                return
        if isinstance(document, dict):
            yield document

    def columns_of(self, row: Row) -> list[str]:
        """The columns of a row, with those of nested members that count as columns."""
        return list(self._flat(row))

    def translate(self, match: ObjectMatch | str, row: Row) -> Translated:
        """What one row says.

        Args:
            match: kind of row.
            row: the decoded row; it is not changed.
        Raises:
            RowRefused: the row has no id.
            UsageError: there is no such kind of row.
        """
        name = match if isinstance(match, str) else match.name
        flat = self._flat(row)
        plan = self._plan(name, flat)
        at, clock, refused = plan.said(flat, self.observed_at)
        main = plan.emit(flat)
        claims: list[Claims] = [] if main is None else [main]
        for add in plan.also:
            add(flat, claims)
        if plan.pivot is not None:
            turned = plan.pivot(flat)
            if turned is not None:
                claims.extend(self._turned(name, turned))
        if not claims:
            raise RowRefused("no record in it", where=name)
        if refused:
            claims[0].setdefault("set_aside", []).append({"field": "at", "reason": refused})
        return {"at": at, "clock": clock, "claims": claims}

    def unfolded(self, match: ObjectMatch, row: Row) -> Iterator[tuple[ObjectMatch, Row]]:
        """The earlier values that a row carries with it, each as the row of a history table that tells the same."""
        told = self._kind(match.name).spec.unfold
        if told is None:
            return
        kind, flat = self._kind(told.into).spec, self._flat(row)
        unfold = self._plan(match.name, flat).unfold
        for earlier in unfold(flat) if unfold is not None else ():
            yield self._matched(kind, list(earlier)), earlier

    def consent_columns(self, columns: Iterable[str], match: ObjectMatch | str | None = None) -> list[str]:
        """Columns that look like consent and are neither mapped nor waived.

        Args:
            columns: all columns.
            match: kind of row; absent: columns that no kind of row of this system reads.
        """
        names = list(columns)
        if match is not None:
            return self._compiled(match if isinstance(match, str) else match.name, names).unmapped
        used: set[str] = set()
        for name in self._kinds:
            used |= self._compiled(name, names).columns.used
        return unmapped(self._source, names, used)

    def wanted_columns(self, match: ObjectMatch | str, names: Iterable[str]) -> list[str]:
        """Of these columns those that this kind of row reads, and those that look like consent and nothing reads."""
        plan = self._compiled(match if isinstance(match, str) else match.name, tuple(names))
        return [name for name in plan.columns.names if name in plan.columns.used or name in plan.unmapped]

    def suppression_columns(self, match: ObjectMatch | str, columns: Iterable[str]) -> dict[str, bool]:
        """Channel -> whether all columns are there without which its stops are not fully told by this kind of row."""
        name = match if isinstance(match, str) else match.name
        return complete_channels(self._kind(name).spec, Columns(self._source, columns))

    def source_state(self, match: ObjectMatch | str, columns: Sequence[str]) -> dict[str, Any]:
        """What a file of this kind, with these columns, adds to the source's status."""
        spec = self._kind(match if isinstance(match, str) else match.name).spec
        return state_of_file(spec, Columns(self._source, columns))

    def _matched(self, spec: RowSpec, columns: Iterable[str]) -> ObjectMatch:
        return ObjectMatch(spec.row_name, spec.object, shape_of(self._source, columns))

    def _kind(self, name: str) -> _Kind:
        kind = self._kinds.get(name)
        if kind is None:
            raise UsageError(f"{self.system} has no object {name!r}", hint=", ".join(self._kinds))
        return kind

    def _flat(self, row: Row) -> Row:
        for name in self._inside:
            inner = row.get(name)
            if type(inner) is dict:
                row = {**inner, **{key: value for key, value in row.items() if key != name}}
        return row

    def _plan(self, name: str, row: Row) -> _Plan:
        kind = self._kind(name)
        columns = tuple(row)
        plan = kind.plans.get(columns)
        if plan is None:
            if len(kind.plans) >= _PLANS:
                kind.plans.clear()
            plan = kind.plans[columns] = self._compiled(name, columns)
        return plan

    def _compiled(self, name: str, names: Sequence[str]) -> _Plan:
        spec = self._kind(name).spec
        columns = Columns(self._source, names)
        reading = self._source.reading
        source, single = self._source, CHANGE_SOURCE in names
        ground = Ground(columns, self._maps, source.currency, reading.value_objects, source.country, single)
        # compiled twice: only what nothing reads can be an unmapped consent column
        emit = emit_of(spec, ground, self._model, self.system, [])
        also = [emits_of(one, ground, self._model, self.system) for one in spec.also]
        said = clocks_of(spec, reading, ground)
        pivot = turning(spec.pivot, ground) if spec.pivot is not None else None
        told = spec.unfold
        unfold = unfolding(told, self._kind(told.into).spec, ground) if told is not None else None
        strange = unmapped(self._source, names, columns.used) if self._speaks_of_people(spec) else []
        if strange:
            emit = emit_of(spec, ground, self._model, self.system, strange)
        return _Plan(emit, also, said, strange, pivot, unfold, columns)

    def _speaks_of_people(self, spec: RowSpec) -> bool:
        noun = self._model.objects.get(spec.noun) if spec.noun else None
        return bool(spec.stops) or (noun is not None and noun.facet_of == "Person")

    def _turned(self, name: str, row: Row) -> list[Claims]:
        """A history row as a statement about the record whose property changed; nothing where it is not mapped."""
        told = self._kind(name).spec.pivot
        assert told is not None
        main = self._plan(told.object, row).emit(row)
        if main is None or _SPEAKS.isdisjoint(main):
            return []
        about: Any = {key: value for key, value in main.items() if key not in ("created_at", "same_as")}
        about.update(noun=None, state="unseen")
        return [about]
