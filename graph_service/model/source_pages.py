"""``docs/sources.md``: for each system of record what is read, which field becomes what, and where it is believed.

In: the Model. Out: the page as text; ``make docs`` writes it, ``--check`` compares. Refuses: nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph_service.model.files import schema_dir
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.model.pull_spec import ReadSpec
from graph_service.model.source_spec import EmitSpec, EndSpec, RefSpec, RowSpec, SourceSpec, StopSpec
from graph_service.model.value_spec import ValueSpec

HEAD = """# Systems of record

Generated from `schema/sources/*.yaml` by `make docs`. What a file says here is all there is: a column that no line
names is kept with its row as evidence and read by nothing, until a line names it. How to add a system that nobody
shipped: [add a source](add-a-source.md).
"""


def page(model: Model) -> str:
    """The whole page.

    Args:
        model: the shipped Model.
    """
    systems = sorted(model.sources.values(), key=lambda source: source.system)
    listed = "\n".join(f"- [{one.system}](#{one.system}): {one.doc}" for one in systems)
    return "\n".join([HEAD, listed, "", *(line for one in systems for line in _system(model, one))])


def _system(model: Model, source: SourceSpec) -> Iterator[str]:
    yield from (f"## {source.system}", "", f"{source.doc}. Shapes: {', '.join(source.shapes)}.", "")
    believed = list(_authority(model, source.system))
    if believed:
        yield from ("It is the first authority for " + "; ".join(believed) + ".", "")
    if source.consent.waived:
        yield "Columns that look like consent and are none:"
        yield from (f"- `{name}`: {why}" for name, why in sorted(source.consent.waived.items()))
        yield ""
    if source.pull is not None:
        yield "[Pulled](pull.md) from its API: " + "; ".join(_pulled(read) for read in source.pull.reads) + "."
        yield ""
    if source.webhook is not None:
        told = f"`POST /webhooks/{source.system}`, its secret in `{source.webhook.secret}`"
        yield f"[Pushes](push.md) events to {told}."
        yield ""
    for row in source.objects:
        yield from _row(row)


def _pulled(read: ReadSpec) -> str:
    named = ", ".join(f"`{read.name_of(name)}`" for name in read.objects)
    return f"{named} ({'changes' if read.incremental is not None else 'whole'})"


def _authority(model: Model, system: str) -> Iterator[str]:
    """Nouns with the fields whose list of authority begins with a system, or with a group that has it."""
    for noun, spec in sorted(model.objects.items()):
        fields = [
            name
            for name, field in spec.fields.items()
            if field.authority and system in model.groups.get(field.authority[0], [field.authority[0]])
        ]
        if fields:
            yield f"{noun} ({', '.join(fields)})"


def _row(row: RowSpec) -> Iterator[str]:
    files = ", ".join(f"`{name}`" for name in row.files) or "by its columns"
    made = f"makes {row.noun}" if row.noun else "speaks of other records only"
    clock = f"; its clock is {_names(row.at)}" if row.at else ""
    yield from (f"### {source_name(row)}", "", f"Files {files}; {made}{clock}.", "")
    yield from ("| column | becomes |", "|---|---|")
    for emit in (row, *row.also):
        yield from (f"| {column} | {meaning} |" for column, meaning in _lines(emit, emit is not row))
    yield ""


def source_name(row: RowSpec) -> str:
    """How a kind of row is called."""
    return row.row_name if row.row_name == row.object else f"{row.object}: {row.row_name}"


def _lines(emit: EmitSpec, beside: bool) -> Iterator[tuple[str, str]]:
    noun = emit.noun or emit.object
    yield _values(emit.id), f"id of {noun}" if beside else "id"
    for name, values in emit.fields.items():
        yield _values(values), f"{noun}.{name}"
    for kind, values in (*emit.keys.items(), *emit.more_keys.items()):
        yield _values(values), f"key: {kind}"
    for point in emit.points:
        yield _values(point.value), f"contact point: {point.kind}"
    for end in emit.same_as:
        yield _end(end), "the same thing as that record"
    for ref in emit.refs:
        yield _ref(ref), f"{ref.link}{_variant(ref)}"
    for stop in emit.stops:
        yield _stop(stop), f"stop {_values(stop.code)}"
    for permission in emit.permissions:
        yield _values(permission.active) if permission.active else "the row", f"ground {_values(permission.ground)}"
    state = emit.state
    for name, columns in (("deleted", state.deleted), ("archived", state.archived), ("erased", state.erased)):
        if columns:
            yield _names(columns), name


def _ref(ref: RefSpec) -> str:
    ends = [_end(end) for end in (ref.source, ref.target) if isinstance(end, EndSpec)]
    listed = f" of each `{'`, `'.join(ref.each)}`" if ref.each else ""
    return " and ".join(ends) + listed


def _variant(ref: RefSpec) -> str:
    said = _values(ref.variant) if ref.variant else ""
    return f" {{{said}}}" if said else ""


def _end(end: EndSpec) -> str:
    if end.named is not None:
        return ", ".join(_values(values) for values in end.named.values())
    values = end.id if end.id is not None else end.from_
    return _values(values or [])


def _stop(stop: StopSpec) -> str:
    if stop.columns:
        return f"columns like `{stop.columns}`".replace("|", "\\|")
    if stop.history:
        return f"`{stop.history.path}`"
    return _names(stop.filled) if stop.filled else _values(stop.active or [])


def _values(values: Iterable[ValueSpec]) -> str:
    return " or ".join(dict.fromkeys(_value(value) for value in values)) or "the row"


def _value(value: ValueSpec) -> str:
    if value.from_ is not None:
        return _names(value.from_)
    if value.join is not None:
        return " + ".join(f"`{name}`" for name in value.join)
    if value.glue is not None:
        return " + ".join(_values(part) for part in value.glue)
    if value.compute is not None:
        return f"computed: {value.compute}"
    if value.cases is not None:
        columns = sorted({name for case in value.cases for when in case.when for name in when})
        return "decided by " + ", ".join(f"`{name}`" for name in columns)
    return str(value.const)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`".replace("|", "\\|") for name in names)


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` compare; returns the exit code."""
    path = schema_dir().parent / "docs" / "sources.md"
    text = page(load_model())
    if "--check" in arguments:
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not same:
            sys.stderr.write("error: docs/sources.md is not up to date (make docs writes it)\n")
        return 0 if same else 1
    Path(path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
