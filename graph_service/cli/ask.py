"""``gtm-graph ask``: one command for every question there is, its options taken from the registry.

In: a question's name and its arguments, or a list of them. Out: the answer with its why, as text or JSON; of a list one
line each, in the order asked. Refuses: unknown questions and arguments that do not fit.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from graph_service.cli.console import emit_json, show
from graph_service.cli.lists import MOST, Row, listed_argument, read_list
from graph_service.cli.options import Json, session_of
from graph_service.cli.patience import ask_patiently
from graph_service.cli.render.answers import render
from graph_service.cli.render.rows import Answered, rows
from graph_service.cli.session import Session
from graph_service.cli.words import item_of, metavar, read_words
from graph_service.errors import UsageError
from graph_service.questions.answer import Answer
from graph_service.questions.registry import QUESTIONS, Argument, Question, to_json

ENVELOPE = {one.name for one in fields(Answer)}
AT_ONCE = 8
"""Questions of one list that are asked at a time."""
ListFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="CSV",
        help=f"Ask of each row of a file, up to {MOST:,}; - reads standard input.",
        show_default=False,
    ),
]


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
        ask = session.ask(reader)
        return [await ask_patiently(ask, question, written) for question, written in wanted]


async def ask_each(
    session: Session, question: Question, rows: Sequence[Row], fixed: Mapping[str, Any]
) -> list[Answered]:
    """Ask one question of each row, in order, over one connection.

    Args:
        session: whose settings, model and database are used.
        question: what is asked.
        rows: what of, one asking each; where the question takes a list, all of them in one asking.
        fixed: arguments that are the same for all rows.
    """
    whole = listed_argument(question, rows)
    async with session.reader() as reader:
        ask = session.ask(reader)
        if whole:
            items = [row.arguments.get(whole) for row in rows]
            answer = to_json(await ask_patiently(ask, question, {**fixed, whole: items}))
            decided = next(value for name, value in answer.items() if name not in ENVELOPE and isinstance(value, list))
            return [Answered(row.number, row.written, one) for row, one in zip(rows, decided, strict=True)]
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(row: Row) -> Answered:
            async with gate:
                try:
                    answer = await ask_patiently(ask, question, {**fixed, **row.arguments})
                except UsageError as error:
                    return Answered(row.number, row.written, None, str(error))
                return Answered(row.number, row.written, to_json(answer))

        # the first alone: what a server plans for it, the others find planned
        first = await one(rows[0])
        return [first, *await asyncio.gather(*(one(row) for row in rows[1:]))]


def _command(question: Question) -> Callable[..., None]:
    """The command of a question: an option for each of its arguments."""
    kinds = {argument.key: argument.type for argument in question.arguments}

    def command(ctx: typer.Context, as_json: bool, file: Path | None, **words: Any) -> None:
        written = {name: read_words(kinds[name], value) for name, value in words.items() if value not in (None, [])}
        if file is not None:
            _ask_list(session_of(ctx), question, read_list(question, file), written, as_json=as_json)
            return
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
        *(_not_required(option_of(argument)) for argument in question.arguments),
        inspect.Parameter("file", kind, annotation=ListFile, default=None),
        inspect.Parameter("as_json", kind, annotation=Json, default=False),
    ]
    # typer reads a command's options from its signature, and ours is known only now
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _ask_list(
    session: Session, question: Question, asked: Sequence[Row], fixed: Mapping[str, Any], *, as_json: bool
) -> None:
    """Ask of a list and print one line each; exit code 3 where rows were refused."""
    answered = asyncio.run(ask_each(session, question, asked, fixed))
    if as_json:
        for one in answered:
            said = {"answer": one.answer} if one.answer is not None else {"error": one.problem}
            emit_json({"row": one.number, "asked": one.asked, **said}, lines=True)
    else:
        show(*rows(answered))
    if any(one.answer is None for one in answered):
        raise typer.Exit(3)


def _not_required(option: inspect.Parameter) -> inspect.Parameter:
    """The same option, that may be left out: the rows of a file may give it, and the registry says what is missing."""
    typed, info = get_args(option.annotation)
    return option.replace(default=None, annotation=Annotated[typed | None, info])


def option_of(argument: Argument, name: str | None = None) -> inspect.Parameter:
    """The option of an argument.

    Args:
        argument: of a question or mutation.
        name: what it is called, where that is not its own name.
    """
    item = item_of(argument.type)
    typed: Any = item if item in (int, float, bool) else str
    if item is not argument.type:
        typed = list[typed]
    default = f" [default: {getattr(argument.default, 'name', argument.default)}]" if argument.default else ""
    info = typer.Option(
        "--" + (name or argument.name.replace("_", "-")),
        metavar=None if item is bool else metavar(argument.type),
        help=argument.doc + default,
        show_default=False,
    )
    return inspect.Parameter(
        argument.key,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[typed | None if argument.optional else typed, info],
        default=None if argument.optional else inspect.Parameter.empty,
    )


for _question in QUESTIONS.values():
    commands.command(_question.name.replace("_", "-"), help=_question.doc)(_command(_question))
