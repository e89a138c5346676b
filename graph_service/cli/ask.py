"""``gtm-graph ask``: one command for every question there is, its options taken from the registry.

In: a question's name and its arguments. Out: the answer with its why, as text or JSON. Refuses: unknown questions and
arguments that do not fit.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.patience import ask_patiently
from graph_service.cli.render.answers import render
from graph_service.cli.session import Session
from graph_service.cli.words import item_of, metavar, read_words
from graph_service.errors import UsageError
from graph_service.graph.ids import Ids
from graph_service.questions.answer import Answer
from graph_service.questions.ask import Ask
from graph_service.questions.registry import QUESTIONS, Argument, Question, to_json
from graph_service.secret import deployment_secret


class AnySpelling(TyperGroup):
    """Finds a question by its name in snake_case, kebab-case or camelCase."""

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """The command of a question; None where there is none."""
        snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in cmd_name)
        return super().get_command(ctx, snake.lstrip("_").replace("_", "-"))  # type: ignore[return-value]


commands = typer.Typer(cls=AnySpelling, no_args_is_help=True, help="Ask a question of the graph; each answer says why.")


async def ask_all(session: Session, wanted: Sequence[tuple[Question, Mapping[str, Any]]]) -> list[Answer]:
    """Ask several questions, one after the other, over one connection.

    Args:
        session: whose settings, model and database are used.
        wanted: questions with their arguments as written.
    Raises:
        UsageError: an argument does not fit.
    """
    async with session.reader() as reader:
        birth_id = Ids(deployment_secret(session.settings)).birth
        ask = Ask(model=session.model, reader=reader, now=session.now, birth_id=birth_id)
        return [await ask_patiently(ask, question, written) for question, written in wanted]


def _command(question: Question) -> Callable[..., None]:
    """The command of a question: an option for each of its arguments."""
    kinds = {argument.name: argument.type for argument in question.arguments}

    def command(ctx: typer.Context, as_json: bool, **words: Any) -> None:
        written = {name: read_words(kinds[name], value) for name, value in words.items() if value not in (None, [])}
        try:
            question.typed(written)  # wrong use is told before an engine is started for it
        except UsageError as error:
            where = f"--{error.where.replace('_', '-')}" if error.where else None
            raise UsageError(error.message, where=where, hint=error.hint) from None
        (answer,) = asyncio.run(ask_all(session_of(ctx), [(question, written)]))
        if as_json:
            emit_json(to_json(answer))
        else:
            show(*render(question.name, answer))

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("ctx", kind, annotation=typer.Context),
        *(_option(argument) for argument in question.arguments),
        inspect.Parameter("as_json", kind, annotation=Json, default=False),
    ]
    # typer reads a command's options from its signature, and ours is known only now
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _option(argument: Argument) -> inspect.Parameter:
    item = item_of(argument.type)
    typed: Any = item if item in (int, float, bool) else str
    if item is not argument.type:
        typed = list[typed]
    default = f" [default: {getattr(argument.default, 'name', argument.default)}]" if argument.default else ""
    info = typer.Option(
        "--" + argument.name.replace("_", "-"),
        metavar=None if item is bool else metavar(argument.type),
        help=argument.doc + default,
        show_default=False,
    )
    return inspect.Parameter(
        argument.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[typed | None if argument.optional else typed, info],
        default=None if argument.optional else inspect.Parameter.empty,
    )


for _question in QUESTIONS.values():
    commands.command(_question.name.replace("_", "-"), help=_question.doc)(_command(_question))
