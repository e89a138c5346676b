"""``gtm-graph demo``: the sample company from every source, five questions with their answers, then the service.

In: samples/. Out: answers on standard output, progress on standard error, a served address. Refuses: nothing itself.
Steps that ran before are not run again, so the second demo starts in seconds.
"""

from __future__ import annotations

import asyncio
import shutil
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.rule import Rule
from rich.text import Text

from graph_service import engine
from graph_service.cli.ask import ask_all
from graph_service.cli.console import say, show
from graph_service.cli.erase import erase_named
from graph_service.cli.ingest import take_in
from graph_service.cli.options import session_of
from graph_service.cli.render.answers import render
from graph_service.cli.samples import EraseStep, Step, steps
from graph_service.cli.serve import run_service
from graph_service.cli.session import Session
from graph_service.cli.setup import set_up
from graph_service.questions.registry import question

LOOPBACK = "127.0.0.1"
QUESTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Whose account is Rail Depot?", "account_ownership", {"account": "raildepot.example"}),
    ("Who stands over and under Meridian Rail?", "account_hierarchy", {"account": "meridianrail.example"}),
    ("Whose is meridianair.example?", "account_ownership", {"account": "meridianair.example"}),
    ("What is Noor to Halden Polymers?", "contact_roles", {"person": "noor.haddad@haldenpolymers.example"}),
    (
        "May we send Maria the newsletter?",
        "suppression",
        {"people": ["maria.silva@meridian.example"], "channel": "EMAIL", "purpose": "MARKETING_NEWSLETTER"},
    ),
)
"""What a newcomer would ask first, with one answer that is a refusal to pick."""


def demo(
    ctx: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the questions.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demo's database away first.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where to serve.")] = 8000,
) -> None:
    """Load the sample company, ask five questions, then serve; the second time it starts in seconds."""
    session = session_of(ctx).for_demo()
    started = perf_counter()
    if fresh:
        throw_away(session)
    say("[bold]1/3[/bold] the engine and its constraints")
    set_up(session)
    say("[bold]2/3[/bold] the sample company")
    # the questions come after it, so nobody reads what is being taken in
    load(session.for_demo(alone=True))
    say("[bold]3/3[/bold] five questions")
    answer(session)
    say(f"ready after {perf_counter() - started:.1f} s; the engine keeps running (`gtm-graph --demo engine stop`)")
    if not no_serve:
        run_service(session, LOOPBACK, port)


def throw_away(session: Session) -> None:
    """Stop the demo's engine and remove its store."""
    engine.stop(session.settings)
    shutil.rmtree(session.settings.home, ignore_errors=True)


def load(session: Session) -> None:
    """Take in every step that did not run before."""
    wanted = steps(session.model.version)
    batches = [step.batch_id for step in wanted if isinstance(step, Step)]
    done = {row["id"] for row in session.rows("ledger/closed_batches", ids=batches)}
    done |= {row["id"] for row in session.rows("erasure/orders")}
    for step in wanted:
        if isinstance(step, EraseStep):
            if step.order not in done:
                erase_named(session, step.email, actor="privacy desk", team="privacy", at=step.at, order=step.order)
                say("  one person erased, on their demand")
            continue
        if step.batch_id in done:
            say(f"  {step.source}: loaded before")
            continue
        receipt = take_in(
            session, step.source, [step.path], batch_id=step.batch_id, observed_at=step.observed_at, quiet=True
        )
        read, refused = sum(one.read for one in receipt.objects), sum(one.refused for one in receipt.objects)
        say(escape(f"  {step.source}: {read:,} rows of {len(receipt.objects)} files, {refused:,} refused"))


def answer(session: Session) -> None:
    """Ask the five questions and print what was asked, how to ask it again, and the answer with its why."""
    asked = [(question(name), arguments) for _, name, arguments in QUESTIONS]
    answers = asyncio.run(ask_all(session, asked))
    for (sentence, name, arguments), found in zip(QUESTIONS, answers, strict=True):
        again = Text(f"$ {command_line(name, arguments)}", style="dim", no_wrap=True, overflow="ignore")
        show(Rule(style="dim"), Text(sentence, style="bold"), again, "", *render(name, found), "")


def command_line(name: str, arguments: dict[str, Any]) -> str:
    """The command that asks the same."""
    words = [f"gtm-graph --demo ask {name.replace('_', '-')}"]
    for key, value in arguments.items():
        words.extend(f"--{key.replace('_', '-')} {one}" for one in (value if isinstance(value, list) else [value]))
    return " ".join(words)
