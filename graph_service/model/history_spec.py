"""What a source file says of earlier values: in a history table, or carried by the row that tells the present ones.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words (whether kinds of row exist is checked in ``source``).
"""

from __future__ import annotations

from pydantic import Field

from graph_service.model.value_spec import Names, Told, When


class HistorySpec(Told):
    """The history of a flag within a row: who set which value when."""

    path: str
    value: str
    at: str
    by: str
    own_acts: list[str]
    """Words of ``by`` that are acts of the subject; only such an act lifts the stop."""


class PivotSpec(Told):
    """A row of a history table (name, value) read as a partial row of another object."""

    object: str
    id: Names
    name: Names
    value: Names
    change_source: Names | None = None
    when: When | None = None
    """Rows that tell a value; others turn into nothing."""


class UnfoldSpec(Told):
    """Where a row carries the earlier values of its properties: each is read as a row of a history table."""

    path: str
    """Member that maps property names to lists of earlier values."""
    into: str
    """Kind of row that tells one such value; it has a pivot."""
    id: Names
    """Columns with the id of the record."""
    without: list[str] = Field(default_factory=list)
    """Properties whose history this row reads itself."""
    entered: dict[str, dict[str, Names]] = Field(default_factory=dict)
    """Property -> value -> columns with the time at which it took that value. The values are in their order: of several
    at one instant the last counts."""
