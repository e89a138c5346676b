"""Which column of a row is meant by a vendor's field name, in whatever shape the row is met.

In: column names. Out: :class:`Columns`. Refuses: nothing; a name that is not there is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from graph_service.model.source_spec import SourceSpec

Row = dict[str, Any]
_MARKS = re.compile(r"[\W_]+")
_FIRST = re.compile(r"[^.\[\]|(]+")


def normal(name: str) -> str:
    """A column name without case and marks: ``FirstName``, ``first_name`` and ``First Name`` are one."""
    return _MARKS.sub("", name).casefold()


class Columns:
    """The columns of one set of rows, found by canonical name.

    Args:
        source: whose spelling it is.
        names: the actual columns, in order.
    """

    def __init__(self, source: SourceSpec, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.used: set[str] = set()
        """Actual columns that something reads."""
        self._aliases = {normal(name): others for name, others in source.aliases.items()}
        self._plain: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._spelled: list[tuple[str, str]] = []
        """(spelling, actual column): each name as it is, and without a known prefix."""
        for name in self.names:
            self._plain.setdefault(normal(name), name)
            self._spelled.append((name, name))
            for prefix in source.reading.prefixes:
                if name.casefold().startswith(prefix):
                    self._short.setdefault(normal(name[len(prefix) :]), name)
                    self._spelled.append((name[len(prefix) :], name))

    def find(self, name: str) -> str | None:
        """The actual column of a canonical name, or None."""
        if name.startswith("$"):
            return name
        key = normal(name)
        found = self._plain.get(key) or self._short.get(key)
        if found is None:
            for other in self._aliases.get(key, ()):
                found = self._plain.get(normal(other)) or self._short.get(normal(other))
                if found is not None:
                    break
        if found is not None:
            self.used.add(found)
        return found

    def matching(self, pattern: str) -> list[tuple[str, re.Match[str]]]:
        """Columns whose name, with or without a prefix, matches a regular expression wholly."""
        wanted = re.compile(pattern, re.IGNORECASE)
        found: dict[str, re.Match[str]] = {}
        for spelling, name in self._spelled:
            match = wanted.fullmatch(spelling)
            if match:
                found.setdefault(name, match)
        self.used.update(found)
        return sorted(found.items())


def path_root(path: str) -> str:
    """The column a path starts from: ``metadata`` of ``metadata.tenant_id``."""
    match = _FIRST.match(path)
    return match.group(0).strip() if match else path


def is_query(path: str) -> bool:
    """Whether a path needs JMESPath; plain and dotted names do not."""
    return any(mark in path for mark in "[]|(")
