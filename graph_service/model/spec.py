"""The form of the YAML files under schema/objects, schema/links and schema/policies/systems.yaml.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown fields and values outside the lists below (each file is checked on its own here; what files say of
each other is checked in ``load``).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FieldType = Literal[
    "string", "text", "int", "float", "boolean", "date", "datetime", "email", "phone", "country", "currency",
    "money", "enum", "strings", "url", "domain",
]  # fmt: skip
KeyKind = Literal["email", "phone", "domain"]
Cardinality = Literal["one", "many"]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FieldSpec(_Spec):
    """One field of a noun.

    ``authority`` lists systems or groups in the order of trust; ``teams`` may write it by hand.
    """

    type: FieldType
    doc: str
    authority: list[str] = Field(min_length=1)
    teams: list[str] = Field(min_length=1)
    values: list[str] | None = None
    personal: bool = False
    union: bool = False
    """True: the values of all systems are one set, none wins."""
    first_wins: bool = False
    """True: the oldest claim wins for ever instead of the newest."""
    by_hand: bool = True
    """False: nobody writes it here, whatever the team: its own system is the one place (usage, what follows from
    money; money itself never is)."""
    teams_of: dict[str, list[str]] = Field(default_factory=dict)
    """Value -> the teams that may write that value, where it is not all of ``teams`` (a stage, by its owner)."""
    locked_after_stage: int | None = Field(default=None, ge=1)
    """Nobody writes it by hand once the thing's ``stage`` is past so many steps of ``deal_stages`` in
    policies/lifecycle.yaml."""

    @field_validator("values")
    @classmethod
    def _upper(cls, values: list[str] | None) -> list[str] | None:
        if values and any(value != value.upper() for value in values):
            raise ValueError("values are upper case")
        return values

    @model_validator(mode="after")
    def _money(self) -> FieldSpec:
        if self.type != "money" or not self.by_hand:
            return self
        return self.model_copy(update={"by_hand": False})


class IdentitySpec(_Spec):
    """What makes two records one thing, besides vendor merges and cross-references."""

    keys: list[KeyKind] = Field(default_factory=list)
    cannot_link: bool
    """True: two live records of one (system, object) are never joined."""
    teams: list[str] = Field(default_factory=list)
    """Who may say by hand that two records are, or are not, one thing; nobody where it is empty."""


class ObjectSpec(_Spec):
    """One noun."""

    name: str = Field(pattern=r"^[A-Z][A-Za-z]+$")
    doc: str
    prefix: str = Field(pattern=r"^[a-z]{3}$")
    identity: IdentitySpec
    facet_of: str | None = None
    """Set where this noun is what one system knows of another noun."""
    derived_from: list[str] = Field(default_factory=list)
    """The facets a derived noun is made of; such a noun has no records of its own."""
    from_keys: list[KeyKind] = Field(default_factory=list)
    """Set where each key of these kinds makes a node."""
    fields: dict[str, FieldSpec]


class AuthoritySpec(_Spec):
    """Who is believed and who may write."""

    systems: list[str] = Field(min_length=1)
    teams: list[str] = Field(min_length=1)
    teams_of: dict[str, list[str]] = Field(default_factory=dict)
    """Noun at one of the ends -> the teams that may write the link there, where it is not all of ``teams``."""
    by_hand: bool = True
    """False: nobody writes it here, whatever the team."""


class VariantSpec(_Spec):
    """The property that tells several links of one type apart, and its closed list of values."""

    property: str
    values: list[str]


class EndNames(_Spec):
    """Names of the link as a field of its two ends."""

    from_: str = Field(alias="from")
    to: str


class PropertySpec(_Spec):
    """One property of a link."""

    type: FieldType
    doc: str


class BeginsBeforeSpec(_Spec):
    """What a link needs: to begin before a time of its subject."""

    field: str
    """Field of the subject with that time; where it is blank nothing is known to begin before it."""
    otherwise: str
    """Link between the same ends that a claim counts as where it begins later."""


class LinkSpec(_Spec):
    """One typed relationship."""

    type: str = Field(pattern=r"^[A-Z][A-Z_]+$")
    doc: str
    from_: list[str] = Field(alias="from")
    to: list[str]
    variant: VariantSpec | None = None
    subject: Literal["from", "to"]
    """The end whose slot it is: its number of links of this type is small, and authority decides among them."""
    cardinality: Cardinality | dict[str, Cardinality]
    names: EndNames
    authority: AuthoritySpec | dict[str, AuthoritySpec]
    properties: dict[str, PropertySpec] = Field(default_factory=dict)
    tree: bool = False
    """True: the effective links of one variant must form a forest."""
    derived: bool = False
    """True: made by identity, never claimed by a record."""
    carries_stops: bool = False
    """True: a stop is found over this link, so it is retired only a grace after its replacement."""
    begins_before: BeginsBeforeSpec | None = None
    """Set where a claim holds only if it begins in time; a person's own decision does as it is."""

    def single(self, variant: str) -> bool:
        """Whether a subject has at most one effective link of this variant."""
        if isinstance(self.cardinality, str):
            return self.cardinality == "one"
        return self.cardinality.get(variant, self.cardinality["default"]) == "one"

    def authority_of(self, variant: str) -> AuthoritySpec:
        """Who is believed about this variant."""
        if isinstance(self.authority, AuthoritySpec):
            return self.authority
        return self.authority[variant]


class SystemsSpec(_Spec):
    """policies/systems.yaml: short names for groups of systems, in the order of trust."""

    groups: dict[str, list[str]]
    steward: str
    proposal: str
