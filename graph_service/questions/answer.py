"""The envelope of every answer: its status, its candidates and its why.

In: nothing. Out: the dataclasses that all answers share. Refuses: nothing; it has no logic beyond ages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from graph_service.questions.ask import Ask, Token, moment

_OLDEST = 2**31 - 1
"""68 years, the greatest number that GraphQL's Int holds."""


def doc(text: str) -> dict[str, str]:
    """Field metadata: the sentence that GraphQL, the command line and the docs show."""
    return {"doc": text}


class Status(Enum):
    """What kind of answer this is; expected outcomes are answers, not errors."""

    OK = "The question is answered."
    NOT_FOUND = "Nothing is known under this reference."
    AMBIGUOUS = "Several things fit and nothing decides between them; see candidates."
    UNKNOWN = "The thing is known, the answer is not; why says what is missing."


class SinceKind(Enum):
    """How exact a start is."""

    STATED = "The source gave the date."
    FIRST_SEEN = "The earliest time at which a source said so."


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSeen:
    """A source record that an answer rests on."""

    system: str = field(metadata=doc("System of record, e.g. salesforce"))
    object: str = field(metadata=doc("The system's own object name"))
    external_id: str = field(metadata=doc("The system's own id"))
    state: str = field(metadata=doc("live, archived, deleted, merged, erased or unseen"))
    at: datetime | None = field(metadata=doc("Time of the version that counts"))
    age_seconds: int | None = field(metadata=doc("How old that version is"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSeen:
    """A thing of the graph, just enough to show and to ask on."""

    noun: str = field(metadata=doc("Its noun in the model"))
    id: str = field(metadata=doc("Our id, stable for ever"))
    name: str | None = field(metadata=doc("What it is called; null where no system says"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link of a path, in the direction of its arrow."""

    start: NodeSeen = field(metadata=doc("Where the arrow leaves"))
    link: str = field(metadata=doc("Type of the link"))
    variant: str | None = field(metadata=doc("Its variant, e.g. SELLING or ACCOUNT_EXECUTIVE"))
    end: NodeSeen = field(metadata=doc("Where the arrow enters"))
    since: datetime | None = field(default=None, metadata=doc("Start of the link"))
    systems: list[str] = field(default_factory=list, metadata=doc("Systems that claim it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason: the rule that decided, in a sentence, with the path and the records behind it."""

    rule: str = field(metadata=doc("Name of the rule"))
    text: str = field(metadata=doc("The reason as a plain sentence"))
    path: list[Step] = field(default_factory=list, metadata=doc("Links walked, in order"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Source records it rests on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One point in which a candidate differs from the others."""

    what: str = field(metadata=doc("What differs: name, owners, parents, domains ..."))
    value: str | None = field(metadata=doc("Its value for this candidate; null where nothing is on record"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of several things that fit, and what tells it from the others."""

    noun: str = field(metadata=doc("Its noun in the model"))
    id: str = field(metadata=doc("Our id; ask again with it"))
    name: str | None = field(metadata=doc("What it is called"))
    systems: list[str] = field(default_factory=list, metadata=doc("Systems that know it"))
    differs: list[Difference] = field(default_factory=list, metadata=doc("Only what differs between the candidates"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """A cap that cut this answer; never silent."""

    what: str = field(metadata=doc("DEPTH, DESCENDANTS, ANCESTORS, CLAIMS, ROLES, OWNERS ..."))
    cap: int = field(metadata=doc("The cap"))
    text: str = field(metadata=doc("What is missing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every answer has, whatever was asked."""

    status: Status = field(metadata=doc("OK, NOT_FOUND, AMBIGUOUS or UNKNOWN"))
    as_of: datetime = field(metadata=doc("The valid time answered for"))
    model_version: str = field(metadata=doc("Version of the model and policies that judged"))
    token: Token | None = field(default=None, metadata=doc("Hand it to `after` to read what was read here"))
    candidates: list[Candidate] = field(default_factory=list, metadata=doc("Where AMBIGUOUS: what fits"))
    why: list[Why] = field(default_factory=list, metadata=doc("Rules, paths, records and their ages"))


def record_seen(ask: Ask, row: Mapping[str, Any]) -> RecordSeen:
    """A SourceRecord row of a statement, with its age at the time of asking."""
    at = moment(row.get("at"))
    return RecordSeen(
        system=row["system"],
        object=row["object"],
        external_id=row["external_id"],
        state=row.get("state") or "live",
        at=at,
        age_seconds=min(max(0, int((ask.now - at).total_seconds())), _OLDEST) if at else None,
    )


def records_seen(ask: Ask, rows: Iterable[Mapping[str, Any]]) -> list[RecordSeen]:
    """Several of them, each once, newest first."""
    unique = {(row["system"], row["object"], row["external_id"]): record_seen(ask, row) for row in rows}
    dated = [(record.at.timestamp() if record.at else 0.0, key, record) for key, record in unique.items()]
    return [record for _, _, record in sorted(dated, key=lambda item: (-item[0], item[1]))]


def node_seen(row: Mapping[str, Any], noun: str | None = None) -> NodeSeen:
    """A node row of a statement: ``id``, ``name``, and ``labels`` unless the noun is known."""
    return NodeSeen(noun=noun or noun_of(row), id=row["id"], name=row.get("name"))


def noun_of(row: Mapping[str, Any]) -> str:
    """The noun among the labels of a node row; every noun carries the label Noun too."""
    return str(next(label for label in row["labels"] if label != "Noun"))


def since_kind(text: str | None) -> SinceKind | None:
    """The kind of a start, from its stored name."""
    return SinceKind[text] if text else None


def shown(node: NodeSeen) -> str:
    """How a sentence calls a node."""
    return node.name or node.id


def listed(words: Iterable[str]) -> str:
    """Words as a plain list: ``a``, ``a and b``, ``a, b and c``."""
    *most, last = list(words) or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def told(systems: Iterable[str], verb: str) -> str:
    """Who says so, with a verb that fits: ``salesforce names``, ``hubspot and salesforce name``."""
    named = list(systems) or ["a source"]
    return f"{listed(named)} {verb}{'s' if len(named) == 1 else ''}"


def day(when: datetime | None) -> str:
    """A date for a sentence."""
    return when.date().isoformat() if when else "an unknown date"
