"""``gtm-graph events``: the change feed, and what its subscribers did not take.

In: a cursor. Out: events as a table or JSON lines; dead letters. Refuses: a cursor whose events are no longer known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.text import Text

from graph_service.cli.console import emit_json, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare
from graph_service.cli.render.events import body, cells
from graph_service.cli.session import Session
from graph_service.delivery.places import Places
from graph_service.errors import GtmGraphError, UsageError
from graph_service.questions.events import Events
from graph_service.questions.events import events as ask_events
from graph_service.questions.plain import to_json

if TYPE_CHECKING:
    from graph_service.delivery.deliver import Subscriber

LOOK_SECONDS = 1.0
commands = typer.Typer(help="The change feed: owners, stages, parents, roles, stops, merges, in order.")
letters = typer.Typer(no_args_is_help=True, help="Events that a subscriber did not take.")
commands.add_typer(letters, name="dead-letters")
To = Annotated[str | None, typer.Option("--subscriber", metavar="NAME", help="Only of this subscriber.")]


@commands.callback(invoke_without_command=True)
def events(
    ctx: typer.Context,
    after: Annotated[
        str | None,
        typer.Option(metavar="CURSOR", help="Where to go on; 'now' for what comes from now on [default: the oldest]."),
    ] = None,
    first: Annotated[int, typer.Option(min=1, max=500, help="At most so many at once.")] = 100,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    follow: Annotated[bool, typer.Option(help="Go on as more come, until interrupted.")] = False,
    as_json: Json = False,
) -> None:
    """What changed since, in order; the last line says how to go on."""
    if ctx.invoked_subcommand is None:
        asyncio.run(_print(session_of(ctx), after, first, kind or [], follow, as_json))


async def _print(
    session: Session, after: str | None, first: int, kinds: list[str], follow: bool, as_json: bool
) -> None:
    async with session.reader() as reader:
        while True:
            page = await ask_events(session.ask(reader), after, first, kinds)
            _show(page, follow, as_json)
            if not follow:
                return
            after = page.next or after
            if not page.more:
                await asyncio.sleep(LOOK_SECONDS)


def _show(page: Events, follow: bool, as_json: bool) -> None:
    if not follow:
        if as_json:
            emit_json({name: to_json(getattr(page, name)) for name in ("events", "next", "more", "dropped")})
        else:
            show(*body(page))
        return
    for one in page.events:
        if as_json:
            emit_json(to_json(one), lines=True)
        else:
            show(Text("  ".join(cell.plain for cell in cells(one))))


@commands.command()
def positions(ctx: typer.Context, as_json: Json = False) -> None:
    """How far each subscriber is, and what holds it up."""
    with session_of(ctx).writer() as writer:
        found = Places(writer).all()
    if as_json:
        emit_json(
            [{name: getattr(one, name) for name in ("name", "cursor", "attempts", "state", "problem")} for one in found]
        )
        return
    table = bare("subscriber", "after", "failed tries", "state", "problem")
    for one in found:
        table.add_row(*map(Text, [one.name, one.cursor or "-", str(one.attempts), one.state, one.problem]))
    show(table if found else "nothing was ever sent to anybody")


@commands.command()
def resume(ctx: typer.Context, name: Annotated[str, typer.Argument(help="The subscriber.")]) -> None:
    """Send again, and at once, to a subscriber that wanted nothing more or waits."""
    with session_of(ctx).writer() as writer:
        if not Places(writer).resume(name):
            raise UsageError(f"nothing was ever sent to {name[:60]!r}", hint="`gtm-graph events positions`")
    say("it is sent to again by the next `serve` or `deliver`")


@letters.command("list")
def list_letters(ctx: typer.Context, to: To = None, as_json: Json = False) -> None:
    """What was put aside, oldest first."""
    with session_of(ctx).writer() as writer:
        found = Places(writer).dead_letters(to)
    if as_json:
        emit_json([{**row, "event": orjson.loads(row["event"]) if row["event"] else None} for row in found])
        return
    table = bare("id", "event", "thing", "tries", "put aside", "reason")
    for row in found:
        event = orjson.loads(row["event"]) if row["event"] else {}
        words = [row["id"], event.get("kind", "-"), event.get("thing") or "-", str(row["attempts"]), row["at"][:19]]
        table.add_row(*map(Text, [*words, row["reason"]]))
    show(table if found else "no dead letters")


@letters.command("retry")
def retry_letters(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Their ids [default: all].")] = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Send dead letters again, once each; those that are taken go from the list."""
    from graph_service.delivery.deliver import (
        subscribers,
    )  # here, because no other command should pay for its libraries

    session = session_of(ctx)
    known = {one.name: one for one in subscribers(session.settings.subscribers, session.model)}
    with session.writer() as writer:
        places = Places(writer)
        found = [row for row in places.dead_letters(to) if not ids or row["id"] in ids]
        if missing := sorted(set(ids or ()) - {row["id"] for row in found}):
            raise UsageError(f"no dead letter {missing[0][:80]!r}", hint="`gtm-graph events dead-letters list`")
        outcome = asyncio.run(_send_again(known, found))
        for id_, problem in outcome.items():
            if not problem:
                places.drop_dead_letter(id_)
    left = {id_: problem for id_, problem in outcome.items() if problem}
    if as_json:
        emit_json({"sent": len(outcome) - len(left), "left": left})
    else:
        for id_, problem in left.items():
            show(Text(f"{id_}: {problem}"))
        say(f"{len(outcome) - len(left):,} of {len(outcome):,} were taken")
    if left:
        raise GtmGraphError(f"{len(left):,} dead letters stay")


async def _send_again(known: Mapping[str, Subscriber], rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    from graph_service.delivery.deliver import send_event
    from graph_service.delivery.sending import Sender

    problems: dict[str, str] = {}
    async with Sender() as sender:
        for row in rows:
            to = known.get(row["webhook"])
            if row["event"] is None:
                problems[row["id"]] = "its events are no longer known; the subscriber takes the state from an export"
            elif to is None:
                problems[row["id"]] = "no such subscriber in the file of GTM_GRAPH_SUBSCRIBERS"
            else:
                problems[row["id"]] = (await send_event(sender, to, orjson.loads(row["event"]))).problem
    return problems
