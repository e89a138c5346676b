"""``gtm-graph bench``: the benchmark of ``bench/``, where there is a checkout to run it from.

In: arguments of ``bench.ingest``. Out: its report. Refuses: nothing; an installed package has no such command.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

CHECKOUT = Path(__file__).resolve().parent.parent.parent
AVAILABLE = (CHECKOUT / "bench" / "ingest.py").is_file()


def bench(
    folder: Annotated[Path, typer.Argument(help="The set to copy and load: the folder of snowfakery-salesforce.")],
    opportunities: Annotated[int, typer.Option(min=1, help="How many opportunities the copies add up to.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, help="Measured rounds, after one that warms up.")] = 3,
) -> None:
    """Measure our intake beside the plainest way to load the same rows, on one server (minutes)."""
    options = ["--opportunities", str(opportunities), "--rounds", str(rounds)]
    command = [sys.executable, "-m", "bench.ingest", str(folder.absolute()), *options]
    raise typer.Exit(subprocess.run(command, cwd=CHECKOUT, check=False).returncode)
