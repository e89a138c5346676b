"""What a unit of work changes, told in the words of the model; kept, or only looked at.

In: a writer and units of work. Out: :class:`Differences`. Refuses: nothing. A rehearsal runs the very same unit and
rolls its transaction back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph_service.graph import compose
from graph_service.graph.write import Work, Writer
from graph_service.model.model import Model

EXAMPLES = 3
"""So many of each kind are shown."""
_Result = TypeVar("_Result")
_COLUMNS = ("state", "noun", "at", "stops", "permissions", "points")
_OWN_BUSINESS = ("settle/put_pending", "settle/drop_pending", "evidence/put_chunk", "feed/append", "feed/prune")
"""Notes about the work itself, which make no difference to the graph."""
_OTHERS = {
    "evidence/add_keys": "keys",
    "evidence/add_former_keys": "keys",
    "evidence/add_refs": "references",
    "evidence/add_key_refs": "references",
    "evidence/touch_versions": "versions read anew",
    "evidence/create_versions": "versions",
    "evidence/create_records": "records",
    "settle/put_decisions": "decisions",
    "settle/drop_decisions": "decisions",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One difference: what it is about, and what stands and would stand there."""

    what: str
    id: str
    before: Any
    after: Any


@dataclass(slots=True)
class Differences:
    """Counts by kind, with examples.

    Attributes:
        nouns, links: name -> ``added``, ``changed``, ``removed``.
        fields: ``Noun.field``, or ``record.column``, whose value changes.
        others: keys, references, ambiguities and the like.
        examples: a few of each field and link.
        writes: nodes, relationships and properties written.
    """

    nouns: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    links: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    fields: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    writes: int = 0

    def add(self, more: Differences) -> None:
        """Take in what another unit changed."""
        for mine, theirs in ((self.nouns, more.nouns), (self.links, more.links)):
            for name, counts in theirs.items():
                mine[name] += counts
        self.fields += more.fields
        self.others += more.others
        for what, examples in more.examples.items():
            self.examples[what] = [*self.examples[what], *examples][:EXAMPLES]
        self.writes += more.writes

    def show(self, what: str, id_: str, before: Any, after: Any) -> None:
        """Keep an example, unless there are enough of its kind."""
        if len(self.examples[what]) < EXAMPLES:
            self.examples[what].append(Example(what, id_, before, after))

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "writes": self.writes,
            "nouns": {name: dict(counts) for name, counts in sorted(self.nouns.items())},
            "fields": dict(sorted(self.fields.items())),
            "links": {name: dict(counts) for name, counts in sorted(self.links.items())},
            "others": dict(sorted(self.others.items())),
            "examples": [
                {"what": one.what, "id": one.id, "before": one.before, "after": one.after}
                for _, kept in sorted(self.examples.items())
                for one in kept
            ],
        }


class WatchedWriter(Writer):
    """A writer that tells what its units change.

    Args:
        writer: does the work.
        model: names what is written.
        keep: False: every unit is rolled back.
    """

    def __init__(self, writer: Writer, model: Model, *, keep: bool) -> None:
        self._writer = writer
        self.database = writer.database
        self._keep = keep
        self._known = _Texts(model)
        self.differences = Differences()

    def work(self, unit: Callable[[Work], _Result], name: str) -> _Result:
        """As :meth:`Writer.work`; what was changed is added to the differences."""
        watched: list[_WatchedWork] = []

        def looked_at(work: Work) -> _Result:
            watched.append(_WatchedWork(work, self._known))
            result = unit(watched[-1])
            if not self._keep:
                raise _Over(result)
            return result

        try:
            result = self._writer.work(looked_at, name)
        except _Over as over:
            result = over.result
        self.differences.add(watched[-1].seen)
        return result

    def run_text(self, text: str, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a statement in a transaction of its own; nothing that writes is run this way."""
        return self._writer.run_text(text, name, **parameters)


class _Over(Exception):
    """Ends a rehearsal, so that its transaction is rolled back."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class _Texts:
    """Composed statements by their text."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.nodes: dict[str, tuple[str, str]] = {}
        self.links: dict[str, str] = {}
        for label in model.objects:
            self.nodes[compose.create_nodes(model, label)] = ("create", label)
            self.nodes[compose.merge_nodes(model, label)] = ("merge", label)
            self.nodes[compose.update_nodes(model, label)] = ("update", label)
        for link in model.links:
            for type_ in (link, f"WAS_{link}", f"CLAIMED_{link}"):
                self.links[compose.create_links(model, link, type_)] = type_


class _WatchedWork(Work):
    def __init__(self, work: Work, texts: _Texts) -> None:
        self._work = work
        self._texts = texts
        self.seen = Differences()

    @property
    def changes(self) -> int:
        return self._work.changes

    def lock(self) -> None:
        self._work.lock()

    def rows(self, name: str, /, **parameters: Any) -> list[list[Any]]:
        return self._work.rows(name, **parameters)

    def rows_of(self, text: str, /, **parameters: Any) -> list[list[Any]]:
        return self._work.rows_of(text, **parameters)

    def do(self, name: str, /, **parameters: Any) -> None:
        rows = parameters.get("rows")
        if rows is not None and not rows:
            return
        if name == "evidence/update_records":
            self._records(rows or [])
        elif name == "settle/link_records":
            self.seen.links["OF"]["added"] += len(rows or ())
        elif name == "settle/delete_links":
            self._gone(parameters["ids"])
        elif name == "settle/delete_nouns":
            for id_ in parameters["ids"]:
                self.seen.nouns[self._texts.model.prefixes[id_[:3]]]["removed"] += 1
        written = self._counted(lambda: self._work.do(name, **parameters))
        if name in _OWN_BUSINESS:
            return
        self.seen.writes += written
        if written and name in _OTHERS:
            self.seen.others[_OTHERS[name]] += len(rows or parameters.get("ids", ()))
        elif written and "doubt" in name:
            self.seen.others["ambiguities"] += 1

    def do_text(self, text: str, /, **parameters: Any) -> None:
        rows = parameters.get("rows", [])
        if text in self._texts.nodes:
            self._nodes(*self._texts.nodes[text], rows)
        elif text in self._texts.links:
            type_ = self._texts.links[text]
            self.seen.links[type_]["added"] += len(rows)
            for row in rows[:EXAMPLES]:
                self.seen.show(type_, f"{row[0]} -> {row[1]}", None, "added")
        else:
            self.seen.others["records"] += len(rows)
        self.seen.writes += self._counted(lambda: self._work.do_text(text, **parameters))

    def _counted(self, do: Callable[[], None]) -> int:
        before = self._work.changes
        do()
        return self._work.changes - before

    def _nodes(self, how: str, label: str, rows: list[list[Any]]) -> None:
        names = compose.node_properties(self._texts.model, label)
        there: Mapping[str, dict[str, Any]] = {}
        if how != "create":
            there = dict(self._work.rows("evidence/rebuild_nouns", ids=[row[0] for row in rows]))
        for row in rows:
            before = there.get(row[0])
            if before is None:
                self.seen.nouns[label]["added"] += 1
            elif how == "update":
                self.seen.nouns[label]["changed"] += 1
                self._compare(label, row[0], names, before, row[1:])

    def _compare(
        self, label: str, id_: str, names: Iterable[str], before: Mapping[str, Any], after: Iterable[Any]
    ) -> None:
        for name, value in zip(names, after, strict=True):
            if name != "settled_hash" and before.get(name) != value:
                what = f"{label}.{name}"
                self.seen.fields[what] += 1
                self.seen.show(what, id_, before.get(name), value)

    def _records(self, rows: list[list[Any]]) -> None:
        there = {row[0]: row[1:] for row in self._work.rows("evidence/rebuild_records", ids=[row[0] for row in rows])}
        for row in rows:
            before = dict(zip(_COLUMNS, there.get(row[0], ()), strict=False))
            self._compare("record", row[0], _COLUMNS, before, row[1 : 1 + len(_COLUMNS)])

    def _gone(self, ids: list[str]) -> None:
        for type_, source, target in self._work.rows("evidence/rebuild_links", ids=ids):
            self.seen.links[type_]["removed"] += 1
            self.seen.show(type_, f"{source} -> {target}", "there", None)
