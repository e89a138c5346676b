"""How a source file tells a single value: columns, maps, conditions.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, and a value told in two ways.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Clean = Literal[
    "text", "email", "phone", "domain", "country", "currency", "instant", "civil_date", "day", "boolean", "integer",
    "number", "crm_id", "id", "upper", "lower",
]  # fmt: skip
Condition = dict[str, Any]
"""Column -> what it must be: a scalar or list of scalars (compared as text without case), true or false, ``"*"``
(not blank), null (blank), ``{not: ...}``, ``{prefix: ...}``, ``{matches: regex}``, ``{role_mailbox: true}``,
``{below: 70}``, ``{least: 70}`` (numbers; what is no number is neither). All must hold; a list of conditions holds
when one of them does."""


class Told(BaseModel):
    """A part of a source file: frozen, and without words we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _alternatives(value: Any) -> Any:
    """A name, a mapping, or a list of either, as a list of mappings."""
    return [{"from": one} if isinstance(one, str) else one for one in _listed(value)]


Names = Annotated[list[str], BeforeValidator(_listed)]
"""Column names or paths (``a.b``, JMESPath where it has a bracket); the first that is not blank counts.
``$`` is the item of ``each``, ``$1`` and ``$2`` the outer and the inner one."""
When = Annotated[list[Condition], BeforeValidator(_listed)]
Marks = Annotated[list[dict[str, str]], BeforeValidator(_listed)]
"""Dotted path of a member -> its value; a value that ends in ``*`` is the beginning of one."""


class CaseSpec(Told):
    """One line of a decision: this value under that condition."""

    when: When
    value: Any


class ValueSpec(Told):
    """How one value is made from a row. One of ``from``, ``join``, ``glue``, ``const``, ``cases``, ``compute``."""

    from_: Names | None = Field(default=None, alias="from")
    join: list[str] | None = None
    """Columns glued together, blank ones left out."""
    sep: str = " "
    whole: bool = False
    """True: glued only where every part is filled (composite ids)."""
    glue: list[Annotated[list[ValueSpec], BeforeValidator(_alternatives)]] | None = None
    """Values glued together as they were cleaned and mapped; blank where one of them is (ids of what is made here)."""
    const: Any = None
    cases: list[CaseSpec] | None = None
    otherwise: Any = None
    compute: str | None = None
    """A computation by name, e.g. ``stripe_arr.arr``; the list is in ``intake/translating/computed.py``."""
    extract: str | None = None
    """Regular expression; its first group is the value."""
    split: str | None = None
    """Separator of a list in one cell."""
    map: str | dict[str, Any] | None = None
    """A map of this file by name, a policy's (``roles.hubspot``), or written out; compared without case."""
    default: Any = None
    """Value for a word the map lacks; without one such a word is set aside."""
    blank: Any = None
    """Value for a blank cell."""
    clean: Clean | None = None
    zone: str | None = None
    """IANA name of the zone in which a time without offset is written; the value is an instant."""
    currency: Annotated[list[ValueSpec], BeforeValidator(_alternatives)] | None = None
    """Where the currency of an amount of money stands."""
    country: Names | None = None
    """Columns whose country helps to read a phone number."""
    thousands: bool = False
    """The amount is counted in thousands."""
    minor: bool | Literal["stripe"] = False
    """The amount is in minor units already, of ISO 4217 or as Stripe counts them."""
    when: When | None = None
    """A value only under this condition; blank otherwise."""
    required: Names | None = None
    """Columns without which there is no value at all."""

    @model_validator(mode="after")
    def _one_way(self) -> ValueSpec:
        given = [name for name in ("from_", "join", "glue", "cases", "compute") if getattr(self, name) is not None]
        if len(given) + ("const" in self.model_fields_set) != 1:
            raise ValueError("one of from, join, glue, const, cases, compute is needed")
        return self


Values = Annotated[list[ValueSpec], BeforeValidator(_alternatives)]
"""Alternatives; the first that is not blank counts."""
