"""How a caller names a thing: by our id, by a source's id, or by an identity key.

In: what a caller wrote. Out: reference values; :mod:`~graph_service.questions.resolve` finds what they name.
Refuses: a reference that names nothing, or names a thing in two ways at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from graph_service.errors import UsageError
from graph_service.model.claims import record_key
from graph_service.questions.answer import doc


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalId:
    """The id that a source system gives to one of its records."""

    system: str = field(metadata=doc("System of record, e.g. salesforce"))
    object: str = field(metadata=doc("The system's own object name, e.g. Account"))
    id: str = field(metadata=doc("The system's own id"))

    @property
    def key(self) -> str:
        """The record key as written; :func:`~graph_service.questions.resolve.external_key` gives intake's spelling."""
        return record_key(self.system, self.object, self.id)

    @classmethod
    def parse(cls, written: Any) -> Self:
        """An external id from ``system:Object:id`` or a mapping of the three.

        Raises:
            UsageError: it has another form.
        """
        if isinstance(written, cls):
            return written
        if isinstance(written, str) and written.count(":") >= 2:
            written = dict(zip(("system", "object", "id"), written.split(":", 2), strict=True))
        if not isinstance(written, dict) or written.keys() != {"system", "object", "id"}:
            raise UsageError("not an external id", hint="write system:Object:id, or give system, object and id")
        return cls(**{part: str(text) for part, text in written.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """What all references share; exactly one way of naming is given."""

    noun: ClassVar[str] = ""
    identity: ClassVar[str | None] = None
    """Name of the field that holds the noun's identity key, if it has one."""

    id: str | None = field(default=None, metadata=doc("Our id; ids of merged records resolve for ever"))
    external_id: ExternalId | None = field(default=None, metadata=doc("A source system's id"))

    def __post_init__(self) -> None:
        given = [one.name for one in fields(self) if one.name != "noun" and getattr(self, one.name)]
        if len(given) != 1:
            said = f"names it {len(given)} times ({', '.join(given)})" if given else "names nothing"
            raise UsageError(f"a reference to {self.noun} {said}", hint="give exactly one way to name it")

    @property
    def key(self) -> str | None:
        """The identity key as the caller wrote it, if that is the way taken."""
        return getattr(self, self.identity) if self.identity else None

    def __str__(self) -> str:
        if self.external_id:
            return f"{self.external_id.system}:{self.external_id.object}:{self.external_id.id}"
        return str(self.id or self.key)

    @classmethod
    def parse(cls, written: Any) -> Self:
        """A reference from its written form.

        Args:
            written: a mapping with ``id``, ``external_id`` (or ``externalId``: system, object, id) or the identity
                key; or text: ``system:Object:id``, the identity key, or our id.
        Raises:
            UsageError: it has another form.
        """
        if isinstance(written, cls):
            return written
        if isinstance(written, str) and written.strip():
            return cls(**cls._from_text(written.strip()))
        if isinstance(written, dict):
            return cls(**cls._from_mapping(written))
        raise UsageError(f"not a reference to {cls.noun}: {type(written).__name__}", hint=cls._hint())

    @classmethod
    def _from_text(cls, text: str) -> dict[str, Any]:
        if text.count(":") >= 2:
            system, object_, external = text.split(":", 2)
            return {"external_id": ExternalId(system=system, object=object_, id=external)}
        if isinstance(cls.identity, str) and ("." in text or "@" in text):
            return {cls.identity: text}
        return {"id": text}

    @classmethod
    def _from_mapping(cls, written: dict[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, value in written.items():
            plain = {"externalId": "external_id"}.get(name, name)
            if plain not in {one.name for one in fields(cls)} - {"noun"}:
                raise UsageError(f"a reference to {cls.noun} has no {name!r}", hint=cls._hint())
            if plain == "external_id" and isinstance(value, dict):
                value = ExternalId.parse(value)
            given[plain] = value
        return given

    @classmethod
    def _hint(cls) -> str:
        keys = [one.name for one in fields(cls) if one.name not in ("id", "external_id", "noun")]
        ways = ["id", "external_id {system, object, id}", *keys]
        return "give one of: " + ", ".join(ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef(Ref):
    """One account."""

    noun: ClassVar[str] = "Account"
    identity: ClassVar[str | None] = "domain"
    domain: str | None = field(default=None, metadata=doc("A domain or web address of the company"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef(Ref):
    """One person; ids of their contacts, leads, product users and subscribers name them too."""

    noun: ClassVar[str] = "Person"
    identity: ClassVar[str | None] = "email"
    email: str | None = field(default=None, metadata=doc("An e-mail address of the person, in any spelling"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRef(Ref):
    """One of our own people."""

    noun: ClassVar[str] = "User"
    identity: ClassVar[str | None] = "email"
    email: str | None = field(default=None, metadata=doc("Work e-mail address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRef(Ref):
    """One contact record's node."""

    noun: ClassVar[str] = "Contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRef(Ref):
    """One lead."""

    noun: ClassVar[str] = "Lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityRef(Ref):
    """One opportunity."""

    noun: ClassVar[str] = "Opportunity"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRef(Ref):
    """One subscription."""

    noun: ClassVar[str] = "Subscription"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyingGroupRef(Ref):
    """One buying group."""

    noun: ClassVar[str] = "BuyingGroup"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRef(Ref):
    """One workspace."""

    noun: ClassVar[str] = "Workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRef(Ref):
    """One thing of any noun of the model."""

    noun: str = field(metadata=doc("Name of the noun, e.g. Opportunity"))  # type: ignore[misc]
    domain: str | None = field(default=None, metadata=doc("Of an account: a domain"))
    email: str | None = field(default=None, metadata=doc("Of a person or user: an e-mail address"))

    @property
    def identity(self) -> str | None:  # type: ignore[override]
        """The identity key that was given."""
        return next((name for name in ("domain", "email") if getattr(self, name)), None)

    @classmethod
    def parse(cls, written: Any) -> Self:
        """As :meth:`Ref.parse`, for a mapping that also names the ``noun``, or text ``Noun/reference``."""
        if isinstance(written, cls):
            return written
        if isinstance(written, dict) and "noun" in written:
            rest = {name: value for name, value in written.items() if name != "noun"}
            return cls(noun=str(written["noun"]), **cls._from_mapping(rest))
        if isinstance(written, str) and "/" in written:
            noun, _, text = written.partition("/")
            key, colon, value = text.partition(":")
            named = {key: value} if colon and key in ("id", "domain", "email") else cls._from_text(text)
            return cls(noun=noun, **named)
        raise UsageError("not a reference to anything", hint="write Noun/reference, e.g. Account/domain:a.example")
