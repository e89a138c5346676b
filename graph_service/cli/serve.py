"""``gtm-graph serve``: the service on an address.

In: host, port, number of processes. Out: a running service, until it is interrupted. Refuses: a port that is taken, an
open service on an address that others can reach.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Annotated, Any

import typer
from rich.markup import escape

from graph_service.api.auth import check_host
from graph_service.cli.console import say
from graph_service.cli.options import session_of
from graph_service.cli.session import Session
from graph_service.errors import GtmGraphError, UsageError

BACKLOG = 2_048


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Number of processes.")] = 1,
) -> None:
    """GraphQL, ingest, health and metrics over HTTP."""
    run_service(session_of(ctx), host, port, workers)


def run_service(session: Session, host: str, port: int, workers: int = 1) -> None:
    """Serve until interrupted.

    Args:
        session: whose settings the service has.
        host: address to listen on.
        port: port to listen on.
        workers: number of processes.
    Raises:
        UsageError: several processes with options that only this one knows.
        GtmGraphError: the port is taken.
        SettingsError: open, and not a loopback address.
    """
    import uvicorn  # here, because the web libraries take a second that no other command should pay
    from uvicorn.supervisors import Multiprocess

    from graph_service.app import create_app

    settings = session.settings
    check_host(settings.auth, host)
    if workers > 1 and not session.from_environment:
        raise UsageError("--workers cannot be used with --model or --demo", hint="set GTM_GRAPH_MODEL instead")
    app = create_app(settings)  # before anything is started: a wrong setting or model is known here
    with listen(host, port) as listener:
        with session.writer():
            pass  # what is wrong with the database is told here in one line, not by a server's traceback
        options: dict[str, Any] = {"log_config": None, "log_level": settings.log, "access_log": False}
        options["server_header"] = False
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        say(f"serving at [bold]{escape(address)}/graphql[/bold]  (Ctrl-C stops)")
        if workers == 1:
            with suppress(KeyboardInterrupt):
                uvicorn.Server(uvicorn.Config(app, **options)).run(sockets=[listener])
            return
        # each process makes its own application, from the same environment
        config = uvicorn.Config("graph_service.app:create_app", factory=True, workers=workers, **options)
        Multiprocess(config, sockets=[listener]).run()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything is started so that a taken port is one clear line.

    Raises:
        GtmGraphError: the port is taken, or there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise GtmGraphError(f"cannot listen: {reason}", where=f"{host}:{port}", hint="--port takes another") from None
    listener.set_inheritable(True)
    return listener
