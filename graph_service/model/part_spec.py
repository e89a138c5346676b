"""What a source file says of facts that stand in several rows: parts, what is made of them, and who lends them.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: a part told in two ways (whether fields, computations and objects exist is checked in ``source``).
"""

from __future__ import annotations

from pydantic import Field, model_validator

from graph_service.model.value_spec import Names, Told, Values, When

SUM, COUNT = "sum:", "count:"
"""Starts of the rules of a composed field that is a sum of amounts, or the number of parts there are."""


class PartSpec(Told):
    """One part of a record, told by a row of its own or by an item of a list: its facts, or what it adds to a sum."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    id: Values
    facts: dict[str, Values] | None = None
    """A name with dots (``recurring.interval``) makes a mapping in a mapping; blank facts are left out."""
    amount: Values | None = None
    gone: When | None = None
    """The part is no longer there."""
    when: When | None = None
    each: Names | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> PartSpec:
        if (self.facts is None) == (self.amount is None):
            raise ValueError("a part has facts or an amount")
        if self.amount is not None and self.gone is not None:
            raise ValueError("an amount was counted, so it is never gone")
        return self


class ComposedSpec(Told):
    """Fields made of the parts that rows told of a record, where no row has the whole."""

    fields: dict[str, str]
    """Field -> ``sum:<amounts>``, ``count:<parts>``, or a computation over all parts (``stripe_arr.arr``)."""
    joins: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    """Parts -> member with the id of another part -> the parts among which it is looked up and put in its place."""


class LendSpec(Told):
    """Parts of this record that are copied to every record that uses it, whichever comes first."""

    to: str
    """Object of the users, of the same system."""
    users: str
    """The parts whose ids are the users' ids."""
    parts: list[str] = Field(min_length=1)
