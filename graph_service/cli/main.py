"""The command ``gtm-graph``: every command there is, and the one place where errors become exit codes.

In: the words of a command line. Out: exit code 0 done, 1 failed, 2 wrong use, 3 done with refused rows or an
incomplete file. Refuses: nothing itself.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from graph_service import __version__
from graph_service.cli import ask, engine, keys, model, quarantine, review, steward
from graph_service.cli.bench import AVAILABLE, bench
from graph_service.cli.compact import compact
from graph_service.cli.console import crash, fail
from graph_service.cli.deliver import deliver
from graph_service.cli.demo import demo
from graph_service.cli.erase import erase
from graph_service.cli.events import commands as event_commands
from graph_service.cli.export import export
from graph_service.cli.history import history
from graph_service.cli.ingest import ingest
from graph_service.cli.mcp import mcp
from graph_service.cli.pull import pull
from graph_service.cli.rebuild import rebuild
from graph_service.cli.serve import serve
from graph_service.cli.session import Session
from graph_service.cli.setup import setup
from graph_service.cli.sources import sources
from graph_service.errors import GtmGraphError, UsageError
from graph_service.settings import load_settings

app = typer.Typer(
    name="gtm-graph",
    help="One explicit, queryable model of a company's customers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(serve)
app.command()(setup)
app.command()(ingest)
app.command()(pull)
app.add_typer(ask.commands, name="ask")
app.command()(mcp)
app.command()(erase)
app.command()(compact)
app.command()(export)
app.command()(rebuild)
app.command()(sources)
app.add_typer(event_commands, name="events")
app.command()(deliver)
app.command()(history)
app.add_typer(quarantine.commands, name="quarantine")
app.add_typer(steward.commands, name="steward")
app.add_typer(review.commands, name="review")
app.add_typer(model.commands, name="model")
app.add_typer(keys.commands, name="keys")
app.add_typer(engine.commands, name="engine")
if AVAILABLE:
    app.command()(bench)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"gtm-graph {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Lay your own objects/, links/, sources/, policies/ over ours.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Use what `gtm-graph demo` loaded, with its clock.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """One explicit, queryable model of a company's customers."""
    ctx.obj = Session(model, demo)


def run(arguments: list[str]) -> int:
    """Run one command line.

    Args:
        arguments: the words after ``gtm-graph``.
    Returns:
        The exit code.
    """
    try:
        result = app(arguments, prog_name="gtm-graph", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except GtmGraphError as error:
        return fail(error)
    except typer.TyperException as error:
        return fail(UsageError(error.format_message().rstrip("."), hint="see --help"))
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("interrupted\n")
        return 130
    except BrokenPipeError:
        # the reader left (`| head`): nothing to say, and no second complaint when Python closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if _debugging():
            raise
        return crash(error)


def _debugging() -> bool:
    try:
        return load_settings().log == "debug"
    except GtmGraphError:
        return False


def main() -> None:
    """The entry point of ``gtm-graph``."""
    sys.exit(run(sys.argv[1:]))
