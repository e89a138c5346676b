"""The engine's password: generated once, kept in a file that only its owner reads.

In: a home. Out: the password, known to the server before its first start.
Refuses: a store whose password file is gone.
"""

from __future__ import annotations

import secrets
import subprocess

from graph_service.engine import guard, java, lock
from graph_service.engine.layout import Layout
from graph_service.errors import EngineError

ADMIN = "org.neo4j.cli.AdminTool"
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def read(layout: Layout) -> str:
    """The password of this home's engine.

    Raises:
        EngineError: the file is gone.
    """
    try:
        return layout.password.read_text(encoding="utf-8")
    except OSError:
        hint = f"put it back, or remove {layout.home} to begin with an empty store"
        raise EngineError(
            "the file with the engine's password is missing", where=str(layout.password), hint=hint
        ) from None


def prepare(layout: Layout) -> None:
    """Generates the password and tells it to a server that never ran; does nothing later.

    Raises:
        EngineError: the server's own tool refused, or the file is gone.
    """
    if (layout.store / "databases" / "system").exists():
        read(layout)
        return
    if not layout.password.exists():
        guard.write(layout.password, secrets.token_hex(20), mode=0o600)
    # Told by file, because a command line is open to every user of the machine.
    line = java.command(layout, lock.jars(), ADMIN, "dbms", "set-initial-password", f"@{layout.password}", flags=_QUICK)
    homes = {**java.ENVIRONMENT, "NEO4J_HOME": str(layout.home), "NEO4J_CONF": str(layout.conf.parent)}
    done = subprocess.run(line, env=homes, capture_output=True, text=True, cwd=layout.home, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).replace(read(layout), "***").strip().splitlines()
        raise EngineError(f"the password could not be set: {said[-1] if said else done.returncode}")
