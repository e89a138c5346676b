"""``gtm-graph review``: what the evidence leaves open, for the person who decides it.

In: ambiguities and likely pairs. Out: tables or JSON. Refuses: an id that is none; a decision that the caller's team
may not take.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, cast

import typer

from graph_service.cli.ask import ask_all
from graph_service.cli.console import emit_json, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render import ambiguities as listed
from graph_service.cli.render.answers import render
from graph_service.errors import UsageError
from graph_service.intake.stewarding.ambiguity import decide_ambiguity
from graph_service.intake.stewarding.decide import link_records, unlink_records
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Refused, Written
from graph_service.model.claims import record_key
from graph_service.questions.ambiguities_answer import Ambiguities, AmbiguityKind, AmbiguityStatus
from graph_service.questions.answer import Answer
from graph_service.questions.registry import question, to_json

Reason = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]
Actor = Annotated[str, typer.Option(help="Who decides: name or work address.")]
Teams = Annotated[list[str] | None, typer.Option(help="A team that they are in.")]
Record = Annotated[str, typer.Argument(metavar="SYSTEM:OBJECT:ID")]
_KINDS = ", ".join(AmbiguityKind.__members__)
commands = typer.Typer(no_args_is_help=True, help="What the evidence leaves open, and what people decide about it.")


def _asked(ctx: typer.Context, name: str, **written: Any) -> Answer:
    asked = question(name)
    given = {key: value for key, value in written.items() if value not in (None, [])}
    asked.typed(given)  # wrong use is told before an engine is started for it
    (answer,) = asyncio.run(ask_all(session_of(ctx), [(asked, given)]))
    return answer


@commands.command("list")
def list_doubts(
    ctx: typer.Context,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help=f"Only these: {_KINDS}.")] = None,
    status: Annotated[str, typer.Option(metavar="|".join((*AmbiguityStatus.__members__, "ALL")))] = "OPEN",
    noun: Annotated[str | None, typer.Option(help="Only what is about things of this noun, e.g. account.")] = None,
    first: Annotated[int, typer.Option(help="At most so many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Cursor of the page before.")] = None,
    as_json: Json = False,
) -> None:
    """What is open, oldest first."""
    wanted = None if status.upper() == "ALL" else status
    answer = _asked(ctx, "ambiguities", kinds=kind, status=wanted, noun=noun, first=first, after=after)
    if as_json:
        emit_json(to_json(answer))
    else:
        show(*render("ambiguities", answer))


@commands.command("show")
def show_doubt(
    ctx: typer.Context,
    doubt_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `review list` shows it.")],
    as_json: Json = False,
) -> None:
    """One ambiguity with its candidates, its records and what was decided about it."""
    answer = cast(Ambiguities, _asked(ctx, "ambiguities", id=doubt_id))
    if not answer.ambiguities:
        hint = "it may be over; `gtm-graph review list` shows what is open"
        raise UsageError(f"no ambiguity has the id {doubt_id!r}", hint=hint)
    (one,) = answer.ambiguities
    if as_json:
        emit_json(to_json(one))
    else:
        show(*listed.whole(one))


@commands.command("decide")
def decide(
    ctx: typer.Context,
    doubt_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `review list` shows it.")],
    decision: Annotated[str, typer.Argument(metavar="SAME|DIFFERENT|CHOOSE|KEEP")],
    reason: Reason,
    actor: Actor,
    team: Teams = None,
    choose: Annotated[
        list[str] | None, typer.Option(metavar="SYSTEM:OBJECT:ID", help="Only these candidates; CHOOSE needs one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Decide one; it holds until its evidence changes, and can be withdrawn."""
    choice = [_key(one) for one in choose or ()]
    word = decision.upper()
    _write(
        ctx, actor, team, as_json,
        lambda steward, by: decide_ambiguity(
            steward, by, ambiguity=doubt_id, decision=word, reason=reason, choice=choice
        ),
    )  # fmt: skip


@commands.command("same")
def same(
    ctx: typer.Context, first: Record, second: Record, reason: Reason, actor: Actor, team: Teams = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say that two source records are one thing."""
    _write(ctx, actor, team, as_json, _pair(link_records, first, second, reason))


@commands.command("different")
def different(
    ctx: typer.Context, first: Record, second: Record, reason: Reason, actor: Actor, team: Teams = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say that two source records are not one thing, whatever keys and merges say; the pair is not shown again."""
    _write(ctx, actor, team, as_json, _pair(unlink_records, first, second, reason))


def _pair(take: Callable[..., Written], first: str, second: str, reason: str) -> Callable[[Steward, By], Written]:
    one, other = _key(first), _key(second)
    return lambda steward, by: take(
        steward, by, first=steward.ids.birth(one), second=steward.ids.birth(other), reason=reason
    )


def _write(
    ctx: typer.Context, actor: str, team: list[str] | None, as_json: bool, decision: Callable[[Steward, By], Written]
) -> None:
    session = session_of(ctx)
    with session.writer() as writer:
        try:
            written = decision(Steward(session.settler(writer), lambda: session.now), By(actor, tuple(team or ())))
        except Refused as refused:
            raise UsageError(f"refused: {refused.ruling.text}", where=refused.ruling.rule) from None
    if as_json:
        emit_json({"id": written.id, "rule": written.rule, "text": written.text, "token": written.token})
    else:
        say(f"decided ({written.rule}); with the id {written.id} it can be withdrawn")


def _key(written: str) -> str:
    """A record as people write it, as a record key."""
    if written.count(":") < 2:
        raise UsageError(f"{written!r} names no record", hint="write it as system:Object:id")
    return record_key(*written.split(":", 2))


@commands.command("pairs")
def list_pairs(
    ctx: typer.Context,
    noun: Annotated[str, typer.Option(metavar="account|person")] = "account",
    least: Annotated[float, typer.Option(help="Least score of a pair, 0.5 to 1.")] = 0.85,
    first: Annotated[int, typer.Option(help="At most so many, the likeliest first.")] = 100,
    as_json: Json = False,
) -> None:
    """Things that may be one, by name and address; nothing is joined. Each says what to type to link or deny it."""
    answer = _asked(ctx, "candidate_pairs", noun=noun, least=least, first=first)
    if as_json:
        emit_json(to_json(answer))
    else:
        show(*render("candidate_pairs", answer))
