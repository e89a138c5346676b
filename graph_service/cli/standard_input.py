"""Standard input as messages of a tap, where it is that.

In: the paths, object and format of ``gtm-graph ingest``. Out: the streams; states go to standard output, a line each,
once what came before them is stored. Refuses: messages together with other files, or with an object.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from graph_service.errors import UsageError
from graph_service.intake.decode.messages import FORMATS, told_by
from graph_service.intake.decode.rejoined import rejoined
from graph_service.intake.decode.rows import LINE_LIMIT
from graph_service.intake.files import STANDARD_INPUT
from graph_service.intake.streams import Streams


def streams_of(paths: list[Path], object_: str | None, format_: str | None) -> Streams | None:
    """The streams of what is taken in; None: it is no stream of messages.

    Args:
        paths: files, folders, or ``-``.
        object_: the kind of row, which messages name themselves.
        format_: the format that was told.
    Raises:
        UsageError: messages and anything else at once.
    """
    if format_ not in FORMATS:
        # a file or stream whose kind of row is told is no stream of several
        if paths != [STANDARD_INPUT] or object_ is not None or format_ is not None:
            return None
        start = sys.stdin.buffer.readline(LINE_LIMIT)
        found = told_by(start)
        if found is None:
            return None
        return Streams(rejoined(start, sys.stdin.buffer), found, _pass_on)
    if len(paths) != 1 or paths[0].is_dir():
        raise UsageError("messages come in one stream", where="--format", hint="give - or one file")
    if object_ is not None:
        raise UsageError("messages name their streams themselves", where="--object", hint="leave it out")
    stream: BinaryIO = sys.stdin.buffer
    if paths[0] != STANDARD_INPUT:
        if not paths[0].is_file():
            raise UsageError("no such file", where=str(paths[0]))
        stream = paths[0].open("rb")
    return Streams(stream, format_, _pass_on, str(paths[0]))


def _pass_on(state: str) -> None:
    sys.stdout.write(state + "\n")
    sys.stdout.flush()
