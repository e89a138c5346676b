"""Errors as callers see them: a message fit for them and a code; everything else under a number in the log.

In: errors of graphql-core and of this service. Out: the ``errors`` of a response. Refuses: to show the text of an
error that was not written for callers, since it may quote data.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from graph_service.errors import GtmGraphError

_log = structlog.get_logger(__name__)


def formatted(errors: Iterable[GraphQLError], code: str | None = None) -> list[dict[str, Any]]:
    """Errors in the response's form.

    Args:
        errors: what went wrong.
        code: the code of errors found before execution, whose messages are the caller's own; None masks.
    """
    return [_one(error, code) for error in errors]


def _one(error: GraphQLError, code: str | None) -> dict[str, Any]:
    message, extensions = error.message, dict[str, Any]()
    if code is not None:
        extensions["code"] = code
    elif isinstance(error.original_error, GtmGraphError):
        message, extensions["code"] = str(error.original_error), error.original_error.code
        extensions.update(getattr(error.original_error, "extensions", {}))
    else:
        message, extensions = _masked(error)
    shown: dict[str, Any] = {"message": message}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    shown["extensions"] = extensions
    return shown


def _masked(error: GraphQLError) -> tuple[str, dict[str, Any]]:
    number = secrets.token_hex(6)
    cause = error.original_error or error
    where = _innermost(cause)
    _log.error("graphql_failed", error_id=number, kind=type(cause).__name__, where=where)
    return "something failed here; the log has it under the error id", {"code": "INTERNAL", "errorId": number}


def _innermost(error: BaseException) -> str:
    """Where it was raised; the message stays out of the log, since it may quote data."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def fault(error: GtmGraphError) -> dict[str, Any]:
    """One of our own errors in the response's form, without a path."""
    return {"message": str(error), "extensions": {"code": error.code}}
