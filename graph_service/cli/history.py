"""``gtm-graph history REF FIELD``: every claim of a field over time, and which was effective when.

In: a reference and a field. Out: the answer of the question ``history``, as tables or JSON. Refuses: a reference from
which the noun cannot be told.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from graph_service.cli.ask import ask_all
from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.answers import render
from graph_service.errors import UsageError
from graph_service.graph.ids import split_noun_id
from graph_service.model.model import Model
from graph_service.questions.registry import question, to_json


def history(
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Our id, system:Object:id, domain, address, or Noun/…")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Name of the field, e.g. stage or lifecycle_stage.")],
    as_of: Annotated[str | None, typer.Option(metavar="TIME", help="Only what had been said by then.")] = None,
    as_json: Json = False,
) -> None:
    """Every claim of a field over time: who said what when, and which counted, by which rule."""
    session = session_of(ctx)
    asked = question("history")
    written: dict[str, Any] = {"object": noun_and_reference(session.model, ref), "field": field, "as_of": as_of}
    asked.typed(written)  # wrong use is told before an engine is started for it
    (answer,) = asyncio.run(ask_all(session, [(asked, written)]))
    if as_json:
        emit_json(to_json(answer))
    else:
        show(*render(asked.name, answer))


def noun_and_reference(model: Model, ref: str) -> str:
    """A reference with its noun before it, told from its form where it names none.

    Args:
        model: knows the prefixes of ids and the objects of sources.
        ref: as written.
    Raises:
        UsageError: the form does not tell the noun.
    """
    text = ref.strip()
    if "/" in text and text.partition("/")[0] in model.objects:
        return text
    key, _, rest = text.partition(":")
    if key in ("id", "domain", "email") and ":" not in rest:
        text = rest
    parts = split_noun_id(text)
    if parts and parts[0] in model.prefixes:
        return f"{model.prefixes[parts[0]]}/id:{text}"
    if text.count(":") >= 2:
        system, object_, _ = text.split(":", 2)
        source = model.sources.get(system)
        rows = [one for row in source.objects for one in (row, *row.also)] if source else []
        for one in rows:
            if one.noun and one.object.casefold() == object_.casefold():
                return f"{one.noun}/{text}"
    elif "@" in text:
        return f"Person/email:{text}"
    elif "." in text:
        return f"Account/domain:{text}"
    hint = "write Noun/reference, e.g. Opportunity/salesforce:Opportunity:006…"
    raise UsageError(f"{ref[:100]!r} does not tell what it is", hint=hint)
