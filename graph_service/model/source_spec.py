"""The form of a file under schema/sources: one system of record, told without a line of code.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, a value told in two ways, a reference without an end (what a file says of nouns, links and
policies is checked in ``source``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from graph_service.model.spec import KeyKind

Clean = Literal[
    "text", "email", "phone", "domain", "country", "currency", "instant", "civil_date", "boolean", "integer",
    "number", "crm_id", "id", "enum", "upper", "lower",
]  # fmt: skip
Blank = Literal["claim", "skip"]
Condition = dict[str, Any]
"""Column -> what it must be: a scalar or list of scalars (compared as text without case), true or false, ``"*"``
(not blank), null (blank), ``{not: ...}``, ``{prefix: ...}``, ``{matches: regex}``, ``{role_mailbox: true}``. All must
hold; a list of conditions holds when one of them does."""


class _Spec(BaseModel):
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


class CaseSpec(_Spec):
    """One line of a decision: this value under that condition."""

    when: When
    value: Any


class ValueSpec(_Spec):
    """How one value is made from a row. Exactly one of ``from``, ``join``, ``const``, ``cases``, ``compute``."""

    from_: Names | None = Field(default=None, alias="from")
    join: list[str] | None = None
    """Columns glued together, blank ones left out."""
    sep: str = " "
    whole: bool = False
    """True: glued only where every part is filled (composite ids)."""
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
    currency: Annotated[list[ValueSpec], BeforeValidator(_alternatives)] | None = None
    """Where the currency of an amount of money stands."""
    country: Names | None = None
    """Columns whose country helps to read a phone number."""
    minor: bool | Literal["stripe"] = False
    """The amount is in minor units already, of ISO 4217 or as Stripe counts them."""
    when: When | None = None
    """A value only under this condition; blank otherwise."""
    required: Names | None = None
    """Columns without which there is no value at all."""

    @model_validator(mode="after")
    def _one_way(self) -> ValueSpec:
        given = [name for name in ("from_", "join", "cases", "compute") if getattr(self, name) is not None]
        if len(given) + ("const" in self.model_fields_set) != 1:
            raise ValueError("one of from, join, const, cases, compute is needed")
        return self


Values = Annotated[list[ValueSpec], BeforeValidator(_alternatives)]
"""Alternatives; the first that is not blank counts."""


class EndSpec(_Spec):
    """One end of a reference: a record by object and id, or whoever holds a key."""

    record: str | dict[str, str] | None = None
    """Object name; or id prefix -> object name, ``"*"`` for any other."""
    system: str | None = None
    """Another system's record."""
    id: Values | None = None
    key: KeyKind | None = None
    noun: str | None = None
    from_: Values | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_kind(self) -> EndSpec:
        by_record = self.record is not None and self.id is not None
        by_key = self.key is not None and self.noun is not None and self.from_ is not None
        if by_record == by_key:
            raise ValueError("an end is {record, id} or {key, noun, from}")
        return self


class RefSpec(_Spec):
    """One link that rows claim."""

    link: str
    variant: Values | None = None
    source: Literal["self"] | EndSpec
    target: Literal["self"] | EndSpec
    when: When | None = None
    each: Names | None = None
    """A list in the row; one link per item."""
    then: str | None = None
    """A list in each item; one link per inner item."""
    split: str | None = None
    """The list is one cell with this separator."""
    props: dict[str, Values] = Field(default_factory=dict)
    since: Values | None = None
    until: Values | None = None
    blank: Blank = "claim"
    """``claim``: a blank other end says that it was emptied; ``skip``: it says nothing."""


class StopSpec(_Spec):
    """One stop that rows claim. ``active`` reads a flag, ``filled`` a column that is blank where nothing happened."""

    slot: str | None = None
    """Stable name; absent: the column's own."""
    active: Values | None = None
    filled: Names | None = None
    columns: str | None = None
    """Regular expression over column names: one stop per column; its groups are ``{1}``, ``{2}``."""
    blank: Literal["unknown", "false", "skip"] = "unknown"
    code: Values
    channels: list[str] | None = None
    purposes: list[str] | None = None
    topic: Values | None = None
    brand: Values | None = None
    point: KeyKind | None = None
    """The stop is for the record's first contact point of this kind."""
    since: Values | None = None
    until: Values | None = None
    by_subject: Values | None = None
    detail: Values | None = None
    each: Names | None = None
    when: When | None = None
    carries: bool = True
    """False: where the column is missing, the channel is still complete."""

    @model_validator(mode="before")
    @classmethod
    def _plain_code(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("code"), str):
            return {**data, "code": {"const": data["code"]}}
        return data

    @model_validator(mode="after")
    def _one_way(self) -> StopSpec:
        if sum(one is not None for one in (self.active, self.filled, self.columns)) != 1:
            raise ValueError("one of active, filled, columns is needed")
        if self.slot is None and self.columns is None and (self.active is None or not self.active[0].from_):
            if self.filled is None:
                raise ValueError("this stop needs a slot")
        return self


class PermissionSpec(_Spec):
    """One permission or ground that rows record."""

    slot: str
    ground: Values
    channel: Values
    purposes: list[str] | None = None
    topic: Values | None = None
    brand: Values | None = None
    point: KeyKind | None = None
    active: Values | None = None
    since: Values | None = None
    until: Values | None = None
    by_subject: Values | None = None
    detail: Values | None = None
    each: Names | None = None
    when: When | None = None


class PointSpec(_Spec):
    """A contact point; it is a key of the record as well."""

    kind: Literal["email", "phone"]
    value: Values
    primary: bool = False
    facts: dict[str, Values] = Field(default_factory=dict)
    when: When | None = None


class StateSpec(_Spec):
    """What makes a row say that its record is no longer live."""

    deleted: Names | None = None
    archived: Names | None = None
    erased: Names | None = None
    merged_into: Values | None = None
    """Id of the survivor, a record of the same object."""
    merged_when: When | None = None


class EmitSpec(_Spec):
    """The claims of one record, made from a row."""

    object: str
    noun: str | None = None
    id: Values
    about: bool = False
    """True: the row is a statement about this record, not the record itself; it neither makes nor revives it."""
    when: When | None = None
    each: Names | None = None
    state: StateSpec = Field(default_factory=StateSpec)
    absorbed: Values | None = None
    """Ids of records of this object that it took in."""
    created_at: Names | None = None
    fields: dict[str, Values] = Field(default_factory=dict)
    blank: Blank = "claim"
    keys: dict[KeyKind, Values] = Field(default_factory=dict)
    same_as: list[EndSpec] = Field(default_factory=list)
    refs: list[RefSpec] = Field(default_factory=list)
    stops: list[StopSpec] = Field(default_factory=list)
    permissions: list[PermissionSpec] = Field(default_factory=list)
    points: list[PointSpec] = Field(default_factory=list)


class PivotSpec(_Spec):
    """A row of a history table (name, value) read as a partial row of another object."""

    object: str
    id: Names
    name: Names
    value: Names
    change_source: Names | None = None


class RowSpec(EmitSpec):
    """One kind of row: how its files are recognised, when it was said, and the records it speaks of."""

    name: str | None = None
    """Name of this kind of row where several make one object; absent: the object's."""
    files: list[str] = Field(default_factory=list)
    """File stems without the source's prefixes and suffixes, e.g. ``accounts``; compared without case and marks."""
    columns: list[str] = Field(default_factory=list)
    """Columns by which a file of another name is recognised; all must be there."""
    marks: dict[str, str] = Field(default_factory=dict)
    """Member -> value by which one row of a mixed document is recognised, e.g. ``object: customer``."""
    at: Names | None = None
    """Columns of the source's own update time."""
    synced: Names | None = None
    """Columns with the time of the copy."""
    suppression: dict[str, list[str]] = Field(default_factory=dict)
    """Channel -> columns that must be there for the source to be complete for it."""
    also: list[EmitSpec] = Field(default_factory=list)
    pivot: PivotSpec | None = None

    @property
    def row_name(self) -> str:
        """The name by which receipts and :meth:`Translator.translate` call this kind of row."""
        return self.name or self.object


class ShapeSpec(_Spec):
    """One way in which rows are met; the first whose columns are all there counts."""

    has: list[str] = Field(default_factory=list)


class ReadingSpec(_Spec):
    """How this system writes rows."""

    inside: list[str] = Field(default_factory=list)
    """Members whose own members count as columns (HubSpot's ``properties``)."""
    prefixes: list[str] = Field(default_factory=list)
    """Dropped from column names (Fivetran's ``property_``)."""
    value_objects: str | None = None
    """A member whose value stands for the whole object (``{"value": ...}``)."""
    json_text: list[str] = Field(default_factory=list)
    """Columns in which a table holds JSON as text."""
    pages: list[str] = Field(default_factory=list)
    """JMESPath of the rows in a JSON document, tried in order."""
    synced: list[str] = Field(default_factory=list)
    """Columns with the time of the copy, for every object."""


class ConsentSpec(_Spec):
    """Columns that look like consent and need no mapping, with the reason."""

    waived: dict[str, str] = Field(default_factory=dict)


class SourceSpec(_Spec):
    """One system of record."""

    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    doc: str
    currency: str | None = None
    """Currency of amounts that name none; ``XXX`` keeps them apart from every other currency."""
    file_prefixes: list[str] = Field(default_factory=list)
    file_suffixes: list[str] = Field(default_factory=list)
    shapes: dict[str, ShapeSpec]
    reading: ReadingSpec = Field(default_factory=ReadingSpec)
    aliases: dict[str, Names] = Field(default_factory=dict)
    """Column -> other spellings of it in exports."""
    maps: dict[str, dict[str, Any]] = Field(default_factory=dict)
    consent: ConsentSpec = Field(default_factory=ConsentSpec)
    objects: list[RowSpec] = Field(min_length=1)
    """In the order in which they are taken in: what others refer to comes first."""
