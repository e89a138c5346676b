"""``gtm-graph steward``: one command for every mutation there is, its options taken from the registry.

In: a mutation's arguments, who decides, in which teams. Out: what became of it, as text or JSON; exit 1 where a rule
refuses it or a reference names no single thing. Refuses: arguments that do not fit.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from graph_service.cli.ask import AnySpelling, option_of
from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import candidates
from graph_service.cli.session import Session
from graph_service.cli.words import read_words
from graph_service.errors import UsageError
from graph_service.graphql.writing import Decided, Mutation, WriteStatus, Writing
from graph_service.graphql.written import MUTATIONS
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.opening import clock_of
from graph_service.questions.plain import to_json

commands = typer.Typer(
    cls=AnySpelling, no_args_is_help=True, help="Decide something by hand; each decision can be withdrawn."
)
Actor = Annotated[str, typer.Option("--actor", metavar="NAME", help="Who decides: a name or work address; kept.")]
Teams = Annotated[list[str] | None, typer.Option("--team", metavar="TEAM", help="A team they are in; repeatable.")]


async def decide(session: Session, mutation: Mutation, written: Mapping[str, Any], by: By) -> Decided:
    """Do one mutation on the session's database.

    Args:
        session: whose settings, model and database are used.
        mutation: which one.
        written: its arguments as written.
        by: who decides.
    Raises:
        UsageError: an argument does not fit.
    """
    with session.writer() as writer:
        steward = Steward(session.settler(writer), clock_of(session.settings))
        async with session.reader() as reader:
            return await mutation.do(Writing(session.ask(reader), steward, by), written)


def report(done: Decided, as_json: bool) -> None:
    """Print what became of a mutation, and leave with 1 where nothing was written."""
    if as_json:
        emit_json(to_json(done))
    else:
        show(*_parts(done))
    if done.status is not WriteStatus.DONE:
        raise typer.Exit(1)


def _parts(done: Decided) -> list[RenderableType]:
    style = "green" if done.status is WriteStatus.DONE else "red"
    parts: list[RenderableType] = [Text(f"{done.status.name}: {done.text} ({done.rule})", style=style)]
    if done.candidates:
        parts.append(candidates(done.candidates))
    if done.decision:
        parts.append(Text(f"decision {done.decision}; `gtm-graph steward withdraw` takes it back", style="dim"))
    return parts


def _command(mutation: Mutation) -> Callable[..., None]:
    kinds = {argument.name: argument.type for argument in mutation.arguments}

    def command(ctx: typer.Context, actor: str, teams: list[str] | None, as_json: bool, **words: Any) -> None:
        given = {name: value for name, value in words.items() if value not in (None, [])}
        written = {name: read_words(kinds[name], value) for name, value in given.items()}
        try:
            mutation.typed(written)  # wrong use is told before an engine is started for it
        except UsageError as error:
            where = f"--{error.where.replace('_', '-')}" if error.where else None
            raise UsageError(error.message, where=where, hint=error.hint) from None
        report(asyncio.run(decide(session_of(ctx), mutation, written, By(actor, tuple(teams or ())))), as_json)

    kind = inspect.Parameter.KEYWORD_ONLY
    # the name --team is the caller's; a mutation's own argument of that name is called after what it names
    parameters = [
        inspect.Parameter("ctx", kind, annotation=typer.Context),
        *(option_of(argument, "owner-team" if argument.name == "team" else None) for argument in mutation.arguments),
        inspect.Parameter("actor", kind, annotation=Actor),
        inspect.Parameter("teams", kind, annotation=Teams, default=None),
        inspect.Parameter("as_json", kind, annotation=Json, default=False),
    ]
    # typer reads a command's options from its signature, and ours is known only now
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


for _mutation in MUTATIONS.values():
    commands.command(_mutation.name.replace("_", "-"), help=_mutation.doc)(_command(_mutation))
