"""Options that several commands share, and the way from typer's context to our session.

In: nothing. Out: annotated types. Refuses: nothing.
"""

from __future__ import annotations

from typing import Annotated, cast

import typer

from graph_service.cli.session import Session

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


def session_of(ctx: typer.Context) -> Session:
    """The session that the options before the command made."""
    return cast(Session, ctx.find_object(Session))
