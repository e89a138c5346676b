"""``gtm-graph model``: what exists, and whether it holds together.

In: schema/ and an overlay. Out: a table, one noun, or the first thing that is wrong. Refuses: what ``load`` refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from graph_service.cli.console import emit_json, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render import model_pages
from graph_service.errors import UsageError
from graph_service.model.model import Model
from graph_service.model.source_spec import SourceSpec
from graph_service.model.spec import LinkSpec, ObjectSpec
from graph_service.questions.object_map import static_map
from graph_service.questions.plain import to_json
from graph_service.questions.source_of_truth import static_truth

commands = typer.Typer(no_args_is_help=True, help="The model: what exists, and whom to believe.")


@commands.command()
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Validate every file of the model; the first fault is named with file, line and word."""
    model = session_of(ctx).model
    counts = {
        "objects": len(model.objects),
        "links": len(model.links),
        "sources": len(model.sources),
        "policies": len(model.policies),
    }
    if as_json:
        emit_json({"ok": True, "version": model.version, **counts})
    else:
        say("model " + model.version + ": " + ", ".join(f"{count} {name}" for name, count in counts.items()) + ", ok")


@commands.command("show")
def show_model(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A noun, a link type or a source; nothing lists them.")] = None,
    as_json: Json = False,
) -> None:
    """Print the model, or one noun, link or source of it."""
    model = session_of(ctx).model
    if name is None:
        if as_json:
            groups = {"objects": model.objects, "links": model.links, "sources": model.sources}
            emit_json({"version": model.version} | {key: _plain(specs) for key, specs in groups.items()})
        else:
            show(_nouns(model), _links(model), _sources(model))
        return
    spec = _find(model, name)
    if as_json:
        emit_json(_plain({name: spec})[name])
    elif isinstance(spec, ObjectSpec):
        show(*_noun(spec, model))
    elif isinstance(spec, LinkSpec):
        show(*_link(spec))
    else:
        show(*_source(spec))


@commands.command("map")
def map_model(ctx: typer.Context, as_json: Json = False) -> None:
    """One page of what exists, by the model alone; `gtm-graph ask object-map` counts it too."""
    session = session_of(ctx)
    answer = static_map(session.model, session.now)
    if as_json:
        emit_json(to_json(answer))
    else:
        show(*model_pages.object_map(answer))


@commands.command()
def sources_of_truth(
    ctx: typer.Context,
    noun: Annotated[str | None, typer.Argument(help="Only what belongs to this noun.")] = None,
    as_json: Json = False,
) -> None:
    """Whom to believe about what, by the model alone; `gtm-graph ask source-of-truth` adds age and conflicts."""
    session = session_of(ctx)
    answer = static_truth(session.model, session.now, noun)
    if as_json:
        emit_json(to_json(answer))
    else:
        show(*model_pages.source_of_truth(answer))


def _plain(specs: Mapping[str, BaseModel]) -> dict[str, Any]:
    return {key: spec.model_dump(mode="json", by_alias=True, exclude_defaults=True) for key, spec in specs.items()}


def _find(model: Model, name: str) -> ObjectSpec | LinkSpec | SourceSpec:
    wanted = name.casefold()
    everything: dict[str, ObjectSpec | LinkSpec | SourceSpec] = {**model.objects, **model.links, **model.sources}
    for key, spec in everything.items():
        if key.casefold() == wanted:
            return spec
    raise UsageError(f"{name}: no noun, link or source of this name", hint="`gtm-graph model show` lists them")


def _nouns(model: Model) -> Table:
    table = Table(title="nouns", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("noun", "what it is", "identity", "fields"):
        table.add_column(heading)
    for name, spec in model.objects.items():
        identity = ", ".join(spec.identity.keys) or (f"facet of {spec.facet_of}" if spec.facet_of else "source ids")
        table.add_row(name, escape(spec.doc), identity, str(len(spec.fields)))
    return table


def _links(model: Model) -> Table:
    table = Table(title="\nlinks", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("link", "from", "to", "kinds"):
        table.add_column(heading, overflow="fold")
    for name, spec in model.links.items():
        kinds = f"{spec.variant.property}: {', '.join(spec.variant.values)}" if spec.variant else ""
        table.add_row(name, ", ".join(spec.from_), ", ".join(spec.to), kinds)
    return table


def _sources(model: Model) -> Table:
    table = Table(title="\nsources", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("system", "objects"):
        table.add_column(heading, overflow="fold")
    for name, spec in model.sources.items():
        table.add_row(name, ", ".join(dict.fromkeys(one.object for one in spec.objects)))
    return table


def _noun(spec: ObjectSpec, model: Model) -> tuple[Text, Table]:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("field", "type", "what it means", "believed", "written by"):
        table.add_column(heading, overflow="fold")
    for name, field in spec.fields.items():
        believed = "every system" if field.union else ", ".join(field.authority)
        table.add_row(name, field.type, escape(field.doc), believed, ", ".join(field.teams))
    links = [link.names.from_ if spec.name in link.from_ else link.names.to
             for link in model.links.values() if spec.name in (*link.from_, *link.to)]  # fmt: skip
    head = f"{spec.name}: {spec.doc}" + (f"\nlinks: {', '.join(sorted(set(links)))}" if links else "")
    return Text(head), table


def _link(spec: LinkSpec) -> tuple[Text, Table]:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("kind", "how many", "believed", "written by"):
        table.add_column(heading, overflow="fold")
    for variant in spec.variant.values if spec.variant else [""]:
        authority = spec.authority_of(variant)
        many = "one" if spec.single(variant) else "many"
        table.add_row(variant or "-", many, ", ".join(authority.systems), ", ".join(authority.teams))
    arrow = f"({' | '.join(spec.from_)})-[:{spec.type}]->({' | '.join(spec.to)})"
    return Text(f"{spec.type}: {spec.doc}\n{arrow}"), table


def _source(spec: SourceSpec) -> tuple[Text, Table]:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("object", "becomes", "known by the file name"):
        table.add_column(heading, overflow="fold")
    for one in spec.objects:
        nouns = dict.fromkeys(emit.noun for emit in (one, *one.also) if emit.noun)
        table.add_row(one.object, ", ".join(nouns) or "links, stops or facts only", ", ".join(one.files))
    return Text(f"{spec.system}: {spec.doc}"), table
