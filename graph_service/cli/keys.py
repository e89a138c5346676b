"""``gtm-graph keys``: who may call the service.

In: the key file of ``GTM_GRAPH_AUTH``. Out: a key, shown once; the list of them. Refuses: unknown scopes and ids.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from graph_service.api.keys import create_key, list_keys, revoke_key
from graph_service.cli.console import emit_json, say, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import bare
from graph_service.errors import SettingsError

commands = typer.Typer(no_args_is_help=True, help="Callers' keys; the file of GTM_GRAPH_AUTH=keys:FILE.")
File = Annotated[Path | None, typer.Option(metavar="FILE", help="The key file [default: that of GTM_GRAPH_AUTH].")]


@commands.command()
def create(
    ctx: typer.Context,
    actor: Annotated[str, typer.Option(help="Who holds it; written on everything they do.")],
    team: Annotated[list[str] | None, typer.Option(help="A team of theirs; may be repeated.")] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="read, ingest or steward; may be repeated [default: read].")
    ] = None,
    file: File = None,
    as_json: Json = False,
) -> None:
    """Make a key and print it; only its hash is kept, so it is shown this once."""
    key = create_key(_file(ctx, file), actor, team or [], scope or ["read"])
    if as_json:
        emit_json({"key": key})
    else:
        say("the key, which is not shown again:")
        show(Text(key))


@commands.command("list")
def list_them(ctx: typer.Context, file: File = None, as_json: Json = False) -> None:
    """The keys there are: holder, teams, scopes; never the key itself."""
    entries = [
        {name: value for name, value in key.to_json().items() if name != "hash"} for key in list_keys(_file(ctx, file))
    ]
    if as_json:
        emit_json(entries)
        return
    table = bare("id", "actor", "teams", "scopes", "created")
    for one in entries:
        table.add_row(
            *map(Text, [one["id"], one["actor"], ", ".join(one["teams"]), ", ".join(one["scopes"]), one["created_at"]])
        )
    show(table if entries else "no keys")


@commands.command()
def revoke(
    ctx: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the key, as `keys list` shows it.")],
    file: File = None,
) -> None:
    """Take a key back; a running service refuses it from the next request on."""
    revoke_key(_file(ctx, file), key_id)
    say(f"key {key_id} is revoked")


def _file(ctx: typer.Context, given: Path | None) -> Path:
    if given is not None:
        return given.expanduser()
    kind, _, name = session_of(ctx).settings.auth.partition(":")
    if kind != "keys" or not name:
        raise SettingsError(
            "names no key file", where="GTM_GRAPH_AUTH", hint="set it to keys:FILE, or give --file FILE"
        )
    return Path(name).expanduser()
