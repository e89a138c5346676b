"""Conditions of a source file as functions.

In: ``when`` of a source file. Out: a predicate over a row. Refuses: an unknown word in a condition, when compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.cleaning import cleaner, is_blank
from graph_service.intake.translating.names import Columns, Row
from graph_service.intake.translating.paths import reader
from graph_service.model.types.email import role_mailbox
from graph_service.model.value_spec import Condition

Predicate = Callable[[Row], bool]
Test = Callable[[Any], bool]
_boolean = cleaner("boolean")
_email = cleaner("email")
_number = cleaner("number")


def condition(when: list[Condition], columns: Columns, *, unwrap: str | None = None) -> Predicate:
    """One of several conditions holds.

    Args:
        when: conditions; within one, all must hold.
        columns: the columns of the rows.
        unwrap: member that stands for a whole value object.
    """
    options = [_all(one, columns, unwrap) for one in when]
    if len(options) == 1:
        return options[0]
    return lambda row: any(option(row) for option in options)


def _all(one: Condition, columns: Columns, unwrap: str | None) -> Predicate:
    tests: list[tuple[Callable[[Row], Any], Test]] = []
    for path, wanted in one.items():
        # a column that is not there is blank for a condition
        read = reader(path, columns, unwrap) or (lambda row: None)
        tests.append((read, test_of(wanted)))

    def holds(row: Row) -> bool:
        return all(test(read(row)) for read, test in tests)

    return holds


def test_of(wanted: Any) -> Test:
    """The test that one value of a condition stands for."""
    if isinstance(wanted, dict):
        ((word, rest),) = wanted.items()
        return _TESTS[word](rest)
    if wanted is None:
        return is_blank
    if wanted == "*":
        return lambda value: not is_blank(value)
    if isinstance(wanted, bool):
        return lambda value: _truth(value) is wanted
    listed = wanted if isinstance(wanted, list) else [wanted]
    words = {str(word).casefold() for word in listed if word is not None}
    if None in listed:
        return lambda value: is_blank(value) or _word(value) in words
    return lambda value: value is not None and _word(value) in words


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().casefold()


def _truth(value: Any) -> bool | None:
    if is_blank(value):
        return None
    try:
        return bool(_boolean(value))
    except ValueError:
        return None


def _not(rest: Any) -> Test:
    inner = test_of(rest)
    return lambda value: not inner(value)


def _prefix(rest: Any) -> Test:
    starts = tuple(str(one) for one in (rest if isinstance(rest, list) else [rest]))
    return lambda value: isinstance(value, str) and value.strip().startswith(starts)


def _matches(rest: Any) -> Test:
    wanted = re.compile(str(rest), re.IGNORECASE)
    return lambda value: isinstance(value, str) and wanted.search(value) is not None


def _below(rest: Any) -> Test:
    limit = float(rest)
    return lambda value: (number := _as_number(value)) is not None and number < limit


def _least(rest: Any) -> Test:
    limit = float(rest)
    return lambda value: (number := _as_number(value)) is not None and number >= limit


def _as_number(value: Any) -> float | None:
    if is_blank(value):
        return None
    try:
        return float(_number(value))
    except ValueError:
        return None


def _role_mailbox(rest: Any) -> Test:
    def is_role(value: Any) -> bool:
        try:
            return not is_blank(value) and role_mailbox(_email(value)) is bool(rest)
        except ValueError:
            return False

    return is_role


_TESTS: dict[str, Callable[[Any], Test]] = {
    "not": _not,
    "prefix": _prefix,
    "matches": _matches,
    "role_mailbox": _role_mailbox,
    "below": _below,
    "least": _least,
}
WORDS = frozenset(_TESTS)
"""What a mapping in a condition may say; ``source.check_source`` refuses others."""
