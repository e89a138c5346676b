"""What engagement answers: the types, without the judgement.

In: nothing. Out: frozen dataclasses. Refuses: nothing; it has no logic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from graph_service.questions.answer import Answer, NodeSeen, Truncated, doc
from graph_service.questions.period import Days


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCount:
    """Activities of one kind."""

    kind: str = field(metadata=doc("EMAIL, CALL, MEETING, TASK, NOTE or a vendor's word; UNKNOWN where none is told"))
    activities: int = field(metadata=doc("How many, each once"))
    inbound: int = field(metadata=doc("Of these, from them"))
    outbound: int = field(metadata=doc("Of these, to them; the rest has no direction on record"))
    people: int = field(metadata=doc("People in them"))
    anonymous: int = field(metadata=doc("Of the activities, those that name no person"))
    last_at: datetime | None = field(metadata=doc("The newest"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEngagement:
    """What one person was part of; an activity with several people is in the row of each."""

    person: NodeSeen = field(metadata=doc("The person"))
    here_now: bool = field(metadata=doc("Whether they work there now, as far as systems say"))
    activities: int = field(metadata=doc("How many"))
    kinds: list[ActivityCount] = field(metadata=doc("By kind"))
    last_at: datetime | None = field(metadata=doc("Newest activity in the period"))
    product_seen_at: datetime | None = field(metadata=doc("Last seen in the product, whenever that was"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPerson:
    """Somebody of the company with whom nothing happened in the period."""

    person: NodeSeen = field(metadata=doc("The person"))
    last_at: datetime | None = field(metadata=doc("Newest activity before; null where none is on record"))
    product_seen_at: datetime | None = field(metadata=doc("Last seen in the product, whenever that was"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement(Answer):
    """What happened between us and a company in some days, by person and by kind."""

    account: NodeSeen | None = field(default=None, metadata=doc("The account asked about"))
    period: Days | None = field(default=None, metadata=doc("The days that count"))
    activities: int = field(default=0, metadata=doc("All of the period, each once"))
    by_kind: list[ActivityCount] = field(default_factory=list, metadata=doc("The most frequent first"))
    by_person: list[PersonEngagement] = field(default_factory=list, metadata=doc("The most active first"))
    anonymous: int = field(default=0, metadata=doc("Activities that name no person; they are counted, never people"))
    anonymous_users: int = field(default=0, metadata=doc("Users of its tenants whom no system names; counted only"))
    by_agents: int = field(default=0, metadata=doc("Of the activities, those that our agents or systems did"))
    silent: list[SilentPerson] = field(default_factory=list, metadata=doc("People of it with none in the period"))
    last_activity_at: datetime | None = field(
        default=None,
        metadata=doc("Newest activity with anybody of it, in the period or before; null where none is known"),
    )
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("Caps that cut the answer"))
