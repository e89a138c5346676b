"""The form of a file under schema/sources: one system of record, told without a line of code.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words, a value told in two ways, a reference without an end (what a file says of nouns, links and
policies is checked in ``source``).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from graph_service.model.history_spec import HistorySpec, PivotSpec, UnfoldSpec
from graph_service.model.part_spec import ComposedSpec, LendSpec, PartSpec
from graph_service.model.pull_spec import PullSpec
from graph_service.model.reading_spec import ReadingSpec, ShapeSpec
from graph_service.model.spec import KeyKind
from graph_service.model.value_spec import Marks, Names, Told, Values, When
from graph_service.model.webhook_spec import WebhookSpec

Blank = Literal["claim", "skip"]


class EndSpec(Told):
    """One end of a reference: a record by object and id, or whoever holds a key."""

    record: str | dict[str, str] | None = None
    """Object name; or id prefix -> object name, ``"*"`` for any other."""
    system: str | None = None
    """Another system's record."""
    id: Values | None = None
    named: dict[Literal["system", "object", "id"], Values] | None = None
    """A record that the row names by its system, object and id."""
    key: KeyKind | None = None
    noun: str | None = None
    from_: Values | None = Field(default=None, alias="from")

    @model_validator(mode="after")
    def _one_kind(self) -> EndSpec:
        by_record = self.record is not None and self.id is not None
        by_key = self.key is not None and self.noun is not None and self.from_ is not None
        by_name = self.named is not None and len(self.named) == 3
        if by_record + by_key + by_name != 1:
            raise ValueError("an end is {record, id}, {named: {system, object, id}} or {key, noun, from}")
        return self


class RefSpec(Told):
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
    blank: Literal["claim", "skip", "end"] = "claim"
    """``claim``: a blank other end says that it was emptied; ``skip``: it says nothing; ``end``: what the record told
    before is over, and nobody is said to have emptied it."""


class StopSpec(Told):
    """One stop that rows claim. ``active`` reads a flag, ``filled`` a column that is blank where nothing happened."""

    slot: str | None = None
    """Stable name; absent: the column's own."""
    history: HistorySpec | None = None
    """A stop that still stands by the history of its flag, though the newest value turned it off."""
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
    """The stop is for the record's first contact point of this kind; of a statement about a record, its key."""
    point_from: Values | None = None
    """Of several such points the one in this cell; where the row hides it, the stop is for all of them."""
    since: Values | None = None
    until: Values | None = None
    by_subject: Values | None = None
    detail: Values | None = None
    each: Names | None = None
    split: str | None = None
    """The list is one cell with this separator."""
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
        if sum(one is not None for one in (self.active, self.filled, self.columns, self.history)) != 1:
            raise ValueError("one of active, filled, columns, history is needed")
        named = self.slot or self.columns or self.filled or (self.active and self.active[0].from_)
        if not named:
            raise ValueError("this stop needs a slot")
        return self


class PermissionSpec(Told):
    """One permission or ground that rows record."""

    slot: str
    ground: Values
    channel: Values
    purposes: list[str] | None = None
    topic: Values | None = None
    brand: Values | None = None
    point: KeyKind | None = None
    point_from: Values | None = None
    active: Values | None = None
    since: Values | None = None
    until: Values | None = None
    by_subject: Values | None = None
    detail: Values | None = None
    each: Names | None = None
    split: str | None = None
    """The list is one cell with this separator."""
    when: When | None = None


class PointSpec(Told):
    """A contact point; it is a key of the record as well."""

    kind: Literal["email", "phone"]
    value: Values
    primary: bool = False
    facts: dict[str, Values] = Field(default_factory=dict)
    when: When | None = None


class StateSpec(Told):
    """What makes a row say that its record is no longer live."""

    deleted: Names | None = None
    archived: Names | None = None
    erased: Names | None = None
    deleted_when: When | None = None
    archived_when: When | None = None
    erased_when: When | None = None
    merged_into: Values | None = None
    """Id of the survivor, a record of the same object."""
    merged_when: When | None = None


class EmitSpec(Told):
    """The claims of one record, made from a row."""

    object: str
    noun: str | None = None
    id: Values
    proposal: bool = False
    """True: a machine or agent proposes it of the record in ``same_as``: it fills a blank field and outranks nobody."""
    about: bool = False
    """True: the row is a statement about this record, not the record itself; it neither makes nor revives it."""
    mentioned: bool = False
    """True: rows only mention this record: what they say alike is one saying, with when it was first and last said."""
    when: When | None = None
    each: Names | None = None
    state: StateSpec = Field(default_factory=StateSpec)
    absorbed: Values | None = None
    """Ids of records of this object that it took in."""
    changed_by: EndSpec | None = None
    """Who wrote the row; kept with a link that was emptied."""
    created_at: Names | None = None
    fields: dict[str, Values] = Field(default_factory=dict)
    blank: Blank = "claim"
    keys: dict[KeyKind, Values] = Field(default_factory=dict)
    more_keys: dict[KeyKind, Values] = Field(default_factory=dict)
    """Keys beside those of the record's own row, e.g. from a table with one row per domain."""
    same_as: list[EndSpec] = Field(default_factory=list)
    refs: list[RefSpec] = Field(default_factory=list)
    stops: list[StopSpec] = Field(default_factory=list)
    permissions: list[PermissionSpec] = Field(default_factory=list)
    points: list[PointSpec] = Field(default_factory=list)
    edition: Values | None = None
    """The source's number of this saying; the greater one is later, whatever the times."""
    parts: list[PartSpec] = Field(default_factory=list)
    composed: ComposedSpec | None = None
    lends: LendSpec | None = None


class RowSpec(EmitSpec):
    """One kind of row: how its files are recognised, when it was said, and the records it speaks of."""

    name: str | None = None
    """Name of this kind of row where several make one object; absent: the object's."""
    files: list[str] = Field(default_factory=list)
    """File stems without the source's prefixes and suffixes, e.g. ``accounts``; compared without case and marks."""
    columns: list[str] = Field(default_factory=list)
    """Columns by which a file of another name is recognised; all must be there."""
    marks: Marks = Field(default_factory=list)
    """Member -> value by which one row of a mixed document is recognised, e.g. ``object: customer``; a value that ends
    in ``*`` is the beginning of one. All must be there; of a list of such mappings, one."""
    at: Names | None = None
    """Columns of the source's own update time."""
    synced: Names | None = None
    """Columns with the time of the copy."""
    suppression: dict[str, list[str]] = Field(default_factory=dict)
    """Channel -> columns that must be there for the source to be complete for it."""
    suppression_by: dict[str, list[str]] = Field(default_factory=dict)
    """Channel -> objects of this file whose rows tell those stops instead, where the columns are not there (a loader
    lands a list as a table of its own): complete once all of them are."""
    limit: Literal["OPT_OUT", "ADMIN_LIST", "SCREENING", "CORPORATE_TREE"] | None = None
    """How old these rows may be: by policies/suppression.yaml, ``sources.limits_hours``; absent: as opt-outs."""
    also: list[EmitSpec] = Field(default_factory=list)
    pivot: PivotSpec | None = None
    unfold: UnfoldSpec | None = None

    @property
    def row_name(self) -> str:
        """The name by which receipts and :meth:`Translator.translate` call this kind of row."""
        return self.name or self.object


class ConsentSpec(Told):
    """Columns that look like consent and need no mapping, with the reason."""

    waived: dict[str, str] = Field(default_factory=dict)


class SourceSpec(Told):
    """One system of record."""

    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    doc: str
    joins: list[str] = Field(default_factory=list)
    """Groups of policies/systems.yaml that it joins behind their members: there its fields are believed, last."""
    currency: str | None = None
    """Currency of amounts that name none; ``XXX`` keeps them apart from every other currency."""
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """Country whose national phone numbers are meant where a row names none (ISO 3166-1 alpha-2)."""
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
    pull: PullSpec | None = None
    """The vendor's API, for ``gtm-graph pull``."""
    webhook: WebhookSpec | None = None
    """What the vendor sends by itself, for ``POST /webhooks/{source}``."""
