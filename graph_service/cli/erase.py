"""``gtm-graph erase``: a person leaves everything we hold, and stays away.

In: one person, who orders it and why. Out: what was done, and what no erasure here can reach. Refuses: a reference to
several people, an order without ``--yes`` where nobody can be asked.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.text import Text

from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import counted
from graph_service.cli.session import Session
from graph_service.errors import AuthError, UsageError
from graph_service.intake.erase import Erasure
from graph_service.intake.stewarding.erasure import erase_person
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Refused
from graph_service.opening import clock_of
from graph_service.questions.ask import instant

_SHOWN_MENTIONS = 20


def erase(
    ctx: typer.Context,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="An e-mail address, one of our ids, or system|object|id.")
    ],
    actor: Annotated[str, typer.Option(help="Who orders it; kept with the order.")],
    reason: Annotated[str, typer.Option(help="Why, for the order's record; without the person's name.")] = "",
    team: Annotated[str, typer.Option(help="In which team; policies/stewardship.yaml says which may.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; it cannot be undone.")] = False,
    as_json: Json = False,
) -> None:
    """Erase one person: evidence, values, indexes, refused rows; keyed hashes stay and keep them out."""
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("an erasure cannot be undone", hint="add --yes")
        typer.confirm(f"Erase {person} for good?", abort=True, err=True)
    session = session_of(ctx)
    report = erase_named(session, person, actor=actor, team=team, reason=reason, at=instant(session.now))
    if as_json:
        emit_json(report.to_json())
    else:
        show(*_parts(report))


def erase_named(
    session: Session, person: str, *, actor: str, team: str, at: str, reason: str = "", order: str | None = None
) -> Erasure:
    """Erase the person that a reference names.

    Args:
        session: whose database is used.
        person: the reference, as it is typed.
        actor, team, reason: who ordered it, and why.
        at: when, as stored times are written.
        order: id of the order; the same id does nothing again.
    Raises:
        AuthError: their team may not.
        UsageError: nobody, or several people, are named.
    """
    settings = session.settings
    with session.writer() as writer:
        steward = Steward(session.settler(writer), clock_of(settings))
        try:
            _, done = erase_person(
                steward, By(actor, (team,)), person=person, reason=reason, at=at, order=order,
                embedded=settings.embedded,
            )  # fmt: skip
        except Refused as refused:
            raise AuthError(
                f"{refused.ruling.rule}: {refused.ruling.text}", hint=f"--team {refused.ruling.teams[0]}, if it is true"
            ) from None
        return done


def _parts(report: Erasure) -> list[Text]:
    parts = [
        Text(
            f"erased: {counted(report.records, 'record')}, {report.addresses:,} addresses and numbers that "
            f"may not come back, {counted(report.quarantined, 'refused row')}; {counted(report.cleaned, 'record')} of "
            "others cleaned",
            style="bold",
        ),
        Text(f"order {report.id}", style="dim"),
    ]
    if report.kept:
        parts.append(Text(f"{report.kept} addresses or numbers stay with others who hold them too", style="yellow"))
    if report.mentions:
        more = f" and {len(report.mentions) - _SHOWN_MENTIONS:,} more" if len(report.mentions) > _SHOWN_MENTIONS else ""
        listed = ", ".join(report.mentions[:_SHOWN_MENTIONS])
        parts.append(Text(f"the full name still stands in free text of: {listed}{more}", style="yellow"))
    parts.append(Text("what this cannot promise:", style="dim"))
    parts.extend(Text(f"  {one}", style="dim") for one in report.not_promised)
    return parts
